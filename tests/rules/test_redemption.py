from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from app.rules.redemption import Purchase, Refusal, against
from tests import make

ROME = ZoneInfo("Europe/Rome")
MONDAY_NOON = datetime(2026, 7, 6, 10, 0, tzinfo=UTC)  # 12:00 in Rome


def said(*, shop=None, amount=None, paid_in="EUR", at=MONDAY_NOON, **offer):
    purchase = None if amount is None else Purchase(amount, paid_in)
    return against(make.campaign(offer=offer).offer, shop=shop, purchase=purchase, zone=ROME, now=at)


def test_without_conditions_it_is_good_everywhere_always_and_for_any_purchase():
    assert said() is None
    assert said(shop="duomo", amount=1, paid_in="JPY") is None


@pytest.mark.parametrize(("shop", "no"), [("via-roma", None), ("duomo", Refusal.NOT_HERE), (None, None)])
def test_a_shop_that_is_not_named_is_told_so(shop, no):
    assert said(shop=shop, stores=["via-roma"]) is no


@pytest.mark.parametrize(
    ("at", "no"),
    [
        (datetime(2026, 7, 6, 8, 59, tzinfo=UTC), Refusal.NOT_NOW),
        (datetime(2026, 7, 6, 9, 0, tzinfo=UTC), None),
        (datetime(2026, 7, 6, 12, 59, 59, tzinfo=UTC), None),
        (datetime(2026, 7, 6, 13, 0, tzinfo=UTC), Refusal.NOT_NOW),
        (datetime(2026, 7, 7, 10, 0, tzinfo=UTC), Refusal.NOT_NOW),
    ],
)
def test_days_and_hours_are_those_of_the_campaign(at, no):
    assert said(at=at, days=["mon"], hours="11:00-15:00") is no


@pytest.mark.parametrize(
    ("at", "no"),
    [
        (datetime(2026, 7, 6, 21, 0, tzinfo=UTC), None),  # Monday 23:00
        (datetime(2026, 7, 6, 23, 30, tzinfo=UTC), None),  # Tuesday 01:30, of Monday's night
        (datetime(2026, 7, 5, 23, 30, tzinfo=UTC), Refusal.NOT_NOW),  # Monday 01:30, of Sunday's night
    ],
)
def test_a_night_belongs_to_the_day_on_which_it_began(at, no):
    assert said(at=at, days=["mon"], hours="22:00-02:00") is no


def test_the_hours_are_those_on_the_wall_also_when_the_clocks_change():
    before, after = datetime(2026, 10, 24, 9, 0, tzinfo=UTC), datetime(2026, 10, 26, 9, 0, tzinfo=UTC)
    assert said(at=before, hours="11:00-12:00") is None
    assert said(at=after, hours="11:00-12:00") is Refusal.NOT_NOW


@pytest.mark.parametrize(("amount", "no"), [(399, Refusal.BELOW_LEAST), (400, None), (None, None)])
def test_a_purchase_below_the_least_is_told_so_where_it_is_known(amount, no):
    assert said(amount=amount, least="4 EUR") is no


def test_sums_are_compared_in_one_currency_only():
    assert said(amount=5000, paid_in="CHF", least="4 EUR") is Refusal.OTHER_CURRENCY


def test_a_card_has_to_know_what_is_bought():
    card = {"kind": "card", "value": 50, "currency": "EUR"}
    assert said(**card) is Refusal.AMOUNT_NEEDED
    assert said(amount=100, **card) is None
