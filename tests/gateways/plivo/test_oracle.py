"""Plivo's own library signs and sends like its provider: what it takes for right, we do, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode

import plivo
import pytest
from plivo.utils import signature_v3, validate_signature

from app.gateways import BadSignature, Hook
from tests.gateways import captured

TOKEN, NONCE, BASE = "12345", "05429567804466091622", "https://shop.example/hooks/plivo/receipt"
URLS = [
    BASE,
    f"{BASE}?m=7f3c",
    f"{BASE}?z=1&m=7f3c&a=2",
    f"{BASE}?m=7f3c&a=2&a=1&a=",
    f"{BASE}?m=7f3c&empty=",
    f"{BASE}?m=a%20b+c%26d",
    "https://shop.example:8443/hooks/plivo/receipt?m=7f3c",
]
SAID = [("MessageUUID", "db3ce55a"), ("Status", "delivered")]
FIELDS = [
    SAID,
    [*SAID, ("ErrorCode", ""), ("PowerpackUUID", "")],
    [*SAID, ("To", "b"), ("To", "a"), ("To", "a")],
    [*SAID, ("Text", "sì, 1 & 2 = 3 + € 😀\r\n")],
    [*SAID, ("A.b", "x"), ("a", "y"), ("Ä", "z")],
]


def posted(url: str, fields: list[tuple[str, str]]) -> Hook:
    said = parse_qs(urlencode(fields), keep_blank_values=True)
    base = signature_v3.construct_post_url(url, said).decode()
    return signed(Hook({}, captured.hook({"url": url}).query, urlencode(fields).encode(), url), base)


def fetched(url: str) -> Hook:
    base = signature_v3.construct_get_url(url, {}).decode()
    return signed(Hook({}, captured.hook({"url": url}).query, b"", url, method="GET"), base)


def signed(hook: Hook, base: str) -> Hook:
    made = signature_v3.get_signature_v3(TOKEN.encode(), base, NONCE).decode()
    return replace(hook, headers={"x-plivo-signature-v3": made, "x-plivo-signature-v3-nonce": NONCE})


@pytest.fixture
def gateway(tmp_path: Path) -> Any:
    return captured.made("plivo", "http://127.0.0.1:1", tmp_path)


@pytest.mark.parametrize("fields", FIELDS)
@pytest.mark.parametrize("url", URLS)
def test_what_it_signs_of_a_post_is_right(gateway: Any, url: str, fields: list[tuple[str, str]]) -> None:
    good = posted(url, fields)
    assert gateway.read_receipts(good)[0].status == "delivered"
    for bad in (replace(good, url=good.url + "0"), replace(good, body=good.body + b"0"), replace(good, body=b"")):
        with pytest.raises(BadSignature):
            gateway.read_receipts(bad)


@pytest.mark.parametrize("url", [f"{BASE}?{urlencode(fields)}" for fields in FIELDS[:3]])
def test_what_it_signs_of_a_get_is_right(gateway: Any, url: str) -> None:
    good = fetched(url)
    assert gateway.read_receipts(good)[0].status == "delivered"
    with pytest.raises(BadSignature):
        gateway.read_receipts(replace(good, url=good.url.replace("delivered", "failed")))


def test_letters_beyond_ascii_in_a_query_are_utf_8(gateway: Any) -> None:
    """The library in Python cannot read them; Plivo's others sign them like this."""
    url, text = f"{BASE}?Text=s%C3%AC&{urlencode(SAID)}", f"{BASE}?MessageUUID=db3ce55a&Status=delivered&Text=sì"
    assert gateway.read_receipts(signed(Hook({}, {}, b"", url, method="GET"), text))


def test_what_is_posted_without_a_field_is_signed_without_a_dot(gateway: Any) -> None:
    assert gateway.read_receipts(posted(f"{BASE}?{urlencode(SAID)}", []))[0].status == "delivered"


def test_no_part_of_what_is_signed_passes_for_a_nonce(gateway: Any) -> None:
    url = f"{BASE}?{urlencode(SAID)}&m="
    good = fetched(f"{url}a.b")
    assert gateway.read_receipts(good)[0].reference == "a.b"
    moved = {**good.headers, "x-plivo-signature-v3-nonce": f"b.{NONCE}"}
    with pytest.raises(BadSignature, match="nonce"):
        gateway.read_receipts(replace(good, url=f"{url}a", query={**good.query, "m": "a"}, headers=moved))


@pytest.mark.parametrize("header", ["{}", "x,{}", "{},x", "x , {} , y", "{},"])
def test_any_signature_of_a_list_will_do(gateway: Any, header: str) -> None:
    good = posted(f"{BASE}?m=7f3c", SAID)
    listed = header.format(good.headers["x-plivo-signature-v3"])
    assert gateway.read_receipts(replace(good, headers={**good.headers, "x-plivo-signature-v3": listed}))


@pytest.mark.parametrize("header", ["", ",", "x", "x,y", " "])
def test_no_signature_of_a_list_is_none(gateway: Any, header: str) -> None:
    good = posted(f"{BASE}?m=7f3c", SAID)
    with pytest.raises(BadSignature):
        gateway.read_receipts(replace(good, headers={**good.headers, "x-plivo-signature-v3": header}))


def test_the_text_that_is_signed_is_the_known_one(gateway: Any) -> None:
    url, made = "https://shop.example/hooks/plivo?m=7f3c", "cfOeuRUI46iPra9i+cteDNgAa/sLZjEnhyTz4zD/eIQ="
    headers = {"x-plivo-signature-v3": made, "x-plivo-signature-v3-nonce": "n1"}
    with pytest.raises(ValueError, match="MessageUUID is missing") as caught:
        gateway.read_receipts(Hook(headers, {"m": "7f3c"}, b"Status=delivered&To=15550100", url))
    assert not isinstance(caught.value, BadSignature)


# ---- version 2: the address alone, without its query


def by_version_2() -> Hook:
    told = captured.captured("plivo")["receipts"]
    return captured.hook(next(case for case in told if case["name"] == "signed by version 2 alone")["hook"])


def test_both_take_version_2_and_refuse_what_it_covers_when_that_is_changed(gateway: Any) -> None:
    good = by_version_2()
    made, nonce = good.headers["x-plivo-signature-v2"], good.headers["x-plivo-signature-v2-nonce"]
    assert validate_signature(good.url, nonce, made, TOKEN)
    assert gateway.read_receipts(good)
    for name in ("x-plivo-signature-v2", "x-plivo-signature-v2-nonce"):
        bad = replace(good, headers={**good.headers, name: good.headers[name] + "0"})
        assert not validate_signature(
            bad.url, bad.headers["x-plivo-signature-v2-nonce"], bad.headers["x-plivo-signature-v2"], TOKEN
        )
        with pytest.raises(BadSignature):
            gateway.read_receipts(bad)
    with pytest.raises(BadSignature):
        gateway.read_receipts(replace(good, url=good.url.replace("receipt", "inbound")))


def test_version_2_is_not_asked_where_there_is_version_3(gateway: Any) -> None:
    good = by_version_2()
    with pytest.raises(BadSignature):
        gateway.read_receipts(replace(good, headers={**good.headers, "x-plivo-signature-v3": "x"}))


def test_version_2_is_refused_where_that_is_set(tmp_path: Path) -> None:
    strict = captured.made("plivo", "http://127.0.0.1:1", tmp_path, SIGNATURES="V3")
    with pytest.raises(BadSignature):
        strict.read_receipts(by_version_2())
    assert strict.read_receipts(posted(f"{BASE}?m=7f3c", SAID))


def test_a_token_that_is_empty_signs_nothing(tmp_path: Path) -> None:
    gateway = captured.made("plivo", "http://127.0.0.1:1", tmp_path, TOKEN="12345,")
    base = signature_v3.construct_post_url(BASE, dict(SAID)).decode()
    made = signature_v3.get_signature_v3(b"", base, NONCE).decode()
    headers = {"x-plivo-signature-v3": made, "x-plivo-signature-v3-nonce": NONCE}
    with pytest.raises(BadSignature):
        gateway.read_receipts(Hook(headers, {}, urlencode(SAID).encode(), BASE))


# ---- what is asked


def test_it_asks_for_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    account, wanted = captured.captured("plivo")["settings"]["ACCOUNT"], captured.outgoing("plivo")
    with captured.provider() as provider:
        provider.says = captured.says(captured.captured("plivo")["sends"][0]["answer"])
        captured.made("plivo", provider.url, tmp_path).send(wanted)
        monkeypatch.setattr("plivo.rest.client.PLIVO_API_BASE_URI", f"{provider.url}/v1/Account")
        with plivo.RestClient(account, TOKEN) as client:
            answer = client.messages.create(
                src=wanted.sender,
                dst=wanted.number,
                text=wanted.text,
                type_="sms",
                url="https://shop.example/hooks/plivo/receipt?m=7f3c",
                message_expiry=600,
            )
        assert answer.message_uuid == ["db3ce55a-7f1d-11e1-8ea7-1231380bc196"]
        ours, theirs = provider.asked
    assert (ours.method, ours.path) == (theirs.method, theirs.path)
    assert ours.headers["authorization"] == theirs.headers["authorization"]
    assert ours.fields == {name: value for name, value in theirs.fields.items() if value is not False}
