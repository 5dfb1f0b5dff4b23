"""What is sent to AWS and read from it, held against the service model that botocore brings."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from botocore import exceptions
from botocore.loaders import Loader
from botocore.model import ServiceModel, Shape
from botocore.validate import ParamValidator

from app.gateways import BadGateway, GatewayError, aws
from app.rules.failure import Failure
from tests.gateways import captured
from tests.gateways.captured import Provider, Says

MODEL = ServiceModel(Loader().load_service_model("pinpoint-sms-voice-v2", "service-2"))
SEND = MODEL.operation_model("SendTextMessage")


@pytest.fixture
def provider() -> Iterator[Provider]:
    with captured.provider() as listening:
        listening.says = Says(200, b'{"MessageId": "m-1"}', {"Content-Type": "application/x-amz-json-1.0"})
        yield listening


def faults(value: Any, shape: Shape, at: str = "") -> list[str]:
    """Where a value has not the form that its shape asks for."""
    if shape.type_name == "structure":
        return [fault for name, each in value.items() for fault in faults(each, shape.members[name], f"{at}/{name}")]
    if shape.type_name == "map":
        keys = [fault for each in value for fault in faults(each, shape.key, f"{at} key")]
        return keys + [fault for each in value.values() for fault in faults(each, shape.value, f"{at} value")]
    asked = shape.metadata
    size = value if isinstance(value, int) else len(value)
    fits = asked.get("min", size) <= size <= asked.get("max", size) and value in asked.get("enum", [value])
    return [] if fits and re.fullmatch(asked.get("pattern", r"[\s\S]*"), str(value)) else [f"{at}: {value!r}"]


def sent(provider: Provider, tmp_path: Path, settings: dict[str, str] | None = None, **changes: Any) -> dict[str, Any]:
    captured.made("aws", provider.url, tmp_path, **settings or {}).send(captured.outgoing("aws", **changes))
    told: dict[str, Any] = json.loads(provider.asked[-1].body)
    return told


ALL = {"ORIGIN": "pool-1", "PROTECT": "protect-1", "MAX_PRICE": "0.08"}


@pytest.mark.parametrize(
    ("settings", "changes"),
    [
        ({}, {}),
        (ALL, {}),
        ({}, {"valid_s": 1}),
        ({}, {"valid_s": 10_000_000}),
        ({}, {"promotional": True}),
        ({}, {"text": "€" * 1000 + "\n😀"}),
        ({}, {"reference": "0" * 36}),
    ],
)
def test_a_request_is_one_of_the_model(
    provider: Provider, tmp_path: Path, settings: dict[str, str], changes: dict[str, Any]
) -> None:
    told = sent(provider, tmp_path, settings, **changes)
    assert ParamValidator().validate(told, SEND.input_shape).generate_report() == ""
    assert faults(told, SEND.input_shape) == []
    asked = provider.asked[-1]
    assert asked.headers["x-amz-target"] == f"{MODEL.metadata['targetPrefix']}.{SEND.name}"
    assert f"/eu-south-1/{MODEL.signing_name}/aws4_request" in asked.headers["authorization"]


def test_a_text_that_nobody_asked_for_is_said_to_be_one(provider: Provider, tmp_path: Path) -> None:
    assert sent(provider, tmp_path)["MessageType"] == "TRANSACTIONAL"
    assert sent(provider, tmp_path, promotional=True)["MessageType"] == "PROMOTIONAL"


def test_what_is_set_goes_with_every_text(provider: Provider, tmp_path: Path) -> None:
    told = sent(provider, tmp_path, ALL)
    assert (told["OriginationIdentity"], told["ProtectConfigurationId"], told["MaxPrice"]) == tuple(ALL.values())


def test_every_error_and_reason_that_is_known_is_one_of_the_model() -> None:
    reasons = {each for name in MODEL.shape_names if name.endswith("Reason") for each in enum(name)}
    fields, kinds = set(SEND.input_shape.members), set(enum("ResourceType"))
    errors = {shape.name for shape in SEND.error_shapes}
    known = {code for code in aws.CODES if not code.endswith("Exception")} - {
        "IncompleteSignature",  # and what else is of every service: Common Error Types of their references
        "InvalidClientTokenId",
        "MissingAuthenticationToken",
        "OptInRequired",
        "RequestLimitExceeded",
        "ServiceUnavailable",
    }
    assert known <= reasons | fields | kinds
    assert errors - set(aws.CODES) == {"ValidationException", "ConflictException"}, "their reasons decide"


def test_every_event_of_a_text_is_known_and_captured() -> None:
    words = {each for each in enum("EventType") if each.split("_")[0] in {"TEXT", "RCS"} and not each.endswith("_ALL")}
    assert {each.split("_", 1)[1] for each in words} == set(aws.STATES) | set(aws.REASONS)
    kept = [each["hook"].get("sns", {}).get("Message", "") for each in captured.captured("aws")["receipts"]]
    assert words <= {each["eventType"] for each in kept if isinstance(each, dict) and "eventType" in each}


def test_the_errors_of_botocore_are_called_so() -> None:
    assert [name for name in {*aws.UNSENT, *aws.UNANSWERED} if not hasattr(exceptions, name)] == []


def test_nothing_is_repeated_and_nothing_takes_for_ever(tmp_path: Path) -> None:
    config = captured.made("aws", "http://127.0.0.1:1", tmp_path)._client.meta.config
    assert (config.retries["total_max_attempts"], config.proxies) == (1, {})
    assert (config.connect_timeout, config.read_timeout) == (aws.CONNECT_S, aws.WHOLE_S)


def test_an_answer_that_does_not_come_leaves_open_what_was_done(
    provider: Provider, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(aws, "WHOLE_S", 0.2)
    provider.says = replace(provider.says, how="hang")
    with pytest.raises(GatewayError) as caught:
        sent(provider, tmp_path)
    assert (caught.value.failure, len(provider.asked)) == (Failure.LOST, 1)


def test_who_has_no_credentials_is_told_so_and_nothing_leaves(
    provider: Provider, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "none"))
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    with pytest.raises(GatewayError) as caught:
        sent(provider, tmp_path, {"KEY": ""})
    assert (caught.value.failure, provider.asked) == (Failure.CREDENTIALS, [])


def test_where_boto3_is_missing_it_is_said_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aws, "find_spec", lambda name: None)
    with pytest.raises(BadGateway, match=re.escape("handbill[aws]")):
        captured.made("aws", "http://127.0.0.1:1", tmp_path)


def enum(name: str) -> list[str]:
    found: list[str] = MODEL.shape_for(name).metadata.get("enum", [])
    return found


@pytest.mark.parametrize("url", ["http://api.example", "ftp://api.example", "api.example"])
def test_texts_and_keys_go_to_no_address_where_others_listen(url: str, tmp_path: Path) -> None:
    with pytest.raises(BadGateway, match="HANDBILL_GATEWAY_AWS_URL"):
        captured.made("aws", url, tmp_path)
