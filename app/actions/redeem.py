"""Spends a coupon, once, or says why not."""

from __future__ import annotations

from datetime import datetime

from app.actions import Means
from app.actions.look_up import known
from app.actions.sale import Redeemed, Refused, Sale
from app.actions.spend import OverBudget, Spending, new_id
from app.actions.tell import Offers
from app.actions.typed import looked_for, read_serial, spend_as_long, waits_until, wrong
from app.rules import alarm
from app.rules.redemption import REFUSED, Refusal, against
from app.store import Session, alarms, coupons, limits, redemptions
from app.store.access import Till
from app.store.guesses import Guesser
from app.store.redemptions import Asked, Offered


def redeem(
    session: Session,
    means: Means,
    offers: Offers,
    till: Till,
    sale: Sale,
    now: datetime,
    *,
    asked: Asked | None = None,
    address: str = "",
) -> Redeemed | Refused:
    """The coupon spent at this till, or why not; exactly once whatever happens at the same time.

    The store spends in one statement, or in one act where a budget is touched, a sale is named or a webhook is told: no
    transaction is needed around it, and there must be none that writes. A wrong code counts against the till, and the
    `address` its request came from.
    Raises Taken if this request has spent a coupon before, and then nothing was spent.
    """
    who, serial = Guesser(till.id, address), read_serial(means, sale.typed)

    def spending(offered: Offered, *, likely: bool = False) -> Spending | Refusal:
        """The coupon about to be spent as what it is offered for, or what in its terms speaks against it."""
        told = offers.of(offered.campaign, offered.placement, offered.language)
        no = told and against(told.offer, shop=till.shop, purchase=sale.purchase, zone=told.campaign.zone, now=now)
        return no or Spending(
            means=means,
            till=till,
            sale=sale,
            serial=looked_for(serial),
            offered=offered,
            told=told,
            asked=asked,
            id=new_id(means, now),
            now=now,
            likely=likely,
        )

    last = offers.last_at(till.id)
    made = _like_the_last(session, spending(last, likely=True)) if last else None
    if made:
        return made
    offered = redemptions.offered(session, looked_for(serial))
    if serial is None or offered is None:
        spend_as_long(means, sale.typed)
        return wrong(session, means, who, now)
    found = spending(offered)
    if isinstance(found, Refusal):
        return _why_not(session, means, who, serial, now, otherwise=found)
    try:
        made = _spent(session, found)
    except OverBudget:
        return Refused(Refusal.OVER_LIMIT, known(session, serial, now)[0])
    if made:
        offers.note(till.id, offered)
    return made or _why_not(session, means, who, serial, now, otherwise=found.otherwise(session))


def _like_the_last(session: Session, likely: Spending | Refusal) -> Redeemed | None:
    """The coupon spent, if it is offered as the one before it was and nothing speaks against it: asked once, not twice.

    None says nothing of the coupon.
    """
    if isinstance(likely, Refusal) or likely.told is None or likely.told.offer.kind == "card":
        return None
    try:
        return likely.done(session, None)
    except OverBudget:
        return None


def _spent(session: Session, spending: Spending) -> Redeemed | None:
    """The coupon spent, also where another paid with the card since we looked at it. Raises OverBudget."""
    balance = spending.offered.balance
    made = spending.done(session, balance)
    if made or balance is None:
        return made
    left = redemptions.offered(session, spending.serial)
    return spending.done(session, left.balance) if left else None


def _why_not(
    session: Session,
    means: Means,
    who: Guesser,
    serial: int,
    now: datetime,
    *,
    otherwise: Refusal = Refusal.ALREADY_REDEEMED,
) -> Refused:
    """The no that comes first; `otherwise` if the coupon itself is good.

    Between the statement that changed nothing and this look another till may have undone its redemption.
    """
    again_from = waits_until(session, means, who.till, now)
    if again_from:
        return Refused(Refusal.TOO_MANY_ATTEMPTS, again_from=again_from)
    coupon, worth = known(session, serial, now)
    if coupon is None:
        return wrong(session, means, who, now)
    refusal = REFUSED.get(worth, otherwise)
    if refusal is Refusal.ALREADY_REDEEMED and means.limits:
        _note_spent_again(session, coupon, who, now)
    return Refused(refusal, coupon)


def _note_spent_again(session: Session, coupon: coupons.Coupon, who: Guesser, now: datetime) -> None:
    """Raises an alarm for a spent coupon that goes from till to till."""
    if limits.take(session, limits.SPENT_AT_TILL, f"{coupon.id} {who.till}", now):
        return  # this till has tried it before
    if limits.take(session, limits.SPENT_AT_TILLS, str(coupon.id), now):
        facts = {"campaign": coupon.campaign, "tills": alarm.TILLS_OF_SPENT + 1}
        alarms.add_alarm(session, alarm.Cause(alarm.Kind.SPENT_AGAIN, f"coupon {coupon.id}", facts), now)
