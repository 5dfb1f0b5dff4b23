import random
from collections import Counter

import pytest

from app.rules.route import BadRoutes, Share, chain, in_order, read_routes, route_of


def test_routes_are_read_country_by_country():
    routes = read_routes("IT vonage 70 twilio 30, US twilio,* vonage  twilio ,")
    assert routes == {
        "IT": [Share("vonage", 70), Share("twilio", 30)],
        "US": [Share("twilio", 100)],
        "*": [Share("vonage", 100), Share("twilio", 0)],
    }
    assert route_of(routes, "IT") == routes["IT"]
    assert route_of(routes, "FR") == routes["*"]
    assert read_routes("") == {}


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("it twilio, * twilio", "'it' is no country"),
        ("ITA twilio, * twilio", "'ITA' is no country"),
        ("IT, * twilio", "no gateway is named"),
        ("IT 70, * twilio", "70 must be a share"),
        ("IT twilio 0, * twilio", "0 must be a share"),
        ("IT twilio 101, * twilio", "101 must be a share"),
        ("IT twilio 50 50, * twilio", "50 must be a share"),
        ("IT twilio twilio, * twilio", "twilio stands there twice"),
        ("IT twilio, IT vonage, * twilio", "IT has two routes"),
        ("IT twilio", "for all other countries"),
    ],
)
def test_what_cannot_be_read_is_said(written, told):
    with pytest.raises(BadRoutes, match=told):
        read_routes(written)


def test_shares_are_kept_and_the_others_take_over():
    dice, route = random.Random(7), [Share("a", 70), Share("b", 30), Share("c", 0)]
    orders = [tuple(in_order(route, lambda _: 1.0, dice.random())) for _ in range(10_000)]
    assert set(orders) == {("a", "b", "c"), ("b", "a", "c")}
    assert Counter(first for first, *_ in orders)["a"] == pytest.approx(7_000, abs=250)


def test_who_is_not_well_gets_less():
    dice, route = random.Random(7), [Share("a", 50), Share("b", 50)]
    firsts = Counter(in_order(route, lambda name: 0.1 if name == "a" else 1.0, dice.random())[0] for _ in range(10_000))
    assert firsts["a"] == pytest.approx(10_000 / 11, abs=150)


@pytest.mark.parametrize("chance", [0.0, 0.5, 1 - 2**-53])
def test_in_a_chain_the_first_is_first_by_any_chance(chance):
    assert in_order(chain(["a", "b", "c"])["*"], lambda _: 1.0, chance) == ["a", "b", "c"]
