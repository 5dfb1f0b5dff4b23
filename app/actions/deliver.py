"""From the outbox to the gateway: take a lease, let go of the database, send, then record what came of it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from app.actions.heed import heed, is_of_number
from app.actions.receive import advance
from app.gateways import Gateway, GatewayError, Outgoing
from app.rules.campaign import Campaign
from app.rules.decision import Reason
from app.rules.failure import MEANINGS, Failure, Outcome
from app.rules.message import UNASKED, State
from app.rules.redact import redact
from app.store import Session, incoming, outbox, subscribers
from app.store.outbox import Attempt, Leased

LEASE = timedelta(seconds=60)  # longer than any gateway may take to answer, with a margin
WAITS_S = (1, 5, 20, 60, 180, 600)  # after the first, second, … attempt

log = logging.getLogger(__name__)


def attempt(
    gateways: Mapping[str, Gateway], held: Leased, clock: Callable[[], datetime], jitter: Callable[[], float]
) -> Attempt:
    """How one attempt ended: with the first of the gateways that did not put it off.

    Touches no database, so it may take its time; jitter() is between 0 and 1. A gateway that may
    have the text already is the only one that gets it again; once it is no longer among ours, nobody knows.
    """
    ended = None
    for name, gateway in gateways.items():
        if held.gateway not in {None, name}:
            continue
        ended = _attempt(name, gateway, held, clock, jitter)
        if ended.outcome is not Outcome.DEFERRED:
            break
    return ended or _orphaned(held, clock())


def _attempt(
    name: str, gateway: Gateway, held: Leased, clock: Callable[[], datetime], jitter: Callable[[], float]
) -> Attempt:
    try:
        reference = _send(name, gateway, held, clock())
    except GatewayError as error:
        return _failed(name, error, gateway.can.idempotent, held, clock(), jitter())
    return _ended(held, name, Outcome.ACCEPTED, State.SENT, clock(), vendor_reference=reference)


def _failed(name: str, error: GatewayError, idempotent: bool, held: Leased, at: datetime, jitter: float) -> Attempt:
    repeats = error.outcome is Outcome.AMBIGUOUS and idempotent
    outcome = Outcome.REPEATED if repeats else error.outcome
    again = outcome in {Outcome.DEFERRED, Outcome.REPEATED}
    return _ended(
        held,
        name,
        outcome,
        State.QUEUED if again else MEANINGS[error.failure].state,
        at,
        failure=error.failure,
        detail=redact(str(error)),
        due_at=at + timedelta(seconds=_wait_s(held.attempt, error, jitter)) if again else None,
    )


def _ended(held: Leased, gateway: str, outcome: Outcome, state: State, at: datetime, **facts: Any) -> Attempt:
    return Attempt(held.id, held.attempt, gateway, outcome, state, at, held.subscriber, **facts)


def _orphaned(held: Leased, at: datetime) -> Attempt:
    why = "may have left by a gateway that is no longer configured"
    gateway, facts = held.gateway or "", {"failure": Failure.LOST, "detail": why}
    return _ended(held, gateway, Outcome.AMBIGUOUS, State.UNKNOWN, at, **facts)


def record(session: Session, campaigns: Mapping[str, Campaign], ended: Sequence[Attempt]) -> None:
    """Writes how attempts ended, heeds what they say of a number, and lets receipts that came before this commit find
    their messages.
    """
    if not ended:
        return
    telling = [each for each in ended if is_of_number(each.failure)]
    subscribers.hold(session, {each.subscriber for each in telling})  # people before their texts, as everywhere
    outbox.settle(session, ended)
    for each in telling:
        heed(session, campaigns, each.message, each.failure or Failure.REFUSED, each.gateway, each.ended_at)
    for name in {each.gateway for each in ended}:
        _adopt_orphans(session, campaigns, name, ended[-1].ended_at)


def sweep(session: Session, gateways: Mapping[str, Gateway], campaigns: Mapping[str, Campaign], now: datetime) -> None:
    """Ends what nobody will end: leases of workers that died, texts that are too late, texts to those who said stop.

    A gateway that knows a repeated reference gets the text again; with any other, or where it may have been
    either of two, it is not known whether it left, and a receipt or a person has to say.
    """
    repeatable = len(gateways) == 1 and all(gateway.can.idempotent for gateway in gateways.values())
    outbox.end_overdue_leases(
        session,
        state=State.QUEUED if repeatable else State.UNKNOWN,
        reason=Reason.INTERRUPTED,
        now=now,
    )
    for name in gateways:
        _adopt_orphans(session, campaigns, name, now)
    outbox.suppress_all(session, now)
    outbox.expire(session, now)


def _send(name: str, gateway: Gateway, held: Leased, now: datetime) -> str:
    """The provider's reference. A bug in a gateway costs one text and not the thread: nobody knows if it left."""
    valid_s = max(1, int((held.expires_at - now).total_seconds()))
    what = Outgoing(held.reference, held.number, held.sender, held.text, valid_s, held.kind in UNASKED)
    try:
        return gateway.send(what)
    except GatewayError:
        raise
    except Exception as bug:
        log.exception("a bug in gateway %s", name)
        raise GatewayError(Failure.BROKEN, f"a bug in the gateway: {type(bug).__name__}") from bug


def _adopt_orphans(session: Session, campaigns: Mapping[str, Campaign], name: str, now: datetime) -> None:
    """Orphans whose message is there by now; of a number they may tell what is heeded when its next text fails."""
    for orphan in incoming.orphan_receipts(session, name):
        incoming.adopt(session, orphan.id, orphan.message)
        advance(session, orphan.message, orphan.current, orphan.reported, orphan.why, now)


def _wait_s(attempts: int, error: GatewayError, jitter: float) -> float:
    """Seconds until the next attempt: what the gateway asked for, or a growing pause; up to half more, by chance."""
    pause = float(WAITS_S[min(attempts, len(WAITS_S)) - 1])
    return max(error.retry_after_s or 0.0, pause) * (1 + jitter / 2)
