"""Sends once more what a visit waits for: the question to its number, or the text with the coupon."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.actions import Means
from app.actions.ask import ask
from app.actions.issue import COUPON_HELD, hold, issue, text_coupon
from app.actions.shield import Asker, Why, let_in
from app.actions.write import PAUSE, is_under_way
from app.rules.campaign import Campaign
from app.rules.message import Kind
from app.rules.redemption import Status
from app.rules.suppression import Scope
from app.store import Session, coupons, limits, messages, proofs, subscribers, suppressions
from app.store.coupons import Coupon
from app.store.limits import Limit
from app.store.proofs import Proof
from app.store.subscribers import Subscriber
from app.store.visits import Visit

REMINDERS = Limit("reminders of a visit", 1, PAUSE)


class Reminded(StrEnum):
    """What came of it."""

    SENT = "sent"
    TOO_SOON = "too_soon"
    TOO_OFTEN = "too_often"
    HELD_UP = "held_up"  # no text leaves for numbers like this one
    SOLD_OUT = "sold_out"  # what was kept back went to others meanwhile, and nothing is left
    NOTHING = "nothing"  # this visit waits for no text, or the campaign asks nobody any more


@dataclass(frozen=True)
class Outcome:
    """What came of it; `again_from` is when to try again; `by_hand`: staff closed the range, so nobody knows."""

    reminded: Reminded
    again_from: datetime | None = None
    by_hand: bool = False


def remind(
    session: Session, means: Means, campaign: Campaign, visit: Visit, now: datetime, *, address: str = ""
) -> Outcome:
    """What came of asking, from this address, for the text again."""
    person = subscribers.subscriber_or_none(session, visit.subscriber) if visit.subscriber is not None else None
    if person is None:
        return Outcome(Reminded.NOTHING)
    ready = ready_at(session, visit)
    if ready and now < ready:
        return Outcome(Reminded.TOO_SOON, ready)
    if means.limits:
        again_from = limits.take(session, REMINDERS, str(visit.id), now)
        if again_from:
            return Outcome(Reminded.TOO_SOON, again_from)
    refused = let_in(session, means, _asker(session, campaign, person, address), now)
    if refused:
        reminded = Reminded.HELD_UP if refused.why is Why.CLOSED else Reminded.TOO_OFTEN
        return Outcome(reminded, refused.again_from, by_hand=refused.by_hand)
    subscribers.hold(session, {person.id})  # or the coupon might go back into the stock while its text is queued
    proof = proofs.proof_of_visit(session, visit.id)
    if proof and proof.subscriber == person.id:
        return Outcome(_ask_again(session, means, campaign, person, proof, now))
    return Outcome(_text_again(session, means, campaign, person, visit, now))


def _ask_again(
    session: Session, means: Means, campaign: Campaign, person: Subscriber, proof: Proof, now: datetime
) -> Reminded:
    """What came of asking for another pin: it is texted while there is a coupon to keep back for it."""
    if campaign.state(now) != "live":
        return Reminded.NOTHING
    visit, placement, marketing = proof.visit, proof.placement, proof.marketing
    if proof.has_pin and not hold(session, means, campaign, person, placement=placement, hold=COUPON_HELD, now=now):
        return Reminded.SOLD_OUT
    ask(session, means, campaign, person, visit=visit, placement=placement, marketing=marketing, now=now)
    return Reminded.SENT


def _text_again(
    session: Session, means: Means, campaign: Campaign, person: Subscriber, visit: Visit, now: datetime
) -> Reminded:
    """What came of asking for the coupon's text; one that went back into the stock is another now, if one is left."""
    coupon = coupons.coupon_of(session, campaign.id, person.id)
    if coupon is None or coupon.held_until is not None:
        return Reminded.NOTHING
    if not coupon.is_unsent:
        text_coupon(session, means, campaign, person, coupon, visit=visit.id, now=now)
        return Reminded.SENT
    if campaign.state(now) != "live":
        return Reminded.NOTHING
    placement = coupon.placement
    another = issue(session, means, campaign, person, placement=placement, visit=visit.id, now=now)
    return Reminded.SENT if another else Reminded.SOLD_OUT


def remind_of(session: Session, means: Means, campaign: Campaign, coupon: Coupon, now: datetime) -> Reminded:
    """What came of asking for this coupon's text again, on its own page."""
    person = subscribers.subscriber_or_none(session, coupon.subscriber)
    if person is None or coupon.status(now) not in {Status.VALID, Status.NOT_YET_VALID}:
        return Reminded.NOTHING
    if suppressions.suppressed_by(session, person.id).get(campaign.brand.name) is Scope.ALL:
        return Reminded.NOTHING
    if is_under_way(session, campaign, person.id, Kind.SERVICE, now):
        return Reminded.TOO_SOON
    if let_in(session, means, _asker(session, campaign, person), now):
        return Reminded.TOO_OFTEN
    text_coupon(session, means, campaign, person, coupon, visit=None, now=now)
    return Reminded.SENT


def _asker(session: Session, campaign: Campaign, person: Subscriber, address: str = "") -> Asker:
    """Whoever asks once more was let in before, so no browser is asked for a sum."""
    known = subscribers.has_answered(session, person.id)
    return Asker(person.number, person.country, campaign.id, address, known=known)


def ready_at(session: Session, visit: Visit) -> datetime | None:
    """From when the visit may ask for its text again; None if its campaign sent nothing to its number."""
    texts = messages.messages_in(session, visit.subscriber or 0, visit.campaign)
    sent = [each for each in texts if each.kind is not Kind.REPLY]
    return sent[-1].queued_at + PAUSE if sent else None
