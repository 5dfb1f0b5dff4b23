"""Takes one coupon for somebody, out of everything that limits it: stocks, budget, and what one number may have."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.actions import Means
from app.rules.campaign import Campaign, Money
from app.rules.campaign_sections import Offer
from app.rules.coupon import SERIALS
from app.rules.discount import promised
from app.rules.money import minor
from app.rules.stock import ALL, Scope, scopes
from app.store import Session, budgets, coupons, left_behind, reservations, stock, unseen
from app.store.coupons import Coupon, Draft, Worth
from app.store.reservations import Lapsed
from app.store.revocations import Revoked
from app.store.subscribers import Subscriber

TRIES = 8


@dataclass(frozen=True)
class _About:
    """What is noted with a new coupon: where and when it was got, for how long it is only held, and thanks to whom."""

    placement: str
    now: datetime
    held_until: datetime | None = None
    friend_of: int | None = None
    thanks_for: int | None = None
    device: bytes | None = None


def reserve(
    session: Session,
    means: Means,
    campaign: Campaign,
    person: Subscriber,
    draft: Draft,
    *,
    placement: str,
    hold: timedelta | None,
    now: datetime,
    friend_of: int | None = None,
    device: bytes | None = None,
) -> Coupon | None:
    """This person's coupon, held for so long or theirs at once; None when there is none left to take.

    Whoever has one gets it as it is, until the campaign gives them the next.
    """
    left_behind.take_up(session, campaign.id, person.id, person.number)

    def instead() -> Coupon | int:
        known = coupons.coupon_of(session, campaign.id, person.id)
        own, last = coupons.counted(session, campaign.id, person.id)
        if known is None:
            return 1
        return last + 1 if may_have_another(campaign, known, now, own=own) else known

    held_until = None if hold is None else now + hold
    about = _About(placement, now, held_until, friend_of=friend_of, device=device)
    coupon = _take(session, means, campaign, person, draft, about, nth=1, instead=instead)
    if coupon and coupon.nth > 1:
        coupons.inherit(session, coupon.id)
    return coupon


def worth(offer: Offer) -> Worth:
    """How far a coupon of this offer reaches."""
    kept = promised(offer) or 0
    if offer.kind == "card":
        return Worth(uses=None, balance=kept, promised=kept)
    return Worth(uses=offer.uses, promised=kept)


def reserve_reward(
    session: Session,
    means: Means,
    campaign: Campaign,
    person: Subscriber,
    *,
    thanks_for: int,
    placement: str,
    now: datetime,
) -> Coupon | None:
    """One more coupon for somebody whose friend has used theirs; None when there is none left to take."""
    draft, about = coupons.draft(means.vault, means.dice(SERIALS)), _About(placement, now, thanks_for=thanks_for)

    def next_one() -> int:
        return coupons.counted(session, campaign.id, person.id)[1] + 1

    return _take(session, means, campaign, person, draft, about, nth=next_one(), instead=next_one)


def give_back(session: Session, campaign: Campaign | None, coupon: Coupon, revoked: Revoked) -> None:
    """Puts a withdrawn coupon back into every stock if it was never used, and what was kept back into the budget."""
    if campaign and not revoked.used:
        for scope in scopes(campaign, coupon.placement, coupon.issued_at):
            stock.give_back(session, campaign.id, scope.name)
    if revoked.kept_back:
        budgets.release(session, coupon.campaign, revoked.kept_back)


def may_have_another(campaign: Campaign, last: Coupon, now: datetime, *, own: int | None = None) -> bool:
    """Whether somebody whose last coupon this is may take the next; `own` of theirs are no rewards."""
    limits = campaign.offer.limits
    if last.is_unsent:
        return True  # it was never theirs
    over = last.redeemed_at is not None or last.valid_until <= now
    had = last.nth if own is None else own
    return over and had < limits.per_person and now >= last.issued_at + timedelta(days=limits.wait_days)


def is_sold_out(session: Session, campaign: Campaign, placement: str, now: datetime) -> bool:
    """Whether nothing is left to take at this placement."""
    return stock.is_empty(session, campaign.id, scopes(campaign, placement, now)) or is_spent(
        session, campaign, placement
    )


def is_spent(session: Session, campaign: Campaign, placement: str = "") -> bool:
    """Whether the campaign's budget has no room for one more coupon; a campaign without one never runs out of it."""
    spot = campaign.placement(placement) if placement else None
    return (spot.tier if spot else None) in spent_tiers(session, campaign)


def spent_tiers(session: Session, campaign: Campaign) -> frozenset[str | None]:
    """The tiers for which no budget is left; None among them stands for the plain offer."""
    budget = campaign.offer.limits.budget
    stands = budgets.stands(session, campaign.id) if budget else None
    if budget is None or stands is None:
        return frozenset()
    left = in_minor(budget) - stands.given - stands.promised
    tiers = (None, *(tier.name for tier in campaign.offer.tiers))
    return frozenset(name for name in tiers if left <= 0 or worth(campaign.offer.tier(name)).kept_back > left)


def is_over(session: Session, campaign: Campaign) -> bool:
    """Whether the budget has no room for one more coupon at any placement."""
    spent = spent_tiers(session, campaign)
    return bool(spent) and spent.issuperset(spot.tier for spot in campaign.placements)


def in_minor(sum: Money) -> int:
    """A sum of a campaign file in minor units."""
    return minor(sum.amount, sum.currency)


def lapse(session: Session, campaigns: Mapping[str, Campaign], now: datetime, ended: Collection[int] = ()) -> int:
    """How many coupons were kept back for nothing, and are there for others again: in the stock, and in the budget.

    So are those that nobody has seen, whose texts `ended` in this very transaction.
    """
    lapsed = [*unseen.take(session, ended, now), *reservations.take_lapsed(session, now)]
    _put_back(session, campaigns, lapsed)
    return len(lapsed) + budgets.release_lapsed(session, now)


def reclaim(session: Session, campaigns: Mapping[str, Campaign], ended: Collection[int], now: datetime) -> None:
    """Puts coupons back that nobody has seen, now that these texts have ended; whoever ended them holds the people."""
    _put_back(session, campaigns, unseen.take(session, ended, now))


def _put_back(session: Session, campaigns: Mapping[str, Campaign], lapsed: Sequence[Lapsed]) -> None:
    """Everybody waits for a stock, so all of them are taken in one order."""
    for each in sorted(lapsed, key=lambda each: (each.campaign, each.placement)):
        campaign = campaigns.get(each.campaign)
        stocks = scopes(campaign, each.placement, each.issued_at) if campaign else (Scope(ALL, None),)
        for scope in stocks:
            stock.give_back(session, each.campaign, scope.name)
        if each.promised:
            budgets.release(session, each.campaign, each.promised)


def _take(
    session: Session,
    means: Means,
    campaign: Campaign,
    person: Subscriber,
    draft: Draft,
    about: _About,
    *,
    nth: int,
    instead: Callable[[], Coupon | int],
) -> Coupon | None:
    """The coupon that was added, and taken out of everything; None when there is none left to take.

    Where none was added, for theirs is there or the serial is taken, `instead` is what they get as it is, or which of
    theirs is tried next.
    """
    offer, stocks = campaign.offer_at(about.placement), scopes(campaign, about.placement, about.now)
    stock.begin(session, campaign.id, stocks, about.now)
    for _ in range(TRIES):
        added = _add(session, campaign, person, draft, about, worth(offer), nth)
        if added and _taken(session, campaign, offer, stocks, about.now):
            return added
        if added:
            coupons.remove_coupon(session, added.id)
            return None
        found = instead()
        if isinstance(found, Coupon):
            return found
        nth, draft = found, coupons.draft(means.vault, means.dice(SERIALS))
    raise RuntimeError(f"{TRIES} random serials in a row were taken: the code space of {campaign.id} is full")


def _add(
    session: Session, campaign: Campaign, person: Subscriber, draft: Draft, about: _About, worth: Worth, nth: int
) -> Coupon | None:
    return coupons.add_coupon(
        session,
        draft,
        campaign=campaign.id,
        subscriber=person.id,
        language=person.language,
        valid_from=about.now,
        valid_until=campaign.valid_until(about.now),
        worth=worth,
        nth=nth,
        **vars(about),
    )


def _taken(session: Session, campaign: Campaign, offer: Offer, stocks: Sequence[Scope], now: datetime) -> bool:
    """The stock is one row that all joins of a campaign wait for: it is taken late, and held shortest."""
    if not stock.take(session, campaign.id, stocks, now):
        return False
    budget = offer.limits.budget
    if budget is None:
        return True
    if budgets.promise(session, campaign.id, in_minor(budget), budget.currency, worth(offer).kept_back):
        return True
    for scope in stocks:
        stock.give_back(session, campaign.id, scope.name)
    return False
