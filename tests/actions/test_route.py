"""Each text gets a gateway, as fast as its sender may send; what finds none waits and says why."""

from datetime import timedelta

import pytest

from app.actions.route import route
from app.routing import Routing
from app.rules.decision import Reason
from app.rules.message import Kind
from app.rules.pace import LEAST_ROOM, read_paces
from app.rules.route import chain
from app.store import Sql, outbox, paces
from tests import make
from tests.test_routing import Clock, fail

SECOND = timedelta(seconds=1)
ROW = Sql("SELECT state, reason, due_at, attempt, via FROM messages ORDER BY id")


def leave(session, routing, now, *, pace: str = "", several: bool = False) -> list[outbox.Leased]:
    held = outbox.lease(session, now=now, until=now + timedelta(minutes=1), most=99)
    return route(session, routing, read_paces(pace), held, several=several, now=now)


def rows(session) -> list[tuple]:
    return [tuple(row) for row in session.run(ROW).fetchall()]


@pytest.fixture
def routing() -> Routing:
    return Routing(chain(["phone"]), Clock())


def test_what_no_gateway_takes_waits_and_the_attempt_is_not_counted(session, routing, now):
    make.message(session, queued_at=now)
    fail(routing, "phone")
    assert leave(session, routing, now) == []
    ((state, reason, due_at, attempt, _),) = rows(session)
    assert (state, reason, attempt) == ("queued", Reason.GATEWAY_CLOSED, 0)
    assert due_at > outbox.stamp(now)


def test_the_gateway_is_noted_where_there_are_several(session, routing, now):
    make.message(session, queued_at=now)
    (leaving,) = leave(session, Routing(chain(["a", "b"]), Clock()), now, several=True)
    assert (leaving.via, rows(session)[0][4]) == ("a", "a")
    outbox.release(session, [leaving], now)
    assert rows(session)[0][4] is None


def test_no_more_parts_leave_than_the_sender_may_send(session, routing, now):
    for _ in range(LEAST_ROOM + 3):
        make.message(session, queued_at=now, text="x" * 200)  # two parts
    assert len(leave(session, routing, now, pace="phone 4")) == LEAST_ROOM // 2
    waiting = [row for row in rows(session) if row[0] == "queued"]
    assert {row[1] for row in waiting} == {Reason.PACED}
    later = [(row[2] - outbox.stamp(now)) / 1_000_000 for row in waiting]
    assert later == [pytest.approx(0.5 * n) for n in range(1, len(later) + 1)], "each when its parts may be there"
    assert len(leave(session, routing, now + SECOND, pace="phone 4")) == 2


def test_who_somebody_waits_for_overtakes_what_waits_for_its_pace(session, routing, now):
    for _ in range(LEAST_ROOM + 5):
        make.message(session, kind=Kind.MARKETING, queued_at=now)
    leave(session, routing, now, pace="phone 1")
    urgent = make.message(session, kind=Kind.SERVICE, queued_at=now)
    (leaving,) = leave(session, routing, now + SECOND, pace="phone 1")
    assert leaving.id == urgent.id


def test_a_pace_holds_up_no_other_sender(session, routing, now):
    for sender in ["AURORA"] * (LEAST_ROOM + 1) + ["VERDE"]:
        make.message(session, sender=sender, queued_at=now)
    assert len(leave(session, routing, now, pace="phone 1")) == LEAST_ROOM + 1
    assert [row[0] for row in rows(session)].count("queued") == 1


@pytest.mark.parametrize("by", [timedelta(hours=1), timedelta(hours=-1)])
def test_a_clock_that_jumps_neither_stops_a_sender_nor_lets_it_run(session, routing, now, by):
    for _ in range(5 * LEAST_ROOM):
        make.message(session, queued_at=now - timedelta(hours=2), kind=Kind.MARKETING)
    leave(session, routing, now, pace="phone 10")
    assert len(leave(session, routing, now + by, pace="phone 10")) <= LEAST_ROOM
    assert len(leave(session, routing, max(now, now + by) + 2 * SECOND, pace="phone 10")) == LEAST_ROOM


def test_a_clock_that_was_ahead_and_is_put_right_stops_no_sender(session, routing, now):
    for _ in range(5 * LEAST_ROOM):
        make.message(session, queued_at=now - timedelta(hours=2), kind=Kind.MARKETING)
    leave(session, routing, now + timedelta(hours=1), pace="phone 10")
    session.run(Sql("UPDATE messages SET due_at = queued_at WHERE state = 'queued'"))
    assert leave(session, routing, now, pace="phone 10") == []
    session.run(Sql("UPDATE messages SET due_at = queued_at WHERE state = 'queued'"))
    assert len(leave(session, routing, now + SECOND, pace="phone 10")) == LEAST_ROOM


def test_a_probe_that_waits_for_its_pace_is_none(session, now):
    clock = Clock()
    routing = Routing(chain(["phone"]), clock)
    make.message(session, queued_at=now)
    fail(routing, "phone")
    clock.at += 5
    paces.fill(session, "phone", make.SENDER, 1, now)
    paces.take(session, "phone", make.SENDER, LEAST_ROOM)
    assert leave(session, routing, now, pace="phone 1") == []
    assert len(leave(session, routing, now + SECOND, pace="phone 1")) == 1
