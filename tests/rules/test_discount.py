import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.discount import cost, discount, promised
from tests import make

SUMS = st.integers(0, 10**9)


def offer(**changes):
    return make.campaign(offer=changes).offer


@pytest.mark.parametrize(("purchase", "off"), [(1000, 250), (1, 0), (2, 1), (399, 100), (None, None)])
def test_a_percentage_is_rounded_as_money_is(purchase, off):
    assert discount(offer(kind="percent", value=25), purchase=purchase) == off


def test_a_percentage_takes_off_no_more_than_its_most():
    capped = offer(kind="percent", value=25, most="10 EUR")
    assert [discount(capped, purchase=purchase) for purchase in (3999, 4000, 400_000)] == [1000, 1000, 1000]
    assert promised(capped) == 1000
    assert promised(offer(kind="percent", value=25)) is None


def test_an_amount_takes_off_no_more_than_was_bought():
    five = offer(kind="amount", value=5, currency="EUR")
    assert [discount(five, purchase=purchase) for purchase in (None, 1200, 500, 320)] == [500, 500, 500, 320]
    assert promised(five) == 500


def test_a_currency_without_cents_has_none():
    yen = offer(kind="amount", value=500, currency="JPY")
    assert discount(yen, purchase=None) == 500


def test_a_card_pays_until_it_is_empty():
    card = offer(kind="card", value=50, currency="EUR")
    assert discount(card, purchase=3000, balance=5000) == 3000
    assert discount(card, purchase=3000, balance=2000) == 2000
    assert discount(card, purchase=None, balance=2000) is None
    assert promised(card) == 5000


def test_an_item_costs_what_it_is_worth_and_takes_nothing_off():
    item = offer(kind="item", value=None, worth="4.50 EUR")
    assert discount(item, purchase=1000) is None
    assert (cost(item, None), promised(item)) == (450, 450)
    assert cost(offer(kind="points", value=100), None) is None
    assert cost(offer(kind="amount", value=5, currency="EUR"), 320) == 320


@given(SUMS, st.integers(1, 100))
def test_no_percentage_takes_off_more_than_was_bought(purchase, value):
    off = discount(make.campaign(offer={"value": value}).offer, purchase=purchase)
    assert off is not None
    assert 0 <= off <= purchase
    assert abs(off * 100 - purchase * value) <= 50
