"""Spends a coupon, once; says why not; and takes it back within a set time."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.actions import Means
from app.rules import offline_seal
from app.rules.coupon import LENGTH, MISREAD, BadCode, read_code, read_token, write_code
from app.rules.offline_seal import BadSeal
from app.rules.redemption import REFUSED, Refusal, Status, status
from app.store import Session, coupons, limits, redemptions
from app.store.access import Till
from app.store.redemptions import Kept

UNDO_WITHIN = timedelta(minutes=5)
ID_BITS = 80
LINK = re.compile(r"/k/([0-9A-Za-z]+)\s*\Z")  # the end of a coupon page's address, as a scanner reads it


@dataclass(frozen=True)
class Redeemed:
    """A coupon just spent."""

    id: str
    code: str
    campaign: str
    language: str
    at: datetime


@dataclass(frozen=True)
class Refused:
    """A foreseen no. The rest is for a signed-in till only: what we know of the coupon, and when to try again."""

    refusal: Refusal
    coupon: coupons.Coupon | None = None
    again_from: datetime | None = None


@dataclass(frozen=True)
class Found:
    """A coupon looked up."""

    coupon: coupons.Coupon
    code: str
    status: Status


class Standing(StrEnum):
    """Why a redemption stands as it is and cannot be undone here and now."""

    NOT_FOUND = "not_found"  # or of another till, which is none of this one's business
    ALREADY_REVERSED = "already_reversed"
    TOO_LATE = "too_late"


def redeem(
    session: Session,
    means: Means,
    till: Till,
    typed: str,
    now: datetime,
    *,
    amount: str | None = None,
    currency: str | None = None,
    reference: str | None = None,
    keep: Callable[[Redeemed], Kept] | None = None,
) -> Redeemed | Refused:
    """The coupon spent at this till, or why not; exactly once whatever happens at the same time.

    The store does it in one statement, so no transaction is needed around it. `keep` makes of a yes the answer that
    is kept in the same statement; raises Taken if there is one, and then nothing was spent.
    """
    serial = _read(means, typed)
    offered = None if serial is None else coupons.offered(session, serial) if keep else ("", "")
    if serial is None or offered is None:
        return _why_not(session, means, till, serial, now)
    id, code = f"r{means.dice(1 << ID_BITS):020x}", _as_read(typed) or write_code(serial, means.keys)
    spent = redemptions.spend(
        session,
        serial,
        id,
        now,
        till=till.id,
        unless=limits.bucket(session, limits.WRONG_CODES_AT_TILL, str(till.id)) if means.limits else None,
        amount=amount,
        currency=currency,
        reference=reference,
        kept=keep(Redeemed(id, code, *offered, now)) if keep else None,
    )
    return Redeemed(id, code, spent[1], spent[2], now) if spent else _why_not(session, means, till, serial, now)


def look_up(session: Session, means: Means, till: Till, typed: str, now: datetime) -> Found | Refused:
    """The coupon of this code, or the one refusal that every other text gets."""
    again_from = _waits(session, means, till, now)
    if again_from:
        return Refused(Refusal.TOO_MANY_ATTEMPTS, again_from=again_from)
    serial = _read(means, typed)
    coupon, worth = _known(session, serial, now)
    if serial is None or coupon is None:
        return _wrong(session, means, till, now)
    return Found(coupon, write_code(serial, means.keys), worth)


def reverse(session: Session, till: Till, redemption: str, reason: str, now: datetime) -> bool:
    """Whether the redemption was undone: by the till that made it, within UNDO_WITHIN."""
    return redemptions.reverse(session, redemption, till=till.id, reason=reason, earliest=now - UNDO_WITHIN, now=now)


def why_not_reversed(session: Session, till: Till, redemption: str) -> Standing:
    """Why `reverse` did nothing."""
    found = redemptions.redemption(session, redemption)
    if found is None or found.till != till.id:
        return Standing.NOT_FOUND
    return Standing.ALREADY_REVERSED if found.reversed_at else Standing.TOO_LATE


def state(coupon: coupons.Coupon, now: datetime) -> Status:
    """What the coupon is worth now."""
    return status(
        valid_from=coupon.valid_from,
        valid_until=coupon.valid_until,
        redeemed_at=coupon.redeemed_at,
        revoked_at=coupon.revoked_at,
        held_until=coupon.held_until,
        now=now,
    )


def _read(means: Means, typed: str) -> int | None:
    """The serial of a code, alone or with its seal, or of a coupon page's address; tills read all three."""
    link = LINK.search(typed)
    code, seal = ("", "") if link else offline_seal.split(typed)
    is_whole = not seal or _is_sealed(means, typed)  # asked before the code is, so that every no takes as long
    try:
        serial = read_token(link[1], means.keys) if link else read_code(code, means.keys)
    except BadCode:
        return None
    return serial if is_whole else None


def _is_sealed(means: Means, typed: str) -> bool:
    try:
        offline_seal.read(typed, offline_seal.public_keys(means.keys))
    except BadSeal:
        return False
    return True


def _as_read(typed: str) -> str:
    """The code as it stands on the slip, whichever key sealed it; nothing if it came by an address."""
    code = "" if LINK.search(typed) else offline_seal.split(typed)[0]
    symbols = code.upper().translate(MISREAD)
    groups = (symbols[i : i + 4] for i in range(0, LENGTH, 4))
    return "-".join(groups) if len(symbols) == LENGTH else ""


def _waits(session: Session, means: Means, till: Till, now: datetime) -> datetime | None:
    """Until when a till that typed too many wrong codes has to wait, also with a right one."""
    return limits.exhausted(session, limits.WRONG_CODES_AT_TILL, str(till.id), now) if means.limits else None


def _wrong(session: Session, means: Means, till: Till, now: datetime) -> Refused:
    if means.limits:
        limits.take(session, limits.WRONG_CODES_AT_TILL, str(till.id), now)
    return Refused(Refusal.UNKNOWN)


def _known(session: Session, serial: int | None, now: datetime) -> tuple[coupons.Coupon | None, Status]:
    """The coupon and what it is worth; one that is held does not exist yet."""
    coupon = None if serial is None else coupons.coupon_by_serial(session, serial)
    worth = state(coupon, now) if coupon else Status.HELD
    return (None if worth is Status.HELD else coupon), worth


def _why_not(session: Session, means: Means, till: Till, serial: int | None, now: datetime) -> Refused:
    again_from = _waits(session, means, till, now)
    if again_from:
        return Refused(Refusal.TOO_MANY_ATTEMPTS, again_from=again_from)
    coupon, worth = _known(session, serial, now)
    if coupon is None:
        return _wrong(session, means, till, now)
    # Between the UPDATE that changed nothing and this look another till may have undone its redemption.
    return Refused(REFUSED.get(worth, Refusal.ALREADY_REDEEMED), coupon)
