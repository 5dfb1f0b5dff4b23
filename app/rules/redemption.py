"""May this coupon be spent, here, now? A yes is written by the store in one statement; a no gets its name here."""

from datetime import datetime
from enum import StrEnum


class Refusal(StrEnum):
    """A foreseen no, by the stable name that tills and their software know."""

    UNKNOWN = "unknown"
    ALREADY_REDEEMED = "already_redeemed"
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    REVOKED = "revoked"
    NOT_HERE = "not_here"
    OVER_LIMIT = "over_limit"
    TOO_MANY_ATTEMPTS = "too_many_attempts"


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
