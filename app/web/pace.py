"""How many requests a till's token may make in a minute, counted in the memory of this process and told on each answer.

No row is written for it: a redemption is one statement, and stays one. With several processes each counts what reaches
it, so a till that meets them all may make as many times more; the limit is there to stop a loop, not to meter.

The headers are those of draft-ietf-httpapi-ratelimit-headers, in its old form (RateLimit-Limit, -Remaining, -Reset; up
to draft 07), which clients read, and its new one (RateLimit-Policy and RateLimit; from draft 08 on).
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

WINDOW_S = 60
MOST_TILLS = 10_000  # remembered; far more than there are
POLICY = "till"


@dataclass(frozen=True)
class Pace:
    """How it is with a token: whether the request may go on, and what is left of the minute."""

    most: int
    remaining: int
    reset_s: int
    is_within: bool

    @property
    def headers(self) -> dict[str, str]:
        """What an answer says of it."""
        return {
            "RateLimit-Limit": str(self.most),
            "RateLimit-Remaining": str(self.remaining),
            "RateLimit-Reset": str(self.reset_s),
            "RateLimit-Policy": f'"{POLICY}";q={self.most};w={WINDOW_S}',
            "RateLimit": f'"{POLICY}";r={self.remaining};t={self.reset_s}',
        }


class Paces:
    """The requests of each till in its running minute, which begins with its first one."""

    def __init__(self, most: int, clock: Callable[[], float]) -> None:
        """`clock` gives seconds that only grow."""
        self._most, self._clock = most, clock
        self._gate = threading.Lock()
        self._seen: dict[int, tuple[float, int]] = {}  # till: when its minute began, and the requests in it

    def take(self, till: int) -> Pace:
        """Counts one request of the till; one that is turned away counts too, but not beyond the limit."""
        now = self._clock()
        with self._gate:
            began, count = self._seen.get(till, (now, 0))
            if now - began >= WINDOW_S:
                began, count = now, 0
            is_within = count < self._most
            if till not in self._seen and len(self._seen) >= MOST_TILLS:
                self._seen.clear()
            self._seen[till] = began, min(count + 1, self._most)
        reset_s = max(1, -int((now - began - WINDOW_S) // 1))
        return Pace(self._most, max(0, self._most - count - 1), reset_s, is_within)
