"""Coupons in the store: those of one person are numbered, and none is written down in clear."""

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


def test_the_next_coupon_of_a_person_has_the_next_number(session: Session):
    first = make.coupon(session)
    values = {"campaign": first.campaign, "subscriber": first.subscriber, "placement": "k7q2m", "language": "it"}
    dates = {"valid_from": first.valid_from, "valid_until": first.valid_until, "held_until": None}
    more = {**values, **dates, "now": first.issued_at}
    second = coupons.add_coupon(session, coupons.draft(session.vault, 78), nth=2, **more)
    assert second is not None
    assert coupons.coupon_of(session, first.campaign, first.subscriber) == second
    assert coupons.add_coupon(session, coupons.draft(session.vault, 79), nth=2, **more) is None


def test_no_code_and_no_serial_can_be_read_in_the_database(sessions: Sessions):
    with sessions.begin() as session:
        coupon = make.coupon(session, serial=987_654_321)
    code = write_code(coupon.serial, ["spring-key-of-the-tests"])
    dump = make.dump(sessions)
    assert code not in dump
    assert str(coupon.serial) not in dump
