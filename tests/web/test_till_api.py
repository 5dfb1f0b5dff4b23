"""What a till's software relies on. Every call is held against the OpenAPI document, and searched for numbers."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.actions import happened, undo
from app.actions.happened import Given
from app.actions.sale import Sale
from app.rules import offline_seal
from app.rules.coupon import write_code
from app.rules.seal_facts import Facts, Worth, mark
from app.store import Session, Sessions, Sql, access, stamp
from app.store.access import Till
from app.store.coupons import Coupon
from app.store.redemptions import Asked
from app.web import access as access_cookies
from app.web import api_manners, till_api
from tests import make
from tests.conftest import KEYS
from tests.web import openapi

TOKEN = "token-of-till-1"
OTHER = "token-of-till-2"
STRANGE_BODIES = [
    (b"", "application/json", 400, None),
    (b"code=x", "application/x-www-form-urlencoded", 415, None),
    (b'{"code":"x"}', "text/plain", 415, None),
    (b"{", "application/json", 400, None),
    (b'{"code":"\xff"}', "application/json", 400, None),
    (b'{"code":NaN}', "application/json", 400, None),
    (b'{"code":' + b"9" * 5000 + b"}", "application/json", 400, None),
    (b'{"code":"x","code":"y"}', "application/json", 400, "code"),
    (b'{"code":' + b"[" * 30_000 + b"]" * 30_000 + b"}", "application/json", 400, None),
    (b'{"code":"' + b"x" * 70_000 + b'"}', "application/json", 413, None),
    (b"[]", "application/json", 422, None),
    (b'"code"', "application/json", 422, None),
    (b"{}", "application/json", 422, "code"),
    (b'{"code":5}', "application/json", 422, "code"),
    (b'{"code":null}', "application/json", 422, "code"),
    (b'{"code":"x","redeemed":true}', "application/json", 422, "redeemed"),
    (b'{"code":"x","till":7}', "application/json", 422, "till"),
    (b'{"code":"x","reference":"a\\u0000b"}', "application/json", 422, "reference"),
    (b'{"code":"x","reference":"\\ud800"}', "application/json", 422, "reference"),
    (b'{"code":"x","amount":"39.90"}', "application/json", 422, "amount"),
    (b'{"code":"x","amount":{"value":39.9,"currency":"EUR"}}', "application/json", 422, "amount.value"),
    (b'{"code":"x","amount":{"value":"-1","currency":"EUR"}}', "application/json", 422, "amount.value"),
    (b'{"code":"x","amount":{"value":"999999999","currency":"EUR"}}', "application/json", 422, "amount.value"),
    (b'{"code":"x","amount":{"value":"1e3","currency":"EUR"}}', "application/json", 422, "amount.value"),
    ('{"code":"x","amount":{"value":"٣","currency":"EUR"}}'.encode(), "application/json", 422, "amount.value"),
    (b'{"code":"x","amount":{"value":"1,50","currency":"EUR"}}', "application/json", 422, "amount.value"),
    (b'{"code":"x","amount":{"value":"1.50","currency":"eur"}}', "application/json", 422, "amount.currency"),
    (b'{"code":"x","amount":{"value":"1.50"}}', "application/json", 422, "amount.currency"),
    (b'{"code":"x","amount":{"value":"1.50","currency":"EUR","tip":"1"}}', "application/json", 422, "amount.tip"),
]

Now = datetime


class Caller:
    """Calls the API as a till."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.document = client.get("/api/v1/openapi.json").get_json()

    def __call__(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        token: str | None = TOKEN,
        key: str | None = None,
        **more: Any,
    ) -> TestResponse:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        headers |= {"Idempotency-Key": key} if key else {}
        more |= {"json": body} if body is not None else {}
        response = self.client.open(f"/api/v1{path}", method=method, headers=headers, **more)
        openapi.agree(self.document, method, path, response)
        assert not re.search(r"\+\d{7}", response.get_data(as_text=True)), "a phone number in an answer"
        return response

    def redeem(self, code: str, **more: Any) -> TestResponse:
        """Tries to spend a coupon."""
        return self("POST", "/redemptions", {"code": code}, **more)


Coupons = Callable[..., tuple[Coupon, str]]


@pytest.fixture
def at() -> datetime:
    """The moment around which this test happens: the web asks the clock itself."""
    return datetime.now(UTC)


@pytest.fixture
def call(client: FlaskClient, sessions: Sessions, at: Now) -> Caller:
    with sessions.begin() as session:
        make.till(session, name="Till 1", token=TOKEN, now=at)
        make.till(session, name="Till 2, back", token=OTHER, now=at)
    return Caller(client)


@pytest.fixture
def coupon(sessions: Sessions, at: Now) -> Coupons:
    """Makes a coupon of an hour ago, and gives it with its code."""

    def made(**values: Any) -> tuple[Coupon, str]:
        with sessions.begin() as session:
            one = make.coupon(session, **{"issued_at": at - timedelta(hours=1), "language": "en", **values})
        return one, write_code(one.serial, KEYS)

    return made


def error(response: TestResponse) -> str:
    """The error's name, after a look at its two shapes."""
    body = response.get_json(force=True)
    assert body["status"] == response.status_code
    assert body["type"].endswith(f"/api/docs#{body['error']['code']}")
    assert body["detail"] == body["error"]["message"]
    return str(body["error"]["code"])


def till_id(session: Session, token: str) -> int:
    found = access.till_of_token(session, token)
    assert found
    return found.id


# ---- yes


def test_a_coupon_is_spent_and_the_till_is_told_what_to_give(call: Caller, coupon: Coupons, at: Now) -> None:
    _, code = coupon()
    response = call.redeem(code.lower().replace("-", " "))
    body = response.get_json()
    assert response.status_code == 201
    assert body | {"id": "", "redeemed_at": ""} == {
        "id": "",
        "code": code,
        "status": "redeemed",
        "redeemed_at": "",
        "campaign": make.CAMPAIGN_ID,
        "offer": {
            "kind": "percent",
            "value": 25,
            "title": "25% off",
            "terms": "One per person, not with other offers.",
        },
    }
    assert timedelta() <= datetime.fromisoformat(body["redeemed_at"]) - at < timedelta(minutes=1)


def test_the_offer_speaks_the_language_of_the_coupon(call: Caller, coupon: Coupons) -> None:
    assert call.redeem(coupon(language="it")[1]).get_json()["offer"]["title"] == "25 % di sconto"


def test_the_address_of_the_coupons_page_is_read_too(call: Caller, coupon: Coupons) -> None:
    found, code = coupon()
    assert call.redeem(f"http://localhost{make.page_of(found)}\r\n").get_json()["code"] == code


def test_what_the_coupons_qr_holds_is_read_too_and_the_answer_names_the_code(call: Caller, coupon: Coupons) -> None:
    one, code = coupon()
    worth = Worth(kind="percent", number=Decimal(25))
    facts = Facts(campaign=mark("estate-25"), valid_from=one.valid_from, valid_until=one.valid_until, worth=worth)
    held = offline_seal.seal(code, facts, offline_seal.private_key(KEYS[-1]))
    assert call("GET", f"/coupons/{held}").get_json()["code"] == code
    assert call.redeem(f"{held}B").get_json() == call.redeem("hello").get_json()
    answer = call.redeem(held)
    assert (answer.status_code, answer.get_json()["code"]) == (201, code)


def test_amount_and_reference_are_kept_for_reconciliation(call: Caller, coupon: Coupons) -> None:
    body = {
        "code": coupon()[1],
        "till": "any label",
        "amount": {"value": "39.90", "currency": "EUR"},
        "reference": "slip 4711",
    }
    assert call("POST", "/redemptions", body).status_code == 201
    (line,) = call("GET", "/redemptions").get_json()["redemptions"]
    assert (line["amount"], line["reference"]) == ({"value": "39.90", "currency": "EUR"}, "slip 4711")


def test_a_label_in_the_body_changes_nobody_into_another_till(call: Caller, coupon: Coupons) -> None:
    _, code = coupon()
    call("POST", "/redemptions", {"code": code, "till": "Till 2, back"})
    assert call.redeem(code).get_json(force=True)["error"]["till"] == "Till 1"


# ---- no, by name


def test_a_second_try_is_told_when_and_where_the_coupon_was_spent(call: Caller, coupon: Coupons) -> None:
    _, code = coupon()
    first = call.redeem(code, token=OTHER).get_json()
    again = call.redeem(code)
    assert (again.status_code, error(again)) == (409, "already_redeemed")
    told = again.get_json(force=True)["error"]
    assert (told["redeemed_at"], told["till"]) == (first["redeemed_at"], "Till 2, back")


def test_a_coupon_out_of_date_is_expired(call: Caller, coupon: Coupons, at: Now) -> None:
    response = call.redeem(coupon(issued_at=at - timedelta(days=9), valid_until=at)[1])
    assert (response.status_code, error(response)) == (410, "expired")


def test_a_coupon_of_tomorrow_is_not_yet_valid(call: Caller, coupon: Coupons, at: Now) -> None:
    response = call.redeem(coupon(valid_from=at + timedelta(days=1))[1])
    assert (response.status_code, error(response)) == (409, "not_yet_valid")


def test_a_coupon_that_was_withdrawn_is_revoked(call: Caller, coupon: Coupons, sessions: Sessions, at: Now) -> None:
    found, code = coupon()
    revoke(sessions, found, at)
    response = call.redeem(code)
    assert (response.status_code, error(response)) == (410, "revoked")


def test_every_code_that_is_not_ours_gets_the_same_bytes(call: Caller, coupon: Coupons, at: Now) -> None:
    _, code = coupon()
    codes = [
        ("3" if code[0] != "3" else "4") + code[1:],  # mistyped
        write_code(5, ["a key of somebody else"]),  # foreign
        write_code(6, KEYS),  # sealed, never issued
        coupon(held_until=at + timedelta(hours=1))[1],  # its number is not proven yet
        *["", "hello", "AAAA-AAAA-AAAA", code + "2", "x" * 9000, "\0", "\ud800", "http://localhost/k/nobody"],
    ]
    answers = set()
    for number, wrong in enumerate(codes):
        body = json.dumps({"code": wrong}).encode()
        token = [TOKEN, OTHER][number % 2]
        response = call("POST", "/redemptions", data=body, content_type="application/json", token=token)
        headers = [pair for pair in response.headers if not pair[0].startswith("RateLimit")]
        answers.add((response.status_code, response.data, str(headers)))
    assert len(answers) == 1
    assert error(response) == "unknown"


def test_ten_wrong_codes_make_a_till_wait_also_with_a_right_one(call: Caller, coupon: Coupons) -> None:
    _, code = coupon()
    for number in range(10):
        assert error(call.redeem(f"wrong {number}")) == "unknown"
    for wrong in ["wrong again", code]:
        response = call.redeem(wrong)
        assert (response.status_code, error(response)) == (429, "too_many_attempts")
        assert 1 <= int(response.headers["Retry-After"]) <= 60
    assert call("GET", f"/coupons/{code}").status_code == 429
    assert call.redeem(code, token=OTHER).status_code == 201, "the other till never typed a wrong one"


def test_looking_codes_up_counts_as_trying_them(call: Caller) -> None:
    for number in range(10):
        assert error(call("GET", f"/coupons/wrong-{number}")) == "unknown"
    assert call("GET", "/coupons/wrong").status_code == 429


# ---- the same request twice


def test_a_request_id_gets_its_first_answer_again(call: Caller, coupon: Coupons) -> None:
    _, code = coupon()
    first, again = call.redeem(code, key="sale 1"), call.redeem(code, key="sale 1")
    assert (first.status_code, first.data) == (again.status_code, again.data)
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert len(call("GET", "/redemptions").get_json()["redemptions"]) == 1


def test_a_refusal_is_repeated_too_even_if_things_have_changed(call: Caller, coupon: Coupons) -> None:
    _, code = coupon()
    spent = call.redeem(code, token=OTHER).get_json()
    first = call.redeem(code, key="sale 2")
    assert call("POST", f"/redemptions/{spent['id']}/reversal", {"reason": "slip"}, token=OTHER).status_code == 201
    again = call.redeem(code, key="sale 2")
    assert (error(again), again.data) == ("already_redeemed", first.data)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.mimetype == "application/problem+json"
    assert call.redeem(code, key="sale 3").status_code == 201


def test_the_order_of_fields_makes_no_other_request(call: Caller, coupon: Coupons) -> None:
    _, code = coupon()
    one = f'{{"code":"{code}","reference":"1"}}'.encode()
    other = f'{{ "reference" : "1" , "code" : "{code}" }}'.encode()
    json_type = {"content_type": "application/json"}
    assert call("POST", "/redemptions", key="k", data=one, **json_type).status_code == 201
    assert call("POST", "/redemptions", key="k", data=other, **json_type).status_code == 201


def test_a_request_id_cannot_be_used_for_another_request(call: Caller, coupon: Coupons) -> None:
    (_, first), (_, second) = coupon(), coupon()
    spent = call.redeem(first, key="sale").get_json()
    response = call.redeem(second, key="sale")
    assert (response.status_code, error(response)) == (422, "key_reused")
    reversal = call("POST", f"/redemptions/{spent['id']}/reversal", {"reason": "x"}, key="sale")
    assert error(reversal) == "key_reused"
    assert call("GET", f"/coupons/{second}").get_json()["status"] == "valid", "the other request did nothing"
    assert call.redeem(second, key="sale", token=OTHER).status_code == 201, "ids belong to one till"


def test_a_till_that_has_to_wait_still_gets_its_first_answers(call: Caller, coupon: Coupons) -> None:
    _, code = coupon()
    first = call.redeem(code, key="before")
    for number in range(10):
        call.redeem(f"wrong {number}")
    assert call.redeem(code, key="before").data == first.data
    assert call.redeem(code, key="after").status_code == 429
    assert error(call.redeem("wrong", key="before")) == "key_reused"


def test_waiting_is_no_answer_that_is_kept(call: Caller, coupon: Coupons, sessions: Sessions) -> None:
    _, code = coupon()
    for number in range(10):
        call.redeem(f"wrong {number}")
    assert call.redeem(code, key="later").status_code == 429
    with sessions.begin() as session:
        session.run(Sql("DELETE FROM buckets"))
    assert call.redeem(code, key="later").status_code == 201


@pytest.mark.parametrize("code_is_good", [True, False])
def test_of_requests_that_race_under_one_id_one_happens(call: Caller, coupon: Coupons, code_is_good: bool) -> None:
    code = coupon()[1] if code_is_good else "wrong"
    start, answers = threading.Barrier(6), []

    def try_it() -> None:
        client = call.client.application.test_client()
        if len(answers) < 6:
            start.wait()
        response = client.post(
            "/api/v1/redemptions",
            json={"code": code},
            headers={"Authorization": f"Bearer {TOKEN}", "Idempotency-Key": "one"},
        )
        answers.append((response.status_code, response.data, response.headers.get("Idempotency-Replayed")))

    together(try_it, 6)
    status = 201 if code_is_good else 404
    told = [answer for answer in answers if answer[0] == status]
    try_it()
    assert answers[-1] == (status, told[0][1], "true")
    assert {answer[1] for answer in told} == {told[0][1]}
    assert sum(answer[2] is None for answer in told) == 1
    early = [answer for answer in answers if answer[0] != status]
    assert {(answer[0], json.loads(answer[1])["error"]["code"]) for answer in early} <= {(409, "still_running")}
    assert len(call("GET", "/redemptions").get_json()["redemptions"]) == int(code_is_good)


@pytest.mark.parametrize("key", ["", "x" * 256, "snow ☃".encode().decode("latin-1")])
def test_a_request_id_has_a_form(call: Caller, key: str) -> None:
    response = call.client.post(
        "/api/v1/redemptions",
        json={"code": "x"},
        headers={"Authorization": f"Bearer {TOKEN}", "Idempotency-Key": key},
    )
    assert (response.status_code, error(response)) == (400, "bad_request")


# ---- looking up


def test_a_coupon_is_looked_up_and_stays_as_it_is(call: Caller, coupon: Coupons) -> None:
    found, code = coupon()
    for _ in range(2):
        body = call("GET", f"/coupons/{code.lower()}").get_json()
        assert (body["code"], body["status"], body["offer"]["kind"]) == (code, "valid", "percent")
        assert "redeemed_at" not in body
    until = datetime.fromisoformat(body["valid_until"])
    assert abs(until - found.valid_until) < timedelta(milliseconds=1)


def test_looking_up_names_what_redeeming_would_refuse(
    call: Caller, coupon: Coupons, sessions: Sessions, at: Now
) -> None:
    revoked, revoked_code = coupon()
    revoke(sessions, revoked, at)
    spent = coupon(spent_at=at - timedelta(minutes=9))[1]
    status = {
        "redeemed": spent,
        "expired": coupon(issued_at=at - timedelta(days=9), valid_until=at)[1],
        "not_yet_valid": coupon(valid_from=at + timedelta(days=1))[1],
        "revoked": revoked_code,
    }
    for name, code in status.items():
        assert call("GET", f"/coupons/{code}").get_json()["status"] == name
    assert call("GET", f"/coupons/{spent}").get_json()["redeemed_at"]
    held = coupon(held_until=at + timedelta(hours=1))[1]
    assert error(call("GET", f"/coupons/{held}")) == "unknown"


@pytest.mark.parametrize("code", ["a%0Ab", "%0A", "a/b", "%E2%80%A8", "a%00"])
def test_whatever_stands_where_the_code_does_is_one_more_wrong_code(call: Caller, code: str) -> None:
    assert error(call("GET", f"/coupons/{code}")) == "unknown"
    assert call("OPTIONS", f"/coupons/{code}").status_code == 200


# ---- undoing


def test_a_reversal_makes_the_coupon_good_again(call: Caller, coupon: Coupons) -> None:
    _, code = coupon()
    spent = call.redeem(code).get_json()
    response = call("POST", f"/redemptions/{spent['id']}/reversal", {"reason": "wrong customer"})
    assert response.status_code == 201
    assert response.get_json() | {"reversed_at": ""} == {
        "id": spent["id"],
        "status": "reversed",
        "reversed_at": "",
        "reason": "wrong customer",
    }
    assert call.redeem(code).status_code == 201


def test_a_reversal_is_refused_by_name(call: Caller, coupon: Coupons, sessions: Sessions, at: Now) -> None:
    spent = call.redeem(coupon()[1]).get_json()
    path = f"/redemptions/{spent['id']}/reversal"
    assert error(call("POST", path, {"reason": "x"}, token=OTHER)) == "not_found"
    assert error(call("POST", "/redemptions/nobody/reversal", {"reason": "x"})) == "not_found"
    assert error(call("POST", "/redemptions/%00/reversal", {"reason": "x"})) == "not_found"
    assert call("POST", path, {"reason": "x"}).status_code == 201
    assert error(call("POST", path, {"reason": "x"})) == "already_reversed"
    with sessions.begin() as session:
        old = make.coupon(session, issued_at=at - timedelta(hours=1))
        long_ago = at - undo.UNDO_WITHIN - timedelta(seconds=1)
        id = make.redemption(session, old.serial, at=long_ago, till=till_id(session, TOKEN))
    assert error(call("POST", f"/redemptions/{id}/reversal", {"reason": "x"})) == "too_late"


def test_a_reversal_may_be_sent_twice_under_its_id(call: Caller, coupon: Coupons) -> None:
    spent = call.redeem(coupon()[1]).get_json()
    path = f"/redemptions/{spent['id']}/reversal"
    first, again = (call("POST", path, {"reason": "x"}, key="undo") for _ in range(2))
    assert (again.status_code, again.data) == (201, first.data)


@pytest.mark.parametrize(
    "body", [{}, {"reason": ""}, {"reason": 5}, {"reason": "x", "by": "me"}, {"reason": "x" * 201}]
)
def test_a_reversal_says_why(call: Caller, body: dict[str, Any]) -> None:
    assert error(call("POST", "/redemptions/r1/reversal", body)) == "invalid"


# ---- reconciling


def test_a_till_reads_what_it_spent_page_by_page(
    call: Caller, coupon: Coupons, sessions: Sessions, at: Now, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(till_api, "PAGE", 3)
    start = at - timedelta(minutes=30)
    with sessions.begin() as session:
        mine, other = till_id(session, TOKEN), till_id(session, OTHER)
        made = [make.coupon(session, issued_at=at - timedelta(hours=1)) for _ in range(9)]
        ids = [
            make.redemption(session, one.serial, at=start + timedelta(seconds=number // 2), till=mine)
            for number, one in enumerate(made[:8])
        ]
        make.redemption(session, made[8].serial, at=start, till=other)
    listed: list[str] = []
    path = "/redemptions"
    while path:
        page = call("GET", path).get_json()
        listed += [line["id"] for line in page["redemptions"]]
        path = page["next_cursor"] and f"/redemptions?cursor={page['next_cursor']}"
    assert sorted(listed) == sorted(ids)
    assert len(listed) == len(set(listed))
    later = (start + timedelta(seconds=3)).isoformat()
    after = call("GET", f"/redemptions?since={later}").get_json()["redemptions"]
    assert {line["id"] for line in after} == set(ids[6:])


def test_a_reversal_shows_in_the_list(call: Caller, coupon: Coupons) -> None:
    spent = call.redeem(coupon()[1]).get_json()
    call("POST", f"/redemptions/{spent['id']}/reversal", {"reason": "x"})
    (line,) = call("GET", "/redemptions").get_json()["redemptions"]
    assert line["reversed_at"]


def test_what_was_given_without_a_line_says_when_and_what_was_irregular(
    call: Caller, coupon: Coupons, sessions: Sessions
) -> None:
    found, code = coupon()
    spent = call.redeem(code).get_json()
    with sessions.begin() as session:
        mine = Till(till_id(session, TOKEN), "Till 1")
        given = Given(Asked(b"1" * 16, b"a" * 16), Sale(code), found.issued_at)
        offers = make.offers(session, make.campaign())
        happened.take_in(session, make.means({}), offers, mine, given, timedelta(), datetime.now(UTC))
    first, double = call("GET", "/redemptions").get_json()["redemptions"]
    assert (first["happened_at"], first["irregular"], first["double_of"]) == (None, None, None)
    assert (double["irregular"], double["double_of"]) == ("already_redeemed", spent["id"])
    assert double["happened_at"]


@pytest.mark.parametrize(
    "query",
    [
        "since=yesterday",
        "since=2026-07-04T10:00:00",
        "since=9999-12-31T23:59:59-23:59",
        "since=2026-07-04T10:00:00Z&since=2026-07-05T10:00:00Z",
        "cursor=x",
        "cursor=MSAA",
        "cursor=OTk5OTk5OTk5OTk5OTk5OTk5OTkgeA==",
        "till=2",
    ],
)
def test_a_query_that_cannot_be_meant_is_refused(call: Caller, query: str) -> None:
    assert error(call("GET", f"/redemptions?{query}")) == "bad_request"


# ---- bodies and tokens


@pytest.mark.parametrize(("body", "kind", "status", "field"), STRANGE_BODIES)
def test_a_body_that_is_not_asked_for_is_refused_and_named(
    call: Caller, body: bytes, kind: str, status: int, field: str | None
) -> None:
    response = call("POST", "/redemptions", data=body, content_type=kind)
    assert response.status_code == status
    assert response.get_json(force=True)["error"].get("field") == field


def test_every_wrong_token_gets_the_same_answer(call: Caller, sessions: Sessions, at: Now) -> None:
    with sessions.begin() as session:
        make.till(session, name="Shut out", token="shut-out", now=at)
        session.run(Sql(f"UPDATE tills SET revoked_at = {stamp(at)} WHERE name = 'Shut out'"))
    reads, writes = ["/redemptions", "/coupons/x"], ["/redemptions", "/redemptions/r1/reversal"]
    calls = [*(("GET", path) for path in reads), *(("POST", path) for path in writes)]
    answers = set()
    for method, path in calls:
        for token in [None, "", "wrong", "shut-out", "x" * 5000]:
            response = call(method, path, token=token)
            answers.add((response.status_code, response.data))
            assert response.headers["WWW-Authenticate"].startswith("Bearer")
        raw = call.client.open(f"/api/v1{path}", method=method, headers={"Authorization": f"Basic {TOKEN}"})
        answers.add((raw.status_code, raw.data))
    assert len(answers) == 1
    assert error(response) == "unauthorized"


def test_a_till_that_is_shut_out_stops_within_five_seconds(
    call: Caller, sessions: Sessions, at: Now, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [1000.0]
    monkeypatch.setattr(api_manners.time, "monotonic", lambda: clock[0])
    assert call("GET", "/redemptions").status_code == 200
    with sessions.begin() as session:
        session.run(Sql(f"UPDATE tills SET revoked_at = {stamp(at)}"))
    clock[0] += api_manners.TOKEN_STAYS_S
    assert api_manners.TOKEN_STAYS_S <= 5
    assert call("GET", "/redemptions").status_code == 401


def test_a_tills_token_opens_nothing_else(call: Caller, client: FlaskClient) -> None:
    for name in [access_cookies.STAFF_COOKIE, access_cookies.TILL_COOKIE]:
        client.set_cookie(name, TOKEN)
    closed = [
        rule
        for rule in client.application.url_map.iter_rules()
        if getattr(client.application.view_functions[rule.endpoint], "handbill_access", "") in {"staff", "till"}
    ]
    assert closed
    for rule in closed:
        path = re.sub(r"<[^>]+>", "x", re.sub(r"<int:[^>]+>", "1", rule.rule))
        for method in rule.methods - {"HEAD", "OPTIONS"}:
            response = client.open(path, method=method, headers={"Authorization": f"Bearer {TOKEN}"})
            assert response.status_code in {303, 401, 403, 404}, f"{method} {path}"


# ---- the document


def test_the_document_is_whole_and_every_example_is_true(client: FlaskClient) -> None:
    document = client.get("/api/v1/openapi.json").get_json()
    assert document["openapi"].startswith("3.1")
    named = set(re.findall(r'"#/components/([a-zA-Z]+/[a-zA-Z]+)"', json.dumps(document)))
    held = {f"{room}/{name}" for room, names in document["components"].items() for name in names}
    assert held - {"securitySchemes/till"} == named
    for path, calls in document["paths"].items():
        for call in calls.values():
            contents = [answer["content"] for answer in call["responses"].values() if "content" in answer]
            contents += [call["requestBody"]["content"]] if "requestBody" in call else []
            for content in contents:
                for kind in content.values():
                    if "example" in kind:
                        openapi.check(document, kind["schema"], kind["example"], path)


def test_the_document_knows_every_call_and_no_other(client: FlaskClient) -> None:
    document = client.get("/api/v1/openapi.json").get_json()
    rules = [rule for rule in client.application.url_map.iter_rules() if rule.rule.startswith("/api/v1/")]
    built = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule.removeprefix("/api/v1")), method.lower())
        for rule in rules
        for method in rule.methods
    }
    assert built == {(path, method) for path, calls in document["paths"].items() for method in calls}


def test_the_page_for_people_explains_every_error_and_asks_no_other_host(client: FlaskClient) -> None:
    page = client.get("/api/docs").get_data(as_text=True)
    document = client.get("/api/v1/openapi.json").get_json()
    for name in document["components"]["schemas"]["Error"]["properties"]["error"]["properties"]["code"]["enum"]:
        assert f'id="{name}"' in page
    assert "<script" not in page
    assert not re.search(r'(src|href)="(https?:)?//', page)


def revoke(sessions: Sessions, coupon: Coupon, at: Now) -> None:
    with sessions.begin() as session:
        session.run(Sql(f"UPDATE coupons SET revoked_at = {stamp(at)} WHERE id = {coupon.id}"))


def together(act: Callable[[], None], many: int) -> None:
    threads = [threading.Thread(target=act) for _ in range(many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
