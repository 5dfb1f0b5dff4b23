"""Alarms and redemptions as staff see them."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest

from app.actions import happened
from app.actions.happened import Given
from app.actions.sale import Sale
from app.rules.alarm import Cause, Kind
from app.rules.coupon import write_code
from app.store import access, alarms, guesses, redemptions
from app.store.access import Till
from app.store.guesses import Guesser
from app.store.redemptions import Asked
from tests import make
from tests.conftest import KEYS

OURS = {"Origin": "http://localhost"}
WRONG = Cause(Kind.WRONG_CODES, "till 1", {"till": "Till 1", "wrong": 31})


@pytest.fixture
def staff(client, sessions):
    """A browser that is signed in."""
    now = datetime.now(UTC)
    with sessions.begin() as session:
        id = access.add_staff(session, "giulia@aurora.example", now)
        access.add_pass(session, "link", kind="link", staff=id, expires_at=now + timedelta(minutes=10), now=now)
    assert client.post("/staff/in/link", headers=OURS).status_code == 303
    return client


@pytest.fixture
def alarm(sessions) -> int:
    """The id of an alarm that nobody has seen."""
    with sessions.begin() as session:
        alarms.add_alarm(session, WRONG, datetime.now(UTC))
        return alarms.open_alarms(session)[0].id


def test_an_alarm_stands_above_the_board_until_somebody_says_that_they_saw_it(staff, alarm):
    assert "Till 1 typed 31 wrong codes within an hour." in staff.get("/staff/").text
    for _ in range(3):
        assert "I have seen it" in staff.get("/staff/alarms").text, "looking changes nothing"
    assert staff.post(f"/staff/alarms/{alarm}", headers={"Origin": "https://evil.example"}).status_code == 403
    assert staff.post(f"/staff/alarms/{alarm}", headers=OURS).status_code == 303
    assert "31 wrong codes" not in staff.get("/staff/").text
    page = staff.get("/staff/alarms").text
    assert "Nothing to look at" in page
    assert "31 wrong codes" in page.partition("Seen before")[2]
    assert page.count("giulia@aurora.example") == 2, "in the bar, and as who has seen it"


def test_an_alarm_is_told_in_the_language_of_whoever_reads_it(staff, alarm):
    page = staff.get("/staff/alarms", headers={"Accept-Language": "it"}).text
    assert "Till 1 ha digitato 31 codici sbagliati in un&#39;ora." in page


def test_who_types_wrong_codes_is_listed_by_till(staff, sessions):
    now = datetime.now(UTC)
    with sessions.begin() as session:
        till = make.till(session, name="Till 7", now=now)
        for _ in range(3):
            guesses.note(session, Guesser(till), 1, now)
    page = staff.get("/staff/alarms").text.partition("Wrong codes</h2>")[2]
    assert "Till 7" in page
    assert '<td class="n deciding">3</td>' in page


def test_metrics_tell_of_alarms_and_wrong_codes(client, sessions, alarm):
    with sessions.begin() as session:
        guesses.note_page(session, "192.0.2.1", datetime.now(UTC))
    text = client.get("/metrics").text
    assert 'handbill_alarms_open{kind="wrong_codes"} 1' in text
    assert 'handbill_alarms_open{kind="budget"} 0' in text
    assert 'handbill_wrong_codes{where="pages"} 1' in text


def test_a_guessed_page_is_counted_and_after_a_hundred_of_them_waits(client, sessions):
    token = "2" * 12
    before = client.get(f"/k/{token}")
    assert (before.status_code, before.headers.get("Retry-After")) == (404, None)
    client.application.extensions["handbill"].later.flush()
    now = datetime.now(UTC)
    with sessions.begin() as session:
        assert guesses.all_counted(session) == {guesses.PAGES: 1}
        for _ in range(guesses.PAGES_FROM_ADDRESS):
            guesses.note_page(session, "127.0.0.1", now)
        coupon = make.coupon(session, issued_at=now)
    after = client.get(f"/k/{token}")
    assert after.status_code == 429
    assert int(after.headers["Retry-After"]) >= 1
    assert client.get(make.page_of(coupon)).status_code == 200, "whoever has a coupon is not kept from it"


def test_redemptions_are_told_by_day_and_till_with_why_they_were_undone(staff, sessions):
    now = datetime.now(UTC)
    with sessions.begin() as session:
        first, second = make.till(session, name="=Till 1", now=now), make.till(session, name="Till 2", now=now)
        coupon = make.coupon(session, issued_at=now - timedelta(days=1))
        id = make.redemption(session, coupon.serial, at=now, till=first)
        redemptions.reverse(session, id, till=first, reason='@SUM("x")', earliest=now, now=now)
        make.redemption(session, coupon.serial, at=now, till=second)
    page = staff.get("/staff/redemptions").text
    assert id in page.partition("Undone, then spent at another till")[2]
    answer = staff.get("/staff/redemptions/table.csv?days=7")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="redemptions.csv"'
    head, *rows = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")))
    assert head == ["Day", "Till", "Redeemed", "Undone", "Spent elsewhere", "Reasons"]
    assert [row[1:] for row in rows] == [["'=Till 1", "1", "1", "1", '\'@SUM("x") (1)'], ["Till 2", "1", "0", "0", ""]]


def test_strangers_see_no_alarm_and_no_redemption(client):
    redemptions = ("/staff/redemptions", "/staff/redemptions/table.csv", "/staff/redemptions/irregular.csv")
    for path in ("/staff/alarms", *redemptions):
        assert client.get(path).status_code == 303
    assert client.post("/staff/alarms/1", headers=OURS).status_code == 303


@pytest.fixture
def offline(sessions):
    """Tells of coupons that tills gave an hour ago without a line: a double, one out of date, and one of nobody."""
    now, hour = datetime.now(UTC), timedelta(hours=1)
    campaign, means = make.campaign(offer={"kind": "amount", "value": 5, "currency": "EUR"}), make.means({})
    with sessions.begin() as session:
        here, other = (Till(make.till(session, name=name), name) for name in ("=Duomo", "Via Roma"))
        twice = make.coupon(session, issued_at=now - 9 * hour)
        make.redemption(session, twice.serial, at=now - hour / 2, till=other.id)
        late = make.coupon(session, issued_at=now - 9 * hour, valid_until=now - 2 * hour)
        offers = make.offers(session, campaign)
        codes = [write_code(serial, KEYS) for serial in (twice.serial, late.serial, 77)]
        for n, code in enumerate(codes):
            what = Given(Asked(bytes([n]) * 16, b"a" * 16), Sale(code), now - hour)
            happened.take_in(session, means, offers, here, what, timedelta(), now)
    return codes


def test_what_tills_gave_offline_and_should_not_have_is_told_with_both_tills_and_times(staff, offline):
    page = staff.get("/staff/redemptions").text.partition('id="irregular"')[2].partition("</section>")[0]
    assert [reason in page for reason in ("Taken twice", "Out of date", "No coupon of ours")] == [True] * 3
    assert "=Duomo" in page
    assert "Via Roma" in page
    assert "€5" in page
    assert [code[-4:] in page for code in offline] == [True] * 3
    assert not any(code in page or code[-9:] in page for code in offline)
    assert page.count("/staff/people/") == 2, "nobody owns the third"


def test_irregular_redemptions_can_be_counted_in_a_spreadsheet(staff, offline):
    answer = staff.get("/staff/redemptions/irregular.csv")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="irregular-redemptions.csv"'
    head, *rows = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")))
    assert head[:6] == ["Reason", "Campaign", "Coupon", "Till", "Taken at", "Spent before at"]
    told = {row[0]: row for row in rows}
    assert told["Taken twice"][2:4] == [offline[0][-4:], "'=Duomo"]
    assert (told["Taken twice"][5], told["Taken twice"][8:10]) == ("Via Roma", ["5.00", "EUR"])
    assert datetime.fromisoformat(told["Taken twice"][4]) < datetime.fromisoformat(told["Taken twice"][6])
    assert told["No coupon of ours"][5:7] == ["", ""]
    assert set(told) == {"Taken twice", "Out of date", "No coupon of ours"}


def test_a_reason_that_a_cashier_picked_is_told_in_words(staff, sessions):
    now = datetime.now(UTC)
    with sessions.begin() as session:
        till = make.till(session, name="Till 1", now=now)
        coupon = make.coupon(session, issued_at=now - timedelta(days=1))
        id = make.redemption(session, coupon.serial, at=now, till=till)
        redemptions.reverse(session, id, till=till, reason="wrong_customer", earliest=now, now=now)
    assert "Wrong customer (1)" in staff.get("/staff/redemptions").text
    assert "Wrong customer (1)" in staff.get("/staff/redemptions/table.csv").text
