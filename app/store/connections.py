"""Connections at hand: SQLAlchemy opens and counts them, but who used one keeps it for the next, ready as it was left.

To take one from SQLAlchemy's pool and to give it back costs as much as to look a coupon up. Here it costs nothing.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy.engine import Engine

MOST_AT_HAND = 8  # the rest of a busy moment goes back to the pool
IDLE = 0  # libpq, PQtransactionStatus: in no transaction


class Connections:
    """The driver's connections to one database, made ready once; whoever takes one ends every transaction in it."""

    def __init__(self, engine: Engine, ready: Callable[[Any], None] | None = None) -> None:
        """`ready` makes one different from those of the pool; such a one never goes back there."""
        self._engine, self._ready = engine, ready
        self._at_hand: deque[Any] = deque()
        driver: Any = engine.dialect.loaded_dbapi
        self._failures = (driver.OperationalError, driver.InterfaceError)
        self._is_clean = _is_clean_sqlite if engine.dialect.name == "sqlite" else _is_clean_postgresql

    @contextmanager
    def taken(self) -> Iterator[Any]:
        """A connection of the driver, for one at a time; given up for good where the database fails it."""
        connection = self._take()
        try:
            yield connection.driver_connection
        except BaseException as error:
            is_ours = isinstance(error, Exception) and not isinstance(error, self._failures)
            self._give_back(connection, may_stay=is_ours)
            raise
        self._give_back(connection)

    def drop(self) -> None:
        """Closes those at hand: after a restart of the database none is good, and at the end nobody needs any."""
        while True:
            try:
                connection = self._at_hand.popleft()
            except IndexError:  # that was the last, or another thread takes or drops them at this moment
                return
            _end(connection)

    def _take(self) -> Any:
        try:
            return self._at_hand.pop()  # the last one used: its cache is warm
        except IndexError:
            return self._opened()

    def _opened(self) -> Any:
        connection = self._engine.raw_connection()
        try:
            if self._ready:
                self._ready(connection.driver_connection)
        except BaseException:
            _end(connection)
            raise
        return connection

    def _give_back(self, connection: Any, *, may_stay: bool = True) -> None:
        """Keeps it at hand, if there is room and nothing is begun in it."""
        is_clean = may_stay and self._is_clean(connection.driver_connection)
        if is_clean and len(self._at_hand) < MOST_AT_HAND:
            self._at_hand.append(connection)
        elif is_clean and self._ready is None:
            connection.close()
        else:
            _end(connection)


def _end(connection: Any) -> None:
    """Closes it, and makes room for another in the pool."""
    connection.invalidate()
    connection.close()


def _is_clean_sqlite(driver: Any) -> bool:
    return not driver.in_transaction


def _is_clean_postgresql(driver: Any) -> bool:
    """Whether nothing is begun in it; of one that is dead nobody knows, so it is not."""
    return bool(driver.pgconn.transaction_status == IDLE)
