"""The shield's first layer: whether what a visitor asks for may become a text at all, before anything is queued.

Everything on the web that makes a text leave asks here. The second layer, actions/ration.py, looks at what leaves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.actions import Means
from app.rules.shield import HOUR, LEAST_FILL, STRAINED, network, prefix_of
from app.store import Session, limits, ranges, subscribers
from app.store.limits import Limit
from app.store.shield import Standing
from app.store.subscribers import Subscriber


class Why(StrEnum):
    """Why nothing is texted now."""

    NUMBER = "number"  # it had its texts of the day
    TOO_OFTEN = "too_often"  # too much came from this address, or to this range of numbers
    CLOSED = "closed"  # no text leaves for numbers like this one
    CHECK = "check"  # only for a browser that solves a sum first


@dataclass(frozen=True)
class Asker:
    """Who asks for a text to whom. `address` is empty where it plays no part.

    checks     whether its page can ask the browser for a sum
    odd        the form looks as if no person had filled it in
    solved     the id of the sum that the browser solved; empty if none was asked
    known      whoever holds the number was heard of before, so that a closed range does not hold the text
    to_number  what all together may ask for to the number
    to_range   what all together may ask for to the number's range
    """

    number: str
    country: str
    campaign: str
    address: str = ""
    checks: bool = False
    odd: bool = False
    solved: str = ""
    known: bool = False
    to_number: Sequence[Limit] = (limits.TEXTS_TO_NUMBER,)
    to_range: Limit = limits.JOINS_TO_RANGE

    def buckets(self, *, texted: bool) -> Sequence[tuple[Limit, str]]:
        """What is taken from; `texted` where this very wish costs a text."""
        own = [(limits.JOINS_FROM_ADDRESS, network(self.address))] if self.address else []
        if not texted:
            return own
        spread = [] if self.known else [(self.to_range, prefix_of(self.number))]
        return [*own, *((limit, self.number) for limit in self.to_number), *spread]


@dataclass(frozen=True)
class Refused:
    """Why nothing is texted, and from when it may be tried again; `by_hand`: staff closed it, nobody knows how long."""

    why: Why
    again_from: datetime
    by_hand: bool = False


def let_in(session: Session, means: Means, asker: Asker, now: datetime, *, texted: bool = True) -> Refused | None:
    """None if the text may be queued; then it has taken its place in all buckets.

    The answer is the same whether we know a number or not: whoever says that it is `known` must tell nobody.
    """
    if not means.limits:
        return None
    stands = _standing(means, asker, now)
    # Also where the text is under way already: that it is tells whom we know.
    if stands.held and not asker.known:
        return Refused(Why.CLOSED, stands.held.until, by_hand=stands.held.by_hand)
    buckets = asker.buckets(texted=texted)
    taken = limits.take_all(session, buckets, now) if buckets else limits.Taken()
    if taken.full:
        why = Why.NUMBER if taken.full in asker.to_number else Why.TOO_OFTEN
        return Refused(why, taken.again_from or now)
    if not asker.checks or asker.known:
        return None
    near = means.shielded and max(taken.used, stands.used) > STRAINED
    if (asker.odd or near) and not _is_checked(session, asker, now):
        limits.give_back(session, buckets)
        return Refused(Why.CHECK, now + (_relaxes(taken, stands) if near else LEAST_FILL))
    return None


def _relaxes(taken: limits.Taken, stands: Standing) -> timedelta:
    """How long until no sum is asked for, if nobody else comes; what leaves counts for an hour at least."""
    refill = limits.JOINS_FROM_ADDRESS.per  # as a range's
    return refill * (taken.used - STRAINED) if stands.used <= STRAINED else HOUR


def note_answer(session: Session, person: Subscriber, now: datetime) -> None:
    """Remembers that the holder of a number was heard of; its row is held. Once for each number."""
    if subscribers.answer(session, person.id, now):
        ranges.note_answer(session, person.country, prefix_of(person.number))


def _standing(means: Means, asker: Asker, now: datetime) -> Standing:
    """How it is with the number's range and the ceilings."""
    if not means.shielded:
        return Standing(None, 0.0)
    return means.shield.standing(means.ceilings, asker.country, asker.number, asker.campaign, now)


def _is_checked(session: Session, asker: Asker, now: datetime) -> bool:
    """Whether the browser solved a sum that nobody has shown before."""
    return bool(asker.solved) and limits.take(session, limits.CHALLENGES, asker.solved, now) is None
