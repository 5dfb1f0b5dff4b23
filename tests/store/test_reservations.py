"""Coupons that are held: theirs who answers in time, and nobody's after that."""

from datetime import datetime, timedelta

from app.store import Session, reservations
from tests import make


def test_what_nobody_proved_is_no_more_once_its_time_is_over(session: Session, now: datetime):
    held, _ = make.coupon(session, held_until=now + timedelta(hours=1)), make.coupon(session)
    assert reservations.take_lapsed(session, now) == []
    assert reservations.take_lapsed(session, now + timedelta(hours=2)) == [
        reservations.Lapsed(held.campaign, held.placement, held.issued_at, 0)
    ]


def test_a_held_coupon_becomes_valid_once(session: Session, now: datetime):
    held = make.coupon(session, held_until=now + timedelta(hours=1))
    until = now + timedelta(days=30)
    assert reservations.settle(session, held.id, valid_from=now, valid_until=until, now=now)
    assert not reservations.settle(session, held.id, valid_from=now, valid_until=until, now=now)
