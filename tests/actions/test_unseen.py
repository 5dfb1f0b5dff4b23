"""A coupon whose text never left is nobody's: it goes back, once, and whoever comes again gets another."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest

from app.actions import Means, deliver, reserve
from app.actions.apply import Application, Joined
from app.actions.confirm import Confirmed, confirm_pin
from app.actions.erase import erase
from app.actions.join import SoldOut, join
from app.actions.release import release
from app.actions.remind import Reminded, remind
from app.rules.campaign import Campaign
from app.rules.message import Kind, State
from app.rules.phone import E164, Number
from app.rules.redemption import Status
from app.rules.stock import ALL
from app.store import Session, Sessions, Sql, budgets, coupons, happened, messages, outbox, stock, subscribers, waiting
from app.store.coupons import Coupon
from app.store.happened import Withdrawn
from app.store.visits import Visit
from tests import hearing, make

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
STOCK = {"limits": {"total": 2}}
SINGLE, DOUBLE = {"opt_in": "single"}, {"opt_in": "double"}
WITH_BUDGET = {"kind": "amount", "value": 5, "currency": "EUR", "limits": {"total": 2, "budget": "10 EUR"}}


def campaign(session: Session, *, opt_in: dict[str, str] = SINGLE, **changes: object) -> Campaign:
    made = hearing.shop(programme=opt_in, **{"offer": STOCK, **changes})
    make.release(session, made, hearing.SAYS)
    return made


@pytest.fixture
def means() -> Means:
    return make.means(hearing.SAYS)


def seen_by(campaign: Campaign, id: int, subscriber: int | None = None) -> Visit:
    steps = {"telegram": "seen"}
    return Visit(id, campaign.id, make.PLACEMENT, "it", True, subscriber, steps)


def come(session, means, campaign, now, *, number: str = make.NUMBER, visit: int = 11) -> Joined:
    left = Application(Number(E164(number), "IT", "mobile"), False, "it", "203.0.113.9", {})
    return join(session, means, campaign, seen_by(campaign, visit), left, now).joined


def sweep(session: Session, campaign: Campaign, now: datetime) -> int:
    """What housekeeping does: texts end, and what is left by that goes back."""
    _, ended = deliver.sweep(session, {}, {campaign.id: campaign}, now)
    return reserve.lapse(session, {campaign.id: campaign}, now, ended)


def theirs(session: Session, campaign: Campaign, number: str = make.NUMBER) -> Coupon | None:
    return coupons.coupon_of(session, campaign.id, hearing.person(session, number))


def taken(session: Session, campaign: Campaign) -> int:
    return stock.taken(session, campaign.id, ALL)[0]


def states(session: Session) -> list[str]:
    return [row[0] for row in session.run(Sql("SELECT state FROM messages ORDER BY id")).fetchall()]


def test_a_coupon_whose_text_was_never_tried_goes_back_and_says_why(session, means, now):
    here = campaign(session, offer=WITH_BUDGET)
    come(session, means, here, now)
    assert (taken(session, here), budgets.stands(session, here.id).promised) == (1, 500)
    assert sweep(session, here, now + HOUR - MINUTE) == 0
    assert sweep(session, here, now + HOUR) == 1
    found = theirs(session, here)
    assert (found.status(now), found.revoked_by, found.revoked_reason) == (Status.REVOKED, None, "unsent")
    assert (taken(session, here), budgets.stands(session, here.id).promised) == (0, 0)
    assert sweep(session, here, now + 2 * HOUR) == 0, "once"
    assert taken(session, here) == 0


def test_whoever_comes_again_gets_one_that_is_good_and_no_second_one(session, means, now):
    here = campaign(session)
    come(session, means, here, now)
    sweep(session, here, now + HOUR)
    first, later = theirs(session, here), now + 2 * HOUR
    assert come(session, means, here, later, visit=12) is Joined.TEXTED
    again = theirs(session, here)
    assert (again.id != first.id, again.status(later), taken(session, here)) == (True, Status.VALID, 1)
    come(session, means, here, later + 2 * MINUTE, visit=13)
    assert (theirs(session, here), taken(session, here)) == (again, 1)


def test_who_came_by_a_friend_s_link_still_did_with_the_coupon_that_replaces_an_unsent_one(session, means, now):
    here = campaign(session)
    come(session, means, here, now)
    friend, first = make.coupon(session), theirs(session, here)
    came = Sql("UPDATE coupons SET friend_of = :friend, device = :device WHERE id = :id")
    session.run(came, friend=friend.id, device=b"sixteen of these", id=first.id)
    sweep(session, here, now + HOUR)
    remind(session, means, here, seen_by(here, 11, hearing.person(session)), now + 2 * HOUR)
    origin = Sql("SELECT friend_of, device FROM coupons WHERE id = :id")
    found = session.run(origin, id=theirs(session, here).id).fetchone()
    assert (found[0], bytes(found[1])) == (friend.id, b"sixteen of these")


def test_the_page_that_waits_for_its_text_can_ask_for_another_while_there_is_one(session, means, now):
    here = campaign(session)
    come(session, means, here, now)
    sweep(session, here, now + HOUR)
    visit, later = seen_by(here, 11, hearing.person(session)), now + 2 * HOUR
    assert remind(session, means, here, visit, later).reminded is Reminded.SENT
    assert (theirs(session, here).status(later), taken(session, here)) == (Status.VALID, 1)
    sweep(session, here, later + HOUR)
    for _ in range(2):
        make.coupon(session)
    assert remind(session, means, here, visit, later + 2 * HOUR).reminded is Reminded.SOLD_OUT
    assert states(session) == ["expired", "expired"]


@pytest.mark.parametrize("outcome", ["attempt", "doubt", "sending", "unknown", "sent", "failed"])
def test_a_coupon_whose_text_may_have_left_stays(session, means, now, outcome):
    here = campaign(session)
    come(session, means, here, now)
    column = {"attempt": "attempt = 1", "doubt": "doubts = 1"}.get(outcome, f"state = '{outcome}', attempt = 1")
    session.run(Sql(f"UPDATE messages SET {column}"))
    sweep(session, here, now + HOUR)
    assert (theirs(session, here).status(now), taken(session, here)) == (Status.VALID, 1)


@pytest.mark.parametrize("other", [State.SENT, State.QUEUED])
def test_a_coupon_stays_while_another_text_with_it_left_or_may_still(session, means, now, other):
    here = campaign(session)
    come(session, means, here, now)
    coupon, person = theirs(session, here), hearing.person(session)
    later = now + 30 * MINUTE
    text = make.message(
        session, subscriber=person, kind=Kind.SERVICE, queued_at=later, state=other, coupon=coupon, visit=12
    )
    assert sweep(session, here, now + HOUR) == 0
    assert theirs(session, here).status(now) is Status.VALID
    if other is State.QUEUED:
        assert sweep(session, here, later + HOUR) == 1
        assert messages.state_of(session, text.id) is State.EXPIRED


def test_who_was_heard_of_keeps_what_is_theirs(session, means, now):
    """A keyword, a pin, a YES: by all of them the coupon is known to be wanted, or was on a page already."""
    here = campaign(session)
    come(session, means, here, now)
    subscribers.answer(session, hearing.person(session), now)
    assert sweep(session, here, now + HOUR) == 0
    assert theirs(session, here).status(now) is Status.VALID


def test_what_the_number_itself_asked_for_stays_theirs(session, means, now):
    here = campaign(session)
    hearing.take(session, {here.id: here}, "GELATO", now, by=means)
    assert sweep(session, here, now + HOUR) == 0
    assert taken(session, here) == 1


def test_what_a_lease_drops_goes_back_too(session, now):
    here = campaign(session)
    means = make.means(hearing.SAYS, trial=frozenset({E164("+393330000000")}))
    come(session, means, here, now)
    release(session, means, {here.id: here}, now=now, until=now + MINUTE, most=9)
    assert states(session) == ["suppressed"]
    assert (theirs(session, here).is_unsent, taken(session, here)) == (True, 0)


def test_a_stop_that_keeps_the_text_back_frees_the_coupon_and_a_start_brings_another(session, means, now):
    here = campaign(session)
    person = make.subscriber(session)
    session.run(Sql("UPDATE subscribers SET answered_at = NULL"))
    hearing.take(session, {here.id: here}, "STOP", now - HOUR, by=means)
    session.run(Sql("UPDATE subscribers SET answered_at = NULL"))  # as if it had been told by other means
    come(session, means, here, now)
    sweep(session, here, now + MINUTE)
    assert (theirs(session, here).is_unsent, taken(session, here)) == (True, 0)
    hearing.take(session, {here.id: here}, "START", now + 2 * MINUTE, by=means)
    assert (theirs(session, here).status(now + HOUR), taken(session, here)) == (Status.VALID, 1)
    assert make.texts(session, here.id)[-2:] == [Kind.SERVICE, Kind.REPLY]
    assert person == hearing.person(session)


def test_who_is_erased_and_comes_back_gets_one_and_an_old_one_that_was_had_is_never_taken(session, means, now):
    here = campaign(session)
    come(session, means, here, now)
    session.run(Sql("UPDATE messages SET state = 'sent', attempt = 1"))
    first = theirs(session, here)
    erase(session, subscribers.subscriber(session, hearing.person(session)), {here.id: here}, {}, now + MINUTE)
    come(session, means, here, now + HOUR, visit=12)
    assert theirs(session, here).id == first.id
    assert sweep(session, here, now + 2 * HOUR) == 0
    assert (theirs(session, here).status(now), taken(session, here)) == (Status.VALID, 1)


def test_who_is_erased_after_an_unsent_coupon_gets_another_when_they_come_back(session, means, now):
    here = campaign(session)
    come(session, means, here, now)
    sweep(session, here, now + HOUR)
    erase(session, subscribers.subscriber(session, hearing.person(session)), {here.id: here}, {}, now + HOUR)
    come(session, means, here, now + 2 * HOUR, visit=12)
    assert (theirs(session, here).status(now + 2 * HOUR), taken(session, here)) == (Status.VALID, 1)


def test_a_coupon_is_kept_back_no_longer_than_its_pin_waits(session, means, now):
    here = campaign(session, opt_in=DOUBLE)
    assert come(session, means, here, now) is Joined.ASKED
    assert sweep(session, here, now + 9 * MINUTE) == 0
    assert sweep(session, here, now + 10 * MINUTE) == 1
    assert (theirs(session, here), taken(session, here)) == (None, 0)


def test_a_pin_that_was_tried_keeps_its_coupon_for_the_hour(session, means, now):
    here = campaign(session, opt_in=DOUBLE)
    come(session, means, here, now)
    session.run(Sql("UPDATE messages SET state = 'sent', attempt = 1"))
    come(session, means, here, now + 2 * MINUTE, visit=12)
    assert sweep(session, here, now + 20 * MINUTE) == 0
    assert (states(session), taken(session, here)) == (["sent", "expired"], 1)
    assert sweep(session, here, now + HOUR) == 1


def test_a_new_pin_keeps_a_coupon_back_anew_or_says_that_none_is_left(session, means, now):
    here = campaign(session, opt_in=DOUBLE)
    come(session, means, here, now)
    sweep(session, here, now + 10 * MINUTE)
    visit, later = seen_by(here, 11, hearing.person(session)), now + 11 * MINUTE
    assert remind(session, means, here, visit, later).reminded is Reminded.SENT
    assert taken(session, here) == 1
    pin = make.pin(session, make.NUMBER)
    assert confirm_pin(session, means, here, 11, pin, later).confirmed is Confirmed.YES
    assert taken(session, here) == 1


def test_no_pin_is_texted_for_a_coupon_that_is_gone(session, means, now):
    here = campaign(session, opt_in=DOUBLE)
    come(session, means, here, now)
    sweep(session, here, now + 10 * MINUTE)
    for _ in range(2):
        make.coupon(session)
    visit = seen_by(here, 11, hearing.person(session))
    assert remind(session, means, here, visit, now + 11 * MINUTE).reminded is Reminded.SOLD_OUT
    assert states(session) == ["expired"]


def test_what_is_kept_back_for_whoever_was_called_out_of_the_line_stays(session, means, now):
    here = campaign(session, opt_in=DOUBLE)
    come(session, means, here, now)
    person = hearing.person(session)
    waiting.add(session, person, campaign=here.id, brand=make.BRAND, placement=make.PLACEMENT, now=now)
    waiting.call(session, waiting.places_of(session, person)[0].id, until=now + 24 * HOUR, now=now)
    assert sweep(session, here, now + 10 * MINUTE) == 0
    assert taken(session, here) == 1


def test_tills_without_a_line_do_not_learn_of_what_nobody_has(session, means, now):
    here = campaign(session)
    come(session, means, here, now)
    sweep(session, here, now + HOUR)
    start: Withdrawn = (now - HOUR, 0)
    assert happened.revoked_after(session, start, now, 9) == []


def test_a_burst_that_is_held_leaves_the_stock_to_people(session, means, now):
    """Sixty numbers of one range for forty coupons, of which fifteen texts leave before the range closes."""
    here = campaign(session, offer={"limits": {"total": 40}})
    for n in range(60):
        try:
            come(session, means, here, now, number=f"+39333123{n:04d}", visit=100 + n)
        except SoldOut:
            break
    assert taken(session, here) == 40
    leaving, _ = release(session, means, {here.id: here}, now=now, until=now + MINUTE, most=99)
    assert sweep(session, here, now + HOUR) == 40 - len(leaving)
    assert taken(session, here) == len(leaving) < 20
    assert come(session, means, here, now + HOUR, number="+393341230001", visit=999) is Joined.TEXTED


def test_a_worker_that_takes_the_text_and_a_sweep_that_ends_it_never_both_do(sessions: Sessions, means, now):
    """The text is at its end: whoever is first has it, and the coupon follows."""
    with sessions.begin() as session:
        here = campaign(session, offer={"limits": {"total": 40}})
        for n in range(20):
            come(session, means, here, now, number=f"+39333{n:03d}1234", visit=100 + n)
    ready, left = threading.Barrier(4, timeout=60), list[int]()

    def lease() -> None:
        ready.wait()
        with sessions.begin() as session:
            at = now + HOUR - MINUTE
            left.extend(each.id for each in outbox.lease(session, now=at, until=at + HOUR, most=7))

    def end() -> None:
        ready.wait()
        with sessions.begin() as session:
            sweep(session, here, now + HOUR)

    threads = [threading.Thread(target=each) for each in (lease, end, lease, end)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    with sessions.begin() as session:
        sweep(session, here, now + HOUR)
        assert taken(session, here) == len(left)
        good = Sql("SELECT COUNT(*) FROM coupons WHERE revoked_at IS NULL")
        assert session.run(good).fetchone()[0] == len(left)
        assert states(session).count("sending") == len(left)


def test_who_comes_again_while_a_sweep_ends_their_text_has_a_good_coupon(sessions: Sessions, means, now):
    """Each waits for the other at the person's row: the new text never carries a code that has just gone back."""
    with sessions.begin() as session:
        here = campaign(session, offer={"limits": {"total": 40}})
        for n in range(12):
            come(session, means, here, now, number=f"+39333{n:03d}1234", visit=100 + n)
    later, ready = now + HOUR, threading.Barrier(3, timeout=60)

    def again(first: int) -> None:
        ready.wait()
        for n in range(first, 12, 2):
            with sessions.begin() as session:
                come(session, means, here, later, number=f"+39333{n:03d}1234", visit=200 + n)

    def end() -> None:
        ready.wait()
        with sessions.begin() as session:
            sweep(session, here, later)

    threads = [threading.Thread(target=again, args=(0,)), threading.Thread(target=again, args=(1,))]
    threads.append(threading.Thread(target=end))
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    with sessions.begin() as session:
        sweep(session, here, later)
        assert taken(session, here) == 12
        waits = session.run(Sql("SELECT coupon_index FROM messages WHERE state = 'queued'")).fetchall()
        good = session.run(Sql("SELECT serial_index FROM coupons WHERE revoked_at IS NULL")).fetchall()
        assert len(waits) == len(good) == 12
        assert {bytes(row[0]) for row in waits} == {bytes(row[0]) for row in good}
