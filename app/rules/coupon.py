"""Coupon codes: short enough to type at a till, impossible to invent.

A code is twelve symbols, AAAA-BBBB-CCCC. Read as one number in base 25 it is

    serial   a random number below SERIALS; the coupon's identity in the store
    seal     24 bits of HMAC-SHA-256 over the serial

The seal turns away slips and guesses before the store is asked. Whether the
coupon is in date and unspent is for redemption.py to say. The alphabet has no
vowels, so no words, and one of each pair that the eye confuses.
"""

import hmac
from collections.abc import Sequence
from hashlib import sha256

from itsdangerous import Signer, base64_decode

ALPHABET = "23456789CDFGHJKMNPQRTVWXY"
MISREAD = str.maketrans("BSZ", "852", " -\t\r\n")
LENGTH, SEAL_BITS = 12, 24
SERIALS = len(ALPHABET) ** LENGTH >> SEAL_BITS  # 3.5 thousand million


class BadCode(ValueError):
    """The text is not a code that one of our keys has sealed."""


def write_code(serial: int, keys: Sequence[str]) -> str:
    """The code for a serial in range(SERIALS), sealed with the last of keys, the newest."""
    number, symbols = serial << SEAL_BITS | _seal(serial, keys[-1]), ""
    for _ in range(LENGTH):
        number, digit = divmod(number, len(ALPHABET))
        symbols = ALPHABET[digit] + symbols
    return "-".join(symbols[i : i + 4] for i in range(0, LENGTH, 4))


def read_code(typed: str, keys: Sequence[str]) -> int:
    """The serial of a code, as a person typed it.

    Case, spaces and hyphens are ignored; B, S and Z are read as 8, 5 and 2.
    Any key may have sealed it, so keys can change while codes are out.
    Raises BadCode without saying what was wrong: a guesser would listen.
    """
    symbols = typed.upper().translate(MISREAD)
    if len(symbols) != LENGTH or not set(symbols) <= set(ALPHABET):
        raise BadCode
    number = 0
    for symbol in symbols:
        number = number * len(ALPHABET) + ALPHABET.index(symbol)
    serial, seal = divmod(number, 1 << SEAL_BITS)
    if not any(hmac.compare_digest(_bytes(seal), _bytes(_seal(serial, key))) for key in keys):
        raise BadCode
    return serial


def _seal(serial: int, key: str) -> int:
    signer = Signer(key, "handbill.coupon", key_derivation="hmac", digest_method=sha256)
    return int.from_bytes(base64_decode(signer.get_signature(str(serial)))[: SEAL_BITS // 8])


def _bytes(seal: int) -> bytes:
    return seal.to_bytes(SEAL_BITS // 8)
