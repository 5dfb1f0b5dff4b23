"""One call to a stranger's URL: to the address that was judged and no other, within its time, and never led on."""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app import http_client
from app.http_client import MOST_BYTES, CallFailed, Client
from tests.receiving import receiving

INSIDE = [["127.0.0.1"], ["10.0.0.1"], ["169.254.169.254"], ["::1"], ["::ffff:127.0.0.1"], ["fd00:ec2::254"]]


def why(client: Client, url: str) -> str:
    with pytest.raises(CallFailed) as failed:
        client.post(url, b"{}", {})
    return failed.value.why


@pytest.mark.parametrize("trial", [True, False])
@pytest.mark.parametrize("addresses", [*INSIDE, ["93.184.215.14", "127.0.0.1"]])
def test_a_name_that_leads_inside_is_not_called(addresses: list[str], trial: bool) -> None:
    """Also if only one of its addresses does, and also in a trial: only plain http may call this machine."""
    assert why(Client(trial=trial, resolve=lambda *_: addresses), "https://crm.aurora.example/") == "address"


@pytest.mark.parametrize("spelt", ["127.0.0.1", "2130706433", "0x7f000001", "127.1", "0177.0.0.1", "localhost"])
def test_no_spelling_of_this_machine_is_called(spelt: str) -> None:
    """As the system itself reads them, which knows more spellings than people."""
    assert why(Client(trial=True), f"https://{spelt}:1/") in {"address", "no_host"}
    assert why(Client(), f"http://{spelt}:1/") in {"address", "no_host"}


def test_http_is_called_in_a_trial_only_and_leads_to_this_machine_only() -> None:
    with receiving() as receiver:
        assert Client(trial=True).post(receiver.url, b"{}", {"webhook-id": "e1"}).status == 200
        assert receiver.got[0][0]["webhook-id"] == "e1"
        assert why(Client(), receiver.url) == "address"
    assert why(Client(trial=True, resolve=lambda *_: ["93.184.215.14"]), "http://127.0.0.1/") == "address"


def test_a_name_is_resolved_once_and_its_address_is_the_one_called() -> None:
    asked = []

    def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"]

    with receiving() as receiver:
        port = receiver.url.rsplit(":", 1)[1]
        assert Client(trial=True, resolve=resolve).post(f"http://rebinding.invalid:{port}", b"{}", {}).status == 200
        assert receiver.got[0][0]["host"].startswith("rebinding.invalid:")
    assert asked == ["rebinding.invalid"]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_an_answer_and_leads_nowhere(status: int) -> None:
    with receiving() as inside, receiving(answers=lambda _: status, headers={"Location": inside.url}) as receiver:
        assert Client(trial=True).post(receiver.url, b"{}", {}).status == status
        assert inside.got == []


def test_proxies_of_the_environment_are_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    with receiving() as receiver:
        assert Client(trial=True).post(receiver.url, b"{}", {}).status == 200


def test_of_a_long_answer_no_more_is_read_than_there_is_room_for() -> None:
    with receiving(body=b"x" * (MOST_BYTES * 4), headers={"Retry-After": "7"}) as receiver:
        answer = Client(trial=True).post(receiver.url, b"{}", {})
    assert (len(answer.body), answer.retry_after_s) == (MOST_BYTES, 7.0)


def test_who_answers_drop_by_drop_is_cut_off() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        stop = threading.Event()

        def drip() -> None:
            taken, _ = listener.accept()
            with taken:
                taken.sendall(b"HTTP/1.1 200 OK\r\nX: ")
                while not stop.wait(0.05):
                    try:
                        taken.sendall(b"x")
                    except OSError:
                        return

        thread = threading.Thread(target=drip)
        thread.start()
        began = time.monotonic()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        assert why(Client(trial=True, whole_s=0.5), url) == "timeout"
        assert time.monotonic() - began < 5
        stop.set()
        thread.join()


def test_what_takes_no_call_or_speaks_no_http_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert why(Client(trial=True), f"http://127.0.0.1:{port}/") == "no_connection"

    def nothing(*_: object) -> list[str]:
        raise socket.gaierror

    assert why(Client(resolve=nothing), "https://nowhere.invalid/") == "no_host"
    assert why(Client(resolve=lambda *_: []), "https://nowhere.invalid/") == "no_host"


@pytest.fixture
def secure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[int, ssl.SSLContext]]:
    """(port, whom to trust) of a server on this machine whose certificate is crm.aurora.example's."""
    monkeypatch.setattr(http_client, "is_public", lambda address: address == "127.0.0.1")
    key = ec.generate_private_key(ec.SECP256R1())
    name, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "crm.aurora.example")]), datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("crm.aurora.example")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, secret = tmp_path / "crt.pem", tmp_path / "key.pem"
    pem.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    secret.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    ours = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ours.load_cert_chain(pem, secret)
    with receiving(context=ours) as receiver:
        yield urlsplit(receiver.url).port or 0, ssl.create_default_context(cafile=str(pem))


def test_a_certificate_has_to_prove_the_name(secure: tuple[int, ssl.SSLContext]) -> None:
    port, trusted = secure
    knowing = Client(resolve=lambda *_: ["127.0.0.1"], authorities=trusted)
    assert knowing.post(f"https://crm.aurora.example:{port}/", b"{}", {}).status == 200
    assert why(knowing, f"https://other.example:{port}/") == "tls"
    assert why(replace(knowing, authorities=None), f"https://crm.aurora.example:{port}/") == "tls"


def test_an_address_is_of_no_kind_but_an_address() -> None:
    assert all(ipaddress.ip_address(each) for each in http_client.resolve("127.0.0.1", 80))
