"""Plivo: texts by its Message API, version 1.

A POST that is repeated sends twice, and a text can be asked for by its UUID alone: what nobody knows waits for its
receipt. Our reference stands in the address of that receipt. Signatures are of version 3, over address and fields;
messaging callbacks may carry version 2 alone, over the address without its query.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit, urlunsplit

from app import wire
from app.gateways import (
    MOST_FIELDS,
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
    "ACCOUNT": "auth ID, MA… or of a subaccount SA…",
    "TOKEN": "auth token, which signs callbacks; while it changes, the new one and the old one, with a comma between",
    "POWERPACK": "UUID of a Powerpack to send by; none, then the campaign's sender",
    "SIGNATURES": "the oldest version that is taken, V3 or V2; V2",
    "STOPS": "vendor, where Plivo answers STOP as it does by itself, or ours; vendor",
    "LOG": "what Plivo keeps of a text, true, false, content_only or number_only; true",
    "URL": "address of the API; https://api.plivo.com",
}
SHORTEST_VALID_S, LONGEST_VALID_S = 5, 10_799
NOTHING = Thanks(200, "text/xml", b"<Response></Response>")  # a Message in it would be sent as an answer

# plivo.com/docs/messaging/troubleshooting/error-codes
CODES = {
    10: Failure.BAD_TEXT,
    20: Failure.UNREACHABLE,
    30: Failure.FILTERED,
    40: Failure.SENDER,
    50: Failure.BAD_NUMBER,
    60: Failure.REFUSED,
    70: Failure.NO_TEXTS,
    80: Failure.UNREACHABLE,
    90: Failure.REFUSED,
    100: Failure.BLOCKED,
    110: Failure.BAD_TEXT,
    200: Failure.OPTED_OUT,
    201: Failure.SENDER,
    300: Failure.REFUSED,
    420: Failure.EXPIRED,
    900: Failure.BALANCE,
    910: Failure.ACCOUNT,
    1000: Failure.REFUSED,
}
BY_STATUS = {403: Failure.REGION, 404: Failure.CREDENTIALS}  # the second: there is no such account
STATES = {
    "queued": State.SENT,
    "sent": State.SENT,
    "delivered": State.DELIVERED,
    "read": State.DELIVERED,
    "undelivered": State.UNDELIVERED,
    "failed": State.FAILED,
    "rejected": State.FAILED,
}


class Gateway(Pushing):
    """An account at Plivo, or a subaccount."""

    methods: Collection[str] = ("GET", "POST")
    thanks: Mapping[str, Thanks] = {"inbound": NOTHING, "receipt": Thanks(200)}

    def __init__(self, place: Place) -> None:
        account = place.given("ACCOUNT")
        self._tokens = place.several("TOKEN")
        self._by = {"powerpack_uuid": powerpack} if (powerpack := place.given("POWERPACK", "")) else {}
        self._takes_v2 = place.one_of("SIGNATURES", "V2", "V3") == "V2"
        self._log = place.one_of("LOG", "true", "false", "content_only", "number_only")
        self._callback = place.hook_url("receipt")
        self.can = Can(look_up=True, handles_stop=wire.stops_at_vendor(place, "vendor", "ours"))
        self._sign_in = wire.basic(account, self._tokens[0])
        self._pool = wire.pool_of(place, "https://api.plivo.com")
        self._path = f"/v1/Account/{quote(account, safe='')}/Message/"

    def send(self, message: Outgoing) -> str:
        """The text's UUID. Raises GatewayError."""
        what = {
            **(self._by or {"src": message.sender}),
            "dst": message.number,
            "text": message.text,
            "type": "sms",
            "url": f"{self._callback}?m={message.reference}",
            "method": "POST",
            "message_expiry": max(SHORTEST_VALID_S, min(message.valid_s, LONGEST_VALID_S)),
            "log": self._log,
        }
        answer = wire.post_json(self._pool, self._path, what, self._sign_in)
        told = wire.told(answer)
        if answer.status >= 300:
            raise _refused(answer, told)
        uuids = told.get("message_uuid")
        if isinstance(uuids, list) and uuids and isinstance(uuids[0], str):
            return uuids[0]
        if uuids == [] and told.get("invalid_number"):
            raise wire.refused(answer, Failure.BAD_NUMBER)
        raise wire.unreadable(answer)

    def look_up(self, message: Outgoing, vendor_reference: str | None, sent_at: datetime) -> Receipt | None:
        """What became of it, by its UUID: Plivo lists neither our references nor what a text said."""
        if vendor_reference is None:
            raise GatewayError(Failure.LOST, "Plivo is asked by a UUID, and none came")
        answer = wire.get(self._pool, f"{self._path}{quote(vendor_reference, safe='')}/", self._sign_in)
        told = wire.looked_up(answer)
        return (
            _receipt(vendor_reference, told.get("message_state"), told.get("error_code"), message.reference)
            if told
            else None
        )

    def read_receipts(self, hook: Hook) -> Sequence[Receipt]:
        """One receipt. Raises BadSignature, ValueError."""
        form = self._signed(hook)
        status, network = wire.needed(form, "Status"), f"{form.get('MCC', '')}{form.get('MNC', '')}"
        found = _receipt(wire.needed(form, "MessageUUID"), status, form.get("ErrorCode"), hook.query.get("m"))
        return [replace(found, network=network or None)]

    def read_inbound(self, hook: Hook) -> Sequence[Inbound]:
        """One text. Raises BadSignature, ValueError."""
        form = self._signed(hook)
        uuid, number, sender = (wire.needed(form, name) for name in ("MessageUUID", "From", "To"))
        return [Inbound(uuid, number, sender, form.get("Text", ""))]

    def _signed(self, hook: Hook) -> dict[str, str]:
        """The fields, the last of each name, once a signature fits. Raises BadSignature, ValueError."""
        if (given := _listed(hook, "v3")) or not self._takes_v2:
            nonce = hook.headers.get("x-plivo-signature-v3-nonce", "")
            if "." in nonce:  # the dot before it is all that parts it from what is signed
                raise BadSignature("the nonce may be a part of something else")
            signed = f"{_text(hook)}.{nonce}"
        else:
            given = _listed(hook, "v2")
            signed = _bare(hook.url) + hook.headers.get("x-plivo-signature-v2-nonce", "")
        made = [wire.mac(token, signed.encode()) for token in self._tokens]
        if not any(wire.is_same(one, each) for one in given for each in made):
            raise BadSignature("the signature does not fit the request")
        return {name: values[-1] for name, values in (hook.form or _query(hook.url)).items()}


def _listed(hook: Hook, version: str) -> list[str]:
    """The signatures of this version: by the account that owns the number, by the main account, by either's tokens."""
    both = (hook.headers.get(f"x-plivo-signature-{whose}{version}", "") for whose in ("", "ma-"))
    return [one.strip() for header in both for one in header.split(",") if one.strip()]


def _text(hook: Hook) -> str:
    """What version 3 signs before the nonce: the address, its query in order, and what a POST says in order.

    Raises BadSignature.
    """
    try:
        asked, said = _pairs(_query(hook.url)), _pairs(hook.form)  # of a GET nothing is said
    except ValueError as error:
        raise BadSignature("no signature fits what cannot be read") from error
    query = "&".join(f"{name}={value}" for name, value in asked)
    fields = "".join(name + value for name, value in said)
    return _bare(hook.url) + ("?" if asked or said else "") + query + ("." if asked and said else "") + fields


def _bare(url: str) -> str:
    return urlunsplit(urlsplit(url)._replace(query="", fragment=""))


def _query(url: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(url).query, keep_blank_values=True, max_num_fields=MOST_FIELDS)


def _pairs(fields: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    return [(name, value) for name in sorted(fields) for value in sorted(fields[name])]


def _refused(answer: Answer, told: Mapping[str, Any]) -> GatewayError:
    said = str(told.get("error") or "")
    failure = Failure.BALANCE if "insufficient credit" in said.lower() else BY_STATUS.get(answer.status)
    return wire.refused(answer, failure, said)


def _receipt(uuid: str, told: Any, error: Any, reference: str | None) -> Receipt:
    status, code = str(told), str(error or "")
    failure = None
    if code.isascii() and code.isdecimal() and code.strip("0"):  # 000 is that of a text that arrived
        failure = CODES.get(int(code[:9]), Failure.REFUSED)
    said = f"{status} {code}" if failure else status
    return Receipt(uuid, said, state_of(STATES.get(status, State.SENT), failure), reference, failure)
