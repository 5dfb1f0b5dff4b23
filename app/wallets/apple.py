"""Apple Wallet: a .pkpass, which is a zip with a manifest of SHA-1 sums and a signature over it.

The certificate is one of Apple's for a pass type identifier, made out by its intermediate "Worldwide Developer
Relations" (WWDR), which goes along in the signature, with the moment it was made (Apple, "Building a Pass").
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha1
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization.pkcs7 import PKCS7Options, PKCS7SignatureBuilder
from cryptography.x509.oid import NameOID

from app.rules.apple_card import pass_json
from app.rules.card_image import images
from app.rules.wallet import Card
from app.wallets import BadWallet

MEDIA_TYPE = "application/vnd.apple.pkpass"
CERTIFICATE, KEY, PASSPHRASE = "HANDBILL_APPLE_CERTIFICATE", "HANDBILL_APPLE_KEY", "HANDBILL_APPLE_PASSPHRASE"
WWDR, PASS_TYPE, TEAM = "HANDBILL_APPLE_WWDR", "HANDBILL_APPLE_PASS_TYPE", "HANDBILL_APPLE_TEAM"
NEEDED = CERTIFICATE, KEY, WWDR, PASS_TYPE, TEAM
OPTIONS = [PKCS7Options.DetachedSignature, PKCS7Options.Binary]
UNIT = NameOID.ORGANIZATIONAL_UNIT_NAME  # which is where Apple writes the team
PACKED_AT = (1980, 1, 1, 0, 0, 0)  # the same card is the same zip, but for its signature

Key = RSAPrivateKey | EllipticCurvePrivateKey


@dataclass(frozen=True)
class Apple:
    """What signs passes, from `starts` to `ends`."""

    pass_type: str
    team: str
    certificate: x509.Certificate
    wwdr: x509.Certificate
    key: Key = field(repr=False)

    @property
    def starts(self) -> datetime:
        """The first moment at which both certificates are good."""
        return max(self.certificate.not_valid_before_utc, self.wwdr.not_valid_before_utc)

    @property
    def ends(self) -> datetime:
        """The last moment at which both certificates are good."""
        return min(self.certificate.not_valid_after_utc, self.wwdr.not_valid_after_utc)

    def is_good(self, now: datetime) -> bool:
        """Whether a phone would take a pass that is signed now."""
        return self.starts <= now <= self.ends

    def package(self, card: Card, logo: bytes | None) -> bytes:
        """The .pkpass of a card; `logo` is the brand's, as rules/picture.py makes it. Signed at this moment."""
        shown = pass_json(card, pass_type=self.pass_type, team=self.team)
        files = {"pass.json": _json(shown), **images(card.colour, logo)}
        manifest = _json({name: sha1(data, usedforsecurity=False).hexdigest() for name, data in files.items()})
        return _zip({**files, "manifest.json": manifest, "signature": self._signature(manifest)})

    def _signature(self, manifest: bytes) -> bytes:
        builder = PKCS7SignatureBuilder().set_data(manifest).add_signer(self.certificate, self.key, SHA256())
        return builder.add_certificate(self.wwdr).sign(serialization.Encoding.DER, OPTIONS)


def apple(values: Mapping[str, str], now: datetime) -> Apple | None:
    """What these settings sign with; None where none of them is set. Raises BadWallet."""
    if not any(values.get(name) for name in (*NEEDED, PASSPHRASE)):
        return None
    if missing := [name for name in NEEDED if not values.get(name)]:
        raise BadWallet(f"{', '.join(missing)}: not set, and the others of Apple's are; docs/settings.md")
    made = Apple(
        pass_type=values[PASS_TYPE],
        team=values[TEAM],
        certificate=_certificate(CERTIFICATE, values[CERTIFICATE]),
        wwdr=_certificate(WWDR, values[WWDR]),
        key=_key(values[KEY], values.get(PASSPHRASE)),
    )
    _refuse_unfit(made)
    _refuse_untimely(made, now)
    return made


def _refuse_unfit(made: Apple) -> None:
    certificate, name = made.certificate, made.certificate.subject
    if certificate.public_key() != made.key.public_key():
        raise BadWallet(f"{CERTIFICATE} does not belong to {KEY}: take the two that were made together")
    for setting, said, oid in ((PASS_TYPE, made.pass_type, NameOID.USER_ID), (TEAM, made.team, UNIT)):
        there = [str(each.value) for each in name.get_attributes_for_oid(oid)]
        if said not in there:
            found = " and ".join(there) or "none"
            raise BadWallet(f"{setting} is {said}, and {CERTIFICATE} is made out for {found}")
    try:
        certificate.verify_directly_issued_by(made.wwdr)
    except (ValueError, TypeError, InvalidSignature) as error:
        issuer = certificate.issuer.rfc4514_string()
        raise BadWallet(f"{WWDR} did not make out {CERTIFICATE}: get the certificate of {issuer} from Apple") from error


def _refuse_untimely(made: Apple, now: datetime) -> None:
    for setting, certificate in ((CERTIFICATE, made.certificate), (WWDR, made.wwdr)):
        if now > certificate.not_valid_after_utc:
            ended = certificate.not_valid_after_utc
            raise BadWallet(f"{setting} expired on {ended:%Y-%m-%d}: get a new one from Apple")
        if now < certificate.not_valid_before_utc:
            raise BadWallet(f"{setting} is good from {certificate.not_valid_before_utc:%Y-%m-%d} on: see to the clock")


def _certificate(setting: str, path: str) -> x509.Certificate:
    data = _read(setting, path)
    load = x509.load_pem_x509_certificate if b"-----BEGIN" in data else x509.load_der_x509_certificate
    try:
        found = load(data)
        found.public_key()
    except (ValueError, UnsupportedAlgorithm) as error:
        raise BadWallet(f"{setting}: {path} holds no certificate that we read, neither as PEM nor as DER") from error
    return found


def _key(path: str, passphrase: str | None) -> Key:
    data, secret = _read(KEY, path), passphrase.encode() if passphrase else None
    load = serialization.load_pem_private_key if b"-----BEGIN" in data else serialization.load_der_private_key
    try:
        key = load(data, secret)
    except TypeError as error:  # the key is sealed and nothing is there to open it
        raise BadWallet(f"{PASSPHRASE} is needed for {path}") from error
    except (ValueError, UnsupportedAlgorithm) as error:
        raise BadWallet(f"{KEY}: {path} cannot be opened; see whether {PASSPHRASE} is right") from error
    if not isinstance(key, Key):
        raise BadWallet(f"{KEY}: {path} is no RSA or EC key")
    return key


def _read(setting: str, path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise BadWallet(f"{setting}: {path} cannot be read ({error.strerror})") from error


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode()


def _zip(files: Mapping[str, bytes]) -> bytes:
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        for name, data in files.items():
            archive.writestr(ZipInfo(name, PACKED_AT), data, ZIP_DEFLATED)
    return packed.getvalue()
