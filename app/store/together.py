"""Changes of one kind that come together on PostgreSQL are made in one statement.

Every statement costs its way there and back, its plan and its commit: eight in one cost little more than two alone.
While one is on its way those who come gather for the next, so nobody waits for the sake of company.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any

from app.store.bus import Bus, Rider
from app.store.sql import MANY

log = logging.getLogger(__name__)


class Change(Rider):
    """One of many changes: its values."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        super().__init__()
        self.values = values


class SharedStatement(Bus[Change]):
    """Makes the changes of those who wait in one statement, as many as there is room for.

    What comes of a change is its row. It is None, and that says nothing, where the row was not as it should be, where
    somebody else holds it or wants the same, and where a failure of one change has undone all: each may ask alone.
    Also one that comes alone passes over what others hold: to wait for it would keep all waiting who come after.
    """

    def __init__(
        self,
        statement: str,
        taken: Callable[[], AbstractContextManager[Any]],
        *,
        undoing: tuple[type[Exception], ...],
        lost: tuple[type[Exception], ...],
    ) -> None:
        """`statement` is one of Act.many, and `taken` gives the driver's connection.

        Of the failures `undoing` are such as one change may have, and after those of `lost` nobody knows what is there.
        """
        super().__init__()
        self._statement, self._taken = statement, taken
        self._undoing, self._lost = undoing, lost

    def _carry(self, riders: list[Change]) -> None:
        while self._waiting and len(riders) < MANY:
            self._get_on(riders)
        try:
            self._make(riders)
        except self._undoing:
            pass  # nothing is there, and no rider has arrived: each asks alone, and whose fault it is hears of it then
        except self._lost as error:
            riders[0].fail(error)  # to whoever drives it is told as it is
            raise
        except Exception:
            log.exception("a bug: changes that came together have to be made one by one")

    def _make(self, changes: list[Change]) -> None:
        wanted = json.dumps(
            [{**change.values, "ordinal": ordinal} for ordinal, change in enumerate(changes)], default=_as_bytea
        )
        with self._taken() as driver:
            rows = driver.execute(self._statement, {"wanted": wanted}).fetchall()
        for ordinal, *row in rows:
            changes[ordinal].arrive(row)


def _as_bytea(value: bytes) -> str:
    return f"\\x{value.hex()}"
