"""How long data is kept, by kind and country."""

from datetime import UTC, date, datetime

import pytest

from app.rules.law import BOOK
from app.rules.retention import DEFAULT, TERMS, back, groups, is_too_old, terms

NOW = datetime(2026, 7, 4, 10, 0, tzinfo=UTC)


@pytest.mark.rule("FR-4", "IT-3", "SK-2", "US-REC-2", "US-INACT-1")
def test_each_country_has_its_term_and_all_others_the_default():
    assert [terms(code).quiet for code in ("FR", "IT", "SE", "US")] == [36, 24, 36, 18]
    assert terms("SK").expired >= 48
    assert terms("US").expired >= 60
    assert terms("XX") is DEFAULT
    assert all(each.proof >= 60 for each in TERMS.values())


def test_months_are_those_of_the_calendar():
    assert back(NOW, 24) == NOW.replace(year=2024)
    assert back(NOW, 13) == NOW.replace(year=2025, month=6)
    assert back(datetime(2028, 3, 31, tzinfo=UTC), 1) == datetime(2028, 2, 29, tzinfo=UTC)


@pytest.mark.rule("IT-3")
def test_a_consent_is_too_old_on_the_day_its_term_is_over():
    assert is_too_old(NOW.replace(year=2024), "IT", NOW)
    assert not is_too_old(NOW.replace(year=2024, day=5), "IT", NOW)


def test_terms_are_grouped_by_country_and_the_default_is_left_out():
    assert ("IT",) in groups().values()
    assert DEFAULT not in groups()


@pytest.mark.rule("US-REC-2", "SK-2", "FR-4", "IT-3", "US-VA-1")
@pytest.mark.parametrize("code", sorted(code for code, place in BOOK.places.items() if place.country == code))
def test_no_term_is_shorter_or_longer_than_the_law_has_it(code):
    for keep in BOOK.needs((code,), date(2026, 11, 26)).keep:
        if keep.what in {"proof", "refusal"}:
            assert terms(code).proof >= keep.months
        if keep.what in {"prospect", "silent"}:
            assert terms(code).quiet <= keep.months
