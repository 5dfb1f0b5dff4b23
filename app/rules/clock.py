"""Whether a machine's clock was put right meanwhile: what it says, held against one that only goes forward.

Moments are written down by the first, since they must outlive the process. Where it was moved, what was to be in a
minute is an hour away, or a lease that was just taken is over.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

STEP = timedelta(seconds=2)  # a clock that is kept right is moved by less between two looks
STILL = timedelta()


@dataclass(frozen=True)
class Look:
    """One look at both clocks: the moment in UTC, and seconds of the one that only goes forward."""

    at: datetime
    steady_s: float


@dataclass(frozen=True)
class Clock:
    """A clock as it was looked at last; `ahead` is by how much it was put ahead lately, `is_back` whether back."""

    looked: Look
    ahead: timedelta = STILL
    is_back: bool = False
    ahead_until_s: float = 0.0
    back_until_s: float = 0.0

    def at(self, look: Look, lately_s: float) -> Clock:
        """The clock at one more look, which remembers for so many seconds that it was moved."""
        by, until_s = moved(self.looked, look), look.steady_s + lately_s
        ahead, ahead_until_s = (by, until_s) if by > STILL else (self.ahead, self.ahead_until_s)
        back_until_s = until_s if by < STILL else self.back_until_s
        return Clock(
            looked=look,
            ahead=ahead if look.steady_s < ahead_until_s else STILL,
            is_back=look.steady_s < back_until_s,
            ahead_until_s=ahead_until_s,
            back_until_s=back_until_s,
        )


def moved(before: Look, after: Look) -> timedelta:
    """By how much the clock was moved between two looks, back if negative; STILL where it only went its way."""
    by = after.at - before.at - timedelta(seconds=after.steady_s - before.steady_s)
    return by if abs(by) >= STEP else STILL
