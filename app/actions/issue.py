"""Issues one coupon a person: taken from the stock before its text is promised, sealed, and texted."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.actions import Means
from app.actions.write import write
from app.rules.campaign import Campaign
from app.rules.coupon import SERIALS, write_code
from app.rules.message import Kind
from app.rules.wording import coupon_text
from app.store import Session, coupons
from app.store.subscribers import Subscriber

TOKEN_ALPHABET = "23456789abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ"
TOKEN_LENGTH = 10  # 58 bits: the page that shows a code must be as hard to guess as the code
SERIAL_TRIES = 8


def issue(
    session: Session,
    means: Means,
    campaign: Campaign,
    person: Subscriber,
    *,
    placement: str,
    visit: int | None,
    now: datetime,
) -> coupons.Coupon | None:
    """This person's coupon, new or as it was, with the text that carries it queued; None when all are gone."""
    coupon = _reserved(session, means, campaign, person, placement=placement, hold=None, now=now)
    while coupon and coupon.held_until is not None:
        coupons.settle(session, coupon.id, valid_from=now, valid_until=campaign.valid_until(now), now=now)
        # As it was settled; or another, if it lapsed between the two statements and went back into the stock.
        coupon = _reserved(session, means, campaign, person, placement=placement, hold=None, now=now)
    if coupon is None:
        return None
    text_coupon(session, means, campaign, person, coupon, visit=visit, now=now)
    return coupon


def hold(
    session: Session,
    means: Means,
    campaign: Campaign,
    person: Subscriber,
    *,
    placement: str,
    hold: timedelta,
    now: datetime,
) -> coupons.Coupon | None:
    """A coupon kept back for a number that is still to be proven; None when all are gone."""
    return _reserved(session, means, campaign, person, placement=placement, hold=hold, now=now)


def text_coupon(
    session: Session,
    means: Means,
    campaign: Campaign,
    person: Subscriber,
    coupon: coupons.Coupon,
    *,
    visit: int | None,
    now: datetime,
) -> None:
    """Queues the text that carries the coupon, also once more for somebody who lost it."""
    text = coupon_text(
        campaign,
        means.says[person.language],
        code=write_code(coupon.serial, means.keys),
        link=link(means, coupon),
        last_day=campaign.last_day(coupon.valid_until),
        country=person.country,
    )
    write(session, means, campaign, person.id, kind=Kind.SERVICE, text=text, visit=visit, now=now)


def link(means: Means, coupon: coupons.Coupon) -> str:
    """The address of the coupon's page."""
    return f"{means.base_url}/k/{coupon.token}"


def _reserved(
    session: Session,
    means: Means,
    campaign: Campaign,
    person: Subscriber,
    *,
    placement: str,
    hold: timedelta | None,
    now: datetime,
) -> coupons.Coupon | None:
    known = coupons.coupon_of(session, campaign.id, person.id)
    if known:
        return known
    if not coupons.take_stock(session, campaign.id, campaign.offer.limits.total, now):
        return None
    for _ in range(SERIAL_TRIES):
        added = coupons.add_coupon(
            session,
            campaign=campaign.id,
            subscriber=person.id,
            serial=means.dice(SERIALS),
            token="".join(TOKEN_ALPHABET[means.dice(len(TOKEN_ALPHABET))] for _ in range(TOKEN_LENGTH)),
            placement=placement,
            language=person.language,
            valid_from=now,
            valid_until=campaign.valid_until(now),
            held_until=None if hold is None else now + hold,
            now=now,
        )
        mine = coupons.coupon_of(session, campaign.id, person.id)
        if mine:
            if added is None:  # the same person joined twice at once, and the other was quicker
                coupons.give_back(session, campaign.id)
            return mine
    raise RuntimeError(f"{SERIAL_TRIES} random serials in a row were taken: the code space of {campaign.id} is full")
