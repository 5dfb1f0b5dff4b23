"""Less than the programme says, and never more."""

from datetime import date, timedelta

import pytest

from app.rules.preference import LONGEST, first_day_back, paces

TODAY = date(2026, 7, 4)


@pytest.mark.parametrize(
    ("promised", "chosen", "offered"),
    [
        (4, None, [1, 2, 4]),
        (4, 2, [1, 2, 4]),
        (10, 3, [1, 3, 5, 10]),
        (2, None, [1, 2]),
        (1, None, [1]),
        (2, 4, [1, 2]),  # the programme promises less than it did when this was chosen
    ],
)
def test_there_is_as_much_as_promised_or_less(promised, chosen, offered):
    assert paces(promised, chosen) == offered


@pytest.mark.parametrize(
    ("pause", "day", "back"),
    [
        ("none", None, None),
        ("", None, None),
        ("week", None, date(2026, 7, 11)),
        ("month", None, date(2026, 8, 3)),
        ("quarter", None, date(2026, 10, 3)),
        ("week", date(2026, 12, 24), date(2026, 12, 24)),
    ],
)
def test_a_pause_ends_on_a_day(pause, day, back):
    assert first_day_back(pause, day, TODAY) == back


@pytest.mark.parametrize("day", [TODAY, TODAY - timedelta(days=1), TODAY + LONGEST + timedelta(days=1)])
def test_a_day_that_is_over_or_years_away_is_no_end_of_a_pause(day):
    with pytest.raises(ValueError, match="within a year"):
        first_day_back("none", day, TODAY)
