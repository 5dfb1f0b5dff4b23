"""Takes a redemption back, within a set time and with its reason; the coupon can be spent again."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from app.actions import Means, notify
from app.store import Session, budgets, coupons, happened, redemptions
from app.store.access import Till
from app.store.happened import Promoted
from app.store.redemptions import Undone

UNDO_WITHIN = timedelta(minutes=5)


class Standing(StrEnum):
    """Why a redemption stands as it is and cannot be undone here and now."""

    NOT_FOUND = "not_found"  # or of another till, which is none of this one's business
    ALREADY_REVERSED = "already_reversed"
    TOO_LATE = "too_late"


def reverse(session: Session, means: Means, till: Till, redemption: str, reason: str, now: datetime) -> bool:
    """Whether the redemption was undone: by the till that made it, within UNDO_WITHIN."""
    return take_back(session, means, till, redemption, reason, now, earliest=now - UNDO_WITHIN)


def take_back(
    session: Session,
    means: Means,
    till: Till,
    redemption: str,
    reason: str,
    now: datetime,
    *,
    earliest: datetime,
    undone_at: datetime | None = None,
) -> bool:
    """Whether the redemption was undone, by its own till; the server knew of it at `earliest` or later.

    `undone_at` is when a till without a line did so. If the coupon was given a second time by such a till, it is that
    redemption now which spends it.
    """
    found = redemptions.redemption(session, redemption)
    if found is None or found.till != till.id:
        return False
    coupons.hold(session, found.coupon)  # a double that is told beside us is there by now, or comes after us
    undone = redemptions.reverse(
        session, redemption, till=till.id, reason=reason, earliest=earliest, now=now, undone_at=undone_at
    )
    if undone is None:
        return False
    instead = happened.promote(session, undone.coupon, redemption, now) if undone.is_free else None
    if undone.cost is not None:
        kept = _kept_again(undone, instead)
        budgets.take_back(session, undone.campaign, cost=undone.cost, kept=kept)
    tell_undone(session, means, redemption, reason, undone, now, at=undone_at or now)
    return True


def tell_undone(
    session: Session, means: Means, redemption: str, reason: str, undone: Undone, now: datetime, *, at: datetime
) -> None:
    """Tells webhooks of a redemption that was taken back."""
    coupon, campaign = undone.coupon, undone.campaign
    notify.reversed_(
        session, means, redemption=redemption, reason=reason, coupon=coupon, campaign=campaign, at=at, now=now
    )


def may_reverse(session: Session, till: Till, redemption: str, now: datetime) -> bool:
    """Whether `reverse` would undo it now."""
    found = redemptions.redemption(session, redemption)
    return bool(found and found.till == till.id and not found.reversed_at and found.at >= now - UNDO_WITHIN)


def why_not_reversed(session: Session, till: Till, redemption: str) -> Standing:
    """Why `reverse` did nothing."""
    found = redemptions.redemption(session, redemption)
    if found is None or found.till != till.id:
        return Standing.NOT_FOUND
    return Standing.ALREADY_REVERSED if found.reversed_at else Standing.TOO_LATE


def _kept_again(undone: Undone, instead: Promoted | None) -> int:
    """What the budget keeps back again, unless another redemption has taken its place; a card has the rest of it."""
    if instead is None:
        return undone.kept_again
    return max(undone.kept_again - instead.cost, 0) if undone.is_card else 0
