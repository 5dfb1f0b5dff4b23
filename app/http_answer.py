"""One HTTP/1.1 answer, read as its bytes come in. The parser is llhttp's, which Node.js reads its answers with."""

from __future__ import annotations

import httptools

MOST_HEAD, MOST_BODY = 64 * 1024, 256 * 1024  # bytes


class Unreadable(ValueError):
    """It is no HTTP, longer than an answer to a request of ours can be, or broke off."""


class Reading:
    """What is known of an answer so far. Header names are in lower case; of several of one name the last counts.

    `is_whole` says that nothing is missing, `stays_open` that the connection may carry another request.
    """

    def __init__(self) -> None:
        self.status, self.headers, self.body = 0, dict[str, str](), bytearray()
        self.is_whole = self.stays_open = False
        self._parser = httptools.HttpResponseParser(self)
        self._came, self._has_head = 0, False

    def feed(self, data: bytes) -> None:
        """Takes in what came next; b"" says that the other side has closed. Raises Unreadable."""
        if not data:
            self._end()
            return
        self._came += len(data)
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade) as error:
            if not self.is_whole:
                raise Unreadable(str(error)) from error
            self.stays_open = False  # whatever came after it
        if len(self.body) > MOST_BODY or (not self._has_head and self._came > MOST_HEAD):
            raise Unreadable("too long")

    def _end(self) -> None:
        ends_there = self._has_head and not {"content-length", "transfer-encoding"} & set(self.headers)
        if not ends_there and not self.is_whole:
            raise Unreadable("it broke off")
        self.is_whole, self.stays_open = True, False

    def on_message_begin(self) -> None:
        """Called by the parser, as all that follows. What begins after an answer belongs to no request."""
        self.stays_open = False

    def on_header(self, name: bytes, value: bytes) -> None:
        """One line of its head."""
        if not self.is_whole:
            self.headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_headers_complete(self) -> None:
        """Its head; one below 200 only says that the answer will come (RFC 9110 section 15.2)."""
        status = self._parser.get_status_code()
        if self.is_whole:
            return
        if status < 200:
            self.headers.clear()
            return
        self.status, self._has_head, self.stays_open = status, True, self._parser.should_keep_alive()

    def on_body(self, body: bytes) -> None:
        """A piece of its body."""
        if not self.is_whole:
            self.body += body

    def on_message_complete(self) -> None:
        """Its end."""
        self.is_whole = self.is_whole or self._has_head
