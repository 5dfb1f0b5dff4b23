"""Coupons are spent once, in time, and taken back by their own till; a till's request has one answer."""

from datetime import datetime, timedelta

import pytest

from app.store import Session, Sessions, Taken, redemptions
from tests import make


def test_a_coupon_is_spent_once(session: Session, now: datetime):
    coupon = make.coupon(session)
    assert redemptions.spend(session, coupon.serial, "r1", now, till=make.till(session)) is not None
    assert redemptions.spend(session, coupon.serial, "r2", now, till=make.till(session)) is None


@pytest.mark.parametrize(
    "unfit",
    [
        {"valid_until": make.NOW},
        {"valid_from": make.NOW + timedelta(days=1)},
        {"held_until": make.NOW + timedelta(hours=1)},
        {"spent_at": make.NOW - timedelta(minutes=1), "issued_at": make.NOW - timedelta(days=1)},
    ],
)
def test_a_coupon_that_is_not_good_now_is_not_spent(session: Session, now: datetime, unfit: dict[str, datetime]):
    coupon = make.coupon(session, **unfit)
    assert redemptions.spend(session, coupon.serial, "r1", now, till=make.till(session)) is None


def test_a_redemption_is_undone_by_its_own_till_and_in_time_only(session: Session, now: datetime):
    till, other = make.till(session), make.till(session)
    coupon = make.coupon(session)
    redemption = make.redemption(session, coupon.serial, at=now, till=till)
    late, soon = now + timedelta(minutes=10), now + timedelta(minutes=1)
    window = timedelta(minutes=5)
    undo = {"reason": "wrong customer", "now": soon}
    assert not redemptions.reverse(session, redemption, till=other, earliest=soon - window, **undo)
    assert not redemptions.reverse(session, redemption, till=till, earliest=late - window, **undo)
    assert redemptions.reverse(session, redemption, till=till, earliest=soon - window, **undo)
    assert not redemptions.reverse(session, redemption, till=till, earliest=soon - window, **undo)
    assert redemptions.spend(session, coupon.serial, "r2", soon, till=make.till(session)) is not None


def test_the_first_answer_to_a_request_stays(session: Session, now: datetime):
    till = make.till(session)
    key, body = b"k" * 32, b"b" * 32
    assert redemptions.keep_answer(session, till, redemptions.Kept(key, body, 201, "first"), now)
    assert not redemptions.keep_answer(session, till, redemptions.Kept(key, body, 409, "second"), now)
    assert redemptions.answer_of(session, till, key) == (body, 201, "first")


def test_a_request_that_was_answered_before_spends_nothing(sessions: Sessions, now: datetime):
    kept = redemptions.Kept(b"k" * 32, b"b" * 32, 201, "yes")
    with sessions.begin() as session:
        till = make.till(session)
        first, second = make.coupon(session), make.coupon(session)
    with sessions.stepwise() as session:
        assert redemptions.spend(session, first.serial, "r1", now, till=till, kept=kept)
    with pytest.raises(Taken), sessions.stepwise() as session:
        redemptions.spend(session, second.serial, "r2", now, till=till, kept=kept)
    with sessions.begin() as session:
        assert redemptions.redemption(session, "r2") is None
        assert redemptions.answer_of(session, till, kept.key_hash) == (kept.body_hash, 201, "yes")
        assert redemptions.spend(session, second.serial, "r3", now, till=till)
