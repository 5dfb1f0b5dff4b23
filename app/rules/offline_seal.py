"""The seal that a till checks with a public key alone, asking nobody: for tills whose line is down.

A coupon's QR symbol holds its code, a space, and the seal:

    2VPY7FYV3784 CKTTHLNX…

    code     twelve symbols as coupon.py writes them; a till with a line needs no more
    seal     facts ‖ signature as one number in the letters of ALPHABET
    facts    seal_facts.py
    signature   Ed25519 (RFC 8032, section 5.1) over DOMAIN ‖ code ‖ facts, 64 bytes

A hand scanner is a keyboard, and one that is set up for another country sends other letters. Those of ALPHABET and
the space are the same keys in the United States, Germany, Italy and France; Y, which a code may have, comes out as Z
in Germany, and as no code has a Z it is read as Y here. static/seal-reader.js reads the same in a browser.
"""

from collections.abc import Sequence
from contextlib import suppress
from functools import cache, lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.rules import seal_facts
from app.rules.coupon import LENGTH
from app.rules.seal_facts import BadFacts, Facts

ALPHABET = "BCDEFGHIJKLNOPRSTUVX"  # without A, M, Q, W, Y and Z
PURPOSE = b"handbill.offline-seal"
DOMAIN = b"handbill.offline-seal.1:"
SIGNATURE = 64  # bytes
LONGEST = 250  # letters of a seal
# What looks like a seal, with as many facts as coupons have, and is none of any key.
NO_CODE, NO_FACTS, NO_SIGNATURE = "2" * LENGTH, bytes(24), bytes([2, *bytes(SIGNATURE - 1)])
DROPPED = str.maketrans("", "", " -\t\r\n")
QWERTZ = str.maketrans("Z", "Y")
PRIME = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493  # of the base point: RFC 8032, section 5.1
# The y of every point whose order divides 8, by which a signature could say yes to more than one text.
SMALL_ORDER = frozenset(
    y % PRIME for own in (0, 1, 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7) for y in (own, -own)
)


class BadSeal(ValueError):
    """The text is not a code that one of these keys has sealed."""


def private_key(secret: str) -> Ed25519PrivateKey:
    """The key that seals, made of one of our secret keys by HKDF (RFC 5869) for this purpose alone."""
    return _pair(secret)[0]


def public_keys(secrets: Sequence[str]) -> tuple[bytes, ...]:
    """The keys that read what any of our secret keys has sealed, 32 bytes each, oldest first."""
    return tuple(_pair(secret)[1] for secret in secrets)


def seal(code: str, facts: Facts, key: Ed25519PrivateKey) -> str:
    """What a coupon's QR symbol holds: the code, without hyphens, and its seal."""
    symbols, told = code.translate(DROPPED), seal_facts.written(facts)
    return f"{symbols} {_letters(told + key.sign(DOMAIN + symbols.encode() + told))}"


def split(text: str) -> tuple[str, str]:
    """(code, seal) of what a scanner read or a person typed: as it stands, and empty, where nothing follows the code.

    Case, spaces and hyphens are ignored, so it does not matter what became of the space between the two.
    """
    letters = text.upper().translate(DROPPED)
    if len(letters) <= LENGTH:
        return text, ""
    return letters[:LENGTH].translate(QWERTZ), letters[LENGTH:]


def read(text: str, keys: Sequence[bytes]) -> Facts:
    """The facts that one of these public keys has sealed with the text's code. Raises BadSeal, and never says why."""
    told = check(text, keys)
    try:
        return seal_facts.read(told)
    except BadFacts as error:
        raise BadSeal from error


def check(text: str, keys: Sequence[bytes]) -> bytes:
    """What is sealed beside the text's code, as it stands. Raises BadSeal, after as long whatever is wrong."""
    code, letters = split(text)
    data = _bytes(letters)
    told, signature = data[:-SIGNATURE], data[-SIGNATURE:]
    point, scalar = (int.from_bytes(half, "little") for half in (signature[:32], signature[32:]))
    is_sound = bool(told) and scalar < ORDER and (point & (1 << 255) - 1) % PRIME not in SMALL_ORDER
    signed = DOMAIN + code.encode() + told
    if not is_sound:  # then another is looked at, which takes as long
        signature, signed = NO_SIGNATURE, DOMAIN + NO_CODE.encode() + NO_FACTS
    is_signed = sum(_is_signed(key, signature, signed) for key in keys)  # all of them, so that no key answers sooner
    if not (is_sound and is_signed):
        raise BadSeal
    return told


def check_none(keys: Sequence[bytes]) -> None:
    """Takes as long as to check a seal that none of these keys has made: for a text that has none."""
    with suppress(BadSeal):
        check(_no_seal(), keys)


def _is_signed(key: bytes, signature: bytes, signed: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, signed)
    except InvalidSignature:
        return False
    return True


@lru_cache(64)
def _pair(secret: str) -> tuple[Ed25519PrivateKey, bytes]:
    seed = HKDF(SHA256(), length=32, salt=None, info=PURPOSE).derive(secret.encode())
    key = Ed25519PrivateKey.from_private_bytes(seed)
    return key, key.public_key().public_bytes_raw()


def _letters(data: bytes) -> str:
    """The bytes as the fewest letters that hold as many."""
    number, letters = int.from_bytes(data), ""
    for _ in range(_length(len(data))):
        number, digit = divmod(number, len(ALPHABET))
        letters = ALPHABET[digit] + letters
    return letters


def _bytes(letters: str) -> bytes:
    """The bytes behind the letters; none where that cannot be a seal."""
    if len(letters) > LONGEST or not set(letters) <= set(ALPHABET):
        return b""
    number = 0
    for letter in letters:
        number = number * len(ALPHABET) + ALPHABET.index(letter)
    size = (len(ALPHABET) ** len(letters)).bit_length() - 1 >> 3
    if size <= SIGNATURE or len(letters) != _length(size) or number >> 8 * size:
        return b""
    return number.to_bytes(size)


@cache
def _no_seal() -> str:
    """A text that looks sealed and is not."""
    return NO_CODE + _letters(NO_FACTS + NO_SIGNATURE)


@lru_cache(256)
def _length(size: int) -> int:
    """How many letters hold this many bytes."""
    length, most = 0, 1
    while most < 1 << 8 * size:
        length, most = length + 1, most * len(ALPHABET)
    return length
