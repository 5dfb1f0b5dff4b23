"""Chance: numbers that nobody can foresee.

The system's own source lets other threads run for each number it gives, and the one that asked waits to be let in
again; a request asks some ten times. OpenSSL's generator (NIST SP 800-90A), seeded from the same source in each
process anew, answers at once.
"""

from ssl import RAND_bytes


def dice(below: int) -> int:
    """A number from 0 to below - 1, each as likely as the others; `below` is at least 1."""
    bits = (below - 1).bit_length()
    count = (bits + 7) // 8
    while True:
        number = int.from_bytes(RAND_bytes(count)) >> count * 8 - bits
        if number < below:  # every other one at least
            return number
