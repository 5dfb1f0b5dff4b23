"""Writers on SQLite take turns, and those that come together share one commit.

SQLite lets one writer in at a time, and each commit waits for the disk. Left to
itself every writer polls for the file's lock and waits for the disk alone; in a
queue of our own, whoever finishes while others wait hands the open transaction
on, and the last one commits for all. Nobody is told "done" before that commit.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import PoolProxiedConnection

ASK_AGAIN_S = 0.0005
LEFT_ALONE_S = 0.25  # after which a member looks whether anybody is left to commit
BUSY_S = 5.0  # how long a writer waits for its turn; then 503 with Retry-After


class StoreUnavailable(Exception):
    """The database is locked, full or away: nothing was written, and trying again later is right."""


class Queue:
    """The turn to write, for the threads of one process; and the group whose transaction is open, if one is."""

    def __init__(self, patience_s: float = BUSY_S) -> None:
        self.group: Group | None = None
        self._patience_s = patience_s
        self._turn = threading.Lock()
        self._count = threading.Lock()
        self._waiting = 0

    @contextmanager
    def turn(self) -> Iterator[Callable[[], bool]]:
        """One thread at a time; gives a question: does anybody wait? Raises StoreUnavailable after patience_s."""
        self._wait()
        try:
            yield lambda: self._waiting > 0
        finally:
            self._turn.release()

    def wait_for(self, group: Group) -> None:
        """Returns when the group's transaction is on the disk. Raises StoreUnavailable if it will never be.

        Whoever the open transaction was left to may have given up in that very moment; then it is ended here.
        """
        while not group.is_done(LEFT_ALONE_S):
            if self._turn.acquire(blocking=False):
                try:
                    if self.group is group:
                        self.group = None
                        group.commit()
                finally:
                    self._turn.release()

    def _wait(self) -> None:
        with self._count:
            self._waiting += 1
        took = self._turn.acquire(timeout=self._patience_s)
        with self._count:
            self._waiting -= 1
        if not took:
            raise StoreUnavailable(f"other writers of this process took longer than {self._patience_s:g} seconds")


def begin(driver: Any) -> None:
    """Begins a transaction that may write, when writers of other processes let it; gives up after BUSY_S.

    SQLite's own waiting sleeps longer each time, up to a tenth of a second while the file may be free
    again after a millisecond. So it is asked often instead, which costs it ten microseconds.
    """
    until = time.monotonic() + BUSY_S
    driver.execute("PRAGMA busy_timeout=0")
    try:
        while True:
            try:
                driver.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                    raise
            time.sleep(ASK_AGAIN_S)
    finally:
        driver.execute(f"PRAGMA busy_timeout={int(BUSY_S * 1000)}")


class Group:
    """One transaction for several writers, each within a savepoint of its own."""

    def __init__(self, connection: PoolProxiedConnection) -> None:
        self.members = 0
        self._connection = connection
        driver: Any = connection.driver_connection
        self._driver = driver
        self._done = threading.Event()
        self._failure: Exception | None = None
        try:
            begin(driver)
        except BaseException:
            connection.close()
            raise

    @property
    def is_over(self) -> bool:
        """Whether SQLite has given the whole transaction up, as it does when the disk is full."""
        return not self._driver.in_transaction

    @contextmanager
    def member(self) -> Iterator[Any]:
        """The driver's connection for one writer, whose failure undoes what it did and nothing else."""
        self._driver.execute("SAVEPOINT member")
        try:
            yield self._driver
        except BaseException as error:
            if self.is_over:
                self._failure = self._failure or StoreUnavailable(str(error))
            else:
                self._driver.execute("ROLLBACK TO member")
                self._driver.execute("RELEASE member")
            raise
        self._driver.execute("RELEASE member")
        self.members += 1

    def commit(self) -> None:
        """Ends the transaction for all its members, and lets those who wait know how."""
        try:
            if not self.is_over:
                self._driver.execute("COMMIT" if self.members else "ROLLBACK")
            elif self._failure is None:
                self._failure = StoreUnavailable("the database gave the transaction up")
        except Exception as error:
            self._failure = StoreUnavailable(str(error))
            if not self.is_over:
                self._driver.execute("ROLLBACK")
        finally:
            self._connection.close()
            self._done.set()

    def is_done(self, patience_s: float) -> bool:
        """Whether what the members wrote is on the disk by then. Raises StoreUnavailable if it will never be."""
        done = self._done.wait(patience_s)
        if done and self._failure:
            raise self._failure
        return done
