"""Withdraws a coupon that was given out: no till takes it from now on, and what was kept back for it is free again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from app.rules.campaign import Campaign
from app.rules.stock import scopes
from app.store import Session, budgets, coupons, stock
from app.store.coupons import Coupon


def revoke(session: Session, campaigns: Mapping[str, Campaign], coupon: Coupon, now: datetime) -> bool:
    """Whether it could be spent until now. In a transaction that may write.

    A coupon that was never used goes back into the stock, for somebody else; its owner gets no other instead.
    """
    revoked, campaign = coupons.revoke(session, coupon.id, now), campaigns.get(coupon.campaign)
    if revoked is None:
        return False
    if campaign and not revoked.used:
        for scope in scopes(campaign, coupon.placement, coupon.issued_at):
            stock.give_back(session, campaign.id, scope.name)
    if campaign and campaign.offer.limits.budget:
        budgets.release(session, campaign.id, revoked.kept_back)
    return True
