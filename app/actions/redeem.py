"""Spends a coupon, once, or says why not."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from app.actions import Means, notify
from app.actions.look_up import NOBODYS, known
from app.actions.reserve import in_minor
from app.actions.sale import Redeemed, Refused, Sale
from app.actions.tell import Offers, Told
from app.actions.typed import read_serial, spelt, spend_as_long, waits_until, wrong
from app.rules import alarm
from app.rules.discount import cost, discount, promised
from app.rules.event import Kind
from app.rules.redemption import REFUSED, Refusal, against
from app.store import Session, alarms, budgets, coupons, limits, redemptions
from app.store.access import Till
from app.store.guesses import Guesser
from app.store.redemptions import Asked, Offered, Spent, Terms

ID_BITS = 32


class _OverBudget(Exception):
    """There is not that much left: what was written is undone."""


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

    The store spends in one statement, or in one act where a budget is touched or a sale is named: no transaction is
    needed around it, and there must be none that writes. A wrong code counts against the till, and the `address` its
    request came from.
    Raises Taken if this request has spent a coupon before, and then nothing was spent.
    """
    who, serial = Guesser(till.id, address), read_serial(means, sale.typed)
    looked_for = NOBODYS if serial is None else serial
    made = _like_the_last(session, means, offers, till, sale, looked_for, now, asked)
    if made:
        return made
    offered = redemptions.offered(session, looked_for)
    if serial is None or offered is None:
        spend_as_long(means, sale.typed)
        return wrong(session, means, who, now)
    told = offers.of(offered.campaign, offered.placement, offered.language)
    no = told and against(told.offer, shop=till.shop, purchase=sale.purchase, zone=told.campaign.zone, now=now)
    if no:
        return _why_not(session, means, who, serial, now, otherwise=no)
    spending = _Spending(means, till, sale, serial, offered, told, asked, new_id(means, now), now)
    try:
        made = spending.done(session, offered.balance)
        if made is None and offered.balance is not None:  # another may have paid with the card since we looked at it
            left = redemptions.offered(session, serial)
            made = spending.done(session, left.balance) if left else None
    except _OverBudget:
        return Refused(Refusal.OVER_LIMIT, known(session, serial, now)[0])
    if made:
        offers.note(till.id, offered)
    return made or _why_not(session, means, who, serial, now, otherwise=spending.otherwise(session))


def _like_the_last(
    session: Session,
    means: Means,
    offers: Offers,
    till: Till,
    sale: Sale,
    serial: int,
    now: datetime,
    asked: Asked | None,
) -> Redeemed | None:
    """The coupon spent, if it is offered as the one before it was and nothing speaks against it: asked once, not twice.

    None says nothing of the coupon.
    """
    offered = offers.last_at(till.id)
    told = offers.of(offered.campaign, offered.placement, offered.language) if offered else None
    if offered is None or told is None or told.offer.kind == "card":
        return None
    if against(told.offer, shop=till.shop, purchase=sale.purchase, zone=told.campaign.zone, now=now):
        return None
    spending = _Spending(means, till, sale, serial, offered, told, asked, new_id(means, now), now)
    try:
        return spending.done(session, None)
    except _OverBudget:
        return None


@dataclass(frozen=True)
class _Spending:
    """A coupon that is about to be spent: by whom, on what, for what it is offered, and as which redemption."""

    means: Means
    till: Till
    sale: Sale
    serial: int
    offered: Offered
    told: Told | None
    asked: Asked | None
    id: str
    now: datetime

    def done(self, session: Session, balance: int | None) -> Redeemed | None:
        """The coupon spent, with so much on it if it is a card; None if it was not good. Raises _OverBudget, Taken."""
        terms = terms_of(self.told, balance, self.sale)
        if self._is_plain(terms):
            spent = self._spend(session, terms)
        else:
            spent = session.whole(lambda session: self._spend_within(session, terms))
        return self._redeemed(terms, spent) if spent else None

    def otherwise(self, session: Session) -> Refusal:
        """Why it was not spent, if it is good: of a card others took what was left as often as we looked."""
        alone, reference = self.told is not None and self.told.offer.stackable is False, self.sale.reference
        if reference and redemptions.is_in_sale(session, self.till.id, reference, alone=alone):
            return Refusal.NOT_TOGETHER
        return Refusal.ALREADY_REDEEMED if self.offered.balance is None else Refusal.OVER_LIMIT

    def _is_plain(self, terms: Terms) -> bool:
        """Whether one statement is enough: no budget counts it, no sale holds others, and nobody is told."""
        counts = self.told is not None and self.told.offer.limits.budget is not None and terms.counted is not None
        return not counts and not terms.reference and Kind.REDEEMED not in self.means.wanted

    def _spend(self, session: Session, terms: Terms) -> Spent | None:
        bucket = None
        if self.means.limits:
            bucket = limits.bucket(session, limits.WRONG_CODES_AT_TILL, str(self.till.id))
        return redemptions.spend(
            session,
            self.serial,
            self.id,
            self.now,
            till=self.till.id,
            offered=self.offered,
            unless=bucket,
            terms=terms,
            asked=self.asked,
        )

    def _spend_within(self, session: Session, terms: Terms) -> Spent | None:
        """The same with all that belongs to it, in the order of locks."""
        if terms.reference:
            redemptions.hold_sale(session, self.till.id, terms.reference)
        spent = self._spend(session, terms)
        if spent:
            self._count(session, terms, spent)
            if Kind.REDEEMED in self.means.wanted:
                self._tell(session, self._redeemed(terms, spent))
        return spent

    def _count(self, session: Session, terms: Terms, spent: Spent) -> None:
        """Raises _OverBudget."""
        budget, cost = self.told.offer.limits.budget if self.told else None, terms.counted
        if self.told is None or budget is None or cost is None:
            return
        campaign, most, kept = self.told.campaign.id, in_minor(budget), spent.released(cost)
        if not budgets.give(session, campaign, most, budget.currency, redemption=self.id, cost=cost, kept=kept):
            raise _OverBudget

    def _tell(self, session: Session, made: Redeemed) -> None:
        answer = {**made.facts, "offer": json.loads(made.told)}
        coupon, placement = session.vault.index("serial", str(self.serial)), self.offered.placement
        notify.redeemed(
            session, self.means, answer, coupon=coupon, placement=placement, till=self.till.name, now=self.now
        )

    def _redeemed(self, terms: Terms, spent: Spent) -> Redeemed:
        return Redeemed(
            id=self.id,
            code=spelt(self.means, self.sale.typed),
            campaign=self.offered.campaign,
            language=self.offered.language,
            at=self.now,
            told=self.told.text if self.told else "null",
            discount=terms.discount,
            currency=terms.currency,
            remains=spent.remains,
            placement=self.offered.placement,
        )


def terms_of(told: Told | None, balance: int | None, sale: Sale) -> Terms:
    """On what terms the coupon is spent.

    Where nobody knows what it costs, `at_most` is what the offer's most lets it cost; not of a card, which keeps the
    rest. A purchase in another currency than the offer's is worth nobody knows what: it is like one that was not told.
    """
    bought = sale.purchase
    if told and bought and told.offer.money not in {None, bought.currency}:
        bought = None
    if told is None:
        amount, currency = (bought.amount, bought.currency) if bought else (None, None)
        return Terms(purchase=amount, currency=currency, reference=sale.reference)
    off = discount(told.offer, purchase=bought.amount if bought else None, balance=balance)
    given = cost(told.offer, off)
    return Terms(
        purchase=bought.amount if bought else None,
        currency=bought.currency if bought else told.offer.money,
        discount=off,
        cost=given,
        at_most=promised(told.offer) if given is None and balance is None else None,
        reference=sale.reference,
        alone=told.offer.stackable is False,
        offer=told.id,
    )


def new_id(means: Means, now: datetime) -> str:
    """Redemptions are found by it and listed in its order: the moment, then what nobody can foresee."""
    return f"{redemptions.first_id(now)}{means.dice(1 << ID_BITS):08x}"


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
