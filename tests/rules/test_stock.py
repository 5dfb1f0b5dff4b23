"""What keeps people from a coupon has a name, and where it is known a time when there is more."""

from datetime import UTC, datetime, timedelta

from app.rules.stock import Empty, Gone, gone
from tests import make

SPOTS = [{"id": make.PLACEMENT, "name": "Door", "total": 3}, {"id": "n4t8x", "name": "Table"}]
DAY = "day 2026-07-04"
MIDNIGHT = datetime(2026, 7, 4, 22, 0, tzinfo=UTC)  # in Rome


def at(now, taken, *, placement=make.PLACEMENT, spent=False, **limits):
    """What is gone there."""
    campaign = make.campaign(offer={"limits": limits}, placements=SPOTS)
    return gone(campaign, placement, {scope: (count, now) for scope, count in taken.items()}, now, spent=spent)


def test_while_there_are_some_nothing_is_gone(now):
    assert at(now, {"all": 9, DAY: 4, f"placement {make.PLACEMENT}": 2}, total=10, per_day=5) is None


def test_the_last_of_all_outranks_the_last_of_a_day(now):
    assert at(now, {"all": 10, DAY: 5}, total=10, per_day=5) == Gone(Empty.ALL, now)


def test_a_day_that_is_gone_says_when_there_are_more(now):
    assert at(now, {DAY: 5}, per_day=5) == Gone(Empty.DAY, now, MIDNIGHT)
    assert at(now + timedelta(days=1), {DAY: 5}, per_day=5) is None


def test_after_the_campaigns_last_day_there_are_none(now):
    campaign = make.campaign(runs={"until": "2026-07-04"}, offer={"limits": {"per_day": 5}})
    assert gone(campaign, "", {DAY: (5, now)}, now, spent=False) == Gone(Empty.DAY, now, None)


def test_one_placement_is_gone_and_the_other_is_not(now):
    taken = {f"placement {make.PLACEMENT}": 3}
    assert at(now, taken) == Gone(Empty.PLACEMENT, now)
    assert at(now, taken, placement="n4t8x") is None


def test_a_budget_that_is_spent_says_so(now):
    assert at(now, {}, spent=True) == Gone(Empty.BUDGET)
