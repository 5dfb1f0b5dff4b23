"""The simulated phone as a gateway, and the one that only remembers."""

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app import gateways
from app.gateways import BadSignature, GatewayError, Hook, Inbound, Outgoing, Place, Receipt
from app.gateways.phone import Gateway as Phone
from app.gateways.phone import Weather
from app.rules.failure import Outcome
from app.rules.message import State

NAMES = ["phone", "recording"]
NUMBER = "+393331234342"
LATER = timedelta(seconds=60)


def place(data: Path, name: str = "phone") -> Place:
    return Place(name, data, ("spring-key-of-the-tests",), {}, "https://shop.example")


@pytest.fixture(params=NAMES)
def gateway(request, tmp_path):
    return gateways.find(place(tmp_path, request.param))


@pytest.fixture
def phone(tmp_path) -> Phone:
    return Phone(place(tmp_path))


def outgoing(reference: str = "r1", number: str = NUMBER, text: str = "Il tuo codice è 2VPY-7FYV-3784") -> Outgoing:
    return Outgoing(reference, number, "AURORA", text)


def soon() -> datetime:
    return datetime.now(UTC) + LATER


def hook(body: bytes, signature: str = "") -> Hook:
    return Hook({"x-handbill-signature": signature}, {}, body)


def test_a_text_handed_over_has_a_reference_of_the_gateway(gateway):
    first, second = gateway.send(outgoing("r1")), gateway.send(outgoing("r2"))
    assert first
    assert first != second


def test_an_idempotent_gateway_takes_a_repeated_reference_for_the_same_text(gateway):
    if gateway.can.idempotent:
        assert gateway.send(outgoing("r1")) == gateway.send(outgoing("r1"))
        assert len([news for news in gateway.collect(soon()) if isinstance(news, Receipt)]) == 1


def test_news_are_told_until_they_are_acknowledged(gateway):
    gateway.send(outgoing())
    first = gateway.collect(soon())
    assert gateway.collect(soon()) == first
    gateway.acknowledge(first)
    assert list(gateway.collect(soon())) == []


def test_a_hook_without_a_right_signature_is_refused_or_says_nothing(gateway):
    for read in (gateway.read_inbound, gateway.read_receipts):
        with suppress(BadSignature):
            assert list(read(hook(b'{"reference": "r1", "status": "delivered"}', "00" * 32))) == []


def test_the_signature_is_checked_before_the_body_is_read(phone):
    for body in (b"", b"not json", b"[" * 50_000, "{}".encode("utf-16")):
        with pytest.raises(BadSignature):
            phone.read_inbound(hook(body))
        with pytest.raises(BadSignature):
            phone.read_inbound(hook(body, phone.sign(body)[:-1] + "x"))


def test_one_changed_byte_breaks_the_signature(phone):
    body = b'{"reference": "r1", "status": "delivered"}'
    signature = phone.sign(body)
    assert phone.read_receipts(hook(body, signature)) == [Receipt("phone-r1", "delivered", State.DELIVERED, "r1")]
    for at in range(len(body)):
        changed = body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :]
        with pytest.raises(BadSignature):
            phone.read_receipts(hook(changed, signature))


@pytest.mark.parametrize(
    "body",
    [
        b"not json",
        b"[]",
        b"{}",
        b'{"id": 1, "from": "+393331234342", "to": "A", "text": "x"}',
        b'{"id": "1", "from": "Mario", "to": "A", "text": "x"}',
        b'{"id": "1", "from": "+393331234342", "to": "A"}',
        b"\xff\xfe",
    ],
)
def test_a_signed_body_that_cannot_be_read_is_a_value_error(phone, body):
    with pytest.raises(ValueError) as caught:
        phone.read_inbound(hook(body, phone.sign(body)))
    assert not isinstance(caught.value, BadSignature)


def test_an_answer_pushed_by_hook_is_read(phone):
    body = json.dumps({"id": "7", "from": NUMBER, "to": "AURORA", "text": "SÌ"}).encode()
    assert phone.read_inbound(hook(body, phone.sign(body))) == [Inbound("7", NUMBER, "AURORA", "SÌ")]


@pytest.mark.parametrize(("weather", "after_s"), [(Weather.COVERAGE, 2), (Weather.SLOW, 40)])
def test_a_text_arrives_as_the_weather_has_it(phone, weather, after_s):
    phone.set_weather(NUMBER, weather)
    phone.send(outgoing())
    sent = phone.last_sent(NUMBER).at
    assert phone.collect(sent + timedelta(seconds=after_s - 0.1)) == []
    assert phone.texts(NUMBER) == []
    (receipt,) = phone.collect(sent + timedelta(seconds=after_s))
    assert receipt.state is State.DELIVERED
    assert [text.text for text in phone.texts(NUMBER)] == ["Il tuo codice è 2VPY-7FYV-3784"]


def test_out_of_coverage_a_text_waits_and_a_dead_number_says_so(phone):
    phone.set_weather(NUMBER, Weather.OUT)
    phone.send(outgoing())
    assert phone.collect(soon()) == []
    assert phone.phone(NUMBER).waiting == 1
    phone.set_weather(NUMBER, Weather.COVERAGE)
    assert [news.state for news in phone.collect(soon())] == [State.DELIVERED]
    phone.set_weather("+393331234343", Weather.DEAD)
    phone.send(outgoing("r2", number="+393331234343"))
    told = {news.reference: news.state for news in phone.collect(soon())}
    assert told["r2"] is State.UNDELIVERED


def test_a_phone_may_answer_by_itself_once_for_each_text(phone):
    phone.set_answer(NUMBER, "YES")
    phone.send(outgoing())
    phone.collect(soon())
    answers = [news for news in phone.collect(soon()) if isinstance(news, Inbound)]
    assert [(answer.number, answer.sender, answer.text) for answer in answers] == [(NUMBER, "AURORA", "YES")]


def test_what_somebody_typed_is_told_until_acknowledged(phone):
    typed = phone.answer(NUMBER, "AURORA", "STOP", datetime.now(UTC))
    assert phone.collect(soon()) == [typed]
    phone.acknowledge([typed])
    assert phone.collect(soon()) == ()


def test_a_file_that_is_away_is_a_failure_that_passes(tmp_path):
    phone = Phone(place(tmp_path / "nowhere"))
    with pytest.raises(GatewayError) as caught:
        phone.send(outgoing())
    assert caught.value.outcome is Outcome.DEFERRED


def test_phones_are_listed_the_last_used_first_and_found_by_digits(phone):
    for n in range(60):
        phone.send(outgoing(f"r{n}", number=f"+39333000{n:04d}"))
    assert [each.number for each in phone.phones()][:2] == ["+393330000059", "+393330000058"]
    assert len(phone.phones()) == 50
    assert phone.count() == 60
    assert [each.number for each in phone.phones("0007")] == ["+393330000007"]
