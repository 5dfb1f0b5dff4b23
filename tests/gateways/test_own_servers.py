"""Jasmin and Kannel, which run beside handbill: what they would do to a text, and what they wait to read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.gateways import BadGateway, GatewayError, Thanks
from app.rules.failure import Failure
from tests.gateways import captured
from tests.gateways.captured import Provider, Says

OWN = ["jasmin", "kannel"]


@pytest.fixture
def provider() -> Iterator[Provider]:
    with captured.provider() as listening:
        yield listening


@pytest.mark.parametrize("name", OWN)
@pytest.mark.parametrize("text", ["a" * 307, "€" * 153, "я" * 135, "😀" * 67])
def test_a_text_that_would_be_cut_does_not_leave(provider: Provider, tmp_path: Path, name: str, text: str) -> None:
    with pytest.raises(GatewayError) as caught:
        captured.made(name, provider.url, tmp_path, PARTS="2").send(captured.outgoing(name, text=text))
    assert (caught.value.failure, provider.asked) == (Failure.BAD_TEXT, [])


def test_kannel_sends_one_part_unless_it_is_told_otherwise(provider: Provider, tmp_path: Path) -> None:
    provider.says = Says(202, b"0: Accepted for delivery")
    gateway = captured.made("kannel", provider.url, tmp_path, PARTS="")
    assert gateway.send(captured.outgoing("kannel", text="a" * 160))
    with pytest.raises(GatewayError, match="2 parts"):
        gateway.send(captured.outgoing("kannel", text="a" * 161))


@pytest.mark.parametrize(
    ("name", "changes"), [("jasmin", {"PARTS": "five"}), ("jasmin", {"ALPHABET": "hex"}), ("kannel", {"PARTS": "-1"})]
)
def test_a_setting_that_means_nothing_is_said_so(tmp_path: Path, name: str, changes: dict[str, str]) -> None:
    with pytest.raises(BadGateway, match=name.upper()):
        captured.made(name, "http://127.0.0.1:1", tmp_path, **changes)


def test_jasmin_reads_exactly_what_it_waits_for(tmp_path: Path) -> None:
    gateway = captured.made("jasmin", "http://127.0.0.1:1", tmp_path)
    assert gateway.thanks == dict.fromkeys(("receipt", "inbound"), Thanks(200, "text/plain", b"ACK/Jasmin"))
    assert list(gateway.methods) == ["POST"]


def test_kannel_reads_nothing_that_it_could_send_on(tmp_path: Path) -> None:
    gateway = captured.made("kannel", "http://127.0.0.1:1", tmp_path)
    assert gateway.thanks == dict.fromkeys(("receipt", "inbound"), Thanks(200, "text/plain", b""))
    assert set(gateway.methods) == {"GET", "POST"}
