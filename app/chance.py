"""Chance: numbers that nobody can foresee.

The system's own source lets other threads run for each number it gives, and the one that asked waits to be let in
again; a request asks some ten times. OpenSSL's generator (NIST SP 800-90A), seeded from the same source in each
process anew, answers at once.
"""

from random import SystemRandom
from ssl import RAND_bytes


class Chance(SystemRandom):
    """The methods of `random.Random` on numbers from OpenSSL."""

    def getrandbits(self, k: int, /) -> int:
        """A number of k bits."""
        count = (k + 7) // 8
        return int.from_bytes(RAND_bytes(count)) >> (count * 8 - k)


def dice(below: int) -> int:
    """A number from 0 to below - 1."""
    return _chance.randrange(below)


_chance = Chance()
