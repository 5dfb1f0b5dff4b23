"""What the page of a coupon says of how the coupon stands, also once it is open, or is shown without a line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from app.rules.money import major
from app.rules.redemption import Status
from app.store.coupons import Coupon
from app.web.face import Face

OPEN = {Status.VALID, Status.NOT_YET_VALID}


@dataclass(frozen=True)
class Told:
    """How a coupon stands, for a page that is open.

    `version` is another one as soon as the page would be; `said` is said aloud then. `away` says of when this is, for
    a page that has no line; a device may keep a copy of the page until the moment `copy_until`, None for not at all.
    """

    version: str
    said: str
    away: str
    copy_until: datetime | None


def told(shown: Face, coupon: Coupon, at: datetime) -> Told:
    """How the coupon stands at this moment."""
    status, local = coupon.status(at), shown.local(at)
    seen = (status.value, coupon.used, coupon.balance, coupon.used_at, coupon.till, shown.campaign.digest)
    return Told(
        version=sha256(repr(seen).encode()).hexdigest()[:16],
        said=_said(shown, coupon, status, local),
        away=shown.say(
            "This was its state at {time} on {day}. Show it all the same.",
            day=shown.say.weekday(local.date()),
            time=shown.say.time(local),
        ),
        copy_until=coupon.valid_until if status in OPEN else None,
    )


def over(shown: Face, coupon: Coupon, at: datetime) -> tuple[str, str]:
    """(what is stamped on a coupon that can be used no more, the sentence about it); both empty while it can."""
    status, say = coupon.status(at), shown.say
    if status is Status.REVOKED:
        why = say("{brand} took this coupon back. Write to us and we tell you why.", brand=shown.campaign.brand.name)
        return say("Withdrawn"), why
    stamps = {Status.REDEEMED: say("Used"), Status.EXPIRED: say("Expired")}
    return (stamps[status], _said(shown, coupon, status, shown.local(at))) if status in stamps else ("", "")


def left(shown: Face, coupon: Coupon) -> str:
    """How far a coupon reaches that is not spent at once: the balance of a card, or how often it was used."""
    say, currency = shown.say, shown.offer.money
    if coupon.balance is not None and currency:
        return say("{sum} left", sum=say.money(major(coupon.balance, currency), currency))
    if coupon.uses is not None and coupon.uses > 1:
        return say("{used} of {n} used", used=say.number(coupon.used), n=say.number(coupon.uses))
    return ""


def last(shown: Face, coupon: Coupon) -> str:
    """When and where it was last used; empty for one that never was."""
    if coupon.used_at is None or coupon.till is None:
        return ""
    say, used = shown.say, shown.local(coupon.used_at)
    return say("Last: {day} at {time}, {till}", day=say.weekday(used.date()), time=say.time(used), till=coupon.till)


def _said(shown: Face, coupon: Coupon, status: Status, local: datetime) -> str:
    say = shown.say
    if status is Status.REDEEMED:
        return _used(shown, coupon, local)
    if status is Status.EXPIRED:
        return say("This coupon was for an earlier day.")
    if status is Status.REVOKED:
        return say("Withdrawn by {brand}", brand=shown.campaign.brand.name)
    if status is Status.NOT_YET_VALID:
        return say("Keep it: from {day} on it works.", day=say.weekday(shown.local(coupon.valid_from).date()))
    parts = left(shown, coupon), last(shown, coupon)
    return " · ".join(part for part in parts if part) if parts[0] else say("It can be used now.")


def _used(shown: Face, coupon: Coupon, local: datetime) -> str:
    say = shown.say
    if coupon.redeemed_at is None or coupon.till is None:
        return say("Used")
    used = shown.local(coupon.redeemed_at)
    if used.date() == local.date():
        return say("Used at {time}, {till}", time=say.time(used), till=coupon.till)
    return say("Used {day} at {time}, {till}", day=say.weekday(used.date()), time=say.time(used), till=coupon.till)
