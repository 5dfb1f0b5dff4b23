"""What we say to Vonage and believe of it, held against its own libraries, vonage-messages and vonage-jwt."""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from vonage_http_client import Auth
from vonage_jwt import JwtClient, VonageVerifyJwtError, verify_signature
from vonage_messages.models import Sms

from app.gateways import BadGateway, BadSignature, Gateway, Hook
from tests.gateways import captured
from tests.gateways.captured import Provider, Request

KEPT = captured.captured("vonage")
GIVEN = KEPT["settings"]
SECRET = GIVEN["SIGNATURE_SECRET"]
BODY = b'{"message_uuid":"u1","status":"delivered","client_ref":"7f3c"}'
NOW = datetime.now(UTC).replace(microsecond=0)
BY_KEY = {"APPLICATION": "", "PRIVATE_KEY": "", "KEY": "abcd1234", "SECRET": "pistacchio"}


@pytest.fixture
def provider() -> Iterator[Provider]:
    with captured.provider() as listening:
        listening.says = captured.says(KEPT["sends"][0]["answer"])
        yield listening


@pytest.fixture
def gateway(provider: Provider, tmp_path: Path) -> Gateway:
    return captured.made("vonage", provider.url, tmp_path)


def sent(provider: Provider, gateway: Gateway, **changes: Any) -> Request:
    """What arrives of a text."""
    gateway.send(captured.outgoing("vonage", **changes))
    return provider.asked[-1]


def hook(secret: str = SECRET, body: bytes = BODY, kind: str = "HS256", **claims: Any) -> Hook:
    """A webhook of this moment; a claim that is None is left out."""
    usual = {"iat": int(NOW.timestamp()), "payload_hash": sha256(body).hexdigest(), **claims}
    token = jwt.encode({name: value for name, value in usual.items() if value is not None}, secret, algorithm=kind)
    return Hook({"authorization": f"Bearer {token}"}, {}, body, at=NOW)


def token_of(hook: Hook) -> str:
    return hook.headers["authorization"].removeprefix("Bearer ")


# ---- what we say


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"sender": "+393399900000"},
        {"valid_s": 5},
        {"valid_s": 10**7},
        {"text": "è 😀\n" * 40},
        {"reference": "r" * 100},
    ],
)
def test_a_text_is_written_as_its_model_writes_it(
    provider: Provider, gateway: Gateway, changes: dict[str, Any]
) -> None:
    text = captured.outgoing("vonage", **changes)
    model = Sms(
        to=text.number[1:],
        from_=text.sender.removeprefix("+"),
        text=text.text,
        ttl=min(max(text.valid_s, 20), 604_800),
        client_ref=text.reference,
        webhook_url="https://shop.example/hooks/vonage/receipt",
        webhook_version="v1",
    )
    assert sent(provider, gateway, **changes).fields == model.model_dump(mode="json", by_alias=True, exclude_none=True)


def test_an_application_signs_in_as_its_library_does(provider: Provider, gateway: Gateway) -> None:
    tokens = [sent(provider, gateway).headers["authorization"].removeprefix("Bearer ") for _ in range(2)]
    public = load_pem_private_key(GIVEN["PRIVATE_KEY"].encode(), None).public_key()
    ours, second = (jwt.decode(token, public, algorithms=["RS256"]) for token in tokens)
    same = {name: ours[name] for name in ("iat", "jti", "exp")}
    theirs = JwtClient(GIVEN["APPLICATION"], GIVEN["PRIVATE_KEY"]).generate_application_jwt(same).decode()
    assert jwt.decode(theirs, public, algorithms=["RS256"]) == ours
    assert jwt.get_unverified_header(theirs) == jwt.get_unverified_header(tokens[0])
    assert ours["exp"] - ours["iat"] == 900
    assert abs(ours["iat"] - datetime.now(UTC).timestamp()) < 60
    assert ours["jti"] != second["jti"]


def test_a_key_and_its_secret_sign_in_as_its_library_does(provider: Provider, tmp_path: Path) -> None:
    gateway = captured.made("vonage", provider.url, tmp_path, **BY_KEY)
    wanted = Auth(api_key="abcd1234", api_secret="pistacchio").create_basic_auth_string()
    assert sent(provider, gateway).headers["authorization"] == wanted
    assert not gateway.can.delivered, "Vonage tells those nothing who sign in like this"


@pytest.mark.parametrize("form", ["file", "escaped"])
def test_a_private_key_may_be_a_file_or_one_line(provider: Provider, tmp_path: Path, form: str) -> None:
    file, escaped = tmp_path / "private.key", GIVEN["PRIVATE_KEY"].replace("\n", "\\n")
    file.write_text(GIVEN["PRIVATE_KEY"])
    key = str(file) if form == "file" else escaped
    assert sent(provider, captured.made("vonage", provider.url, tmp_path, PRIVATE_KEY=key))


@pytest.mark.parametrize(
    "key", ["nowhere.key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", "elliptic"]
)
def test_another_key_is_refused_by_the_name_of_its_setting(tmp_path: Path, key: str) -> None:
    if key == "elliptic":
        pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        key = pem.decode()
    with pytest.raises(BadGateway, match="HANDBILL_GATEWAY_VONAGE_PRIVATE_KEY") as caught:
        captured.made("vonage", "http://127.0.0.1:1", tmp_path, PRIVATE_KEY=key)
    assert "AAAA" not in str(caught.value)


# ---- what we believe


@pytest.mark.parametrize("case", [*KEPT["receipts"], *KEPT["inbound"]], ids=lambda case: str(case["name"]))
def test_what_was_kept_is_signed_as_its_library_verifies(case: dict[str, Any]) -> None:
    kept = captured.hook(case["hook"])
    claims = jwt.decode(token_of(kept), SECRET, algorithms=["HS256"], options={"verify_iat": False})
    assert claims["payload_hash"] == sha256(kept.body).hexdigest()


def test_both_believe_a_webhook_that_is_signed(gateway: Gateway) -> None:
    assert verify_signature(token_of(hook()), SECRET)
    assert [receipt.reference for receipt in gateway.read_receipts(hook())] == ["7f3c"]


@pytest.mark.parametrize("secret", ["12345", SECRET[:-1], SECRET + "1"])
@pytest.mark.filterwarnings("ignore:The HMAC key")
def test_neither_believes_another_secret(gateway: Gateway, secret: str) -> None:
    assert not verify_signature(token_of(hook(secret)), SECRET)
    with pytest.raises(BadSignature):
        gateway.read_receipts(hook(secret))


@pytest.mark.parametrize("kind", ["HS384", "HS512", "none"])
@pytest.mark.filterwarnings("ignore:The HMAC key")
def test_neither_believes_another_kind_of_token(gateway: Gateway, kind: str) -> None:
    other = hook("", kind=kind) if kind == "none" else hook(kind=kind)
    with pytest.raises(VonageVerifyJwtError):
        verify_signature(token_of(other), SECRET)
    with pytest.raises(BadSignature):
        gateway.read_receipts(other)


@pytest.mark.parametrize("bearer", ["", "Bearer", "Bearer ", "Bearer .", "Bearer ..", "Bearer a.b.c", "Bearer é.é.é"])
def test_what_is_no_token_is_refused(gateway: Gateway, bearer: str) -> None:
    with pytest.raises(BadSignature):
        gateway.read_receipts(replace(hook(), headers={"authorization": bearer}))


def test_the_scheme_is_read_in_any_case(gateway: Gateway) -> None:
    given = hook().headers["authorization"].replace("Bearer", "bearer")
    assert gateway.read_receipts(replace(hook(), headers={"authorization": given}))


@pytest.mark.parametrize("claimed", [None, "", "0" * 64, 7, [], {}])
def test_a_token_must_name_the_hash_of_the_body(gateway: Gateway, claimed: Any) -> None:
    with pytest.raises(BadSignature):
        gateway.read_receipts(hook(payload_hash=claimed))


def test_a_hash_may_be_missing_where_that_is_set_and_a_wrong_one_may_not(provider: Provider, tmp_path: Path) -> None:
    gateway = captured.made("vonage", provider.url, tmp_path, HASH="given")
    assert gateway.read_receipts(hook(payload_hash=None))
    with pytest.raises(BadSignature):
        gateway.read_receipts(hook(payload_hash="0" * 64))


@pytest.mark.parametrize("iat", [None, "soon", True, 0, 1e300, float("nan"), {}])
def test_a_token_must_be_of_now(gateway: Gateway, iat: Any) -> None:
    with pytest.raises(BadSignature):
        gateway.read_receipts(_signed_by_hand({"iat": iat, "payload_hash": sha256(BODY).hexdigest()}))


@pytest.mark.parametrize("claims", [[], "yes", None, 7])
def test_a_token_that_claims_nothing_is_refused(gateway: Gateway, claims: Any) -> None:
    with pytest.raises(BadSignature):
        gateway.read_receipts(_signed_by_hand(claims))


def _signed_by_hand(claims: Any) -> Hook:
    token = jwt.api_jws.encode(json.dumps(claims).encode(), SECRET, algorithm="HS256")
    return Hook({"authorization": f"Bearer {token}"}, {}, BODY, at=NOW)


def test_the_secret_before_this_one_is_believed_while_both_are_set(provider: Provider, tmp_path: Path) -> None:
    both = captured.made("vonage", provider.url, tmp_path, SIGNATURE_SECRET=f"{SECRET[::-1]}, {SECRET},")
    assert both.read_receipts(hook()) == both.read_receipts(hook(SECRET[::-1]))


def test_a_comma_too_many_lets_nobody_in(provider: Provider, tmp_path: Path) -> None:
    gateway = captured.made("vonage", provider.url, tmp_path, SIGNATURE_SECRET=f"{SECRET},")
    signed = hook().headers["authorization"].rpartition(".")[0].removeprefix("Bearer ")
    empty = jwt.utils.base64url_encode(hmac.digest(b"", signed.encode(), "sha256")).decode()
    with pytest.raises(BadSignature):
        gateway.read_receipts(replace(hook(), headers={"authorization": f"Bearer {signed}.{empty}"}))


def test_a_webhook_is_believed_for_five_minutes(gateway: Gateway) -> None:
    assert gateway.read_receipts(replace(hook(), at=NOW + timedelta(minutes=5)))
    with pytest.raises(BadSignature):
        gateway.read_receipts(replace(hook(), at=NOW + timedelta(minutes=5, seconds=1)))
