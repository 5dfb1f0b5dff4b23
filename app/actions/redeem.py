"""Spends a coupon, once; says why not; and takes it back within a set time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.actions import Means
from app.rules.coupon import LENGTH, MISREAD, BadCode, read_code, write_code
from app.rules.redemption import REFUSED, Refusal, Status, status
from app.store import Session, coupons, limits
from app.store.access import Till

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
    valid_until: datetime


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
) -> Redeemed | Refused:
    """The coupon spent at this till, or why not; exactly once whatever happens at the same time."""
    serial = _read(session, means, till, typed, now)
    if isinstance(serial, Refused):
        return serial
    id = f"r{means.dice(1 << ID_BITS):020x}"
    spent = coupons.spend(session, serial, id, now)
    if spent is None:
        return _why_not(session, means, till, serial, now)
    coupon, campaign, language, _, valid_until = spent
    coupons.add_redemption(
        session, id, coupon=coupon, till=till.id, amount=amount, currency=currency, reference=reference, now=now
    )
    return Redeemed(id, _as_read(typed) or write_code(serial, means.keys), campaign, language, now, valid_until)


def look_up(session: Session, means: Means, till: Till, typed: str, now: datetime) -> Found | Refused:
    """The coupon of this code, or the one refusal that every other text gets."""
    serial = _read(session, means, till, typed, now)
    if isinstance(serial, Refused):
        return serial
    coupon = coupons.coupon_by_serial(session, serial)
    worth = state(coupon, now) if coupon else Status.HELD
    if coupon is None or worth is Status.HELD:
        return _wrong(session, means, till, now)
    return Found(coupon, write_code(serial, means.keys), worth)


def reverse(session: Session, till: Till, redemption: str, reason: str, now: datetime) -> bool:
    """Whether the redemption was undone: by the till that made it, within UNDO_WITHIN."""
    return coupons.reverse(session, redemption, till=till.id, reason=reason, earliest=now - UNDO_WITHIN, now=now)


def why_not_reversed(session: Session, till: Till, redemption: str) -> Standing:
    """Why `reverse` did nothing."""
    found = coupons.redemption(session, redemption)
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


def _read(session: Session, means: Means, till: Till, typed: str, now: datetime) -> int | Refused:
    """The serial of a code, or of a coupon page's address; tills read both.

    A till that typed too many wrong ones has to wait, also with a right one.
    """
    if means.limits:
        again_from = limits.exhausted(session, limits.WRONG_CODES_AT_TILL, str(till.id), now)
        if again_from:
            return Refused(Refusal.TOO_MANY_ATTEMPTS, again_from=again_from)
    try:
        return read_code(typed, means.keys)
    except BadCode:
        link = LINK.search(typed)
        coupon = coupons.coupon_by_token(session, link[1]) if link else None
        return coupon.serial if coupon else _wrong(session, means, till, now)


def _as_read(typed: str) -> str:
    """The code as it stands on the slip, whichever key sealed it; nothing if it came by an address."""
    symbols = typed.upper().translate(MISREAD)
    groups = (symbols[i : i + 4] for i in range(0, LENGTH, 4))
    return "-".join(groups) if len(symbols) == LENGTH else ""


def _wrong(session: Session, means: Means, till: Till, now: datetime) -> Refused:
    if means.limits:
        limits.take(session, limits.WRONG_CODES_AT_TILL, str(till.id), now)
    return Refused(Refusal.UNKNOWN)


def _why_not(session: Session, means: Means, till: Till, serial: int, now: datetime) -> Refused:
    coupon = coupons.coupon_by_serial(session, serial)
    worth = state(coupon, now) if coupon else Status.HELD
    if coupon is None or worth is Status.HELD:
        return _wrong(session, means, till, now)
    # Between the UPDATE that changed nothing and this look another till may have undone its redemption.
    refusal = REFUSED.get(worth, Refusal.ALREADY_REDEEMED)
    return Refused(refusal, coupon)
