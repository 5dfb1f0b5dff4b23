"""From when on a job may have had its effect: the moment its first request begins to leave this machine.

Until then a name is looked up and a connection opened, however long that takes, and nothing has left. Who is told to
stop lets no more jobs come to that moment, and gets back those that were on their way to it.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

Job = TypeVar("Job")


@dataclass(eq=False)
class Departure(Generic[Job]):
    """How far one job has come; `is_recalled` once it was given back, and what its thread says of it counts no more."""

    of: Departures[Job]
    job: Job
    is_opening: bool = False
    has_left: bool = False
    is_recalled: bool = False


class Departures(Generic[Job]):
    """The jobs that the threads of one crew are about."""

    def __init__(self) -> None:
        self.gate = threading.Lock()
        self.is_over = False
        self._under_way: set[Departure[Job]] = set()

    @contextmanager
    def about(self, job: Job) -> Iterator[Departure[Job]]:
        """While this thread is about that job."""
        departure = _of_thread.departure = Departure(self, job)
        with self.gate:
            self._under_way.add(departure)
        try:
            yield departure
        finally:
            _of_thread.departure = None
            with self.gate:
                self._under_way.discard(departure)

    def recall(self) -> list[Job]:
        """Ends all departures; gives back the jobs for which a connection is being opened, and nothing has left."""
        with self.gate:
            self.is_over = True
            back = [each for each in self._under_way if each.is_opening and not each.has_left]
            for each in back:
                each.is_recalled = True
        return [each.job for each in back]


def may_open() -> bool:
    """Whether this thread may open a connection for its job; who is about none always may."""
    departure: Departure[Any] | None = getattr(_of_thread, "departure", None)
    if departure is None:
        return True
    with departure.of.gate:
        departure.is_opening = True
        return departure.has_left or not departure.of.is_over


def may_leave() -> bool:
    """Whether its request may leave now; from then on nobody knows if it had its effect, until it is answered."""
    departure: Departure[Any] | None = getattr(_of_thread, "departure", None)
    if departure is None:
        return True
    with departure.of.gate:
        departure.has_left = departure.has_left or not departure.of.is_over
        return departure.has_left


_of_thread = threading.local()
