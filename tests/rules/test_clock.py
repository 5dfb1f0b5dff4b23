from datetime import timedelta

import pytest

from app.rules.clock import STILL, Clock, Look, moved

HOUR = timedelta(hours=1)


@pytest.mark.parametrize("by", [HOUR, -HOUR, timedelta(seconds=2), timedelta(days=-40)])
def test_what_the_clock_was_moved_by_is_told_from_the_time_that_passed(now, by):
    assert moved(Look(now, 100.0), Look(now + timedelta(seconds=7) + by, 107.0)) == by


@pytest.mark.parametrize("off_s", [0.0, 0.5, -1.5])
def test_a_clock_that_is_kept_right_is_not_moved(now, off_s):
    assert moved(Look(now, 100.0), Look(now + timedelta(seconds=60 + off_s), 160.0)) == STILL


def test_that_it_was_moved_is_remembered_for_a_while_also_when_it_was_moved_to_and_fro(now):
    clock = Clock(Look(now, 100.0)).at(Look(now + HOUR, 100.0), 60.0)
    assert (clock.ahead, clock.is_back) == (HOUR, False)
    clock = clock.at(Look(now, 100.1), 60.0)
    assert (clock.ahead, clock.is_back) == (HOUR, True)
    clock = clock.at(Look(now + timedelta(seconds=60), 160.05), 60.0)
    assert (clock.ahead, clock.is_back) == (STILL, True)
    clock = clock.at(Look(now + timedelta(seconds=61), 161.0), 60.0)
    assert (clock.ahead, clock.is_back) == (STILL, False)
