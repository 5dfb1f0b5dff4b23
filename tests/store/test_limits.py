"""Token buckets: as many as allowed, back over time, whatever the clock does."""

from datetime import datetime, timedelta

from app.store import Session, Sessions, limits
from app.store.limits import Limit
from tests import make

THREE_A_DAY = Limit("test", 3, timedelta(days=1))


def test_a_bucket_gives_its_size_and_then_says_when_to_come_back(session: Session, now: datetime):
    assert [limits.take(session, THREE_A_DAY, "who", now) for _ in range(3)] == [None, None, None]
    again_from = limits.take(session, THREE_A_DAY, "who", now)
    assert again_from is not None
    assert abs(again_from - (now + timedelta(hours=8))) < timedelta(seconds=1)
    assert limits.take(session, THREE_A_DAY, "who", again_from + timedelta(seconds=1)) is None


def test_everybody_has_a_bucket_of_their_own(session: Session, now: datetime):
    for _ in range(3):
        limits.take(session, THREE_A_DAY, "one", now)
    assert limits.take(session, THREE_A_DAY, "other", now) is None


def test_looking_takes_nothing(session: Session, now: datetime):
    limits.take(session, THREE_A_DAY, "who", now)
    assert [limits.exhausted(session, THREE_A_DAY, "who", now) for _ in range(5)] == [None] * 5


def test_a_clock_that_steps_back_neither_empties_nor_fills_a_bucket(session: Session, now: datetime):
    limits.take(session, THREE_A_DAY, "who", now)
    earlier = now - timedelta(hours=1)
    assert limits.take(session, THREE_A_DAY, "who", earlier) is None
    assert limits.take(session, THREE_A_DAY, "who", earlier) is None
    assert limits.take(session, THREE_A_DAY, "who", earlier) is not None


def test_a_bucket_never_holds_more_than_its_size(session: Session, now: datetime):
    limits.take(session, THREE_A_DAY, "who", now)
    later = now + timedelta(days=30)
    assert [limits.take(session, THREE_A_DAY, "who", later) is None for _ in range(4)] == [True, True, True, False]


def test_a_bucket_names_nobody(sessions: Sessions, now: datetime):
    with sessions.begin() as session:
        limits.take(session, limits.TEXTS_TO_NUMBER, make.NUMBER, now)
    assert make.NUMBER[1:] not in make.dump(sessions)
