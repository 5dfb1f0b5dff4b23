"""Issues one coupon a person: taken from the stock before its text is promised, sealed, and texted."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.actions import Means
from app.actions.write import is_under_way, write
from app.rules.campaign import Campaign
from app.rules.coupon import SERIALS, write_code, write_token
from app.rules.message import Kind
from app.rules.wording import coupon_text
from app.store import Session, coupons
from app.store.subscribers import Subscriber

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
    """This person's coupon with the text that carries it queued; None when all are gone.

    Whoever has it gets it again as it was, but not while its text is on its way.
    """
    coupon, is_news = _reserved(session, means, campaign, person, placement=placement, hold=None, now=now)
    while coupon and coupon.held_until is not None:
        coupons.settle(session, coupon.id, valid_from=now, valid_until=campaign.valid_until(now), now=now)
        # As it was settled; or another, if it lapsed between the two statements and went back into the stock.
        coupon, _ = _reserved(session, means, campaign, person, placement=placement, hold=None, now=now)
        is_news = True
    if coupon and (is_news or not is_under_way(session, campaign, person.id, Kind.SERVICE, now)):
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
    return _reserved(session, means, campaign, person, placement=placement, hold=hold, now=now)[0]


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
    return means.base_url + path(means, coupon)


def path(means: Means, coupon: coupons.Coupon) -> str:
    """The same within our own pages."""
    return f"/k/{write_token(coupon.serial, means.keys)}"


def _reserved(
    session: Session,
    means: Means,
    campaign: Campaign,
    person: Subscriber,
    *,
    placement: str,
    hold: timedelta | None,
    now: datetime,
) -> tuple[coupons.Coupon | None, bool]:
    """(the coupon, whether it is new); (None, False) when all are gone."""
    for _ in range(SERIAL_TRIES):
        added = coupons.add_coupon(
            session,
            campaign=campaign.id,
            subscriber=person.id,
            serial=means.dice(SERIALS),
            placement=placement,
            language=person.language,
            valid_from=now,
            valid_until=campaign.valid_until(now),
            held_until=None if hold is None else now + hold,
            now=now,
        )
        if added:
            # The stock is one row that all joins of a campaign wait for: it is taken last, and held shortest.
            if coupons.take_stock(session, campaign.id, campaign.offer.limits.total, now):
                return added, True
            coupons.remove_coupon(session, added.id)
            return None, False
        known = coupons.coupon_of(session, campaign.id, person.id)
        if known:
            return known, False
    raise RuntimeError(f"{SERIAL_TRIES} random serials in a row were taken: the code space of {campaign.id} is full")
