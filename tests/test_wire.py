"""What an answer of a provider means before its own words are read."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from app import wire
from app.gateways import BadGateway, BadSignature, Place
from app.http_pool import Answer
from app.rules.failure import Failure

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


def answer(status: int, body: bytes = b"no") -> Answer:
    return Answer(status, {}, body)


@pytest.mark.parametrize(
    ("status", "failure"),
    [
        (301, Failure.BROKEN),
        (303, Failure.BROKEN),
        (308, Failure.ADDRESS),
        (400, Failure.REFUSED),
        (401, Failure.CREDENTIALS),
        (402, Failure.BALANCE),
        (403, Failure.CREDENTIALS),
        (404, Failure.ADDRESS),
        (405, Failure.ADDRESS),
        (407, Failure.CREDENTIALS),
        (408, Failure.LOST),
        (410, Failure.ADDRESS),
        (418, Failure.REFUSED),
        (429, Failure.THROTTLED),
        (500, Failure.BROKEN),
        (502, Failure.BROKEN),
        (503, Failure.DOWN),
        (504, Failure.BROKEN),
    ],
)
def test_a_status_says_what_no_word_does(status, failure):
    assert wire.refused(answer(status)).failure is failure
    assert wire.refused(answer(status), Failure.BAD_NUMBER).failure is Failure.BAD_NUMBER


def test_what_a_provider_said_can_be_kept_by_any_database():
    said = json.dumps({"message": "half a \ud83d and a NUL \0"})
    for error in (
        wire.refused(answer(400), detail=json.loads(said)["message"]),
        wire.refused(answer(400, b"\xff\0" + b"x" * 9999)),
        wire.unreadable(answer(200, b"\0")),
    ):
        kept = str(error)
        assert "\0" not in kept
        assert len(kept.encode()) <= 4 * wire.MOST_OF_DETAIL


@pytest.mark.parametrize("stamped", ["", "now", "nan", "inf", "1e400", "-1", "٣"])
def test_a_time_that_is_none_is_no_time(stamped):
    with pytest.raises(BadSignature):
        wire.must_be_fresh(stamped, NOW, 300)


@pytest.mark.parametrize(("by_s", "fresh"), [(0, True), (299, True), (-299, True), (301, False), (-301, False)])
def test_a_signature_counts_for_a_while(by_s, fresh):
    stamped = str((NOW - timedelta(seconds=by_s)).timestamp())
    if fresh:
        wire.must_be_fresh(stamped, NOW, 300)
    else:
        with pytest.raises(BadSignature):
            wire.must_be_fresh(stamped, NOW, 300)


@pytest.mark.parametrize(("one", "other"), [("", "x"), ("é", "e"), ("a", "A")])
def test_signatures_are_compared_whatever_their_letters(one, other):
    assert not wire.is_same(one, other)
    assert wire.is_same(one, one)


def place_of(tmp_path, url: str) -> Place:
    return Place("twilio", tmp_path, (), {"HANDBILL_GATEWAY_TWILIO_URL": url}, "https://shop.example")


@pytest.mark.parametrize(
    "url",
    [
        "https://api.example",
        "http://127.0.0.1:1401",
        "http://jasmin:1401",
        "http://192.168.1.20:8080",
        "http://[::1]:80",
    ],
)
def test_a_provider_is_asked_where_nobody_listens_on_the_way(tmp_path, url):
    assert wire.pool_of(place_of(tmp_path, url), "https://other.example")


@pytest.mark.parametrize(
    "url",
    [
        "http://api.example",
        "http://8.8.8.8",
        "api.example",
        "ftp://a",
        "https://",
        "https://u:p@a",
        "https://a:b",
        "https://a:99999",
    ],
)
def test_an_address_that_shows_our_keys_or_is_none_is_said_at_start(tmp_path, url):
    with pytest.raises(BadGateway, match="HANDBILL_GATEWAY_TWILIO_URL"):
        wire.pool_of(place_of(tmp_path, url), "https://other.example")


def test_a_secret_that_holds_nothing_signs_nothing(tmp_path):
    def place(written: str) -> Place:
        return Place("twilio", tmp_path, (), {"HANDBILL_GATEWAY_TWILIO_TOKEN": written}, "https://shop.example")

    assert place(" new, old,").several("TOKEN") == ["new", "old"]
    for nothing in ("", " , ", ","):
        with pytest.raises(BadGateway, match="HANDBILL_GATEWAY_TWILIO_TOKEN"):
            place(nothing).several("TOKEN")
