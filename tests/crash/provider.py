"""A message provider as a process of its own, which keeps a journal of every text it took: the judge of crash tests.

It speaks like Twilio, which takes a repeated text for another one, and like the app on an Android phone, which knows a
text again by our reference. How it answers each request is drawn by lot from the modes it was given with their weights:

    accept         takes the text and says so
    hang           takes it, and says nothing
    reset          takes it, and breaks the connection off
    broken_after   takes it, and answers 500
    odd            takes it, and answers 200 with an error in it
    broken         does not take it, and answers 500
    busy           does not take it, and answers 503
    wait           does not take it, and answers 429 with a second to wait
    drop           does not take it, and breaks the connection off

`python -m tests.crash.provider JOURNAL SEED MODE=WEIGHT…` prints its port. A line of the journal is on the disk before
anything is answered.
"""

from __future__ import annotations

import json
import os
import random
import socket
import struct
import sys
import threading
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

TAKES = {"accept", "hang", "reset", "broken_after", "odd"}
ACCEPTED = {"twilio": 201, "android": 202}
HANGS_S = 30.0


class Journal:
    """What was taken, one JSON object a line, each on the disk before it is answered."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("ab", buffering=0)
        self._gate = threading.Lock()
        self.taken: list[dict[str, Any]] = []

    def add(self, api: str, reference: str, number: str, text: str) -> dict[str, Any]:
        """The entry of one more text."""
        with self._gate:
            entry = {
                "sid": f"SM{len(self.taken):032x}",
                "reference": reference,
                "number": number,
                "text": text,
                "at": format_datetime(datetime.now(UTC)),
                "api": api,
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


def serve(journal: Journal, seed: int, modes: dict[str, int]) -> ThreadingHTTPServer:
    """The provider, listening on a free port."""
    dice, gate = random.Random(seed), threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            with gate:
                (mode,) = dice.choices(list(modes), modes.values())
            api, *text = _read(self.path, body)
            known = api == "android" and journal.of_reference(text[0])
            entry = journal.add(api, *text) if mode in TAKES and not known else None
            if mode in {"reset", "drop"}:
                return self._break_off()
            if mode == "hang":
                threading.Event().wait(HANGS_S)
                return self._break_off()
            if mode == "accept":
                return self._say(409 if known else ACCEPTED[api], {"sid": entry["sid"]} if entry else {})
            if mode == "wait":
                return self._say(429, {"message": "slowly"}, {"Retry-After": "1"})
            status = {"odd": 200, "busy": 503}.get(mode, 500)
            return self._say(status, {"message": "something went wrong"})

        def do_GET(self) -> None:
            split = urlsplit(self.path)
            if split.path.startswith("/messages/"):
                found = journal.of_reference(split.path.rsplit("/", 1)[1])
                return self._say(200, {"state": "Sent", "recipients": [{}]}) if found else self._say(404, {})
            rows = journal.to_number(parse_qs(split.query)["To"][0])
            return self._say(200, {"messages": [_row(each) for each in rows]})

        def _say(self, status: int, told: Any, headers: dict[str, str] | None = None) -> None:
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
            try:
                super().handle()
            except OSError:  # whoever asked has been killed
                self.close_connection = True

        def finish(self) -> None:
            try:
                super().finish()
            except (OSError, ValueError):
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            """Nothing on the terminal."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    return server


def _read(path: str, body: bytes) -> tuple[str, str, str, str]:
    """(api, our reference, number, text) of a request to send."""
    if path.startswith("/2010-04-01/"):
        form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        return "twilio", parse_qs(urlsplit(form["StatusCallback"]).query)["m"][0], form["To"], form["Body"]
    told = json.loads(body)
    return "android", told["id"], told["phoneNumbers"][0], told["textMessage"]["text"]


def _row(entry: dict[str, Any]) -> dict[str, Any]:
    """An entry as Twilio lists it."""
    told = {"to": entry["number"], "body": entry["text"], "date_created": entry["at"], "sid": entry["sid"]}
    return {**told, "status": "sent", "error_code": None}


def main(journal: str, seed: str, *modes: str) -> None:
    """Serves until it is killed."""
    weights = {name: int(weight) for name, weight in (mode.split("=") for mode in modes)}
    server = serve(Journal(Path(journal)), int(seed), weights)
    print(server.server_address[1], flush=True)
    server.serve_forever(0.05)


if __name__ == "__main__":
    main(*sys.argv[1:])
