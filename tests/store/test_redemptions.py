"""Coupons are spent once, in time, and taken back by their own till; a till's request has one answer."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from app.store import Session, Sessions, Taken, answers, redemptions
from app.store.answers import Kept
from app.store.coupons import Coupon, Worth
from app.store.redemptions import Offered, Spent, Terms
from tests import make


def spend(session: Session, coupon: Coupon, id: str, at: datetime, **how: Any) -> Spent | None:
    """Spends the coupon as what it is offered for."""
    offered = Offered(coupon.campaign, coupon.placement, coupon.language, coupon.balance)
    return redemptions.spend(session, coupon.serial, id, at, **{"offered": offered, **how})


def test_a_coupon_is_spent_once(session: Session, now: datetime):
    coupon = make.coupon(session)
    assert spend(session, coupon, "r1", now, till=make.till(session)) is not None
    assert spend(session, coupon, "r2", now, till=make.till(session)) is None


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
    assert spend(session, coupon, "r1", now, till=make.till(session)) is None


@pytest.mark.parametrize(
    "otherwise", [{"campaign": "autumn"}, {"placement": "kkkkk"}, {"language": "de"}, {"balance": 5000}]
)
def test_a_coupon_is_spent_only_as_what_it_is_for(session: Session, now: datetime, otherwise: dict[str, Any]):
    coupon, till = make.coupon(session), make.till(session)
    offered = Offered(coupon.campaign, coupon.placement, coupon.language, coupon.balance)
    taken = replace(offered, **otherwise)
    assert spend(session, coupon, "r1", now, till=till, offered=taken, terms=Terms(discount=100)) is None
    assert spend(session, coupon, "r1", now, till=till, offered=offered) is not None


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
    assert spend(session, coupon, "r2", soon, till=make.till(session)) is not None


def test_the_first_answer_to_a_request_stays(session: Session, now: datetime):
    till = make.till(session)
    key, body = b"k" * 16, b"b" * 16
    assert answers.keep_answer(session, till, Kept(key, body, 201, "first"), now)
    assert not answers.keep_answer(session, till, Kept(key, body, 409, "second"), now)
    assert answers.answer_of(session, till, key) == (body, 201, "first")


def test_a_request_that_has_spent_a_coupon_spends_no_other(sessions: Sessions, now: datetime):
    asked = redemptions.Asked(b"k" * 16, b"b" * 16)
    with sessions.begin() as session:
        till = make.till(session)
        first, second = make.coupon(session), make.coupon(session)
    with sessions.stepwise() as session:
        assert spend(session, first, "r1", now, till=till, asked=asked)
    with pytest.raises(Taken), sessions.stepwise() as session:
        spend(session, second, "r2", now, till=till, asked=asked)
    with sessions.begin() as session:
        assert redemptions.redemption(session, "r2") is None
        made = redemptions.answered(session, till, asked)
        assert made
        assert (made.redemption.id, made.asked_hash) == ("r1", asked.asked_hash)
        kept = Kept(asked.key_hash, asked.asked_hash, 409, "no")
        assert not answers.keep_answer(session, till, kept, now)
        assert spend(session, second, "r3", now, till=till)


def test_a_request_that_was_refused_spends_nothing_later(session: Session, now: datetime):
    till, coupon = make.till(session), make.coupon(session)
    asked = redemptions.Asked(b"k" * 16, b"b" * 16)
    assert answers.keep_answer(session, till, Kept(asked.key_hash, asked.asked_hash, 409, "no"), now)
    assert spend(session, coupon, "r1", now, till=till, asked=asked) is None


def test_a_coupon_of_several_uses_is_spent_so_often_and_each_can_be_undone(session: Session, now: datetime):
    till, coupon = make.till(session), make.coupon(session, worth=Worth(uses=3))
    left = [spend(session, coupon, f"r{n}", now, till=till) for n in range(4)]
    assert [each and each.remains for each in left] == [2, 1, 0, None]
    undo = {"till": till, "reason": "wrong customer", "earliest": now, "now": now}
    assert redemptions.reverse(session, "r1", **undo)
    assert not redemptions.reverse(session, "r1", **undo)
    again = spend(session, coupon, "r4", now, till=till)
    assert again
    assert again.remains == 0


def test_a_card_pays_until_it_is_empty_and_no_more(session: Session, now: datetime):
    till, card = make.till(session), make.coupon(session, worth=Worth(uses=None, balance=5000))

    def pays(id: str, sum: int) -> int | None:
        spent = spend(session, card, id, now, till=till, terms=Terms(discount=sum))
        return spent.balance if spent else None

    assert [pays("r1", 3000), pays("r2", 2001), pays("r3", 2000), pays("r4", 1)] == [2000, None, 0, None]
    assert redemptions.reverse(session, "r1", till=till, reason="x", earliest=now, now=now)
    assert pays("r5", 3000) == 0


def test_one_that_stands_alone_and_another_are_not_spent_in_one_sale(session: Session, now: datetime):
    till, others = make.till(session), [make.coupon(session) for _ in range(4)]

    def spent(id: str, coupon: Coupon, *, sale: str, alone: bool) -> bool:
        terms = Terms(reference=sale, alone=alone)
        return spend(session, coupon, id, now, till=till, terms=terms) is not None

    assert spent("r1", others[0], sale="slip 1", alone=False)
    assert spent("r2", others[1], sale="slip 1", alone=False)
    assert not spent("r3", others[2], sale="slip 1", alone=True)
    assert spent("r4", others[2], sale="slip 2", alone=True)
    assert not spent("r5", others[3], sale="slip 2", alone=False)
    assert redemptions.reverse(session, "r4", till=till, reason="x", earliest=now, now=now)
    assert spent("r6", others[3], sale="slip 2", alone=False)
