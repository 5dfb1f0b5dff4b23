"""From the outbox to the gateway: take a lease, let go of the database, send, then record what came of it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from app.actions.receive import advance
from app.gateways import Gateway, GatewayError, Outgoing
from app.rules.decision import Reason
from app.rules.message import State
from app.rules.redact import redact
from app.store import Session, incoming, outbox
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
        if ended.outcome != "deferred":
            break
    return ended or _orphaned(held, clock())


def _attempt(
    name: str, gateway: Gateway, held: Leased, clock: Callable[[], datetime], jitter: Callable[[], float]
) -> Attempt:

    def ended(
        outcome: str, detail: str, state: State, reference: str | None = None, wait_s: float | None = None
    ) -> Attempt:
        at = clock()
        due = None if wait_s is None else at + timedelta(seconds=wait_s)
        return Attempt(held.id, held.attempt, name, outcome, detail, state, reference, due, at)

    try:
        reference = _send(name, gateway, held)
    except GatewayError as error:
        if error.ambiguous and not gateway.idempotent:
            return ended("ambiguous", redact(str(error)), State.UNKNOWN)
        if error.ambiguous:
            return ended("repeated", redact(str(error)), State.QUEUED, wait_s=_wait_s(held.attempt, error, jitter()))
        if error.temporary:
            return ended("deferred", redact(str(error)), State.QUEUED, wait_s=_wait_s(held.attempt, error, jitter()))
        return ended("rejected", redact(str(error)), State.FAILED)
    return ended("accepted", "", State.SENT, reference)


def _orphaned(held: Leased, at: datetime) -> Attempt:
    why = "may have left by a gateway that is no longer configured"
    return Attempt(held.id, held.attempt, held.gateway or "", "ambiguous", why, State.UNKNOWN, None, None, at)


def record(session: Session, ended: Sequence[Attempt]) -> None:
    """Writes how attempts ended, and lets receipts that came before this commit find their messages."""
    if not ended:
        return
    outbox.settle(session, ended)
    for name in {each.gateway for each in ended}:
        _adopt_orphans(session, name, ended[-1].ended_at)


def sweep(session: Session, gateways: Mapping[str, Gateway], now: datetime) -> None:
    """Ends what nobody will end: leases of workers that died, texts that are too late, texts to those who said stop.

    A gateway that knows a repeated reference gets the text again; with any other, or where it may have been
    either of two, it is not known whether it left, and a receipt or a person has to say.
    """
    repeatable = len(gateways) == 1 and all(gateway.idempotent for gateway in gateways.values())
    outbox.end_overdue_leases(
        session,
        state=State.QUEUED if repeatable else State.UNKNOWN,
        reason=Reason.INTERRUPTED,
        now=now,
    )
    for name in gateways:
        _adopt_orphans(session, name, now)
    outbox.suppress_all(session, now)
    outbox.expire(session, now)


def _send(name: str, gateway: Gateway, held: Leased) -> str:
    """The provider's reference. A bug in a gateway costs one text and not the thread: nobody knows if it left."""
    try:
        return gateway.send(Outgoing(held.reference, held.number, held.sender, held.text))
    except GatewayError:
        raise
    except Exception as bug:
        log.exception("a bug in gateway %s", name)
        what = f"a bug in the gateway: {type(bug).__name__}"
        raise GatewayError(what, temporary=False, ambiguous=True) from bug


def _adopt_orphans(session: Session, name: str, now: datetime) -> None:
    for receipt, reported, message, current in incoming.orphan_receipts(session, name):
        incoming.adopt(session, receipt, message)
        advance(session, message, current, reported, reported.value, now)


def _wait_s(attempts: int, error: GatewayError, jitter: float) -> float:
    """Seconds until the next attempt: what the gateway asked for, or a growing pause; up to half more, by chance."""
    pause = float(WAITS_S[min(attempts, len(WAITS_S)) - 1])
    return max(error.retry_after_s or 0.0, pause) * (1 + jitter / 2)
