"""Writers that come together: each one's work whole or not at all, and nobody told "done" before the disk has it."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from app.store import Session, Sessions, Sql, StoreUnavailable, heartbeats, make_engine, turns
from app.store.turns import SharedCommit, Turn, Writer, begin
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

    def work(session: Session) -> str:
        heartbeats.beat(session, part, NOW)
        if fails:
            raise ValueError(part)
        return part

    def act() -> None:
        assert store.write(work) == part
        assert part in parts(store), "told done before it was committed"

    return act


def fill(store: Sessions) -> None:
    """Writes more than the file may hold."""

    def work(session: Session) -> None:
        for n in range(2000):
            heartbeats.beat(session, f"{n}" * 40, NOW)

    store.write(work)


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
    turn = Turn(patience_s=0.05)
    with turn.taken(), pytest.raises(StoreUnavailable), turn.taken():
        pass


def test_work_that_writes_once_more_is_told_so_instead_of_waiting_for_itself(store: Sessions):
    with pytest.raises(RuntimeError, match="wait for itself"):
        store.write(lambda _: store.write(lambda session: heartbeats.beat(session, "inner", NOW)))
    writer(store, "next")()
    assert parts(store) == ["next"]


def test_those_who_come_while_another_writes_share_one_commit(store: Sessions, monkeypatch: pytest.MonkeyPatch):
    begun: list[object] = []
    monkeypatch.setattr(turns, "begin", lambda driver: (begun.append(driver), begin(driver)))
    acts = [writer(store, f"part-{n:02d}", fails=n == 3) for n in range(9)]
    threads = [threading.Thread(target=lambda act=act: suppressed(act)) for act in acts]
    with store._turn.taken():
        for thread in threads:
            thread.start()
        wait_until(lambda: len(store._commits._waiting) == len(threads))
    for thread in threads:
        thread.join()
    assert len(begun) == 1
    assert parts(store) == [f"part-{n:02d}" for n in range(9) if n != 3]


def test_when_the_disk_fills_up_nobody_who_shared_the_commit_is_told_done(store: Sessions):
    @contextmanager
    def taken() -> Iterator[sqlite3.Connection]:
        with store._writers.taken() as driver:
            (pages,) = driver.execute("PRAGMA page_count").fetchone()
            driver.execute(f"PRAGMA max_page_count={pages}")
            yield driver

    bus = SharedCommit(Turn(), taken)

    def small(part: str) -> None:
        bus.ride(Writer(lambda driver: driver.execute("INSERT INTO heartbeats VALUES (?, 1)", (part,))))
        assert part in parts(store), "told done before it was committed"

    def large(driver: sqlite3.Connection) -> None:
        driver.executemany("INSERT INTO heartbeats VALUES (?, 1)", ((f"{n}" * 40,) for n in range(2000)))

    raised = together(*(lambda n=n: small(f"part-{n}") for n in range(4)), lambda: bus.ride(Writer(large)))
    assert isinstance(raised[-1], sqlite3.OperationalError | StoreUnavailable)
    assert [error is None for error in raised[:-1]] == [f"part-{n}" in parts(store) for n in range(4)]
    assert len(parts(store)) < 5, "nothing of the large one is there"


def test_a_driver_that_is_interrupted_leaves_no_passenger_behind(store: Sessions):
    """Whoever waited for its commit is told that there was none, and the next can write."""
    gone = threading.Event()

    @contextmanager
    def taken() -> Iterator[sqlite3.Connection]:
        with store._writers.taken() as driver:
            yield driver
            raise KeyboardInterrupt

    def drive(_driver: object) -> None:
        assert gone.wait(20)

    bus, raised = SharedCommit(Turn(), taken), {}

    def ride(name: str, work: Callable[[object], None]) -> None:
        try:
            bus.ride(Writer(work))
        except BaseException as error:
            raised[name] = type(error)

    threads = [threading.Thread(target=ride, args=("driver", drive))]
    threads[0].start()
    wait_until(lambda: bus._is_driven)
    threads.append(threading.Thread(target=ride, args=("passenger", lambda _driver: None)))
    threads[1].start()
    wait_until(lambda: bool(bus._waiting))
    gone.set()
    for thread in threads:
        thread.join(timeout=20)
    assert raised == {"driver": KeyboardInterrupt, "passenger": StoreUnavailable}
    with pytest.raises(KeyboardInterrupt):
        bus.ride(Writer(lambda _driver: None))


def wait_until(holds: Callable[[], bool]) -> None:
    """Waits until it is so."""
    until = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.001)


def suppressed(act: Callable[[], None]) -> None:
    """Does the act, which may fail as it was told to."""
    with suppress(ValueError):
        act()


def test_a_new_file_may_be_opened_beside_somebody_who_writes_to_it(tmp_path: Path):
    """SQLite lets nobody switch a file to WAL beside a writer, and does not wait for its end by itself."""
    file = tmp_path / "new.db"
    other = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    other.execute("CREATE TABLE of_theirs (id INTEGER)")
    end = threading.Timer(0.3, other.execute, ["COMMIT"])
    end.start()
    engine = make_engine(f"sqlite:///{file}")
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("SELECT COUNT(*) FROM of_theirs").scalar() == 0
    end.join()
    other.close()
    engine.dispose()
