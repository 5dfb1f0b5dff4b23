from decimal import Decimal

import pytest

from app.rules.money import BadSum, major, minor, rounded


@pytest.mark.parametrize(
    ("amount", "currency", "units"),
    [("9.90", "EUR", 990), ("500", "JPY", 500), ("1.234", "KWD", 1234), ("0", "USD", 0)],
)
def test_a_sum_is_whole_units_and_comes_back_with_all_its_places(amount, currency, units):
    assert minor(Decimal(amount), currency) == units
    assert major(units, currency) == Decimal(amount)


@pytest.mark.parametrize(("amount", "currency"), [("9.905", "EUR"), ("500.5", "JPY")])
def test_a_sum_that_the_currency_cannot_write_is_refused(amount, currency):
    with pytest.raises(BadSum):
        minor(Decimal(amount), currency)


def test_half_a_unit_goes_up():
    assert [rounded(Decimal(amount), "EUR") for amount in ("0.004", "0.005", "2.125", "2.1249")] == [0, 1, 213, 212]
    assert rounded(Decimal("2.5"), "JPY") == 3


def test_all_places_are_written():
    assert f"{major(250, 'EUR')} {major(250, 'JPY')}" == "2.50 250"
