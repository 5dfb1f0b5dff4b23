from datetime import date
from itertools import product

import pytest

from app.rules.age import (
    CONSENT,
    LEAST,
    REFUSED,
    BadBirthday,
    consent_age,
    is_of_age,
    least_age,
    problem,
    read_birthday,
)
from app.store.words import load
from tests import make

TODAY = date(2026, 7, 4)
GATED = ("alcohol", "tobacco", "firearms")


@pytest.mark.rule("US-AGE-1")
@pytest.mark.parametrize(("category", "country"), list(product(GATED, ["US", "IT", "DE", "JP", "ZW"])))
def test_what_carriers_let_through_behind_a_gate_has_one_everywhere(category, country):
    least = least_age(category, [country])
    assert least is not None
    assert least >= {"US": 21, "JP": 20}.get(country, 18)


def test_of_several_countries_the_strictest_counts():
    assert least_age("alcohol", ["IT", "US", "JP"]) == 21
    assert least_age("alcohol", ["DE", "JP"]) == 20
    assert least_age("firearms", ["DE", "BR"]) == 25


def test_no_other_goods_ask_for_an_age():
    assert least_age("general", ["US"]) is None
    assert not REFUSED & LEAST.keys()


@pytest.mark.rule("EU-AGE-1")
def test_a_child_consents_for_itself_from_the_age_of_the_strictest_country():
    assert consent_age(["IT", "GB"]) == 14
    assert consent_age(["IT", "DE", "US"]) == 16
    assert consent_age(["US", "CH"]) is None
    assert set(CONSENT.values()) <= {13, 14, 15, 16}


@pytest.mark.rule("US-AGE-2")
@pytest.mark.parametrize(
    ("born", "of_age"),
    [("2005-07-03", True), ("2005-07-04", True), ("2005-07-05", False), ("1926-07-04", True), ("2026-07-04", False)],
)
def test_people_are_of_age_from_their_birthday_on(born, of_age):
    assert is_of_age(date.fromisoformat(born), 21, TODAY) is of_age


@pytest.mark.parametrize(("today", "of_age"), [("2026-02-28", False), ("2026-03-01", True), ("2028-02-29", True)])
def test_who_was_born_on_a_leap_day_is_older_on_the_first_of_march(today, of_age):
    assert is_of_age(date(2008, 2, 29), 18, date.fromisoformat(today)) is of_age


@pytest.mark.parametrize(
    ("day", "month", "year"),
    [("4", "7", "1990"), ("04", "07", "1990"), (" 4. ", "7/", "1990 "), ("٤", "٧", "١٩٩٠"), ("４", "７", "１９９０")],
)
def test_a_date_is_read_however_it_is_typed(day, month, year):
    assert read_birthday(day, month, year, TODAY) == date(1990, 7, 4)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("", "", ""), "Enter your date of birth: day, month and year."),
        (("4", "July", "1990"), "Enter your date of birth: day, month and year."),
        (("4", "7", "90"), "Write the year with four digits, like 1990."),
        (("4", "7", "1890"), "Write the year with four digits, like 1990."),
        (("4", "7", "0000"), "There is no such day. Look at day and month once more."),
        (("30", "2", "1990"), "There is no such day. Look at day and month once more."),
        (("29", "2", "1990"), "There is no such day. Look at day and month once more."),
        (("7", "13", "1990"), "There is no such day. Look at day and month once more."),
        (("5", "7", "2026"), "This day has not come yet. Look at the year once more."),
    ],
)
def test_what_is_no_birthday_is_told_and_never_repeated(typed, said):
    with pytest.raises(BadBirthday) as bad:
        read_birthday(*typed, TODAY)
    assert problem(load()["en"], bad.value) == said
    assert "1990" not in str(bad.value)


@pytest.mark.parametrize(
    ("changes", "gate"),
    [
        ({}, None),
        ({"age": 16}, 16),
        ({"category": "alcohol"}, 18),
        ({"category": "alcohol", "countries": ["US"]}, 21),
        ({"category": "alcohol", "age": 20}, 20),
        ({"category": "gambling"}, None),
    ],
)
def test_a_campaign_says_how_old_people_must_be(changes, gate):
    assert make.campaign(**changes).age_gate == gate
