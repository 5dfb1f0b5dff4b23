"""Our reading of Twilio's rules against its own library, on requests that nobody thought of."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from twilio.http import HttpClient
from twilio.http.response import Response
from twilio.request_validator import HMAC_SHA1, HMAC_SHA256, RequestValidator
from twilio.rest import Client
from twilio.rest.api.v2010.account.message import MessageInstance

from app.gateways import BadSignature, Gateway, Hook, Outgoing
from app.gateways.twilio import LONGEST_VALID_S, STATES, both_ports
from app.rules.message import State
from tests.gateways import captured
from tests.gateways.captured import Provider, Says

TOKEN = "12345"
VENDOR = RequestValidator(TOKEN)
NAMES = st.text("ABCdefMessageSidÀé😀+& =%", min_size=1, max_size=8)
VALUES = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
FORMS = st.lists(st.tuples(NAMES, VALUES), max_size=8)
HOSTS = st.sampled_from(["shop.example", "xn--bcher-kva.example", "192.0.2.7", "a.b.c.shop.example"])
ODD_HOSTS = st.sampled_from(["[2001:db8::7]", "[::1]", "user@shop.example", "user:pass@shop.example", "u:p@[::1]"])
PORTS = st.sampled_from(["", ":443", ":80", ":8443", ":5000"])
QUERIES = st.lists(st.tuples(st.sampled_from(["m", "x", "bodySHA25"]), VALUES), max_size=3).map(urlencode)
SCHEMES = st.sampled_from(["https", "http"])
quickly = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


class Fields(dict[str, list[str]]):
    """A form as the frameworks give it to the library."""

    def getlist(self, name: str) -> list[str]:
        return self[name]


def fields(pairs: Sequence[tuple[str, str]]) -> Fields:
    found = Fields()
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


def address(scheme: str, host: str, port: str, query: str) -> str:
    return f"{scheme}://{host}{port}/hooks/twilio/receipt" + (f"?{query}" if query else "")


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Gateway:
    return captured.made("twilio", "http://127.0.0.1:1", tmp_path_factory.mktemp("twilio"))


def is_taken(gateway: Gateway, url: str, body: bytes, signature: str, algorithm: str = "") -> bool:
    """Whether ours takes it for Twilio's, whatever it then says of what is in it."""
    headers = {"x-twilio-signature": signature}
    if algorithm:
        headers["x-twilio-webhooks-signature-settings"] = f"key=webhooks_sharedkey_1, algorithm={algorithm}"
    query = dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))
    try:
        gateway.read_receipts(Hook(headers, query, body, url))
    except BadSignature:
        return False
    except ValueError:
        return True
    return True


@given(
    SCHEMES, HOSTS, PORTS, QUERIES, FORMS, st.sampled_from(["as it is", "bare", "with port", "other", "another form"])
)
@quickly
def test_a_form_is_taken_when_the_library_takes_it(
    gateway: Gateway, scheme: str, host: str, port: str, query: str, form: list[tuple[str, str]], signed: str
) -> None:
    url, sent = address(scheme, host, port, query), fields(form)
    own = ":443" if scheme == "https" else ":80"
    signs = {
        "as it is": url,
        "bare": address(scheme, host, "", query),
        "with port": address(scheme, host, own, query),
        "other": url + "0",
        "another form": url,
    }[signed]
    signature = VENDOR.compute_signature(signs, fields([*form, ("Z", "")]) if signed == "another form" else sent)
    taken = is_taken(gateway, url, urlencode(form).encode(), signature)
    assert taken == VENDOR.validate(url, sent, signature)
    assert taken or signed not in {"as it is", "bare"}


@given(SCHEMES, ODD_HOSTS, PORTS, QUERIES, FORMS, st.booleans())
@quickly
def test_names_with_passwords_and_ipv6_are_signed_with_and_without_their_port(
    gateway: Gateway, scheme: str, host: str, port: str, query: str, form: list[tuple[str, str]], bare: bool
) -> None:
    """The library cuts such an address at its first colon, so here it only signs."""
    own = port or (":443" if scheme == "https" else ":80")
    signed = VENDOR.compute_signature(address(scheme, host, "" if bare else own, query), fields(form))
    body = urlencode(form).encode()
    assert is_taken(gateway, address(scheme, host, port, query), body, signed)
    assert not is_taken(gateway, address(scheme, host, port, query), body + b"&Z=1", signed)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60), st.booleans(), st.booleans(), HOSTS, PORTS)
@quickly
def test_a_body_is_taken_by_its_hash_when_the_library_takes_it(
    gateway: Gateway, body: str, is_whole: bool, is_signed: bool, host: str, port: str
) -> None:
    digest = sha256((body if is_whole else body + "x").encode()).hexdigest()
    url = address("https", host, port, f"m=1&bodySHA256={digest}")
    signature = VENDOR.compute_signature(url if is_signed else url + "&n=2", {})
    taken = is_taken(gateway, url, body.encode(), signature)
    assert taken == VENDOR.validate(url, body, signature) == (is_whole and is_signed)


@given(
    FORMS, st.sampled_from([HMAC_SHA1, HMAC_SHA256]), st.sampled_from([HMAC_SHA1, HMAC_SHA256, "hmac_sha256", "MD5"])
)
@quickly
def test_a_shared_key_signs_by_the_algorithm_that_is_named(
    gateway: Gateway, form: list[tuple[str, str]], by: str, named: str
) -> None:
    url, sent = "https://shop.example/hooks/twilio/receipt?m=7f3c", fields(form)
    signature = VENDOR.compute_signature(url, sent, by)
    taken = is_taken(gateway, url, urlencode(form).encode(), signature, named)
    assert taken == VENDOR.validate(url, sent, signature, named) == (by == named.upper())


@given(SCHEMES, HOSTS | ODD_HOSTS, PORTS, QUERIES)
@quickly
def test_an_address_stays_the_same_but_for_its_port(scheme: str, host: str, port: str, query: str) -> None:
    url = address(scheme, host, port, query)
    assert set(both_ports(url)) == {
        address(scheme, host, "", query),
        address(scheme, host, port or (":443" if scheme == "https" else ":80"), query),
    }


# ---- what is asked


class Asked(HttpClient):
    """Keeps what the library would ask, and answers like Twilio."""

    def __init__(self) -> None:
        super().__init__(logging.getLogger("twilio"), is_async=False)
        self.asked: dict[str, Any] = {}

    def request(self, method: str, url: str, *_: Any, **asked: Any) -> Response:
        self.asked = {"method": method, "url": url, **asked}
        return Response(201, '{"sid": "SM1", "status": "queued"}')


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with captured.provider() as listening:
        listening.says = Says(201, b'{"sid": "SM1"}')
        yield listening


@given(
    text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60),
    sender=st.sampled_from(["AURORA", "+15550100199", "12345"]),
    valid_s=st.integers(-5, 100_000),
    service=st.sampled_from(["", "MG0123456789abcdef0123456789abcdef"]),
)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_we_ask_what_the_library_asks(
    provider: Provider, tmp_path: Path, text: str, sender: str, valid_s: int, service: str
) -> None:
    """The library is made from Twilio's OpenAPI description, twilio-oai, CreateMessage."""
    provider.asked = []
    gateway = captured.made("twilio", provider.url, tmp_path, SERVICE=service)
    message = Outgoing("7f3c", "+393331234342", sender, text, valid_s)
    assert gateway.send(message) == "SM1"
    (ours,), library = provider.asked, Asked()
    account = captured.captured("twilio")["settings"]["ACCOUNT"]
    Client(account, TOKEN, http_client=library).messages.create(
        to=message.number,
        body=text,
        status_callback="https://shop.example/hooks/twilio/receipt?m=7f3c",
        validity_period=max(1, min(valid_s, LONGEST_VALID_S)),
        **({"messaging_service_sid": service} if service else {"from_": sender}),
    )
    theirs = library.asked
    assert (ours.method, ours.path) == (theirs["method"], urlsplit(theirs["url"]).path)
    assert ours.fields == {name: str(value) for name, value in theirs["data"].items()}
    assert ours.headers["content-type"] == theirs["headers"]["Content-Type"]
    assert theirs["auth"] == (account, TOKEN)


def test_every_word_of_the_library_for_a_text_of_ours_is_known() -> None:
    words = {value for name, value in vars(MessageInstance.Status).items() if name.isupper()}
    of_others = {"receiving", "received"}  # texts to us
    assert words - of_others == set(STATES)
    assert STATES["delivered"] is State.DELIVERED
