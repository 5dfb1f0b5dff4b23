"""Takes in what a till spent while it had no line: as it happened, never dropped, and doubles by their name.

A till's clock is never trusted. It says what time it has when it tells us, so that we know how wrong it goes; and what
it says happened lies between the coupon's issue and now.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.actions import Means, notify
from app.actions.redeem import Sale, new_id, read_serial, state, terms_of
from app.actions.tell import Offers, Told
from app.rules.coupon import write_code
from app.rules.redemption import REFUSED, Refusal, Status, against
from app.store import Session, budgets, coupons, happened, redemptions, strays
from app.store.access import Till
from app.store.coupons import Coupon
from app.store.redemptions import Asked, Spent

ENDING = 4  # letters of a code by which it is told from others, and cannot be spent
OLDEST = timedelta(days=31)  # that a till keeps what it could not tell


@dataclass(frozen=True)
class Given:
    """What a till says it gave: its own id for it, what was scanned, and when by its clock."""

    asked: Asked
    sale: Sale
    at: datetime


@dataclass(frozen=True)
class Taken:
    """What became of it: the redemption, or none for a code of nobody; and why it should not have been, if so."""

    redemption: str | None
    why: Refusal | None = None


def take_in(
    session: Session, means: Means, offers: Offers, till: Till, given: Given, ahead: timedelta, now: datetime
) -> Taken:
    """What becomes of one thing that happened; told twice, it is written once.

    `ahead` is how far the till's clock is before ours. The session must be in no transaction that writes: each is a
    whole of its own.
    """
    serial = read_serial(means, given.sale.typed)
    coupon = None if serial is None else coupons.coupon_by_serial(session, serial)
    if coupon is None or coupon.held_until is not None:
        at = min(max(given.at - ahead, now - OLDEST), now)
        ending = write_code(serial, means.keys)[-ENDING:] if serial is not None else ""
        strays.add_stray(session, till.id, given.asked.key_hash, ending, at=at, now=now)
        return Taken(None, Refusal.UNKNOWN)
    told = offers.of(coupon.campaign, coupon.placement, coupon.language)
    at = min(max(given.at - ahead, coupon.issued_at, now - OLDEST), now)
    terms = terms_of(told, coupon.balance, given.sale)
    done = happened.Given(new_id(means, now), till.id, at, now, terms, given.asked)
    why = told and against(told.offer, shop=till.shop, purchase=given.sale.purchase, zone=told.campaign.zone, now=at)
    return session.whole(lambda session: _written(session, means, till, coupon, told, done, why or None))


def _written(
    session: Session,
    means: Means,
    till: Till,
    coupon: Coupon,
    told: Told | None,
    given: happened.Given,
    why: Refusal | None,
) -> Taken:
    """`why` speaks against it although the coupon is good."""
    known = redemptions.answered(session, given.till, given.asked)
    if known:
        found = happened.irregular_one(session, known.redemption.id)
        return Taken(known.redemption.id, Refusal(found.why) if found else None)
    spent = happened.spend(session, coupon.id, given, why=why)
    if spent is None:
        why = _why(session, coupon, given.at)
        happened.note_down(session, coupon.id, given, why=why, is_double=why is Refusal.ALREADY_REDEEMED)
        _tell(session, means, till, coupon, given)
    _count(session, told, given, spent)
    return Taken(given.id, why)


def _tell(session: Session, means: Means, till: Till, coupon: Coupon, given: happened.Given) -> None:
    """Tells webhooks of a double; of what else was given, the list for reconciliation tells."""
    found = happened.irregular_one(session, given.id)
    if found and found.double_of:
        notify.double(
            session,
            means,
            redemption=given.id,
            double_of=found.double_of,
            happened_at=given.at,
            coupon=coupon.id,
            campaign=coupon.campaign,
            till=till.name,
            now=given.told_at,
        )


def _why(session: Session, coupon: Coupon, at: datetime) -> Refusal:
    """Why a till with a line would have said no; asked again, for it may just have been spent."""
    latest = coupons.coupon_by_serial(session, coupon.serial) or coupon
    worth = state(latest, at)
    return Refusal.OVER_LIMIT if worth is Status.VALID else REFUSED[worth]


def _count(session: Session, told: Told | None, given: happened.Given, spent: Spent | None) -> None:
    """What was given is given, also beyond the budget."""
    budget, cost = told.offer.limits.budget if told else None, given.terms.cost
    if told and budget and cost is not None:
        kept = spent.released(cost) if spent else 0
        budgets.give(
            session, told.campaign.id, budgets.MOST, budget.currency, redemption=given.id, cost=cost, kept=kept
        )
