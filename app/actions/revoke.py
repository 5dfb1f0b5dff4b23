"""Withdraws a coupon that was given out: no till takes it from now on, and what was kept back for it is free again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from app.actions.reserve import give_back
from app.rules.campaign import Campaign
from app.store import Session, revocations, subscribers, unsent
from app.store.coupons import Coupon


def revoke(
    session: Session, campaigns: Mapping[str, Campaign], coupon: Coupon, *, by: str, reason: str, now: datetime
) -> bool:
    """Whether it could be spent until now; who withdrew it and why are kept. In a transaction that may write.

    A coupon that was never used goes back into the stock, for somebody else; its owner gets no other instead. The text
    that carries it leaves no more, if it still waits.
    """
    subscribers.hold(session, {coupon.subscriber})
    revoked = revocations.revoke(session, coupon.id, now, by=by, reason=reason)
    if revoked is None:
        return False
    unsent.end_coupon(session, coupon.id, now)
    give_back(session, campaigns.get(coupon.campaign), coupon, revoked)
    return True
