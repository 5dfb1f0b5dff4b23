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


class Connections:
    """The driver's connections to one database, made ready once; whoever takes one ends every transaction in it."""

    def __init__(self, engine: Engine, ready: Callable[[Any], None] | None = None) -> None:
        """`ready` makes one different from those of the pool; such a one never goes back there."""
        self._engine, self._ready = engine, ready
        self._at_hand: deque[Any] = deque()
        driver: Any = engine.dialect.loaded_dbapi
        self._failures = (driver.OperationalError, driver.InterfaceError)

    @contextmanager
    def taken(self) -> Iterator[Any]:
        """A connection of the driver, for one at a time; given up for good where the database fails it."""
        connection = self._take()
        try:
            yield connection.driver_connection
        except BaseException as error:
            if isinstance(error, self._failures) or not isinstance(error, Exception):
                connection.invalidate(error)
                connection.close()
            else:
                self._keep(connection)
            raise
        self._keep(connection)

    def drop(self) -> None:
        """Closes those at hand: after a restart of the database none is good, and at the end nobody needs any."""
        while True:
            try:
                connection = self._at_hand.popleft()
            except IndexError:  # that was the last, or another thread takes or drops them at this moment
                return
            connection.invalidate()
            connection.close()

    def _take(self) -> Any:
        try:
            return self._at_hand.pop()  # the last one used: its cache is warm
        except IndexError:
            connection = self._engine.raw_connection()
            if self._ready:
                self._ready(connection.driver_connection)
            return connection

    def _keep(self, connection: Any) -> None:
        if len(self._at_hand) < MOST_AT_HAND:
            self._at_hand.append(connection)
            return
        if self._ready:
            connection.invalidate()
        connection.close()
