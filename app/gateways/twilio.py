"""Twilio: texts by its Messages resource, version 2010-04-01.

A POST that is repeated may send twice (twilio.com/docs/api/errors/20500), so what nobody knows is looked up by number
and text before anything else is done. Our reference stands in the address of the status callback, which is signed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from hashlib import sha256
from typing import Any
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

from app import wire
from app.gateways import BadSignature, Can, Command, Hook, Inbound, Outgoing, Place, Pushing, Receipt, Thanks
from app.rules.failure import Failure, state_of
from app.rules.message import State

SETTINGS = {
    "ACCOUNT": "account SID, AC…",
    "TOKEN": "auth token, which signs callbacks; while it changes, the new one and the old one, with a comma between; "
    "so may the secret of a shared key that signs webhooks",
    "KEY": "SID of an API key to sign in with, SK…; none, then account and token",
    "SECRET": "secret of that key; none",
    "SERVICE": "SID of a Messaging Service to send by, MG…; none, then the campaign's sender",
    "STOPS": "vendor, where Twilio answers STOP as it does by itself, or ours; vendor",
    "URL": "address of the API, for another region; https://api.twilio.com",
}
LONGEST_VALID_S = 36_000
NOTHING = Thanks(200, "text/xml", b"<Response/>")  # anything else in it would be sent as an answer
HISTORY = timedelta(minutes=2)  # by which clocks may differ
PORT, OWN_PORTS = re.compile(r":[0-9]*\Z"), {"https": ":443", "http": ":80"}
HASHES = {"HMAC_SHA1": "sha1", "HMAC_SHA256": "sha256"}

# twilio.com/docs/api/errors, the codes of the send and of the status callback
CODES = {
    "20003": Failure.CREDENTIALS,
    "20404": Failure.CREDENTIALS,
    "20429": Failure.THROTTLED,
    "20500": Failure.BROKEN,
    "20503": Failure.DOWN,
    "21211": Failure.BAD_NUMBER,
    "21408": Failure.REGION,
    "21606": Failure.SENDER,
    "21608": Failure.TRIAL,
    "21610": Failure.OPTED_OUT,
    "21612": Failure.SENDER,
    "21614": Failure.NO_TEXTS,
    "21617": Failure.BAD_TEXT,
    "30001": Failure.THROTTLED,
    "30002": Failure.ACCOUNT,
    "30003": Failure.UNREACHABLE,
    "30004": Failure.BLOCKED,
    "30005": Failure.BAD_NUMBER,
    "30006": Failure.NO_TEXTS,
    "30007": Failure.FILTERED,
    "30008": Failure.REFUSED,
    "30032": Failure.SENDER,
    "30034": Failure.SENDER,
    "30036": Failure.EXPIRED,
}
STATES = {
    "accepted": State.SENT,
    "scheduled": State.SENT,
    "queued": State.SENT,
    "sending": State.SENT,
    "sent": State.SENT,
    "partially_delivered": State.SENT,
    "delivered": State.DELIVERED,
    "read": State.DELIVERED,
    "undelivered": State.UNDELIVERED,
    "failed": State.FAILED,
    "canceled": State.FAILED,
}
COMMANDS: Mapping[str, Command] = {"STOP": "stop", "START": "start", "HELP": "help"}


class Gateway(Pushing):
    """An account at Twilio."""

    thanks: Mapping[str, Thanks] = {"inbound": NOTHING}

    def __init__(self, place: Place) -> None:
        self._account = place.given("ACCOUNT")
        self._tokens = place.several("TOKEN")
        self._service, self._callback = place.given("SERVICE", ""), place.hook_url("receipt")
        self.can = Can(look_up=True, handles_stop=wire.stops_at_vendor(place, "vendor", "ours"))
        key = place.given("KEY", "")
        self._sign_in = wire.basic(*((key, place.given("SECRET")) if key else (self._account, self._tokens[0])))
        self._pool = wire.pool_of(place, "https://api.twilio.com")
        self._path = f"/2010-04-01/Accounts/{quote(self._account, safe='')}/Messages"

    def send(self, message: Outgoing) -> str:
        """The message's SID. Raises GatewayError."""
        fields = {
            "To": message.number,
            **({"MessagingServiceSid": self._service} if self._service else {"From": message.sender}),
            "Body": message.text,
            "StatusCallback": f"{self._callback}?m={message.reference}",
            "ValidityPeriod": str(max(1, min(message.valid_s, LONGEST_VALID_S))),
        }
        answer = wire.post_form(self._pool, f"{self._path}.json", fields, self._sign_in)
        told = wire.told(answer)
        if answer.status >= 300:
            raise wire.refused(answer, CODES.get(str(told.get("code"))), _said(told))
        if not isinstance(told.get("sid"), str):
            raise wire.unreadable(answer)
        return str(told["sid"])

    def look_up(self, message: Outgoing, vendor_reference: str | None, sent_at: datetime) -> Receipt | None:
        """What became of it: by its SID, else the last text of these words to this number since then."""
        path = f"{self._path}/{quote(vendor_reference, safe='')}.json" if vendor_reference else f"{self._path}.json"
        query = "" if vendor_reference else "?" + urlencode({"To": message.number, "PageSize": "50"})
        answer = wire.get(self._pool, path + query, self._sign_in)
        if answer.status == 404 and vendor_reference:
            return None
        told = wire.told(answer)
        rows = [told] if vendor_reference else told.get("messages")
        if answer.status >= 300 or not told or not isinstance(rows, list):
            raise wire.refused(answer)
        found = [row for row in rows if vendor_reference or _is_it(row, message, sent_at)]
        return _receipt(found[0], message.reference) if found else None

    def read_receipts(self, hook: Hook) -> Sequence[Receipt]:
        """One receipt. Raises BadSignature, ValueError."""
        form = self._signed(hook)
        code = form.get("ErrorCode", "")
        failure = CODES.get(code, Failure.REFUSED) if code.isdecimal() and code.strip("0") else None
        status = wire.needed(form, "MessageStatus")
        state = STATES.get(status, State.SENT)
        said = f"{status} {code}" if failure else status
        return [Receipt(wire.needed(form, "MessageSid"), said, state_of(state, failure), hook.query.get("m"), failure)]

    def read_inbound(self, hook: Hook) -> Sequence[Inbound]:
        """One text. Raises BadSignature, ValueError."""
        form = self._signed(hook)
        sid, number, sender = (wire.needed(form, name) for name in ("MessageSid", "From", "To"))
        command = COMMANDS.get(form.get("OptOutType", "").upper())
        return [Inbound(sid, number, sender, form.get("Body", ""), command=command)]

    def _signed(self, hook: Hook) -> dict[str, str]:
        """The fields, the last of each name, once the signature is right. Raises BadSignature, ValueError."""
        given, digest = hook.headers.get("x-twilio-signature", ""), hook.query.get("bodySHA256")
        if digest is not None and not wire.is_same(digest.lower(), sha256(hook.body).hexdigest()):
            raise BadSignature("the body is not the one that was signed")
        fields = {} if digest is not None else hook.form
        texts = [url + _written(fields) for url in both_ports(hook.url)]
        hash = _hash(hook.headers.get("x-twilio-webhooks-signature-settings", ""))
        made = [wire.mac(token, text.encode(), hash) for text in texts for token in self._tokens]
        if not any(wire.is_same(given, each) for each in made):
            raise BadSignature("the signature does not fit the request")
        if digest is not None:
            return {name: str(value) for name, value in wire.object_of(hook.json).items()}
        return hook.fields


def both_ports(url: str) -> Iterator[str]:
    """The address without a port, and with the one that it names, else its scheme's own; Twilio signs either."""
    split = urlsplit(url)
    user, at, host = split.netloc.rpartition("@")
    bare = PORT.sub("", host)
    port = host[len(bare) :] or OWN_PORTS.get(split.scheme, "")
    for each in (bare, bare + port):
        yield urlunsplit(split._replace(netloc=user + at + each))


def _written(fields: Mapping[str, Sequence[str]]) -> str:
    return "".join(name + value for name in sorted(fields) for value in sorted(set(fields[name])))


def _hash(settings: str) -> str:
    """By which a shared key signs, "key=…,algorithm=HMAC_SHA256"; else the token's SHA-1. Raises BadSignature."""
    named = dict(each.strip().partition("=")[::2] for each in settings.split(","))
    name = named.get("algorithm") or "HMAC_SHA1"
    if name.upper() not in HASHES:
        raise BadSignature("the signature is made by a way that is not known here")
    return HASHES[name.upper()]


def _is_it(row: Mapping[str, Any], message: Outgoing, sent_at: datetime) -> bool:
    try:
        made = parsedate_to_datetime(row["date_created"]).astimezone(UTC)
    except (KeyError, TypeError, ValueError):
        return False
    return row.get("body") == message.text and row.get("to") == message.number and made >= sent_at - HISTORY


def _receipt(row: Mapping[str, Any], reference: str) -> Receipt:
    status, code = str(row.get("status")), row.get("error_code")
    failure = CODES.get(str(code), Failure.REFUSED) if code else None
    return Receipt(str(row.get("sid")), status, state_of(STATES.get(status, State.SENT), failure), reference, failure)


def _said(told: Mapping[str, Any]) -> str:
    return f"{told['code']} {told.get('message', '')}" if "code" in told else ""
