"""What a request to a provider comes to: an answer, or the knowledge whether it may have left."""

import datetime as dt
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app import http_pool
from app.departure import Departures
from app.http_pool import Answer, Lost, NotSent, Pool, _Watch

YES = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nRetry-After: 7\r\n\r\nyes"
SOON_S = 0.3


class Peer:
    """A server that says what it is told to, byte by byte."""

    def __init__(self, origin: str) -> None:
        self.origin, self.connections, self.asked = origin, 0, list[bytes]()
        self.over = threading.Event()


@contextmanager
def peer(says: Callable[[socket.socket, Peer], None], context: ssl.SSLContext | None = None) -> Iterator[Peer]:
    """A server on this machine, until the end of the block; each connection has its own thread."""
    listening = socket.create_server(("127.0.0.1", 0))
    scheme = "https" if context else "http"
    told = Peer(f"{scheme}://localhost:{listening.getsockname()[1]}/v1")
    threads: list[threading.Thread] = []
    open_ones: list[socket.socket] = []

    def serve(accepted: socket.socket) -> None:
        try:
            with context.wrap_socket(accepted, server_side=True) if context else accepted as connection:
                open_ones.append(connection)
                while asked := connection.recv(65_536):
                    told.asked.append(asked)
                    says(connection, told)
        except OSError:  # the other side has hung up, as some of these tests want
            accepted.close()

    def accept() -> None:
        while True:
            try:
                accepted, _ = listening.accept()
            except OSError:
                return
            if told.over.is_set():
                accepted.close()
                return
            told.connections += 1
            threads.append(threading.Thread(target=serve, args=(accepted,)))
            threads[-1].start()

    door = threading.Thread(target=accept)
    door.start()
    try:
        yield told
    finally:
        told.over.set()
        with socket.create_connection(listening.getsockname()):
            door.join()
        listening.close()
        for connection in open_ones:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for each in threads:
            each.join()


def say(*pieces: bytes) -> Callable[[socket.socket, Peer], None]:
    return lambda connection, _: connection.sendall(b"".join(pieces))


def test_an_answer_comes_back_whole() -> None:
    with peer(say(YES)) as there:
        answer = Pool(there.origin).call("POST", "/messages", b"hello", {"X-Key": "k"})
    assert answer == Answer(200, {"content-length": "3", "retry-after": "7"}, b"yes")
    assert answer.retry_after_s == 7
    assert there.asked[0].startswith(b"POST /v1/messages HTTP/1.1\r\n")
    assert there.asked[0].endswith(b"X-Key: k\r\n\r\nhello") or b"hello" in b"".join(there.asked)


def test_a_connection_is_used_again_and_each_thread_has_its_own() -> None:
    together = threading.Barrier(4)

    def meet(connection: socket.socket, _: Peer) -> None:
        together.wait(10)
        connection.sendall(YES)

    with peer(meet) as there:
        pool = Pool(there.origin)
        for _ in range(2):
            asking = [threading.Thread(target=pool.call, args=("GET", "/")) for _ in range(4)]
            for each in asking:
                each.start()
            for each in asking:
                each.join()
        assert there.connections == 4


@pytest.mark.parametrize("ends", ["closes", "says Connection: close", "says more than was asked for"])
def test_a_connection_that_may_not_be_used_again_is_not(ends: str) -> None:
    def answer(connection: socket.socket, _: Peer) -> None:
        if ends == "says Connection: close":
            connection.sendall(YES.replace(b"Retry-After: 7", b"Connection: close"))
        else:
            connection.sendall(YES)
        if ends == "says more than was asked for":
            time.sleep(0.02)
            connection.sendall(b"HTTP/1.1 408 Request Timeout")
        if ends == "closes":
            connection.shutdown(socket.SHUT_RDWR)

    with peer(answer) as there:
        pool = Pool(there.origin)
        for count in (1, 2, 3):
            assert pool.call("GET", "/").body == b"yes"
            assert there.connections == count
            time.sleep(0.05)  # until the other side's end of it has arrived


def test_what_was_idle_for_long_is_opened_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_pool, "IDLE_S", 0.0)
    with peer(say(YES)) as there:
        pool = Pool(there.origin)
        assert [pool.call("GET", "/").status for _ in range(2)] == [200, 200]
        assert there.connections == 2


@pytest.mark.parametrize(
    "says",
    [
        b"",
        b"hello\r\n\r\n",
        b"HTTP/1.1 2",
        b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZ\r\n",
        b"HTTP/1.1 " + b"9" * 70_000,
    ],
)
def test_an_answer_that_breaks_off_is_lost(says: bytes) -> None:
    def answer(connection: socket.socket, _: Peer) -> None:
        connection.sendall(says)
        connection.shutdown(socket.SHUT_RDWR)

    with peer(answer) as there, pytest.raises(Lost):
        Pool(there.origin).call("POST", "/", b"x")


def test_an_answer_that_does_not_come_in_time_is_lost() -> None:
    with peer(lambda _, there: there.over.wait(10)) as there, pytest.raises(Lost, match="in time"):
        Pool(there.origin, whole_s=SOON_S).call("POST", "/", b"x")


def test_an_answer_that_drips_is_lost_in_time() -> None:
    """Each byte comes soon enough; all of them would not."""

    def drip(connection: socket.socket, there: Peer) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        while not there.over.wait(SOON_S / 10):
            connection.sendall(b".")

    with peer(drip) as there, pytest.raises(Lost, match="in time"):
        Pool(there.origin, whole_s=SOON_S).call("POST", "/", b"x")


def test_where_nobody_listens_nothing_is_sent() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(NotSent):
            Pool(f"http://127.0.0.1:{taken.getsockname()[1]}").call("POST", "/", b"x")


def test_a_name_that_nobody_has_is_not_sent_to() -> None:
    with pytest.raises(NotSent):
        Pool("http://" + "a" * 64 + ".invalid").call("POST", "/", b"x")


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A key and a certificate for localhost that it signed itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = tmp_path / "pair.pem"
    path.write_bytes(key.private_bytes(*form) + made.public_bytes(serialization.Encoding.PEM))
    return path


def test_only_who_is_who_he_says_is_spoken_to(certificate: Path) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    known = ssl.create_default_context(cafile=certificate)
    with peer(say(YES), context) as there:
        pool = Pool(there.origin, authorities=known)
        assert [pool.call("GET", "/").status for _ in range(2)] == [200, 200]
        for origin, authorities in ((there.origin, None), (there.origin.replace("localhost", "127.0.0.1"), known)):
            with pytest.raises(NotSent):
                Pool(origin, authorities=authorities).call("POST", "/", b"a secret")
        assert not any(b"secret" in each for each in there.asked)


@pytest.mark.parametrize(
    ("written", "seconds"), [("0", 0), ("90", 90), ("9" * 30, 86_400), ("-1", None), ("²", None), ("soon", None)]
)
def test_how_long_to_wait_is_read_from_the_answer(written: str, seconds: float | None) -> None:
    assert Answer(429, {"retry-after": written}, b"").retry_after_s == seconds


@pytest.mark.parametrize(
    ("until", "seconds"),
    [
        ("Fri, 27 Nov 2026 12:02:00 GMT", 120),
        ("Friday, 27-Nov-26 12:02:00 GMT", 120),
        ("Fri, 27 Nov 2026 11:00:00 GMT", 0),
        ("Fri, 27 Nov 2099 12:00:00 GMT", 86_400),
        ("Fri, 99 Nov 2026 12:00:00 GMT", None),
    ],
)
def test_a_date_until_when_to_wait_is_read_by_the_clock_of_whoever_wrote_it(until: str, seconds: float | None) -> None:
    headers = {"retry-after": until, "date": "Fri, 27 Nov 2026 12:00:00 GMT"}
    assert Answer(429, headers, b"").retry_after_s == seconds
    assert Answer(429, {"retry-after": until}, b"").retry_after_s is None


def test_what_was_looked_up_for_too_long_does_not_leave(monkeypatch: pytest.MonkeyPatch) -> None:
    """The watch has given it up by then, and whoever reads that it has no answer may send it once more."""
    look_up = socket.getaddrinfo

    def slowly(*arguments: Any, **named: Any) -> Any:
        time.sleep(2 * _Watch.LOOK_S)
        return look_up(*arguments, **named)

    monkeypatch.setattr(socket, "getaddrinfo", slowly)
    with peer(say(YES)) as there:
        with pytest.raises(NotSent, match="in time"):
            Pool(there.origin, whole_s=0.01).call("POST", "/", b"a text")
        assert there.asked == []


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/a b", {}),
        ("/a\r\nX: y", {}),
        ("/é", {}),
        ("/", {"X-Key": "k\r\nX-Other: y"}),
        ("/", {"X-Key": "k\n"}),
        ("/", {"X\0": "k"}),
        ("/", {"X-Key": "ключ"}),
    ],
)
def test_what_cannot_be_written_is_not_sent(path: str, headers: dict[str, str]) -> None:
    with peer(say(YES)) as there:
        with pytest.raises(NotSent, match="written"):
            Pool(there.origin).call("POST", path, b"x", headers)
        assert there.connections == 0


def test_once_the_job_is_recalled_no_connection_is_opened_for_it() -> None:
    crew: Departures[str] = Departures()
    assert crew.recall() == []
    with peer(say(YES)) as there:
        with crew.about("a text"), pytest.raises(NotSent):
            Pool(there.origin).call("POST", "/", b"hello")
        assert there.connections == 0
        assert Pool(there.origin).call("POST", "/", b"hello").status == 200, "whoever is about no job may go on"


def test_recalled_while_its_connection_opens_a_job_has_not_left_and_will_not(monkeypatch: pytest.MonkeyPatch) -> None:
    crew: Departures[str] = Departures()
    connect, given_back = http_pool._Kept.connect, []

    def connect_late(self: http_pool._Kept) -> None:
        connect(self)
        given_back.extend(crew.recall())

    monkeypatch.setattr(http_pool._Kept, "connect", connect_late)
    with peer(say(YES)) as there:
        with crew.about("a text"), pytest.raises(NotSent):
            Pool(there.origin).call("POST", "/", b"hello")
        assert (given_back, there.asked) == (["a text"], [])


def test_a_job_whose_first_request_has_left_is_not_given_back_and_may_go_on() -> None:
    crew: Departures[str] = Departures()
    with peer(say(YES)) as there, crew.about("a text"):
        pool = Pool(there.origin)
        pool.call("POST", "/token")
        assert crew.recall() == []
        assert pool.call("POST", "/messages", b"hello").status == 200
