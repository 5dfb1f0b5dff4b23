"""Shuts a way out by what a receipt says: that somebody has to put something right before any more leaves by it."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.rules.circuit import CLOSED_BY_US_S, FOR_SOMEBODY
from app.rules.failure import MEANINGS, Failure
from app.rules.way import cause_of, to_blame
from app.store import Session, alarms, circuits, messages, subscribers
from app.store.circuits import Shut

FOR, A_MINUTE = timedelta(seconds=CLOSED_BY_US_S), timedelta(minutes=1)


def is_of_account(failure: Failure | None) -> bool:
    """Whether it says of our account, or of a sender, that nothing will leave until somebody has looked."""
    return failure is not None and MEANINGS[failure].follows in FOR_SOMEBODY


def shut(session: Session, message: int, failure: Failure, gateway: str, now: datetime) -> None:
    """Shuts the way of this text for every worker, as a refused attempt does, and tells staff.

    Once a minute at most for each way: of a sender that is not registered there is a receipt for every text. What is
    told of a text that left long ago may have been put right meanwhile.
    """
    text = messages.message(session, message)
    person = subscribers.subscriber_or_none(session, text.subscriber) if text else None
    if text is None or person is None or now - text.changed_at > FOR:
        return
    way = to_blame(gateway, text.sender, person.country, failure)
    if circuits.shut_by_receipt(session, Shut(*way, now, now + FOR, failure), now + FOR - A_MINUTE):
        alarms.add_alarm(session, cause_of(way, failure), now)
