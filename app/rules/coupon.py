"""Coupon codes: short enough to type at a till, impossible to invent; and the tokens of their pages.

Both are one number, serial ‖ seal, written in the letters of their kind:

    serial   a random number below SERIALS; the coupon's identity in the store
    seal     the first bits of HMAC-SHA-256 over the serial, under a key of the kind alone

    code     twelve symbols, AAAA-BBBB-CCCC; 24 bits of seal. The alphabet has no vowels, so no
             words, and one of each pair that the eye confuses.
    token    twelve letters of an address, read by machines only; 38 bits of seal. Whoever sees a
             code, a cashier say, cannot find the page from it.

The seal turns away slips and guesses before the store is asked. Whether the
coupon is in date and unspent is for redemption.py to say.
"""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from itsdangerous import Signer
from itsdangerous.signer import HMACAlgorithm

ALPHABET = "23456789CDFGHJKMNPQRTVWXY"
MISREAD = str.maketrans("BSZ", "852", " -\t\r\n")
LENGTH, SEAL_BITS = 12, 24
SERIALS = len(ALPHABET) ** LENGTH >> SEAL_BITS  # 3.5 thousand million
TOKEN_ALPHABET = "23456789abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ"
TOKEN_LENGTH = 12
HASH = HMACAlgorithm(sha256)


class BadCode(ValueError):
    """The text is not a code, or a token, that one of our keys has sealed."""


@dataclass(frozen=True)
class _Kind:
    """How a sealed serial is written."""

    purpose: str
    alphabet: str
    length: int
    seal_bits: int

    def write(self, serial: int, key: str) -> str:
        number, letters = serial << self.seal_bits | self._seal(serial, key), ""
        for _ in range(self.length):
            number, digit = divmod(number, len(self.alphabet))
            letters = self.alphabet[digit] + letters
        return letters

    def read(self, letters: str, keys: Sequence[str]) -> int:
        if len(letters) != self.length or not set(letters) <= set(self.alphabet):
            raise BadCode
        number = 0
        for letter in letters:
            number = number * len(self.alphabet) + self.alphabet.index(letter)
        serial, seal = divmod(number, 1 << self.seal_bits)
        if not any(hmac.compare_digest(_bytes(seal), _bytes(self._seal(serial, key))) for key in keys):
            raise BadCode
        return serial

    def _seal(self, serial: int, key: str) -> int:
        mac = HASH.get_signature(_derived(self.purpose, key), str(serial).encode())
        return int.from_bytes(mac) >> len(mac) * 8 - self.seal_bits


CODE = _Kind("handbill.coupon", ALPHABET, LENGTH, SEAL_BITS)
TOKEN = _Kind(
    "handbill.token",
    TOKEN_ALPHABET,
    TOKEN_LENGTH,
    (len(TOKEN_ALPHABET) ** TOKEN_LENGTH // SERIALS).bit_length() - 1,
)


def write_code(serial: int, keys: Sequence[str]) -> str:
    """The code for a serial in range(SERIALS), sealed with the last of keys, the newest."""
    symbols = CODE.write(serial, keys[-1])
    return "-".join(symbols[i : i + 4] for i in range(0, LENGTH, 4))


def read_code(typed: str, keys: Sequence[str]) -> int:
    """The serial of a code, as a person typed it.

    Case, spaces and hyphens are ignored; B, S and Z are read as 8, 5 and 2.
    Any key may have sealed it, so keys can change while codes are out.
    Raises BadCode without saying what was wrong: a guesser would listen.
    """
    return CODE.read(typed.upper().translate(MISREAD), keys)


def write_token(serial: int, keys: Sequence[str]) -> str:
    """The token for a serial in range(SERIALS), sealed with the last of keys, the newest."""
    return TOKEN.write(serial, keys[-1])


def read_token(token: str, keys: Sequence[str]) -> int:
    """The serial of a token that any of keys has sealed. Raises BadCode."""
    return TOKEN.read(token, keys)


@lru_cache(64)
def _derived(purpose: str, key: str) -> bytes:
    return Signer(key, purpose, key_derivation="hmac", digest_method=sha256).derive_key()


def _bytes(seal: int) -> bytes:
    return seal.to_bytes(8)
