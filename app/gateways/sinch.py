"""Sinch: texts as batches of one, by its SMS REST API (XMS), version 1.

A repeat is sent again: `client_reference` is only an echo. But batches can be listed by it, so what nobody knows is
looked up first. Sinch signs or signs in to webhooks once its account manager has switched that on, and asks again after
a 5xx only (developers.sinch.com/docs/sms/api-reference/sms/tag/Webhooks, read 2026-11-27).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from app import wire
from app.gateways import BadSignature, Can, Hook, Inbound, Outgoing, Place, Pushing, Receipt
from app.http_pool import Answer
from app.rules.failure import Failure, state_of
from app.rules.message import State

SETTINGS = {
    "PLAN": "ID of the service plan",
    "TOKEN": "API token of the service plan",
    "REGION": "where the service plan is: us, eu, au, br or ca; us",
    "SECRET": "what signs webhooks; while it changes, the new one and the old one, with a comma between",
    "CALLBACK_USER": "name that Sinch signs in to webhooks with, where it does not sign them; none",
    "CALLBACK_PASSWORD": "password that goes with it; none",
    "FRESH": "seconds by which a webhook's time may be off; 300",
    "URL": "address of the API; that of the region",
}
LONGEST_VALID = timedelta(days=3)
HISTORY = timedelta(minutes=2)  # by which clocks may differ
MOST_BATCHES = 100  # of one page

# developers.sinch.com/docs/sms/api-reference/sms/delivery-reports/delivery-report-error-codes, read 2026-11-27. The
# networks' own codes, below 400, are left to the status: their meanings have changed between editions of that page.
CODES = {
    "402": Failure.REFUSED,
    "403": Failure.BROKEN,
    "404": Failure.UNREACHABLE,
    "405": Failure.BAD_TEXT,
    "406": Failure.EXPIRED,
    "407": Failure.REFUSED,
    "408": Failure.REFUSED,
    "410": Failure.SENDER,
    "411": Failure.BAD_TEXT,
    "412": Failure.REGION,
    "413": Failure.ACCOUNT,
    "414": Failure.BAD_TEXT,
    "415": Failure.REFUSED,
    "416": Failure.REFUSED,
    "417": Failure.UNREACHABLE,
    "418": Failure.BAD_TEXT,
}
ERRORS = {  # of a request that is answered by 400 or 403
    "blocked_account": Failure.ACCOUNT,
    "illegal_number_type": Failure.NO_TEXTS,
    "unknown_campaign": Failure.SENDER,
}
MALFORMED = "syntax_invalid_parameter_format"
FIELDS = {"to": Failure.BAD_NUMBER, "from": Failure.SENDER, "body": Failure.BAD_TEXT}  # of a request, if one is so
STATES = {
    "queued": State.SENT,
    "dispatched": State.SENT,
    "unknown": State.SENT,  # it has reached the network, which said nothing of it that can be read
    "delivered": State.DELIVERED,
    "aborted": State.FAILED,
    "cancelled": State.FAILED,
    "canceled": State.FAILED,
    "rejected": State.FAILED,
    "failed": State.FAILED,
    "deleted": State.UNDELIVERED,
    "expired": State.EXPIRED,
}
FAILED = {  # without a code that we know
    "aborted": Failure.REFUSED,
    "cancelled": Failure.REFUSED,
    "canceled": Failure.REFUSED,
    "rejected": Failure.REFUSED,
    "failed": Failure.REFUSED,
    "deleted": Failure.BLOCKED,
    "expired": Failure.EXPIRED,
}


class Gateway(Pushing):
    """A service plan at Sinch."""

    can = Can(look_up=True)

    def __init__(self, place: Place) -> None:
        self._path = f"/xms/v1/{quote(place.given('PLAN'), safe='')}"
        self._sign_in = {"Authorization": f"Bearer {place.given('TOKEN')}"}
        self._callback, self._fresh_s = place.hook_url("receipt"), place.number("FRESH", 300)
        user = place.given("CALLBACK_USER", "")
        self._secrets = place.several("SECRET") if place.given("SECRET", "") or not user else []
        self._signed_in = wire.basic(user, place.given("CALLBACK_PASSWORD"))["Authorization"] if user else None
        region = place.one_of("REGION", "us", "eu", "au", "br", "ca")
        self._pool = wire.pool_of(place, f"https://{region}.sms.api.sinch.com")

    def send(self, message: Outgoing) -> str:
        """The ID of the batch. Raises GatewayError."""
        valid = min(timedelta(seconds=max(1, message.valid_s)), LONGEST_VALID)
        what = {
            "type": "mt_text",
            "from": message.sender,
            "to": [message.number],
            "body": message.text,
            "delivery_report": "per_recipient",
            "callback_url": self._callback,
            "client_reference": message.reference,
            "expire_at": _written(datetime.now(UTC) + valid),
        }
        answer = wire.post_json(self._pool, f"{self._path}/batches", what, self._sign_in)
        told = wire.told(answer)
        if answer.status >= 300:
            raise wire.refused(answer, _refusal(answer.status, told), _said(told))
        if not (id := wire.text_of(told.get("id"))):
            raise wire.unreadable(answer)
        return id

    def look_up(self, message: Outgoing, vendor_reference: str | None, sent_at: datetime) -> Receipt | None:
        """What became of it, by the ID of its batch; without one, whether there is a batch of our reference."""
        if not vendor_reference:
            return self._find(message, sent_at)
        batch, number = quote(vendor_reference, safe=""), quote(message.number, safe="+")
        answer = wire.get(self._pool, f"{self._path}/batches/{batch}/delivery_report/{number}", self._sign_in)
        told = wire.told(answer)
        if answer.status >= 300:
            raise wire.refused(answer)  # 404 too, as a report may not be there yet: the batch was taken over
        if not isinstance(told.get("status"), str):
            raise wire.unreadable(answer)
        return _receipt(vendor_reference, told["status"], told, message.reference)

    def _find(self, message: Outgoing, sent_at: datetime) -> Receipt | None:
        asked = {"client_reference": message.reference, "start_date": _written(sent_at - HISTORY)}
        query = urlencode({**asked, "page_size": str(MOST_BATCHES)})
        answer = wire.get(self._pool, f"{self._path}/batches?{query}", self._sign_in)
        rows = _batches(answer)
        ours = [row for row in rows if row.get("client_reference") == message.reference and row.get("id")]
        if ours:
            return _of_batch(ours[0], message.reference)
        if len(rows) >= MOST_BATCHES:
            raise wire.unreadable(answer)  # there are more, and it may be one of those
        return None

    def read_receipts(self, hook: Hook) -> Sequence[Receipt]:
        """One receipt; nothing for what else Sinch tells. Raises BadSignature, ValueError."""
        told = self._signed(hook)
        if not str(told.get("type")).startswith("recipient_delivery_report"):
            return ()
        batch, status = wire.needed(told, "batch_id"), wire.needed(told, "status")
        return [_receipt(batch, status, told, wire.text_of(told.get("client_reference")))]

    def read_inbound(self, hook: Hook) -> Sequence[Inbound]:
        """One text; nothing for a picture or data. Raises BadSignature, ValueError."""
        told = self._signed(hook)
        if told.get("type") != "mo_text":
            return ()
        id, number, sender = (wire.needed(told, name) for name in ("id", "from", "to"))
        sent_at = wire.moment_of(told.get("sent_at")) or wire.moment_of(told.get("received_at"))
        return [Inbound(id, number, sender, str(told.get("body") or ""), sent_at)]

    def _signed(self, hook: Hook) -> dict[str, Any]:
        """What a webhook says, once it is signed, or signed in to. Raises BadSignature, ValueError."""
        name = "x-sinch-webhook-signature"
        given, nonce, stamped = (hook.headers.get(name + end, "") for end in ("", "-nonce", "-timestamp"))
        text = b".".join((hook.body, nonce.encode(), stamped.encode()))
        if self._secrets:
            if not any(wire.is_same(given, wire.mac(secret, text)) for secret in self._secrets):
                raise BadSignature("the signature does not fit the body")
            wire.must_be_fresh(stamped, hook.at, self._fresh_s)
        elif not self._signed_in or not wire.is_same(hook.headers.get("authorization", ""), self._signed_in):
            raise BadSignature("the name and the password are not those that we agreed on")
        return wire.object_of(hook.json)


def _refusal(status: int, told: Mapping[str, Any]) -> Failure | None:
    """Why a request was refused, by its code, which 403 has too: it need not be our credentials."""
    code, text = told.get("code"), str(told.get("text"))
    if status not in {400, 403} or not isinstance(code, str):
        return None
    if code == MALFORMED:
        return next((found for name, found in FIELDS.items() if f"parameter '{name}" in text), Failure.REFUSED)
    return ERRORS.get(code, Failure.REFUSED)


def _said(told: Mapping[str, Any]) -> str:
    return f"{told['code']}: {told.get('text', '')}" if told.get("code") else ""


def _batches(answer: Answer) -> list[dict[str, Any]]:
    """The rows of a list. Raises GatewayError."""
    rows = answer.json.get("batches") if isinstance(answer.json, dict) else None
    if answer.status >= 300 or not isinstance(rows, list):
        raise wire.refused(answer)
    return [row for row in rows if isinstance(row, dict)]


def _of_batch(row: Mapping[str, Any], reference: str) -> Receipt:
    """A batch tells only that it was taken over, and whether somebody has canceled it."""
    if str(row.get("canceled")).lower() == "true":
        return Receipt(str(row["id"]), "canceled", State.FAILED, reference, Failure.REFUSED)
    return Receipt(str(row["id"]), "created", State.SENT, reference)


def _receipt(batch: str, status: str, told: Mapping[str, Any], reference: str | None) -> Receipt:
    code, fallback = str(told.get("code", "")), FAILED.get(status.lower())
    failure = CODES.get(code, fallback) if fallback else None
    state = state_of(STATES.get(status.lower(), State.SENT), failure)
    return Receipt(batch, f"{status} {code}".strip() if failure else status, state, reference, failure)


def _written(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
