"""Spends a coupon, once; says why not; and takes it back within a set time."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from app.actions import Means, notify
from app.actions.reserve import in_minor
from app.actions.tell import Offers, Told
from app.rules import alarm, offline_seal
from app.rules.coupon import LENGTH, MISREAD, BadCode, read_code, read_token, write_code
from app.rules.discount import cost, discount, promised
from app.rules.event import Kind, written
from app.rules.offline_seal import BadSeal
from app.rules.redemption import REFUSED, Purchase, Refusal, Status, against, status
from app.rules.sealed import SERIALS
from app.rules.told import units_as_json
from app.store import Session, alarms, budgets, coupons, desks, guesses, happened, limits, redemptions
from app.store.access import Till
from app.store.guesses import Guesser
from app.store.happened import Promoted
from app.store.redemptions import Asked, Offered, Spent, Terms, Undone

UNDO_WITHIN = timedelta(minutes=5)
ID_BITS = 32
NOBODYS = SERIALS  # a serial that no coupon has: looked for where there is none, so that every no takes as long
LINK = re.compile(r"/k/([0-9A-Za-z]+)\s*\Z")  # the end of a coupon page's address, as a scanner reads it


@dataclass(frozen=True)
class Redeemed:
    """A coupon just spent. Sums are minor units: what comes off the purchase, and what remains on a card.

    `remains` counts the uses left of a coupon that has several; `told` is what the till hears of the offer, JSON.
    """

    id: str
    code: str
    campaign: str
    language: str
    at: datetime
    told: str
    discount: int | None = None
    currency: str | None = None
    remains: int | None = None
    placement: str = ""

    @property
    def facts(self) -> dict[str, Any]:
        """What the till is told besides the offer, in JSON's own types."""
        facts: dict[str, Any] = {
            "id": self.id,
            "code": self.code,
            "status": "redeemed",
            "redeemed_at": written(self.at),
            "campaign": self.campaign,
        }
        if self.discount is not None and self.currency:
            facts["discount"] = units_as_json(self.discount, self.currency)
        if self.remains is not None:
            offer = json.loads(self.told)  # null where no release of the campaign can be read any more
            is_card = offer is not None and offer["kind"] == "card"
            facts["remains"] = units_as_json(self.remains, self.currency or "") if is_card else self.remains
        return facts


@dataclass(frozen=True)
class Refused:
    """A foreseen no. The rest is for a signed-in till only: what we know of the coupon, and when to try again."""

    refusal: Refusal
    coupon: coupons.Coupon | None = None
    again_from: datetime | None = None


@dataclass(frozen=True)
class Found:
    """A coupon looked up."""

    coupon: coupons.Coupon
    code: str
    status: Status


class Standing(StrEnum):
    """Why a redemption stands as it is and cannot be undone here and now."""

    NOT_FOUND = "not_found"  # or of another till, which is none of this one's business
    ALREADY_REVERSED = "already_reversed"
    TOO_LATE = "too_late"


@dataclass(frozen=True)
class Sale:
    """What a till asks for: the code as it came, what it is spent on, and the till's own word for the sale."""

    typed: str
    purchase: Purchase | None = None
    reference: str | None = None


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
    offered = redemptions.offered(session, NOBODYS if serial is None else serial)
    if serial is None or offered is None:
        spend_as_long(means, sale.typed)
        return wrong(session, means, who, now)
    told = offers.of(offered.campaign, offered.placement, offered.language)
    no = told and against(told.offer, shop=till.shop, purchase=sale.purchase, zone=told.campaign.zone, now=now)
    if no:
        return _why_not(session, means, who, serial, now, otherwise=no)
    id = new_id(means, now)

    def done(terms: Terms, spent: Spent) -> Redeemed:
        code, text = spelt(means, sale.typed), told.text if told else "null"
        sums = terms.discount, terms.currency, spent.remains
        return Redeemed(id, code, offered.campaign, offered.language, now, text, *sums, offered.placement)

    def tell(session: Session, made: Redeemed) -> None:
        answer = {**made.facts, "offer": json.loads(made.told)}
        coupon = session.vault.index("serial", str(serial))
        notify.redeemed(session, means, answer, coupon=coupon, placement=offered.placement, till=till.name, now=now)

    def attempt(balance: int | None) -> Redeemed | None:
        terms = terms_of(told, balance, sale)

        def then(session: Session, spent: Spent) -> None:
            tell(session, done(terms, spent))

        spent = _spend(
            session,
            means,
            till,
            serial,
            id,
            now,
            told=told,
            terms=terms,
            asked=asked,
            then=then if Kind.REDEEMED in means.wanted else None,  # with nothing to tell it may be one statement
        )
        return done(terms, spent) if spent else None

    try:
        made = attempt(offered.balance)
        if made is None and offered.balance is not None:  # another may have paid with the card since we looked at it
            left = redemptions.offered(session, serial)
            made = attempt(left.balance) if left else None
    except _OverBudget:
        return Refused(Refusal.OVER_LIMIT, known(session, serial, now)[0])
    return made or _why_not(session, means, who, serial, now, otherwise=_otherwise(session, till, told, offered, sale))


def _otherwise(session: Session, till: Till, told: Told | None, offered: Offered, sale: Sale) -> Refusal:
    """Why a coupon was not spent that is good: of a card others took what was left as often as we looked."""
    alone = told is not None and told.offer.stackable is False
    if sale.reference and redemptions.is_in_sale(session, till.id, sale.reference, alone=alone):
        return Refusal.NOT_TOGETHER
    return Refusal.ALREADY_REDEEMED if offered.balance is None else Refusal.OVER_LIMIT


def _spend(
    session: Session,
    means: Means,
    till: Till,
    serial: int,
    id: str,
    now: datetime,
    *,
    told: Told | None,
    terms: Terms,
    asked: Asked | None,
    then: Callable[[Session, Spent], None] | None,
) -> Spent | None:
    """`then` belongs to the same act. Raises _OverBudget, and Taken."""
    bucket = limits.bucket(session, limits.WRONG_CODES_AT_TILL, str(till.id)) if means.limits else None
    budget, cost = told.offer.limits.budget if told else None, terms.counted

    def spend(session: Session) -> Spent | None:
        return redemptions.spend(session, serial, id, now, till=till.id, unless=bucket, terms=terms, asked=asked)

    def spend_within(session: Session) -> Spent | None:
        if terms.reference:
            redemptions.hold_sale(session, till.id, terms.reference)
        spent = spend(session)
        if spent and told and budget and cost is not None:
            campaign, most, kept = told.campaign.id, in_minor(budget), spent.released(cost)
            if not budgets.give(session, campaign, most, budget.currency, redemption=id, cost=cost, kept=kept):
                raise _OverBudget
        if spent and then:
            then(session, spent)
        return spent

    is_plain = then is None and not terms.reference and (budget is None or cost is None)
    return spend(session) if is_plain else session.whole(spend_within)


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


def look_up(
    session: Session, means: Means, till: Till, typed: str, now: datetime, *, address: str = ""
) -> Found | Refused:
    """The coupon of this code, or the one refusal that every other text gets; a wrong one counts, as in `redeem`."""
    who, serial = Guesser(till.id, address), read_serial(means, typed)
    again_from = waits_until(session, means, till, now)
    if again_from:
        return Refused(Refusal.TOO_MANY_ATTEMPTS, again_from=again_from)
    coupon, worth = known(session, serial, now)
    if serial is None or coupon is None:
        spend_as_long(means, typed)
        return wrong(session, means, who, now)
    return Found(coupon, write_code(serial, means.keys), worth)


def reverse(session: Session, means: Means, till: Till, redemption: str, reason: str, now: datetime) -> bool:
    """Whether the redemption was undone: by the till that made it, within UNDO_WITHIN."""
    return take_back(session, means, till, redemption, reason, now, earliest=now - UNDO_WITHIN)


def take_back(
    session: Session,
    means: Means,
    till: Till,
    redemption: str,
    reason: str,
    now: datetime,
    *,
    earliest: datetime,
    undone_at: datetime | None = None,
) -> bool:
    """Whether the redemption was undone, by its own till; the server knew of it at `earliest` or later.

    `undone_at` is when a till without a line did so. If the coupon was given a second time by such a till, it is that
    redemption now which spends it.
    """
    found = redemptions.redemption(session, redemption)
    if found is None or found.till != till.id:
        return False
    coupons.hold(session, found.coupon)  # a double that is told beside us is there by now, or comes after us
    undone = redemptions.reverse(
        session, redemption, till=till.id, reason=reason, earliest=earliest, now=now, undone_at=undone_at
    )
    if undone is None:
        return False
    instead = happened.promote(session, undone.coupon, redemption, now) if undone.is_free else None
    if undone.cost is not None:
        kept = _kept_again(undone, instead)
        budgets.take_back(session, undone.campaign, cost=undone.cost, kept=kept)
    tell_undone(session, means, redemption, reason, undone, now, at=undone_at or now)
    return True


def tell_undone(
    session: Session, means: Means, redemption: str, reason: str, undone: Undone, now: datetime, *, at: datetime
) -> None:
    """Tells webhooks of a redemption that was taken back."""
    coupon, campaign = undone.coupon, undone.campaign
    notify.reversed_(
        session, means, redemption=redemption, reason=reason, coupon=coupon, campaign=campaign, at=at, now=now
    )


def _kept_again(undone: Undone, instead: Promoted | None) -> int:
    """What the budget keeps back again, unless another redemption has taken its place; a card has the rest of it."""
    if instead is None:
        return undone.kept_again
    return max(undone.kept_again - instead.cost, 0) if undone.is_card else 0


def may_reverse(session: Session, till: Till, redemption: str, now: datetime) -> bool:
    """Whether `reverse` would undo it now."""
    found = redemptions.redemption(session, redemption)
    return bool(found and found.till == till.id and not found.reversed_at and found.at >= now - UNDO_WITHIN)


def why_not_reversed(session: Session, till: Till, redemption: str) -> Standing:
    """Why `reverse` did nothing."""
    found = redemptions.redemption(session, redemption)
    if found is None or found.till != till.id:
        return Standing.NOT_FOUND
    return Standing.ALREADY_REVERSED if found.reversed_at else Standing.TOO_LATE


def state(coupon: coupons.Coupon, now: datetime) -> Status:
    """What the coupon is worth now."""
    return status(
        valid_from=coupon.valid_from,
        valid_until=coupon.valid_until,
        redeemed_at=coupon.redeemed_at,
        revoked_at=coupon.revoked_at,
        held_until=coupon.held_until,
        now=now,
    )


def read_serial(means: Means, typed: str) -> int | None:
    """The serial of a code, alone or with its seal, or of a coupon page's address; tills read all three."""
    link = LINK.search(typed)
    code, seal = ("", "") if link else offline_seal.split(typed)
    is_whole = not seal or _is_sealed(means, typed)
    try:
        serial = read_token(link[1], means.keys) if link else read_code(code, means.keys)
    except BadCode:
        serial = None
    return serial if is_whole else None


def _is_sealed(means: Means, typed: str) -> bool:
    try:
        offline_seal.check(typed, offline_seal.public_keys(means.keys))
    except BadSeal:
        return False
    return True


def spelt(means: Means, typed: str) -> str:
    """The code as a person reads it, of whichever generation it came in. Raises BadCode."""
    link = LINK.search(typed)
    return write_code(read_token(link[1], means.keys), means.keys) if link else _as_read(typed)


def new_id(means: Means, now: datetime) -> str:
    """Redemptions are found by it and listed in its order: the moment, then what nobody can foresee."""
    return f"{redemptions.first_id(now)}{means.dice(1 << ID_BITS):08x}"


def _as_read(typed: str) -> str:
    """The code as it stands on the slip, whichever key sealed it; nothing if it came by an address."""
    code = "" if LINK.search(typed) else offline_seal.split(typed)[0]
    symbols = code.upper().translate(MISREAD)
    groups = (symbols[i : i + 4] for i in range(0, LENGTH, 4))
    return "-".join(groups) if len(symbols) == LENGTH else ""


def waits_until(session: Session, means: Means, till: Till, now: datetime) -> datetime | None:
    """Until when a till that typed too many wrong codes has to wait, also with a right one."""
    return _waits(session, means, Guesser(till.id, ""), now)


def spend_as_long(means: Means, typed: str) -> None:
    """What reading a seal takes, for a wrong text that has none: how long a no takes tells nothing of what is wrong."""
    if LINK.search(typed) or not offline_seal.split(typed)[1]:
        offline_seal.check_none(offline_seal.public_keys(means.keys))


def wrong(session: Session, means: Means, who: Guesser, now: datetime) -> Refused:
    """The one no to every code that is not ours, after the same statements whatever is wrong with it.

    Too many of them at a till, and it has to wait.
    """
    if means.limits:
        room = guesses.room(session, who, now)
        if room.again_from:
            return Refused(Refusal.TOO_MANY_ATTEMPTS, again_from=room.again_from)
        guesses.note(session, who, room.cost, now)
    desks.count_wrong(session, who.till, now)
    return Refused(Refusal.UNKNOWN)


def known(session: Session, serial: int | None, now: datetime) -> tuple[coupons.Coupon | None, Status]:
    """The coupon and what it is worth; one that is only held does not exist yet."""
    coupon = coupons.issued(session, NOBODYS if serial is None else serial)
    worth = state(coupon, now) if coupon else Status.HELD
    return coupon, worth


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
    again_from = _waits(session, means, who, now)
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


def _waits(session: Session, means: Means, who: Guesser, now: datetime) -> datetime | None:
    """Until when a till that typed too many wrong codes has to wait, also with a right one."""
    return limits.exhausted(session, limits.WRONG_CODES_AT_TILL, str(who.till), now) if means.limits else None
