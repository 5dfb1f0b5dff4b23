"""Takes a number's place in the line of a campaign that has no coupon left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.actions import Means
from app.actions.record import act
from app.rules.campaign import Campaign
from app.rules.consent import Box, waiting_box
from app.rules.phone import Number
from app.store import Session, ledger, limits, subscribers, waiting


@dataclass(frozen=True)
class Wish:
    """What somebody left on the page of a campaign that is sold out: a number, nobody's yet."""

    number: Number
    language: str
    placement: str
    address: str
    page: str
    evidence: Mapping[str, str]


def wait(session: Session, means: Means, campaign: Campaign, wish: Wish, now: datetime) -> datetime | None:
    """None if the number waits from now on, or did already; else when this address may ask again.

    Whether the number is known shows nowhere. It agreed to one text and to nothing else, and the ledger has the words.
    """
    if means.limits:
        again_from = limits.take(session, limits.JOINS_FROM_ADDRESS, wish.address, now)
        if again_from:
            return again_from
    sealed = subscribers.seal_number(session.vault, wish.number.e164)
    country, language = wish.number.country, wish.language
    id, _ = subscribers.keep_subscriber(session, sealed, country=country, language=language, now=now)
    brand, placement, box = campaign.brand.name, wish.placement, waiting_box(campaign, means.says[language])
    if waiting.add(session, id, campaign=campaign.id, brand=brand, placement=placement, now=now):
        ledger.add_words(session, box.digest, language, box.words)
        ledger.add(session, id, _asked(session, campaign, wish, box, now))
    return None


def _asked(session: Session, campaign: Campaign, wish: Wish, box: Box, now: datetime) -> ledger.Act:
    return act(
        campaign,
        event="grant",
        purpose="waiting",
        country=wish.number.country,
        language=wish.language,
        evidence=ledger.seal_evidence(session.vault, wish.evidence),
        words=box.digest,
        placement=wish.placement,
        page=wish.page,
        now=now,
    )
