"""Jasmin, an SMPP gateway of one's own: its HTTP API, for an operator who offers nothing but SMPP.

It signs nothing, so the address that it calls holds a secret; it calls again until it reads ACK/Jasmin. It sends a
repeated text twice and cannot be asked. Of a text that is too long it sends the beginning, so that one is refused here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from urllib.parse import parse_qs

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
from app.http_pool import Answer
from app.rules.failure import Failure, state_of
from app.rules.message import State, parts
from app.rules.septets import read_septets

SETTINGS = {
    "URL": "where Jasmin's HTTP API listens; http://127.0.0.1:1401",
    "USER": "name of a Jasmin user",
    "PASSWORD": "that user's password",
    "HOOK_SECRET": "secret in the addresses that Jasmin calls, 32 or more of A-Z, a-z, 0-9, - and _",
    "PARTS": "most parts of a text, long_content_max_parts of jasmin.cfg; 5",
    "ALPHABET": "what the operator's coding 0 is in texts to us: gsm, ascii, latin-1 or utf-8; gsm",
}
ACK = Thanks(200, "text/plain", b"ACK/Jasmin")  # anything else, and it calls again
SUCCESS, ERROR = re.compile(r'Success "([^"\s]+)"'), re.compile(r'Error "(.*)"', re.DOTALL)

# jasmin/protocols/http: the words of its errors; the first that is found in one counts
CODES = {
    "Authentication failure": Failure.CREDENTIALS,
    "Setting source address not authorized": Failure.SENDER,
    "source_address filter mismatch": Failure.SENDER,
    "Long content not authorized": Failure.BAD_TEXT,
    "(content filter mismatch": Failure.BAD_TEXT,
    "destination_address filter mismatch": Failure.REGION,
    "Authorization failed": Failure.ACCOUNT,
    "Cannot charge submit_sm": Failure.BALANCE,
    "throughput exceeded": Failure.THROTTLED,
    "No route found": Failure.REGION,
    "no bound connectors": Failure.DOWN,
    # SMPP 3.4 section 5.1.3, what the operator's centre said when it was handed the text
    "ESME_RINVMSGLEN": Failure.BAD_TEXT,
    "ESME_RINVSRCADR": Failure.SENDER,
    "ESME_RINVSRCTON": Failure.SENDER,
    "ESME_RINVSRCNPI": Failure.SENDER,
    "ESME_RINVDSTADR": Failure.BAD_NUMBER,
    "ESME_RBINDFAIL": Failure.CREDENTIALS,
    "ESME_RINVPASWD": Failure.CREDENTIALS,
    "ESME_RINVSYSID": Failure.CREDENTIALS,
    "ESME_RMSGQFUL": Failure.THROTTLED,
    "ESME_RTHROTTLED": Failure.THROTTLED,
    "ESME_RSYSERR": Failure.BROKEN,
    # and section 5.2.28, what became of it
    "EXPIRED": Failure.EXPIRED,
    "REJECTD": Failure.REFUSED,
}
STATES = {
    "ESME_ROK": State.SENT,
    "ENROUTE": State.SENT,
    "ACCEPTD": State.SENT,
    "UNKNOWN": State.SENT,
    "DELIVRD": State.DELIVERED,
    "EXPIRED": State.EXPIRED,
    "DELETED": State.UNDELIVERED,
    "UNDELIV": State.UNDELIVERED,
    "REJECTD": State.FAILED,
}
GSM, UCS2 = 0, 8  # SMPP 3.4 section 5.2.19, data_coding
ALPHABETS = ("gsm", "ascii", "latin-1", "utf-8")
CODECS = {1: "ascii", 3: "latin-1", 6: "iso8859-5", 7: "iso8859-8", UCS2: "utf-16-be", 10: "iso2022_jp", 14: "euc_kr"}


class Gateway(Pushing):
    """A user of a Jasmin."""

    can = Can()
    thanks: Mapping[str, Thanks] = {"receipt": ACK, "inbound": ACK}

    def __init__(self, place: Place) -> None:
        self._sign_in = {"username": place.given("USER"), "password": place.given("PASSWORD")}
        self._secret = wire.hook_secret(place)
        self._callback = f"{place.hook_url('receipt')}?{wire.SECRET_AT}={self._secret}"
        self._pool = wire.pool_of(place, "http://127.0.0.1:1401")
        self._parts, self._alphabet = place.number("PARTS", 5), place.one_of("ALPHABET", *ALPHABETS)

    def send(self, message: Outgoing) -> str:
        """Jasmin's id of it. Raises GatewayError."""
        sent_in = parts(message.text)
        if sent_in.count > self._parts:
            raise GatewayError(Failure.BAD_TEXT, f"{sent_in.count} parts, and Jasmin would cut it after {self._parts}")
        fields = {
            **self._sign_in,
            "to": message.number.removeprefix("+"),
            "from": message.sender.removeprefix("+"),
            **_content(message.text, sent_in.encoding),
            "validity-period": str(max(1, message.valid_s // 60)),
            "dlr": "yes",
            "dlr-url": f"{self._callback}&m={message.reference}",
            "dlr-level": "3",
            "dlr-method": "POST",
        }
        answer = wire.post_form(self._pool, "/send", fields, {"Accept": "text/plain"})
        if answer.status >= 300:
            raise _refused(answer)
        taken = SUCCESS.fullmatch(answer.text.strip())
        if not taken:
            raise wire.unreadable(answer)
        return taken[1]

    def read_receipts(self, hook: Hook) -> Sequence[Receipt]:
        """One receipt. Raises BadSignature, ValueError."""
        form = self._known(hook)
        status, id = wire.needed(form, "message_status"), wire.needed(form, "id")
        state = STATES.get(status, State.FAILED if status.startswith("ESME_") else State.SENT)
        failure = CODES.get(status, Failure.REFUSED) if state in {State.FAILED, State.EXPIRED} else None
        error = form.get("err", "").strip("0")
        said = f"{status} {form['err']}" if error else status
        return [Receipt(id, said, state_of(state, failure), hook.query.get("m"), failure)]

    def read_inbound(self, hook: Hook) -> Sequence[Inbound]:
        """One text; nothing for octets that are none. Raises BadSignature, ValueError."""
        form = self._known(hook)
        id, number, sender = (wire.needed(form, name) for name in ("id", "from", "to"))
        octets = bytes.fromhex(form["binary"]) if "binary" in form else form.get("content", "").encode("latin-1")
        text = self._text(octets, int(form.get("coding", "0")))
        return [] if text is None else [Inbound(id, number, sender, text)]

    def _text(self, octets: bytes, coding: int) -> str | None:
        if coding == GSM and self._alphabet == "gsm":
            return read_septets(octets)
        codec = self._alphabet if coding == GSM else CODECS.get(coding)
        return octets.decode(codec, errors="replace") if codec else None

    def _known(self, hook: Hook) -> dict[str, str]:
        """The fields, octets as Latin-1: `content` is in the text's own alphabet. Raises BadSignature, ValueError."""
        wire.must_know(hook, self._secret)
        body = hook.body.decode("latin-1")
        read = parse_qs(body, True, encoding="latin-1", max_num_fields=MOST_FIELDS, separator="&")
        return {name: values[-1] for name, values in read.items()}


def _content(text: str, encoding: str) -> dict[str, str]:
    """The fields that carry the text: Jasmin turns one in GSM-7 into septets itself."""
    if encoding == "GSM-7":
        return {"coding": str(GSM), "content": text}
    return {"coding": str(UCS2), "hex-content": text.encode("utf-16-be", errors="replace").hex()}


def _refused(answer: Answer) -> GatewayError:
    said = ERROR.fullmatch(answer.text.strip())
    detail = said[1] if said else ""
    return wire.refused(answer, next((found for words, found in CODES.items() if words in detail), None), detail)
