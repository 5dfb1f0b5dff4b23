"""The store as a whole: what is said when the database is not to be had."""

import pytest
import sqlalchemy as sa

from app.store import Act, Sessions, Sql, StoreUnavailable, Taken, heartbeats
from tests.make import NOW

BEAT = Act("INSERT INTO heartbeats (part, at) VALUES (:part, :now)", returning="part")
PARTS = Sql("SELECT part FROM heartbeats ORDER BY part")


def beat(sessions: Sessions, part: str) -> None:
    """One row that may be there once, in a transaction that ends with it."""
    sessions.write(lambda session: session.act(BEAT, last=True, part=part, now=1))


def test_an_act_that_fails_leaves_the_connection_as_good_as_it_was(sessions: Sessions):
    beat(sessions, "taken")
    for n in range(30):
        beat(sessions, f"new {n:02d}")
        with pytest.raises(Taken):
            beat(sessions, "taken")
    with sessions.read() as session:
        assert len(session.run(PARTS).fetchall()) == 31


def test_a_failure_that_was_passed_over_is_not_reported_as_done(sessions: Sessions):
    """PostgreSQL has undone everything by then; SQLite has undone the statement."""

    def work(session):
        heartbeats.beat(session, "first", NOW)
        with pytest.raises(Taken):
            session.act(BEAT, part="first", now=2)

    if sessions.engine.dialect.name == "sqlite":
        sessions.write(work)
        return
    with pytest.raises(RuntimeError, match="passed over"):
        sessions.write(work)
    with sessions.read() as session:
        assert session.run(PARTS).fetchall() == []


def test_connections_that_are_all_in_use_are_waited_for_and_not_doubled(sessions: Sessions):
    pool = sessions.engine.pool
    with pytest.raises(StoreUnavailable), sessions.read():
        raise sa.exc.TimeoutError("all in use")
    assert sessions.engine.pool is pool
