"""What tills are held to stands on the page in plain words."""

import pytest

from app.rules.conditions import conditions
from app.store import words
from tests import make

SAYS = words.load()


def said(language="en", **offer):
    """The sentences of an offer with these keys."""
    return conditions(make.campaign(languages=["it", "en"], offer=offer).offer, SAYS[language])


def test_an_offer_without_conditions_says_nothing():
    assert said() == []


def test_least_most_shops_days_hours_and_others_are_said():
    assert said(
        least="20 EUR",
        most="7.50 EUR",
        stores=["via-roma", "duomo"],
        days=["mon", "tue", "wed", "thu", "fri"],
        hours="11:00-15:00",
        stackable=False,
    ) == [
        "On €20 or more.",
        "€7.50 off at most.",
        "In 2 of our shops.",
        "Good on Monday to Friday.",
        "From 11:00 a.m. to 3:00 p.m.",
        "Not together with other coupons.",
    ]


def test_words_of_the_files_own_take_the_place_of_the_least_spend():
    assert said(least="4 EUR", minimum={"it": "Da 4 €", "en": "On €4 or more"}) == []


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        (["mon"], "Good on Monday."),
        (["sun", "sat"], "Good on Saturday and Sunday."),
        (["fri", "sat", "sun", "mon"], "Good on Friday to Monday."),
        (["mon", "wed", "thu", "fri"], "Good on Monday and Wednesday to Friday."),
    ],
)
def test_days_in_a_row_are_a_span(days, sentence):
    assert said(days=days) == [sentence]


def test_all_days_need_no_word():
    assert said(days=["mon", "tue", "wed", "thu", "fri", "sat", "sun"]) == []


def test_a_card_and_several_uses_are_said():
    assert said(kind="card", value=50, currency="EUR") == ["A card with a balance: it pays until it is empty."]
    assert said(uses=10) == ["It can be used 10 times."]
