"""Ceilings as an operator writes them, and whether a text would go through one."""

from decimal import Decimal

import pytest

from app.rules.ceiling import STANDARD, BadCeilings, Sums, Text, reached, read_ceilings, share, text_of

PRICES = {"IT": (Decimal("0.0450"), "EUR")}


def test_what_is_written_stands_over_the_defaults():
    found = read_ceilings("money 200.50 EUR a day, IT 2000 an hour,prefix 30 an hour")
    assert {str(each) for each in found.all.values()} == {
        "texts 20000 an hour",
        "texts 100000 a day",
        "country 10000 an hour",
        "campaign 10000 an hour",
        "IT 2000 an hour",
        "prefix 30 an hour",
        "money 200.50 EUR a day",
    }
    assert (found.of_country("IT"), found.of_country("DE"), found.prefix) == (2000, 10000, 30)
    assert read_ceilings(" ") == STANDARD


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("texts", "'texts' is no ceiling; write it like texts 5000 an hour"),
        ("IT 20, texts 3 a day", "'IT 20' is no ceiling"),
        ("texts 5000 a week", "is no ceiling"),
        ("money 200 a day", "money has a currency"),
        ("texts 200 EUR a day", "nothing else has"),
        ("IT 1.5 an hour", "counted whole"),
        ("prefix 0 an hour", "at least prefix 1 an hour"),
        ("prefix 60 a day", "by the hour"),
        ("IT 5 an hour, IT 6 an hour", "there are two of IT 6 an hour"),
    ],
)
def test_what_is_no_ceiling_is_said(written, said):
    with pytest.raises(BadCeilings, match=said.replace(".", r"\.")):
        read_ceilings(written)


def test_each_ceiling_stops_the_text_that_would_go_through_it():
    ceilings = read_ceilings("texts 10 an hour, DE 2 a day, campaign 5 a day, money 1 EUR a day")
    text = text_of("IT", "estate-25", 2, PRICES)
    assert (text.cost, text.currency) == (90_000, "EUR")
    nearly = {("all", ""): Sums(9, 9), ("campaign", "estate-25"): Sums(4, 4), ("money", "EUR"): Sums(0, 910_000)}
    assert reached(ceilings, nearly, text) is None
    for place, sums in [
        (("all", ""), Sums(10, 10)),
        (("campaign", "estate-25"), Sums(0, 5)),
        (("money", "EUR"), Sums(0, 910_001)),
    ]:
        assert reached(ceilings, {**nearly, place: sums}, text)
    assert str(reached(ceilings, {("country", "DE"): Sums(2, 2)}, Text("DE", "estate-25"))) == "DE 2 a day"


def test_a_country_without_a_price_counts_in_no_sum_of_money():
    assert dict(text_of("DE", "estate-25", 2, PRICES).counts).keys() == {
        ("all", ""),
        ("country", "DE"),
        ("campaign", "estate-25"),
    }


def test_the_share_is_that_of_the_nearest_ceiling():
    ceilings = read_ceilings("texts 10 an hour")
    assert share(ceilings, {("all", ""): Sums(7, 7), ("country", "IT"): Sums(7, 7)}, Text("IT", "x")) == 0.7
