"""A crew: threads that carry out jobs and touch nothing but the network, for one thread that keeps the database.

That thread hands out what it has leased, gathers what became of it, and says when that is written down. Until then it
stays in hand: a database that is away for a while loses nothing. Killed, a crew loses nothing either: the leases run
out, and another takes the jobs up.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Generic, TypeVar

from app.departure import Departures

LEFT_S = 0.01  # for a thread that nobody waits for: one that has nothing to do is gone by then

Item = TypeVar("Item")
Job = TypeVar("Job")
Outcome = TypeVar("Outcome")


class Crew(Generic[Job, Outcome]):
    """So many threads of this name, each with one job at a time; `do` lets no exception out.

    `ended` is what became of jobs and is not written down yet, `in_hand` how many jobs are not: those that nobody has
    begun, those under way, and those that have ended.
    """

    def __init__(self, size: int, name: str, do: Callable[[Job], Outcome]) -> None:
        self.ended: list[Outcome] = []
        self.in_hand = 0
        self._size, self._name, self._do = size, name, do
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._outcomes: queue.SimpleQueue[Outcome] = queue.SimpleQueue()
        self._departures: Departures[Job] = Departures()
        self._is_left = False

    @property
    def free(self) -> int:
        """How many more jobs would be begun at once."""
        return self._size - self.in_hand + len(self.ended)

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """While its threads run; what is not recalled is done before it ends. Who was not waited for then is left."""
        threads = [
            threading.Thread(target=self._work, name=f"{self._name} {n}", daemon=True) for n in range(self._size)
        ]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            for _ in threads:
                self._jobs.put(None)
            for thread in threads:
                thread.join(LEFT_S if self._is_left else None)

    def hand_out(self, jobs: Sequence[Job]) -> None:
        """Lets the threads begin these as soon as they can."""
        self.in_hand += len(jobs)
        for job in jobs:
            self._jobs.put(job)

    def gather(self, wait_s: float = 0.0, crowd_s: float = 0.0) -> list[Outcome]:
        """Takes in what has ended since, and gives that.

        Waits so long for the first, and then a moment for the crowd that it may come in.
        """
        fresh = []
        if wait_s:
            try:
                fresh.append(self._outcomes.get(timeout=wait_s))
            except queue.Empty:
                return fresh
            time.sleep(crowd_s)
        fresh.extend(_all_in(self._outcomes))
        self.ended.extend(fresh)
        return fresh

    def written(self) -> None:
        """All that has ended is written down."""
        self.in_hand -= len(self.ended)
        self.ended = []

    def recall(self, within_s: float | None = None) -> list[Job]:
        """The jobs that nobody has begun, or of which nothing has left this machine yet, given back.

        All others have ended by then, or are left to themselves. The crew does no more after that.
        """
        until = None if within_s is None else time.monotonic() + within_s
        untouched = [job for job in _all_in(self._jobs) if job is not None]
        not_left = self._departures.recall()
        self._is_left, untouched = bool(not_left), untouched + not_left
        self.in_hand -= len(untouched)
        self.ended.extend(_all_in(self._outcomes))
        while self.in_hand > len(self.ended):
            try:
                rest_s = None if until is None else max(0.0, until - time.monotonic())
                self.ended.append(self._outcomes.get(timeout=rest_s))
            except queue.Empty:
                self._is_left = True
                break
        return untouched

    def _work(self) -> None:
        """One thread: takes jobs until it gets none."""
        while (job := self._jobs.get()) is not None:
            with self._departures.about(job) as departure:
                outcome = self._do(job)
            if not departure.is_recalled:
                self._outcomes.put(outcome)


def _all_in(waiting: queue.SimpleQueue[Item]) -> Iterator[Item]:
    """What is in the queue by now."""
    try:
        while True:
            yield waiting.get_nowait()
    except queue.Empty:
        return
