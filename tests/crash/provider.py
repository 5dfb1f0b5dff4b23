"""A message provider as a process of its own, which keeps a journal of every text it took: the judge of crash tests.

It speaks like Twilio, which takes a repeated text for another one; like Vonage, which does so too and cannot be asked;
and like the app on an Android phone, which knows a text again by our reference. How it answers each request is drawn by
lot from the modes it was given with their weights:

    accept         takes the text and says so
    hang           takes it, and says nothing
    reset          takes it, and breaks the connection off
    broken_after   takes it, and answers 500
    odd            takes it, and answers 200 with an error in it
    broken         does not take it, and answers 500
    busy           does not take it, and answers 503
    wait           does not take it, and answers 429 with a second to wait
    drop           does not take it, and breaks the connection off
    slow           takes it, and says so after 50 to 300 ms

Of a text that came as to Twilio it tells what became of it, signed, in these modes, which take it and say so:

    told           sent, then delivered
    twice          each of them twice
    reversed       delivered, then sent
    early          both, before it has said that it takes the text
    of_nobody      both, and the same of a text that nobody knows

`python -m tests.crash.provider JOURNAL SEED MODE=WEIGHT…` prints its port. A line of the journal is on the disk before
anything is answered.
"""

from __future__ import annotations

import base64
import hmac
import json
import os
import random
import socket
import struct
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import Request, urlopen

TOKEN = "a token of the tests"
TELLS = {
    "told": ("sent", "delivered"),
    "twice": ("sent", "sent", "delivered", "delivered"),
    "reversed": ("delivered", "sent"),
    "early": ("sent", "delivered"),
    "of_nobody": ("sent", "delivered"),
}
TAKES = {"accept", "hang", "reset", "broken_after", "odd", "slow", *TELLS}
ACCEPTED = {"twilio": 201, "vonage": 202, "android": 202}
HANGS_S, SLOW_S = 30.0, (0.05, 0.3)
TELLS_TIMES, TELLS_AFTER_S = 40, 0.25  # a receipt that nobody took


@dataclass(frozen=True)
class Sent:
    """One request to send: which API it speaks, our reference, number, text, and where receipts go, if anywhere."""

    api: str
    reference: str
    number: str
    text: str
    callback: str = ""


class Journal:
    """What was taken, one JSON object a line, each on the disk before it is answered."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("ab", buffering=0)
        self._gate = threading.Lock()
        self.taken: list[dict[str, Any]] = []

    def add(self, sent: Sent, mode: str) -> dict[str, Any]:
        """The entry of one more text."""
        with self._gate:
            entry = {
                "sid": f"SM{len(self.taken):032x}",
                "reference": sent.reference,
                "number": sent.number,
                "text": sent.text,
                "at": format_datetime(datetime.now(UTC)),
                "api": sent.api,
                "mode": mode,
            }
            self._file.write(json.dumps(entry).encode() + b"\n")
            os.fsync(self._file.fileno())
            self.taken.append(entry)
            return entry

    def of_reference(self, reference: str) -> dict[str, Any] | None:
        """The entry by our own name for a text."""
        return next((each for each in self.taken if each["reference"] == reference), None)

    def to_number(self, number: str) -> list[dict[str, Any]]:
        """All to a number, newest first."""
        return [each for each in reversed(self.taken) if each["number"] == number]


class Provider(ThreadingHTTPServer):
    """The provider, listening on a free port; how it answers is drawn from modes with their weights."""

    daemon_threads = True
    request_queue_size = 256  # as many as a worker may have in flight, and more

    def __init__(self, journal: Journal, seed: int, modes: Mapping[str, int]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.journal, self._modes = journal, modes
        self._dice, self._gate = random.Random(seed), threading.Lock()

    def mode(self) -> str:
        """How the next request is answered."""
        with self._gate:
            return self._dice.choices(list(self._modes), self._modes.values())[0]


class Handler(BaseHTTPRequestHandler):
    """One connection to the provider."""

    protocol_version = "HTTP/1.1"
    server: Provider

    def do_POST(self) -> None:
        """Takes a text or not, and says so or not."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        journal, mode, sent = self.server.journal, self.server.mode(), _read(self.path, body)
        known = sent.api == "android" and journal.of_reference(sent.reference)
        entry = journal.add(sent, mode) if mode in TAKES and not known else None
        tellers = [threading.Thread(target=_tell, args=(sent, entry["sid"], mode), daemon=True)] if entry else []
        if mode == "early":
            while tellers:
                tellers.pop().run()
        self._answer(mode, sent.api, entry)
        for teller in tellers:
            teller.start()

    def do_GET(self) -> None:
        """What became of a text: by our reference as the app knows it, or by its number as Twilio lists them."""
        split, journal = urlsplit(self.path), self.server.journal
        if split.path.startswith("/messages/"):
            found = journal.of_reference(split.path.rsplit("/", 1)[1])
            return self._say(200, {"state": "Sent", "recipients": [{}]}) if found else self._say(404, {})
        rows = journal.to_number(parse_qs(split.query)["To"][0])
        return self._say(200, {"messages": [_row(each) for each in rows]})

    def _answer(self, mode: str, api: str, entry: dict[str, Any] | None) -> None:
        """What the mode says; a text that was known already has no entry."""
        time.sleep({"hang": HANGS_S, "slow": random.uniform(*SLOW_S)}.get(mode, 0.0))
        if mode in {"reset", "drop", "hang"}:
            self._break_off()
        elif mode in {"accept", "slow", *TELLS}:
            named = {"sid": entry["sid"], "message_uuid": entry["sid"]} if entry else {}
            self._say(ACCEPTED[api] if entry else 409, named)
        elif mode == "wait":
            self._say(429, {"message": "slowly"}, {"Retry-After": "1"})
        else:
            self._say({"odd": 200, "busy": 503}.get(mode, 500), {"message": "something went wrong"})

    def _say(self, status: int, told: Any, headers: Mapping[str, str] | None = None) -> None:
        body = json.dumps(told).encode()
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _break_off(self) -> None:
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def handle(self) -> None:
        """As long as whoever asks is there."""
        try:
            super().handle()
        except OSError:  # it has been killed
            self.close_connection = True

    def finish(self) -> None:
        """Ends the connection, if it is not over."""
        try:
            super().finish()
        except (OSError, ValueError):
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Nothing on the terminal."""


def signature(url: str, fields: Mapping[str, str]) -> str:
    """As Twilio signs what it posts: HMAC-SHA-1 over the address and the fields in the order of their names."""
    signed = url + "".join(name + fields[name] for name in sorted(fields))
    return base64.b64encode(hmac.digest(TOKEN.encode(), signed.encode(), "sha1")).decode()


def nobody(sid: str) -> str:
    """What a text is called that nobody knows, told of beside this one."""
    return sid.replace("SM", "XX")


def _tell(sent: Sent, sid: str, mode: str) -> None:
    """Posts the receipts of a mode, each until it is taken."""
    for status in TELLS.get(mode, ()):
        _post(sent.callback, {"MessageSid": sid, "MessageStatus": status, "To": sent.number, "From": "AURORA"})
        if mode == "of_nobody":
            fields = {"MessageSid": nobody(sid), "MessageStatus": status, "To": sent.number, "From": "X"}
            _post(sent.callback.replace(sent.reference, "of-nobody"), fields)


def _post(url: str, fields: Mapping[str, str]) -> None:
    headers = {"X-Twilio-Signature": signature(url, fields)}
    for _ in range(TELLS_TIMES):
        try:
            with urlopen(Request(url, urlencode(fields).encode(), headers), timeout=10):
                return
        except OSError:
            time.sleep(TELLS_AFTER_S)


def _read(path: str, body: bytes) -> Sent:
    """A request to send."""
    if path.startswith("/2010-04-01/"):
        form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        back = form["StatusCallback"]
        return Sent("twilio", parse_qs(urlsplit(back).query)["m"][0], form["To"], form["Body"], back)
    told = json.loads(body)
    if path == "/v1/messages":
        return Sent("vonage", told["client_ref"], f"+{told['to']}", told["text"])
    return Sent("android", told["id"], told["phoneNumbers"][0], told["textMessage"]["text"])


def _row(entry: dict[str, Any]) -> dict[str, Any]:
    """An entry as Twilio lists it."""
    told = {"to": entry["number"], "body": entry["text"], "date_created": entry["at"], "sid": entry["sid"]}
    return {**told, "status": "sent", "error_code": None}


def main(journal: str, seed: str, *modes: str) -> None:
    """Serves until it is killed."""
    weights = {name: int(weight) for name, weight in (mode.split("=") for mode in modes)}
    server = Provider(Journal(Path(journal)), int(seed), weights)
    print(server.server_address[1], flush=True)
    server.serve_forever(0.05)


if __name__ == "__main__":
    main(*sys.argv[1:])
