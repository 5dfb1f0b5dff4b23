"""One answer, however its bytes come in."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.http_answer import MOST_BODY, MOST_HEAD, Reading, Unreadable

OK = b"HTTP/1.1 200 OK\r\nX-Id: 7\r\nContent-Length: 3\r\n\r\nyes"
CHUNKED = b"HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nye\r\n1\r\ns\r\n0\r\n\r\n"
EARLY = b"HTTP/1.1 100 Continue\r\nX-Early: 1\r\n\r\n" + OK
EMPTY = b"HTTP/1.1 204 No Content\r\n\r\n"
OLD = b"HTTP/1.0 200 OK\r\n\r\nyes"
WHOLE = {
    "with a length": (OK, 200, b"yes", True),
    "in chunks": (CHUNKED, 201, b"yes", True),
    "after 100": (EARLY, 200, b"yes", True),
    "without a body": (EMPTY, 204, b"", True),
    "that ends the connection": (OK.replace(b"X-Id: 7", b"Connection: close"), 200, b"yes", False),
    "of HTTP/1.0": (OK.replace(b"HTTP/1.1", b"HTTP/1.0"), 200, b"yes", False),
}
BROKEN = {
    "nothing": b"",
    "no HTTP": b"hello\r\n\r\n",
    "half a line": b"HTTP/1.1 2",
    "half a body": b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
    "half a chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhalf",
    "only 100": b"HTTP/1.1 100 Continue\r\n\r\n",
    "another protocol": b"HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\nyes",
    "two lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nyes",
    "a length and chunks": b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "a head without an end": b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * MOST_HEAD,
    "a body without measure": b"HTTP/1.1 200 OK\r\n\r\n" + b"y" * (MOST_BODY + 1),
}


def read(*pieces: bytes) -> Reading:
    reading = Reading()
    for each in pieces:
        reading.feed(each)
    return reading


@pytest.mark.parametrize("case", WHOLE)
@given(data=st.data())
def test_an_answer_is_the_same_however_its_bytes_come_in(case: str, data: st.DataObject) -> None:
    written, status, body, stays_open = WHOLE[case]
    at = data.draw(st.integers(1, len(written) - 1))
    found = read(written[:at], written[at:])
    assert (found.status, bytes(found.body), found.is_whole, found.stays_open) == (status, body, True, stays_open)
    assert "x-early" not in found.headers


@pytest.mark.parametrize("case", BROKEN)
def test_what_is_no_whole_answer_is_unreadable(case: str) -> None:
    with pytest.raises(Unreadable):
        read(BROKEN[case], b"")


def test_an_answer_without_a_length_ends_with_its_connection() -> None:
    assert not read(OLD).is_whole
    found = read(OLD, b"")
    assert (found.is_whole, bytes(found.body), found.stays_open) == (True, b"yes", False)


@pytest.mark.parametrize("more", [OK, b"HTTP/1.1 408 Request Timeout\r\n\r\n", b"hello", b"\x00"])
def test_what_comes_after_an_answer_belongs_to_no_request(more: bytes) -> None:
    found = read(OK + more)
    assert (found.status, bytes(found.body), found.headers["x-id"]) == (200, b"yes", "7")
    assert found.is_whole
    assert not found.stays_open


@given(st.binary(max_size=200))
def test_any_bytes_are_an_answer_or_unreadable(data: bytes) -> None:
    with suppress(Unreadable):
        assert read(b"HTTP/1.1 200 OK\r\n" + data, b"").is_whole
