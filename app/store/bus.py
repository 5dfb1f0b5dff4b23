"""Those who come together let one of them do the work of all, so that a full bus needs one driver and one stop."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections import deque
from typing import Any, Generic, TypeVar


class StoreUnavailable(Exception):
    """The database is locked, full or away: trying again later is right.

    Nothing was written; only where the connection was lost in the last moment may it be there.
    """


class Rider:
    """Who waits for one that drives to be carried along, and what came of it."""

    def __init__(self) -> None:
        self.is_done = False
        self._result: Any = None
        self._failure: BaseException | None = None
        self._asleep = threading.Lock()  # a lock that is held twice: quicker to make and to open than an Event
        self._asleep.acquire()

    @property
    def has_failed(self) -> bool:
        """Whether its own work raised."""
        return self._failure is not None

    def arrive(self, result: Any) -> None:
        """It was carried, and this came of it."""
        self._result = result

    def fail(self, why: BaseException) -> None:
        """Its own work raised this."""
        self._failure = why

    def strand(self, why: BaseException) -> None:
        """The drive came to nothing, or nobody knows; who failed by itself keeps its own failure."""
        self._failure = self._failure or StoreUnavailable(str(why))

    def sleep(self) -> None:
        """Waits for wake()."""
        self._asleep.acquire()

    def wake(self) -> None:
        """Ends its sleep, now or when it comes to it."""
        self._asleep.release()

    def outcome(self) -> Any:
        """What the work returned. Raises what it raised, or StoreUnavailable if it could not be committed."""
        if self._failure:
            raise self._failure
        return self._result


Carried = TypeVar("Carried", bound=Rider)


class Bus(ABC, Generic[Carried]):
    """Lets one of those who come together do the work of all.

    The first to come drives: its thread carries all who wait. Then one of those left behind drives next.
    """

    def __init__(self) -> None:
        self._gate = threading.Lock()
        self._waiting: deque[Carried] = deque()
        self._is_driven = False
        self._driver: int | None = None  # the thread that drives

    def ride(self, rider: Carried) -> Any:
        """What came of the rider's work, once it is on the disk. It may be done in another thread than the caller's.

        Raises what it raised, and then nothing of it is there; or StoreUnavailable.
        """
        if self._driver == threading.get_ident():
            raise RuntimeError("work that is carried may not write once more: it would wait for itself")
        with self._gate:
            self._waiting.append(rider)
            drives = not self._is_driven
            self._is_driven = True
        if not drives:
            rider.sleep()
        if not rider.is_done:
            self._drive()
        return rider.outcome()

    @abstractmethod
    def _carry(self, riders: list[Carried]) -> None:
        """Carries this thread's rider, the first of those who wait, and all it can; each that gets on joins riders."""

    def _get_on(self, riders: list[Carried]) -> None:
        """The first of those who wait gets on."""
        with self._gate:
            riders.append(self._waiting.popleft())

    def _drive(self) -> None:
        """Carries all it can; then wakes them."""
        riders: list[Carried] = []
        self._driver = threading.get_ident()
        try:
            self._carry(riders)
        except BaseException as error:
            riders = riders or self._all_waiting()
            for rider in riders:
                rider.strand(error)
            if not isinstance(error, Exception):
                raise
        finally:
            self._driver = None
            with self._gate:
                following = self._waiting[0] if self._waiting else None
                self._is_driven = following is not None
            for rider in riders:
                rider.is_done = True
                rider.wake()
            if following:
                following.wake()

    def _all_waiting(self) -> list[Carried]:
        """Takes all off the queue, when there is no transaction to be had for any of them."""
        with self._gate:
            left = list(self._waiting)
            self._waiting.clear()
        return left
