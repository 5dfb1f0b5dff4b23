from decimal import Decimal

import pytest

from app.rules.spending import Given, Sent, as_json, spending
from tests import make

EUR = {"IT": (Decimal("0.0455"), "EUR"), "SM": (Decimal("0.05"), "EUR")}
OFFER = {"kind": "amount", "value": 5, "currency": "EUR", "limits": {"budget": "100 EUR"}}
GIVEN = [Given("k7q2m", "EUR", 3, 1500, 0), Given("n4t8x", "EUR", 1, 500, 0)]
SENT = [Sent("k7q2m", "IT", 10), Sent("k7q2m", "SM", 1), Sent("n4t8x", "IT", 4)]


def test_texts_and_discounts_are_added_up_in_all_and_by_placement():
    found = spending(make.campaign(offer=OFFER), GIVEN, SENT, EUR, (2000, 1500))
    assert (found.all.given, found.all.parts, found.all.texts) == (Decimal("20.00"), 15, {"EUR": Decimal("0.69")})
    assert found.all.each == Decimal("5.17")
    assert [(spot, costs.redeemed, costs.each) for spot, costs in found.placements.items()] == [
        ("k7q2m", 3, Decimal("5.17")),
        ("n4t8x", 1, Decimal("5.18")),
    ]


def test_a_budget_tells_what_is_left_and_never_less_than_nothing():
    found = spending(make.campaign(offer=OFFER), GIVEN, SENT, EUR, (2000, 1500)).purse
    assert found is not None
    assert (found.left, found.share(found.given), found.share(found.promised)) == (Decimal(65), 20.0, 15.0)
    over = spending(make.campaign(offer=OFFER), [], [], {}, (12000, 0)).purse
    assert over is not None
    assert (over.left, over.share(over.given)) == (Decimal(0), 100.0)
    assert spending(make.campaign(), [], [], {}, (0, 0)).purse is None


@pytest.mark.parametrize(
    ("given", "sent", "prices"),
    [
        (GIVEN, [*SENT, Sent("k7q2m", "DE", 7)], EUR),
        (GIVEN, SENT, {**EUR, "SM": (Decimal("0.05"), "USD")}),
        ([Given("k7q2m", "EUR", 3, 1500, 1)], SENT, EUR),
        ([*GIVEN, Given("k7q2m", "CHF", 1, 500, 0)], SENT, EUR),
        ([], SENT, EUR),
    ],
    ids=[
        "no price",
        "texts in another currency",
        "a discount that nobody knows",
        "a discount in another currency",
        "nothing redeemed",
    ],
)
def test_what_a_coupon_cost_is_not_known_where_a_part_of_it_is_not(given, sent, prices):
    assert spending(make.campaign(offer=OFFER), given, sent, prices, (0, 0)).all.each is None


def test_parts_without_a_price_are_counted_by_country():
    found = spending(make.campaign(offer=OFFER), GIVEN, [*SENT, Sent("", "DE", 7)], EUR, (0, 0))
    told = as_json(found)
    assert told["parts_without_price"] == {"DE": 7}
    assert told["parts"] == 22
    assert told["per_redeemed"] is None
    assert told["budget"] == {
        "most": "100.00",
        "given": "0.00",
        "promised": "0.00",
        "left": "100.00",
        "currency": "EUR",
        "is_over": False,
    }


def test_an_offer_without_a_sum_gives_none():
    told = as_json(spending(make.campaign(), [Given("k7q2m", None, 2, 0, 2)], SENT, EUR, (0, 0)))
    assert (told["given"], told["currency"], told["given_unknown"]) == (None, None, 2)


def test_a_percentage_is_told_in_the_currency_that_tills_name():
    given = [Given("k7q2m", "EUR", 2, 1999, 0), Given("k7q2m", None, 1, 0, 1), Given("n4t8x", "EUR", 1, 1, 0)]
    found = spending(make.campaign(), given, SENT, EUR, (0, 0))
    assert (found.all.currency, found.all.given, found.all.unknown) == ("EUR", Decimal("20.00"), 1)
    assert found.placements["n4t8x"].each == Decimal("0.19")


def test_sums_of_two_currencies_are_never_added_up():
    given = [Given("k7q2m", "EUR", 2, 2000, 0), Given("k7q2m", "CHF", 1, 300, 0)]
    found = spending(make.campaign(offer=OFFER), given, [], {}, (0, 0)).all
    assert (found.given, found.given_other, found.redeemed) == (Decimal("20.00"), {"CHF": Decimal("3.00")}, 3)
    nobodys = as_json(spending(make.campaign(), given, [], {}, (0, 0)))
    assert (nobodys["given"], nobodys["given_other"]) == (None, {"CHF": "3.00", "EUR": "20.00"})


def test_a_double_makes_what_is_redeemed_dearer_and_is_told_apart():
    given = [Given("k7q2m", "EUR", 2, 1500, 0, doubles=1, doubled=500)]
    found = spending(make.campaign(offer=OFFER), given, [], {}, (1500, 0)).all
    assert (found.redeemed, found.doubles, found.doubled) == (2, 1, Decimal("5.00"))
    assert (found.given, found.each) == (Decimal("15.00"), Decimal("7.50"))


@pytest.mark.parametrize(
    ("currency", "price", "parts", "sum"),
    [
        ("EUR", "0.0455", 1, "0.05"),
        ("EUR", "0.005", 1, "0.01"),
        ("JPY", "12.5", 3, "38"),
        ("KWD", "0.01234", 3, "0.037"),
    ],
)
def test_a_sum_has_the_places_of_its_currency_and_half_a_unit_goes_up(currency, price, parts, sum):
    found = spending(make.campaign(), [], [Sent("", "IT", parts)], {"IT": (Decimal(price), currency)}, (0, 0))
    assert found.all.texts == {currency: Decimal(sum)}
    assert str(found.all.texts[currency]) == sum


def test_placements_add_up_to_the_whole_to_the_cent():
    spots = ["c9w3g", "k7q2m", "n4t8x", "r2h6v"]
    sent = [Sent(spot, "IT", parts) for spot, parts in zip(spots, [11, 11, 9, 9], strict=True)]
    found = spending(make.campaign(), [], sent, {"IT": (Decimal("0.045"), "EUR")}, (0, 0))
    told = [costs.texts["EUR"] for costs in found.placements.values()]
    assert sum(told) == found.all.texts["EUR"] == Decimal("1.80")
    assert all(abs(told[n] - Decimal("0.045") * each.parts) < Decimal("0.01") for n, each in enumerate(sent))
