from datetime import date

import pytest

from app.rules.holiday import is_holiday
from app.rules.law import COUNTRIES


@pytest.mark.rule("FR-2", "BR-1")
@pytest.mark.parametrize(
    ("country", "day"),
    [
        ("FR", date(2026, 7, 14)),
        ("IT", date(2026, 6, 2)),
        ("SM", date(2026, 9, 3)),
        ("DE", date(2026, 4, 6)),  # Easter Monday
        ("BR", date(2026, 9, 7)),
        ("PL", date(2026, 11, 11)),
        ("SK", date(2026, 8, 29)),
        ("CH", date(2026, 8, 1)),
    ],
)
def test_national_holidays_are_known(country, day):
    assert is_holiday(country, day)


def test_an_ordinary_day_is_none():
    assert not is_holiday("FR", date(2026, 7, 15))
    assert not is_holiday("DE", date(2026, 1, 6))  # in some of its states only


def test_a_country_that_nobody_listed_has_none():
    assert not is_holiday("XX", date(2026, 12, 25))
    assert not is_holiday("", date(2026, 12, 25))


@pytest.mark.parametrize("code", [place.code for place in COUNTRIES if place.code != "UA"])
def test_every_country_of_the_book_has_some(code):
    """But Ukraine, where martial law suspends them."""
    year = [date.fromordinal(date(2027, 1, 1).toordinal() + days) for days in range(365)]
    assert any(is_holiday(code, day) for day in year)
