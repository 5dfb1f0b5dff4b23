"""Calls who waits for a coupon, first come, first called: one is kept back for them, and one text says so.

Nobody is called twice. Who does not come in time leaves the coupon to the next.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from app.actions import Means
from app.actions.issue import hand_over
from app.actions.record import act, record
from app.actions.reserve import is_sold_out, reserve
from app.actions.visit import open_visit
from app.actions.write import write
from app.rules.campaign import Campaign
from app.rules.consent import taking_box
from app.rules.coupon import SERIALS
from app.rules.locality import locality
from app.rules.message import Kind
from app.rules.sealed import BadCode
from app.rules.sealed import Kind as Sealed
from app.rules.suppression import Scope
from app.rules.wording import call_text
from app.store import Session, coupons, ledger, reservations, subscribers, suppressions, visits, waiting
from app.store.coupons import Coupon
from app.store.subscribers import Subscriber
from app.store.waiting import Place

KEPT = timedelta(hours=24)  # or until the campaign ends
LINK = Sealed("handbill.waiting")


def due(session: Session, campaigns: Mapping[str, Campaign], now: datetime) -> list[Campaign]:
    """The campaigns of which somebody who waits may be called; only looks."""
    live = [campaigns[id] for id in waiting.campaigns(session) if id in campaigns]
    return [each for each in live if each.state(now) == "live" and _next(session, each, now)]


def call_next(session: Session, means: Means, campaign: Campaign, now: datetime) -> bool:
    """Whether the line moved on by one: called, or found to wait no more. For one transaction each."""
    return any(_call(session, means, campaign, first, now) for first in _next(session, campaign, now))


def close(session: Session, campaigns: Mapping[str, Campaign], now: datetime) -> int:
    """How many wait no more: they did not come when they were called, or the campaign is over."""
    ended = waiting.lapse(session, now)
    for id in waiting.campaigns(session):
        campaign = campaigns.get(id)
        if campaign is None or campaign.state(now) == "ended":
            ended += waiting.close(session, id, now)
    return ended


def place_of(session: Session, means: Means, token: str) -> Place | None:
    """The place that the link of a text is about; None for one that is not ours."""
    try:
        return waiting.place(session, LINK.read(token, means.keys))
    except BadCode:
        return None


def take(
    session: Session, means: Means, campaign: Campaign, place: Place, evidence: Mapping[str, str], now: datetime
) -> Coupon | None:
    """The coupon that was kept back, theirs now and on its way as a text; None when they come too late.

    The link came to the number by text, so whoever has it has proven the number; what they agree to is on its page.
    """
    subscribers.hold(session, {place.subscriber})
    person = subscribers.subscriber_or_none(session, place.subscriber)
    if person is None or campaign.state(now) == "ended" or not waiting.take(session, place.id, now):
        return None
    coupon = coupons.coupon_of(session, campaign.id, person.id)
    until = campaign.valid_until(now)
    if coupon is None or not reservations.settle(session, coupon.id, valid_from=now, valid_until=until, now=now):
        return None
    _note(session, means, campaign, person, place, evidence, now)
    settled = coupons.coupon_of(session, campaign.id, person.id)
    if settled:
        hand_over(session, means, campaign, person, settled, visit=None, now=now)
    return settled


def is_awake(means: Means, person: Subscriber, now: datetime) -> bool:
    """Whether a text that nobody waits for this very minute may come in there now [US-TCPA-QH-1]."""
    return locality(means.law, person.number, person.country, now.date()).opens(now) == now


def _next(session: Session, campaign: Campaign, now: datetime) -> list[Place]:
    """Those who lead the line of a placement that has something left."""
    leading = waiting.firsts(session, campaign.id)
    return [each for each in leading if not is_sold_out(session, campaign, each.placement, now)]


def _call(session: Session, means: Means, campaign: Campaign, first: Place, now: datetime) -> bool:
    subscribers.hold(session, {first.subscriber})
    person = subscribers.subscriber_or_none(session, first.subscriber)
    if person is None or suppressions.suppressed_by(session, person.id).get(campaign.brand.name) is Scope.ALL:
        waiting.end(session, first.id, waiting.STOPPED, now)
        return True
    if not is_awake(means, person, now):
        return False
    until = min(now + KEPT, campaign.ends)
    if not waiting.call(session, first.id, until=until, now=now):
        return True  # somebody else has just called them
    draft = coupons.draft(means.vault, means.dice(SERIALS))
    coupon = reserve(session, means, campaign, person, draft, placement=first.placement, hold=until - now, now=now)
    if coupon is None:
        waiting.uncall(session, first.id)
        return False
    if coupon.held_until is None:
        waiting.end(session, first.id, waiting.TAKEN, now)  # they came by one meanwhile
        return True
    reservations.keep(session, coupon.id, until)
    _tell(session, means, campaign, person, first, until, now)
    return True


def _tell(
    session: Session, means: Means, campaign: Campaign, person: Subscriber, first: Place, until: datetime, now: datetime
) -> None:
    link, local = f"{means.base_url}/w/{LINK.write(first.id, means.keys)}", until.astimezone(campaign.zone)
    text = call_text(campaign, means.says[person.language], link=link, until=local, country=person.country)
    write(session, means, campaign, person, kind=Kind.SERVICE, text=text, now=now)


def _note(
    session: Session,
    means: Means,
    campaign: Campaign,
    person: Subscriber,
    place: Place,
    evidence: Mapping[str, str],
    now: datetime,
) -> None:
    """The number is proven, asks for the coupon in its page's words, and counts as having come by its placement."""
    record(session, campaign, person, "confirm", "waiting", evidence, now, placement=place.placement)
    first, box = (
        not ledger.has_asked(session, person.id, campaign.id),
        taking_box(campaign, means.says[person.language]),
    )
    ledger.add_words(session, box.digest, person.language, box.words)
    asked = act(
        campaign,
        event="grant",
        purpose="coupon",
        country=person.country,
        language=person.language,
        evidence=ledger.seal_evidence(session.vault, evidence),
        words=box.digest,
        placement=place.placement,
        now=now,
    )
    ledger.add(session, person.id, asked)
    visit = visits.Visit(open_visit(means.dice), campaign.id, place.placement, person.language, False, None, {})
    visits.join(session, visit, person.id, first=first, now=now)
