"""From the outbox to the gateway: take a lease, let go of the database, send, then record what came of it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from app.actions.heed import heed, is_of_number
from app.actions.receive import adopt_orphans
from app.actions.reconcile import ASKED_AFTER, MOST_CRASHES
from app.gateways import Gateway, GatewayError, Outgoing, storable
from app.rules.campaign import Campaign
from app.rules.clock import STILL
from app.rules.failure import MEANINGS, Failure, Outcome
from app.rules.message import UNASKED, State
from app.rules.redact import redact
from app.store import Session, clock, doubts, outbox, subscribers, sweeps
from app.store.outbox import Attempt, Leased
from app.store.sweeps import START, Place

LEASE = timedelta(seconds=60)  # longer than any gateway may take to answer, with a margin
STRANGE = timedelta(seconds=30)  # a lease so long over belongs to a gateway that is no longer ours
WAITS_S = (1, 5, 20, 60, 180, 600)  # after the first, second, … attempt
SHORT = timedelta(minutes=15)  # the longest of them, with its jitter

log = logging.getLogger(__name__)


def attempt(
    gateways: Mapping[str, Gateway],
    held: Leased,
    clock: Callable[[], datetime],
    jitter: Callable[[], float],
) -> Attempt:
    """How one attempt ended, with the gateway it was to leave by.

    Touches no database, so it may take its time; jitter() is between 0 and 1. Where a gateway that may have the text is
    no longer ours, nobody knows.
    """
    name = held.via or held.gateway or next(iter(gateways))
    gateway = gateways.get(name)
    if held.until and clock() >= held.until:  # the machine slept: another worker may have it in hand by now
        late = {"detail": "the lease ran out before it was handed over", "due_at": clock()}
        return _ended(held, name, Outcome.DEFERRED, State.QUEUED, clock(), **late)
    if gateway is None:
        why = "may have left by a gateway that is no longer configured"
        return _unknown(held, name, Failure.LOST, why, clock())
    try:
        reference = _send(name, gateway, held, clock())
    except GatewayError as error:
        return _failed(name, error, gateway.can.idempotent, held, clock(), jitter())
    return _ended(held, name, Outcome.ACCEPTED, State.SENT, clock(), vendor_reference=reference)


def _failed(name: str, error: GatewayError, idempotent: bool, held: Leased, at: datetime, jitter: float) -> Attempt:
    outcome, detail = error.outcome, redact(storable(str(error)))
    if outcome is Outcome.AMBIGUOUS and not idempotent:
        return _unknown(held, name, error.failure, detail, at)
    told: dict[str, Any] = {"failure": error.failure, "detail": detail, "retry_after_s": error.retry_after_s}
    if outcome is Outcome.REJECTED:
        return _ended(held, name, outcome, MEANINGS[error.failure].state, at, **told)
    repeated = outcome is Outcome.AMBIGUOUS
    wait_s = _wait_s(held, error, jitter, 0 if repeated else held.others)
    outcome = Outcome.REPEATED if repeated else outcome
    due_at = min(at + timedelta(seconds=wait_s), max(at, held.expires_at))  # whoever looks then ends it
    return _ended(held, name, outcome, State.QUEUED, at, due_at=due_at, **told)


def _unknown(held: Leased, name: str, failure: Failure, detail: str, at: datetime) -> Attempt:
    facts = {"failure": failure, "detail": detail, "ask_at": at + ASKED_AFTER[0]}
    return _ended(held, name, Outcome.AMBIGUOUS, State.UNKNOWN, at, **facts)


def _ended(held: Leased, gateway: str, outcome: Outcome, state: State, at: datetime, **facts: Any) -> Attempt:
    whose = held.subscriber, held.sender, held.country
    return Attempt(held.id, held.attempt, gateway, outcome, state, at, *whose, parts=held.parts, **facts)


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
    for name in sorted({each.gateway for each in ended}):
        adopt_orphans(session, name, ended[-1].ended_at)


def sweep(
    session: Session,
    gateways: Mapping[str, Gateway],
    campaigns: Mapping[str, Campaign],
    now: datetime,
    after: Place = START,
    *,
    ahead: timedelta = STILL,
) -> tuple[Place, Collection[int]]:
    """Ends what nobody will end: leases of workers that died, texts that are too late, texts to those who said stop.

    Of these two a share each time, after that place. Gives where to go on the next time, and the texts by whose end
    coupons may be left that nobody has seen, for reserve.lapse.

    A gateway that knows a repeated reference gets the text again; with any other it is not known whether it left, and
    the gateway is asked. Where the clock was put ahead less than a lease ago, leases were taken by the clock before.
    """
    over = now - ahead
    sole = next(iter(gateways)) if len(gateways) == 1 else ""
    for name, gateway in gateways.items():
        repeatable = gateway.can.idempotent
        doubts.interrupted(session, name, sole=sole, repeatable=repeatable, most=MOST_CRASHES, over=over, now=now)
        adopt_orphans(session, name, now)
    doubts.interrupted(session, "", repeatable=False, most=0, over=over - STRANGE, now=now)
    return sweeps.sweep(session, now, after)


def bring_near(session: Session, now: datetime, after: Place) -> Place:
    """Where the clock was put back nothing waits for it to be that late again: a share each time, as sweep does."""
    return clock.bring_near(session, short=SHORT, latest=now + ASKED_AFTER[-1], now=now, after=after)


def _send(name: str, gateway: Gateway, held: Leased, now: datetime) -> str:
    """The provider's reference. A bug in a gateway costs one text and not the thread: nobody knows if it left."""
    valid_s = max(1, int((held.expires_at - now).total_seconds()))
    what = Outgoing(held.reference, held.number, held.sender, held.text, valid_s, held.kind in UNASKED)
    try:
        return storable(gateway.send(what))
    except GatewayError:
        raise
    except Exception as bug:
        log.exception("a bug in gateway %s", name)
        raise GatewayError(Failure.BROKEN, f"a bug in the gateway: {type(bug).__name__}") from bug


def _wait_s(held: Leased, error: GatewayError, jitter: float, others: int) -> float:
    """Seconds until the next attempt: none while there is another gateway to try; then what the gateway asked for, or
    a growing pause; up to half more, by chance.
    """
    if held.attempt % (others + 1):
        return 0.0
    rounds = held.attempt // (others + 1)
    pause = float(WAITS_S[min(rounds, len(WAITS_S)) - 1])
    return max(error.retry_after_s or 0.0, pause) * (1 + jitter / 2)
