"""Coupons in the store: one a person, taken from a stock, spent once, and never written down in clear."""

from datetime import datetime, timedelta

from app.rules.coupon import write_code
from app.store import Session, Sessions, coupons
from tests import make


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


def test_what_nobody_proved_is_no_more_once_its_time_is_over(session: Session, now: datetime):
    held, _ = make.coupon(session, held_until=now + timedelta(hours=1)), make.coupon(session)
    assert coupons.take_lapsed(session, now) == []
    assert coupons.take_lapsed(session, now + timedelta(hours=2)) == [
        coupons.Lapsed(held.campaign, held.placement, held.issued_at, 0)
    ]


def test_the_next_coupon_of_a_person_has_the_next_number(session: Session):
    first = make.coupon(session)
    values = {"campaign": first.campaign, "subscriber": first.subscriber, "placement": "k7q2m", "language": "it"}
    dates = {"valid_from": first.valid_from, "valid_until": first.valid_until, "held_until": None}
    more = {**values, **dates, "now": first.issued_at}
    second = coupons.add_coupon(session, coupons.draft(session.vault, 78), nth=2, **more)
    assert second is not None
    assert coupons.coupon_of(session, first.campaign, first.subscriber) == second
    assert coupons.add_coupon(session, coupons.draft(session.vault, 79), nth=2, **more) is None


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
