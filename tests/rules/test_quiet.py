import pytest

from app.rules.quiet import silence


@pytest.mark.parametrize(
    ("days", "silent"),
    [
        ([8] * 11 + [0, 0, 0], 2),
        ([0, 0, 0] + [8] * 7 + [0, 0, 0, 0], 3),
        ([1] * 5 + [0] * 9, 8),
    ],
)
def test_a_spot_that_people_used_to_scan_and_no_longer_do_is_silent(days, silent):
    found = silence(days)
    assert found is not None
    assert found.days == silent
    assert found.scans_a_day == max(days)


@pytest.mark.parametrize(
    "days",
    [
        [],
        [0] * 14,
        [8] * 14,
        [8] * 13 + [0],
        [8] * 12 + [0, 0],
        [1, 0, 0, 1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0],
        [8] * 10 + [0, 0, 0, 1],
    ],
)
def test_a_closed_day_or_bad_luck_is_not(days):
    assert silence(days) is None
