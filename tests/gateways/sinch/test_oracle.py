"""What we say to Sinch and believe of it, held against its own library, sinch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from sinch import SinchClient
from sinch.domains.sms.api.v1.internal import GetRecipientDeliveryReportEndpoint, ListBatchesEndpoint, SendSMSEndpoint
from sinch.domains.sms.models.v1.internal import GetRecipientDeliveryReportRequest, ListBatchesRequest
from sinch.domains.sms.models.v1.response import RecipientDeliveryReport
from sinch.domains.sms.models.v1.shared import MOTextMessage, TextRequest
from sinch.domains.sms.models.v1.types import DeliveryReceiptStatusCodeType, DeliveryStatusType
from sinch.domains.sms.sinch_events.v1.sms_sinch_event import SmsSinchEvent

from app.gateways import BadGateway, BadSignature, Gateway, GatewayError, sinch
from app.rules.failure import Outcome
from tests.gateways import captured
from tests.gateways.captured import Provider, Says

KEPT = captured.captured("sinch")
GIVEN = KEPT["settings"]
NEWS = [*KEPT["receipts"], *KEPT["inbound"]]
SIGNED = [case for case in NEWS if case.get("signed", True)]
SIGNED_IN = {"SECRET": "", "CALLBACK_USER": "gelato", "CALLBACK_PASSWORD": "pistacchio"}
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
LIBRARY = SinchClient(service_plan_id=GIVEN["PLAN"], sms_api_token=GIVEN["TOKEN"], sms_region="us")


def named(case: Any) -> str:
    return str(case["name"])


@pytest.fixture
def provider() -> Iterator[Provider]:
    with captured.provider() as listening:
        listening.says = captured.says(KEPT["sends"][0]["answer"])
        yield listening


@pytest.fixture
def gateway(provider: Provider, tmp_path: Path) -> Gateway:
    return captured.made("sinch", provider.url, tmp_path)


def in_full(endpoint: Any) -> tuple[str, dict[str, str]]:
    """(path, query) that the library would ask for."""
    endpoint.set_authentication_method(LIBRARY)
    return urlsplit(endpoint.build_url(LIBRARY)).path, endpoint.build_query_params()


# ---- what we say


@pytest.mark.parametrize(
    "changes", [{}, {"sender": "+393399900000"}, {"valid_s": 0}, {"valid_s": 10**7}, {"text": "è 😀\n" * 40}]
)
def test_a_text_is_written_as_its_model_writes_it(
    provider: Provider, gateway: Gateway, changes: dict[str, Any]
) -> None:
    text, before = captured.outgoing("sinch", **changes), datetime.now(UTC)
    gateway.send(text)
    (asked,) = provider.asked
    said = asked.fields
    expires = datetime.fromisoformat(said["expire_at"])
    model = TextRequest(
        to=[text.number],
        from_=text.sender,
        body=text.text,
        delivery_report="per_recipient",
        expire_at=expires,
        event_destination_target="https://shop.example/hooks/sinch/receipt",
        client_reference=text.reference,
    )
    written = model.model_dump(mode="json", by_alias=True, exclude_none=True)
    assert datetime.fromisoformat(written.pop("expire_at")) == datetime.fromisoformat(said.pop("expire_at"))
    assert said == written
    assert asked.path == in_full(SendSMSEndpoint(GIVEN["PLAN"], model))[0]
    valid = timedelta(seconds=min(max(text.valid_s, 1), 259_200))
    assert timedelta(0) <= expires - before - valid + timedelta(milliseconds=1) < timedelta(seconds=30)


def test_a_report_is_asked_for_where_its_library_does(provider: Provider, gateway: Gateway) -> None:
    provider.says = captured.says(KEPT["looked_up"][0]["answer"])
    gateway.look_up(captured.outgoing("sinch"), "b1", NOW)
    request = GetRecipientDeliveryReportRequest(batch_id="b1", recipient_msisdn="+393331234342")
    assert provider.asked[0].path == in_full(GetRecipientDeliveryReportEndpoint(GIVEN["PLAN"], request))[0]


def test_a_batch_is_searched_as_its_library_does(provider: Provider, gateway: Gateway) -> None:
    provider.says = Says(200, b'{"count": 0, "page": 0, "page_size": 0, "batches": []}')
    assert gateway.look_up(captured.outgoing("sinch"), None, NOW) is None
    since = NOW - timedelta(minutes=2)
    request = ListBatchesRequest(client_reference="7f3c", start_date=since, page_size=100)
    path, query = in_full(ListBatchesEndpoint(GIVEN["PLAN"], request))
    asked = dict(parse_qsl(urlsplit(provider.asked[0].path).query))
    assert urlsplit(provider.asked[0].path).path == path
    assert asked.keys() == query.keys()
    assert datetime.fromisoformat(asked.pop("start_date")) == datetime.fromisoformat(query.pop("start_date"))
    assert asked == {name: str(value) for name, value in query.items()}


def test_a_full_page_without_ours_says_nothing(provider: Provider, gateway: Gateway) -> None:
    """Not that it never left: there are more pages, or Sinch does not know the filter."""
    rows = ", ".join(['{"id": "b1", "client_reference": "another"}'] * 100)
    provider.says = Says(200, f'{{"count": 2000, "batches": [{rows}]}}'.encode())
    with pytest.raises(GatewayError):
        gateway.look_up(captured.outgoing("sinch"), None, NOW)


@pytest.mark.parametrize("known_as", [None, "b1"])
@pytest.mark.parametrize("says", [Says(404), Says(401), Says(500), Says(200, b"[]"), Says(200, b'{"batches": 7}')])
def test_what_cannot_be_read_is_not_taken_for_never_sent(
    provider: Provider, gateway: Gateway, known_as: str | None, says: Says
) -> None:
    provider.says = says
    with pytest.raises(GatewayError):
        gateway.look_up(captured.outgoing("sinch"), known_as, NOW)


def test_an_id_cannot_leave_its_place_in_the_address(provider: Provider, gateway: Gateway) -> None:
    provider.says = Says(404)
    with pytest.raises(GatewayError):
        gateway.look_up(captured.outgoing("sinch"), "../groups?x=1#", NOW)
    assert "/batches/..%2Fgroups%3Fx%3D1%23/delivery_report/" in provider.asked[0].path


# ---- what we believe


def test_every_code_and_state_of_its_library_has_a_meaning() -> None:
    codes, states = (each.__args__[0].__args__ for each in (DeliveryReceiptStatusCodeType, DeliveryStatusType))
    under_way = {400, 401}
    assert {int(code) for code in sinch.CODES} == set(codes) - under_way
    assert {state.lower() for state in states} <= set(sinch.STATES)


@pytest.mark.parametrize("case", SIGNED, ids=named)
def test_what_was_kept_is_signed_as_its_library_verifies(case: dict[str, Any]) -> None:
    kept = captured.hook(case["hook"])
    assert SmsSinchEvent("12345").validate_authentication_header(dict(kept.headers), kept.body)


@pytest.mark.parametrize("case", SIGNED, ids=named)
@pytest.mark.parametrize("what", ["body", "signature", "nonce", "timestamp", "nothing"])
def test_neither_believes_what_was_changed(gateway: Gateway, case: dict[str, Any], what: str) -> None:
    kept, prefix = captured.hook(case["hook"]), "x-sinch-webhook-signature"
    name = prefix if what == "signature" else f"{prefix}-{what}"
    changed = {
        "body": replace(kept, body=kept.body + b" "),
        "nothing": replace(kept, headers={}),
    }.get(what, replace(kept, headers={**kept.headers, name: "1" + kept.headers.get(name, "")}))
    assert not SmsSinchEvent("12345").validate_authentication_header(dict(changed.headers), changed.body)
    with pytest.raises(BadSignature):
        gateway.read_receipts(changed)


@pytest.mark.parametrize(
    "case", [case for case in NEWS if case["gives"] and '"code":"' not in case["hook"]["body"]], ids=named
)
def test_what_is_told_is_read_as_its_library_reads_it(case: dict[str, Any]) -> None:
    kept, (ours,) = captured.hook(case["hook"]), case["gives"]
    theirs = SmsSinchEvent().parse_event(kept.body)
    if isinstance(theirs, RecipientDeliveryReport):
        assert (theirs.batch_id, theirs.client_reference) == (ours["vendor_reference"], ours.get("reference"))
        assert ours["status"] in {theirs.status, f"{theirs.status} {theirs.code}"}
        return
    assert isinstance(theirs, MOTextMessage)
    told = (theirs.id, theirs.from_, theirs.to, theirs.body, (theirs.sent_at or theirs.received_at).isoformat())
    assert told == tuple(ours[name] for name in ("vendor_reference", "number", "sender", "text", "sent_at"))


def test_a_webhook_without_a_signature_is_believed_only_if_it_is_signed_in_to(
    provider: Provider, tmp_path: Path
) -> None:
    case = next(case for case in NEWS if not case.get("signed", True))
    kept, agreed = captured.hook(case["hook"]), captured.made("sinch", provider.url, tmp_path, **SIGNED_IN)
    assert agreed.read_receipts(kept)
    other = {"authorization": "Basic Z2VsYXRvOmxpbW9uZQ=="}
    for headers in ({}, {"authorization": ""}, other, captured.hook(SIGNED[0]["hook"]).headers):
        with pytest.raises(BadSignature):
            agreed.read_receipts(replace(kept, headers=headers))


def test_where_webhooks_are_signed_no_password_opens(provider: Provider, tmp_path: Path) -> None:
    case = next(case for case in NEWS if not case.get("signed", True))
    both = captured.made("sinch", provider.url, tmp_path, **{**SIGNED_IN, "SECRET": "12345"})
    with pytest.raises(BadSignature):
        both.read_receipts(captured.hook(case["hook"]))
    assert both.read_receipts(captured.hook(SIGNED[0]["hook"]))


def test_the_secret_before_this_one_is_believed_while_both_are_set(provider: Provider, tmp_path: Path) -> None:
    both = captured.made("sinch", provider.url, tmp_path, SECRET="67890, 12345")
    assert both.read_receipts(captured.hook(SIGNED[0]["hook"]))


def test_how_old_a_webhook_may_be_is_a_setting(provider: Provider, tmp_path: Path) -> None:
    patient = captured.made("sinch", provider.url, tmp_path, FRESH="90000")
    kept = captured.hook(SIGNED[0]["hook"])
    assert patient.read_receipts(replace(kept, at=kept.at + timedelta(hours=23)))
    with pytest.raises(BadSignature):
        patient.read_receipts(replace(kept, at=kept.at + timedelta(hours=26)))


@pytest.mark.parametrize("given", ["soon", "-1", "1e3", "٣", "9999999"])
def test_a_time_that_is_none_is_refused_by_the_name_of_its_setting(tmp_path: Path, given: str) -> None:
    with pytest.raises(BadGateway, match="HANDBILL_GATEWAY_SINCH_FRESH"):
        captured.made("sinch", "http://127.0.0.1:1", tmp_path, FRESH=given)


def test_a_refusal_that_is_not_about_us_does_not_close_the_gateway(provider: Provider, gateway: Gateway) -> None:
    provider.says = Says(403, b'{"code": "something_new", "text": "said so"}')
    with pytest.raises(GatewayError, match="something_new: said so") as caught:
        gateway.send(captured.outgoing("sinch"))
    assert caught.value.outcome is Outcome.REJECTED
