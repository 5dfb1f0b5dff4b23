"""What the software of a till relies on that works on without a line; every answer held against the document."""

from __future__ import annotations

import json
import struct
import threading
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.rules import offline_seal
from app.rules.coupon import write_code
from app.rules.seal_facts import mark
from app.store import Sessions, access, coupons, happened
from app.store.coupons import Coupon
from app.store.revocations import revoke
from app.web import offline_news
from tests import make
from tests.conftest import KEYS
from tests.web.test_till_api import OTHER, TOKEN, Caller

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
Coupons = Callable[..., Coupon]
NOBODYS = "2222-2222-2222"


@pytest.fixture
def at() -> datetime:
    """The web's own clock."""
    return datetime.now(UTC)


@pytest.fixture
def call(client: FlaskClient, sessions: Sessions, at: datetime) -> Caller:
    with sessions.begin() as session:
        make.till(session, name="Till 1", token=TOKEN, now=at)
        make.till(session, name="Till 2", token=OTHER, now=at)
    return Caller(client)


@pytest.fixture
def coupon(sessions: Sessions, at: datetime) -> Coupons:
    """Makes a coupon of some hours ago."""

    def made(**changes: Any) -> Coupon:
        with sessions.begin() as session:
            return make.coupon(session, **{"issued_at": at - 9 * HOUR, **changes})

    return made


def given(found: Coupon | str, at: datetime | str, id: str = "slip 1", **more: Any) -> dict[str, Any]:
    """One thing that was given."""
    code = found if isinstance(found, str) else write_code(found.serial, KEYS)
    return {"id": id, "code": code, "at": at if isinstance(at, str) else at.isoformat(), **more}


def tell(
    call: Caller, *told: dict[str, Any], clock: datetime | str | None = None, token: str = TOKEN
) -> list[dict[str, Any]]:
    """What became of each."""
    clock = clock or datetime.now(UTC)
    body = {"clock": clock if isinstance(clock, str) else clock.isoformat(), "given": list(told)}
    answer = call("POST", "/redemptions/happened", body, token=token)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    found: list[dict[str, Any]] = answer.get_json()["given"]
    assert [each["id"] for each in found] == [each["id"] for each in told], "each gets its answer, in their order"
    return found


def serials(packed: str) -> list[int]:
    """As the document says that they are packed."""
    data = b64decode(packed)
    return list(struct.unpack(f">{len(data) // 4}I", data))


def spent_of(sessions: Sessions, found: Coupon) -> Coupon:
    with sessions.read() as session:
        known = coupons.coupon_by_serial(session, found.serial)
    assert known
    return known


# ---- what a till takes along


def test_a_till_takes_along_keys_offers_and_what_is_spent(call: Caller, coupon: Coupons, at: datetime) -> None:
    spent = coupon(spent_at=at - HOUR)
    keys, offers, news = (call("GET", path).get_json() for path in ("/keys", "/offers", "/spent"))
    assert [key["x"] for key in keys["keys"]] == [
        urlsafe_b64encode(key).decode().rstrip("=") for key in offline_seal.public_keys(KEYS)
    ]
    assert keys["campaigns"] == {mark(make.CAMPAIGN_ID): make.CAMPAIGN_ID}
    offer = offers["offers"][mark(make.CAMPAIGN_ID)]
    assert (offer["campaign"], offer["is_here"], offer["needs_line"]) == (make.CAMPAIGN_ID, True, False)
    assert (offer["offer"]["value"], offer["uses"], offer["days"], offer["hours"]) == (25, 1, [], [])
    assert (serials(news["spent"]), news["more"]) == ([spent.serial], False)


def test_the_page_and_the_software_of_a_till_are_told_the_same(
    call: Caller, client: FlaskClient, coupon: Coupons, sessions: Sessions, at: datetime
) -> None:
    coupon(spent_at=at - HOUR)
    with sessions.begin() as session:
        till = make.till(session, name="Till 3")
        access.add_pass(session, "cookie", kind="cookie", till=till, expires_at=at + HOUR, now=at)
    client.set_cookie("handbill_till", "cookie")
    assert client.get("/till/keys.json").get_json(force=True) == call("GET", "/keys").get_json()
    page, news = client.get("/till/spent.json").get_json(), call("GET", "/spent").get_json()
    assert {name: page[name] for name in ("spent", "back", "withdrawn", "more")} == {
        name: news[name] for name in ("spent", "back", "withdrawn", "more")
    }


def test_later_a_till_is_told_what_is_new_and_the_last_minute_once_more(
    call: Caller, coupon: Coupons, at: datetime, sessions: Sessions
) -> None:
    coupon(spent_at=at - HOUR)
    place = call("GET", "/spent").get_json()["cursor"]
    second, withdrawn = coupon(), coupon()
    (taken,) = tell(call, given(second, at - HOUR))
    with sessions.begin() as session:
        revoke(session, withdrawn.id, at, by="Giulia", reason="misprint")
    for _ in range(2):
        news = call("GET", f"/spent?cursor={place}").get_json()
        assert (serials(news["spent"]), serials(news["withdrawn"])) == ([second.serial], [withdrawn.serial])
        place = news["cursor"]
    call("POST", f"/redemptions/{taken['redemption']}/reversal", {"reason": "wrong customer"})
    news = call("GET", f"/spent?cursor={place}").get_json()
    assert (serials(news["spent"]), serials(news["back"])) == ([], [second.serial])


def test_a_long_list_comes_page_by_page_and_nothing_is_passed_over(
    call: Caller, coupon: Coupons, at: datetime, sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(offline_news, "PAGE", 3)
    spent = {coupon(spent_at=at - HOUR).serial for _ in range(7)}
    withdrawn = [coupon() for _ in range(8)]
    with sessions.begin() as session:
        for each in withdrawn:
            revoke(session, each.id, at, by="Giulia", reason="misprint")  # all at one moment
    pages = list(_pages(call))
    assert {serial for page in pages for serial in serials(page["spent"])} == spent
    assert sorted(serial for page in pages for serial in serials(page["withdrawn"])) == sorted(
        each.serial for each in withdrawn
    )
    assert [page["more"] for page in pages] == [True, True, False]


def _pages(call: Caller) -> Iterator[dict[str, Any]]:
    page = call("GET", "/spent").get_json()
    yield page
    while page["more"]:
        page = call("GET", f"/spent?cursor={page['cursor']}").get_json()
        yield page


@pytest.mark.parametrize(
    "query",
    [
        "cursor=",
        "cursor=hello",
        "cursor=%00",
        "cursor=" + "A" * 5000,
        "cursor=" + urlsafe_b64encode(b"r1 2 3").decode(),
        "cursor=" + urlsafe_b64encode(b" 0. 0. 0.").decode(),
        "cursor=" + urlsafe_b64encode(f" 0. {'9' * 18}.".encode()).decode(),
        "cursor=" + urlsafe_b64encode(f" 0. 0.{'9' * 19}".encode()).decode(),
        "cursor=" + urlsafe_b64encode(" ٣. 0.".encode()).decode(),
        "cursor=a&cursor=b",
        "since=0",
    ],
)
def test_a_place_that_is_none_of_ours_is_refused(call: Caller, query: str) -> None:
    answer = call("GET", f"/spent?{query}")
    assert (answer.status_code, answer.get_json(force=True)["error"]["code"]) == (400, "bad_request")


def test_the_last_place_that_can_be_named_is_the_end(call: Caller, coupon: Coupons, at: datetime) -> None:
    coupon(spent_at=at - HOUR)
    last = f"r{'f' * 20} {'9' * 17}.r{'f' * 20} {'9' * 17}.{'9' * 18}"
    news = call("GET", "/spent?cursor=" + urlsafe_b64encode(last.encode()).decode()).get_json()
    assert (news["spent"], news["back"], news["withdrawn"]) == ("", "", "")


@pytest.mark.parametrize("path", ["/keys", "/offers", "/spent"])
def test_without_a_token_nothing_is_told(call: Caller, path: str) -> None:
    assert call("GET", path, token=None).status_code == 401
    assert call("GET", path, token="of-nobody").status_code == 401
    assert call("GET", path).headers["RateLimit-Remaining"]
    assert call("GET", f"{path}?till=2").status_code == 400


# ---- what a till tells


def test_what_was_given_is_written_once_however_often_it_is_told(
    call: Caller, coupon: Coupons, at: datetime, sessions: Sessions
) -> None:
    found = coupon()
    first = tell(call, given(found, at - HOUR), clock=at)
    later = tell(call, given(found, at - HOUR), given(found, at - HOUR), clock=at + HOUR)
    assert later == first * 2
    assert (first[0]["why"], spent_of(sessions, found).used) == (None, 1)
    (listed,) = call("GET", "/redemptions").get_json()["redemptions"]
    assert listed["id"] == first[0]["redemption"]


def test_a_report_sent_twice_at_once_is_written_once_and_both_are_told_the_same(
    call: Caller, coupon: Coupons, at: datetime, sessions: Sessions
) -> None:
    spent, free = coupon(spent_at=at - 2 * HOUR), coupon()
    told = [given(spent, at - HOUR, "a"), given(free, at - HOUR, "b")]
    body = {"clock": at.isoformat(), "given": told}
    start, answers = threading.Barrier(4), []

    def send() -> None:
        client = call.client.application.test_client()
        start.wait()
        answer = client.post("/api/v1/redemptions/happened", json=body, headers={"Authorization": f"Bearer {TOKEN}"})
        answers.append((answer.status_code, [each["redemption"] for each in answer.get_json()["given"]]))

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 4
    assert {json.dumps(each) for each in answers} == {json.dumps(answers[0])}
    assert answers[0][0] == 200
    with sessions.read() as session:
        assert len(happened.irregular(session, at - HOUR, 10)) == 1


def test_a_double_is_kept_and_told_with_everything_else(
    call: Caller, coupon: Coupons, at: datetime, sessions: Sessions
) -> None:
    twice, good = coupon(spent_at=at - 2 * HOUR), coupon()
    said = tell(call, given(twice, at - HOUR, "1"), given(NOBODYS, at, "2"), given(good, at - HOUR, "3"), clock=at)
    assert [each["why"] for each in said] == ["already_redeemed", "unknown", None]
    assert [bool(each["redemption"]) for each in said] == [True, False, True]
    with sessions.read() as session:
        assert [each.id for each in happened.irregular(session, at - HOUR, 10)] == [said[0]["redemption"]]


def test_another_coupon_under_the_same_id_is_told_so_and_the_first_stands(
    call: Caller, coupon: Coupons, at: datetime, sessions: Sessions
) -> None:
    first, second = coupon(), coupon()
    taken, reused = tell(call, given(first, at - HOUR), given(second, at - HOUR), clock=at)
    assert (taken["why"], reused["why"], reused["redemption"]) == (None, "id_reused", None)
    assert tell(call, given(first, at - HOUR), clock=at) == [taken]
    assert spent_of(sessions, second).used == 0
    assert tell(call, given(second, at - HOUR, "slip 2"), clock=at)[0]["why"] is None


def test_the_same_id_at_another_till_is_another_thing(call: Caller, coupon: Coupons, at: datetime) -> None:
    found, other = coupon(), coupon()
    tell(call, given(found, at - HOUR), clock=at)
    double, good = (tell(call, given(each, at - HOUR), clock=at, token=OTHER)[0] for each in (found, other))
    assert double["why"] == "already_redeemed"
    assert good["why"] == "id_reused", "the double was told under that id, by this till"


def test_what_was_asked_in_vain_is_told_under_its_own_key_and_is_no_double_of_itself(
    call: Caller, coupon: Coupons, at: datetime, sessions: Sessions
) -> None:
    found = coupon()
    code = write_code(found.serial, KEYS)
    asked = call.redeem(code, key="slip 1").get_json()  # whose answer got lost
    (taken,) = tell(call, given(found, at), clock=at)
    assert (taken["redemption"], taken["why"], taken["happened_at"]) == (asked["id"], None, asked["redeemed_at"])
    assert spent_of(sessions, found).used == 1


def test_a_key_that_was_told_under_asks_for_nothing_else(call: Caller, coupon: Coupons, at: datetime) -> None:
    found, other = coupon(), coupon()
    tell(call, given(found, at - HOUR), clock=at)
    for each in (found, other):
        answer = call.redeem(write_code(each.serial, KEYS), key="slip 1")
        assert answer.get_json(force=True)["error"]["code"] == "key_reused"


def test_what_was_undone_stands_as_undone_and_is_no_double_of_what_was_given_after_it(
    call: Caller, coupon: Coupons, at: datetime, sessions: Sessions
) -> None:
    """In whichever order the till tells them."""
    found, undone = coupon(), {"at": (at - HOUR + MINUTE).isoformat(), "reason": "wrong customer"}
    told = [given(found, at - HOUR + 2 * MINUTE, "slip 2"), given(found, at - HOUR, undone=undone)]
    later, first = tell(call, *told)
    assert (later["why"], later["reversed_at"], first["why"]) == (None, None, None)
    assert abs(datetime.fromisoformat(first["reversed_at"]) - (at - HOUR + MINUTE)) < MINUTE
    assert tell(call, *told)[1]["redemption"] == first["redemption"]
    listed = {each["id"]: each for each in call("GET", "/redemptions").get_json()["redemptions"]}
    assert listed[first["redemption"]]["reversed_at"] == first["reversed_at"]
    assert listed[later["redemption"]]["reversed_at"] is None
    assert spent_of(sessions, found).used == 1


def test_what_was_asked_in_vain_and_then_undone_is_undone(
    call: Caller, coupon: Coupons, at: datetime, sessions: Sessions
) -> None:
    found = coupon()
    asked = call("POST", "/redemptions", {"code": write_code(found.serial, KEYS)}, key="slip 1").get_json()
    (told,) = tell(call, given(found, at, undone={"at": (at + MINUTE).isoformat(), "reason": "changed mind"}))
    assert (told["redemption"], told["why"], bool(told["reversed_at"])) == (asked["id"], None, True)
    assert spent_of(sessions, found).used == 0


def test_amount_and_reference_are_kept_for_reconciliation(call: Caller, coupon: Coupons, at: datetime) -> None:
    amount = {"value": "39.90", "currency": "EUR"}
    tell(call, given(coupon(), at - HOUR, amount=amount, reference="slip [4711]"), clock=at)
    (listed,) = call("GET", "/redemptions").get_json()["redemptions"]
    assert (listed["amount"], listed["reference"]) == (amount, "slip [4711]")


FAR = "9999-12-31T23:59:59Z"
LONG_AGO = "0001-01-01T00:00:00Z"


@pytest.mark.parametrize(
    ("said", "clock"),
    [(FAR, LONG_AGO), (LONG_AGO, FAR), (FAR, FAR), (LONG_AGO, LONG_AGO), (FAR, None), (LONG_AGO, None), (None, FAR)],
)
def test_whatever_a_clock_says_it_was_between_the_issue_and_now(
    call: Caller, coupon: Coupons, at: datetime, said: str | None, clock: str | None
) -> None:
    (taken,) = tell(call, given(coupon(), said or at), clock=clock or at)
    assert taken["why"] is None
    when = datetime.fromisoformat(taken["happened_at"])
    assert at - 9 * HOUR - timedelta(milliseconds=1) <= when <= datetime.now(UTC)


def test_a_clock_that_is_years_off_is_set_right(call: Caller, coupon: Coupons, at: datetime) -> None:
    wrong = at - timedelta(days=7000)
    (taken,) = tell(call, given(coupon(), wrong - HOUR), clock=wrong)
    assert abs(datetime.fromisoformat(taken["happened_at"]) - (at - HOUR)) < timedelta(minutes=1)


def test_codes_that_are_not_ours_cost_guesses_and_what_waits_is_not_lost(
    call: Caller, coupon: Coupons, at: datetime
) -> None:
    found = coupon()
    forged = [given(f"2222-2222-22{tail}", at, tail) for tail in ("22", "23", "24", "25", "26", "27", "28", "29")]
    forged += [given(text, at, text) for text in ("hello", "2222-2222-222C B", "https://evil.example/k/x")]
    said = tell(call, *forged, given(found, at - HOUR), clock=at)
    assert [each["why"] for each in said] == ["unknown"] * 10 + ["too_many_attempts"] * 2
    assert all(each["redemption"] is None for each in said)
    assert tell(call, given(found, at - HOUR), clock=at, token=OTHER)[0]["why"] is None, "another till goes on"


NOON = b"2026-07-04T10:00:00Z"
ONE = b'{"clock":"' + NOON + b'","given":[{"id":"a","code":"x","at":"' + NOON + b'"}]}'


def in_list(entry: bytes) -> bytes:
    return b'{"clock":"' + NOON + b'","given":[' + entry + b"]}"


STRANGE = [
    (b"", 400, None),
    (b"{", 400, None),
    (b"\xff", 400, None),
    (b"[]", 422, None),
    (b"null", 422, None),
    (b"{}", 422, "clock"),
    (b'{"clock":NaN}', 400, None),
    (b'{"clock":1e999,"given":[]}', 422, "clock"),
    (b'{"clock":' + b"9" * 5000 + b"}", 400, None),
    (b'{"clock":' + b"9" * 4000 + b"}", 422, "clock"),
    (b"[" * 30_000 + b"]" * 30_000, 400, None),
    (b'{"given":' + b"[" * 600 + b"]" * 600 + b"}", 422, "clock"),
    (b'{"given":' + b'{"a":' * 600 + b"1" + b"}" * 600 + b"}", 422, "clock"),
    (b"{" + b",".join(b'"k%d":0' % n for n in range(5000)) + b"}", 422, "k0"),
    (ONE[:-1] + b',"clock":"' + NOON + b'"}', 400, "clock"),
    (in_list(b'{"id":"a","id":"b","code":"x","at":"' + NOON + b'"}'), 400, "id"),
    (b'{"clock":"2026-07-04T10:00:00","given":[]}', 422, "clock"),
    (b'{"clock":"0001-01-01T00:00:00+23:59","given":[]}', 422, "clock"),
    (b'{"clock":"' + NOON + b'","given":{}}', 422, "given"),
    (b'{"clock":"' + NOON + b'","given":[]}', 422, "given"),
    (in_list(b",".join([b"0"] * 101)), 422, "given"),
    (in_list(b"null"), 422, "given.0"),
    (in_list(b"[[]]"), 422, "given.0"),
    (in_list(b"{}"), 422, "given.0.id"),
    (in_list(b'{"id":"","code":"x","at":"' + NOON + b'"}'), 422, "given.0.id"),
    (in_list(b'{"id":7,"code":"x","at":"' + NOON + b'"}'), 422, "given.0.id"),
    (in_list(b'{"id":"' + b"x" * 256 + b'","code":"x","at":"' + NOON + b'"}'), 422, "given.0.id"),
    (in_list(b'{"id":"\\u0000","code":"x","at":"' + NOON + b'"}'), 422, "given.0.id"),
    (in_list(b'{"id":"a","code":"\\ud800","at":"' + NOON + b'"}'), 422, "given.0.code"),
    (in_list(b'{"id":"a","code":"' + b"x" * 501 + b'","at":"' + NOON + b'"}'), 422, "given.0.code"),
    (in_list(b'{"id":"a","code":null,"at":"' + NOON + b'"}'), 422, "given.0.code"),
    (in_list(b'{"id":"a","code":"x","at":1783159200}'), 422, "given.0.at"),
    (in_list(b'{"id":"a","code":"x","at":"' + NOON + b'","till":"b"}'), 422, "given.0.till"),
    (in_list(b'{"id":"a","code":"x","at":"' + NOON + b'","amount":5}'), 422, "given.0.amount"),
    (
        in_list(b'{"id":"a","code":"x","at":"' + NOON + b'","amount":{"value":"9999999999","currency":"EUR"}}'),
        422,
        "given.0.amount.value",
    ),
    (in_list(b'{"id":"a","code":"x","at":"' + NOON + b'","reference":["r"]}'), 422, "given.0.reference"),
    (in_list(b'{"id":"a","code":"x","at":"' + NOON + b'","undone":null}'), 422, "given.0.undone"),
    (in_list(b'{"id":"a","code":"x","at":"' + NOON + b'","undone":{"reason":"r"}}'), 422, "given.0.undone.at"),
    (
        in_list(b'{"id":"a","code":"x","at":"' + NOON + b'","undone":{"at":"' + NOON + b'"}}'),
        422,
        "given.0.undone.reason",
    ),
    (in_list(b'{"id":"a","code":"x","at":"' + NOON + b'","undone":{"by":"me"}}'), 422, "given.0.undone.by"),
    (b'{"clock":"' + b"x" * 70_000 + b'"}', 413, None),
]


@pytest.mark.parametrize(("body", "status", "field"), STRANGE)
def test_a_strangers_json_is_refused_by_its_field_and_nothing_is_written(
    call: Caller, body: bytes, status: int, field: str | None
) -> None:
    answer = _post(call, body)
    assert (answer.status_code, answer.get_json(force=True)["error"].get("field")) == (status, field)


def test_one_that_cannot_be_read_keeps_all_the_others_from_being_written(
    call: Caller, coupon: Coupons, at: datetime, sessions: Sessions
) -> None:
    """So that a till never has to ask which of a report were taken."""
    found = coupon()
    body = {"clock": at.isoformat(), "given": [given(found, at), {"id": "b"}]}
    answer = _post(call, json.dumps(body).encode())
    assert (answer.status_code, answer.get_json(force=True)["error"]["field"]) == (422, "given.1.code")
    assert spent_of(sessions, found).used == 0


def test_other_types_of_body_are_none(call: Caller) -> None:
    assert _post(call, ONE, "text/plain").status_code == 415
    assert call("POST", "/redemptions/happened", token=None).status_code == 401


def _post(call: Caller, body: bytes, kind: str = "application/json") -> TestResponse:
    return call("POST", "/redemptions/happened", data=body, content_type=kind)
