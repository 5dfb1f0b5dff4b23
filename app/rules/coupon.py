"""Coupon codes: short enough to type at a till, impossible to invent; and the tokens of their pages.

Both are a coupon's serial, a random number and its identity in the store, sealed as in sealed.py:

    code     twelve symbols, AAAA-BBBB-CCCC; 24 bits of seal. The alphabet has no vowels, so no
             words, and one of each pair that the eye confuses.
    token    twelve letters of an address, read by machines only; 38 bits of seal. Whoever sees a
             code, a cashier say, cannot find the page from it.

The seal turns away slips and guesses before the store is asked. Whether the
coupon is in date and unspent is for redemption.py to say.
"""

from collections.abc import Sequence

from app.rules.sealed import SERIALS as SERIALS
from app.rules.sealed import BadCode as BadCode
from app.rules.sealed import Kind

ALPHABET = "23456789CDFGHJKMNPQRTVWXY"
MISREAD = str.maketrans("BSZ", "852", " -\t\r\n")
LENGTH, SEAL_BITS = 12, 24
CODE = Kind("handbill.coupon", ALPHABET, LENGTH, SEAL_BITS)
TOKEN = Kind("handbill.token")


def write_code(serial: int, keys: Sequence[str]) -> str:
    """The code for a serial in range(SERIALS), sealed with the last of keys, the newest."""
    symbols = CODE.write(serial, keys)
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
    return TOKEN.write(serial, keys)


def read_token(token: str, keys: Sequence[str]) -> int:
    """The serial of a token that any of keys has sealed. Raises BadCode."""
    return TOKEN.read(token, keys)
