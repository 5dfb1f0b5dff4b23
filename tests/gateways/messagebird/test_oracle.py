"""MessageBird's own library takes the same requests for right as we do, and sends the same."""

from __future__ import annotations

import base64
import hmac
import json
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from messagebird import Client
from messagebird.error import ValidationError
from messagebird.http_client import HttpClient
from messagebird.request_validator import RequestValidator

from app.gateways import BadSignature, Hook
from tests.gateways import captured

KEY = "a key that was made for the tests and is long enough for HS512 too"
URL = "https://shop.example/hooks/messagebird/receipt?id=e807&reference=7f3c&status=delivered"
FORM = b"id=e807&status=delivered"
NOW = datetime.now(UTC).replace(microsecond=0)  # the library looks at the clock itself
AT = int(NOW.timestamp())


def coded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def token(claims: dict[str, Any], *, alg: str = "HS256", key: str = KEY) -> str:
    text = ".".join(coded(json.dumps(part).encode()) for part in ({"alg": alg, "typ": "JWT"}, claims))
    kind = alg.replace("HS", "sha")
    return f"{text}.{coded(hmac.digest(key.encode(), text.encode(), kind)) if kind.startswith('sha') else ''}"


def claims(url: str = URL, body: bytes = b"", **changes: Any) -> dict[str, Any]:
    told = {
        "iss": "MessageBird",
        "nbf": AT - 5,
        "exp": AT + 86_400,  # a whole run of the tests may lie between
        "jti": "a",
        "url_hash": sha256(url.encode()).hexdigest(),
    }
    told |= {"payload_hash": sha256(body).hexdigest()} if body else {}
    return {name: value for name, value in {**told, **changes}.items() if value is not None}


CASES = {
    "a GET": (token(claims()), URL, b""),
    "a POST": (token(claims(body=FORM)), URL, FORM),
    "by HS384": (token(claims(), alg="HS384"), URL, b""),
    "by HS512": (token(claims(body=FORM), alg="HS512"), URL, FORM),
    "an empty hash of no body": (token(claims(payload_hash="")), URL, b""),
    "a claim of next year": (token(claims(new="x")), URL, b""),
    "without an id": (token(claims(jti=None)), URL, b""),
    "another key": (token(claims(), key=KEY[::-1]), URL, b""),
    "no seal": (token(claims(), alg="none"), URL, b""),
    "another address": (token(claims()), URL + "0", b""),
    "another issuer": (token(claims(iss="Twilio")), URL, b""),
    "no issuer": (token(claims(iss=None)), URL, b""),
    "no beginning": (token(claims(nbf=None)), URL, b""),
    "no end": (token(claims(exp=None)), URL, b""),
    "not yet": (token(claims(nbf=AT + 86_400, exp=AT + 86_460)), URL, b""),
    "no longer": (token(claims(nbf=AT - 660, exp=AT - 600)), URL, b""),
    "a time in words": (token(claims(exp="tomorrow")), URL, b""),
    "another body": (token(claims(body=FORM)), URL, FORM + b"0"),
    "a body that nobody signed": (token(claims()), URL, FORM),
    "a body that was lost": (token(claims(body=FORM)), URL, b""),
    "not an object": (token([1]), URL, b""),  # type: ignore[arg-type]
    "no token": ("", URL, b""),
    "two parts": ("a.b", URL, b""),
    "no base64": ("é.é.é", URL, b""),
}
GOOD = set(list(CASES)[:7])


def library_takes(sealed: str, url: str, body: bytes) -> bool:
    try:
        RequestValidator(KEY).validate_signature(sealed, url, body)
    except ValidationError:
        return False
    return True


@pytest.fixture
def gateway(tmp_path: Path) -> Any:
    return captured.made("messagebird", "http://127.0.0.1:1", tmp_path, SIGNING_KEY=KEY)


def hook(sealed: str, url: str, body: bytes) -> Hook:
    method = "POST" if body else "GET"
    return Hook({"messagebird-signature-jwt": sealed}, captured.hook({"url": url}).query, body, url, NOW, method)


@pytest.mark.parametrize("case", CASES)
def test_we_take_what_its_library_takes(gateway: Any, case: str) -> None:
    right = library_takes(*CASES[case])
    assert right == (case in GOOD)
    if right:
        assert gateway.read_receipts(hook(*CASES[case]))[0].status == "delivered"
    else:
        with pytest.raises(BadSignature):
            gateway.read_receipts(hook(*CASES[case]))


def test_an_address_that_is_not_in_the_seal_is_refused(gateway: Any) -> None:
    with pytest.raises(BadSignature):
        gateway.read_receipts(hook(token(claims(url_hash=None)), URL, b""))


@pytest.mark.parametrize("nested", ["[" * 100_000, '{"a":' * 100_000])
def test_a_seal_that_cannot_be_read_is_refused(gateway: Any, nested: str) -> None:
    text = f"{coded(b'{}')}.{coded(nested.encode())}"
    sealed = f"{text}.{coded(hmac.digest(KEY.encode(), text.encode(), 'sha256'))}"
    with pytest.raises(BadSignature):
        gateway.read_receipts(hook(sealed, URL, b""))


def test_a_key_that_is_empty_signs_nothing(tmp_path: Path) -> None:
    gateway = captured.made("messagebird", "http://127.0.0.1:1", tmp_path, SIGNING_KEY=f"{KEY},")
    assert gateway.read_receipts(hook(*CASES["a GET"]))
    with pytest.raises(BadSignature):
        gateway.read_receipts(hook(token(claims(), key=""), URL, b""))


@pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")
def test_a_receipt_that_is_kept_is_one_its_library_takes() -> None:
    told = captured.captured("messagebird")["receipts"][0]["hook"]
    kept = captured.hook(told)
    sealed = kept.headers["messagebird-signature-jwt"]
    with pytest.raises(ValidationError, match=r"expired|not yet"):  # but for its time, which is long ago or to come
        RequestValidator("12345").validate_signature(sealed, kept.url, kept.body)


def test_it_asks_for_the_same(tmp_path: Path) -> None:
    wanted = captured.outgoing("messagebird")
    with captured.provider() as provider:
        provider.says = captured.says(captured.captured("messagebird")["sends"][0]["answer"])
        captured.made("messagebird", provider.url, tmp_path).send(wanted)
        access = captured.captured("messagebird")["settings"]["KEY"]
        sent = Client(access, http_client=HttpClient(provider.url, access, "library")).message_create(
            "AURORA",
            wanted.number.removeprefix("+"),
            wanted.text,
            {
                "datacoding": "auto",
                "reference": "7f3c",
                "validity": 600,
                "reportUrl": "https://shop.example/hooks/messagebird/receipt",
            },
        )
        ours, theirs = provider.asked
    assert (sent.id, sent.recipients["items"][0].status) == ("e8077d803532c0b5937c639b60216938", "sent")
    assert (ours.method, ours.path) == (theirs.method, theirs.path)
    assert ours.headers["authorization"] == theirs.headers["authorization"]
    assert {**ours.fields, "recipients": ",".join(ours.fields["recipients"])} == theirs.fields
