"""Redemptions that come together on PostgreSQL: one statement, and each as if it had come alone."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest

from app.store import Act, Many, Session, Sessions, Sql, StoreUnavailable, Taken, coupons, limits, redemptions
from app.store.coupons import ONCE, Coupon, Worth
from app.store.redemptions import Asked, Offered, Spent, Terms
from app.store.sql import MANY
from app.store.together import Change, SharedStatement
from tests import make

ON_POSTGRESQL = pytest.mark.parametrize("database", ["postgresql"], indirect=True)
SPENT_IN = Sql("SELECT CAST(xmin AS TEXT) FROM redemptions ORDER BY id")
NOTED = Sql("""
    SELECT campaign, placement, till_id, at, purchase, currency, discount, cost, at_most, remains, alone, offer_id,
           asked_hash FROM redemptions ORDER BY id""")
LEFT = Sql("SELECT used, uses, balance, redeemed_at, redemption_id FROM coupons ORDER BY id")


def attempt(
    session: Session, coupon: Coupon, id: str, now: datetime, *, likely: bool = True, **how: Any
) -> Spent | None:
    """Spends the coupon as what it is offered for, if nobody is in the way."""
    offered = Offered(coupon.campaign, coupon.placement, coupon.language, coupon.balance)
    return redemptions.spend(session, coupon.serial, id, now, offered=offered, likely=likely, **how)


class Acts:
    """Acts in threads of their own, and what came of each: what it returned, or what it raised."""

    def __init__(self, *acts: Callable[[], Any]) -> None:
        self._came: list[Any] = [None] * len(acts)
        self._threads = [threading.Thread(target=self._run, args=each, daemon=True) for each in enumerate(acts)]
        for thread in self._threads:
            thread.start()

    def came(self) -> list[Any]:
        """What came of them, once all are done."""
        for thread in self._threads:
            thread.join(timeout=20)
        assert not any(thread.is_alive() for thread in self._threads), "waits for somebody"
        return self._came

    def _run(self, n: int, act: Callable[[], Any]) -> None:
        try:
            self._came[n] = act()
        except Exception as error:
            self._came[n] = error


def wait_until(holds: Callable[[], bool]) -> None:
    """Waits until it is so."""
    until = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.005)


class Shop:
    """A till that spends coupons."""

    def __init__(self, sessions: Sessions, now: datetime) -> None:
        self.sessions, self._now = sessions, now
        with sessions.begin() as session:
            self._till, self._first = make.till(session), make.coupon(session)

    def coupons(self, count: int) -> list[Coupon]:
        """So many good coupons."""
        with self.sessions.begin() as session:
            return [make.coupon(session) for _ in range(count)]

    def spend(self, coupon: Coupon, id: str, **how: Any) -> Spent | None:
        """The coupon spent by itself, unless it is `likely`."""
        with self.sessions.stepwise() as session:
            return attempt(session, coupon, id, self._now, **{"till": self._till, **how})

    def together(self, *wanted: tuple[Coupon, str], **how: Any) -> list[Any]:
        """What came of attempts that all came while the bus was away; one that waits for somebody fails the test."""
        bus, back = self.sessions._shared(redemptions.SPEND), threading.Event()
        taken = bus._taken

        @contextmanager
        def when_back() -> Iterator[Any]:
            assert back.wait(20)
            with taken() as driver:
                yield driver

        bus._taken = when_back
        first = Acts(lambda: self.spend(self._first, "r0"))
        wait_until(lambda: bus._is_driven and not bus._waiting)
        acts = Acts(*(lambda coupon=coupon, id=id: self.spend(coupon, id, **how) for coupon, id in wanted))
        wait_until(lambda: len(bus._waiting) == len(wanted))
        back.set()
        assert first.came()[0]
        return acts.came()

    def statements(self) -> int:
        """How many statements have spent something since."""
        with self.sessions.read() as session:
            return len({row[0] for row in session.run(SPENT_IN).fetchall()[1:]})


@pytest.fixture
def shop(sessions: Sessions, now: datetime) -> Shop:
    return Shop(sessions, now)


@ON_POSTGRESQL
def test_those_who_come_together_share_a_statement_and_each_hears_of_its_own(shop: Shop):
    many = shop.coupons(MANY + 3)
    came = shop.together(*((coupon, f"r{n}") for n, coupon in enumerate(many, 1)))
    assert [spent.coupon for spent in came] == [coupon.id for coupon in many]
    assert shop.statements() == 2, "a full one, and one for whoever had no room"


@ON_POSTGRESQL
def test_of_those_who_want_one_coupon_one_has_it(shop: Shop):
    (coupon,) = shop.coupons(1)
    came = shop.together(*((coupon, f"r{n}") for n in range(1, 6)))
    assert len([spent for spent in came if spent]) == 1
    assert came.count(None) == 4


@ON_POSTGRESQL
def test_a_coupon_that_somebody_holds_keeps_nobody_waiting(shop: Shop):
    held, free = shop.coupons(2)
    with shop.sessions.begin() as session:
        coupons.hold(session, held.id)
        assert Acts(lambda: shop.spend(held, "r1")).came() == [None]
        came = shop.together((held, "r2"), (free, "r3"))
    assert came[0] is None
    assert came[1] is not None
    assert shop.spend(held, "r4") is not None


@ON_POSTGRESQL
def test_a_request_that_has_spent_before_leaves_the_others_to_try_alone(shop: Shop):
    before, again, other = shop.coupons(3)
    asked = Asked(b"k" * 16, b"a" * 16)
    assert shop.spend(before, "r1", asked=asked)
    assert shop.together((again, "r2"), (other, "r3"), asked=asked) == [None, None]
    assert shop.spend(other, "r4", likely=False) is not None
    with pytest.raises(Taken):
        shop.spend(again, "r5", asked=asked, likely=False)


@pytest.mark.parametrize(
    ("worth", "terms"),
    [
        (ONCE, Terms()),
        (ONCE, Terms(purchase=2000, currency="EUR", discount=500, cost=500, offer=7)),
        (ONCE, Terms(currency="EUR", at_most=900, alone=True)),
        (Worth(uses=3), Terms(purchase=2000, currency="EUR", discount=500, cost=500)),
        (Worth(uses=None, balance=5000), Terms(purchase=2000, currency="EUR", discount=2000, cost=2000)),
    ],
)
def test_an_attempt_writes_what_an_act_writes(sessions: Sessions, now: datetime, worth: Worth, terms: Terms):
    wrote = []
    with sessions.begin() as session:
        till = make.till(session)
    for turn, likely in enumerate([True, False]):
        with sessions.begin() as session:
            coupon = make.coupon(session, worth=worth)
        with sessions.stepwise() as session:
            how = {"till": till, "terms": terms, "asked": Asked(bytes([turn]) * 16, b"a" * 16)}
            bucket = limits.bucket(session, limits.WRONG_CODES_AT_TILL, str(till))
            spent = attempt(session, coupon, f"r{turn}", now, likely=likely, unless=bucket, **how)
        assert spent
        assert spent.coupon == coupon.id
        with sessions.read() as session:
            (*left, redemption), note = session.run(LEFT).fetchall()[-1], session.run(NOTED).fetchall()[-1]
        assert redemption == f"r{turn}"
        wrote.append((note, left, spent.promised, spent.used, spent.uses, spent.balance))
    assert wrote[0] == wrote[1]


@ON_POSTGRESQL
def test_where_the_shared_statement_has_a_bug_each_coupon_is_spent_alone(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    monkeypatch.setattr(redemptions.SPEND, "many", "SELECT nothing")
    first, second = shop.coupons(2)
    assert shop.spend(first, "r1") is None
    assert shop.spend(second, "r2", likely=False) is not None
    assert "a bug" in caplog.text


class Lost(Exception):
    """The connection is gone."""


def test_when_the_database_goes_all_are_told():
    gone = threading.Event()

    @contextmanager
    def taken() -> Iterator[None]:
        gone.wait(20)
        raise Lost
        yield

    bus = SharedStatement("", taken, undoing=(), lost=(Lost,))
    acts = Acts(*(lambda: bus.ride(Change({})) for _ in range(4)))
    wait_until(lambda: len(bus._waiting) == 3)
    gone.set()
    told = [type(error) for error in acts.came()]
    assert set(told) == {Lost, StoreUnavailable}
    assert told.count(Lost) == 2, "each who drove, of the two departures"


def test_a_value_without_a_type_is_told_when_the_act_is_made():
    change, note = "UPDATE coupons SET used = :used WHERE id = :id", "INSERT INTO notes SELECT :why FROM changed"
    with pytest.raises(ValueError, match="'why'"):
        Act(change, note, returning="id", many=Many("coupons", "id = :id", {"id": "BIGINT", "used": "INTEGER"}))
