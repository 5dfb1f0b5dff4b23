"""Numbers that travel outside as a few letters: short enough for a text, impossible to invent.

A sealed number is serial ‖ seal, written as one number in the letters of its kind:

    serial   what it stands for in the store, below SERIALS
    seal     the first bits of HMAC-SHA-256 over the serial, under a key of the kind's purpose alone

What is sealed for one purpose is nothing for another. Where letters are plenty, link.py carries whole texts.
"""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

SERIALS = 3_552_713_678  # 3.5 thousand million; 25 ** 12 >> 24, which is what a coupon's code has room for
TOKEN_ALPHABET = "23456789abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ"
TOKEN_LENGTH = 12
TOKEN_SEAL_BITS = (len(TOKEN_ALPHABET) ** TOKEN_LENGTH // SERIALS).bit_length() - 1  # 38


class BadCode(ValueError):
    """The text is not a code, or a token, that one of our keys has sealed."""


@dataclass(frozen=True)
class Kind:
    """How the serials of one purpose are written."""

    purpose: str
    alphabet: str = TOKEN_ALPHABET
    length: int = TOKEN_LENGTH
    seal_bits: int = TOKEN_SEAL_BITS

    def write(self, serial: int, keys: Sequence[str]) -> str:
        """The letters for a serial in range(SERIALS), sealed with the last of keys, the newest."""
        return spell(serial << self.seal_bits | self._seal(serial, keys[-1]), self.alphabet, self.length)

    def read(self, letters: str, keys: Sequence[str]) -> int:
        """The serial that any of keys has sealed. Raises BadCode without saying what was wrong."""
        is_spelt = len(letters) == self.length and set(letters) <= set(self.alphabet)
        number = spelt(letters if is_spelt else self.alphabet[: self.length], self.alphabet)
        serial, seal = divmod(number, 1 << self.seal_bits)
        # Every key is asked, also for what cannot be a code: how long a no takes tells nothing.
        sealed = [hmac.compare_digest(_bytes(seal), _bytes(self._seal(serial, key))) for key in keys]
        if not (is_spelt and any(sealed)):
            raise BadCode
        return serial

    def _seal(self, serial: int, key: str) -> int:
        mac = hmac.digest(derived(self.purpose, key), str(serial).encode(), "sha256")
        return int.from_bytes(mac) >> len(mac) * 8 - self.seal_bits


def spell(number: int, alphabet: str, length: int) -> str:
    """The number as so many letters of the alphabet."""
    letters = ""
    for _ in range(length):
        number, digit = divmod(number, len(alphabet))
        letters = alphabet[digit] + letters
    return letters


def spelt(letters: str, alphabet: str) -> int:
    """The number that the letters write."""
    number = 0
    for letter in letters:
        number = number * len(alphabet) + alphabet.index(letter)
    return number


@lru_cache(64)
def derived(purpose: str, key: str) -> bytes:
    """The key for one purpose alone, 32 bytes."""
    from itsdangerous import Signer  # brings in much that `handbill qr` has no use for

    return Signer(key, purpose, key_derivation="hmac", digest_method=sha256).derive_key()


def _bytes(seal: int) -> bytes:
    return seal.to_bytes(8)
