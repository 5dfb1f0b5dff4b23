"""How long data is kept, by kind and country."""

from datetime import UTC, datetime

import pytest

from app.rules.retention import DEFAULT, TERMS, back, countries_by_quiet, is_too_old, terms

NOW = datetime(2026, 7, 4, 10, 0, tzinfo=UTC)


@pytest.mark.rule("FR-4", "IT-3", "SK-2", "US-REC-2")
def test_each_country_has_its_term_and_all_others_the_default():
    assert [terms(code).quiet_months for code in ("FR", "IT", "SE")] == [36, 24, 36]
    assert terms("SK").proof_years >= 4
    assert terms("US").proof_years >= 5
    assert terms("XX") is DEFAULT
    assert all(each.proof_years >= 4 for each in TERMS.values())


def test_months_are_those_of_the_calendar():
    assert back(NOW, 24) == NOW.replace(year=2024)
    assert back(NOW, 13) == NOW.replace(year=2025, month=6)
    assert back(datetime(2028, 3, 31, tzinfo=UTC), 1) == datetime(2028, 2, 29, tzinfo=UTC)


@pytest.mark.rule("IT-3")
def test_a_consent_is_too_old_on_the_day_its_term_is_over():
    assert is_too_old(NOW.replace(year=2024), "IT", NOW)
    assert not is_too_old(NOW.replace(year=2024, day=5), "IT", NOW)
    assert countries_by_quiet()[24] == ("IT",)
