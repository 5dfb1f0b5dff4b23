"""What providers say, as it came over the wire, and a provider that says it again.

Each folder here is named like its gateway and holds `captured.json`:

    settings   the gateway's own, by their last part: {url} is where the provider listens, {here} the folder
    text       a text, and `request`: how it must arrive, with the fields that tell the time as `changing`; `text_at`
               leads to its words: a name, or names of which one is there, each with the encoding of its hexadecimal
    sends      what the provider answers to it, and what that is to us: a reference, or a failure
    receipts, inbound
               hooks as they came, signed, with the moment; and what is read in them. Where nothing is signed, `secret`
               names the part of the address's query that holds ours; `sns` is an envelope that is signed here
    looked_up  what the provider says of a text that is asked for, and what that is to us
"""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from app.gateways import Gateway, Hook, Outgoing, Place, find
from tests.gateways.aws import sns

HERE = Path(__file__).parent
BASE_URL = "https://shop.example"
KEYS = ("spring-key-of-the-tests",)
NAMES = sorted(path.parent.name for path in HERE.glob("*/captured.json"))


@dataclass(frozen=True)
class Request:
    """A request as it arrived at the provider."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def fields(self) -> Any:
        """What it says: JSON or a form; without a body, its query."""
        kind = self.headers.get("content-type", "")
        if kind.startswith("application/x-www-form-urlencoded"):
            return dict(parse_qsl(self.body.decode(), keep_blank_values=True))
        return json.loads(self.body) if self.body else dict(parse_qsl(urlsplit(self.path).query))


@dataclass(frozen=True)
class Says:
    """One answer: status, headers, body; or how there is none."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    how: str = "answer"  # or "reset", "hang", "half"


class Provider:
    """A provider on this machine: says what it is told to, and keeps what it was asked."""

    def __init__(self, url: str) -> None:
        self.url, self.asked, self.says = url, list[Request](), Says()
        self.let_go = threading.Event()


@contextmanager
def provider() -> Iterator[Provider]:
    """One that listens until the end of the block."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            listening.asked.append(Request(self.command, self.path, headers, body))
            says = listening.says
            if says.how == "hang":
                listening.let_go.wait(30)
            if says.how in {"hang", "reset"}:
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            self.send_response(says.status)
            for name, value in says.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(says.body)))
            self.end_headers()
            self.wfile.write(says.body[: len(says.body) // 2] if says.how == "half" else says.body)
            self.close_connection = says.how == "half"

        do_GET = do_PUT = do_POST

        def log_message(self, *_: object) -> None:
            """Nothing on the terminal."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    listening = Provider(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield listening
    finally:
        listening.let_go.set()
        server.shutdown()
        server.server_close()
        thread.join()


def captured(name: str) -> dict[str, Any]:
    """What is kept of this gateway's provider."""
    found: dict[str, Any] = json.loads((HERE / name / "captured.json").read_text())
    return found


def made(name: str, url: str, data: Path, **changes: str) -> Gateway:
    """The gateway, with its provider at this address."""
    given = {**captured(name).get("settings", {}), **changes}
    settings = {
        f"HANDBILL_GATEWAY_{name.upper()}_{key}": value.replace("{url}", url).replace("{here}", str(HERE / name))
        for key, value in given.items()
        if value
    }
    return find(Place(name, data, KEYS, settings, BASE_URL))


def outgoing(name: str, **changes: Any) -> Outgoing:
    """The text that is sent."""
    return Outgoing(**{**captured(name)["text"], **changes})


def words_of(name: str, request: Request) -> Any:
    """The text in a request as it arrived."""
    found = request.fields
    for step in captured(name)["text_at"]:
        if isinstance(step, dict):
            (field,) = set(step) & set(found)
            found = bytes.fromhex(found[field]).decode(step[field]) if step[field] else found[field]
        else:
            found = found[step]
    return found


def says(told: Mapping[str, Any]) -> Says:
    """An answer as it is kept."""
    body = told.get("body", b"")
    raw = body.encode() if isinstance(body, str) else json.dumps(body).encode() if body != b"" else b""
    return Says(told.get("status", 200), raw, told.get("headers", {}), told.get("how", "answer"))


def hook(told: Mapping[str, Any], **changes: Any) -> Hook:
    """A hook as it came."""
    url = told.get("url", "")
    body = sns.signed(told["sns"]) if "sns" in told else told.get("body", "")
    at = datetime.fromisoformat(told["at"]) if "at" in told else None
    values = {
        "headers": told.get("headers", {}),
        "query": dict(parse_qsl(urlsplit(url).query, keep_blank_values=True)),
        "body": body.encode(),
        "url": url,
        "at": at,
        "method": told.get("method", "POST"),
    }
    return Hook(**{**values, **changes})
