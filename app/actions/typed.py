"""What was typed or scanned at a till: the coupon that it names, and the one answer to all that names none."""

from __future__ import annotations

import re
from datetime import datetime

from app.actions import Means
from app.actions.sale import Refused
from app.rules import offline_seal
from app.rules.coupon import LENGTH, MISREAD, BadCode, read_code, read_token, write_code
from app.rules.offline_seal import BadSeal
from app.rules.redemption import Refusal
from app.rules.sealed import SERIALS
from app.store import Session, desks, guesses, limits
from app.store.guesses import Guesser

NOBODYS = SERIALS  # a serial that no coupon has
LINK = re.compile(r"/k/([0-9A-Za-z]+)\s*\Z")  # the end of a coupon page's address, as a scanner reads it


def read_serial(means: Means, typed: str) -> int | None:
    """The serial of a code, alone or with its seal, or of a coupon page's address; tills read all three."""
    link = LINK.search(typed)
    code, seal = ("", "") if link else offline_seal.split(typed)
    is_whole = not seal or _is_sealed(means, typed)
    try:
        serial = read_token(link[1], means.keys) if link else read_code(code, means.keys)
    except BadCode:
        serial = None
    return serial if is_whole else None


def names(typed: str) -> str:
    """What of it names the coupon, whether it is one of ours or not: a code without what follows it, or an address."""
    link = LINK.search(typed)
    return link[1] if link else _symbols(typed)


def looked_for(serial: int | None) -> int:
    """The serial to ask the store for, also where there is none: so that every no takes as long."""
    return NOBODYS if serial is None else serial


def spelt(means: Means, typed: str) -> str:
    """The code as a person reads it, of whichever generation it came in. Raises BadCode."""
    link = LINK.search(typed)
    return write_code(read_token(link[1], means.keys), means.keys) if link else _as_read(typed)


def spend_as_long(means: Means, typed: str) -> None:
    """What reading a seal takes, for a wrong text that has none: how long a no takes tells nothing of what is wrong."""
    if LINK.search(typed) or not offline_seal.split(typed)[1]:
        offline_seal.check_none(offline_seal.public_keys(means.keys))


def wrong(session: Session, means: Means, who: Guesser, now: datetime) -> Refused:
    """The one no to every code that is not ours, after the same statements whatever is wrong with it.

    Too many of them at a till, and it has to wait.
    """
    if means.limits:
        room = guesses.room(session, who, now)
        if room.again_from:
            return Refused(Refusal.TOO_MANY_ATTEMPTS, again_from=room.again_from)
        guesses.note(session, who, room.cost, now)
    desks.count_wrong(session, who.till, now)
    return Refused(Refusal.UNKNOWN)


def waits_until(session: Session, means: Means, till: int, now: datetime) -> datetime | None:
    """Until when a till that typed too many wrong codes has to wait, also with a right one."""
    return limits.exhausted(session, limits.WRONG_CODES_AT_TILL, str(till), now) if means.limits else None


def _is_sealed(means: Means, typed: str) -> bool:
    try:
        offline_seal.check(typed, offline_seal.public_keys(means.keys))
    except BadSeal:
        return False
    return True


def _as_read(typed: str) -> str:
    """The code as it stands on the slip, whichever key sealed it; nothing if it is none."""
    symbols = _symbols(typed)
    groups = (symbols[i : i + 4] for i in range(0, LENGTH, 4))
    return "-".join(groups) if len(symbols) == LENGTH else ""


def _symbols(typed: str) -> str:
    return offline_seal.split(typed)[0].upper().translate(MISREAD)
