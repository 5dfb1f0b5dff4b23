"""Takes a number's place in the line of a campaign that has no coupon left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.actions import Means
from app.actions.record import act
from app.actions.reserve import is_sold_out
from app.actions.shield import Asker, Why, let_in
from app.rules.campaign import Campaign
from app.rules.consent import Box, waiting_box
from app.rules.gate import is_open
from app.rules.phone import Number
from app.store import Session, ledger, limits, subscribers, waiting
from app.store.visits import Visit


class Stood(StrEnum):
    """What came of it."""

    IN_LINE = "in_line"  # from now on, or already
    GATED = "gated"  # the gate is not done
    NOT_SOLD_OUT = "not_sold_out"  # there is something left to join for
    TOO_OFTEN = "too_often"
    HELD_UP = "held_up"  # no text leaves for numbers like this one


@dataclass(frozen=True)
class Outcome:
    """What came of it; `again_from` is when a number or an address asked too often may try again.

    `by_hand`: staff closed the number's range, so nobody knows until when.
    """

    stood: Stood
    again_from: datetime | None = None
    by_hand: bool = False


@dataclass(frozen=True)
class Wish:
    """What somebody left on the page of a campaign that is sold out: a number, nobody's yet."""

    number: Number
    language: str
    address: str
    page: str
    evidence: Mapping[str, str]


def wait(session: Session, means: Means, campaign: Campaign, visited: Visit, wish: Wish, now: datetime) -> Outcome:
    """What came of it. Whoever waits passed the same gate as whoever joins, and while there are coupons nobody waits.

    Whether the number is known shows nowhere: it counts as one that is texted even where it waits already. It agreed
    to one text and to nothing else, and the ledger has the words.
    """
    if not is_open(campaign, visited.steps, without=visited.without):
        return Outcome(Stood.GATED)
    if not is_sold_out(session, campaign, visited.placement, now):
        return Outcome(Stood.NOT_SOLD_OUT)
    refused = let_in(session, means, _asker(campaign, wish), now)
    if refused:
        stood = Stood.HELD_UP if refused.why is Why.CLOSED else Stood.TOO_OFTEN
        return Outcome(stood, refused.again_from, by_hand=refused.by_hand)
    _stand(session, means, campaign, visited.placement, wish, now)
    return Outcome(Stood.IN_LINE)


def _asker(campaign: Campaign, wish: Wish) -> Asker:
    whose = wish.number.e164, wish.number.country, campaign.id, wish.address
    return Asker(*whose, to_number=limits.ASIDE, to_range=limits.PLACES_OF_RANGE)


def _stand(session: Session, means: Means, campaign: Campaign, placement: str, wish: Wish, now: datetime) -> None:
    sealed = subscribers.seal_number(session.vault, wish.number.e164)
    country, language = wish.number.country, wish.language
    id, _ = subscribers.keep_subscriber(session, sealed, country=country, language=language, now=now)
    brand, box = campaign.brand.name, waiting_box(campaign, means.says[language])
    if waiting.add(session, id, campaign=campaign.id, brand=brand, placement=placement, now=now):
        ledger.add_words(session, box.digest, language, box.words)
        ledger.add(session, id, _asked(session, campaign, placement, wish, box, now))


def _asked(session: Session, campaign: Campaign, placement: str, wish: Wish, box: Box, now: datetime) -> ledger.Act:
    return act(
        campaign,
        event="grant",
        purpose="waiting",
        country=wish.number.country,
        language=wish.language,
        evidence=ledger.seal_evidence(session.vault, wish.evidence),
        words=box.digest,
        placement=placement,
        page=wish.page,
        now=now,
    )
