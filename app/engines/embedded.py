"""No engine: workers look into the outbox ten times a second. Needs nothing, on either database."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.engine import Engine as Database

from app.engines import Bell, Place
from app.store import SILENT


class Engine:
    """Rings nowhere and has nothing to prepare."""

    rings = SILENT

    def __init__(self, _place: Place) -> None:
        """It works anywhere."""

    @contextmanager
    def at_work(self, _stop: threading.Event) -> Iterator[Bell]:
        """A bell that needs nobody to ring."""
        yield Bell(steady=True)

    def prepare(self, _database: Database) -> None:
        """Nothing to do."""

    def fault(self, _database: Database) -> None:
        """Nothing can be wrong."""

    def close(self) -> None:
        """Nothing was begun."""
