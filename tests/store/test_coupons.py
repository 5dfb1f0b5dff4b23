"""Coupons in the store: one a person, taken from a stock, spent once, and never written down in clear."""

from datetime import datetime, timedelta

from app.rules.coupon import write_code
from app.store import Session, Sessions, coupons
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


def test_no_code_and_no_serial_can_be_read_in_the_database(sessions: Sessions):
    with sessions.begin() as session:
        coupon = make.coupon(session, serial=987_654_321)
    code = write_code(coupon.serial, ["spring-key-of-the-tests"])
    dump = make.dump(sessions)
    assert code not in dump
    assert str(coupon.serial) not in dump
