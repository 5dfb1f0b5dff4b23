"""A provider that a file describes: nothing is injected, nobody else's hooks are taken in, mistakes are told."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import hypothesis
import pytest
from flask import Flask
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from app.gateways import BadGateway, BadSignature, Gateway, GatewayError, Hook, Outgoing, Place, find
from app.rules import provider
from app.rules.failure import Failure
from app.rules.template import BLANKS
from app.settings import Settings
from app.store import Sessions, Sql
from tests.gateways import captured
from tests.gateways.captured import BASE_URL, KEYS, Provider, Says

PAGE = (Path(__file__).parents[3] / "docs" / "gateways.md").read_text()
BLOCKS = re.findall(r"^```toml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
SIMPLEST, WHOLE = (next(block for block in BLOCKS if mark in block) for mark in ("json = {", "[send.json]"))
SECRET = "a-secret-of-the-tests-0123456789"
TEXT = Outgoing("7f3c", "+393331234342", "AURORA", "Yes & no")
EVERYWHERE = """
[send]
url = "${URL}/to/{number}/say/{text}"
method = "PUT"
query = { text = "{text}", "from" = "{sender}", both = "{sender}: {text}" }
"""
FORM = EVERYWHERE + 'form = { text = "{text}", "from" = "{sender}", both = "{sender}: {text}" }\n'
JSON = EVERYWHERE + 'json = { text = "{text}", "from" = "{sender}", both = ["{sender}: {text}"] }\n'
RECEIPTS = '[receipt]\nreference = "id"\nstatus = "status"\n'
LEAST = '[send]\nurl = "https://a.example"\nquery = { to = "{number}", text = "{text}" }\n'
SHA512 = (
    "b42af09057bac1e2d41708e48a902e09b5ff7f12ab428a4fe86653c73dd248fb"
    "82f948a549f7b791a5b41915ee4d1ec3935357e4e2317250d0372afa2ebeeb3a"
)
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@pytest.fixture(scope="module")
def acme() -> Iterator[Provider]:
    with captured.provider() as listening:
        yield listening


@pytest.fixture
def fresh(acme: Provider) -> Provider:
    acme.asked, acme.says = [], Says()
    return acme


def described(folder: Path, toml: str, **given: str) -> Gateway:
    """The gateway that this file makes."""
    file = folder / "acme.toml"
    file.write_text(toml)
    named = {"FILE": str(file), "KEY": "12345", "HOOK_KEY": SECRET, **given}
    return find(
        Place("http", folder, KEYS, {f"HANDBILL_GATEWAY_HTTP_{name}": each for name, each in named.items()}, BASE_URL)
    )


def classic(folder: Path, url: str = "http://127.0.0.1:1") -> Gateway:
    return captured.made("http", url, folder, FILE="{here}/classic.toml")


def test_the_example_of_the_documents_is_the_one_that_keeps_all_promises() -> None:
    assert WHOLE.replace("https://api.acme.example", "${URL}") == (Path(__file__).parent / "acme.toml").read_text()


def test_every_word_that_a_description_may_use_is_in_the_documents() -> None:
    section = PAGE.partition("## `http`")[2]
    words = {*BLANKS, *Failure, *provider.STATES, *provider.HASHES, *provider.WRITTEN}
    assert {word for word in words if not re.search(rf"`\{{?{word}\}}?`", section)} == set()


def test_the_simplest_description_is_enough(fresh: Provider, tmp_path: Path) -> None:
    assert len(SIMPLEST.splitlines()) == 6
    gateway = described(tmp_path, SIMPLEST.replace("https://api.acme.example", fresh.url))
    fresh.says = Says(201, b'{"id": 17}')
    assert gateway.send(TEXT) == "17"
    (asked,) = fresh.asked
    assert asked.fields == {"from": "AURORA", "to": "+393331234342", "text": "Yes & no"}
    assert asked.headers["authorization"] == "Bearer 12345"
    assert (gateway.can.delivered, gateway.can.two_way) == (False, False)
    for read in (gateway.read_receipts, gateway.read_inbound):
        with pytest.raises(BadSignature):
            read(Hook({}, {}, b'{"id": "x", "status": "delivered"}'))


def test_a_provider_of_the_old_school_is_asked_by_its_query(fresh: Provider, tmp_path: Path) -> None:
    gateway, fresh.says = classic(tmp_path, fresh.url), Says(200, b"ID: c-42")
    assert gateway.send(TEXT) == "c-42"
    (asked,) = fresh.asked
    assert (asked.method, urlsplit(asked.path).path, asked.body) == ("GET", "/cgi/send", b"")
    assert asked.headers["authorization"] == "Basic c2hvcDoxMjM0NQ=="
    assert dict(parse_qsl(urlsplit(asked.path).query)) == {
        "user": "shop",
        "to": "+393331234342",
        "from": "AURORA",
        "msg": "Yes & no",
        "validity": "60",
        "dlr": f"{BASE_URL}/hooks/http/receipt?key={SECRET}&m=7f3c",
    }


def test_it_is_called_and_thanked_as_it_is_described(tmp_path: Path) -> None:
    gateway = classic(tmp_path)
    assert set(gateway.methods) == {"GET", "POST"}
    assert (gateway.thanks["receipt"].status, gateway.thanks["receipt"].body) == (200, b"OK")
    assert gateway.can.handles_stop
    assert set(captured.made("http", "http://127.0.0.1:1", tmp_path).methods) == {"POST"}


@pytest.mark.parametrize("key", [None, "", SECRET[:-1], SECRET + "x", SECRET.upper(), "é", "\0"])
def test_whoever_does_not_know_the_secret_is_refused(tmp_path: Path, key: str | None) -> None:
    query = {"id": "c-42", "stat": "DELIVRD", **({} if key is None else {"key": key})}
    with pytest.raises(BadSignature):
        classic(tmp_path).read_receipts(Hook({}, query, b"", method="GET"))


def test_a_secret_may_stand_in_a_header(tmp_path: Path) -> None:
    hooks = '[hooks]\nheader = "Authorization"\nprefix = "Bearer "\nkey = "${HOOK_KEY}"\n'
    gateway, body = described(tmp_path, LEAST + RECEIPTS + hooks), b'{"id": "1", "status": "delivered"}'
    (told,) = gateway.read_receipts(Hook({"authorization": f"Bearer {SECRET}"}, {}, body))
    assert told.vendor_reference == "1"
    for wrong in (SECRET, f"bearer {SECRET}", "Bearer ", ""):
        with pytest.raises(BadSignature):
            gateway.read_receipts(Hook({"authorization": wrong}, {}, body))


@pytest.mark.parametrize(
    ("signature", "signed"),
    [  # of key "key", as many a page shows them
        ("sha1 hex", "de7c9b85b8b78aa6bc8a7a36f70a90701c9db4d9"),
        ("sha1 base64", "3nybhbi3iqa8ino29wqQcBydtNk="),
        ("sha256 hex", "f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8"),
        ("sha256 hex", "F7BC83F430538424B13298E6AA6FB143EF4D59A14946175997479DBC2D1A3CD8"),
        ("sha512 hex", SHA512),
    ],
)
def test_a_signature_is_read_as_it_is_described(tmp_path: Path, signature: str, signed: str) -> None:
    hooks = f'[hooks]\nheader = "X-Sign"\nkey = "key"\nsignature = "{signature}"\n'
    gateway = described(tmp_path, LEAST + RECEIPTS + hooks)
    fox = Hook({"x-sign": signed}, {}, b"The quick brown fox jumps over the lazy dog")
    with pytest.raises(json.JSONDecodeError):  # it is theirs, and nothing to read
        gateway.read_receipts(fox)
    with pytest.raises(BadSignature):
        gateway.read_receipts(replace(fox, body=fox.body + b"."))


@given(text=WORDS, sender=WORDS)
@hypothesis.settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.parametrize("toml", [FORM, JSON], ids=["form", "json"])
def test_nothing_that_is_filled_in_becomes_more_than_a_value(
    acme: Provider, tmp_path: Path, toml: str, text: str, sender: str
) -> None:
    acme.asked, acme.says = [], Says()
    gateway = described(tmp_path, toml, URL=acme.url)
    gateway.send(replace(TEXT, text=text, sender=sender))
    (asked,) = acme.asked
    split, both = urlsplit(asked.path), f"{sender}: {text}"
    fields = {"text": text, "from": sender, "both": both}
    assert dict(parse_qsl(split.query, keep_blank_values=True)) == fields
    assert split.path.startswith("/to/%2B393331234342/say/")
    assert split.path.count("/") == 4
    assert asked.fields == (fields if toml is FORM else {**fields, "both": [both]})


def test_hooks_of_the_old_school_come_through_the_web(
    classical: Settings, build: Callable[[Settings], Flask], sessions: Sessions
) -> None:
    client = build(classical).test_client()
    known = {"key": SECRET}
    told = client.get("/hooks/http/receipt", query_string={**known, "id": "c-1", "stat": "DELIVRD"})
    assert (told.status_code, told.data, told.mimetype) == (200, b"OK", "text/plain")
    said = {"msgid": "in-1", "msisdn": TEXT.number, "body": "STOP"}
    assert client.post("/hooks/http/inbound?key=" + SECRET, data=said).status_code == 200
    assert client.post("/hooks/http/inbound?key=none", data={**said, "msgid": "in-2"}).status_code == 403
    assert client.post("/hooks/http/inbound", query_string=known, data={"msgid": "in-3"}).status_code == 400
    with sessions.read() as session:
        assert [row[0] for row in session.run(Sql("SELECT vendor_reference FROM inbound")).fetchall()] == ["in-1"]
        assert [row[0] for row in session.run(Sql("SELECT state FROM receipts")).fetchall()] == ["delivered"]


@pytest.fixture
def classical(settings: Settings) -> Settings:
    named = {"FILE": str(Path(__file__).parent / "classic.toml"), "URL": "http://127.0.0.1:1"}
    named |= {"KEY": "12345", "HOOK_KEY": SECRET}
    of_gateways = {f"HANDBILL_GATEWAY_HTTP_{name}": each for name, each in named.items()}
    return replace(settings, gateway="http", of_gateways=of_gateways)


def test_what_a_setting_holds_is_never_filled_in(fresh: Provider, tmp_path: Path) -> None:
    toml = LEAST.replace("https://a.example", "${URL}/${KEY}") + 'headers = { X-Key = "${KEY}" }\n'
    described(tmp_path, toml, URL=f"{fresh.url}/", KEY="{text}/?&${URL}").send(TEXT)
    assert fresh.asked[0].path.startswith("/%7Btext%7D%2F%3F%26%24%7BURL%7D?to=")
    assert fresh.asked[0].headers["x-key"] == "{text}/?&${URL}"


def test_secrets_are_not_printed(tmp_path: Path) -> None:
    gateway = classic(tmp_path)
    assert SECRET not in repr(vars(gateway)["_about"])
    assert "12345" not in repr(vars(gateway)["_about"])


def test_news_of_another_kind_alone_are_an_error_of_their_sender(tmp_path: Path) -> None:
    gateway, query = classic(tmp_path), {"key": SECRET, "event": "clicked"}
    with pytest.raises(ValueError, match="id is missing"):
        gateway.read_receipts(Hook({}, query, b"", method="GET"))


def test_a_provider_that_knows_repeats_is_told_them_by_our_reference(fresh: Provider, tmp_path: Path) -> None:
    toml = LEAST.replace("https://a.example", fresh.url)
    toml += 'headers = { Idempotency-Key = "{reference}" }\nrepeats_once = true\n'
    gateway = described(tmp_path, toml)
    assert gateway.can.idempotent
    assert gateway.send(TEXT) == "7f3c", "it gives no reference, so ours is the one"
    assert fresh.asked[0].headers["idempotency-key"] == "7f3c"


@pytest.mark.parametrize(
    ("body", "ends"),
    [
        (b'{"status": 0, "id": "1"}', "1"),
        (b'{"status": "OK", "id": "1"}', "1"),
        (b'{"status": 7, "id": "1"}', Failure.BALANCE),
        (b'{"status": 9, "id": "1"}', Failure.REFUSED),
        (b'{"status": 0}', Failure.BROKEN),
        (b'{"id": "1"}', Failure.BROKEN),
        (b"", Failure.BROKEN),
    ],
)
def test_where_a_yes_has_a_word_nothing_else_is_one(fresh: Provider, tmp_path: Path, body: bytes, ends: str) -> None:
    toml = LEAST.replace("https://a.example", fresh.url)
    toml += '[answer]\nreference = "id"\ncode = "status"\nyes = [0, "ok"]\nmeans = { 7 = "balance" }\n'
    gateway, fresh.says = described(tmp_path, toml), Says(200, body)
    if not isinstance(ends, Failure):
        assert gateway.send(TEXT) == ends
        return
    with pytest.raises(GatewayError) as caught:
        gateway.send(TEXT)
    assert caught.value.failure is ends


HOOKS = '[hooks]\nquery = "key"\nkey = "${HOOK_KEY}"\n'
SIGNED = '[hooks]\nheader = "X-Sign"\nkey = "k"\nsignature = "sha256 hex"\n'


@pytest.mark.parametrize(
    ("toml", "says"),
    [
        ("", "[send] is missing; it says where texts go, beginning with url"),
        ("[send", "this is no TOML: "),
        ("[sent]\n", '[sent] is not known. Did you mean "send"?'),
        ("send = 1\n", "send: this must be a table, not 1"),
        ("[send]\n", '[send] url: this is missing; write it like url = "https://api.example/messages"'),
        (LEAST.replace("a.example", "u:p@a.example"), "without a name and password in it"),
        (LEAST.replace("a.example", "{number}.example"), "[send] url: write it like https://"),
        (LEAST.replace("https", "http"), "http shows texts, numbers and keys to everybody on the way; write https"),
        (LEAST.replace("https", "ftp"), "[send] url: write it like"),
        (LEAST.replace("a.example", "a.example:99999"), "[send] url: write it like"),
        (LEAST.replace("a.example", "a.example{text}"), "[send] url: write it like"),
        (LEAST.replace("a.example", "a b.example"), "[send] url: write it like"),
        (LEAST.replace("a.example", "a.example/#x"), "[send] url: write it like"),
        (LEAST.replace("{text}", "hello"), "[send] says nowhere {text}, or neither {number} nor {digits}"),
        (LEAST.replace("{number}", "{nubmer}"), '[send] query.to: {nubmer} is not known. Did you mean "number"?'),
        (LEAST.replace("{number}", "{number:int}"), "{number:int} is no whole number; digits,"),
        (LEAST.replace("{number}", "${number}"), "${number} names no setting; write it in capitals, such as ${KEY}"),
        (LEAST.replace("{number}", "${LIST}"), "HANDBILL_GATEWAY_HTTP_LIST is not set"),
        (LEAST + 'json = { text = "{text}" }\nmethod = "GET"\n', "takes one of form and json, and with GET neither"),
        (LEAST + "json = { at = 2026-01-01 }\n", "[send] json.at: 2026-01-01 is nothing that JSON has"),
        (LEAST + 'method = "SEND"\n', "[send] method: 'SEND' is not known; it can be POST, GET, PUT"),
        (
            LEAST + 'headers = { X-From = "{sender}" }\n',
            "headers.X-From: {sender} may have letters that no header takes",
        ),
        (LEAST + 'headers = { X-From = "a\\nb" }\n', "headers.X-From: a header takes ASCII letters"),
        (LEAST + 'basic = ["${KEY}"]\n', 'write name and password like ["${USER}", "${PASSWORD}"]'),
        (LEAST + "repeats_once = true\n", "the provider knows a repeat only by {reference}, which is nowhere"),
        (LEAST + 'repeats_once = "yes"\n', "[send] repeats_once: this must be true or false, not yes"),
        (LEAST + 'tezt = "x"\n', "[send] tezt is not known."),
        (LEAST + '[answer]\nstatus = ["ok"]\n', "write a list of HTTP statuses, like [200, 202]"),
        (LEAST + '[answer]\nyes = ["ok"]\n', "[answer] yes: say by code where this word stands"),
        (
            LEAST + "[answer]\nreference = { pattern = '(' }\n",
            "[answer.reference] pattern: this is no regular expression",
        ),
        (LEAST + "[answer]\nreference = {}\n", "[answer] reference: say where it stands"),
        (LEAST + '[answer]\nmeans = { a = "balence" }\n', 'means.a: balence is not known. Did you mean "balance"?'),
        (LEAST + '[receipt]\nstatus = "s"\n' + HOOKS, "[receipt] says neither where the provider's reference stands"),
        (
            LEAST + '[receipt]\nreference = "id"\n' + HOOKS,
            '[receipt] status: this is missing; write it like status = "',
        ),
        (
            LEAST + RECEIPTS + 'from = "xml"\n' + HOOKS,
            "[receipt] from: 'xml' is not known; it can be json, form, query",
        ),
        (LEAST + RECEIPTS, "[hooks] is missing: without it anybody could send what [receipt] reads"),
        (
            LEAST + RECEIPTS + 'ours = "?m"\n' + SIGNED,
            "[receipt] reads the query, which a signature of the body does not",
        ),
        (LEAST + RECEIPTS + 'from = "query"\n' + SIGNED, "[receipt] reads the query"),
        (LEAST + HOOKS.replace("${HOOK_KEY}", "short"), "it takes 16 letters of ASCII or more"),
        (LEAST + HOOKS + 'header = "X-Key"\n', "[hooks] says where key or signature stand by one of header and query"),
        (LEAST + HOOKS + 'signature = "sha256 hex"\n', "[hooks] query: a signature stands in a header"),
        (LEAST + SIGNED.replace('"k"', '""'), "[hooks] key: this is empty"),
        (LEAST + SIGNED.replace("sha256", "md5"), "'md5 hex' is not known; it can be sha256 hex, "),
    ],
)
def test_a_mistake_is_said_with_the_setting_the_key_and_a_way_out(tmp_path: Path, toml: str, says: str) -> None:
    with pytest.raises(BadGateway) as caught:
        described(tmp_path, toml)
    assert says in str(caught.value)
    assert str(caught.value).startswith("HANDBILL_GATEWAY_HTTP_")
    assert SECRET not in str(caught.value)


def test_a_file_that_cannot_be_read_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(BadGateway, match=r"HANDBILL_GATEWAY_HTTP_FILE: .*none.toml cannot be read \(No such file"):
        described(tmp_path, LEAST, FILE=str(tmp_path / "none.toml"))
    (tmp_path / "latin.toml").write_bytes(b"# \xe9\n")
    with pytest.raises(BadGateway, match="is not UTF-8"):
        described(tmp_path, LEAST, FILE=str(tmp_path / "latin.toml"))
