"""Requests to a provider that the operator chose, many at once, over connections that are kept open.

What matters most is to know whether a request may have had its effect. NotSent: nothing of it left this machine, it can
be made again. Lost: it left, perhaps not all of it, and no answer came. No request is repeated here, no redirect is
followed, no proxy of the environment is asked. Certificates are checked against the name.
"""

from __future__ import annotations

import json
import re
import select
import socket
import ssl
import threading
import time
import weakref
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from app import departure
from app.http_answer import Reading

CONNECT_S, WHOLE_S = 5.0, 15.0
IDLE_S = 4.0  # what is kept for longer may be closed by the other side at the moment it is used (many do after 5 s)
AT_ONCE = 64 * 1024  # bytes
LINE = re.compile(r"[ -~]+")  # of a request's head, without what would end it
LONGEST_WAIT_S = 86_400.0
STOPPED = "told to stop"


class NotSent(Exception):
    """Nothing left: the name is unknown, nobody listens, it is not who it should be, or we are told to stop."""


class Lost(Exception):
    """The request left, and its answer did not come, or not in time, or cannot be read."""


@dataclass(frozen=True)
class Answer:
    """What came back, header names in lower case; `hidden` is what nobody may keep of it."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    hidden: frozenset[str] = field(default=frozenset(), repr=False)

    @property
    def json(self) -> Any:
        """What it says as JSON; None if it is none."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None

    @property
    def text(self) -> str:
        """What it says."""
        return self.body.decode(errors="replace")

    @property
    def retry_after_s(self) -> float | None:
        """Retry-After in seconds (RFC 9110 section 10.2.3); a date there is read by the clock of whoever wrote it."""
        written = self.headers.get("retry-after", "")
        if written.isascii() and written.isdecimal():
            return min(float(written), LONGEST_WAIT_S)
        until, at = _date(written), _date(self.headers.get("date", ""))
        return min(max((until - at).total_seconds(), 0.0), LONGEST_WAIT_S) if until and at else None


class Pool:
    """Connections to one origin, such as https://api.example; each request takes `whole_s` seconds at most.

    What is `hidden` goes with each answer: secrets that the other side may repeat.
    """

    def __init__(
        self,
        origin: str,
        *,
        authorities: ssl.SSLContext | None = None,
        whole_s: float = WHOLE_S,
        hidden: frozenset[str] = frozenset(),
    ) -> None:
        self.hidden = hidden
        split = urlsplit(origin)
        self._secure, self._host = split.scheme == "https", split.hostname or ""
        self._port = split.port or (443 if self._secure else 80)
        self._named = split.netloc.rpartition("@")[2]
        self._prefix, self._whole_s, self._authorities = split.path.rstrip("/"), whole_s, authorities
        self._idle: list[_Kept] = []  # the one used last is the last; one operation each, so threads need no lock
        weakref.finalize(self, _close, self._idle)

    def call(self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Answer:
        """The answer to this request, whatever its status. Raises NotSent, Lost."""
        request = self._written(method, path, body, headers or {})
        connection = self._opened()
        with _Watch.over(connection, self._whole_s):
            try:
                connection.request(request)
                read = connection.getresponse()
            except (OSError, ValueError) as error:
                connection.close()
                raise Lost("no answer in time" if connection.is_cut else f"no answer: {_why(error)}") from error
        if connection.is_cut or not read.stays_open:
            connection.close()
        else:
            self._keep(connection)
        if connection.is_cut:  # what was read until then looks like an answer that has come to its end
            raise Lost("no answer in time")
        return Answer(read.status, read.headers, bytes(read.body), self.hidden)

    def _written(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> bytes:
        """The request as it goes over the wire (RFC 9112). Raises NotSent."""
        lines = [f"{method} {self._prefix}{path} HTTP/1.1", f"Host: {self._named}", "Accept-Encoding: identity"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        if body or method != "GET":
            lines.append(f"Content-Length: {len(body)}")
        if " " in path or not all(map(LINE.fullmatch, lines)):
            raise NotSent("cannot be written as a request")
        return "\r\n".join([*lines, "", ""]).encode() + body

    @cached_property
    def _context(self) -> ssl.SSLContext:
        return self._authorities or ssl.create_default_context()

    def _opened(self) -> _Kept:
        """A connection by which a request may leave now. Raises NotSent."""
        if not departure.may_open():
            raise NotSent(STOPPED)
        connection = self._open()
        if not departure.may_leave():
            connection.close()
            raise NotSent(STOPPED)
        return connection

    def _open(self) -> _Kept:
        """A connection that nobody else uses. Raises NotSent."""
        while self._idle:
            try:
                kept = self._idle.pop()
            except IndexError:  # another thread was faster
                break
            if kept.is_alive():
                return kept
            kept.close()
        fresh = _Kept(self._host, self._port, self._context if self._secure else None)
        with _Watch.over(fresh, self._whole_s):
            try:
                fresh.connect()
            except (OSError, ValueError) as error:
                fresh.close()
                raise NotSent(_why(error)) from error
        if fresh.is_cut:  # while its name was looked up, when there was nothing to cut yet
            fresh.close()
            raise NotSent("no connection in time")
        return fresh

    def _keep(self, connection: _Kept) -> None:
        connection.idle_since = time.monotonic()
        self._idle.append(connection)


class _Kept:
    """A connection that stays open between requests."""

    def __init__(self, host: str, port: int, context: ssl.SSLContext | None) -> None:
        self.is_cut, self.idle_since = False, 0.0
        self.sock: socket.socket | None = None
        self._host, self._port, self._context = host, port, context

    def connect(self) -> None:
        """Opens it."""
        self.sock = socket.create_connection((self._host, self._port), CONNECT_S)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self._context:
            self.sock = self._context.wrap_socket(self.sock, server_hostname=self._host)
        self.sock.settimeout(WHOLE_S)

    def request(self, written: bytes) -> None:
        """Sends it whole. Raises OSError."""
        self._open().sendall(written)

    def getresponse(self) -> Reading:
        """The answer, whole. Raises OSError, Unreadable."""
        sock, read = self._open(), Reading()
        while not read.is_whole:
            read.feed(sock.recv(AT_ONCE))
        return read

    def close(self) -> None:
        """Ends it."""
        if self.sock is not None:
            self.sock.close()

    def _open(self) -> socket.socket:
        if self.sock is None:  # never opened in the middle of a request: what failed then may have left
            raise OSError("it is not open")
        return self.sock

    def is_alive(self) -> bool:
        """Whether it was used just now, and the other side has neither closed it nor said what nobody asked for."""
        if self.sock is None or self.is_cut or time.monotonic() - self.idle_since > IDLE_S:
            return False
        told = select.poll()  # select() cannot look at more than 1,024 files
        told.register(self.sock, select.POLLIN)
        return not told.poll(0)

    def cut(self) -> None:
        """Ends it from another thread."""
        self.is_cut = True
        sock = self.sock
        if sock is not None:
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                return


class _Watch:
    """Cuts what takes too long: a limit for each read lets a slow drip go on for ever. One thread for the process."""

    _gate = threading.Lock()
    _until: dict[_Kept, float] = {}  # noqa: RUF012
    _thread: threading.Thread | None = None
    LOOK_S = 0.5

    def __init__(self, connection: _Kept, whole_s: float) -> None:
        self._connection, self._whole_s = connection, whole_s

    @classmethod
    def over(cls, connection: _Kept, whole_s: float) -> _Watch:
        """For a `with` around what may not take longer."""
        return cls(connection, whole_s)

    def __enter__(self) -> None:
        with self._gate:
            self._until[self._connection] = time.monotonic() + self._whole_s
            if _Watch._thread is None or not _Watch._thread.is_alive():
                _Watch._thread = threading.Thread(target=self._look, name="http watch", daemon=True)
                _Watch._thread.start()

    def __exit__(self, *_: object) -> None:
        with self._gate:
            self._until.pop(self._connection, None)

    @classmethod
    def _look(cls) -> None:
        while True:
            time.sleep(cls.LOOK_S)
            with cls._gate:
                late = [each for each, until in cls._until.items() if until <= time.monotonic()]
            for each in late:
                each.cut()


def _close(connections: list[_Kept]) -> None:
    for each in connections:
        each.close()


def _date(written: str) -> datetime | None:
    """A date of HTTP (RFC 9110 section 5.6.7); None for what is none."""
    try:
        return parsedate_to_datetime(written).replace(tzinfo=UTC)
    except (ValueError, TypeError, OverflowError):
        return None


def _why(error: Exception) -> str:
    return type(error).__name__
