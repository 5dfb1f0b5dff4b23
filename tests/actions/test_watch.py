"""What staff are told without asking, once, and until somebody has seen it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from app.actions import deliver, happened, receive, redeem, undo
from app.actions.happened import Given
from app.actions.sale import Redeemed, Sale
from app.actions.watch import watch
from app.gateways import Receipt
from app.rules import alarm
from app.rules.alarm import Kind
from app.rules.coupon import write_code
from app.rules.failure import Failure, Outcome
from app.rules.message import State
from app.rules.traffic import Fares, Tally, fares
from app.store import Session, alarms, budgets, guesses, networks, tallies, words
from app.store import happened as kept
from app.store.access import Till
from app.store.coupons import Coupon
from app.store.guesses import Guesser
from app.store.outbox import Attempt
from app.store.redemptions import Asked
from tests import make

SAYS = words.load()
MEANS = make.means(SAYS)


def found(session: Session) -> dict[Kind, str]:
    """What waits to be seen: what happened, in English, by its kind."""
    return {each.cause.kind: alarm.told(SAYS["en"], each.cause)[0] for each in alarms.open_alarms(session)}


def guess(session: Session, till: int, count: int, now: datetime) -> None:
    for _ in range(count):
        guesses.note(session, Guesser(till), 1, now)


def test_a_till_that_types_many_wrong_codes_is_told_once_until_it_was_seen(session: Session, now: datetime) -> None:
    till = make.till(session, name="Till 1")
    guess(session, till, alarm.WRONG_AN_HOUR - 1, now - timedelta(minutes=20))
    assert watch(session, {}, now) == 0
    guess(session, till, 1, now - timedelta(seconds=1))
    assert [watch(session, {}, now) for _ in range(3)] == [1, 0, 0]
    assert found(session) == {Kind.WRONG_CODES: "Till 1 typed 30 wrong codes within an hour."}
    (waiting,) = alarms.open_alarms(session)
    assert [alarms.see(session, waiting.id, "giulia@aurora.example", now) for _ in range(2)] == [True, False]
    assert watch(session, {}, now) == 0, "it lasts, and somebody knows"
    assert found(session) == {}
    assert alarms.seen_alarms(session, page=1)[0].seen_by == "giulia@aurora.example"
    guess(session, till, alarm.WRONG_AN_HOUR, now + timedelta(days=2))
    assert watch(session, {}, now + timedelta(days=2, minutes=1)) == 1


def test_guessing_over_all_is_what_is_ten_times_the_usual(session: Session, now: datetime) -> None:
    begins = guesses.slot(now)
    at = begins + timedelta(minutes=5)
    tills = [make.till(session) for _ in range(20)]
    for till in tills:
        guess(session, till, alarm.LEAST_GUESSES // 20, begins)
    assert watch(session, {}, at) == 1
    assert found(session) == {Kind.GUESSING: "100 wrong codes were typed at the tills within ten minutes."}
    assert guesses.room(session, Guesser(99), at) == guesses.Room(None, guesses.DEARER)
    assert not alarm.is_guessing(1000, 1008 * 101, 1008), "of a chain that types 101 wrong codes in any ten minutes"
    assert alarm.is_guessing(1010, 1008 * 101, 1008)


def test_guessed_pages_are_told_apart(session: Session, now: datetime) -> None:
    for _ in range(alarm.LEAST_GUESSES):
        guesses.note_page(session, "192.0.2.1", guesses.slot(now))
    watch(session, {}, guesses.slot(now) + timedelta(minutes=1))
    assert set(found(session)) == {Kind.GUESSED_PAGES}


@pytest.mark.parametrize(
    ("redeemed", "undone", "elsewhere", "told"),
    [(100, 10, 1, False), (100, 11, 0, True), (20, 5, 0, True), (30, 5, 0, False), (10, 4, 0, False), (9, 2, 2, True)],
)
def test_too_many_undos_are_more_than_ten_or_a_fifth_or_two_that_are_spent_elsewhere(
    redeemed: int, undone: int, elsewhere: int, told: bool
) -> None:
    assert alarm.is_undoing(redeemed, undone, elsewhere) is told


def test_coupons_that_are_undone_and_spent_elsewhere_are_told(session: Session, now: datetime) -> None:
    means, offers = make.means(SAYS), make.offers(session, make.campaign())
    first, second = (Till(make.till(session, name=f"Till {n}"), f"Till {n}") for n in (1, 2))
    for _ in range(2):
        sale = Sale(write_code(make.coupon(session).serial, means.keys))
        done = redeem.redeem(session, means, offers, first, sale, now)
        assert isinstance(done, Redeemed)
        assert undo.reverse(session, means, first, done.id, "wrong customer", now)
        again = redeem.redeem(session, means, offers, second, sale, now + timedelta(minutes=1))
        assert isinstance(again, Redeemed)
    assert watch(session, {}, now + timedelta(hours=1)) == 1
    what = "Till 1 undid 2 of 2 redemptions within a day. 2 of these coupons were spent elsewhere."
    assert found(session) == {Kind.UNDOS: what}


def test_a_spent_coupon_that_goes_from_till_to_till_is_told(session: Session, now: datetime) -> None:
    means, offers = make.means(SAYS), make.offers(session, make.campaign())
    tills = [Till(make.till(session), f"Till {n}") for n in range(6)]
    sale = Sale(write_code(make.coupon(session).serial, means.keys))
    for till in [tills[0], *tills[1:4], *tills[1:4] * 3]:
        redeem.redeem(session, means, offers, till, sale, now)
    assert found(session) == {}, "three other tills, however often"
    redeem.redeem(session, means, offers, tills[4], sale, now)
    assert found(session) == {Kind.SPENT_AGAIN: "A spent coupon was tried at 4 other tills within a day."}


def given_offline(session: Session, till: Till, coupon: Coupon, at: datetime, now: datetime) -> None:
    what = Given(Asked(f"{till.id} {coupon.id}".encode().ljust(16), b"a" * 16), Sale(_code(coupon)), at)
    happened.take_in(session, MEANS, make.offers(session, make.campaign()), till, what, timedelta(), now)


def test_a_double_is_told_once_a_day_for_each_two_tills(session: Session, now: datetime) -> None:
    first, second, third = (Till(make.till(session, name=f"Till {n}"), f"Till {n}") for n in (1, 2, 3))
    before = now - timedelta(hours=1)
    both, turned = (make.coupon(session, issued_at=before) for _ in range(2))
    for coupon, tills in ((both, (first, second)), (turned, (second, first))):
        for till in tills:
            given_offline(session, till, coupon, before + timedelta(minutes=till.id % 7), now)
    assert watch(session, {}, now + timedelta(minutes=1)) == 1
    what = "Till 1 and Till 2 both took the same 2 coupons, one of them offline."
    assert found(session) == {Kind.DOUBLES: what}
    given_offline(session, third, both, before, now + timedelta(minutes=2))
    assert watch(session, {}, now + timedelta(minutes=3)) == 1, "two other tills"
    for each in alarms.open_alarms(session):
        alarms.see(session, each.id, "giulia@aurora.example", now)
    assert watch(session, {}, now + timedelta(hours=20)) == 0


def test_a_till_that_gives_twice_for_one_coupon_is_told_by_its_name(session: Session, now: datetime) -> None:
    till = Till(make.till(session, name="Till 1"), "Till 1")
    coupon = make.coupon(session, issued_at=now - timedelta(hours=1), spent_at=now, till=till.id)
    given_offline(session, till, coupon, now, now)
    watch(session, {}, now)
    assert found(session) == {Kind.DOUBLES: "Till 1 took the same coupon twice, at least once offline."}


def test_what_a_till_should_have_refused_is_told_and_no_undone_one(session: Session, now: datetime) -> None:
    till = Till(make.till(session, name="Till 1"), "Till 1")
    hour = timedelta(hours=1)
    late = make.coupon(session, issued_at=now - 9 * hour, valid_until=now - 2 * hour)
    given_offline(session, till, late, now - hour, now)
    given_offline(session, till, replace(late, id=0, serial=77), now - hour, now)
    what = "Till 1 took 2 coupons offline that it should have refused."
    watch(session, {}, now)
    assert found(session) == {Kind.UNFIT: what}
    twice = make.coupon(session, issued_at=now - 9 * hour, spent_at=now - hour)
    given_offline(session, till, twice, now, now)
    (double,) = [each for each in kept.irregular(session, now, 9) if each.double_of]
    assert undo.reverse(session, MEANS, till, double.id, "wrong customer", now)
    assert watch(session, {}, now) == 0


def _code(coupon: Coupon) -> str:
    return write_code(coupon.serial, make.KEYS)


@pytest.mark.parametrize(
    ("promised", "told"),
    [(7900, None), (8000, Kind.BUDGET), (9500, Kind.BUDGET), (9501, Kind.BUDGET_GONE), (10000, Kind.BUDGET_GONE)],
)
def test_a_budget_is_told_at_eighty_percent_and_once_no_coupon_fits_in(
    session: Session, now: datetime, promised: int, told: Kind | None
) -> None:
    campaign = make.campaign(offer={"most": "5 EUR", "limits": {"budget": "100 EUR"}})
    budgets.promise(session, campaign.id, 10000, "EUR", promised)
    watch(session, {campaign.id: campaign}, now)
    assert set(found(session)) == ({told} if told else set())


@pytest.mark.parametrize(
    ("promised", "told"), [(1000, None), (1500, Kind.BUDGET), (2000, Kind.BUDGET_GONE), (2200, Kind.BUDGET_GONE)]
)
def test_a_budget_is_told_before_its_last_coupon_and_once_no_more_fits_in(
    session: Session, now: datetime, promised: int, told: Kind | None
) -> None:
    limits = {"budget": "22 EUR"}
    campaign = make.campaign(offer={"kind": "amount", "value": 5, "currency": "EUR", "limits": limits})
    budgets.promise(session, campaign.id, 2200, "EUR", promised)
    watch(session, {campaign.id: campaign}, now)
    assert set(found(session)) == ({told} if told else set())


def test_a_campaign_says_at_how_much_of_its_budget_staff_are_told(session: Session, now: datetime) -> None:
    limits = {"budget": "100 EUR", "budget_alarm": 50}
    campaign = make.campaign(offer={"most": "5 EUR", "limits": limits})
    budgets.promise(session, campaign.id, 10000, "EUR", 4999)
    assert watch(session, {campaign.id: campaign}, now) == 0
    budgets.promise(session, campaign.id, 10000, "EUR", 1)
    assert watch(session, {campaign.id: campaign}, now) == 1
    assert found(session) == {Kind.BUDGET: "Estate 25 has 50% of its budget promised or given."}


def test_a_stock_that_is_nearly_gone_is_told(session: Session, now: datetime) -> None:
    campaign = make.campaign(offer={"limits": {"total": 20}})
    for _ in range(17):
        make.coupon(session)
    assert watch(session, {campaign.id: campaign}, now) == 0
    make.coupon(session)
    watch(session, {campaign.id: campaign}, now)
    assert found(session) == {Kind.STOCK: "Estate 25 has 2 coupons left."}
    assert watch(session, {}, now) == 0


def test_a_way_on_which_many_texts_fail_is_told(session: Session, now: datetime) -> None:
    for country, sent, failed in (("IT", 99, 99), ("FR", 100, 25), ("US", 400, 101)):
        counted = [Tally("twilio", country, None, sent - failed), Tally("twilio", country, Failure.BLOCKED, failed)]
        tallies.add(session, counted, now - timedelta(minutes=30))
    tallies.add(session, [Tally("vonage", "IT", Failure.BLOCKED, 999)], now - timedelta(hours=2))
    assert watch(session, {}, now) == 1
    told = "101 of 400 texts to United States by twilio failed within an hour."
    assert found(session) == {Kind.FAILING: told}


def test_a_receipt_of_a_failure_counts_against_its_way_once_and_not_for_a_bad_number(
    session: Session, now: datetime
) -> None:
    for why in (Failure.BLOCKED, None, Failure.BAD_NUMBER):
        message = make.message(session, queued_at=now)
        receipt = Receipt(f"v-{why}", "undelivered", State.UNDELIVERED, message.reference, why)
        for _ in range(2):
            receive.take_receipt(session, {}, receipt, "twilio", now)
    counted = tallies.since(session, now - timedelta(hours=1))
    assert {each.failure: each.reported for each in counted} == {
        Failure.BLOCKED: 1,
        Failure.REFUSED: 1,
        Failure.BAD_NUMBER: 1,
    }
    assert fares(counted).failed == 2


def test_a_receipt_that_was_quicker_than_our_commit_counts_like_any_other(session: Session, now: datetime) -> None:
    message = make.message(session, queued_at=now, state=State.SENDING)
    receipt = Receipt("v-1", "undelivered", State.UNDELIVERED, None, Failure.BLOCKED, network="22210")
    receive.take_receipt(session, {}, receipt, "twilio", now)
    assert tallies.in_all(session) == []
    taken = Attempt(message.id, 0, "twilio", Outcome.ACCEPTED, State.SENT, now, vendor_reference="v-1")
    deliver.record(session, {}, [taken])
    assert [(each.failure, each.reported) for each in tallies.in_all(session)] == [(Failure.BLOCKED, 1)]
    assert networks.since(session, now - timedelta(hours=1)) == {("twilio", "22210"): Fares(1, 1)}


def test_a_text_ends_once_whatever_more_is_reported_of_it(session: Session, now: datetime) -> None:
    message = make.message(session, queued_at=now, state=State.SENT)
    for status, state in (("failed", State.FAILED), ("undelivered", State.UNDELIVERED), ("late", State.EXPIRED)):
        receipt = Receipt("v-1", status, state, message.reference, Failure.BLOCKED, network="22210")
        receive.take_receipt(session, {}, receipt, "twilio", now)
    assert [each.reported for each in tallies.in_all(session)] == [1]
    assert networks.since(session, now - timedelta(hours=1)) == {("twilio", "22210"): Fares(1, 1)}


def test_a_network_to_which_many_texts_fail_is_told_where_receipts_name_it(session: Session, now: datetime) -> None:
    for n in range(100):
        message = make.message(session, queued_at=now)
        state, why = (State.UNDELIVERED, Failure.FILTERED) if n < 26 else (State.DELIVERED, None)
        receipt = Receipt(f"v-{n}", state.value, state, message.reference, why, network="22210" if n else "nonsense")
        receive.take_receipt(session, {}, receipt, "plivo", now)
    assert watch(session, {}, now) == 0, "99 are too few"
    last = make.message(session, queued_at=now)
    gone = Receipt("v-100", "undelivered", State.UNDELIVERED, last.reference, Failure.BLOCKED, network="22210")
    receive.take_receipt(session, {}, gone, "plivo", now)
    watch(session, {}, now)
    assert found(session) == {
        Kind.FAILING: "26 of 100 texts to the network 222 10 by plivo failed within an hour.",
    }


def test_old_minutes_are_forgotten_and_sums_of_all_are_not(session: Session, now: datetime) -> None:
    for hours in (9, 1):
        tallies.add(session, [Tally("twilio", "IT", None, 5, parts=7)], now - timedelta(hours=hours))
    watch(session, {}, now)
    assert tallies.since(session, now - timedelta(days=1)) == [Tally("twilio", "IT", None, 5, parts=7)]
    assert tallies.in_all(session) == [Tally("twilio", "IT", None, 10, parts=14)]
