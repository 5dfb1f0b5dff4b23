"""How far a broadcast is: nothing is counted twice, and no end is promised that nobody can know."""

from datetime import UTC, datetime, timedelta

from app.rules.progress import ends_at, progress

NOW = datetime(2026, 7, 4, 10, 0, tzinfo=UTC)
COUNTED = [
    ("queued", None, 30),
    ("queued", "quiet_hours", 10),
    ("sending", None, 2),
    ("sent", None, 8),
    ("delivered", None, 40),
    ("unknown", None, 1),
    ("undelivered", "blocked", 4),
    ("failed", "refused", 3),
    ("expired", None, 2),
    ("suppressed", "withdrawn", 5),
]


def test_each_text_is_counted_where_it_belongs():
    found = progress(COUNTED, {"withdrawn": 7, "no_consent": 9}, due=30, later=10)
    assert (found.waiting, found.left, found.in_hand, found.delivered, found.unknown) == (40, 55, 2, 40, 1)
    assert list(found.failed.items()) == [("blocked", 4), ("refused", 3), ("", 2)]
    assert list(found.skipped.items()) == [("withdrawn", 12), ("no_consent", 9)]
    assert found.share == 0.6


def test_before_the_first_text_it_is_at_its_beginning():
    assert progress([], {}, 0, 0).share == 0


def test_the_end_is_that_of_what_is_due_at_this_pace_and_not_before_the_last_hour_that_some_wait_for():
    assert ends_at(600, None, 60, NOW) == NOW + timedelta(minutes=10)
    morning = NOW + timedelta(hours=22)
    assert ends_at(600, morning, 60, NOW) == ends_at(0, morning, 0, NOW) == morning
    assert ends_at(0, None, 0, NOW) == NOW


def test_where_nothing_leaves_nobody_can_say():
    assert ends_at(1, None, 0, NOW) is None
    assert ends_at(10**9, None, 1, NOW) is None
