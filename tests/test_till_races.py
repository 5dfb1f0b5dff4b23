"""Twelve tills in four processes at once, and what must come out to the last cent; on both databases.

RACES=20 runs each of them twenty times (`make races`).
"""

from __future__ import annotations

import os
import secrets
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.actions import happened as told_later
from app.actions.apply import Application, Joined
from app.actions.join import SoldOut, submit
from app.actions.redeem import redeem
from app.actions.sale import Redeemed, Sale
from app.actions.tell import Offers
from app.actions.undo import reverse
from app.rules.coupon import write_code
from app.rules.phone import Number
from app.rules.redemption import Purchase, Refusal
from app.store import Sessions, access, happened
from app.store.access import Till
from app.store.coupons import ONCE, Worth
from app.store.redemptions import PLAIN, Asked
from app.store.visits import Visit
from tests import make, test_races
from tests.conftest import KEYS
from tests.test_races import COUPONS, THREADS, TILLS, Crew, count, flat, means, meeting, release, sessions_url, together

crew, at = test_races.crew, test_races.at
SALES = 25
RACES = range(int(os.environ.get("RACES", "1")))
AMOUNT = {"kind": "amount", "value": 5, "currency": "EUR"}
SECOND = {"id": "n4t8x", "name": "Table tents"}

Act = Callable[[Sessions, Offers, Till, int, Any], str]


# ---- what a till does to each job; a name for what came out


def spend(sessions: Sessions, offers: Offers, till: Till, thread: int, code: str) -> str:
    return _spent(sessions, offers, till, Sale(code))


def pay_seven(sessions: Sessions, offers: Offers, till: Till, thread: int, code: str) -> str:
    return _spent(sessions, offers, till, Sale(code, Purchase(700, "EUR")))


def pay_seven_at_once(sessions: Sessions, offers: Offers, till: Till, thread: int, code: str) -> str:
    meeting[TILLS].wait()
    return pay_seven(sessions, offers, till, thread, code)


def undo_or_spend(sessions: Sessions, offers: Offers, till: Till, thread: int, job: tuple[str, str, int]) -> str:
    code, redemption, first = job
    if thread % 2:
        return spend(sessions, offers, till, thread, code)
    with sessions.begin() as session:
        done = reverse(session, means(), Till(first, "first"), redemption, "race", datetime.now(UTC))
    return "undone" if done else "stands"


def undo_either(sessions: Sessions, offers: Offers, till: Till, thread: int, job: tuple[str, int, str, int]) -> str:
    """One half undoes what spent the coupon, and the other half its double."""
    id, where = job[:2] if thread % 2 else job[2:]
    meeting[TILLS].wait()
    with sessions.begin() as session:
        return str(reverse(session, means(), Till(where, "its own"), id, "race", datetime.now(UTC)))


def undo_or_tell(sessions: Sessions, offers: Offers, till: Till, thread: int, job: list[tuple[str, int, str]]) -> str:
    """Of six coupons one half undoes what spent them, and the other half tells of a double without a line."""
    id, where, code = job[thread % len(job)]
    meeting[TILLS].wait()
    now = datetime.now(UTC)
    if thread < len(job):
        with sessions.begin() as session:
            return str(reverse(session, means(), Till(where, "its own"), id, "race", now))
    given = told_later.Given(Asked(secrets.token_bytes(16), bytes(16)), Sale(code), now - timedelta(minutes=10))
    with sessions.stepwise() as session:
        told_later.take_in(session, means(), offers, till, given, timedelta(), now)
    return "told"


def spend_in_one_sale(sessions: Sessions, offers: Offers, till: Till, thread: int, job: tuple[int, list[str]]) -> str:
    """Every thread is the same till, in the same sale, with a coupon of its own."""
    first, codes = job
    meeting[TILLS].wait()
    return _spent(sessions, offers, Till(first, "first"), Sale(codes[thread], reference=codes[0]))


def join_here(sessions: Sessions, offers: Offers, till: Till, thread: int, job: tuple[int, str, Any]) -> str:
    """Every number is taken by one thread."""
    number, placement, changes = job
    if number % TILLS != thread:
        return "another's"
    campaign = make.campaign(**changes)
    visit = Visit(secrets.randbelow(2**62), campaign.id, placement, "it", False, None, {})
    left = Application(Number(f"+39333{number:07d}", "IT", "mobile"), False, "it", "127.0.0.1", {})
    try:
        _, outcome = submit(sessions, means(), campaign, lambda _: visit, left, datetime.now(UTC))
    except SoldOut:
        return Joined.SOLD_OUT.value
    return outcome.joined.value


ACTS: Mapping[str, Act] = {
    each.__name__: each
    for each in (
        spend,
        pay_seven,
        pay_seven_at_once,
        undo_or_spend,
        undo_either,
        undo_or_tell,
        spend_in_one_sale,
        join_here,
    )
}


def at_every_till(process: int, url: str, act: str, changes: dict[str, Any], jobs: Sequence[Any]) -> list[Any]:
    """What came of each job at every till of this process, as (job's place, outcome)."""
    sessions, campaign = Sessions(url, KEYS), make.campaign(**changes)
    offers = Offers(sessions.begin, {campaign.id: campaign}.get)

    def till(thread: int) -> list[tuple[int, str]]:
        number = process * THREADS + thread
        with sessions.read() as session:
            mine = access.till_of_token(session, test_races.token(number))
        assert mine
        meeting[TILLS].wait()
        return [(n, ACTS[act](sessions, offers, mine, number, job)) for n, job in enumerate(jobs)]

    return flat(together(till, THREADS, sessions))


def _spent(sessions: Sessions, offers: Offers, till: Till, sale: Sale) -> str:
    with sessions.stepwise() as session:
        done = redeem(session, means(), offers, till, sale, datetime.now(UTC))
    return "yes" if isinstance(done, Redeemed) else done.refusal.value


# ---- the races


@pytest.mark.parametrize("race", RACES)
def test_a_coupon_of_three_uses_is_spent_three_times(crew: Crew, sessions: Sessions, at: datetime, race: int) -> None:
    changes = {"offer": {"uses": 3}}
    codes = _codes(sessions, at, Worth(uses=3))
    outcomes = _race(crew, sessions, spend, changes, codes)
    assert Counter(outcomes) == {
        **{(n, "yes"): 3 for n in range(COUPONS)},
        **{(n, Refusal.ALREADY_REDEEMED.value): TILLS - 3 for n in range(COUPONS)},
    }
    assert count(sessions, "SELECT COUNT(*) FROM coupons WHERE used = 3 AND redeemed_at IS NOT NULL") == COUPONS


@pytest.mark.parametrize("race", RACES)
def test_a_card_pays_what_is_on_it_and_no_cent_more(crew: Crew, sessions: Sessions, at: datetime, race: int) -> None:
    """Fifty euros, and twelve tills that want seven each: seven get all of it, one the last euro, four get nothing."""
    changes = {"offer": {"kind": "card", "value": 50, "currency": "EUR"}}
    codes = _codes(sessions, at, Worth(uses=None, balance=5000, promised=5000))
    _race(crew, sessions, pay_seven, changes, codes)
    sums = "SELECT COUNT(*) FROM (SELECT SUM(discount) AS paid FROM redemptions GROUP BY coupon_id) AS cards"
    assert count(sessions, f"{sums} WHERE paid > 5000") == 0
    assert count(sessions, "SELECT COUNT(*) FROM coupons WHERE balance < 0") == 0
    assert count(sessions, "SELECT SUM(discount) FROM redemptions") == 5000 * COUPONS - count(
        sessions, "SELECT SUM(balance) FROM coupons"
    )


@pytest.mark.parametrize("race", RACES)
def test_who_comes_second_to_a_card_at_once_gets_the_rest(
    crew: Crew, sessions: Sessions, at: datetime, race: int
) -> None:
    """Ten euros, and twelve tills that want seven of them: one gets seven, one gets three."""
    changes = {"offer": {"kind": "card", "value": 10, "currency": "EUR"}}
    codes = _codes(sessions, at, Worth(uses=None, balance=1000, promised=1000), SALES)
    outcomes = Counter(_race(crew, sessions, pay_seven_at_once, changes, codes))
    assert [outcomes[n, "yes"] for n in range(SALES)] == [2] * SALES
    assert count(sessions, "SELECT SUM(balance) FROM coupons") == 0


@pytest.mark.parametrize("race", RACES)
def test_what_is_given_never_passes_the_budget(crew: Crew, sessions: Sessions, at: datetime, race: int) -> None:
    """A hundred coupons for which nothing was kept back, and a budget for twenty of them."""
    changes = {"offer": {**AMOUNT, "limits": {"budget": "100 EUR"}}}
    outcomes = _race(crew, sessions, spend, changes, _codes(sessions, at, ONCE))
    assert sum(outcome == "yes" for _, outcome in outcomes) == 20
    assert count(sessions, "SELECT SUM(cost) FROM redemptions") == 10_000
    assert count(sessions, "SELECT given FROM budgets") == 10_000
    assert count(sessions, "SELECT COUNT(*) FROM coupons WHERE used > 0") == 20


@pytest.mark.parametrize("race", RACES)
def test_a_redemption_is_undone_once_and_its_coupon_spent_once_after_it(
    crew: Crew, sessions: Sessions, at: datetime, race: int
) -> None:
    """Six try to undo what the first till redeemed while the six others try to spend it."""
    jobs, now = [], datetime.now(UTC)
    with sessions.begin() as session:
        first = make.till(session, name="First", now=at)
        for _ in range(COUPONS):
            coupon = make.coupon(session, issued_at=at - timedelta(hours=1))
            id = make.redemption(session, coupon.serial, at=now, till=first)
            jobs.append((write_code(coupon.serial, KEYS), id, first))
    outcomes = Counter(_race(crew, sessions, undo_or_spend, {}, jobs))
    assert [outcomes[n, "undone"] for n in range(COUPONS)] == [1] * COUPONS
    spent = [outcomes[n, "yes"] for n in range(COUPONS)]
    assert set(spent) <= {0, 1}
    assert count(sessions, "SELECT COUNT(*) FROM redemptions WHERE reversed_at IS NULL") == sum(spent)
    assert count(sessions, "SELECT SUM(used) FROM coupons") == sum(spent)
    assert count(sessions, "SELECT COUNT(*) FROM coupons WHERE (redeemed_at IS NOT NULL) <> (used = 1)") == 0


@pytest.mark.parametrize("race", RACES)
def test_no_coupon_is_left_spent_by_a_double_that_is_undone(
    crew: Crew, sessions: Sessions, at: datetime, race: int
) -> None:
    jobs, now = [], datetime.now(UTC)
    with sessions.begin() as session:
        first, second = (make.till(session, name=name, now=at) for name in ("First", "Second"))
        for n in range(COUPONS):
            coupon = make.coupon(session, issued_at=at - timedelta(hours=1))
            id, double = make.redemption(session, coupon.serial, at=now, till=first), f"double-{n:03d}"
            told = happened.Given(double, second, at, now, PLAIN, Asked(n.to_bytes(16), bytes(16)))
            happened.note_down(session, coupon.id, told, why=Refusal.ALREADY_REDEEMED, is_double=True)
            jobs.append((id, first, double, second))
    outcomes = Counter(_race(crew, sessions, undo_either, {}, jobs))
    assert [outcomes[n, "True"] for n in range(COUPONS)] == [2] * COUPONS
    assert count(sessions, "SELECT COUNT(*) FROM coupons WHERE used = 0 AND redeemed_at IS NULL") == COUPONS


@pytest.mark.parametrize("race", RACES)
def test_a_double_that_is_told_while_the_first_is_undone_spends_the_coupon(
    crew: Crew, sessions: Sessions, at: datetime, race: int
) -> None:
    jobs, now, half = [], datetime.now(UTC), TILLS // 2
    with sessions.begin() as session:
        first = make.till(session, name="First", now=at)
        for _ in range(SALES):
            issued = [make.coupon(session, issued_at=at - timedelta(hours=1)) for _ in range(half)]
            spent = [make.redemption(session, each.serial, at=now, till=first) for each in issued]
            jobs.append([(id, first, write_code(each.serial, KEYS)) for id, each in zip(spent, issued, strict=True)])
    outcomes = Counter(_race(crew, sessions, undo_or_tell, {}, jobs))
    assert outcomes == {(n, what): half for n in range(SALES) for what in ("True", "told")}
    assert count(sessions, "SELECT COUNT(*) FROM redemptions WHERE reversed_at IS NULL") == SALES * half
    assert count(sessions, "SELECT COUNT(*) FROM redemptions WHERE irregular IS NOT NULL") == 0, "nobody's to mend"
    assert count(sessions, "SELECT COUNT(*) FROM coupons WHERE used = 1 AND redeemed_at IS NOT NULL") == SALES * half


@pytest.mark.parametrize("race", RACES)
def test_of_coupons_that_stand_alone_one_is_spent_in_a_sale(
    crew: Crew, sessions: Sessions, at: datetime, race: int
) -> None:
    codes = [_codes(sessions, at, ONCE, TILLS) for _ in range(SALES)]
    with sessions.begin() as session:
        first = make.till(session, name="First", now=at)
    jobs = [(first, each) for each in codes]
    outcomes = Counter(_race(crew, sessions, spend_in_one_sale, {"offer": {"stackable": False}}, jobs))
    assert outcomes == {
        **{(n, "yes"): 1 for n in range(SALES)},
        **{(n, Refusal.NOT_TOGETHER.value): TILLS - 1 for n in range(SALES)},
    }


LIMITS = [
    pytest.param({"offer": {"limits": {"per_day": 50}}}, 50, id="a day"),
    pytest.param(
        {"placements": [{"id": make.PLACEMENT, "name": "Window", "total": 30}, {**SECOND, "total": 20}]},
        50,
        id="placements",
    ),
    pytest.param({"offer": {**AMOUNT, "limits": {"budget": "250 EUR"}}}, 50, id="budget"),
    pytest.param({"offer": {**AMOUNT, "limits": {"budget": "250 EUR", "total": 40, "per_day": 45}}}, 40, id="all"),
]


@pytest.mark.parametrize("race", RACES)
@pytest.mark.parametrize(("changes", "most"), LIMITS)
def test_no_limit_of_issuing_is_passed(
    crew: Crew, sessions: Sessions, at: datetime, changes: dict[str, Any], most: int, race: int
) -> None:
    changes = {**test_races.CAMPAIGN, **changes}
    release(sessions, changes)
    spots = [make.PLACEMENT, SECOND["id"] if "placements" in changes else make.PLACEMENT]
    jobs = [(number, spots[number // TILLS % 2], changes) for number in range(120)]
    outcomes = Counter(outcome for _, outcome in _race(crew, sessions, join_here, changes, jobs))
    assert outcomes == {
        Joined.TEXTED.value: most,
        Joined.SOLD_OUT.value: len(jobs) - most,
        "another's": (TILLS - 1) * len(jobs),
    }
    assert count(sessions, "SELECT COUNT(*) FROM coupons") == most
    assert count(sessions, "SELECT COUNT(*) FROM messages") == most
    if "budget" in str(changes):
        assert count(sessions, "SELECT promised FROM budgets") == 500 * most


def _race(crew: Crew, sessions: Sessions, act: Act, changes: dict[str, Any], jobs: Sequence[Any]) -> list[Any]:
    name: str = act.__name__  # type: ignore[attr-defined]
    return flat(crew(at_every_till, sessions_url(sessions), name, changes, jobs))


def _codes(sessions: Sessions, at: datetime, worth: Worth, many: int = COUPONS) -> list[str]:
    with sessions.begin() as session:
        issued = [make.coupon(session, issued_at=at - timedelta(hours=1), worth=worth) for _ in range(many)]
    return [write_code(each.serial, KEYS) for each in issued]
