"""Vonage: texts by its Messages API, version 1.

A repeat is sent again and no text can be asked after, so what nobody knows waits for its receipt, which carries our
reference. A webhook comes with a token (RFC 7519, HS256) signed with the account's signature secret; it names the hash
of the body (developer.vonage.com/en/getting-started/concepts/webhooks, "Signed webhooks", read 2026-11-27).
"""

from __future__ import annotations

import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from app import wire
from app.gateways import BadGateway, BadSignature, Can, Hook, Inbound, Outgoing, Place, Pushing, Receipt, Thanks
from app.rules.failure import Failure, state_of
from app.rules.message import State

SETTINGS = {
    "APPLICATION": "ID of the application that texts are sent by",
    "PRIVATE_KEY": "its private key, or the name of the file that holds it",
    "KEY": "API key of the account, to sign in without an application; none",
    "SECRET": "secret of that key; none",
    "SIGNATURE_SECRET": "signature secret of the account; while it changes, the new one and the old one, with a comma",
    "HASH": "always, or given, where some webhooks come without the hash of their body; always",
    "STOPS": "vendor, where Vonage answers STOP by itself, or ours; ours",
    "URL": "address of the API; https://api.nexmo.com",
}
SHORTEST_VALID_S, LONGEST_VALID_S = 20, 604_800
SIGNED_IN_S, FRESH_S = 900, 300
TAKEN = Thanks(200)

# developer.vonage.com/api-errors/messages, read 2026-11-27: what concerns texts
CODES = {
    "1000": Failure.THROTTLED,
    "1010": Failure.REFUSED,
    "1020": Failure.REFUSED,
    "1030": Failure.BROKEN,
    "1040": Failure.REFUSED,
    "1050": Failure.BLOCKED,
    "1060": Failure.ACCOUNT,
    "1070": Failure.BALANCE,
    "1080": Failure.ACCOUNT,
    "1090": Failure.BAD_TEXT,
    "1100": Failure.DOWN,
    "1110": Failure.CREDENTIALS,
    "1120": Failure.SENDER,
    "1130": Failure.REFUSED,
    "1140": Failure.REFUSED,
    "1150": Failure.REFUSED,
    "1160": Failure.TRIAL,
    "1170": Failure.BAD_NUMBER,
    "1180": Failure.UNREACHABLE,
    "1190": Failure.BAD_NUMBER,
    "1200": Failure.UNREACHABLE,
    "1210": Failure.FILTERED,
    "1220": Failure.UNREACHABLE,
    "1230": Failure.UNREACHABLE,
    "1240": Failure.OPTED_OUT,
    "1241": Failure.THROTTLED,
    "1250": Failure.UNREACHABLE,
    "1251": Failure.UNREACHABLE,
    "1260": Failure.UNREACHABLE,
    "1270": Failure.BLOCKED,
    "1280": Failure.BLOCKED,
    "1282": Failure.FILTERED,
    "1290": Failure.BLOCKED,
    "1300": Failure.NO_TEXTS,
    "1310": Failure.NO_TEXTS,
    "1320": Failure.REFUSED,
    "1330": Failure.REFUSED,
    "1331": Failure.DOWN,
    "1340": Failure.REFUSED,
    "1360": Failure.EXPIRED,
    "1420": Failure.SENDER,
    "1430": Failure.BAD_NUMBER,
    "1460": Failure.THROTTLED,
    "1470": Failure.REFUSED,
    "1472": Failure.THROTTLED,
    "1473": Failure.REFUSED,
    "1480": Failure.SENDER,
    "1481": Failure.SENDER,
    "1482": Failure.BAD_TEXT,
    "1483": Failure.BLOCKED,
    "1484": Failure.REFUSED,
}
FIELDS = {"to": Failure.BAD_NUMBER, "from": Failure.SENDER, "text": Failure.BAD_TEXT}  # of a request, if one is invalid
STATES = {
    "submitted": State.SENT,
    "delivered": State.DELIVERED,
    "read": State.DELIVERED,
    "rejected": State.FAILED,
    "undeliverable": State.FAILED,
}
FAILED = {"rejected": Failure.REFUSED, "undeliverable": Failure.DOWN}  # without a code; the second never left Vonage


class Gateway(Pushing):
    """An account at Vonage, with an application or without."""

    thanks: Mapping[str, Thanks] = {"receipt": TAKEN, "inbound": TAKEN}

    def __init__(self, place: Place) -> None:
        self._secrets = [secret.encode() for secret in place.several("SIGNATURE_SECRET")]
        self._is_hashed = place.one_of("HASH", "always", "given") == "always"
        self._callback = place.hook_url("receipt")
        key = place.given("KEY", "")
        self._basic = wire.basic(key, place.given("SECRET")) if key else None
        self._application = None if key else Application(place.given("APPLICATION"), _private_key(place))
        # who signs in by a key gets no webhooks (developer.vonage.com/concepts/guides/authentication, read 2026-11-27)
        self.can = Can(delivered=not key, handles_stop=wire.stops_at_vendor(place, "ours", "vendor"))
        self._pool = wire.pool_of(place, "https://api.nexmo.com")

    def send(self, message: Outgoing) -> str:
        """The message's UUID. Raises GatewayError."""
        what = {
            "channel": "sms",
            "message_type": "text",
            "to": message.number.removeprefix("+"),
            "from": message.sender.removeprefix("+"),
            "text": message.text,
            "ttl": max(SHORTEST_VALID_S, min(message.valid_s, LONGEST_VALID_S)),
            "client_ref": message.reference,
            "webhook_url": self._callback,
            "webhook_version": "v1",
        }
        answer = wire.post_json(self._pool, "/v1/messages", what, self._sign_in())
        told = wire.told(answer)
        if answer.status >= 300:
            raise wire.refused(answer, _refusal(told), _said(told))
        if not (uuid := wire.text_of(told.get("message_uuid"))):
            raise wire.unreadable(answer)
        return uuid

    def read_receipts(self, hook: Hook) -> Sequence[Receipt]:
        """One receipt. Raises BadSignature, ValueError."""
        told = self._signed(hook)
        id, status = wire.needed(told, "message_uuid"), wire.needed(told, "status")
        code = _code(told.get("error"))
        failure = CODES.get(code, FAILED[status]) if status in FAILED else None  # others name one while they try again
        state = state_of(STATES.get(status, State.SENT), failure)
        said = f"{status} {code}" if failure and code else status
        reported = {"network": wire.text_of(_inner(told, "destination").get("network_code")), "price": _price(told)}
        return [Receipt(id, said, state, wire.text_of(told.get("client_ref")), failure, **reported)]

    def read_inbound(self, hook: Hook) -> Sequence[Inbound]:
        """One text; nothing for a picture. Raises BadSignature, ValueError."""
        told = self._signed(hook)
        if told.get("message_type") != "text":
            return ()
        id, number, sender = (wire.needed(told, name) for name in ("message_uuid", "from", "to"))
        return [Inbound(id, number, sender, str(told.get("text") or ""), wire.moment_of(told.get("timestamp")))]

    def _sign_in(self) -> Mapping[str, str]:
        return self._application.header(datetime.now(UTC)) if self._application else self._basic or {}

    def _signed(self, hook: Hook) -> dict[str, Any]:
        """What a webhook says, once its token is Vonage's, new, and of this body. Raises BadSignature, ValueError."""
        scheme, _, token = hook.headers.get("authorization", "").partition(" ")
        signed, _, given = token.strip().rpartition(".")
        ours = [_base64url(hmac.digest(secret, signed.encode(), "sha256")) for secret in self._secrets]
        if scheme.lower() != "bearer" or not any(wire.is_same(given, each) for each in ours):
            raise BadSignature("the signature does not fit the token")
        claims, digest = _claims(signed), sha256(hook.body).hexdigest()
        wire.must_be_fresh(str(claims.get("iat")), hook.at, FRESH_S)
        named = claims.get("payload_hash") or ("" if self._is_hashed else digest)
        if not wire.is_same(str(named).lower(), digest):
            raise BadSignature("the body is not the one that was signed")
        return wire.object_of(hook.json)


@dataclass(frozen=True)
class Application:
    """What signs in with a key instead of a secret (RFC 7515, RS256)."""

    id: str
    key: RSAPrivateKey = field(repr=False)

    def header(self, now: datetime) -> dict[str, str]:
        """The header that signs one request in."""
        at = int(now.timestamp())
        claims = {"application_id": self.id, "iat": at, "exp": at + SIGNED_IN_S, "jti": str(uuid4())}
        signed = f"{_part({'alg': 'RS256', 'typ': 'JWT'})}.{_part(claims)}"
        return {"Authorization": f"Bearer {signed}.{_base64url(self.key.sign(signed.encode(), PKCS1v15(), SHA256()))}"}


def _private_key(place: Place) -> RSAPrivateKey:
    """Raises BadGateway, which tells nothing of the key."""
    given = place.given("PRIVATE_KEY")
    try:
        pem = given.replace("\\n", "\n") if "-----BEGIN" in given else Path(given).read_text()
        key = load_pem_private_key(pem.encode(), None)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, RSAPrivateKey):
        name = place.setting("PRIVATE_KEY")
        raise BadGateway(f"{name} is neither an RSA key without a password nor a file that holds one.")
    return key


def _claims(signed: str) -> dict[str, Any]:
    """What a token claims whose signature fits. Raises BadSignature."""
    try:
        head, claims = (json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4))) for part in signed.split("."))
    except (ValueError, RecursionError) as error:
        raise BadSignature("the token cannot be read") from error
    if not isinstance(head, dict) or head.get("alg") != "HS256" or not isinstance(claims, dict):
        raise BadSignature("the token is of another kind")
    return claims


def _refusal(told: Mapping[str, Any]) -> Failure | None:
    """Why a request was refused: by the field that is wrong, else by its code."""
    named = [each.get("name") for each in _objects(told.get("invalid_parameters"))]
    return next((found for name, found in FIELDS.items() if name in named), CODES.get(_code(told)))


def _code(error: Any) -> str:
    """The number of an error, which ends the address that its type is, or is its title; empty if it has none."""
    if not isinstance(error, dict):
        return ""
    told = error["error"] if isinstance(error.get("error"), dict) else error
    ends = (str(told.get("type")).rpartition("#")[2], str(told.get("title")).strip())
    return next((each for each in ends if each.isascii() and each.isdecimal()), "")


def _said(told: Mapping[str, Any]) -> str:
    reasons = [f"{each.get('name')}: {each.get('reason')}" for each in _objects(told.get("invalid_parameters"))]
    return " ".join([str(told[name]) for name in ("title", "detail") if told.get(name)] + reasons)


def _objects(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _inner(told: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    inner = told.get(name)
    return inner if isinstance(inner, dict) else {}


def _price(told: Mapping[str, Any]) -> str | None:
    usage = _inner(told, "usage")
    return f"{usage['price']} {usage.get('currency')}" if "price" in usage else None


def _part(value: object) -> str:
    return _base64url(json.dumps(value, separators=(",", ":")).encode())


def _base64url(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")
