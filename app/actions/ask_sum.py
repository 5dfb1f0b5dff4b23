"""Asks a cashier what was bought, before a coupon is spent that hangs on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.actions import Means
from app.actions.look_up import known
from app.actions.tell import Offers
from app.actions.typed import read_serial, spend_as_long, waits_until
from app.rules.campaign import Campaign
from app.rules.campaign_sections import Offer
from app.rules.redemption import Refusal, Status, against
from app.store import Session
from app.store.access import Till


@dataclass(frozen=True)
class Question:
    """What the sum is asked for; `needed`: without it the coupon is not spent. A card's balance is in minor units."""

    campaign: Campaign
    offer: Offer
    currency: str
    needed: bool
    balance: int | None


def ask_sum(session: Session, means: Means, offers: Offers, till: Till, typed: str, now: datetime) -> Question | None:
    """The question that comes before this coupon is spent at this till; None if there is none, or it would be no use.

    Spends nothing and counts nothing: a coupon that gets a no gets it from `redeem`. A text that is no code is looked
    for like any other, so that how long it takes tells nothing.
    """
    serial = read_serial(means, typed)
    if waits_until(session, means, till.id, now):
        return None
    coupon, worth = known(session, serial, now)
    if coupon is None:
        spend_as_long(means, typed)
        return None
    told = offers.of(coupon.campaign, coupon.placement, coupon.language) if worth is Status.VALID else None
    if told is None or told.offer.money is None:
        return None
    no = against(told.offer, shop=till.shop, purchase=None, zone=told.campaign.zone, now=now)
    if no is Refusal.AMOUNT_NEEDED:
        return Question(told.campaign, told.offer, told.offer.money, True, coupon.balance)
    limited = told.offer.kind == "percent" and (told.offer.least or told.offer.most)
    if no or not limited or till.sums == "needed":
        return None
    return Question(told.campaign, told.offer, told.offer.money, till.sums == "always", coupon.balance)
