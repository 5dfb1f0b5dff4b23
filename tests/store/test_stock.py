"""Stocks give what they hold and no more: of a campaign, of a day, of a placement."""

from datetime import datetime, timedelta

from app.rules.stock import ALL, Scope
from app.store import Session, stock
from tests import make


def scopes(total: int | None = None, spot: int | None = None) -> list[Scope]:
    """The campaign's stock, and one of a placement before it."""
    own = [Scope(f"placement {make.PLACEMENT}", spot, placement=make.PLACEMENT)] if spot is not None else []
    return [*own, Scope(ALL, total)]


def test_a_stock_gives_what_it_has_and_no_more(session: Session, now: datetime):
    assert [stock.take(session, "x", scopes(3), now) for _ in range(5)] == [True, True, True, False, False]


def test_an_empty_stock_gives_nothing(session: Session, now: datetime):
    assert not stock.take(session, "x", scopes(0), now)


def test_the_moment_of_the_last_coupon_is_kept(session: Session, now: datetime):
    stock.take(session, "x", scopes(1), now)
    stock.take(session, "x", scopes(1), now + timedelta(hours=1))
    assert stock.taken(session, "x") == (1, now)


def test_what_one_scope_refuses_is_taken_out_of_none(session: Session, now: datetime):
    assert [stock.take(session, "x", scopes(3, spot=5), now) for _ in range(4)] == [True, True, True, False]
    assert stock.by_scope(session, "x") == {ALL: 3, f"placement {make.PLACEMENT}": 3}
    assert stock.is_empty(session, "x", scopes(3, spot=5))
    assert not stock.is_empty(session, "x", scopes(4, spot=5))


def test_a_limit_that_is_new_counts_what_was_given_before_it(session: Session, now: datetime):
    coupon = make.coupon(session)
    make.coupon(session, issued_at=now - timedelta(days=1))
    day = Scope("day", 5, since=now - timedelta(hours=1))
    spot = Scope(f"placement {make.PLACEMENT}", 5, placement=make.PLACEMENT)
    for _ in range(2):
        stock.begin(session, coupon.campaign, [spot, day, Scope(ALL, None)], now)
    assert stock.by_scope(session, coupon.campaign) == {ALL: 2, day.name: 1, spot.name: 2}


def test_what_is_given_back_can_be_taken_again(session: Session, now: datetime):
    stock.take(session, "x", scopes(1), now)
    stock.give_back(session, "x")
    stock.give_back(session, "x")
    assert stock.taken(session, "x")[0] == 0
    assert stock.take(session, "x", scopes(1), now)
