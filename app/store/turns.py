"""Writers on SQLite take turns, and those that come together share one commit.

SQLite lets one writer in at a time, and each commit waits for the disk. Left to
itself every writer polls for the file's lock and waits for the disk alone. Here
the writers of a process queue in memory; the first of them carries the work of
all who wait through one transaction, so that a full bus needs one driver and
one stop at the disk. Nobody is told "done" before that commit.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from app.store.bus import Bus, Rider, StoreUnavailable

ASK_AGAIN_S = 0.0005
BUSY_S = 5.0  # how long a writer waits for its turn; then 503 with Retry-After
MIGRATION_S = 600.0  # how long one waits for another machine that migrates; who dies lets go of the file
MOST = 64  # writers that share one commit


def begin(driver: Any) -> None:
    """Begins a transaction that may write, when writers of other processes let it; gives up after BUSY_S.

    The connection is one that was told to be_prompt.
    """
    _ask_again(driver, "BEGIN IMMEDIATE", BUSY_S)


def insist(driver: Any, statement: str, patience_s: float = BUSY_S) -> None:
    """Runs a statement that others may keep from running for a while, on any connection; gives up after patience_s."""
    be_prompt(driver)
    try:
        _ask_again(driver, statement, patience_s)
    finally:
        driver.execute(f"PRAGMA busy_timeout={int(BUSY_S * 1000)}")


def be_prompt(driver: Any) -> None:
    """Makes the connection say at once that others write, instead of waiting by itself."""
    driver.execute("PRAGMA busy_timeout=0")


def _ask_again(driver: Any, statement: str, patience_s: float) -> None:
    """Runs the statement as soon as it may.

    SQLite's own waiting sleeps longer each time, up to a tenth of a second while the file may be free again after a
    millisecond, and of some statements it does not wait at all: a switch to WAL fails at once beside a writer. So it
    is asked often instead, which costs it ten microseconds.
    """
    until = time.monotonic() + patience_s
    while True:
        try:
            driver.execute(statement)
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
        time.sleep(ASK_AGAIN_S)


class Turn:
    """The turn to write, for the threads of one process."""

    def __init__(self, patience_s: float = BUSY_S) -> None:
        self._patience_s = patience_s
        self._lock = threading.Lock()

    @contextmanager
    def taken(self) -> Iterator[None]:
        """One thread at a time. Raises StoreUnavailable after patience_s."""
        if not self._lock.acquire(timeout=self._patience_s):
            raise StoreUnavailable(f"other writers of this process took longer than {self._patience_s:g} seconds")
        try:
            yield
        finally:
            self._lock.release()


class Writer(Rider):
    """One writer's work on SQLite."""

    def __init__(self, work: Callable[[Any], Any]) -> None:
        super().__init__()
        self._work = work

    def run(self, driver: Any) -> None:
        """Does the work within a savepoint, so that a failure undoes what it did and nothing else."""
        driver.execute("SAVEPOINT rider")
        try:
            self.arrive(self._work(driver))
        except BaseException as error:
            self.fail(error)
            if not driver.in_transaction:  # as SQLite ends it by itself when the disk is full
                return
            driver.execute("ROLLBACK TO rider")
        driver.execute("RELEASE rider")


class SharedCommit(Bus[Writer]):
    """Carries the work of all who wait through one transaction, one after the other.

    Whoever comes while it drives gets on until the transaction is committed.
    """

    def __init__(self, turn: Turn, taken: Callable[[], AbstractContextManager[Any]]) -> None:
        """`taken` gives the driver's connection that each work is called with."""
        super().__init__()
        self._turn, self._taken = turn, taken

    def _carry(self, riders: list[Writer]) -> None:
        with self._turn.taken(), self._taken() as driver:
            try:
                begin(driver)
                while self._waiting and len(riders) < MOST and driver.in_transaction:
                    self._get_on(riders)
                    riders[-1].run(driver)
                if not driver.in_transaction:
                    raise StoreUnavailable("the database gave the transaction up")
                driver.execute("ROLLBACK" if all(rider.has_failed for rider in riders) else "COMMIT")
            finally:
                if driver.in_transaction:
                    driver.execute("ROLLBACK")
