"""What every gateway promises, held against each file in app/gateways by its name."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus, unquote_plus

import pytest

from app import gateways
from app.gateways import BadGateway, BadSignature, Gateway, GatewayError, Hook, Place
from app.rules.failure import MEANINGS, Failure, Outcome
from app.rules.message import State
from tests.gateways import captured
from tests.gateways.captured import BASE_URL, KEYS, Provider, Says

ROOM = Path(gateways.__file__).parent
ALL = sorted(path.stem for path in ROOM.glob("*.py") if path.stem != "__init__")
OURS = {"phone", "recording"}  # without a provider
NAMES = captured.NAMES
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
# 3GPP TS 23.038 and 23.040: texts of one part, two and three in either alphabet, and letters that must stay whole
TEXTS = ["a" * 160, "a" * 161, "a" * 307, "€" * 80, "€" * 153, "я" * 70, "я" * 135, "😀" * 35, "😀" * 67, "[è] €1\nà ñ"]


def cases(*kinds: str) -> list[Any]:
    """(gateway, what was kept) for each of these kinds, by its name."""
    return [
        pytest.param(name, kind, each, id=f"{name}-{kind}-{each['name']}")
        for name in NAMES
        for kind in kinds
        for each in captured.captured(name).get(kind, [])
    ]


@pytest.fixture
def provider() -> Iterator[Provider]:
    with captured.provider() as listening:
        yield listening


@pytest.fixture(params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def gateway(name: str, provider: Provider, tmp_path: Path) -> Gateway:
    return captured.made(name, provider.url, tmp_path)


def accepted(name: str) -> Says:
    """What the provider says once it has taken a text over."""
    return next(captured.says(each["answer"]) for each in captured.captured(name)["sends"] if "gives" in each)


def failure(gateway: Gateway, name: str) -> GatewayError:
    with pytest.raises(GatewayError) as caught:
        gateway.send(captured.outgoing(name))
    return caught.value


def test_every_gateway_has_what_its_provider_says_and_a_row_in_the_documents() -> None:
    assert set(NAMES) == set(ALL) - OURS
    rows = (ROOM.parents[1] / "docs" / "gateways.md").read_text()
    assert [each for each in ALL if not re.search(rf"^\| `{each}` ", rows, re.MULTILINE)] == []


def test_every_failure_has_a_meaning() -> None:
    assert set(MEANINGS) == set(Failure)


CAN = ["idempotent", "look_up", "delivered", "read", "two_way", "handles_stop"]  # in the order of the columns


@pytest.mark.parametrize("name", ALL)
def test_the_table_in_the_documents_says_what_it_can(tmp_path: Path, name: str) -> None:
    """A cell that is neither a yes nor a no hangs on settings, or on a file."""
    place = Place(name, tmp_path, KEYS, {}, BASE_URL)
    gateway = gateways.find(place) if name in OURS else captured.made(name, "http://127.0.0.1:1", tmp_path)
    rows = (ROOM.parents[1] / "docs" / "gateways.md").read_text()
    (row,) = re.findall(rf"^\| `{name}` \|.*\|$", rows, re.MULTILINE)
    told = {can: cell.split(",")[0].strip() for can, cell in zip(CAN, row.split("|")[3:-1], strict=True)}
    plain = {can: said == "yes" for can, said in told.items() if said in {"yes", "no"}}
    assert plain == {can: getattr(gateway.can, can) for can in plain}
    free = {can: said for can, said in told.items() if can not in plain}
    assert [said for said in free.values() if not said.startswith(("if ", "as "))] == []


@pytest.mark.parametrize("name", ["pigeon", "../phone", "__init__", "__init__x", "Phone", ""])
def test_a_name_that_nobody_offers_is_said_so(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadGateway):
        gateways.find(Place(name, tmp_path, KEYS, {}, BASE_URL))


def test_a_setting_that_is_missing_is_named(name: str, tmp_path: Path) -> None:
    needed = captured.captured(name)["needs"]
    for one in needed:
        with pytest.raises(BadGateway, match=f"HANDBILL_GATEWAY_{name.upper()}_{one}"):
            captured.made(name, "http://127.0.0.1:1", tmp_path, **{one: ""})


def test_its_settings_are_declared_and_explained(name: str) -> None:
    declared = __import__(f"app.gateways.{name}", fromlist=["SETTINGS"]).SETTINGS
    assert set(captured.captured(name)["settings"]) <= set(declared)
    assert set(captured.captured(name)["needs"]) <= set(declared)
    documented = (ROOM.parents[1] / "docs" / "gateways.md").read_text()
    assert [each for each in declared if f"`HANDBILL_GATEWAY_{name.upper()}_{each}`" not in documented] == []


SECRETS = {"TOKEN", "SECRET", "PASSWORD", "KEY", "SIGNING_KEY", "SIGNATURE_SECRET", "HOOK_SECRET", "HOOK_KEY"}
SIGNING = {"twilio": "TOKEN", "plivo": "TOKEN", "vonage": "SIGNATURE_SECRET", "sinch": "SECRET", "aws": "TOPICS"}
SIGNING |= dict.fromkeys(("android", "bird", "messagebird"), "SIGNING_KEY")


@pytest.mark.parametrize("signing", SIGNING)
def test_a_secret_that_holds_nothing_is_none(tmp_path: Path, signing: str) -> None:
    for nothing in (",", " , "):
        with pytest.raises(BadGateway, match=SIGNING[signing]):
            captured.made(signing, "http://127.0.0.1:1", tmp_path, **{SIGNING[signing]: nothing})


CHOICES = {"STOPS": "vender", "HASH": "never", "SIGNATURES": "v3", "LOG": "yes", "REGION": "us.evil.example/"}
NUMBERS = {"PARTS": "0", "FRESH": "-1", "SIM": "first"}


def test_a_typing_error_in_a_setting_is_said_and_passes_for_nothing_else(name: str, tmp_path: Path) -> None:
    declared = __import__(f"app.gateways.{name}", fromlist=["SETTINGS"]).SETTINGS
    wrong = CHOICES | NUMBERS if name != "aws" else {"STOPS": "vender"}  # boto3 knows its regions
    for setting, bad in wrong.items():
        if setting in declared:
            with pytest.raises(BadGateway, match=f"HANDBILL_GATEWAY_{name.upper()}_{setting} is"):
                captured.made(name, "http://127.0.0.1:1", tmp_path, **{setting: bad})


# ---- a text is handed over


def test_a_text_arrives_as_the_provider_wants_it(name: str, gateway: Gateway, provider: Provider) -> None:
    provider.says, wanted = accepted(name), captured.captured(name)["request"]
    gateway.send(captured.outgoing(name))
    (asked,) = provider.asked
    assert (asked.method, asked.path) == (wanted["method"], wanted["path"])
    changing = set(wanted.get("changing", ()))  # with the clock
    assert changing <= set(asked.fields)
    assert {name: value for name, value in asked.fields.items() if name not in changing} == wanted["fields"]
    assert {header: asked.headers.get(header) for header in wanted["headers"]} == wanted["headers"]


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_arrives_whole_whatever_its_letters(name: str, gateway: Gateway, provider: Provider, text: str) -> None:
    provider.says = accepted(name)
    gateway.send(captured.outgoing(name, text=text))
    assert captured.words_of(name, provider.asked[0]) == text


@pytest.mark.parametrize(("name", "kind", "case"), cases("sends"))
def test_what_the_provider_answers_is_understood(
    provider: Provider, tmp_path: Path, name: str, kind: str, case: dict[str, Any]
) -> None:
    gateway = captured.made(name, provider.url, tmp_path, **case.get("settings", {}))
    provider.says = captured.says(case["answer"])
    if "gives" in case:
        assert gateway.send(captured.outgoing(name)) == case["gives"]
    else:
        error = failure(gateway, name)
        assert (error.failure, error.retry_after_s) == (Failure(case["fails"]), case.get("after_s"))
    assert len(provider.asked) == 1, "nothing is asked twice"


def test_no_secret_of_ours_is_kept_of_what_a_provider_repeats(name: str, provider: Provider, tmp_path: Path) -> None:
    """A proxy shows the address it was asked for, and some a header or a field: none of that is for staff to read."""
    if name == "aws":
        return  # its secret never leaves: it signs
    given = captured.captured(name)["settings"]
    changes = {each: f"not/to+be seen {each}" for each in SECRETS & set(given) - {"HOOK_SECRET"}}
    gateway, secrets = captured.made(name, provider.url, tmp_path, **changes), set[str]()
    for secret in (*changes.values(), given.get("HOOK_SECRET", "x" * 32)):
        secrets |= {secret, quote_plus(secret), quote(secret, safe="")}
    provider.says = accepted(name)
    gateway.send(captured.outgoing(name))
    (asked,) = provider.asked
    signed_in = asked.headers.get("authorization", "")
    for repeated in (f"Cannot GET {asked.path}", asked.body.decode(), signed_in, unquote_plus(asked.body.decode())):
        for status in (200, 400, 500):
            provider.says = replace(accepted(name), status=status, body=_complaint(name, repeated))
            if status >= 400 or not gateway.can.idempotent:  # there a yes says all
                kept = str(failure(gateway, name))
                assert [each for each in secrets | set(signed_in.split()[1:]) if each in kept] == []


def _complaint(name: str, says: str) -> bytes:
    """How a provider complains, in its own form."""
    if name == "jasmin":
        return f'Error "{says}"'.encode()
    if name == "http":
        return json.dumps({"error": {"code": "no", "text": says}}).encode()
    told = {"code": "1", "message": says, "text": says, "error": says, "title": says, "detail": says}
    errors = {"errors": [{"code": 9, "description": says}], "invalid_parameters": [{"name": "x", "reason": says}]}
    return says.encode() if name == "kannel" else json.dumps({**told, **errors}).encode()


@pytest.mark.parametrize(
    ("answer", "outcome", "after_s"),
    [
        (Says(429, b"", {"Retry-After": "17"}), Outcome.DEFERRED, 17),
        (Says(503), Outcome.DEFERRED, None),
        (Says(500), Outcome.AMBIGUOUS, None),
        (Says(502), Outcome.AMBIGUOUS, None),
        (Says(504), Outcome.AMBIGUOUS, None),
        (Says(how="reset"), Outcome.AMBIGUOUS, None),
        (Says(302, b"", {"Location": "/elsewhere"}), Outcome.AMBIGUOUS, None),
        (Says(307, b"", {"Location": "/elsewhere"}), Outcome.DEFERRED, None),
        (Says(405), Outcome.DEFERRED, None),
    ],
)
def test_an_answer_of_any_server_is_understood(
    name: str, gateway: Gateway, provider: Provider, answer: Says, outcome: Outcome, after_s: float | None
) -> None:
    provider.says = answer
    error = failure(gateway, name)
    assert (error.outcome, error.retry_after_s) == (outcome, after_s)
    assert len(provider.asked) == 1


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'"yes"', b"{}", b"null", b"\xff", b"[" * 100_000])
def test_a_yes_that_does_not_say_what_it_should_is_no_yes(
    name: str, gateway: Gateway, provider: Provider, body: bytes
) -> None:
    if gateway.can.idempotent:
        return  # its reference is ours: a yes says all
    provider.says = replace(accepted(name), body=body)
    assert failure(gateway, name).outcome is Outcome.AMBIGUOUS


def test_half_an_answer_is_none(name: str, gateway: Gateway, provider: Provider) -> None:
    provider.says = replace(accepted(name), how="half")
    if not gateway.can.idempotent:
        assert failure(gateway, name).outcome is Outcome.AMBIGUOUS


def test_nobody_there_means_that_it_did_not_leave(name: str, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and never listens
        gateway = captured.made(name, f"http://127.0.0.1:{taken.getsockname()[1]}", tmp_path)
        assert failure(gateway, name).outcome is Outcome.DEFERRED


def test_a_connection_that_was_closed_meanwhile_is_opened_anew(name: str, gateway: Gateway, provider: Provider) -> None:
    provider.says = replace(accepted(name), headers={**accepted(name).headers, "Connection": "close"})
    gateway.send(captured.outgoing(name))
    assert gateway.send(captured.outgoing(name, reference="r2"))


# ---- what the provider tells


@pytest.mark.parametrize(("name", "kind", "case"), cases("receipts", "inbound"))
def test_what_the_provider_tells_is_read(tmp_path: Path, name: str, kind: str, case: dict[str, Any]) -> None:
    gateway = captured.made(name, "http://127.0.0.1:1", tmp_path, **case.get("settings", {}))
    assert [_told(each) for each in _read(gateway, kind, captured.hook(case["hook"]))] == case["gives"]


def _read(gateway: Gateway, kind: str, hook: Hook) -> Any:
    return gateway.read_receipts(hook) if kind == "receipts" else gateway.read_inbound(hook)


def _told(news: Any) -> dict[str, Any]:
    told = {name: value for name, value in vars(news).items() if value is not None}
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in told.items()}


HOOKS = cases("receipts", "inbound")
SECRET = [case for case in HOOKS if "secret" in case.values[2]]
SIGNED = [case for case in HOOKS if case not in SECRET and case.values[2].get("signed", True)]


@pytest.mark.parametrize(("name", "kind", "case"), SIGNED)
def test_whatever_is_changed_on_the_way_is_refused(tmp_path: Path, name: str, kind: str, case: dict[str, Any]) -> None:
    gateway = captured.made(name, "http://127.0.0.1:1", tmp_path, **case.get("settings", {}))
    good = captured.hook(case["hook"])
    changed = [replace(good, body=good.body + b" "), replace(good, body=b""), replace(good, headers={})]
    changed += [replace(good, body=_flipped(good.body, at)) for at in range(0, len(good.body), 7)]
    for header in case["signed_by"]:
        value = good.headers[header]
        for other in ("", value[:-2] + ("00" if value[-2:] != "00" else "11"), value + "é", "x" + value):
            changed.append(replace(good, headers={**good.headers, header: other}))
    if case.get("covers_url"):
        changed += [replace(good, url=good.url + "0"), replace(good, url=good.url.replace("shop.", "evil."))]
    for each in (each for each in changed if each != good):  # a GET has no body that could be taken away
        with pytest.raises(BadSignature):
            _read(gateway, kind, each)


def _flipped(body: bytes, at: int) -> bytes:
    return body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :]


@pytest.mark.parametrize(("name", "kind", "case"), SECRET)
def test_who_does_not_know_the_secret_of_the_address_is_refused(
    tmp_path: Path, name: str, kind: str, case: dict[str, Any]
) -> None:
    gateway = captured.made(name, "http://127.0.0.1:1", tmp_path, **case.get("settings", {}))
    good = captured.hook(case["hook"])
    secret = good.query[case["secret"]]
    for other in ("", secret[:-1], secret + "0", secret.upper(), "é" + secret[1:], secret + "\0"):
        with pytest.raises(BadSignature):
            _read(gateway, kind, replace(good, query={**good.query, case["secret"]: other}))


def test_a_secret_of_an_address_is_long_and_means_nothing_else_there(name: str, tmp_path: Path) -> None:
    if "HOOK_SECRET" in captured.captured(name)["settings"]:
        for bad in ("12345", "a" * 31, "a" * 31 + "+", "a b" * 20, "%41" * 20):
            with pytest.raises(BadGateway, match="HOOK_SECRET"):
                captured.made(name, "http://127.0.0.1:1", tmp_path, HOOK_SECRET=bad)


@pytest.mark.parametrize(("name", "kind", "case"), [case for case in SIGNED if "at" in case.values[2]["hook"]])
def test_what_is_said_again_after_ten_minutes_is_refused(
    tmp_path: Path, name: str, kind: str, case: dict[str, Any]
) -> None:
    gateway = captured.made(name, "http://127.0.0.1:1", tmp_path, **case.get("settings", {}))
    good = captured.hook(case["hook"])
    for by in (timedelta(minutes=10), timedelta(minutes=-10)):
        with pytest.raises(BadSignature):
            _read(gateway, kind, replace(good, at=good.at + by))


@pytest.mark.parametrize(("name", "kind", "case"), cases("receipts", "inbound"))
def test_a_hook_that_says_nothing_of_use_is_an_error_of_its_sender(
    tmp_path: Path, name: str, kind: str, case: dict[str, Any]
) -> None:
    """Nothing that comes from outside is a bug in here, with a signature or without."""
    gateway = captured.made(name, "http://127.0.0.1:1", tmp_path, **case.get("settings", {}))
    for body in (b"\xff\xfe", b"{", b"[" * 50_000, b"a=" + b"&a=" * 1000, json.dumps([1]).encode()):
        for query in ({}, {"m": "\0"}, {"bodySHA256": "x"}):
            with suppress(BadSignature, ValueError):
                _read(gateway, kind, replace(captured.hook(case["hook"]), body=body, query=query))


# ---- what is asked of it


@pytest.mark.parametrize(("name", "kind", "case"), cases("looked_up"))
def test_a_text_is_looked_up(provider: Provider, tmp_path: Path, name: str, kind: str, case: dict[str, Any]) -> None:
    gateway, provider.says = captured.made(name, provider.url, tmp_path), captured.says(case["answer"])
    at = datetime.fromisoformat(case.get("sent_at", NOW.isoformat()))
    found = gateway.look_up(captured.outgoing(name), case.get("known_as"), at)
    assert provider.asked[0].path == case["path"]
    assert (_told(found) if found else None) == case["gives"]


def test_who_cannot_be_asked_now_says_so(name: str, gateway: Gateway, provider: Provider) -> None:
    for provider.says in (Says(500), Says(503), Says(200, b"<html>"), Says(200, b"{}"), Says(how="reset")):
        with pytest.raises(GatewayError):
            gateway.look_up(captured.outgoing(name), "v1", NOW)


def test_what_a_gateway_can_is_told(name: str, gateway: Gateway) -> None:
    assert {key for key, value in vars(gateway.can).items() if value} == set(captured.captured(name)["can"])
    assert gateway.can.look_up == bool(captured.captured(name).get("looked_up"))


def test_what_is_ours_to_put_right_does_not_end_a_text_and_what_else_is_final_does() -> None:
    ends = {State.UNDELIVERED, State.FAILED, State.EXPIRED}
    final = {each for each, meaning in MEANINGS.items() if meaning.outcome is Outcome.REJECTED}
    assert {each for each in final if MEANINGS[each].state not in ends} == set()
    closing = {each for each, meaning in MEANINGS.items() if meaning.follows.value.startswith("close")}
    assert closing & final == set(), "another gateway may do it"
