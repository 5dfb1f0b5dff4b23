"""A sum for a visitor's browser: a second of work for a person's phone, hours for whoever sends ten thousand forms.

The protocol is ALTCHA's (altcha.org, proof of work with SHA-256, version 1): the page carries

    {"algorithm": "SHA-256", "challenge": hex, "salt": "…?expires=…&campaign=…&", "signature": hex, "maxnumber": n}

where challenge = SHA-256(salt + number) for a number up to n that the browser has to find, and signature is its HMAC.
The form brings back base64 of a JSON object with the number. The salt ends with "&", so that no digit of the number can
be moved into its expiry. Each counts once: the caller keeps the id of those that came back.
"""

import base64
import binascii
import hmac
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlencode

ALGORITHM = "SHA-256"
MOST = 50_000  # on average half of it is tried: about a second on a phone, in the background
VALID = timedelta(minutes=20)
LETTERS = 1000  # of what a form may bring back
SALT_BITS = 96


class BadChallenge(ValueError):
    """What came back is no solution of a sum of ours, for this campaign, in time."""


def write_challenge(campaign: str, keys: Sequence[str], now: datetime, *, salt: int, number: int) -> dict[str, Any]:
    """A sum for a form of this campaign; salt (SALT_BITS) and number (below MOST) are the caller's dice."""
    told = urlencode({"expires": int((now + VALID).timestamp()), "campaign": campaign})
    salted = f"{salt:024x}?{told}&"
    challenge = sha256(f"{salted}{number}".encode()).hexdigest()
    return {
        "algorithm": ALGORITHM,
        "challenge": challenge,
        "salt": salted,
        "signature": _sign(challenge, keys[-1]),
        "maxnumber": MOST,
    }


def read_solution(sent: str, campaign: str, keys: Sequence[str], now: datetime) -> str:
    """The id of the sum that was solved. Raises BadChallenge."""
    try:
        found = json.loads(base64.b64decode(sent[:LETTERS], validate=True))
        challenge, salt, number = str(found["challenge"]), str(found["salt"]), int(found["number"])
        algorithm, signature = found["algorithm"], str(found["signature"])
    except (binascii.Error, KeyError, TypeError, UnicodeError, ValueError, OverflowError) as error:
        raise BadChallenge from error
    signed = any(hmac.compare_digest(_bytes(signature), _bytes(_sign(challenge, key))) for key in keys)
    if algorithm != ALGORITHM or not signed or not 0 <= number <= MOST:
        raise BadChallenge
    if sha256(_bytes(f"{salt}{number}")).hexdigest() != challenge:
        raise BadChallenge
    told = parse_qs(salt.partition("?")[2])
    expires = datetime.fromtimestamp(int(told["expires"][0]), UTC)  # ours: it was signed along with the challenge
    if told["campaign"] != [campaign] or now > expires or not salt.endswith("&"):
        raise BadChallenge
    return challenge


def _sign(challenge: str, key: str) -> str:
    derived = hmac.digest(_bytes(key), b"handbill.challenge", "sha256")
    return hmac.new(derived, _bytes(challenge), "sha256").hexdigest()


def _bytes(text: str) -> bytes:
    return text.encode(errors="surrogatepass")
