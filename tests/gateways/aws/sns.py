"""SNS as it signs: a key and certificates made for the tests, and what it answers at its own addresses."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

ORIGIN, PATH = "https://sns.eu-south-1.amazonaws.com", "/SimpleNotificationService-0123456789abcdef.pem"
SIGNED = {
    "Notification": ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"),
    "SubscriptionConfirmation": ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"),
}


@cache
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


@cache
def certificate(first: int = 2026, last: int = 2027) -> bytes:
    """A certificate of that key, from the beginning of one year to that of another."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sns.amazonaws.com")])
    since, until = (datetime(year, 1, 1, tzinfo=UTC) for year in (first, last))
    made = x509.CertificateBuilder(name, name, key().public_key(), 1, since, until)
    return made.sign(key(), SHA256()).public_bytes(Encoding.PEM)


def signed(envelope: Mapping[str, Any]) -> str:
    """The body that SNS posts: a message that is no text is JSON in it."""
    told = {"SigningCertURL": ORIGIN + PATH, "SignatureVersion": "2", **envelope}
    if not isinstance(told["Message"], str):
        told["Message"] = json.dumps(told["Message"], ensure_ascii=False)
    names = SIGNED.get(told["Type"], SIGNED["SubscriptionConfirmation"])
    text = "".join(f"{name}\n{told[name]}\n" for name in names if name in told)
    hashed = SHA1() if told["SignatureVersion"] == "1" else SHA256()
    signature = key().sign(text.encode(), padding.PKCS1v15(), hashed)
    return json.dumps({"Signature": base64.b64encode(signature).decode(), **told}, ensure_ascii=False)


def fetch(origin: str, path: str) -> bytes:
    """What SNS answers at its addresses."""
    return certificate() if (origin, path) == (ORIGIN, PATH) else b"<ConfirmSubscriptionResponse/>"
