"""What is costly to count and may be a moment old: one of all who ask counts, the others have its figures.

Kept in each web process by its parts.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

Found = TypeVar("Found")


class Recent:
    """Figures by what they are of, each as old as its reader bears; `clock` gives seconds and only goes forward."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._kept: dict[Hashable, tuple[float, Any]] = {}
        self._locks: dict[Hashable, threading.Lock] = {}
        self._lock = threading.Lock()

    def of(self, what: Hashable, bears_s: float, count: Callable[[], Found]) -> Found:
        """What was counted within so many seconds; who finds nothing counts, and who asks meanwhile waits for it."""
        with self._lock:
            mine = self._locks.setdefault(what, threading.Lock())
        with mine:
            at, found = self._kept.get(what, (float("-inf"), None))
            if self._clock() - at >= bears_s:
                found = count()
                self._kept[what] = self._clock(), found
            kept: Found = found
            return kept
