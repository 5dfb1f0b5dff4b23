"""Signed values that travel outside: coupon links, preference links, visits, forms.

A token is `value.time.seal`: a text, the second it was written and 144 bits of
HMAC-SHA-256 over both, under a key of its purpose alone; every letter of it may
stand in a URL or a cookie. A seal proves who wrote it and hides nothing, so no
value may be one that a stranger must not see, a phone number least of all.
"""

import hmac
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256

from itsdangerous import Signer, base64_decode, base64_encode
from itsdangerous.encoding import bytes_to_int, int_to_bytes

EPOCH_S = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp())  # a young epoch keeps the time at six letters
SEAL_LETTERS = 24  # 144 bits; RFC 2104 section 5 asks for at least half of the hash, 128
SKEW_S = 60  # the clocks of two machines of ours may differ by this much
PLAIN = re.compile(r"[A-Za-z0-9_.:-]*")
WRAPPED = "~"


class BadLink(ValueError):
    """The token is not ours, was written for another purpose, or is too old."""


def write(purpose: str, value: str, keys: Sequence[str], now: datetime) -> str:
    """A token that carries value for one purpose, sealed with the last of keys, the newest.

    Any text may be a value; letters, digits and `_.:-` stay as they are, all else makes it a third longer.
    """
    written = base64_encode(int_to_bytes(max(0, int(now.timestamp()) - EPOCH_S))).decode()
    payload = f"{_wrap(value)}.{written}"
    return f"{payload}.{_seal(purpose, payload, keys[-1])}"


def read(purpose: str, token: str, keys: Sequence[str], now: datetime, max_age_s: int | None = None) -> str:
    """The value of a token that was written for this purpose with any of keys, at most max_age_s seconds ago.

    Without max_age_s a token never grows too old. Raises BadLink without saying what was wrong: a forger would listen.
    """
    payload, _, seal = token.rpartition(".")
    # The seals are compared as text: in base64 a stray letter can decode to the same bytes.
    if not any(hmac.compare_digest(_bytes(seal), _bytes(_seal(purpose, payload, key))) for key in reversed(keys)):
        raise BadLink
    wrapped, _, written = payload.rpartition(".")
    age_s = int(now.timestamp()) - EPOCH_S - bytes_to_int(base64_decode(written))
    if max_age_s is not None and not -SKEW_S <= age_s <= max_age_s:
        raise BadLink
    return _unwrap(wrapped)


def age_s(token: str, now: datetime) -> int:
    """How many seconds ago a token was written that read() has read; the clock of another machine may make it less."""
    payload, _, _ = token.rpartition(".")
    return int(now.timestamp()) - EPOCH_S - bytes_to_int(base64_decode(payload.rpartition(".")[2]))


def _seal(purpose: str, payload: str, key: str) -> str:
    return _signer(purpose, key).get_signature(_bytes(payload)).decode()[:SEAL_LETTERS]


@lru_cache(64)
def _signer(purpose: str, key: str) -> Signer:
    """The signer of a purpose, its key derived once: every scan is answered with a token."""
    derived = Signer(key, f"handbill.link.{purpose}", key_derivation="hmac", digest_method=sha256).derive_key()
    return Signer(derived, key_derivation="none", digest_method=sha256)


def _wrap(value: str) -> str:
    return value if PLAIN.fullmatch(value) else WRAPPED + base64_encode(value).decode()


def _unwrap(wrapped: str) -> str:
    return base64_decode(wrapped[1:]).decode() if wrapped.startswith(WRAPPED) else wrapped


def _bytes(text: str) -> bytes:
    return text.encode(errors="surrogatepass")  # half a character in a request is a wrong seal, not a crash
