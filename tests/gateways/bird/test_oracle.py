"""Bird has no library for its webhooks; MessageBird's older one seals them, given the address for the query."""

from __future__ import annotations

import base64
import hmac
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from messagebird import signed_request

from app.gateways import BadSignature, Hook
from tests.gateways import captured

KEY, AT = "12345", datetime(2026, 11, 26, 12, tzinfo=UTC)
KINDS = ("receipts", "inbound")
CASES = [pytest.param(kind, case, id=case["name"]) for kind in KINDS for case in captured.captured("bird")[kind]]


def library_takes(hook: Hook, monkeypatch: pytest.MonkeyPatch) -> bool:
    monkeypatch.setattr(signed_request, "urlencode", lambda *_: hook.url)
    sealed, stamped = (hook.headers[f"messagebird-{name}"] for name in ("signature", "request-timestamp"))
    with pytest.deprecated_call():
        return bool(signed_request.SignedRequest(sealed, stamped, hook.body.decode("latin-1"), {}).verify(KEY))


@pytest.fixture
def gateway(tmp_path: Path) -> Any:
    return captured.made("bird", "http://127.0.0.1:1", tmp_path)


@pytest.mark.parametrize(("kind", "case"), CASES)
def test_what_is_kept_is_sealed_as_the_library_seals(
    kind: str, case: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    good = captured.hook(case["hook"])
    assert library_takes(good, monkeypatch)
    assert not library_takes(replace(good, url=good.url + "0"), monkeypatch)
    assert not library_takes(replace(good, body=good.body + b"0"), monkeypatch)


def test_what_the_library_seals_we_take(gateway: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = captured.hook(captured.captured("bird")["receipts"][0]["hook"])
    for url in (kept.url, kept.url + "?a=1&b=%20", "https://shop.example:8443/hooks/bird/receipt"):
        for stamped in ("0", "1795694400", "1795694400.5"):
            monkeypatch.setattr(signed_request, "urlencode", lambda *_, url=url: url)
            with pytest.deprecated_call():
                request = signed_request.SignedRequest("", stamped, kept.body.decode("latin-1"), {})
            seal = hmac.digest(KEY.encode(), request._build_payload().encode("latin-1"), "sha256")
            headers = {
                "messagebird-signature": base64.b64encode(seal).decode(),
                "messagebird-request-timestamp": stamped,
            }
            assert gateway.read_receipts(replace(kept, url=url, headers=headers))


def test_what_comes_hours_late_is_taken_and_what_comes_days_late_is_not(gateway: Any) -> None:
    """Bird repeats what we missed for eight hours and more, sealed with the time it had at first."""
    kept = captured.hook(captured.captured("bird")["receipts"][0]["hook"])
    for late in (timedelta(0), timedelta(hours=8), timedelta(hours=23)):
        assert gateway.read_receipts(replace(kept, at=AT + late))
    for late in (timedelta(hours=25), timedelta(hours=-25), timedelta(days=400)):
        with pytest.raises(BadSignature):
            gateway.read_receipts(replace(kept, at=AT + late))


@pytest.mark.parametrize("stamped", ["", "soon", "nan", "inf", "1e400", "9" * 400])
def test_a_time_that_is_none_is_refused(gateway: Any, stamped: str) -> None:
    kept = captured.hook(captured.captured("bird")["receipts"][0]["hook"])
    seal = signed_request.hashlib.sha256(kept.body).digest()
    made = hmac.digest(KEY.encode(), f"{stamped}\n{kept.url}\n".encode() + seal, "sha256")
    headers = {
        "messagebird-signature": base64.b64encode(made).decode(),
        "messagebird-request-timestamp": stamped,
    }
    with pytest.raises(BadSignature):
        gateway.read_receipts(replace(kept, headers=headers, at=AT))
