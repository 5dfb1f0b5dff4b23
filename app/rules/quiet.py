"""Whether a placement has gone quiet: the poster is down, and not merely unlucky.

People come to a spot independently of each other, so scans a day are taken for
Poisson's: a spot that had m a day has none for k days with the probability
e^(-mk). Below one in a thousand it is worth walking there. One day proves
nothing whatever the figures, because shops are closed for one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from math import exp

FEWEST_DAYS = 2
BY_CHANCE = 0.001


@dataclass(frozen=True)
class Silence:
    """Whole days without a scan, and how many a day there were before."""

    days: int
    scans_a_day: float


def silence(scans: Sequence[int]) -> Silence | None:
    """The silence at the end of these days, oldest first, the last one still running; None while there is none."""
    empty = len(list(takewhile(lambda count: count == 0, reversed(scans))))
    before = list(scans[: len(scans) - empty])
    while before and before[0] == 0:  # days before it hung
        before.pop(0)
    whole = empty - 1
    if not before or whole < FEWEST_DAYS:
        return None
    usual = sum(before) / len(before)
    return Silence(whole, usual) if exp(-usual * whole) < BY_CHANCE else None
