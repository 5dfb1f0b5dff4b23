from datetime import datetime, timedelta

import pytest

from app.actions import deliver, receive
from app.gateways import Can, GatewayError, Receipt
from app.rules.failure import Failure
from app.rules.message import LIFETIMES, Kind, State
from app.store import Sessions, messages, suppressions
from app.store.outbox import is_due, lease, release
from tests import make

NAME = "recording"
NUMBER = "+393331234342"


class Clock:
    """A clock that goes where a test moves it."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def move(self, **by: float) -> None:
        self.at += timedelta(**by)


@pytest.fixture
def clock(now) -> Clock:
    return Clock(now)


@pytest.fixture
def message(sessions, now):
    with sessions.begin() as session:
        return make.message(session, subscriber=make.subscriber(session, number=NUMBER), queued_at=now)


def deliver_next(sessions, outbox, clock, most: int = 9) -> int:
    return make.deliveries(sessions, {NAME: outbox}, clock, most)


def state(sessions, message) -> State:
    with sessions.read() as session:
        return messages.state_of(session, message.id)


def sweep(sessions, gateway, now) -> None:
    with sessions.begin() as session:
        deliver.sweep(session, {NAME: gateway}, {}, now)


def refused(failure: Failure = Failure.DOWN, *, retry_after_s: float | None = None) -> GatewayError:
    return GatewayError(failure, "no: +393331234342", retry_after_s=retry_after_s)


def test_what_is_due_is_handed_over_once(sessions, outbox, clock, message):
    assert deliver_next(sessions, outbox, clock) == 1
    assert deliver_next(sessions, outbox, clock) == 0
    assert [(sent.reference, sent.number, sent.sender) for sent in outbox.sent] == [
        (message.reference, NUMBER, make.SENDER)
    ]
    assert state(sessions, message) is State.SENT


def test_a_reference_that_no_database_can_keep_as_it_is_costs_no_text(sessions, outbox, clock, message, monkeypatch):
    monkeypatch.setattr(outbox, "send", lambda text: "half \ud83d \0")
    assert deliver_next(sessions, outbox, clock) == 1
    assert state(sessions, message) is State.SENT


def test_the_most_urgent_leaves_first(sessions, outbox, clock, now):
    kinds = [Kind.MARKETING, Kind.SERVICE, Kind.PROOF, Kind.REPLY]
    with sessions.begin() as session:
        for kind in kinds:
            make.message(session, kind=kind, text=kind.value, queued_at=now)
    for _ in kinds:
        assert deliver_next(sessions, outbox, clock, most=1) == 1
    assert [sent.text for sent in outbox.sent] == ["proof", "reply", "service", "marketing"]


def test_a_refusal_that_may_pass_is_tried_again_after_a_growing_pause(sessions, outbox, clock, message):
    pauses = []
    outbox.failures = [refused() for _ in range(5)]
    while not outbox.sent:
        deliver_next(sessions, outbox, clock)
        before = clock.at
        while not outbox.sent and not due(sessions, clock.at):
            clock.move(seconds=1)
        pauses.append((clock.at - before).total_seconds())
    assert pauses == [1, 5, 20, 60, 180, 0]
    assert state(sessions, message) is State.SENT


def due(sessions, at: datetime) -> bool:
    with sessions.read() as session:
        return is_due(session, at)


def test_a_gateway_that_names_a_time_is_left_alone_until_then(sessions, outbox, clock, message):
    outbox.failures = [refused(retry_after_s=30)]
    deliver_next(sessions, outbox, clock)
    clock.move(seconds=29)
    assert deliver_next(sessions, outbox, clock) == 0
    clock.move(seconds=1)
    assert deliver_next(sessions, outbox, clock) == 1


def test_a_final_refusal_is_final_and_tells_no_number(sessions, outbox, clock, message):
    outbox.failures = [refused(Failure.REFUSED)]
    deliver_next(sessions, outbox, clock)
    clock.move(hours=1)
    assert deliver_next(sessions, outbox, clock) == 0
    with sessions.read() as session:
        found = messages.message_of(session, message.reference)
        ((_, _, detail, *_),) = messages.path(session, message.id)
    assert (found.state, found.reason) == (State.FAILED, Failure.REFUSED)
    assert detail == "no: +39•••342"


def test_when_nobody_knows_whether_it_left_it_is_not_sent_again(sessions, outbox, clock, message):
    outbox.failures = [refused(Failure.LOST)]
    deliver_next(sessions, outbox, clock)
    clock.move(days=1)
    assert deliver_next(sessions, outbox, clock) == 0
    assert state(sessions, message) is State.UNKNOWN
    assert outbox.sent == []


def test_a_late_receipt_settles_what_was_unknown(sessions, outbox, clock, message):
    outbox.failures = [refused(Failure.LOST)]
    deliver_next(sessions, outbox, clock)
    with sessions.begin() as session:
        receipt = Receipt("v1", "delivered", State.DELIVERED, message.reference)
        receive.take_receipt(session, {}, receipt, NAME, clock())
    assert state(sessions, message) is State.DELIVERED


def test_a_gateway_that_knows_a_repeated_reference_gets_it_again(sessions, outbox, clock, message):
    outbox.can = Can(idempotent=True)
    outbox.failures = [refused(Failure.LOST)]
    deliver_next(sessions, outbox, clock)
    clock.move(seconds=1)
    assert deliver_next(sessions, outbox, clock) == 1
    assert state(sessions, message) is State.SENT


def test_a_bug_in_a_gateway_costs_one_text_and_is_seen(sessions, outbox, clock, message):
    outbox.failures = [ZeroDivisionError()]
    assert deliver_next(sessions, outbox, clock) == 1
    with sessions.read() as session:
        found = messages.message_of(session, message.reference)
        ((_, outcome, detail, *_),) = messages.path(session, message.id)
    assert (found.state, found.reason) == (State.UNKNOWN, Failure.BROKEN)
    assert (outcome, detail) == ("ambiguous", "a bug in the gateway: ZeroDivisionError")


def test_stop_wins_over_what_was_queued_before(sessions, outbox, clock, message):
    with sessions.begin() as session:
        suppressions.suppress(session, message.subscriber, make.BRAND, reason="STOP", now=clock())
    assert deliver_next(sessions, outbox, clock) == 0
    sweep(sessions, outbox, clock())
    assert state(sessions, message) is State.SUPPRESSED


def test_what_is_too_late_expires_and_is_not_sent(sessions, outbox, clock, message):
    clock.at += LIFETIMES[Kind.SERVICE]
    assert deliver_next(sessions, outbox, clock) == 0
    sweep(sessions, outbox, clock())
    assert state(sessions, message) is State.EXPIRED


@pytest.mark.parametrize(("idempotent", "after"), [(True, State.QUEUED), (False, State.UNKNOWN)])
def test_what_a_dead_worker_held_is_ended_when_its_lease_is(sessions, outbox, clock, message, idempotent, after):
    outbox.can = Can(idempotent=idempotent)
    with sessions.begin() as session:
        lease(session, now=clock(), until=clock() + deliver.LEASE, most=1)
    sweep(sessions, outbox, clock())
    assert state(sessions, message) is State.SENDING
    clock.at += deliver.LEASE
    sweep(sessions, outbox, clock())
    assert state(sessions, message) is after


def test_a_worker_back_from_the_dead_changes_nothing(sessions, outbox, clock, message):
    """Its attempt was given up and another one is under way: the number of the attempt fences."""
    outbox.can = Can(idempotent=True)
    with sessions.begin() as session:
        (held,) = lease(session, now=clock(), until=clock() + deliver.LEASE, most=1)
    late = deliver.attempt({NAME: outbox}, held, clock, lambda: 0.0)
    clock.at += deliver.LEASE
    sweep(sessions, outbox, clock())
    with sessions.begin() as session:
        (again,) = lease(session, now=clock(), until=clock() + deliver.LEASE, most=1)
        deliver.record(session, {}, [late])
        assert messages.state_of(session, message.id) is State.SENDING
        deliver.record(session, {}, [deliver.attempt({NAME: outbox}, again, clock, lambda: 0.0)])
        assert messages.state_of(session, message.id) is State.SENT
    assert (held.attempt, again.attempt) == (1, 2)


def test_what_was_written_twice_is_written_once(sessions, outbox, clock, message):
    """A commit whose answer was lost is repeated."""
    with sessions.begin() as session:
        (held,) = lease(session, now=clock(), until=clock() + deliver.LEASE, most=1)
    ended = [deliver.attempt({NAME: outbox}, held, clock, lambda: 0.0)]
    for _ in range(2):
        with sessions.begin() as session:
            deliver.record(session, {}, ended)
    assert state(sessions, message) is State.SENT


def test_receipts_that_beat_our_own_commit_find_their_text(sessions, outbox, clock, message):
    with sessions.begin() as session:
        (held,) = lease(session, now=clock(), until=clock() + deliver.LEASE, most=1)
    ended = deliver.attempt({NAME: outbox}, held, clock, lambda: 0.0)
    with sessions.begin() as session:
        for word, told in (("undelivered", State.UNDELIVERED), ("delivered", State.DELIVERED)):
            receive.take_receipt(session, {}, Receipt(ended.vendor_reference or "", word, told), NAME, clock())
    with sessions.begin() as session:
        deliver.record(session, {}, [ended])
    assert state(sessions, message) is State.DELIVERED


def test_a_lease_that_nobody_began_is_given_back_as_if_never_taken(sessions, outbox, clock, message):
    with sessions.begin() as session:
        held = lease(session, now=clock(), until=clock() + deliver.LEASE, most=1)
        release(session, held, clock())
    with sessions.read() as session:
        found = messages.message_of(session, message.reference)
    assert (found.state, found.attempt) == (State.QUEUED, 0)
    assert deliver_next(sessions, outbox, clock) == 1


class Dead:
    """A gateway that takes nothing, now or ever."""

    can = Can(idempotent=True)

    def __init__(self, error: GatewayError) -> None:
        self.error = error

    def send(self, message):
        raise self.error


def test_the_second_gateway_takes_what_the_first_puts_off(sessions, outbox, clock, message):
    lines = {"first": Dead(refused()), NAME: outbox}
    assert [make.deliveries(sessions, lines, clock) for _ in range(3)] == [1, 1, 0], "at once, without a pause"
    assert state(sessions, message) is State.SENT
    assert len(outbox.sent) == 1


def test_what_the_first_gateway_may_have_never_goes_to_the_second(sessions, outbox, clock, message):
    lines = {"first": Dead(refused(Failure.LOST)), NAME: outbox}
    for _ in range(3):
        make.deliveries(sessions, lines, clock)
        lines["first"].error = refused()
        clock.move(minutes=5)
    assert outbox.sent == []


def test_what_a_gateway_may_have_that_is_no_longer_ours_goes_to_no_other(sessions, outbox, clock, message):
    make.deliveries(sessions, {"former": Dead(refused(Failure.LOST))}, clock)
    clock.move(minutes=5)
    assert deliver_next(sessions, outbox, clock) == 1
    assert outbox.sent == []
    assert state(sessions, message) is State.UNKNOWN


def test_a_text_whose_key_is_gone_is_set_aside_and_stops_no_other(sessions, clock, message, now):
    newer = Sessions(
        sessions.engine.url.render_as_string(hide_password=False), [*make.KEYS, "an-autumn-key-of-the-tests"]
    )
    with newer.begin() as session:
        sealed_anew = make.message(session, queued_at=now)
    newer.close()
    with sessions.begin() as session:
        held = lease(session, now=clock(), until=clock() + deliver.LEASE, most=9)
    assert [each.id for each in held] == [message.id]
    assert state(sessions, sealed_anew) is State.FAILED


def test_it_ends_when_it_is_too_late_though_the_gateway_asks_for_a_day(sessions, outbox, clock, message):
    outbox.failures = [refused(Failure.THROTTLED, retry_after_s=86_400.0)]
    assert deliver_next(sessions, outbox, clock) == 1
    clock.at += LIFETIMES[Kind.SERVICE]
    sweep(sessions, outbox, clock.at)
    assert state(sessions, message) is State.EXPIRED


def test_what_slept_in_a_workers_hand_until_its_lease_was_over_is_not_handed_over(sessions, outbox, clock, message):
    """Another may have sent it meanwhile: a machine that was put to sleep wakes up in the middle of its work."""
    with sessions.begin() as session:
        (held,) = lease(session, now=clock.at, until=clock.at + deliver.LEASE, most=1)
    clock.move(minutes=3)
    sweep(sessions, outbox, clock.at)
    ended = deliver.attempt({NAME: outbox}, held, clock, lambda: 0.0)
    assert outbox.sent == []
    with sessions.begin() as session:
        deliver.record(session, {}, [ended])
    assert deliver_next(sessions, outbox, clock) == 1
    assert [sent.reference for sent in outbox.sent] == [message.reference]
