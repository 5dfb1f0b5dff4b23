"""A migrated database is the declared one, and what must not change in it cannot."""

import sqlite3
import subprocess
import sys
import threading

import psycopg
import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from app.store import Session, Sql, make_engine
from app.store.ledger import APPEND_ONLY
from app.store.migrate import LOCK, config, is_current, migrate
from app.store.tables import metadata
from app.store.turns import BUSY_S
from tests import make

MIGRATE = """
import sys
from app.store import make_engine
from app.store.migrate import migrate
migrate(make_engine(sys.argv[1]))
"""
TOLD_APART = {"compare_type": True, "compare_server_default": True, "compare_comments": True}


class PowerCut(Exception):
    """The machine goes off in the middle."""


def test_a_migrated_database_equals_the_declared_tables(empty_database):
    engine = make_engine(empty_database)
    migrate(engine)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection, opts=TOLD_APART), metadata) == []
    engine.dispose()


def test_names_and_conditions_are_the_declared_ones_too(database_url, empty_database):
    migrated, declared = make_engine(database_url), make_engine(empty_database)
    metadata.create_all(declared)
    assert portrait(migrated) == portrait(declared)
    migrated.dispose()
    declared.dispose()


@pytest.mark.parametrize("change", ["UPDATE {table} SET language = 'xx'", "DELETE FROM {table}"])
@pytest.mark.parametrize("table", [table.name for table in APPEND_ONLY])
def test_the_ledger_refuses_changes(session: Session, table, change):
    session.run(Sql("INSERT INTO words (digest, language, text) VALUES ('d', 'en', 'Send me the coupon.')"))
    make.consent(session, make.subscriber(session), words="d")
    with pytest.raises((sqlite3.IntegrityError, psycopg.IntegrityError), match="only grow"):
        session.run(Sql(change.format(table=table)))


def test_migrating_twice_is_migrating_once(empty_database):
    engine = make_engine(empty_database)
    assert not is_current(engine)
    assert migrate(engine) == migrate(engine)
    assert is_current(engine)
    engine.dispose()


def test_four_machines_may_migrate_at_once(empty_database):
    machines = [subprocess.Popen([sys.executable, "-c", MIGRATE, empty_database]) for _ in range(4)]
    assert [machine.wait(timeout=60) for machine in machines] == [0, 0, 0, 0]
    engine = make_engine(empty_database)
    assert is_current(engine)
    engine.dispose()


def test_a_machine_waits_for_another_that_migrates_longer_than_a_writer_may_take(empty_database):
    engine = make_engine(empty_database)
    other = engine.connect()
    other.info["writes_within_s"] = BUSY_S
    other.begin()
    if engine.dialect.name == "postgresql":
        other.execute(sa.text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    end = threading.Timer(BUSY_S + 0.5, other.close)
    end.start()
    migrate(engine)
    end.join()
    assert is_current(engine)
    engine.dispose()


def test_a_migration_cut_short_leaves_nothing_behind(empty_database):
    engine = make_engine(empty_database)
    statements = []

    def cut(connection, cursor, statement, *rest):
        statements.append(statement)
        if "CREATE TABLE coupons" in statement:
            raise PowerCut

    sa.event.listen(engine, "before_cursor_execute", cut)
    with pytest.raises(PowerCut):
        migrate(engine)
    sa.event.remove(engine, "before_cursor_execute", cut)
    assert sa.inspect(engine).get_table_names() == []
    migrate(engine)
    assert is_current(engine)
    engine.dispose()


def test_a_text_that_was_in_doubt_when_nobody_asked_yet_is_asked_about(empty_database):
    """The release that begins to ask leaves none of those of the last one `unknown` for ever."""
    engine = make_engine(empty_database)
    with engine.connect() as connection, connection.begin():
        command.upgrade(config(connection), "0003")
        for table, values in (
            ("subscribers", {"id": 1}),
            ("messages", {"subscriber_id": 1, "state": "unknown", "expires_at": 77}),
        ):
            rows = sa.Table(table, sa.MetaData(), autoload_with=connection)
            connection.execute(rows.insert().values({**_least(rows), **values}))
    migrate(engine)
    with engine.connect() as connection:
        assert connection.execute(sa.text("SELECT ask_at FROM messages")).scalar() == 77
    engine.dispose()


def _least(table: sa.Table) -> dict[str, object]:
    """A value for each column that has to have one."""
    needed = [each for each in table.columns if not each.nullable and each.server_default is None]
    return {each.name: each.type.python_type() for each in needed if not each.primary_key}


def portrait(engine: sa.Engine) -> dict[str, list[str]]:
    """All that the database tells of each declared table: columns, keys, constraints and indexes, with names."""
    look = sa.inspect(engine)
    aspects = [
        look.get_columns,
        look.get_pk_constraint,
        look.get_foreign_keys,
        look.get_unique_constraints,
        look.get_indexes,
    ]
    return {table: [_plain(aspect(table)) for aspect in aspects] for table in metadata.tables}


def _plain(described: object) -> str:
    """In words: types and conditions are objects that never equal each other, and lists come in any order."""
    if isinstance(described, dict):
        return str({key: _plain(value) for key, value in described.items() if key != "dialect_options" or value})
    return "\n".join(sorted(map(_plain, described))) if isinstance(described, list) else str(described)
