"""Nobody but SNS tells us anything, of no topic but ours, and nothing long past."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.gateways import BadSignature, Gateway, GatewayError, Hook, aws
from app.rules.failure import Failure, Outcome
from tests.gateways import captured
from tests.gateways.aws import sns

Asked = list[tuple[str, str]]


@pytest.fixture
def gateway(tmp_path: Path) -> Gateway:
    return captured.made("aws", "http://127.0.0.1:1", tmp_path, HOOK_SECRET="")


def kept(kind: str, name: str) -> dict[str, Any]:
    return next(each["hook"] for each in captured.captured("aws")[kind] if each["name"] == name)


def hook(name: str = "text", **changes: Any) -> Hook:
    told = kept("inbound", name)
    return captured.hook({**told, "sns": {**told["sns"], **changes}})


def altered(name: str, changes: dict[str, Any]) -> Hook:
    """A hook that was changed after it was signed; None takes a part away."""
    good = captured.hook(kept("inbound", name))
    told = {each: value for each, value in {**good.json, **changes}.items() if value is not None}
    return Hook(good.headers, good.query, json.dumps(told).encode(), good.url, good.at)


@pytest.mark.parametrize("version", ["1", "2"])
@pytest.mark.parametrize("subject", [{}, {"Subject": "texts"}, {"Subject": None}])
def test_either_version_of_the_signature_is_right(gateway: Gateway, version: str, subject: dict[str, Any]) -> None:
    told = {**subject} if subject.get("Subject") else {}
    good = hook(SignatureVersion=version, **told)
    body = json.dumps({**json.loads(good.body), **subject}).encode()
    assert len(gateway.read_inbound(Hook(good.headers, good.query, body, good.url, good.at))) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"Message": "{}"},
        {"MessageId": "another"},
        {"Subject": "another"},
        {"Timestamp": "2026-11-26T12:00:01.000Z"},
        {"Signature": ""},
        {"Signature": "AAAA"},
        {"Signature": "no base64"},
        {"Signature": None},
        {"SignatureVersion": "1"},
        {"SignatureVersion": "3"},
        {"SignatureVersion": None},
        {"Type": "UnsubscribeConfirmation"},
        {"Type": "Another"},
        {"Type": None},
        {"TopicArn": None},
        {"SigningCertURL": None},
    ],
)
def test_whatever_is_changed_on_the_way_is_refused(gateway: Gateway, changes: dict[str, Any]) -> None:
    with pytest.raises(BadSignature):
        gateway.read_inbound(altered("text", changes))


def test_a_body_that_was_changed_anywhere_is_refused_or_says_the_same(gateway: Gateway) -> None:
    good = hook()
    said = gateway.read_inbound(good)
    for at in range(len(good.body)):
        body = good.body[:at] + bytes([good.body[at] ^ 1]) + good.body[at + 1 :]
        with suppress(ValueError, GatewayError):  # BadSignature is a ValueError
            assert gateway.read_inbound(Hook(good.headers, good.query, body, good.url, good.at)) == said


@pytest.mark.parametrize(
    "topic", ["arn:aws:sns:eu-south-1:999999999999:texts", "arn:aws:sns:eu-south-1:111122223333:x"]
)
def test_a_topic_of_somebody_else_is_refused_however_well_signed(
    gateway: Gateway, topic: str, asked_of_sns: Asked
) -> None:
    with pytest.raises(BadSignature):
        gateway.read_inbound(hook(TopicArn=topic))
    with pytest.raises(BadSignature):
        gateway.read_inbound(hook("subscribes", TopicArn=topic))
    assert asked_of_sns == [], "nobody makes us ask for anything"


@pytest.mark.parametrize(
    "url",
    [
        "http://sns.eu-south-1.amazonaws.com/x.pem",
        "https://sns.eu-south-1.amazonaws.com.evil.example/x.pem",
        "https://sns.s3.amazonaws.com/x.pem",
        "https://sns.s3-eu-west-1.amazonaws.com/x.pem",
        "https://evil.example/sns.eu-south-1.amazonaws.com/x.pem",
        "https://evil@sns.eu-south-1.amazonaws.com/x.pem",
        "https://sns.eu-south-1.amazonaws.com@evil.example/x.pem",
        "https://sns.eu-south-1.amazonaws.com:8443/x.pem",
        "https://sns.eu-south-1.amazonaws.com/bucket/x.pem",
        "https://sns.eu-south-1.amazonaws.com/x.pem?y",
        "https://sns.eu-south-1.amazonaws.com/?x.pem",
        "https://sns.eu-south-1.amazonaws.com/x.pem\n",
        "https://SNS.eu-south-1.amazonaws.com/x.pem",
        "",
    ],
)
def test_a_certificate_comes_from_sns_alone(gateway: Gateway, url: str, asked_of_sns: Asked) -> None:
    with pytest.raises(BadSignature):
        gateway.read_inbound(hook(SigningCertURL=url))
    assert asked_of_sns == []


@pytest.mark.parametrize("host", ["sns.us-gov-west-1.amazonaws.com", "sns.cn-north-1.amazonaws.com.cn"])
def test_every_region_has_its_own(gateway: Gateway, host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aws, "fetch", lambda origin, path: sns.certificate())
    assert gateway.read_inbound(hook(SigningCertURL=f"https://{host}/SimpleNotificationService-1.pem"))


def test_a_certificate_is_fetched_once(gateway: Gateway, asked_of_sns: Asked) -> None:
    for _ in range(3):
        gateway.read_inbound(hook())
    assert asked_of_sns == [(sns.ORIGIN, sns.PATH)]


@pytest.mark.parametrize(("first", "last"), [(2024, 2026), (2027, 2028)])
def test_a_certificate_counts_while_it_is_valid(
    gateway: Gateway, first: int, last: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(aws, "fetch", lambda origin, path: sns.certificate(first, last))
    with pytest.raises(BadSignature):
        gateway.read_inbound(hook())


@pytest.mark.parametrize("pem", [b"", b"<html>", sns.PATH.encode()])
def test_a_certificate_that_is_none_is_asked_for_again(
    gateway: Gateway, pem: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(aws, "fetch", lambda origin, path: pem)
    with pytest.raises(GatewayError):
        gateway.read_inbound(hook())
    monkeypatch.setattr(aws, "fetch", sns.fetch)
    assert gateway.read_inbound(hook())


def test_what_sns_brings_again_within_the_hour_is_taken_and_what_is_older_is_not(gateway: Gateway) -> None:
    good = hook()
    assert good.at
    for off, fresh in [(0, True), (3_500, True), (-200, True), (4_000, False), (-4_000, False), (86_400, False)]:
        later = Hook(good.headers, good.query, good.body, good.url, good.at + timedelta(seconds=off))
        if fresh:
            assert gateway.read_inbound(later)
        else:
            with pytest.raises(BadSignature):
                gateway.read_inbound(later)


def test_a_subscription_is_confirmed_where_sns_says(gateway: Gateway, asked_of_sns: Asked) -> None:
    for read in (gateway.read_inbound, gateway.read_receipts):
        assert read(hook("subscribes")) == ()
    where = kept("inbound", "subscribes")["sns"]["SubscribeURL"]
    assert [origin + path for origin, path in asked_of_sns] == [sns.ORIGIN + sns.PATH, where, where]


@pytest.mark.parametrize(
    "url",
    [
        "http://sns.eu-south-1.amazonaws.com/?Action=ConfirmSubscription&Token=1",
        "https://evil.example/?Action=ConfirmSubscription&Token=1",
        "https://sns.eu-south-1.amazonaws.com/?Action=DeleteTopic&Token=1",
        "https://sns.eu-south-1.amazonaws.com/?Action=ConfirmSubscription&Token=1 HTTP/1.1\r\nHost: evil",
    ],
)
def test_and_nowhere_else(gateway: Gateway, url: str, asked_of_sns: Asked) -> None:
    with pytest.raises(BadSignature):
        gateway.read_inbound(hook("subscribes", SubscribeURL=url))
    assert [path for _, path in asked_of_sns if "Action" in path] == []


def test_a_subscription_that_was_changed_is_not_confirmed(gateway: Gateway, asked_of_sns: Asked) -> None:
    for changes in ({"Token": "2"}, {"SubscribeURL": kept("inbound", "subscribes")["sns"]["SubscribeURL"] + "2"}):
        with pytest.raises(BadSignature):
            gateway.read_inbound(altered("subscribes", changes))
    assert [path for _, path in asked_of_sns if "Action" in path] == []


def test_where_sns_cannot_be_reached_it_may_come_again(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(origin: str, path: str) -> bytes:
        raise GatewayError(Failure.DOWN)

    monkeypatch.setattr(aws, "fetch", away)
    with pytest.raises(GatewayError) as caught:
        gateway.read_inbound(hook())
    assert caught.value.outcome is Outcome.DEFERRED


def test_raw_delivery_needs_a_secret_and_our_topic(tmp_path: Path, gateway: Gateway) -> None:
    raw = captured.hook(kept("inbound", "raw"))
    assert captured.made("aws", "http://127.0.0.1:1", tmp_path).read_inbound(raw)
    with pytest.raises(BadSignature):
        gateway.read_inbound(raw)
    other = Hook(
        {**raw.headers, "x-amz-sns-topic-arn": "arn:aws:sns:eu-south-1:1:x"}, raw.query, raw.body, raw.url, raw.at
    )
    with pytest.raises(BadSignature):
        captured.made("aws", "http://127.0.0.1:1", tmp_path).read_inbound(other)


@pytest.mark.parametrize(
    "message", ["", "[]", "null", "{", "[" * 50_000, '{"eventType": 1}', '{"inboundMessageId": []}']
)
def test_what_a_topic_says_besides_is_an_error_or_nothing(gateway: Gateway, message: str) -> None:
    for read in (gateway.read_inbound, gateway.read_receipts):
        said, refused = (), None
        try:
            said = read(hook(Message=message))
        except ValueError as error:
            refused = error
        assert said == ()
        assert not isinstance(refused, BadSignature)
