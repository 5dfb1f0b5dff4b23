"""Connections at hand: the last one used comes first, a broken one never again, and many may drop them at once."""

import threading

import pytest
import sqlalchemy as sa

from app.store import Session, Sessions, Sql, StoreUnavailable, make_engine
from app.store.connections import MOST_AT_HAND, Connections

ASK = Sql("SELECT COUNT(*) FROM heartbeats")


@pytest.fixture
def engine(database_url: str):
    """The engine of a fresh database."""
    engine = make_engine(database_url)
    yield engine
    engine.dispose()


def failure(engine: sa.Engine) -> type[Exception]:
    """What the driver raises where the database fails it."""
    return engine.dialect.loaded_dbapi.OperationalError


def autocommit(driver) -> None:
    """Makes PostgreSQL's driver begin nothing by itself; that of SQLite does not here."""
    if hasattr(driver, "pgconn"):
        driver.autocommit = True


def test_the_next_one_gets_the_one_used_last(engine: sa.Engine):
    connections = Connections(engine)
    with connections.taken() as first, connections.taken() as second:
        assert first is not second
    with connections.taken() as again:
        assert again is first
    connections.drop()


def test_one_that_the_database_failed_is_never_seen_again(engine: sa.Engine):
    connections = Connections(engine)
    with pytest.raises(failure(engine)), connections.taken() as broken:
        raise failure(engine)
    with connections.taken() as next_one:
        assert next_one is not broken
    connections.drop()


def test_a_failure_of_its_user_s_own_keeps_it(engine: sa.Engine):
    connections = Connections(engine)
    with pytest.raises(ValueError, match="ours"), connections.taken() as first:
        raise ValueError("ours")
    with connections.taken() as again:
        assert again is first
    connections.drop()


def test_one_in_which_something_is_begun_is_given_to_nobody(engine: sa.Engine):
    connections = Connections(engine, autocommit)
    with connections.taken() as first:
        first.execute("BEGIN")
    with connections.taken() as next_one:
        assert next_one is not first
    connections.drop()


def test_one_that_cannot_be_made_ready_leaves_room_for_another(engine: sa.Engine):
    connections = Connections(engine, lambda driver: driver.no_such_thing)
    for _ in range(engine.pool.size() + 40):
        with pytest.raises(AttributeError), connections.taken():
            pass


def test_one_made_ready_never_goes_back_to_the_pool(engine: sa.Engine):
    ready: list[object] = []
    connections = Connections(engine, ready.append)
    users = [connections.taken() for _ in range(MOST_AT_HAND + 1)]
    drivers = [user.__enter__() for user in users]
    for user in users:
        user.__exit__(None, None, None)
    assert ready == drivers
    connections.drop()
    pooled = [engine.raw_connection() for _ in range(MOST_AT_HAND + 1)]
    assert {id(each.driver_connection) for each in pooled}.isdisjoint(map(id, drivers))
    for each in pooled:
        each.close()


def test_many_may_drop_them_at_once(engine: sa.Engine):
    connections, barrier, raised = Connections(engine), threading.Barrier(8), []
    for _ in range(20):
        users = [connections.taken() for _ in range(MOST_AT_HAND)]
        for user in users:
            user.__enter__()
        for user in users:
            user.__exit__(None, None, None)

        def drop() -> None:
            barrier.wait()
            try:
                connections.drop()
            except Exception as error:
                raised.append(error)

        threads = [threading.Thread(target=drop) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert raised == []


@pytest.mark.parametrize("database", ["postgresql"])
def test_once_the_server_has_ended_them_one_is_told_and_the_next_served(database_url: str, sessions: Sessions):
    def ask() -> int:
        with sessions.read() as session, sessions.stepwise() as step:
            return _asked(session) + _asked(step)

    assert ask() == 0
    other = sa.create_engine(database_url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with other.connect() as connection:
        connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
    with pytest.raises(StoreUnavailable):
        ask()
    assert ask() == 0


def _asked(session: Session) -> int:
    return int(session.run(ASK).fetchone()[0])
