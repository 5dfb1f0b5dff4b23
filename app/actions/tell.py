"""What a coupon is good for, and what a till is told of it: each text kept once, and remembered by its number.

Every redemption asks, so a process asks the store once for each release, tier and language. And it remembers what the
last coupon was that a till spent: the next one is mostly of the same kind, and is spent without being looked up first.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from app.rules.campaign import Campaign
from app.rules.campaign_sections import Offer
from app.rules.told import told
from app.store import Session, offers
from app.store.redemptions import Offered

MOST = 10_000  # remembered of each; far more than there are tiers and languages, or tills


@dataclass(frozen=True)
class Told:
    """An offer as a coupon has it, and the text that tills get, with its number in the store."""

    campaign: Campaign
    offer: Offer
    id: int
    text: str


class Offers:
    """The offers of all campaigns, as their coupons have them; and what each till spent last."""

    def __init__(
        self, begin: Callable[[], AbstractContextManager[Session]], find: Callable[[str], Campaign | None]
    ) -> None:
        """`begin` opens a transaction that may write; `find` gives the release in force of a campaign."""
        self._begin, self._find = begin, find
        self._known: dict[tuple[str, str, str | None, str], Told] = {}
        self._last: dict[int, Offered] = {}

    def of(self, campaign_id: str, placement: str, language: str) -> Told | None:
        """What a coupon of this placement and language is good for; None if no release can be read any more.

        May open a transaction of its own, so the caller has none that writes.
        """
        campaign = self._find(campaign_id)
        if campaign is None:
            return None
        spot = campaign.placement(placement)
        key = campaign.id, campaign.digest, spot.tier if spot else None, language
        known = self._known.get(key)
        if known is None:
            known = self._keep(campaign, campaign.offer_at(placement), language)
            if len(self._known) >= MOST:
                self._known.clear()
            self._known[key] = known
        return known

    def last_at(self, till: int) -> Offered | None:
        """What the last coupon was for that this till spent, cards left out: no two of them are alike."""
        return self._last.get(till)

    def note(self, till: int, offered: Offered) -> None:
        """Remembers what was spent at the till."""
        if offered.balance is not None:
            return
        if len(self._last) >= MOST:
            self._last.clear()
        self._last[till] = offered

    def _keep(self, campaign: Campaign, offer: Offer, language: str) -> Told:
        text = told(offer, language)
        with self._begin() as session:
            return Told(campaign, offer, offers.keep(session, text), text)
