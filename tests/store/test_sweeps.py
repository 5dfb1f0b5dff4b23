"""What is not to leave is ended bit by bit, all of it in the end, and nothing else."""

import re
from datetime import timedelta

import pytest

from app.rules.message import Kind, State
from app.rules.suppression import Scope
from app.store import Sql, messages, suppressions, sweeps
from tests import make


def states(session, ids):
    return [messages.state_of(session, id) for id in ids]


def test_a_share_is_looked_at_each_time_and_all_in_the_end(session, now):
    stopped, other = (make.subscriber(session, number=f"+39333123434{n}") for n in range(2))
    suppressions.suppress(session, stopped, make.BRAND, reason="STOP", now=now, scope=Scope.ALL)
    kinds = [Kind.PROOF, Kind.SERVICE, Kind.MARKETING, Kind.MARKETING, Kind.REPERMISSION]
    told = [make.message(session, subscriber=stopped, kind=kind, queued_at=now).id for kind in kinds]
    good = [make.message(session, subscriber=other, kind=kind, queued_at=now).id for kind in kinds]
    reply = make.message(session, subscriber=stopped, kind=Kind.REPLY, queued_at=now).id
    ended, place = [], sweeps.START
    for _ in range(6):
        place, _ = sweeps.sweep(session, now, place, most=2)
        ended.append(states(session, told).count(State.SUPPRESSED))
    assert ended[0] == 1, "two were looked at"
    assert ended == sorted(ended)
    assert (ended[-1], place) == (5, sweeps.START)
    assert states(session, [*good, reply]) == [State.QUEUED] * 6


def test_what_is_too_late_is_ended_and_what_waits_for_later_is_left(session, now):
    person = make.subscriber(session)
    late = make.message(session, subscriber=person, queued_at=now - timedelta(days=2)).id
    later = make.message(session, subscriber=person, queued_at=now + timedelta(hours=1)).id
    assert sweeps.sweep(session, now)[0] == sweeps.START
    assert states(session, [late, later]) == [State.EXPIRED, State.QUEUED]
    assert messages.message(session, late).reason == "too_late"


@pytest.mark.parametrize(("query", "seek"), [(sweeps.SAME, r"due_at ?= ?.*id ?>"), (sweeps.LATER, r"due_at ?> ?")])
def test_it_begins_where_the_last_look_ended(session, database, query, seek):
    """By the index of what is due: however much waits, a look takes as long as its share."""
    how, text = ("EXPLAIN QUERY PLAN", query.sqlite) if database == "sqlite" else ("EXPLAIN", query.postgres)
    for setting in ("enable_seqscan", "enable_bitmapscan") if database == "postgresql" else ():
        session.run(Sql(f"SET LOCAL {setting} = off"))
    named = re.sub(r"%[(](.*?)[)]s", r":\1", text)
    rows = session.run(Sql(f"{how} {named}"), priority=5, due=1, id=1, now=2, most=9).fetchall()
    plan = " ".join(str(row[-1]) for row in rows)
    assert "ix_messages_due" in plan
    assert re.search(seek, plan)
