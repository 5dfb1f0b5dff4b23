"""MessageBird: texts by the REST API that Bird keeps for the accounts it had before it was Bird.

A POST that is repeated sends twice, and a text can be asked for by its id alone: what nobody knows waits for its
receipt, which carries our reference. Receipts come by GET; a JWT in a header is signed over the address and the body.
"""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from app import wire
from app.gateways import (
    BadSignature,
    Can,
    GatewayError,
    Hook,
    Inbound,
    Outgoing,
    Place,
    Pushing,
    Receipt,
    Thanks,
)
from app.http_pool import Answer
from app.rules.failure import Failure, state_of
from app.rules.message import State

SETTINGS = {
    "KEY": "access key",
    "SIGNING_KEY": "key that signs requests; while it changes, the new one and the old one, with a comma between",
    "STOPS": "ours, where we answer STOP, or vendor; ours",
    "URL": "address of the API; https://rest.messagebird.com",
}
LEEWAY_S = 60  # by which clocks may differ
OK = Thanks(200, "text/plain", b"OK")

# The codes of an answer's errors; MISSING and INVALID say of which field.
CODES = {
    2: Failure.CREDENTIALS,
    20: Failure.REFUSED,
    21: Failure.REFUSED,
    25: Failure.BALANCE,
    98: Failure.REFUSED,
    99: Failure.BROKEN,
}
MISSING, INVALID = 9, 10
FIELDS = {
    "recipient": Failure.BAD_NUMBER,
    "recipients": Failure.BAD_NUMBER,
    "originator": Failure.SENDER,
    "body": Failure.BAD_TEXT,
}
# The codes of a receipt: up to 36 those of 3GPP TS 29.002, then MessageBird's own.
ERRORS = {
    1: Failure.BAD_NUMBER,
    5: Failure.BAD_NUMBER,
    6: Failure.UNREACHABLE,
    9: Failure.BLOCKED,
    11: Failure.NO_TEXTS,
    12: Failure.BLOCKED,
    13: Failure.BLOCKED,
    21: Failure.NO_TEXTS,
    27: Failure.UNREACHABLE,
    31: Failure.UNREACHABLE,
    32: Failure.UNREACHABLE,
    33: Failure.UNREACHABLE,
    34: Failure.UNREACHABLE,
    103: Failure.OPTED_OUT,
    104: Failure.SENDER,
}
REASONS = {
    "unknown subscriber": Failure.BAD_NUMBER,
    "incorrect number": Failure.BAD_NUMBER,
    "unavailable subscriber": Failure.UNREACHABLE,
    "received network error": Failure.UNREACHABLE,
    "expired": Failure.EXPIRED,
    "dlr not received": Failure.EXPIRED,
    "opted out": Failure.OPTED_OUT,
    "insufficient balance": Failure.BALANCE,
    "carrier rejected": Failure.FILTERED,
    "capacity limit reached": Failure.FILTERED,
}
STATES = {
    "scheduled": State.SENT,
    "sent": State.SENT,
    "buffered": State.SENT,
    "delivered": State.DELIVERED,
    "expired": State.EXPIRED,
    "delivery_failed": State.UNDELIVERED,
}


class Gateway(Pushing):
    """An account at MessageBird."""

    methods: Collection[str] = ("GET", "POST")
    thanks: Mapping[str, Thanks] = {"inbound": OK, "receipt": OK}

    def __init__(self, place: Place) -> None:
        self._sign_in = {"Authorization": f"AccessKey {place.given('KEY')}"}
        self._keys = [key.encode() for key in place.several("SIGNING_KEY")]
        self.can = Can(look_up=True, handles_stop=wire.stops_at_vendor(place, "ours", "vendor"))
        self._callback = place.hook_url("receipt")
        self._pool = wire.pool_of(place, "https://rest.messagebird.com")

    def send(self, message: Outgoing) -> str:
        """The text's id. Raises GatewayError."""
        what = {
            "originator": message.sender.removeprefix("+"),
            "recipients": [message.number.removeprefix("+")],
            "body": message.text,
            "datacoding": "auto",  # else what is not of GSM-7 is lost
            "reference": message.reference,  # without one, no receipt comes
            "reportUrl": self._callback,
            "validity": max(1, message.valid_s),
        }
        answer = wire.post_json(self._pool, "/messages", what, self._sign_in)
        told = wire.told(answer)
        if answer.status >= 300:
            raise _refused(answer, told.get("errors"))
        if not (id := wire.text_of(told.get("id"))):
            raise wire.unreadable(answer)
        return id

    def look_up(self, message: Outgoing, vendor_reference: str | None, sent_at: datetime) -> Receipt | None:
        """What became of it, by its id."""
        if vendor_reference is None:
            raise GatewayError(Failure.LOST, "MessageBird is asked by an id, and none came")
        answer = wire.get(self._pool, f"/messages/{quote(vendor_reference, safe='')}", self._sign_in)
        if answer.status == 404:
            return None
        told = _recipient(answer.json)
        if answer.status >= 300 or told is None:
            raise wire.refused(answer)
        return _receipt(vendor_reference, told, message.reference)

    def read_receipts(self, hook: Hook) -> Sequence[Receipt]:
        """One receipt. Raises BadSignature, ValueError."""
        told = self._signed(hook)
        wire.needed(told, "status")
        return [_receipt(wire.needed(told, "id"), told, told.get("reference"))]

    def read_inbound(self, hook: Hook) -> Sequence[Inbound]:
        """One text, to a number or, in other words, to a short one. Raises BadSignature, ValueError."""
        told = self._signed(hook)
        id, number = wire.needed(told, "id", "mid"), wire.needed(told, "originator")
        sender, text = wire.needed(told, "recipient", "shortcode"), told.get("body", told.get("message", ""))
        return [Inbound(id, number, sender, text, wire.moment_of(told.get("createdDatetime")))]

    def _signed(self, hook: Hook) -> dict[str, str]:
        """The fields of query and body, once all that is signed fits; what both have is the body's.

        Raises BadSignature, ValueError.
        """
        claims = self._claims(hook.headers.get("messagebird-signature-jwt", ""))
        if claims.get("iss") != "MessageBird":
            raise BadSignature("the signature is not MessageBird's")
        if not _is_hash(claims.get("url_hash"), hook.url.encode()):
            raise BadSignature("the address is not the one that was signed")
        of_body = claims.get("payload_hash")
        if not (_is_hash(of_body, hook.body) if hook.body else not of_body):
            raise BadSignature("the body is not the one that was signed")
        _must_be_now(claims, hook.at)
        return {**hook.query, **hook.fields}

    def _claims(self, token: str) -> dict[str, Any]:
        """What a JWT says, once its seal fits by one of three hashes (RFC 7518 section 3.2). Raises BadSignature."""
        text, _, seal = token.rpartition(".")
        made = [hmac.digest(key, text.encode(), kind) for key in self._keys for kind in ("sha256", "sha384", "sha512")]
        if not any(wire.is_same(seal, base64.urlsafe_b64encode(each).decode().rstrip("=")) for each in made):
            raise BadSignature("the signature does not fit")
        try:
            said = text.partition(".")[2]
            return wire.object_of(json.loads(base64.urlsafe_b64decode(said + "=" * (-len(said) % 4))))
        except (ValueError, RecursionError) as error:
            raise BadSignature("the signature cannot be read") from error


def _is_hash(told: Any, what: bytes) -> bool:
    return isinstance(told, str) and wire.is_same(told, sha256(what).hexdigest())


def _must_be_now(claims: Mapping[str, Any], now: datetime | None) -> None:
    begins, ends = claims.get("nbf"), claims.get("exp")
    if not isinstance(begins, int | float) or not isinstance(ends, int | float):
        raise BadSignature("the signature has no time")
    if now is not None and not begins - LEEWAY_S <= now.timestamp() < ends + LEEWAY_S:
        raise BadSignature("the signature is too old, or one of the clocks is wrong")


def _refused(answer: Answer, errors: Any) -> GatewayError:
    first = errors[0] if isinstance(errors, list) and errors and isinstance(errors[0], dict) else {}
    code, field = first.get("code"), str(first.get("parameter"))
    failure = None
    if isinstance(code, int):
        failure = FIELDS.get(field, Failure.REFUSED) if code in {MISSING, INVALID} else CODES.get(code)
    return wire.refused(answer, failure, f"{code} {first.get('description', '')} ({field})" if first else "")


def _recipient(told: Any) -> dict[str, Any] | None:
    """The only recipient of a text, as an answer has it; None where it has none."""
    recipients = told.get("recipients") if isinstance(told, dict) else None
    items = recipients.get("items") if isinstance(recipients, dict) else None
    return items[0] if isinstance(items, list) and items and isinstance(items[0], dict) else None


def _receipt(id: str, told: Mapping[str, Any], reference: str | None) -> Receipt:
    status, reason = str(told.get("status")), str(told.get("statusReason") or "")
    state, failure = STATES.get(status, State.SENT), None
    if state in {State.UNDELIVERED, State.EXPIRED}:
        code = str(told.get("statusErrorCode") or "")
        known = ERRORS.get(int(code)) if code.isascii() and code.isdecimal() and len(code) < 9 else None
        last = Failure.EXPIRED if state is State.EXPIRED else Failure.REFUSED
        failure = known or REASONS.get(reason.lower(), last)
        reason = f"{reason} {code}".strip()
    said = f"{status} {reason}" if failure and reason else status
    return Receipt(id, said, state_of(state, failure), reference, failure, price=_price(told))


def _price(told: Mapping[str, Any]) -> str | None:
    """What it asks for the text: in a receipt two fields, in an answer an object with both."""
    inner = told.get("price")
    found = inner if isinstance(inner, dict) else {part: told.get(f"price[{part}]") for part in ("amount", "currency")}
    return f"{found['amount']} {found['currency']}" if found.get("amount") and found.get("currency") else None
