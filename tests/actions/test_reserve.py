"""One coupon for somebody, out of everything that limits it; and what was kept back for nothing is there again."""

from datetime import timedelta

import pytest

from app.actions.reserve import lapse, reserve
from app.rules.stock import ALL
from app.store import Session, budgets, coupons, stock
from app.store.subscribers import Subscriber
from tests import make

DAY = timedelta(days=1)


@pytest.fixture
def means():
    """The usual means."""
    return make.means({})


def person(session: Session, number: str = make.NUMBER) -> Subscriber:
    """Somebody with this number."""
    return Subscriber(make.subscriber(session, number=number), number, "IT", "it")


def take(session, means, campaign, who, now, *, placement=make.PLACEMENT, hold=None):
    """What they get."""
    draft = coupons.draft(session.vault, means.dice(1 << 31))
    return reserve(session, means, campaign, who, draft, placement=placement, hold=hold, now=now)


def somebody(session: Session):
    """One person after the other."""
    return (person(session, f"+3933312350{n:02d}") for n in range(100))


def test_a_day_and_a_placement_give_no_more_than_they_have(session, means, now):
    spots = [{"id": make.PLACEMENT, "name": "Door", "total": 3}, {"id": "n4t8x", "name": "Table"}]
    campaign = make.campaign(offer={"limits": {"per_day": 2}}, placements=spots)
    people = somebody(session)

    def takes(count, at, placement=make.PLACEMENT):
        got = [take(session, means, campaign, next(people), at, placement=placement) for _ in range(count)]
        return [each is not None for each in got]

    assert takes(3, now) == [True, True, False]
    assert takes(2, now + DAY) == [True, False]
    assert takes(2, now + DAY, "n4t8x") == [True, False]
    assert stock.taken(session, campaign.id)[0] == 4


def test_the_next_coupon_comes_when_the_last_is_spent_and_the_days_are_over(session, means, now):
    campaign = make.campaign(offer={"limits": {"per_person": 2, "wait_days": 7}})
    who = person(session)
    first = take(session, means, campaign, who, now)
    assert take(session, means, campaign, who, now + 8 * DAY) == first
    make.redemption(session, first.serial, at=now + 2 * DAY)
    assert take(session, means, campaign, who, now + 3 * DAY).id == first.id
    second = take(session, means, campaign, who, now + 7 * DAY)
    assert (second.nth, second.id != first.id) == (2, True)
    make.redemption(session, second.serial, at=now + 8 * DAY)
    assert take(session, means, campaign, who, now + 90 * DAY).id == second.id
    assert stock.taken(session, campaign.id)[0] == 2


def test_what_was_held_for_nothing_is_back_in_every_stock_and_in_the_budget(session, means, now):
    spots = [{"id": make.PLACEMENT, "name": "Door", "total": 3}]
    offer = {"kind": "amount", "value": 5, "currency": "EUR", "limits": {"per_day": 9, "budget": "10 EUR"}}
    campaign = make.campaign(offer=offer, placements=spots)
    take(session, means, campaign, person(session), now, hold=timedelta(hours=1))
    assert budgets.stands(session, campaign.id).promised == 500
    assert lapse(session, {campaign.id: campaign}, now) == 0
    assert lapse(session, {campaign.id: campaign}, now + timedelta(hours=1)) == 1
    assert set(stock.by_scope(session, campaign.id).values()) == {0}
    assert budgets.stands(session, campaign.id).promised == 0


def test_what_was_kept_back_for_a_coupon_out_of_date_is_free_again_once(session, means, now):
    offer = {"kind": "amount", "value": 5, "currency": "EUR", "limits": {"budget": "10 EUR"}, "uses": 2}
    campaign = make.campaign(offer=offer)
    people = somebody(session)
    first, second = take(session, means, campaign, next(people), now), take(session, means, campaign, next(people), now)
    assert (first is not None, second) == (True, None), "each use is kept back"
    late = first.valid_until
    assert [lapse(session, {}, late - DAY), lapse(session, {}, late), lapse(session, {}, late)] == [0, 1, 0]
    assert budgets.stands(session, campaign.id).promised == 0
    assert stock.taken(session, campaign.id, ALL)[0] == 1
