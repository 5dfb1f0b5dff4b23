"""A budget is what all discounts together may come to."""

from decimal import Decimal

import pytest

from app.rules.budget import given, is_spent
from tests import make

FIVE_EUROS = {"kind": "amount", "value": 5, "currency": "EUR", "limits": {"budget": "100 EUR"}}
A_QUARTER = {"kind": "percent", "value": 25, "limits": {"budget": "100 EUR"}}


@pytest.mark.parametrize(
    ("offer", "redeemed", "turnover", "discount", "spent"),
    [
        (FIVE_EUROS, 19, "0", "95", False),
        (FIVE_EUROS, 20, "0", "100", True),
        (A_QUARTER, 9, "399.99", "99.9975", False),
        (A_QUARTER, 9, "400", "100", True),
    ],
)
def test_the_discount_is_added_up_until_the_budget_is_spent(offer, redeemed, turnover, discount, spent):
    campaign = make.campaign(offer=offer)
    assert given(campaign, redeemed, Decimal(turnover)) == Decimal(discount)
    assert is_spent(campaign, redeemed, Decimal(turnover)) is spent


def test_without_a_budget_or_a_worth_in_money_nothing_runs_out():
    assert not is_spent(make.campaign(), 10**6, Decimal(10**9))
    item = make.campaign(offer={"kind": "item", "value": None, "limits": {"budget": "1 EUR"}})
    assert given(item, 9, Decimal(9)) is None
    assert not is_spent(item, 9, Decimal(9))
