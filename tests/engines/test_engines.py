"""The port: which engine is had, what it says where something is missing, and how a bell is rung and answered."""

import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from app import engines
from app.engines import BadEngine, Bell, Place, find
from app.settings import Settings
from app.store import Sessions, jobs, make_engine
from tests.serving import call

POSTGRESQL = "postgresql+psycopg://nobody@/nowhere"
RING = """
import sys
from app.engines import Place, find
engine = find("celery", Place("sqlite://", "memory://"))
known = set(sys.modules)
engine.rings.after()
engine.close()
print(sorted(set(sys.modules) - known))
"""


def test_each_engine_is_had_by_its_name() -> None:
    files = {path.stem for path in Path(engines.__file__).parent.glob("*.py")} - {"__init__"}
    assert set(engines.NAMES) == files
    for name in engines.NAMES:
        assert find(name, Place(POSTGRESQL, "memory://")).rings is not None


@pytest.mark.parametrize(
    ("name", "place", "says"),
    [
        ("huey", Place(POSTGRESQL), "it can be embedded, procrastinate, celery"),
        ("procrastinate", Place("sqlite:///handbill.db"), "set HANDBILL_DATABASE_URL"),
        ("celery", Place(POSTGRESQL), "set HANDBILL_BROKER_URL"),
        ("celery", Place(POSTGRESQL, "pigeon://loft"), "starts with pigeon: and no such broker can be had here"),
    ],
)
def test_what_cannot_be_had_is_said_in_a_sentence(name: str, place: Place, says: str) -> None:
    with pytest.raises(BadEngine, match=says):
        find(name, place)


def test_a_package_that_is_not_here_is_named_with_the_way_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "find_spec", lambda name: None)
    assert find("embedded", Place(POSTGRESQL))
    with pytest.raises(BadEngine, match=r'pip install "handbill\[celery\]"'):
        find("celery", Place(POSTGRESQL, "memory://"))


def test_a_ring_of_celery_imports_nothing() -> None:
    """It would be in a thread, while another begins the same packages: Python may end one of the two."""
    told = subprocess.run([sys.executable, "-c", RING], capture_output=True, text=True, check=True)
    assert told.stdout == "[]\n", told.stderr


@pytest.mark.parametrize("command", ["worker", "web", "migrate", "doctor"])
def test_a_command_says_it_and_no_more(settings: Settings, command: str) -> None:
    told = call(settings, command, HANDBILL_ENGINE="huey")
    assert told.exit_code == (1 if command == "doctor" else 2)
    assert "HANDBILL_ENGINE is 'huey'; it can be embedded, procrastinate, celery." in told.output


@pytest.mark.parametrize("database", ["postgresql"])
def test_without_its_tables_nothing_starts_and_the_doctor_knows_why(settings: Settings) -> None:
    chosen = replace(settings, engine="procrastinate")
    for command in ("worker", "web", "doctor"):
        told = call(chosen, command)
        assert told.exit_code == 1
        assert "procrastinate's tables are not of this release; next: handbill migrate" in told.output


@pytest.mark.parametrize("database", ["postgresql"])
def test_its_tables_are_made_by_several_machines_at_once_and_again(empty_database: str) -> None:
    engine, faults = find("procrastinate", Place(empty_database)), []

    def prepare() -> None:
        database = make_engine(empty_database)
        engine.prepare(database)
        engine.prepare(database)
        faults.append(engine.fault(database))
        database.dispose()

    machines = [threading.Thread(target=prepare) for _ in range(3)]
    for machine in machines:
        machine.start()
    for machine in machines:
        machine.join()
    assert faults == [None] * 3


def test_a_newer_procrastinate_brings_its_migrations_and_each_once(prepared_url: str) -> None:
    database = make_engine(prepared_url)
    find("procrastinate", Place(prepared_url)).prepare(database)
    with database.connect() as connection:
        at = jobs._stands_at(connection) or ""
    steps = {at: "SELECT no_more()", "99.00.00_01_pre_x.sql": "CREATE TABLE steps_taken (x TEXT DEFAULT '100 %')"}
    try:
        assert not jobs.is_ready(database, max(steps))
        for _ in range(2):
            jobs.prepare(database, "SELECT no_more()", steps)
        assert jobs.is_ready(database, max(steps))
    finally:
        with database.begin() as connection:
            connection.execute(sa.text("DROP TABLE IF EXISTS steps_taken"))
            connection.execute(sa.text(f"COMMENT ON FUNCTION handbill_ring() IS '{at}'"))
        database.dispose()


def test_a_bell_is_answered_for_all_who_rang_before_the_look() -> None:
    bell = Bell()
    first = bell.ring()
    assert bell.hear()
    second = bell.ring()
    bell.answer()
    assert bell.answered(first)
    assert bell.waits
    bell.close()
    assert not bell.answered(second)


def test_whoever_idles_is_woken_by_a_ring_and_not_by_one_it_has_heard() -> None:
    bell = Bell()
    bell.ring()
    bell.hear()
    bell.idle(0.0)
    threading.Timer(0.01, bell.ring).start()
    bell.idle(30.0)
    assert bell.hear()


def test_a_steady_bell_needs_nobody() -> None:
    bell = Bell(steady=True)
    assert bell.hear()
    assert not bell.waits


def test_a_transaction_rings_once_after_its_commit_and_not_if_it_fails(settings: Settings, sessions: Sessions) -> None:
    rung: list[str] = []
    told = Sessions(settings.database_url, settings.secret_keys, engines.Rings(after=lambda: rung.append("rung")))

    def ring(session: object) -> None:
        for _ in range(3):
            session.ring()  # type: ignore[attr-defined]

    def ring_and_fail(session: object) -> None:
        ring(session)
        raise LookupError

    begin: Callable[..., object] = told.write
    begin(ring)
    with pytest.raises(LookupError):
        begin(ring_and_fail)
    with told.begin() as session:
        ring(session)
    with told.begin():
        pass
    with told.read() as session, pytest.raises(LookupError):
        ring_and_fail(session)
    told.close()
    assert rung == ["rung", "rung"]
