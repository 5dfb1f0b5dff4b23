"""What a number has agreed to by now, read off its ledger; nothing but an act of its owner raises it.

Marketing is agreed to with a brand, a coupon in its campaign: each is an agreement of its own, and ends alone.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from app.rules.ledger import Event
from app.rules.words import mark


class Standing(StrEnum):
    """Where a consent stands."""

    NONE = "none"
    PENDING = "pending"  # asked for on a page, not yet confirmed by the number itself
    GRANTED = "granted"
    WITHDRAWN = "withdrawn"


ENDS = {Event.WITHDRAW, Event.OBJECT}
WORDS = {
    Standing.NONE: mark("Never agreed"),
    Standing.PENDING: mark("Not confirmed yet"),
    Standing.GRANTED: mark("Agreed"),
    Standing.WITHDRAWN: mark("Took it back"),
}
ACTS = {
    Event.REQUEST: mark("Asked for it"),
    Event.GRANT: mark("Agreed"),
    Event.CONFIRM: mark("Confirmed"),
    Event.WITHDRAW: mark("Took it back"),
    Event.OBJECT: mark("Objected"),
    Event.EXPIRE: mark("It lapsed"),
    Event.IMPORT: mark("Brought in from elsewhere"),
}


class Act(Protocol):
    """What is read of an entry of the ledger."""

    @property
    def event(self) -> str:
        """Which of ledger.Event."""

    @property
    def purpose(self) -> str:
        """coupon or marketing."""

    @property
    def brand(self) -> str:
        """With whom it was agreed."""

    @property
    def campaign(self) -> str:
        """Where it was done."""

    @property
    def at(self) -> datetime:
        """When it was done."""


@dataclass(frozen=True)
class Agreement:
    """How it stands with a brand for one purpose; of coupons, in one campaign.

    `event`, `since` and `campaign` are of the act since which it stands so; a repetition of it changes nothing.
    """

    brand: str
    purpose: str
    standing: Standing
    event: Event
    since: datetime
    campaign: str

    @property
    def word(self) -> str:
        """Where it stands, in a word to be said."""
        return ACTS[Event.EXPIRE] if self.standing is Standing.NONE else WORDS[self.standing]


def standing(events: Iterable[str]) -> Standing:
    """What one number's events for one purpose and brand amount to, oldest first.

    A request after a grant changes nothing: asking again must not lower what was given. After a withdrawal a form
    only asks, for anybody can fill it in: the number itself has to confirm. What was agreed to elsewhere, and is
    imported, counts only where nothing was ever said here.
    """
    *_, now = _course(events)
    return now


def agreements(acts: Iterable[Act]) -> list[Agreement]:
    """All that these acts of one number, oldest first, amount to: by brand, marketing before its coupons."""
    about: dict[tuple[str, bool, str, str], list[Act]] = {}
    for act in acts:
        is_coupon = act.purpose == "coupon"
        about.setdefault((act.brand, is_coupon, act.purpose, act.campaign if is_coupon else ""), []).append(act)
    return [_agreement(about[key]) for key in sorted(about)]


def strongest(standings: Iterable[Standing]) -> Standing:
    """The most that stands with any brand: agreed, else asked, else taken back, else nothing."""
    return max(standings, key=(Standing.NONE, Standing.WITHDRAWN, Standing.PENDING, Standing.GRANTED).index)


def _agreement(acts: Sequence[Act]) -> Agreement:
    _, *course = _course(act.event for act in acts)
    turn = next((i for i in range(len(course) - 1, 0, -1) if course[i] is not course[i - 1]), 0)
    act = acts[turn]
    return Agreement(act.brand, act.purpose, course[-1], Event(act.event), act.at, act.campaign)


def _course(events: Iterable[str]) -> Iterator[Standing]:
    """Where it stood at first, and after each event."""
    now, ended = Standing.NONE, False
    yield now
    for event in events:
        if event == Event.CONFIRM or (event == Event.GRANT and not ended):
            now, ended = Standing.GRANTED, False
        elif event in ENDS:
            now, ended = Standing.WITHDRAWN, True
        elif event == Event.EXPIRE and now is not Standing.WITHDRAWN:
            now, ended = Standing.NONE, True
        elif event == Event.IMPORT and now is Standing.NONE and not ended:
            now = Standing.GRANTED
        elif event in {Event.REQUEST, Event.GRANT} and now is not Standing.GRANTED:
            now = Standing.PENDING
        yield now


def is_last_taken(events: Sequence[str]) -> bool:
    """Whether the last act took away a consent that stood: such a one can be given back, and no other [US-KW-7]."""
    return bool(events) and events[-1] in ENDS and standing(events[:-1]) is Standing.GRANTED


def is_proven(events: Iterable[str]) -> bool:
    """Whether the number itself agreed here once; what was agreed to elsewhere is for others to show [EU-REPERM-1]."""
    return any(event in {Event.GRANT, Event.CONFIRM} for event in events)
