"""Takes in what a till spent while it had no line: as it happened, never dropped, and doubles by their name.

A till's clock is never trusted. It says what time it has when it tells us, so that we know how wrong it goes; and what
it says happened lies between the coupon's issue and now.

What the till undid meanwhile was undone: it is written with its reason, is nobody's double and costs nothing.

Wrong codes cost a till here what they cost it anywhere, or a stolen one could try them by the hundred. A till that has
to wait is told so of everything, and tells it again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.actions import Means, notify
from app.actions.sale import Sale
from app.actions.spend import new_id, terms_of
from app.actions.tell import Offers, Told
from app.actions.typed import looked_for, read_serial, spend_as_long, waits_until, wrong
from app.actions.undo import UNDO_WITHIN, take_back, tell_undone
from app.rules.coupon import write_code
from app.rules.redemption import REFUSED, Refusal, Status, against
from app.store import Session, budgets, coupons, happened, redemptions, strays
from app.store import Taken as IsThere
from app.store.access import Till
from app.store.coupons import Coupon
from app.store.guesses import Guesser
from app.store.redemptions import Answered, Asked, Spent

ENDING = 4  # letters of a code by which it is told from others, and cannot be spent
OLDEST = timedelta(days=31)  # that a till keeps what it could not tell
ANSWER_LATE = timedelta(minutes=1)  # by which a till may think that what it asked with a line happened later
ID_REUSED = "id_reused"  # the till gave another coupon under this id


@dataclass(frozen=True)
class Undo:
    """That a till took back what it had given: when, and why."""

    at: datetime
    reason: str


@dataclass(frozen=True)
class Given:
    """What a till says it gave: its own id for it, what was scanned, when by its clock, and whether it undid it."""

    asked: Asked
    sale: Sale
    at: datetime
    undo: Undo | None = None


@dataclass(frozen=True)
class Taken:
    """What became of it: the redemption and its moment, or none where nothing was written; and what speaks against it.

    `why` is a refusal by its name, or ID_REUSED. What stands has no `undone_at`, also if it was undone too late.
    """

    redemption: str | None
    why: str | None = None
    at: datetime | None = None
    undone_at: datetime | None = None


def take_in(
    session: Session,
    means: Means,
    offers: Offers,
    till: Till,
    given: Given,
    ahead: timedelta,
    now: datetime,
    *,
    address: str = "",
) -> Taken:
    """What becomes of one thing that happened; told twice, it is written once.

    `ahead` is how far the till's clock is before ours. The session must be in no transaction that writes: each is a
    whole of its own.
    """
    serial = read_serial(means, given.sale.typed)
    if waits_until(session, means, till.id, now):
        return Taken(None, Refusal.TOO_MANY_ATTEMPTS)
    coupon = coupons.coupon_by_serial(session, looked_for(serial))
    if coupon is None or coupon.held_until is not None:
        spend_as_long(means, given.sale.typed)
        refusal = wrong(session, means, Guesser(till.id, address), now).refusal
        if refusal is Refusal.UNKNOWN:  # else the till tells it again, later
            _note_stray(session, means, till, given, serial, ahead, now)
        return Taken(None, refusal)
    told = offers.of(coupon.campaign, coupon.placement, coupon.language)
    at = _moment(given.at, ahead, max(coupon.issued_at, now - OLDEST), now)
    why = told and against(told.offer, shop=till.shop, purchase=given.sale.purchase, zone=told.campaign.zone, now=at)
    undo = _undo(given, at, ahead, now)

    def write(session: Session) -> Taken:
        if given.sale.reference:
            redemptions.hold_sale(session, till.id, given.sale.reference)
        # Whoever undoes what had spent it does so before or after us: a double beside that would be nobody's to mend.
        coupons.hold(session, coupon.id)
        latest = coupons.coupon_by_id(session, coupon.id) or coupon  # a card may have its balance back by now
        stated = happened.Given(
            id=new_id(means, now),
            till=till.id,
            at=at,
            told_at=now,
            terms=terms_of(told, latest.balance, given.sale),
            asked=given.asked,
        )
        known = redemptions.answered(session, till.id, given.asked)
        if known:
            return _known(session, means, till, coupon, known, undo, now)
        if undo:
            return _undone(session, means, coupon, stated, undo, why or None)
        return _written(session, means, till, coupon, told, stated, why or None)

    try:
        return session.whole(write)
    except IsThere:  # the same was told beside us, and stands now
        return session.whole(write)


def _note_stray(
    session: Session, means: Means, till: Till, given: Given, serial: int | None, ahead: timedelta, now: datetime
) -> None:
    """Lists what was given for nobody's coupon. What its till undid in time needs nobody's eye, also if told before."""
    ending = write_code(serial, means.keys)[-ENDING:] if serial is not None else ""
    at = _moment(given.at, ahead, now - OLDEST, now)
    if _undo(given, at, ahead, now):
        strays.remove_stray(session, till.id, given.asked.key_hash)
    else:
        strays.add_stray(session, till.id, given.asked.key_hash, ending, at=at, now=now)


def _moment(said: datetime, ahead: timedelta, earliest: datetime, now: datetime) -> datetime:
    """When it was by our clock; said and ahead may be as far from now as moments go."""
    return now + min(max(said - now - ahead, earliest - now), timedelta())


def _undo(given: Given, at: datetime, ahead: timedelta, now: datetime) -> Undo | None:
    """The undoing by our clock; None if there was none in the time that a till with a line has for it."""
    undo = given.undo
    if undo is None or not timedelta() <= undo.at - given.at <= UNDO_WITHIN:
        return None
    return replace(undo, at=_moment(undo.at, ahead, at, now))


def _known(
    session: Session, means: Means, till: Till, coupon: Coupon, known: Answered, undo: Undo | None, now: datetime
) -> Taken:
    """What became of it before, and what its till undid since we heard of it."""
    spent, at = known.redemption, known.happened_at
    if spent.coupon != coupon.id:
        return Taken(None, ID_REUSED)
    if undo and undo.at <= at + UNDO_WITHIN + ANSWER_LATE:
        undone_at = max(undo.at, at)
        take_back(session, means, till, spent.id, undo.reason, now, earliest=spent.at, undone_at=undone_at)
        spent = redemptions.redemption(session, spent.id) or spent
    found = happened.irregular_one(session, spent.id)
    return Taken(spent.id, found.why if found else None, at, spent.reversed_at)


def _undone(
    session: Session, means: Means, coupon: Coupon, given: happened.Given, undo: Undo, why: Refusal | None
) -> Taken:
    """What we hear of when it was undone already: the coupon is as before, and no budget ever knew of it."""
    if happened.spend(session, coupon.id, given, why=why) is None:
        happened.note_down(session, coupon.id, given, why=_why(session, coupon, given.at), is_double=False)
    now = given.told_at
    undone = redemptions.reverse(
        session, given.id, till=given.till, reason=undo.reason, earliest=now, now=now, undone_at=undo.at
    )
    if undone:
        tell_undone(session, means, given.id, undo.reason, undone, now, at=undo.at)
    return Taken(given.id, None, given.at, undo.at)


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
    sale, alone = given.terms.reference, given.terms.alone
    if why is None and sale and redemptions.is_in_sale(session, given.till, sale, alone=alone):
        why = Refusal.NOT_TOGETHER
    spent = happened.spend(session, coupon.id, given, why=why)
    if spent is None:
        why = _why(session, coupon, given.at)
        happened.note_down(session, coupon.id, given, why=why, is_double=why is Refusal.ALREADY_REDEEMED)
        _tell(session, means, till, coupon, given)
    _count(session, told, given, spent)
    return Taken(given.id, why, given.at)


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
    worth = latest.status(at)
    return Refusal.OVER_LIMIT if worth is Status.VALID else REFUSED[worth]


def _count(session: Session, told: Told | None, given: happened.Given, spent: Spent | None) -> None:
    """What was given is given, also beyond the budget."""
    budget, cost = told.offer.limits.budget if told else None, given.terms.counted
    if told and budget and cost is not None:
        kept = spent.released(cost) if spent else 0
        budgets.give(
            session, told.campaign.id, budgets.MOST, budget.currency, redemption=given.id, cost=cost, kept=kept
        )
