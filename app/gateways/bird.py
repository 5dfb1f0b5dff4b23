"""Bird: texts by its Channels API, each channel with a number of its own.

A POST that is repeated sends twice, and a text can be asked for by its id alone: what nobody knows waits for its
receipt, which carries our reference. How long a text is of use cannot be said. Webhooks are signed over their time,
the address and the body.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from app import wire
from app.gateways import BadSignature, Can, GatewayError, Hook, Inbound, Outgoing, Place, Pushing, Receipt
from app.rules.failure import Failure, state_of
from app.rules.message import State

SETTINGS = {
    "KEY": "access key",
    "WORKSPACE": "ID of the workspace, a UUID",
    "CHANNEL": "ID of the SMS channel, a UUID",
    "SENDER": "the channel's own number, with + and country: answers come to it",
    "SIGNING_KEY": "signing key of the webhook subscriptions; while it changes, the new one and the old one, "
    "with a comma between",
    "STOPS": "ours, where we answer STOP, or vendor; ours",
    "URL": "address of the API; https://api.bird.com",
}
FRESH_S = 86_400  # Bird repeats for hours what we missed, with the time it had at first; told twice, it is news once
TEXT, RECEIPT = "sms.inbound", "sms.outbound"

# docs.bird.com/api/channels-api/message-status-and-interactions: failure codes, and what an SMS network says
CODES = {
    11001: Failure.REFUSED,
    11002: Failure.REFUSED,
    12001: Failure.REFUSED,
    12002: Failure.BAD_TEXT,
    12003: Failure.SENDER,
    15001: Failure.UNREACHABLE,
    15005: Failure.BAD_NUMBER,
}
SOURCE_CODES = {"103": Failure.OPTED_OUT, "104": Failure.SENDER}
REASONS = {
    "unknown_subscriber": Failure.BAD_NUMBER,
    "incorrect_number": Failure.BAD_NUMBER,
    "unavailable_subscriber": Failure.UNREACHABLE,
    "received_network_error": Failure.UNREACHABLE,
    "expired": Failure.EXPIRED,
    "dlr_not_received": Failure.EXPIRED,
    "opted_out": Failure.OPTED_OUT,
    "insufficient_balance": Failure.BALANCE,
    "carrier_rejected": Failure.FILTERED,
    "capacity_limit_reached": Failure.FILTERED,
}
BY_STATUS = {404: Failure.SENDER}  # there is no such channel
STATES = {
    "accepted": State.SENT,
    "processing": State.SENT,
    "sent": State.SENT,
    "delivered": State.DELIVERED,
    "sending_failed": State.FAILED,
    "delivery_failed": State.UNDELIVERED,
    "rejected": State.FAILED,
}


class Gateway(Pushing):
    """An SMS channel of a workspace at Bird."""

    def __init__(self, place: Place) -> None:
        self._sign_in = {"Authorization": f"AccessKey {place.given('KEY')}"}
        self._channel, self._sender = place.given("CHANNEL"), place.given("SENDER")
        self._keys = place.several("SIGNING_KEY")
        self.can = Can(look_up=True, handles_stop=wire.stops_at_vendor(place, "ours", "vendor"))
        self._pool = wire.pool_of(place, "https://api.bird.com")
        workspace, channel = quote(place.given("WORKSPACE"), safe=""), quote(self._channel, safe="")
        self._path = f"/workspaces/{workspace}/channels/{channel}/messages"

    def send(self, message: Outgoing) -> str:
        """The text's id. Raises GatewayError."""
        what = {
            "receiver": {"contacts": [{"identifierKey": "phonenumber", "identifierValue": message.number}]},
            "body": {"type": "text", "text": {"text": message.text}},
            "reference": message.reference,
        }
        answer = wire.post_json(self._pool, self._path, what, self._sign_in)
        told = wire.told(answer)
        if answer.status >= 300:
            raise wire.refused(answer, BY_STATUS.get(answer.status))
        if not (id := wire.text_of(told.get("id"))):
            raise wire.unreadable(answer)
        return id

    def look_up(self, message: Outgoing, vendor_reference: str | None, sent_at: datetime) -> Receipt | None:
        """What became of it, by its id."""
        if vendor_reference is None:
            raise GatewayError(Failure.LOST, "Bird is asked by an id, and none came")
        answer = wire.get(self._pool, f"{self._path}/{quote(vendor_reference, safe='')}", self._sign_in)
        told = wire.looked_up(answer)
        return _receipt(vendor_reference, told, message.reference) if told else None

    def read_receipts(self, hook: Hook) -> Sequence[Receipt]:
        """One receipt; nothing for other events, nor for other channels. Raises BadSignature, ValueError."""
        event, told = self._signed(hook)
        if event != RECEIPT or not self._is_ours(told):
            return ()
        wire.needed(told, "status")
        return [_receipt(wire.needed(told, "id"), told, wire.text_of(told.get("reference")))]

    def read_inbound(self, hook: Hook) -> Sequence[Inbound]:
        """One text; nothing for other events, nor for other channels. Raises BadSignature, ValueError."""
        event, told = self._signed(hook)
        if event != TEXT or not self._is_ours(told):
            return ()
        number = wire.needed(_inner(told, "sender", "contact"), "identifierValue")
        said = wire.text_of(_inner(told, "body", "text").get("text"))
        return [
            Inbound(wire.needed(told, "id"), number, self._sender, said or "", wire.moment_of(told.get("createdAt")))
        ]

    def _is_ours(self, told: Mapping[str, Any]) -> bool:
        return bool(told.get("channelId", self._channel) == self._channel)

    def _signed(self, hook: Hook) -> tuple[str, dict[str, Any]]:
        """(event, what it holds) once signature and time are right. Raises BadSignature, ValueError."""
        stamped = hook.headers.get("messagebird-request-timestamp", "")
        signed = f"{stamped}\n{hook.url}\n".encode() + sha256(hook.body).digest()
        given = hook.headers.get("messagebird-signature", "")
        if not any(wire.is_same(given, wire.mac(key, signed)) for key in self._keys):
            raise BadSignature("the signature does not fit the request")
        wire.must_be_fresh(stamped, hook.at, FRESH_S)
        told = wire.object_of(hook.json)
        return wire.needed(told, "event"), wire.object_of(told.get("payload"))


def _receipt(id: str, told: Mapping[str, Any], reference: str | None) -> Receipt:
    status = str(told.get("status"))
    state, failure = STATES.get(status, State.SENT), None
    if state in {State.UNDELIVERED, State.FAILED}:
        failed, reason = _inner(told, "failure"), str(told.get("details") or "")
        code, of_network = failed.get("code"), SOURCE_CODES.get(str(_inner(failed, "source").get("code")))
        known = CODES.get(code) if isinstance(code, int) else None
        failure = of_network or REASONS.get(reason) or known or Failure.REFUSED
        status = " ".join(str(each) for each in (status, code, reason) if each)
    return Receipt(id, status, state_of(state, failure), reference, failure)


def _inner(told: Mapping[str, Any], *names: str) -> Mapping[str, Any]:
    """The object under these names; an empty one, where there is none."""
    for name in names:
        found = told.get(name)
        told = found if isinstance(found, dict) else {}
    return told
