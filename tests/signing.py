"""An authority such as Apple's and an account such as Google's, made for a test: `apple` and `google` are settings."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID

PASS_TYPE, TEAM, ISSUER = "pass.example.aurora", "TEAM123456", "3388000000022200000"
ACCOUNT = "wallet@aurora.iam.gserviceaccount.com"
YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Issued:
    """A certificate with its key."""

    certificate: x509.Certificate
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey

    @property
    def pem(self) -> bytes:
        """The certificate alone."""
        return self.certificate.public_bytes(serialization.Encoding.PEM)


@cache
def key(name: str) -> rsa.RSAPrivateKey:
    """A key of this name; making one takes as long as a test."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def issue(
    name: str,
    by: Issued | None = None,
    *,
    own: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | None = None,
    pass_type: str | None = None,
    team: str = TEAM,
    starts: datetime | None = None,
    ends: datetime | None = None,
) -> Issued:
    """A certificate of this name, made out by another or by itself; with a pass type it may sign passes alone."""
    now, own = datetime.now(UTC), own or key(name)
    attributes = [x509.NameAttribute(NameOID.COMMON_NAME, name)]
    if pass_type:
        attributes += [
            x509.NameAttribute(NameOID.USER_ID, pass_type),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, team),
        ]
    subject = x509.Name(attributes)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by.certificate.subject if by else subject)
        .public_key(own.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(starts or now - YEAR)
        .not_valid_after(ends or now + YEAR)
        .add_extension(x509.BasicConstraints(ca=pass_type is None, path_length=None), critical=True)
    )
    return Issued(builder.sign(by.key if by else own, SHA256()), own)


@cache
def root() -> Issued:
    """Who vouches for all."""
    return issue("Root")


@cache
def wwdr() -> Issued:
    """Who makes out certificates for passes."""
    return issue("WWDR", root())


def apple(
    folder: Path, signer: Issued | None = None, *, passphrase: str | None = None, **changes: str
) -> dict[str, str]:
    """Settings of Apple's, their files in the folder; changes replace some, and an empty one takes it away."""
    signer = signer or issue("Pass", wwdr(), pass_type=PASS_TYPE)
    sealed: serialization.KeySerializationEncryption = serialization.NoEncryption()
    if passphrase:
        sealed = serialization.BestAvailableEncryption(passphrase.encode())
    written = signer.key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, sealed)
    for name, data in (("pass.pem", signer.pem), ("wwdr.pem", wwdr().pem), ("key.pem", written)):
        (folder / name).write_bytes(data)
    whole = {
        "HANDBILL_APPLE_CERTIFICATE": str(folder / "pass.pem"),
        "HANDBILL_APPLE_KEY": str(folder / "key.pem"),
        "HANDBILL_APPLE_PASSPHRASE": passphrase or "",
        "HANDBILL_APPLE_WWDR": str(folder / "wwdr.pem"),
        "HANDBILL_APPLE_PASS_TYPE": PASS_TYPE,
        "HANDBILL_APPLE_TEAM": TEAM,
        **{f"HANDBILL_APPLE_{name.upper()}": value for name, value in changes.items()},
    }
    return {name: value for name, value in whole.items() if value}


def google(folder: Path, **changes: str) -> dict[str, str]:
    """Settings of Google's, the account's file in the folder; changes go into the file."""
    pem = key("Google").private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    account = {"type": "service_account", "client_email": ACCOUNT, "private_key": pem.decode(), **changes}
    (folder / "account.json").write_text(json.dumps(account))
    return {"HANDBILL_GOOGLE_ISSUER": ISSUER, "HANDBILL_GOOGLE_ACCOUNT": str(folder / "account.json")}
