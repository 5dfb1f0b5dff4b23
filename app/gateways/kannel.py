"""Kannel, an SMS gateway of one's own: its sendsms interface, and the addresses that it calls.

It gives a text no name of its own, so ours stands in the address of the receipt, beside a secret, since it signs
nothing. What a hook answers is sent to the person as a text: it answers nothing. Of a text of more parts than its
user may send Kannel sends the beginning, so that one is refused here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.message import Message
from urllib.parse import parse_qs, urlencode, urlsplit

from app import wire
from app.gateways import (
    MOST_FIELDS,
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
from app.rules.failure import Failure, state_of
from app.rules.message import State, parts

SETTINGS = {
    "URL": "where sendsms listens; http://127.0.0.1:13013/cgi-bin/sendsms",
    "USER": "username of a sendsms-user",
    "PASSWORD": "that user's password",
    "HOOK_SECRET": "secret in the addresses that Kannel calls, 32 or more of A-Z, a-z, 0-9, - and _",
    "PARTS": "most parts of a text, max-messages of the sendsms-user; 1",
    "SMSC": "smsc-id to send by; none, then Kannel's routing",
}
TAKEN = ("0: Accepted for delivery", "3: Queued for later delivery", "Sent.")  # the last: immediate-sendsms-reply
SILENCE = Thanks(200, "text/plain")
EVERYTHING = 31  # dlr-mask: delivered 1, not delivered 2, buffered 4, taken by the centre 8, refused by it 16
ASKED = "status=%d&reply=%A&smsc_id=%F"  # what Kannel fills in as it calls

# gw/smsbox.c, the words of its answers; and SMPP 3.4 section 5.1.3, the numbers in the reply of a centre
CODES: Mapping[str | int, Failure] = {
    "Authorization failed": Failure.CREDENTIALS,
    "Sender missing": Failure.SENDER,
    "denied by white- and/or black-lists": Failure.BLOCKED,
    "body misformed": Failure.BAD_TEXT,
    "Not routable": Failure.REGION,
    "Temporal failure": Failure.DOWN,
    0x01: Failure.BAD_TEXT,
    0x08: Failure.BROKEN,
    0x0A: Failure.SENDER,
    0x0B: Failure.BAD_NUMBER,
    0x0D: Failure.CREDENTIALS,
    0x0E: Failure.CREDENTIALS,
    0x0F: Failure.CREDENTIALS,
    0x14: Failure.THROTTLED,
    0x48: Failure.SENDER,
    0x49: Failure.SENDER,
    0x58: Failure.THROTTLED,
}
STATES = {
    "1": State.DELIVERED,
    "2": State.UNDELIVERED,
    "4": State.SENT,
    "8": State.SENT,
    "16": State.FAILED,
    "34": State.EXPIRED,
    "66": State.SENT,  # nobody knows
}
ENDS = {  # SMPP 3.4 section 5.2.28, where the reply is a receipt
    "EXPIRED": (State.EXPIRED, Failure.EXPIRED),
    "REJECTD": (State.FAILED, Failure.REFUSED),
}
STAT, ERR = re.compile(r"\bstat:(\w{1,10})", re.IGNORECASE), re.compile(r"\berr:(\w{1,8})", re.IGNORECASE)
NACK = re.compile(r"NACK/(0x[0-9a-f]{1,8})\b", re.IGNORECASE)
SEVEN_BITS, UCS2 = "0", "2"  # coding
CHARSETS = {"utf-8": "utf-8", "utf-16be": "utf-16-be", "windows-1252": "cp1252", "iso-8859-1": "latin-1"}


class Gateway(Pushing):
    """A sendsms-user of a Kannel."""

    can = Can()
    methods = ("GET", "POST")
    thanks: Mapping[str, Thanks] = {"receipt": SILENCE, "inbound": SILENCE}

    def __init__(self, place: Place) -> None:
        self._sign_in = {"username": place.given("USER"), "password": place.given("PASSWORD")}
        self._secret, smsc = wire.hook_secret(place), place.given("SMSC", "")
        self._smsc = {"smsc": smsc} if smsc else {}
        self._callback = f"{place.hook_url('receipt')}?{wire.SECRET_AT}={self._secret}&{ASKED}"
        self._pool = wire.pool_of(place, "http://127.0.0.1:13013/cgi-bin/sendsms")
        self._parts = place.number("PARTS", 1)

    def send(self, message: Outgoing) -> str:
        """Our own reference: Kannel gives none. Raises GatewayError."""
        sent_in = parts(message.text)
        if sent_in.count > self._parts:
            raise GatewayError(Failure.BAD_TEXT, f"{sent_in.count} parts, and Kannel would cut it after {self._parts}")
        fields = {
            **self._sign_in,
            **self._smsc,
            "to": message.number,
            "from": message.sender,
            "text": message.text,
            "charset": "UTF-8",
            "coding": SEVEN_BITS if sent_in.encoding == "GSM-7" else UCS2,
            "validity": str(max(1, message.valid_s // 60)),
            "dlr-mask": str(EVERYTHING),
            "dlr-url": f"{self._callback}&m={message.reference}",
        }
        answer = wire.get(self._pool, f"?{urlencode(fields, errors='replace')}", {"Accept": "text/plain"})
        if answer.status >= 300:
            found = next((each for words, each in CODES.items() if str(words) in answer.text), None)
            raise wire.refused(answer, found)
        if not answer.text.startswith(TAKEN):
            raise wire.unreadable(answer)
        return message.reference

    def read_receipts(self, hook: Hook) -> Sequence[Receipt]:
        """One receipt. Raises BadSignature, ValueError."""
        wire.must_know(hook, self._secret)
        reference, status, reply = (
            wire.needed(hook.query, "m"),
            wire.needed(hook.query, "status"),
            hook.query.get("reply", ""),
        )
        state, failure, why = _end(STATES.get(status, State.SENT), reply)
        return [Receipt(reference, f"{status} {why}".strip(), state_of(state, failure), reference, failure)]

    def read_inbound(self, hook: Hook) -> Sequence[Inbound]:
        """One text; nothing for octets that are none. Raises BadSignature, ValueError."""
        wire.must_know(hook, self._secret)
        given = _octets(hook)
        id = wire.needed(given, "id")
        number = given.get("from") or wire.needed(hook.headers, "x-kannel-from")
        sender = given.get("to") or wire.needed(hook.headers, "x-kannel-to")
        if hook.method == "POST":
            octets, charset = hook.body, _charset(hook.headers.get("content-type", ""))
            coding = hook.headers.get("x-kannel-coding", "")
        else:
            octets, charset = given.get("text", "").encode("latin-1"), given.get("charset", "")
            coding = given.get("coding", "")
        text = _text(octets, charset.lower(), coding)
        return [] if text is None else [Inbound(id, number, sender, text, _moment(given.get("time", "")))]


def _end(state: State, reply: str) -> tuple[State, Failure | None, str]:
    """(state, failure, why in short) by what the centre replied, whose own words hold the text: they stay here."""
    stat, err, nack = STAT.search(reply), ERR.search(reply), NACK.search(reply)
    why = " ".join(found[1] for found in (stat, err, nack) if found)
    if state in {State.SENT, State.DELIVERED}:
        return state, None, why
    if stat and stat[1].upper() in ENDS:
        return *ENDS[stat[1].upper()], why
    if state is State.EXPIRED:
        return state, Failure.EXPIRED, why
    if nack or state is State.FAILED:
        return State.FAILED, CODES.get(int(nack[1], 16), Failure.REFUSED) if nack else Failure.REFUSED, why
    return state, None, why


def _octets(hook: Hook) -> dict[str, str]:
    """The query with its octets as Latin-1: `text` is in an alphabet of its own. Raises ValueError."""
    query = urlsplit(hook.url).query
    read = parse_qs(query, True, encoding="latin-1", max_num_fields=MOST_FIELDS, separator="&")
    return {name: values[0] for name, values in read.items()}


def _text(octets: bytes, charset: str, coding: str) -> str | None:
    """What they say. Kannel calls seven bits "GSM" and hands them on in UTF-8, an old one in Windows-1252."""
    if coding == "1" or charset == "binary":
        return None
    codec = "utf-16-be" if coding == UCS2 else CHARSETS.get(charset)
    if codec:
        return octets.decode(codec, errors="replace")
    try:
        return octets.decode()
    except UnicodeDecodeError:
        return octets.decode("cp1252", errors="replace")


def _charset(kind: str) -> str:
    header = Message()
    header["Content-Type"] = kind
    return str(header.get_content_charset(""))


def _moment(written: str) -> datetime | None:
    return datetime.fromtimestamp(int(written), UTC) if re.fullmatch(r"[0-9]{9,10}", written) else None
