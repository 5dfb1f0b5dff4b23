"""What is about to be spent: on what terms, as which redemption, with all that belongs to it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from app.actions import Means, notify
from app.actions.reserve import in_minor
from app.actions.sale import Redeemed, Sale
from app.actions.tell import Told
from app.actions.typed import spelt
from app.rules.discount import cost, discount, promised
from app.rules.event import Kind
from app.rules.redemption import Refusal
from app.store import Session, budgets, limits, redemptions
from app.store.access import Till
from app.store.redemptions import Asked, Offered, Spent, Terms

ID_BITS = 32


class OverBudget(Exception):
    """There is not that much left: what was written is undone."""


@dataclass(frozen=True)
class Spending:
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
    likely: bool = False

    def done(self, session: Session, balance: int | None) -> Redeemed | None:
        """The coupon spent, with so much on it if it is a card; None if it was not good. Raises OverBudget, Taken."""
        terms = terms_of(self.told, balance, self.sale)
        if self._is_plain(terms):
            spent = self._spend(session, terms, likely=self.likely)
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

    def _spend(self, session: Session, terms: Terms, *, likely: bool = False) -> Spent | None:
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
            likely=likely,
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
        """Raises OverBudget."""
        budget, cost = self.told.offer.limits.budget if self.told else None, terms.counted
        if self.told is None or budget is None or cost is None:
            return
        campaign, most, kept = self.told.campaign.id, in_minor(budget), spent.released(cost)
        if not budgets.give(session, campaign, most, budget.currency, redemption=self.id, cost=cost, kept=kept):
            raise OverBudget

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
    reference = sale.reference or None  # of a sale without a name nobody knows what else is in it
    if told and bought and told.offer.money not in {None, bought.currency}:
        bought = None
    if told is None:
        amount, currency = (bought.amount, bought.currency) if bought else (None, None)
        return Terms(purchase=amount, currency=currency, reference=reference)
    off = discount(told.offer, purchase=bought.amount if bought else None, balance=balance)
    given = cost(told.offer, off)
    return Terms(
        purchase=bought.amount if bought else None,
        currency=bought.currency if bought else told.offer.money,
        discount=off,
        cost=given,
        at_most=promised(told.offer) if given is None and balance is None else None,
        reference=reference,
        alone=told.offer.stackable is False,
        offer=told.id,
    )


def new_id(means: Means, now: datetime) -> str:
    """Redemptions are found by it and listed in its order: the moment, then what nobody can foresee."""
    return f"{redemptions.first_id(now)}{means.dice(1 << ID_BITS):08x}"
