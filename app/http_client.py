"""One request to an address that somebody gave us: pinned, timed, and never led elsewhere.

The name is resolved once, each address it has is judged, and the connection goes to the one that was judged: a name
that changes its mind between the two leads nowhere. Redirects are answers like any other. Proxies of the environment
are not asked. Certificates are checked against the name.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

from app.rules.address import is_loopback, is_public

CONNECT_S, WHOLE_S = 5.0, 15.0
MOST_BYTES = 64 * 1024
LONGEST_WAIT_S = 86_400.0

Resolve = Callable[[str, int], Sequence[str]]


class CallFailed(Exception):
    """There was no answer; `why` is one of `no_host`, `address`, `no_connection`, `tls`, `timeout` and `broken`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Answer:
    """What came back: the status, at most MOST_BYTES of the body, and for how long the other asked us to wait."""

    status: int
    body: bytes
    retry_after_s: float | None = None


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host, as the system writes them. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


@dataclass(frozen=True)
class Client:
    """Calls URLs. Only with `trial` may one be http, and then it must lead to this very machine."""

    trial: bool = False
    resolve: Resolve = resolve
    authorities: ssl.SSLContext | None = None
    whole_s: float = WHOLE_S

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """The answer to this request, whatever its status. Raises CallFailed."""
        split = urlsplit(url)
        secure, host = split.scheme == "https", split.hostname or ""
        port = split.port or (443 if secure else 80)
        connection = _Pinned(host, port, self._address(host, port, secure), self._context if secure else None)
        path = (split.path or "/") + (f"?{split.query}" if split.query else "")
        alarm = threading.Timer(self.whole_s, connection.cut)  # a limit for each read lets a slow drip go on for ever
        alarm.daemon = True
        alarm.start()
        try:
            connection.request("POST", path, body, dict(headers))
            answer = _read(connection.getresponse())
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise CallFailed("timeout" if connection.is_cut else _why(error)) from error
        finally:
            alarm.cancel()
            connection.close()
        if connection.is_cut:  # what was read until then looks like an answer that has come to its end
            raise CallFailed("timeout")
        return answer

    @cached_property
    def _context(self) -> ssl.SSLContext:
        return self.authorities or ssl.create_default_context()

    def _address(self, host: str, port: int, secure: bool) -> str:
        """The address to call. All that the name has must be good: of two, nobody knows which a call would take."""
        try:
            found = self.resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise CallFailed("no_host") from error
        good = is_public if secure else is_loopback
        if not found:
            raise CallFailed("no_host")
        if not (secure or self.trial) or not all(map(good, found)):
            raise CallFailed("address")
        return found[0]


class _Pinned(http.client.HTTPConnection):
    """A connection to one address in a host's name."""

    def __init__(self, host: str, port: int, address: str, context: ssl.SSLContext | None) -> None:
        super().__init__(host, port, timeout=CONNECT_S)
        self.is_cut = False
        self._address, self._context = address, context
        if context:
            self.default_port = 443  # so that Host names no port where none was given

    def connect(self) -> None:
        """Opens it, to the address that was judged."""
        self.sock = socket.create_connection((self._address, self.port), CONNECT_S)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sock.settimeout(WHOLE_S)
        if self._context:
            secured = self._context.wrap_socket(self.sock, server_hostname=self.host, do_handshake_on_connect=False)
            self.sock = secured
            secured.do_handshake()

    def cut(self) -> None:
        """Ends it from another thread."""
        self.is_cut = True
        sock = self.sock
        if sock is not None:
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                return


def _read(response: http.client.HTTPResponse) -> Answer:
    return Answer(response.status, response.read(MOST_BYTES), _seconds(response.headers.get("Retry-After", "")))


def _seconds(written: str) -> float | None:
    """Retry-After in seconds (RFC 9110 section 10.2.3); a date there is not read."""
    return min(float(written), LONGEST_WAIT_S) if written.isascii() and written.isdecimal() else None


def _why(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "timeout"
    if isinstance(error, ssl.SSLError):
        return "tls"
    return "no_connection" if isinstance(error, OSError) else "broken"
