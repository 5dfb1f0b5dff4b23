"""What a number has agreed to by now, read off its ledger; nothing but an act of its owner raises it."""

from collections.abc import Iterable, Sequence
from enum import StrEnum

from app.rules.ledger import Event


class Standing(StrEnum):
    """Where a consent stands."""

    NONE = "none"
    PENDING = "pending"  # asked for on a page, not yet confirmed by the number itself
    GRANTED = "granted"
    WITHDRAWN = "withdrawn"


ENDS = {Event.WITHDRAW, Event.OBJECT}


def standing(events: Iterable[str]) -> Standing:
    """What one number's events for one purpose and brand amount to, oldest first.

    A request after a grant changes nothing: asking again must not lower what was given. After a withdrawal a form
    only asks, for anybody can fill it in: the number itself has to confirm. What was agreed to elsewhere, and is
    imported, counts only where nothing was ever said here.
    """
    now, ended = Standing.NONE, False
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
    return now


def is_last_taken(events: Sequence[str]) -> bool:
    """Whether the last act took away a consent that stood: such a one can be given back, and no other [US-KW-7]."""
    return bool(events) and events[-1] in ENDS and standing(events[:-1]) is Standing.GRANTED


def is_proven(events: Iterable[str]) -> bool:
    """Whether the number itself agreed here once; what was agreed to elsewhere is for others to show [EU-REPERM-1]."""
    return any(event in {Event.GRANT, Event.CONFIRM} for event in events)
