from decimal import Decimal

import pytest

from app.rules.money import BadSum, major, minor, purchase, read_plain, read_sum, rounded


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


def test_one_purchase_comes_to_no_more_than_anybody_pays():
    assert purchase(Decimal(1_000_000), "EUR") == 100_000_000
    assert purchase(Decimal(2_000_000), "JPY") == 2_000_000, "which is a watch"
    with pytest.raises(BadSum):
        purchase(Decimal("1000000.01"), "EUR")


def test_half_a_unit_goes_up():
    assert [rounded(Decimal(amount), "EUR") for amount in ("0.004", "0.005", "2.125", "2.1249")] == [0, 1, 213, 212]
    assert rounded(Decimal("2.5"), "JPY") == 3


def test_all_places_are_written():
    assert f"{major(250, 'EUR')} {major(250, 'JPY')}" == "2.50 250"


@pytest.mark.parametrize(
    ("typed", "sign", "cents"),
    [
        ("39,90", ",", 3990),
        ("39.90", ",", 3990),
        ("39.9", ",", 3990),
        ("39,9", ".", 3990),
        ("1.039,90", ",", 103990),
        ("1,039.90", ".", 103990),
        ("1.500", ",", 150000),
        ("1,500", ".", 150000),
        ("1 500", ",", 150000),
        ("1’500.5", ".", 150050),
        ("12,", ",", 1200),
        (",5", ",", 50),
        ("7", ".", 700),
    ],
)
def test_a_sum_is_read_as_the_language_writes_it_and_as_keypads_do(typed, sign, cents):
    assert read_sum(typed, "EUR", sign) == cents


@pytest.mark.parametrize(
    "typed", ["", "0", ",", "-5", "1.500", "1,2,3", "12a", "1234567890", "1000000.01", "1.03.900", "٣"]
)
def test_what_is_no_sum_is_refused(typed):
    with pytest.raises(BadSum):
        read_sum(typed, "EUR", ".")


@pytest.mark.parametrize(
    ("written", "read"), [("39.90 EUR", (3990, "EUR")), ("500 JPY", (500, "JPY")), ("0 USD", (0, "USD"))]
)
def test_a_sum_of_a_file_names_its_currency(written, read):
    assert read_plain(written) == read


@pytest.mark.parametrize(
    "written",
    ["", "39.90", "39,90 EUR", "39.90 eur", "39.90  EUR", "EUR 39.90", "-1 EUR", "1e3 EUR", "9.9 JPY", "٣ EUR"],
)
def test_any_other_is_no_sum_of_a_file(written):
    with pytest.raises(BadSum):
        read_plain(written)
