"""What a campaign costs, as the store adds it up: to the cent, by placement, nothing counted twice without a word."""

from __future__ import annotations

import threading
import time
from datetime import timedelta
from decimal import Decimal

import pytest

from app.actions import Means, happened, redeem, undo
from app.actions.add_up import add_up
from app.actions.happened import Given as Told
from app.actions.reserve import is_over, lapse, reserve, worth
from app.actions.sale import Redeemed, Sale
from app.rules.coupon import write_code
from app.rules.message import State
from app.rules.redemption import Purchase
from app.rules.spending import Given, Sent, Spending
from app.store import Session, Sessions, Sql, budgets, coupons, figures, spending, subscribers
from app.store.access import Till
from app.store.redemptions import Asked
from tests import make

HOUR = timedelta(hours=1)
FIVE = {"kind": "amount", "value": 5, "currency": "EUR"}
PRICES = {"IT": (Decimal("0.045"), "EUR")}


@pytest.fixture
def means() -> Means:
    return make.means({})


@pytest.fixture
def till(session: Session) -> Till:
    return Till(make.till(session, name="Duomo"), "Duomo")


def spend(session, means, till, campaign, coupon, now, purchase=None) -> str:
    """The id of the redemption."""
    sale = Sale(write_code(coupon.serial, make.KEYS), purchase)
    done = redeem.redeem(session, means, make.offers(session, campaign), till, sale, now)
    assert isinstance(done, Redeemed)
    return done.id


def told(session, campaign) -> Spending:
    """All of it, as the board has it."""
    return add_up(session, campaign, PRICES)


def joined(session, means, campaign, n: int, now):
    """The coupon of one more person; None where nothing is left."""
    number = f"+39334{n:07d}"
    person = subscribers.subscriber(session, make.subscriber(session, number=number, now=now))
    draft = coupons.draft(session.vault, 5000 + n)
    return reserve(session, means, campaign, person, draft, placement=make.PLACEMENT, hold=None, now=now)


def test_what_was_undone_costs_nothing(session, means, till, now):
    campaign = make.campaign(offer=FIVE)
    kept, undone = (make.coupon(session, worth=worth(campaign.offer)) for _ in range(2))
    spend(session, means, till, campaign, kept, now)
    redemption = spend(session, means, till, campaign, undone, now)
    assert spending.given(session, campaign.id) == [Given(make.PLACEMENT, "EUR", 2, 1000, 0)]
    assert undo.reverse(session, means, till, redemption, "typed wrong", now)
    assert spending.given(session, campaign.id) == [Given(make.PLACEMENT, "EUR", 1, 500, 0)]


def test_a_double_is_given_twice_and_redeemed_once(session, means, till, now):
    campaign = make.campaign(offer=FIVE)
    coupon = make.coupon(session, issued_at=now - 3 * HOUR)
    spend(session, means, Till(make.till(session, name="Via Roma"), "Via Roma"), campaign, coupon, now)
    what = Told(Asked(b"1" * 16, b"a" * 16), Sale(write_code(coupon.serial, make.KEYS)), now - HOUR)
    happened.take_in(session, means, make.offers(session, campaign), till, what, timedelta(), now)
    assert spending.given(session, campaign.id) == [Given(make.PLACEMENT, "EUR", 1, 1000, 0, doubles=1, doubled=500)]
    assert figures.placements(session, campaign.id)[make.PLACEMENT].redeemed == 1
    assert figures.all_placements(session)[campaign.id][make.PLACEMENT].redeemed == 1
    assert figures.funnel(session, campaign.id).redeemed == 1


def test_a_percentage_costs_what_came_off_in_the_tills_currency(session, means, till, now):
    campaign = make.campaign()
    for purchase in (Purchase(1999, "EUR"), Purchase(1000, "CHF"), None):
        spend(session, means, till, campaign, make.coupon(session), now, purchase)
    assert sorted(spending.given(session, campaign.id), key=str) == [
        Given(make.PLACEMENT, "CHF", 1, 250, 0),
        Given(make.PLACEMENT, "EUR", 1, 500, 0),
        Given(make.PLACEMENT, None, 1, 0, 1),
    ]


def test_a_percentage_of_nobody_knows_what_counts_with_its_most(session, means, till, now):
    campaign = make.campaign(offer={"value": 25, "most": "20 EUR", "limits": {"budget": "50 EUR"}})
    first, second = (joined(session, means, campaign, n, now) for n in range(2))
    assert joined(session, means, campaign, 2, now) is None
    redemption = spend(session, means, till, campaign, first, now)
    assert spending.stands(session, campaign.id) == (2000, 2000)
    assert spending.given(session, campaign.id) == [Given(make.PLACEMENT, "EUR", 1, 0, 1)]
    assert told(session, campaign).purse.left == 10
    what = Told(Asked(b"1" * 16, b"a" * 16), Sale(write_code(first.serial, make.KEYS)), now)
    happened.take_in(session, means, make.offers(session, campaign), till, what, timedelta(), now)
    assert spending.stands(session, campaign.id) == (4000, 2000), "a double of it may have cost as much"
    session.run(Sql("DELETE FROM budgets"))
    spend(session, means, till, campaign, second, now, Purchase(4000, "EUR"))
    assert spending.stands(session, campaign.id) == (5000, 0), "opened anew, it counts the same"
    assert undo.reverse(session, means, till, redemption, "typed wrong", now)
    assert spending.stands(session, campaign.id) == (3000, 0), "the double has what was kept back for it"


def test_an_undo_keeps_the_most_back_again(session, means, till, now):
    campaign = make.campaign(offer={"value": 25, "most": "20 EUR", "limits": {"budget": "50 EUR"}})
    redemption = spend(session, means, till, campaign, joined(session, means, campaign, 1, now), now)
    assert spending.stands(session, campaign.id) == (2000, 0)
    assert undo.reverse(session, means, till, redemption, "typed wrong", now)
    assert spending.stands(session, campaign.id) == (0, 2000)
    assert lapse(session, {campaign.id: campaign}, now + timedelta(days=99))
    assert spending.stands(session, campaign.id) == (0, 0)


def test_a_card_costs_what_was_paid_with_it(session, means, till, now):
    campaign = make.campaign(offer={"kind": "card", "value": 20, "currency": "EUR", "limits": {"budget": "50 EUR"}})
    coupon = joined(session, means, campaign, 1, now)
    assert budgets.stands(session, campaign.id) == budgets.Budget("EUR", 2000, 0)
    for cents in (799, 1500):
        spend(session, means, till, campaign, coupon, now, Purchase(cents, "EUR"))
    assert told(session, campaign).all.given == Decimal("20.00")
    assert budgets.stands(session, campaign.id) == budgets.Budget("EUR", 0, 2000)


def test_texts_are_paid_for_once_a_gateway_took_them_wherever_they_ended(session, now):
    person = make.coupon(session).subscriber
    for state in State:
        make.message(session, subscriber=person, state=state, text="Ciao")
    make.message(session, text="x" * 200, state=State.SENT)
    assert spending.sent(session, make.CAMPAIGN_ID) == [Sent("", "IT", 2), Sent(make.PLACEMENT, "IT", 4)]


@pytest.mark.parametrize(
    ("budget", "people"), [("20 EUR", 4), ("22 EUR", 4), ("24.99 EUR", 4), ("25 EUR", 5), ("4 EUR", 0)]
)
def test_issuing_stops_exactly_at_the_budget(session, means, now, budget, people):
    campaign = make.campaign(offer={**FIVE, "limits": {"budget": budget}})
    got = [joined(session, means, campaign, n, now) for n in range(7)]
    assert [coupon is not None for coupon in got] == [True] * people + [False] * (7 - people)
    assert is_over(session, campaign) or not people
    assert spending.stands(session, campaign.id) == (0, 500 * people)


def test_a_budget_that_comes_later_counts_what_is_out_and_what_was_given(session, means, till, now):
    before = make.campaign(offer=FIVE)
    early = [joined(session, means, before, n, now) for n in range(3)]
    spend(session, means, till, before, early[0], now)
    campaign = make.campaign(offer={**FIVE, "limits": {"budget": "20 EUR"}})
    assert joined(session, means, campaign, 3, now)
    assert spending.stands(session, campaign.id) == (500, 1500)
    assert joined(session, means, campaign, 4, now) is None
    for coupon in early[1:]:
        spend(session, means, till, campaign, coupon, now)
    assert spending.stands(session, campaign.id) == (1500, 500)


@pytest.mark.parametrize("act", ["promise", "give"])
def test_who_opens_a_budget_last_of_two_finds_it_open(sessions: Sessions, act: str) -> None:
    def ask(session: Session, name: str) -> bool:
        if act == "promise":
            return budgets.promise(session, "c", 1000, "EUR", 300)
        return budgets.give(session, "c", 1000, "EUR", redemption=name, cost=300, kept=0)

    answers, begun = [], threading.Event()

    def second() -> None:
        begun.set()
        with sessions.begin() as session:
            answers.append(ask(session, "r2"))

    beside = threading.Thread(target=second)
    with sessions.begin() as session:
        assert ask(session, "r1")
        beside.start()
        begun.wait()
        time.sleep(0.3)  # so that the other one waits for us
    beside.join()
    assert answers == [True]


def test_a_budget_that_a_till_asks_for_first_counts_what_else_is_out(session, means, till, now):
    before = make.campaign(offer=FIVE)
    early = [joined(session, means, before, n, now) for n in range(3)]
    campaign = make.campaign(offer={**FIVE, "limits": {"budget": "20 EUR"}})
    spend(session, means, till, campaign, early[0], now)
    assert spending.stands(session, campaign.id) == (500, 1000)
