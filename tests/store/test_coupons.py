"""Coupons in the store: one a person, taken from a stock, spent once, and never written down in clear."""

from datetime import datetime, timedelta

import pytest

from app.rules.coupon import write_code
from app.store import Session, Sessions, Taken, coupons
from tests import make


def test_a_stock_gives_what_it_has_and_no_more(session: Session, now: datetime):
    taken = [coupons.take_stock(session, "estate-25", 3, now) for _ in range(5)]
    assert taken == [True, True, True, False, False]


def test_an_empty_stock_gives_nothing(session: Session, now: datetime):
    assert not coupons.take_stock(session, "estate-25", 0, now)


def test_the_moment_of_the_last_coupon_is_kept(session: Session, now: datetime):
    coupons.take_stock(session, "estate-25", 1, now)
    coupons.take_stock(session, "estate-25", 1, now + timedelta(hours=1))
    assert coupons.taken(session, "estate-25") == (1, now)


def test_a_person_has_one_coupon_of_a_campaign(session: Session):
    first = make.coupon(session)
    again = coupons.add_coupon(
        session,
        coupons.draft(session.vault, 77),
        campaign=first.campaign,
        subscriber=first.subscriber,
        placement="k7q2m",
        language="it",
        valid_from=first.valid_from,
        valid_until=first.valid_until,
        held_until=None,
        now=first.issued_at,
    )
    assert again is None


def test_a_coupon_is_spent_once(session: Session, now: datetime):
    coupon = make.coupon(session)
    assert coupons.spend(session, coupon.serial, "r1", now, till=make.till(session)) is not None
    assert coupons.spend(session, coupon.serial, "r2", now, till=make.till(session)) is None


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
    assert coupons.spend(session, coupon.serial, "r1", now, till=make.till(session)) is None


def test_a_redemption_is_undone_by_its_own_till_and_in_time_only(session: Session, now: datetime):
    till, other = make.till(session), make.till(session)
    coupon = make.coupon(session)
    redemption = make.redemption(session, coupon.serial, at=now, till=till)
    late, soon = now + timedelta(minutes=10), now + timedelta(minutes=1)
    window = timedelta(minutes=5)
    undo = {"reason": "wrong customer", "now": soon}
    assert not coupons.reverse(session, redemption, till=other, earliest=soon - window, **undo)
    assert not coupons.reverse(session, redemption, till=till, earliest=late - window, **undo)
    assert coupons.reverse(session, redemption, till=till, earliest=soon - window, **undo)
    assert not coupons.reverse(session, redemption, till=till, earliest=soon - window, **undo)
    assert coupons.spend(session, coupon.serial, "r2", soon, till=make.till(session)) is not None


def test_what_nobody_proved_goes_back_into_the_stock(session: Session, now: datetime):
    make.coupon(session, held_until=now + timedelta(hours=1))
    kept = make.coupon(session)
    assert coupons.release_lapsed(session, now) == 0
    assert coupons.release_lapsed(session, now + timedelta(hours=2)) == 1
    assert coupons.taken(session, kept.campaign)[0] == 1


def test_a_held_coupon_becomes_valid_once(session: Session, now: datetime):
    held = make.coupon(session, held_until=now + timedelta(hours=1))
    until = now + timedelta(days=30)
    assert coupons.settle(session, held.id, valid_from=now, valid_until=until, now=now)
    assert not coupons.settle(session, held.id, valid_from=now, valid_until=until, now=now)


def test_the_first_answer_to_a_request_stays(session: Session, now: datetime):
    till = make.till(session)
    key, body = b"k" * 32, b"b" * 32
    assert coupons.keep_answer(session, till, coupons.Kept(key, body, 201, "first"), now)
    assert not coupons.keep_answer(session, till, coupons.Kept(key, body, 409, "second"), now)
    assert coupons.answer_of(session, till, key) == (body, 201, "first")


def test_a_request_that_was_answered_before_spends_nothing(sessions: Sessions, now: datetime):
    kept = coupons.Kept(b"k" * 32, b"b" * 32, 201, "yes")
    with sessions.begin() as session:
        till = make.till(session)
        first, second = make.coupon(session), make.coupon(session)
    with sessions.stepwise() as session:
        assert coupons.spend(session, first.serial, "r1", now, till=till, kept=kept)
    with pytest.raises(Taken), sessions.stepwise() as session:
        coupons.spend(session, second.serial, "r2", now, till=till, kept=kept)
    with sessions.begin() as session:
        assert coupons.redemption(session, "r2") is None
        assert coupons.answer_of(session, till, kept.key_hash) == (kept.body_hash, 201, "yes")
        assert coupons.spend(session, second.serial, "r3", now, till=till)


def test_no_code_and_no_serial_can_be_read_in_the_database(sessions: Sessions):
    with sessions.begin() as session:
        coupon = make.coupon(session, serial=987_654_321)
    code = write_code(coupon.serial, ["spring-key-of-the-tests"])
    dump = make.dump(sessions)
    assert code not in dump
    assert str(coupon.serial) not in dump
