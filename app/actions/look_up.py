"""What a coupon is worth at a till, before anything is done with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.actions import Means
from app.actions.sale import Refused
from app.actions.typed import looked_for, read_serial, spend_as_long, waits_until, wrong
from app.rules.coupon import write_code
from app.rules.redemption import Refusal, Status
from app.store import Session, coupons
from app.store.access import Till
from app.store.guesses import Guesser


@dataclass(frozen=True)
class Found:
    """A coupon looked up."""

    coupon: coupons.Coupon
    code: str
    status: Status


def look_up(
    session: Session, means: Means, till: Till, typed: str, now: datetime, *, address: str = ""
) -> Found | Refused:
    """The coupon of this code, or the one refusal that every other text gets; a wrong one counts, as in `redeem`."""
    who, serial = Guesser(till.id, address), read_serial(means, typed)
    again_from = waits_until(session, means, till.id, now)
    if again_from:
        return Refused(Refusal.TOO_MANY_ATTEMPTS, again_from=again_from)
    coupon, worth = known(session, serial, now)
    if serial is None or coupon is None:
        spend_as_long(means, typed)
        return wrong(session, means, who, now)
    return Found(coupon, write_code(serial, means.keys), worth)


def known(session: Session, serial: int | None, now: datetime) -> tuple[coupons.Coupon | None, Status]:
    """The coupon and what it is worth; one that is only held does not exist yet."""
    coupon = coupons.issued(session, looked_for(serial))
    worth = coupon.status(now) if coupon else Status.HELD
    return coupon, worth
