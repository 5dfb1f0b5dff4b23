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
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

ASK_AGAIN_S = 0.0005
BUSY_S = 5.0  # how long a writer waits for its turn; then 503 with Retry-After
MIGRATION_S = 600.0  # how long one waits for another machine that migrates; who dies lets go of the file
MOST = 64  # writers that share one commit


class StoreUnavailable(Exception):
    """The database is locked, full or away: nothing was written, and trying again later is right."""


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


class Rider:
    """The work of one writer, and what came of it."""

    def __init__(self, work: Callable[[Any], Any]) -> None:
        self.work = work
        self.is_done = False
        self._result: Any = None
        self._failure: BaseException | None = None
        self._asleep = threading.Lock()  # a lock that is held twice: quicker to make and to open than an Event
        self._asleep.acquire()

    @property
    def has_failed(self) -> bool:
        """Whether its own work raised."""
        return self._failure is not None

    def run(self, driver: Any) -> None:
        """Does the work within a savepoint, so that a failure undoes what it did and nothing else."""
        driver.execute("SAVEPOINT rider")
        try:
            self._result = self.work(driver)
        except BaseException as error:
            self._failure = error
            if not driver.in_transaction:  # as SQLite ends it by itself when the disk is full
                return
            driver.execute("ROLLBACK TO rider")
        driver.execute("RELEASE rider")

    def strand(self, why: BaseException) -> None:
        """Nothing was committed; who failed by itself keeps its own failure."""
        self._failure = self._failure or StoreUnavailable(str(why))

    def sleep(self) -> None:
        """Waits for wake()."""
        self._asleep.acquire()

    def wake(self) -> None:
        """Ends its sleep, now or when it comes to it."""
        self._asleep.release()

    def outcome(self) -> Any:
        """What the work returned. Raises what it raised, or StoreUnavailable if it could not be committed."""
        if self._failure:
            raise self._failure
        return self._result


class Bus:
    """Carries the work of all who wait through one transaction.

    The first to come drives: its thread runs the work of all, one after the other, each within a savepoint of its
    own, so that a failure undoes what its own work did and nothing else. Whoever comes while it drives gets on until
    the transaction is committed; then one of those left behind drives next.
    """

    def __init__(self, turn: Turn, taken: Callable[[], AbstractContextManager[Any]]) -> None:
        """`taken` gives the driver's connection that each work is called with."""
        self._turn, self._taken = turn, taken
        self._gate = threading.Lock()
        self._waiting: deque[Rider] = deque()
        self._is_driven = False
        self._driver: int | None = None  # the thread that drives

    def ride(self, work: Callable[[Any], Any]) -> Any:
        """What work(driver) returned, once it is on the disk. It may run in another thread than the caller's.

        Raises what it raised, or StoreUnavailable; then nothing of it is there.
        """
        if self._driver == threading.get_ident():
            raise RuntimeError("work that is carried may not write once more: it would wait for itself")
        rider = Rider(work)
        with self._gate:
            self._waiting.append(rider)
            drives = not self._is_driven
            self._is_driven = True
        if not drives:
            rider.sleep()
        if not rider.is_done:
            self._drive()
        return rider.outcome()

    def _drive(self) -> None:
        """Carries this thread's rider, the first of those who wait, and all it can; then wakes them."""
        riders: list[Rider] = []
        self._driver = threading.get_ident()
        try:
            with self._turn.taken(), self._taken() as driver:
                self._carry(driver, riders)
        except BaseException as error:
            riders = riders or self._all_waiting()
            for rider in riders:
                rider.strand(error)
            if not isinstance(error, Exception):
                raise
        finally:
            self._driver = None
            with self._gate:
                following = self._waiting[0] if self._waiting else None
                self._is_driven = following is not None
            for rider in riders:
                rider.is_done = True
                rider.wake()
            if following:
                following.wake()

    def _carry(self, driver: Any, riders: list[Rider]) -> None:
        """One transaction for all who wait; each that got on is added to riders."""
        try:
            begin(driver)
            while self._waiting and len(riders) < MOST and driver.in_transaction:
                with self._gate:
                    riders.append(self._waiting.popleft())
                riders[-1].run(driver)
            if not driver.in_transaction:
                raise StoreUnavailable("the database gave the transaction up")
            driver.execute("ROLLBACK" if all(rider.has_failed for rider in riders) else "COMMIT")
        finally:
            if driver.in_transaction:
                driver.execute("ROLLBACK")

    def _all_waiting(self) -> list[Rider]:
        """Takes all off the queue, when there is no transaction to be had for any of them."""
        with self._gate:
            left = list(self._waiting)
            self._waiting.clear()
        return left
