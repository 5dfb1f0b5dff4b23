"""The port to engines: what tells workers that texts wait. One file each, named like the engine.

The row of a message is all the truth there is about it, whichever engine is chosen. An engine only rings: it carries no
text, no number of a row and no order, so none is lost with it, doubled by it, or late by more than the second in which
every worker looks for what nobody has rung for.
"""

from __future__ import annotations

import threading
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from typing import Protocol

from sqlalchemy.engine import Engine as Database

from app.store import Rings

NAMES = ("embedded", "procrastinate", "celery")


class BadEngine(ValueError):
    """An engine that cannot be had here; the message says what to do."""


@dataclass(frozen=True)
class Place:
    """Where an engine works; `broker_url` is kombu's way to write one."""

    database_url: str
    broker_url: str | None = field(default=None, repr=False)


class Bell:
    """Between an engine, whose jobs ring, and the one worker of this process, who looks until nothing is due.

    A `steady` one needs no engine: the worker looks at every turn. Rings are numbered; the worker answers all that it
    had heard before it looked.
    """

    def __init__(self, *, steady: bool = False) -> None:
        self.is_steady = steady
        self._rung = self._heard = self._answered = 0
        self._is_closed = False
        self._changed = threading.Condition()

    def ring(self) -> int:
        """The number of this ring; the worker looks at once."""
        with self._changed:
            self._rung += 1
            self._changed.notify_all()
            return self._rung

    def answered(self, ring: int) -> bool:
        """Waits until the worker has looked since that ring, and nothing was due; False if it stops before."""
        with self._changed:
            self._changed.wait_for(lambda: self._answered >= ring or self._is_closed)
            return self._answered >= ring

    @property
    def waits(self) -> bool:
        """Whether somebody has rung and has no answer."""
        return self._rung > self._answered

    def hear(self) -> bool:
        """Whether the worker is to look now; it takes in all who have rung by then."""
        with self._changed:
            self._heard = self._rung
            return self.is_steady or self._heard > self._answered

    def answer(self) -> None:
        """The worker has looked since it last heard, and nothing is due."""
        with self._changed:
            self._answered = self._heard
            self._changed.notify_all()

    def idle(self, most_s: float) -> None:
        """Waits so long, or until somebody rings."""
        with self._changed:
            self._changed.wait_for(lambda: self._rung > self._heard, most_s)

    def close(self) -> None:
        """The worker stops: nobody waits for its answer any longer."""
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()


class Engine(Protocol):
    """One way to tell workers that texts wait."""

    @property
    def rings(self) -> Rings:
        """How a transaction that queues texts rings."""

    def at_work(self, stop: threading.Event) -> AbstractContextManager[Bell]:
        """While this process works: its bell, rung by jobs of the engine; none is begun once `stop` is set.

        A broker or a database that goes away and comes back ends nothing.
        """

    def prepare(self, database: Database) -> None:
        """Makes in the database what the engine needs there; as often and from as many machines as one likes."""

    def fault(self, database: Database) -> str | None:
        """What is wrong with the database for it, and what to do; None if nothing is. Raises StoreUnavailable."""

    def close(self) -> None:
        """Ends what it has begun in this process; a ring that is not out yet gets a moment."""


def find(name: str, place: Place) -> Engine:
    """The engine of this name. Raises BadEngine."""
    if name not in NAMES:
        raise BadEngine(f"HANDBILL_ENGINE is {name!r}; it can be {', '.join(NAMES)}.")
    if name != NAMES[0] and find_spec(name) is None:
        raise BadEngine(
            f'HANDBILL_ENGINE={name} needs a package that is not here; next: pip install "handbill[{name}]"'
        )
    engine: Engine = import_module(f"{__name__}.{name}").Engine(place)
    return engine
