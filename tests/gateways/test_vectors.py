"""Signatures that were worked out apart from our code: each provider's is right, and with any letter changed is none.

The secret is always 12345, and bare JSON is the seven octets of {"a":1}, which no provider would send.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

import pytest

from app.gateways import BadSignature, Gateway, Hook
from tests.gateways import captured

SECRET, AT = "12345", 1_700_000_000
JSON = b'{"a":1}'
TWILIO = [
    ("MessageSid", "SM1"),
    ("MessageStatus", "delivered"),
    ("To", "+15550100"),
    ("From", "+15550199"),
    ("ErrorCode", ""),
]


@dataclass(frozen=True)
class Vector:
    """What a provider signed: the setting that holds the secret, the header with the signature, and the rest."""

    gateway: str
    setting: str
    header: str
    signature: str
    body: bytes
    path: str = "/hooks"
    headers: dict[str, str] = field(default_factory=dict)


VECTORS = {
    "twilio": Vector(
        "twilio",
        "TOKEN",
        "x-twilio-signature",
        "ya4s/Wbendix2mYchCrmfhfPM94=",
        urlencode(TWILIO).encode(),
        "/hooks/twilio?m=7f3c",
    ),
    "twilio, with the port in the address": Vector(
        "twilio",
        "TOKEN",
        "x-twilio-signature",
        "r5QPw5pcX6b38QHkxd65XITeqWg=",
        urlencode(TWILIO).encode(),
        "/hooks/twilio?m=7f3c",
    ),
    "plivo": Vector(
        "plivo",
        "TOKEN",
        "x-plivo-signature-v3",
        "cfOeuRUI46iPra9i+cteDNgAa/sLZjEnhyTz4zD/eIQ=",
        b"Status=delivered&To=15550100",
        "/hooks/plivo?m=7f3c",
        {"x-plivo-signature-v3-nonce": "n1"},
    ),
    "sinch": Vector(
        "sinch",
        "SECRET",
        "x-sinch-webhook-signature",
        "c0x6U9UbJuYwosKGQoygg3ogFrJ5FDUbitBH+QPrT+Q=",
        JSON,
        headers={"x-sinch-webhook-signature-nonce": "n1", "x-sinch-webhook-signature-timestamp": str(AT)},
    ),
    "android": Vector(
        "android",
        "SIGNING_KEY",
        "x-signature",
        "309cc67559d96e94bcd7dae325b0c805e1fc2babbc4b386bcb602ca15b38d206",
        JSON,
        headers={"x-timestamp": str(AT)},
    ),
}


def hook_of(vector: Vector, signature: str) -> Hook:
    url = captured.BASE_URL + vector.path
    headers = {**vector.headers, vector.header: signature}
    at = datetime.fromtimestamp(AT, UTC)
    return replace(captured.hook({"url": url, "headers": headers}), body=vector.body, at=at)


def is_known(gateway: Gateway, hook: Hook) -> bool:
    """Whether the signature is right, whatever the body says."""
    try:
        gateway.read_receipts(hook)
    except BadSignature:
        return False
    except ValueError:
        return True
    return True


@pytest.mark.parametrize("vector", VECTORS.values(), ids=VECTORS)
def test_a_signature_that_was_worked_out_elsewhere_is_right_and_no_other(vector: Vector, tmp_path: Path) -> None:
    gateway = captured.made(vector.gateway, "http://127.0.0.1:1", tmp_path, **{vector.setting: SECRET})
    assert is_known(gateway, hook_of(vector, vector.signature))
    for place, letter in enumerate(vector.signature):
        other = "0" if letter != "0" else "1"
        assert not is_known(gateway, hook_of(vector, vector.signature[:place] + other + vector.signature[place + 1 :]))
    assert not is_known(gateway, replace(hook_of(vector, vector.signature), body=vector.body + b" "))
