"""What texts cost is exact, and what is not known is said."""

from decimal import Decimal

import pytest

from app.rules.cost import BILLED, Cost, Pile, as_billed, cost, price_of, read_price, sums
from app.rules.message import State

PRICES = {"IT": (Decimal("0.0450"), "EUR"), "US": (Decimal("0.0083"), "USD")}


def test_a_text_costs_its_parts():
    assert cost(State.SENT, 3, "IT", None, PRICES) == Cost(3, Decimal("0.0450"), Decimal("0.1350"), "EUR")


def test_where_no_price_is_set_it_has_parts_alone():
    assert cost(State.SENT, 3, "FR", None, PRICES) == Cost(3)


def test_what_its_gateway_asks_outranks_a_price_that_is_set():
    told = cost(State.DELIVERED, 2, "IT", (Decimal("0.0333"), "EUR"), PRICES)
    assert told == Cost(2, None, Decimal("0.0333"), "EUR")
    assert told.is_reported


@pytest.mark.parametrize("state", State)
def test_what_never_left_or_was_refused_costs_nothing(state):
    assert (cost(state, 1, "IT", None, PRICES) is None) is (state not in BILLED)
    assert set(State) - set(BILLED) == {State.QUEUED, State.SENDING, State.EXPIRED, State.FAILED, State.SUPPRESSED}


def test_sums_are_exact_by_currency_and_tell_what_is_not_known():
    found = sums(
        [
            Pile("IT", 900_000, 1_000_003),
            Pile("IT", 3, 0, Decimal("0.0999"), "EUR"),
            Pile("US", 7, 10),
            Pile("US", 1, 0, Decimal("0.01"), "EUR"),
            Pile("FR", 2, 4),
        ],
        PRICES,
    )
    assert found.texts == 900_013
    assert found.by_currency == {"EUR": Decimal("45000.2449"), "USD": Decimal("0.0830")}
    assert found.unpriced == {"FR": 4}


@pytest.mark.parametrize(
    ("written", "price"),
    [("0.0333 EUR", "0.033300"), ("-0.00750 USD", "0.007500"), ("12 JPY", "12.000000"), ("0.1234567 EUR", "0.123457")],
)
def test_a_price_is_read_and_kept_in_millionths(written, price):
    read = read_price(written)
    assert read == (Decimal(price), written[-3:])
    assert price_of(*as_billed(read).values()) == read


@pytest.mark.parametrize("written", [None, "", "EUR", "0.1", "None EUR", "0,1 EUR", "1e9 EUR", "0.1 eur", "٣ EUR"])
def test_what_is_no_price_is_none(written):
    assert read_price(written) is None
    assert as_billed(None) == {"billed": None, "billed_in": None}
