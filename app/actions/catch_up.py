"""Texts a coupon whose text a stop kept back, once its owner has lifted the stop: what was promised is delivered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from app.actions import Means
from app.actions.issue import issue, text_coupon
from app.rules.campaign import Campaign
from app.rules.redemption import Status
from app.store import Session, coupons, unsent
from app.store.subscribers import Subscriber


def catch_up(
    session: Session, means: Means, campaigns: Mapping[str, Campaign], person: Subscriber, brand: str, now: datetime
) -> int:
    """How many coupons of the brand that can still be used are on their way to a number that never had their text.

    One that went back into the stock meanwhile is another now, if there is one left.
    """
    sent = 0
    for id in unsent.kept_back(session, person.id, brand):
        campaign, coupon = campaigns.get(id), coupons.coupon_of(session, id, person.id)
        if campaign and coupon and coupon.status(now) is Status.VALID:
            text_coupon(session, means, campaign, person, coupon, visit=None, now=now)
            sent += 1
        elif campaign and coupon and coupon.is_unsent and campaign.state(now) == "live":
            sent += issue(session, means, campaign, person, placement=coupon.placement, visit=None, now=now) is not None
    return sent
