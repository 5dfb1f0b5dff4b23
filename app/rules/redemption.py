"""May this coupon be spent, here, now, on this purchase? A yes is written by the store; a no gets its name here."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import get_args
from zoneinfo import ZoneInfo

from app.rules.campaign_sections import Day, Offer
from app.rules.money import minor

DAYS = get_args(Day)
LONGEST_REFERENCE = 80  # letters of a till's own word for a sale


class Refusal(StrEnum):
    """A foreseen no, by the stable name that tills and their software know."""

    UNKNOWN = "unknown"
    ALREADY_REDEEMED = "already_redeemed"
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    REVOKED = "revoked"
    NOT_HERE = "not_here"
    NOT_NOW = "not_now"
    NOT_TOGETHER = "not_together"
    BELOW_LEAST = "below_least"
    AMOUNT_NEEDED = "amount_needed"
    OTHER_CURRENCY = "other_currency"
    OVER_LIMIT = "over_limit"
    TOO_MANY_ATTEMPTS = "too_many_attempts"


SAID = {  # to programs, and to whoever types commands; a cashier hears more
    Refusal.UNKNOWN: "This is not one of our codes.",
    Refusal.ALREADY_REDEEMED: "The coupon was spent before.",
    Refusal.EXPIRED: "The coupon is out of date.",
    Refusal.NOT_YET_VALID: "The coupon cannot be spent yet.",
    Refusal.REVOKED: "The coupon was withdrawn.",
    Refusal.NOT_HERE: "The coupon is for other shops.",
    Refusal.NOT_NOW: "The coupon is for other days or hours.",
    Refusal.NOT_TOGETHER: "Another coupon was spent in this sale.",
    Refusal.BELOW_LEAST: "The purchase is below the least spend.",
    Refusal.AMOUNT_NEEDED: "The amount of the purchase is needed: this is a card with a balance.",
    Refusal.OTHER_CURRENCY: "The amount is in another currency than the offer.",
    Refusal.OVER_LIMIT: "The offer's limit is reached.",
    Refusal.TOO_MANY_ATTEMPTS: "Too many wrong codes at this till.",
}


class Status(StrEnum):
    """What a coupon is worth at this moment."""

    VALID = "valid"
    REDEEMED = "redeemed"
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    REVOKED = "revoked"
    HELD = "held"  # reserved for a number that is not proven; outside, it does not exist


REFUSED = {
    Status.REDEEMED: Refusal.ALREADY_REDEEMED,
    Status.EXPIRED: Refusal.EXPIRED,
    Status.NOT_YET_VALID: Refusal.NOT_YET_VALID,
    Status.REVOKED: Refusal.REVOKED,
    Status.HELD: Refusal.UNKNOWN,
}
OVER = frozenset({Status.REDEEMED, Status.REVOKED, Status.EXPIRED})  # of no use to anybody any more
# Of a coupon that a till without a line gave although it was good no more: it spends nothing of the coupon.
NO_LONGER_GOOD = frozenset({*REFUSED.values(), Refusal.OVER_LIMIT})


@dataclass(frozen=True)
class Purchase:
    """What a coupon is to be spent on: in minor units of an ISO 4217 currency, before anything is taken off."""

    amount: int
    currency: str


def status(
    *,
    valid_from: datetime,
    valid_until: datetime,
    redeemed_at: datetime | None,
    revoked_at: datetime | None,
    held_until: datetime | None,
    now: datetime,
) -> Status:
    """What the coupon is worth now; valid_until is the first moment at which it is too late."""
    if held_until is not None:
        return Status.HELD
    if redeemed_at is not None:
        return Status.REDEEMED
    if revoked_at is not None:
        return Status.REVOKED
    if now < valid_from:
        return Status.NOT_YET_VALID
    return Status.VALID if now < valid_until else Status.EXPIRED


def against(
    offer: Offer, *, shop: str | None, purchase: Purchase | None, zone: ZoneInfo, now: datetime
) -> Refusal | None:
    """What in the offer's terms speaks against spending it at this shop, now, on this purchase; None if nothing does.

    A till that belongs to no shop may take what is good in some shops only: nobody could say that it is elsewhere.
    """
    local = now.astimezone(zone)
    if shop is not None and offer.stores and shop not in offer.stores:
        return Refusal.NOT_HERE
    if not _is_open(offer, local):
        return Refusal.NOT_NOW
    if purchase is None:
        return Refusal.AMOUNT_NEEDED if offer.kind == "card" else None
    if offer.money is not None and purchase.currency != offer.money:
        return Refusal.OTHER_CURRENCY
    if offer.least and purchase.amount < minor(offer.least.amount, offer.least.currency):
        return Refusal.BELOW_LEAST
    return None


def _is_open(offer: Offer, local: datetime) -> bool:
    """Hours that go past midnight belong to the day on which they began."""
    hours, today = offer.hours, local.weekday()
    if hours is None:
        return not offer.days or DAYS[today] in offer.days
    if not hours.holds(local.time()):
        return False
    is_of_yesterday = hours.end <= hours.start and local.time() < hours.end
    return not offer.days or DAYS[today - is_of_yesterday] in offer.days
