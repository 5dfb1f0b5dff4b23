"""Google Wallet: a link that carries the card itself, signed by a service account (RFC 7519 and 7515, RS256).

The account's address has to be a user of the issuer in Google's Pay & Wallet Console (developers.google.com/wallet,
"Working with JSON Web Tokens", read 2026-11-26).
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from app.rules.google_card import payloads
from app.rules.wallet import Card
from app.wallets import BadWallet

ISSUER, ACCOUNT = "HANDBILL_GOOGLE_ISSUER", "HANDBILL_GOOGLE_ACCOUNT"
SAVE = "https://pay.google.com/gp/v/save/"
MOST_LETTERS = 1800  # of a link; beyond it some browsers cut


@dataclass(frozen=True)
class Google:
    """What signs links."""

    issuer: str
    account: str
    key: RSAPrivateKey = field(repr=False)

    def link(self, card: Card, now: datetime) -> str:
        """The address that saves the card: the first, of all there is to say and then less, under MOST_LETTERS."""
        links = (self._link(said, now) for said in payloads(card, self.issuer))
        for link in links:
            if len(link) < MOST_LETTERS:
                break
        return link

    def _link(self, said: dict[str, Any], now: datetime) -> str:
        times = {"iat": int(now.timestamp())}
        claims = {"iss": self.account, "aud": "google", "typ": "savetowallet", **times, "payload": said}
        signed = f"{_part({'alg': 'RS256', 'typ': 'JWT'})}.{_part(claims)}"
        return f"{SAVE}{signed}.{_base64url(self.key.sign(signed.encode(), PKCS1v15(), SHA256()))}"


def google(values: Mapping[str, str]) -> Google | None:
    """What these settings sign with; None where none of them is set. Raises BadWallet."""
    issuer, path = values.get(ISSUER), values.get(ACCOUNT)
    if not issuer and not path:
        return None
    if not issuer or not path:
        there, missing = (ISSUER, ACCOUNT) if issuer else (ACCOUNT, ISSUER)
        raise BadWallet(f"{missing}: not set, and {there} is; docs/settings.md")
    if not (issuer.isascii() and issuer.isdecimal()):
        raise BadWallet(f"{ISSUER} is {issuer!r}; it is the number that Google's Pay & Wallet Console shows")
    account = _account(path)
    try:
        key = load_pem_private_key(account["private_key"].encode(), None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise BadWallet(f"{ACCOUNT}: the private_key of {path} cannot be opened") from error
    if not isinstance(key, RSAPrivateKey):
        raise BadWallet(f"{ACCOUNT}: the private_key of {path} is no RSA key")
    return Google(issuer, account["client_email"], key)


def _account(path: str) -> dict[str, str]:
    """The file that Google gives out for a service account; it has client_email and private_key."""
    try:
        found = json.loads(Path(path).read_bytes())
    except OSError as error:
        raise BadWallet(f"{ACCOUNT}: {path} cannot be read ({error.strerror})") from error
    except ValueError as error:
        raise BadWallet(f"{ACCOUNT}: {path} is no JSON; take the key file of the service account as it is") from error
    needed = ("client_email", "private_key")
    if not isinstance(found, dict) or not all(isinstance(found.get(name), str) for name in needed):
        raise BadWallet(f"{ACCOUNT}: {path} has no client_email or no private_key; is it a service account's key file?")
    return found


def _part(value: object) -> str:
    return _base64url(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())


def _base64url(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")
