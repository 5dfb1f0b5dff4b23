"""Changes of one kind that come together on PostgreSQL are made in one statement.

Every statement costs its way there and back, its plan and its commit: eight in one cost little more than two alone.
While one is on its way those who come gather for the next, so nobody waits for the sake of company.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

from app.store.bus import Bus, Rider
from app.store.sql import Act

MOST = 64  # changes in one statement


class Change(Rider):
    """One of many changes: its values."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        super().__init__()
        self.values = values


class SharedStatement(Bus[Change]):
    """Makes the changes of all who wait in one statement.

    What comes of a change is its row. It is None, and that says nothing, where the row was not as it should be, where
    somebody else holds it or wants the same, and where a failure of one change has undone all: each may ask alone.
    """

    def __init__(
        self, act: Act, taken: Callable[[], AbstractContextManager[Any]], undoing: tuple[type[Exception], ...]
    ) -> None:
        """`taken` gives the driver's connection, and `undoing` are those failures."""
        super().__init__()
        self._act, self._taken, self._undoing = act, taken, undoing

    def _carry(self, riders: list[Change]) -> None:
        while self._waiting and len(riders) < MOST:
            self._get_on(riders)
        try:
            with self._taken() as driver:
                self._make(driver, riders)
        except self._undoing:
            return
        except Exception as error:
            riders[0].fail(error)  # to whoever drives it is told as it is
            raise

    def _make(self, driver: Any, changes: Sequence[Change]) -> None:
        if len(changes) == 1:
            changes[0].arrive(driver.execute(self._act.postgres, changes[0].values).fetchone())
            return
        wanted = json.dumps([{**change.values, "n": n} for n, change in enumerate(changes)], default=_as_bytea)
        for n, *row in driver.execute(self._act.many, {"wanted": wanted}).fetchall():
            changes[n].arrive(row)


def _as_bytea(value: bytes) -> str:
    return f"\\x{value.hex()}"
