"""Issues one coupon a person: taken from the stock before its text is promised, sealed, and texted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.actions import Means, notify
from app.actions.reserve import reserve
from app.actions.shorten import links
from app.actions.write import draft as draft_text
from app.actions.write import is_under_way
from app.rules.campaign import Campaign
from app.rules.coupon import SERIALS, write_code, write_token
from app.rules.message import COUPON, Kind
from app.rules.redemption import OVER, Status
from app.rules.wording import coupon_text, over_text
from app.store import Session, coupons, messages, reservations
from app.store.subscribers import Subscriber

COUPON_HELD = timedelta(hours=1)  # nobody else goes without for longer; who answers later gets another, if there is one


@dataclass(frozen=True)
class Origin:
    """By whose link somebody came, as the id of that coupon, and on which device (rewards.device_index)."""

    friend_of: int | None = None
    device: bytes | None = None


ANYWHERE = Origin()


@dataclass(frozen=True)
class Draft:
    """A coupon and the text that carries it, for somebody who may have one already."""

    coupon: coupons.Draft
    text: messages.Draft


def prepare(
    means: Means, campaign: Campaign, *, country: str, language: str, now: datetime, placement: str = ""
) -> Draft:
    """A fresh coupon for a number of this country, and its text in this language, before the database is asked."""
    coupon = coupons.draft(means.vault, means.dice(SERIALS))
    until = campaign.valid_until(now)
    text = _text(
        means, campaign, coupon.serial, until, country=country, language=language, placement=placement, now=now
    )
    return Draft(coupon, text)


def issue(
    session: Session,
    means: Means,
    campaign: Campaign,
    person: Subscriber,
    *,
    placement: str,
    visit: int | None,
    now: datetime,
    draft: Draft | None = None,
    origin: Origin = ANYWHERE,
) -> coupons.Coupon | None:
    """This person's coupon with the text that carries it queued; None when all are gone.

    Whoever has it gets it again as it was, but not while its text is on its way; of one that is good no more they get
    the word (text_coupon). `draft` was prepared for this person.
    """
    draft = draft or prepare(
        means, campaign, country=person.country, language=person.language, placement=placement, now=now
    )
    coupon = reserve(
        session, means, campaign, person, draft.coupon, placement=placement, hold=None, now=now, **vars(origin)
    )
    if coupon and coupon.serial == draft.coupon.serial:
        messages.queue(session, draft.text, person.id, visit=visit)
        _tell(session, means, campaign, coupon, now)
        return coupon
    was_held = False
    while coupon and coupon.held_until is not None:
        was_held = True
        reservations.settle(session, coupon.id, valid_from=now, valid_until=campaign.valid_until(now), now=now)
        # As it was settled; or another, if it lapsed between the two statements and went back into the stock.
        coupon = reserve(
            session, means, campaign, person, draft.coupon, placement=placement, hold=None, now=now, **vars(origin)
        )
    if coupon and was_held:
        hand_over(session, means, campaign, person, coupon, visit=visit, now=now)
    elif coupon and not is_under_way(session, campaign, person.id, Kind.SERVICE, now):
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
    origin: Origin = ANYWHERE,
) -> coupons.Coupon | None:
    """A coupon kept back for a number that is still to be proven; None when all are gone."""
    draft = coupons.draft(means.vault, means.dice(SERIALS))
    return reserve(session, means, campaign, person, draft, placement=placement, hold=hold, now=now, **vars(origin))


def hand_over(
    session: Session,
    means: Means,
    campaign: Campaign,
    person: Subscriber,
    coupon: coupons.Coupon,
    *,
    visit: int | None,
    now: datetime,
) -> None:
    """Tells of a coupon that has just become this person's, and queues the text that carries it."""
    _tell(session, means, campaign, coupon, now)
    text_coupon(session, means, campaign, person, coupon, visit=visit, now=now)


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
    """Queues the text that carries the coupon, also once more for somebody who lost it.

    Of a coupon that is spent, withdrawn or out of date it says just that: its code is sent no more.
    """
    worth = coupon.status(now)
    if worth in OVER:
        text = _text_instead(means, campaign, person, worth, now)
    else:
        text = _text(
            means,
            campaign,
            coupon.serial,
            coupon.valid_until,
            country=person.country,
            language=person.language,
            placement=coupon.placement,
            now=now,
        )
    messages.queue(session, text, person.id, visit=visit)


def _tell(session: Session, means: Means, campaign: Campaign, coupon: coupons.Coupon, now: datetime) -> None:
    notify.issued(
        session,
        means,
        campaign,
        coupon=session.vault.index("serial", str(coupon.serial)),
        placement=coupon.placement,
        language=coupon.language,
        until=coupon.valid_until,
        now=now,
    )


def link(means: Means, coupon: coupons.Coupon) -> str:
    """The address of the coupon's page."""
    return means.base_url + path(means, coupon.serial)


def path(means: Means, serial: int) -> str:
    """The path of the page of the coupon with this serial."""
    return f"/k/{write_token(serial, means.keys)}"


def _text(
    means: Means,
    campaign: Campaign,
    serial: int,
    valid_until: datetime,
    *,
    country: str,
    language: str,
    placement: str,
    now: datetime,
) -> messages.Draft:
    ways, code = links(means, campaign), write_code(serial, means.keys)
    written = coupon_text(
        campaign,
        means.says[language],
        code=code,
        link=ways.coupon,
        last_day=campaign.last_day(valid_until),
        country=country,
        placement=placement,
    )
    text = ways.in_(written, secret=code)
    carried = coupons.index_of_serial(means.vault, serial)
    return draft_text(means, campaign, country, Kind.SERVICE, text, now, topic=COUPON, coupon=carried)


def _text_instead(means: Means, campaign: Campaign, person: Subscriber, worth: Status, now: datetime) -> messages.Draft:
    """What comes instead of a code that works no more."""
    say, country, ways = means.says[person.language], person.country, links(means, campaign)
    text = ways.in_(over_text(campaign, say, worth, preferences_link=ways.preferences, country=country))
    return draft_text(means, campaign, country, Kind.SERVICE, text, now)
