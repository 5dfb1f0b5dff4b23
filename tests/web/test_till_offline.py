"""What a till's page takes along, and what it tells once its line is back."""

import struct
import time
from base64 import b64decode
from datetime import UTC, datetime, timedelta

import pytest

from app.rules.coupon import write_code
from app.store import Sql, access, coupons, happened, redemptions, stamp
from app.store.redemptions import first_id
from app.web import till_offline
from app.web.access import TILL_COOKIE
from app.web.pace import Paces
from tests import make
from tests.conftest import KEYS

OURS = {"Origin": "http://localhost"}
HOUR = timedelta(hours=1)


@pytest.fixture
def now():
    """The pages' own clock."""
    return datetime.now(UTC)


@pytest.fixture
def desk(client, sessions, now):
    """A browser that is signed in as a till."""
    with sessions.begin() as session:
        till = make.till(session, name="Duomo")
        access.add_pass(session, "cookie", kind="cookie", till=till, expires_at=now + timedelta(days=1), now=now)
    client.set_cookie(TILL_COOKIE, "cookie")
    return client


@pytest.fixture
def coupon(sessions, now):
    """Makes a coupon of some hours ago."""

    def made(**changes):
        with sessions.begin() as session:
            return make.coupon(session, **{"issued_at": now - 9 * HOUR, **changes})

    return made


def tell(desk, *given, clock, **headers):
    """What the page hears."""
    return desk.post("/till/happened", json={"clock": clock.isoformat(), "given": list(given)}, headers=headers or OURS)


def what(found, at, id="a1", **more):
    """One thing that was given."""
    return {"id": id, "code": write_code(found.serial, KEYS), "at": at.isoformat(), **more}


def test_a_page_of_another_till_tells_nothing_and_takes_nothing_along(desk, coupon, now):
    found, others = coupon(), {"Handbill-Till": "of another"}
    assert tell(desk, what(found, now), clock=now, **OURS, **others).status_code == 403
    assert desk.get("/till/offers.json", headers=others).status_code == 403
    mark = desk.get("/till").get_data(as_text=True).split('data-till="')[1].split('"')[0]
    assert tell(desk, what(found, now), clock=now, **OURS, **{"Handbill-Till": mark}).status_code == 200


def test_a_page_tells_what_was_undone_and_why(desk, coupon, now, sessions):
    found, undone = coupon(), {"at": (now - HOUR + timedelta(minutes=1)).isoformat(), "reason": "typed_wrong"}
    told = tell(desk, what(found, now - HOUR, undone=undone), clock=now).get_json()["given"][0]
    with sessions.read() as session:
        redemption = redemptions.redemption(session, told["redemption"])
        spent = coupons.coupon_by_serial(session, found.serial)
    assert (redemption.reason, redemption.reversed_at > redemption.happened_at) == ("typed_wrong", True)
    assert (told["why"], spent.used) == (None, 0)


def serials(packed):
    """What a page reads of it."""
    data = b64decode(packed)
    return list(struct.unpack(f">{len(data) // 4}I", data))


def test_what_was_given_is_written_once_however_often_it_is_told(desk, coupon, now, sessions):
    found = coupon()
    first = tell(desk, what(found, now - HOUR), clock=now).get_json()["given"]
    again = tell(desk, what(found, now - HOUR), clock=now + HOUR).get_json()["given"]
    assert first == again
    assert (first[0]["id"], first[0]["why"]) == ("a1", None)
    with sessions.read() as session:
        spent = coupons.coupon_by_serial(session, found.serial)
    assert (spent.till, spent.used) == ("Duomo", 1)
    assert abs(spent.redeemed_at - (now - HOUR)) < timedelta(minutes=1)


def test_a_clock_of_another_year_is_set_right(desk, coupon, now, sessions):
    found, wrong = coupon(), now.replace(year=2019)
    tell(desk, what(found, wrong - HOUR), clock=wrong)
    with sessions.read() as session:
        spent = coupons.coupon_by_serial(session, found.serial)
    assert abs(spent.redeemed_at - (now - HOUR)) < timedelta(minutes=1)


def test_each_is_told_what_became_of_it(desk, coupon, now, sessions):
    with sessions.begin() as session:
        elsewhere = make.till(session, name="Via Roma")
    twice, good = coupon(spent_at=now - 2 * HOUR, till=elsewhere), coupon()
    forged = {"id": "a3", "code": "2222-2222-2222", "at": now.isoformat()}
    said = tell(desk, what(twice, now - HOUR), what(good, now - HOUR, "a2"), forged, clock=now).get_json()["given"]
    assert [(each["id"], each["why"]) for each in said] == [
        ("a1", "already_redeemed"),
        ("a2", None),
        ("a3", "unknown"),
    ]
    assert said[2]["redemption"] is None


def test_an_attempt_whose_answer_was_lost_is_no_double_of_itself(desk, coupon, now, sessions):
    found = coupon()
    code = write_code(found.serial, KEYS)
    form = {"code": code, "request": "a1", "token": token(desk)}
    assert b"Code" in desk.post("/till/redeem", data=form, headers=OURS).data
    told = tell(desk, what(found, now), clock=now).get_json()["given"][0]
    with sessions.read() as session:
        spent = coupons.coupon_by_serial(session, found.serial)
    assert (told["why"], spent.used) == (None, 1)


def test_another_code_under_the_same_id_is_another_attempt(desk, coupon, now):
    first, second = coupon(), coupon()
    told = [tell(desk, what(each, now - HOUR), clock=now).get_json()["given"][0] for each in (first, second)]
    assert [each["why"] for each in told] == [None, None]
    assert told[0]["redemption"] != told[1]["redemption"]


def test_a_till_learns_what_was_withdrawn(desk, coupon, now, sessions):
    found, out_of_date = coupon(), coupon(valid_until=now - HOUR)
    with sessions.begin() as session:
        for each in (found, out_of_date):
            session.run(Sql("UPDATE coupons SET revoked_at = :now WHERE id = :id"), id=each.id, now=stamp(now))
    told = desk.get("/till/spent.json").get_json()
    assert serials(told["withdrawn"]) == [found.serial]
    again = desk.get("/till/spent.json", query_string={"withdrawn_since": told["withdrawn_since"]}).get_json()
    assert serials(again["withdrawn"]) == [found.serial], "what is of the last minute is told again"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "clock"),
        ({"clock": "noon", "given": []}, "clock"),
        ({"clock": "2026-07-04T10:00:00Z", "given": []}, "given"),
        ({"clock": "2026-07-04T10:00:00Z", "given": [1]}, "given.0"),
        ({"clock": "2026-07-04T10:00:00Z", "given": [{"id": "a"}]}, "given.0.code"),
        ({"clock": "2026-07-04T10:00:00Z", "given": [{"id": "a", "code": "x", "at": "10:00"}]}, "given.0.at"),
        ({"clock": "2026-07-04T10:00:00Z", "given": [{"id": "a", "code": "x", "extra": 1}]}, "given.0.extra"),
        ({"clock": "2026-07-04T10:00:00Z", "given": [{}] * 101}, "given"),
    ],
)
def test_a_strangers_json_is_refused_by_its_field(desk, body, field):
    answer = desk.post("/till/happened", json=body, headers=OURS)
    assert (answer.status_code, answer.get_json(force=True)["error"]["field"]) == (422, field)


def test_another_site_and_a_browser_that_is_no_till_tell_nothing(desk, coupon, now):
    found = coupon()
    assert tell(desk, what(found, now), clock=now, Origin="https://evil.example").status_code == 403
    desk.delete_cookie(TILL_COOKIE)
    assert tell(desk, what(found, now), clock=now).status_code == 303
    assert desk.get("/till/spent.json").status_code == 303


def test_a_till_takes_along_what_is_spent_and_hears_what_is_new(desk, coupon, now):
    first = coupon(spent_at=now - 2 * HOUR)
    told = desk.get("/till/spent.json").get_json()
    assert (serials(told["spent"]), serials(told["back"]), told["more"]) == ([first.serial], [], False)
    second = coupon()
    redemption = tell(desk, what(second, now - HOUR), clock=now).get_json()["given"][0]["redemption"]
    later = desk.get(f"/till/spent.json?after={told['after']}&since={told['since']}").get_json()
    assert serials(later["spent"]) == [second.serial]
    desk.post("/till/undo", data={"redemption": redemption, "reason": "other", "token": token(desk)}, headers=OURS)
    back = desk.get(f"/till/spent.json?after={later['after']}&since={later['since']}").get_json()
    assert (serials(back["spent"]), serials(back["back"])) == ([], [second.serial])


def test_what_became_of_coupons_that_are_over_is_not_walked_through_again(desk, coupon, now, monkeypatch):
    coupon(issued_at=now - 900 * HOUR, spent_at=now - 800 * HOUR, valid_until=now - HOUR)
    asked, spent_after = [], happened.spent_after

    def seen(session, after, *rest):
        asked.append(after)
        return spent_after(session, after, *rest)

    monkeypatch.setattr(happened, "spent_after", seen)
    assert serials(desk.get("/till/spent.json").get_json()["spent"]) == []
    fresh = coupon(spent_at=now - 2 * HOUR)
    for query in ("", "?after=r000000000000", f"?after={first_id(now)}"):
        desk.get(f"/till/spent.json{query}")
    assert first_id(now - timedelta(minutes=2)) <= asked[0] <= first_id(datetime.now(UTC)), "none is in date"
    assert asked[1:] == [first_id(fresh.issued_at - timedelta(minutes=1))] * 2 + [first_id(now)]


def test_a_till_that_asks_too_often_is_told_when_to_go_on(desk, coupon, now):
    desk.application.extensions[till_offline.PACES] = Paces(3, time.monotonic)
    found = coupon()
    answers = [desk.get(f"/till/{what}.json") for what in ("spent", "offers", "spent", "spent", "offers")]
    answers.append(tell(desk, what(found, now - HOUR), clock=now))
    assert [each.status_code for each in answers] == [200] * 3 + [429] * 3
    assert all(0 < int(each.headers["Retry-After"]) <= 60 for each in answers[3:])
    assert desk.get("/till").status_code == 200


@pytest.mark.parametrize("query", ["after=%00&since=x", "since=999999999999999999999999", "after=" + "r" * 9000])
def test_a_place_that_is_none_of_ours_is_the_beginning_or_the_end(desk, coupon, now, query):
    coupon(spent_at=now - 2 * HOUR)
    assert desk.get(f"/till/spent.json?{query}").status_code == 200


def token(desk):
    """Of a form on the till's page."""
    return desk.get("/till").get_data(as_text=True).split('name="token" value="')[1].split('"')[0]
