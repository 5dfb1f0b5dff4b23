"""Writers that come together: each one's work whole or not at all, and nobody told "done" before the disk has it."""

import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from app.store import Sessions, Sql, StoreUnavailable, heartbeats
from app.store.turns import Queue
from tests.make import KEYS, NOW

PARTS = Sql("SELECT part FROM heartbeats ORDER BY part")


@pytest.fixture
def store(_migrated_sqlite: str, tmp_path: Path) -> Sessions:
    """Transactions on a SQLite file, the database whose writers queue."""
    copy = tmp_path / "handbill.db"
    copy.write_bytes(Path(_migrated_sqlite).read_bytes())
    return Sessions(f"sqlite:///{copy}", KEYS)


def parts(store: Sessions) -> list[str]:
    """What is committed."""
    with store.read() as session:
        return [row[0] for row in session.run(PARTS).fetchall()]


def together(*acts: Callable[[], None]) -> list[BaseException | None]:
    """Runs the acts in threads that start at one moment; what each raised."""
    barrier, raised = threading.Barrier(len(acts)), [None] * len(acts)

    def run(n: int) -> None:
        barrier.wait()
        try:
            acts[n]()
        except Exception as error:
            raised[n] = error

    threads = [threading.Thread(target=run, args=(n,)) for n in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def writer(store: Sessions, part: str, *, fails: bool = False) -> Callable[[], None]:
    """Writes one row, then looks that it is there, or fails after writing it."""

    def act() -> None:
        with store.begin() as session:
            heartbeats.beat(session, part, NOW)
            if fails:
                raise ValueError(part)
        assert part in parts(store), "told done before it was committed"

    return act


def fill(store: Sessions) -> None:
    """Writes more than the file may hold."""
    with store.begin() as session:
        for n in range(2000):
            heartbeats.beat(session, f"{n}" * 40, NOW)


def test_what_many_write_at_once_is_all_there(store: Sessions):
    acts = [writer(store, f"part-{n:02d}") for n in range(24)]
    assert together(*acts) == [None] * 24
    assert len(parts(store)) == 24


def test_the_failure_of_one_is_its_own(store: Sessions):
    acts = [writer(store, f"part-{n:02d}", fails=n % 3 == 0) for n in range(24)]
    raised = together(*acts)
    assert [isinstance(error, ValueError) for error in raised] == [n % 3 == 0 for n in range(24)]
    assert parts(store) == [f"part-{n:02d}" for n in range(24) if n % 3]


def test_a_single_failure_leaves_nothing_behind_and_the_turn_free(store: Sessions):
    with pytest.raises(ValueError, match="alone"):
        writer(store, "alone", fails=True)()
    writer(store, "next")()
    assert parts(store) == ["next"]


def test_a_file_locked_by_another_process_is_unavailable_not_broken(store: Sessions):
    other = sqlite3.connect(store.engine.url.database or "", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=50")
    with pytest.raises(StoreUnavailable):
        writer(store, "locked out")()
    other.execute("ROLLBACK")
    writer(store, "back")()
    assert parts(store) == ["back"]
    other.close()


def test_a_full_disk_refuses_clearly_and_recovers(store: Sessions):
    with store.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    with pytest.raises(StoreUnavailable):
        fill(store)
    with store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count=1000000")
    writer(store, "room again")()
    assert parts(store) == ["room again"]


def test_who_waits_too_long_for_a_turn_is_told():
    queue = Queue(patience_s=0.05)
    with queue.turn(), pytest.raises(StoreUnavailable), queue.turn():
        pass


def test_a_transaction_left_to_a_writer_that_gave_up_is_committed_all_the_same(store: Sessions):
    store._queue._waiting = 1  # somebody seems to wait, and never comes
    writer(store, "left alone")()
    assert parts(store) == ["left alone"]
