"""How fast a sender may send: twilio 10, twilio +12025550100 1 is ten parts a second, and one by that number.

A network counts parts, not texts, and counts them by sender. What a gateway's own queue would hold back for us is
better held here, where a text that somebody waits for still overtakes one that nobody does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

EACH = ""  # any sender of the gateway, each for itself
LEAST_ROOM = 10  # parts that may leave at once, so that a long text ever fits

Paces = Mapping[tuple[str, str], float]


class BadPaces(ValueError):
    """The paces cannot be read; the message says which one and what to do."""


def read_paces(written: str) -> Paces:
    """Parts a second by gateway and sender. Raises BadPaces."""
    found: dict[tuple[str, str], float] = {}
    for each in filter(None, map(str.strip, written.split(","))):
        pace = re.fullmatch(r"([a-z][a-z0-9_]*)(?: +(.*\S))? +(\d{1,4}(?:\.\d{1,3})?)", each, re.ASCII)
        if pace is None or not float(pace[3]):
            raise BadPaces(f"{each!r} is no pace; write gateway, perhaps a sender, and parts a second: twilio 10.")
        found[pace[1], pace[2] or EACH] = float(pace[3])
    return found


def pace_of(paces: Paces, gateway: str, sender: str) -> float | None:
    """Parts a second that this sender may send by this gateway; None where nothing is said."""
    return paces.get((gateway, sender)) or paces.get((gateway, EACH))
