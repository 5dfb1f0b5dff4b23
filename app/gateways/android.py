"""A phone of our own: the app "SMS Gateway for Android" (capcom6), asked directly or through its cloud.

The phone sends a repeated id once (409 for the second), so nothing is ever doubled and nothing need be parked. It keeps
no list of people who said stop, and its operator's fair use is what it can send: for small campaigns.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote

from app import wire
from app.gateways import BadSignature, Can, Hook, Inbound, Outgoing, Place, Pushing, Receipt
from app.rules.failure import Failure, state_of
from app.rules.message import State

SETTINGS = {
    "URL": "where messages are posted, for a phone http://192.168.1.20:8080; https://api.sms-gate.app/3rdparty/v1",
    "USER": "name that the app shows",
    "PASSWORD": "password that the app shows",
    "SIGNING_KEY": "key that signs webhooks, from the app's settings; while it changes, the new one and the old one, "
    "with a comma between",
    "SENDER": "the phone's own number, with + and country: answers come to it",
    "SIM": "which of its cards sends, 1 or 2; the app's choice",
}
FRESH_S = 300  # by which a webhook's time may be off
STATES = {
    "pending": State.SENT,
    "processed": State.SENT,
    "sent": State.SENT,
    "delivered": State.DELIVERED,
    "failed": State.FAILED,
}
RECEIVED, EVENTS = "sms:received", {"sms:sent": "sent", "sms:delivered": "delivered", "sms:failed": "failed"}
REASONS = {  # Android's SmsManager, the words of its results
    "RESULT_ERROR_NO_SERVICE": Failure.UNREACHABLE,
    "RESULT_ERROR_RADIO_OFF": Failure.UNREACHABLE,
    "RESULT_ERROR_LIMIT_EXCEEDED": Failure.REFUSED,
    "TTL expired": Failure.EXPIRED,
}


class Gateway(Pushing):
    """A phone with the app."""

    can = Can(idempotent=True, look_up=True)

    def __init__(self, place: Place) -> None:
        self._pool = wire.pool_of(place, "https://api.sms-gate.app/3rdparty/v1")
        self._sign_in = wire.basic(place.given("USER"), place.given("PASSWORD"))
        self._keys, self._sender = place.several("SIGNING_KEY"), place.given("SENDER")
        self._sim = {"simNumber": place.number("SIM", 1)} if place.given("SIM", "") else {}

    def send(self, message: Outgoing) -> str:
        """Our own reference, which the phone goes by. Raises GatewayError."""
        what = {
            "id": message.reference,
            "textMessage": {"text": message.text},
            "phoneNumbers": [message.number],
            "ttl": max(5, message.valid_s),
            "withDeliveryReport": True,
            **self._sim,
        }
        answer = wire.post_json(self._pool, "/messages", what, self._sign_in)
        if answer.status < 300 or answer.status == 409:  # the second: it has this text already
            return message.reference
        raise wire.refused(answer, Failure.BAD_TEXT if answer.status == 400 else None)

    def look_up(self, message: Outgoing, vendor_reference: str | None, sent_at: datetime) -> Receipt | None:
        """Where the phone says it stands."""
        answer = wire.get(self._pool, f"/messages/{quote(message.reference, safe='')}", self._sign_in)
        told = wire.looked_up(answer)
        return _receipt(message.reference, str(told.get("state", "")).lower(), _reason(told)) if told else None

    def read_receipts(self, hook: Hook) -> Sequence[Receipt]:
        """One receipt; nothing for what else a phone tells. Raises BadSignature, ValueError."""
        event, _, payload = self._signed(hook)
        if event not in EVENTS:
            return ()
        return [_receipt(wire.needed(payload, "messageId"), EVENTS[event], payload.get("reason"))]

    def read_inbound(self, hook: Hook) -> Sequence[Inbound]:
        """One text. Raises BadSignature, ValueError.

        The event's id names it: the message's own is made of its words, and the same words may come twice.
        """
        event, id, payload = self._signed(hook)
        if event != RECEIVED:
            return ()
        number, text = wire.needed(payload, "phoneNumber"), str(payload.get("message", ""))
        return [Inbound(id, number, self._sender, text, wire.moment_of(payload.get("receivedAt")))]

    def _signed(self, hook: Hook) -> tuple[str, str, dict[str, Any]]:
        """(event, its id, what it holds) once signature and time are right. Raises BadSignature, ValueError."""
        given, stamped = hook.headers.get("x-signature", ""), hook.headers.get("x-timestamp", "")
        signed = hook.body + stamped.encode()
        made = [hmac.digest(key.encode(), signed, "sha256").hex() for key in self._keys]
        if not any(wire.is_same(given.lower(), each) for each in made):
            raise BadSignature("the signature does not fit the body")
        wire.must_be_fresh(stamped, hook.at, FRESH_S)
        told = wire.object_of(hook.json)
        return wire.needed(told, "event"), wire.needed(told, "id"), wire.object_of(told.get("payload"))


def _reason(told: Mapping[str, Any]) -> Any:
    """Why it failed, of the only recipient; None where nothing says so."""
    recipients = told.get("recipients")
    first = recipients[0] if isinstance(recipients, list) and recipients else None
    return first.get("error") if isinstance(first, dict) else None


def _receipt(reference: str, status: str, reason: Any) -> Receipt:
    failure = None
    if status == "failed":
        failure = next((found for word, found in REASONS.items() if word in str(reason)), Failure.REFUSED)
    said = f"{status} {reason}" if failure and reason else status
    return Receipt(reference, said, state_of(STATES.get(status, State.SENT), failure), reference, failure)
