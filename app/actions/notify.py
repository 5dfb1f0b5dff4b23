"""Writes an event where a webhook wants it, in the transaction of its cause; where none does, nothing is written.

What no webhook wanted a moment ago costs nothing: `Means.wanted` is asked first, and it is a look into a set.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.actions import Means
from app.rules import event
from app.rules.campaign import Campaign
from app.rules.event import Kind
from app.rules.told import as_json
from app.store import Session, coupons, events

CHANCE = 1 << 32


def issued(
    session: Session,
    means: Means,
    campaign: Campaign,
    *,
    coupon: bytes,
    placement: str,
    language: str,
    until: datetime,
    now: datetime,
) -> None:
    """Somebody got a coupon; `coupon` is the index of its serial."""
    if Kind.ISSUED not in means.wanted:
        return
    offer = as_json(campaign.offer_at(placement), language)
    data = event.issued(coupon=coupon, campaign=campaign.id, placement=placement, at=now, until=until, offer=offer)
    _tell(session, means, Kind.ISSUED, data, now)


def redeemed(
    session: Session,
    means: Means,
    answer: Mapping[str, Any],
    *,
    coupon: bytes,
    placement: str,
    till: str,
    now: datetime,
) -> None:
    """A coupon was spent, and the till gets this answer."""
    if Kind.REDEEMED not in means.wanted:
        return
    data = event.redeemed(answer, coupon=coupon, placement=placement, till=till)
    _tell(session, means, Kind.REDEEMED, data, now)


def reversed_(
    session: Session,
    means: Means,
    *,
    redemption: str,
    reason: str,
    coupon: int,
    campaign: str,
    at: datetime,
    now: datetime,
) -> None:
    """A redemption was taken back, and we hear of it now; `coupon` is the coupon's id."""
    if Kind.REVERSED not in means.wanted:
        return
    index = coupons.index_of(session, coupon)
    data = event.reversed_(id=redemption, reason=reason, at=at, coupon=index, campaign=campaign)
    _tell(session, means, Kind.REVERSED, data, now)


def double(
    session: Session,
    means: Means,
    *,
    redemption: str,
    double_of: str,
    happened_at: datetime,
    coupon: int,
    campaign: str,
    till: str,
    now: datetime,
) -> None:
    """A redemption of a till without a line came to light when its coupon had been spent; `coupon` is its id."""
    if Kind.DOUBLE not in means.wanted:
        return
    index = coupons.index_of(session, coupon)
    data = event.double(
        id=redemption, double_of=double_of, happened_at=happened_at, coupon=index, campaign=campaign, till=till
    )
    _tell(session, means, Kind.DOUBLE, data, now)


def _tell(session: Session, means: Means, kind: Kind, data: Mapping[str, Any], now: datetime) -> None:
    events.add_event(session, event.event(kind, now, means.dice(CHANCE), data))
