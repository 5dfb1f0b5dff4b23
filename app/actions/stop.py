"""One tap that ends all of a brand's texts, the tap that takes it back, and the word of whoever never asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.actions import Means
from app.actions.choose import Choices
from app.actions.end import stop
from app.actions.record import record
from app.rules import link
from app.rules.campaign import Campaign
from app.rules.link import BadLink
from app.rules.suppression import NOT_ME, Scope
from app.store import Session, moment, proofs, stamp, subscribers, suppressions, unsent
from app.store.subscribers import Subscriber

PURPOSE = "undo"
UNDO_VALID = timedelta(minutes=10)
REASON = "stopped on the preference page"


@dataclass(frozen=True)
class Undo:
    """A stop that can be taken back on its page: whose, of which brand's campaign, when, and what it ended."""

    subscriber: int
    campaign: str
    at: datetime
    was_in: bool


def stop_all(session: Session, seen: Choices, evidence: Mapping[str, str], now: datetime) -> Undo | None:
    """What takes the stop back; None if the brand had been told already [US-TCPA-REV-1, US-TCPA-REV-4]."""
    if not stop(session, seen.person, seen.campaign, reason=REASON, evidence=evidence, now=now):
        return None
    return Undo(seen.person.id, seen.campaign.id, now, seen.is_in)


def take_back(session: Session, seen: Choices, undo: Undo, evidence: Mapping[str, str], now: datetime) -> bool:
    """Whether all is as it was before the stop: once, and only while that very stop still stands.

    A coupon or a confirmation that the stop kept back waits again, as long as it is not too old to be sent.
    """
    person, brand = seen.person, seen.campaign.brand.name
    subscribers.hold(session, {person.id})
    if undo.subscriber != person.id or undo.campaign != seen.campaign.id:
        return False
    if not suppressions.take_back(session, person.id, brand, given_at=undo.at, reason=REASON):
        return False
    left = suppressions.suppressed_by(session, person.id).get(brand)
    if left is Scope.ALL:  # told again meanwhile, in another way
        return False
    if undo.was_in and left is None:
        record(session, seen.campaign, person, "confirm", "marketing", evidence, now)
    unsent.wake(session, person.id, brand, since=undo.at, now=now)
    return True


def deny(session: Session, person: Subscriber, campaign: Campaign, evidence: Mapping[str, str], now: datetime) -> None:
    """Ends the brand's texts to a number whose owner never asked, and every open question: a pin counts no more."""
    subscribers.hold(session, {person.id})
    proofs.close(session, person.id, now)
    stop(session, person, campaign, reason=NOT_ME, evidence=evidence, now=now)


def write_undo(undo: Undo, means: Means) -> str:
    """The undo as a page carries it, sealed."""
    value = f"{undo.subscriber}.{undo.campaign}.{stamp(undo.at)}.{undo.was_in:d}"
    return link.write(PURPOSE, value, means.keys, undo.at)


def read_undo(sealed: str, means: Means, now: datetime) -> Undo | None:
    """The undo that a page carried; None for one that is not ours, or older than UNDO_VALID."""
    try:
        value = link.read(PURPOSE, sealed, means.keys, now, int(UNDO_VALID.total_seconds()))
    except BadLink:
        return None
    subscriber, campaign, at, was_in = value.split(".")
    return Undo(int(subscriber), campaign, moment(int(at)), was_in == "1")
