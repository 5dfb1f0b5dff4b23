"""What a number has agreed to by now, read off its ledger; nothing but an act of its owner raises it."""

from collections.abc import Iterable
from enum import StrEnum


class Standing(StrEnum):
    """Where a consent stands."""

    NONE = "none"
    PENDING = "pending"  # asked for on a page, not yet confirmed by the number itself
    GRANTED = "granted"
    WITHDRAWN = "withdrawn"


def standing(events: Iterable[str]) -> Standing:
    """What one number's events for one purpose and brand amount to, oldest first.

    A request after a grant changes nothing: asking again must not lower what was given. A request
    after a withdrawal is pending again, so only a confirmation brings it back.
    """
    now = Standing.NONE
    for event in events:
        if event in {"grant", "confirm"}:
            now = Standing.GRANTED
        elif event == "withdraw":
            now = Standing.WITHDRAWN
        elif event == "request" and now is not Standing.GRANTED:
            now = Standing.PENDING
    return now
