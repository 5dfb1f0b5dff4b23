"""Heeds what a network says of a number: that it told them to stop, or that it is none that can be written to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from app.actions.end import stop
from app.rules.campaign import Campaign
from app.rules.failure import MEANINGS, Failure, Follows
from app.rules.suppression import NO_SUCH_NUMBER, STOP_AT_NETWORK, Scope
from app.store import Session, messages, subscribers, suppressions
from app.store.messages import Message


def is_of_number(failure: Failure | None) -> bool:
    """Whether it says something of the number that outlasts the text."""
    return failure is not None and MEANINGS[failure].follows is Follows.SUPPRESS


def heed(
    session: Session, campaigns: Mapping[str, Campaign], message: int, failure: Failure, gateway: str, now: datetime
) -> None:
    """Does as the network says of the number that this text went to; its row must be held by then.

    A stop is one like any other, but nothing is said back. A number that is none gets no text it has not asked for: it
    may be somebody's tomorrow, and then what they ask for reaches them.
    """
    text = messages.message(session, message)
    person = subscribers.subscriber_or_none(session, text.subscriber) if text else None
    if text is None or person is None:
        return
    if failure is not Failure.OPTED_OUT:
        reason, scope = NO_SUCH_NUMBER, Scope.MARKETING
        suppressions.suppress(session, person.id, text.brand, reason=reason, now=now, scope=scope)
        return
    campaign = campaigns.get(text.campaign)
    if campaign is None:
        suppressions.suppress(session, person.id, text.brand, reason=STOP_AT_NETWORK, now=now)
        return
    evidence = _evidence(text, gateway)
    stop(session, person, campaign, reason=STOP_AT_NETWORK, evidence=evidence, now=now)


def _evidence(text: Message, gateway: str) -> dict[str, str]:
    return {"how": "told by the gateway", "gateway": gateway, "sender": text.sender, "reference": text.reference}
