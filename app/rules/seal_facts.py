"""What a coupon's offline seal tells a till that can ask nobody: whose it is, when it is good, what it is worth.

As bytes, because each costs a coupon's QR symbol two letters:

    1      format (4 bits), kind of the worth (2), decimals of its number (2)
    4      the campaign's mark
    3, 3   the first minute it is good, and the first at which it is too late, counted from EPOCH
    rest   a number; three letters of currency and a number; or words in UTF-8
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from hashlib import sha256

from app.rules.campaign import Offer
from app.rules.texts import Texts

FORMAT = 1
KINDS = "percent", "amount", "item", "points"
WORDED = "item", "access", "card"  # told in words; a card's balance only the server knows
EPOCH = datetime(2025, 1, 1, tzinfo=UTC)
LAST = (1 << 24) - 1  # the last minute that can be told, in November 2056
MINUTE = timedelta(minutes=1)
MOST_DECIMALS = 3
MOST_WORDS = 36  # bytes: with more the symbol would be larger than version 8
HEAD = 11  # bytes before the worth


class BadFacts(ValueError):
    """The bytes are no facts of this format."""


@dataclass(frozen=True, kw_only=True)
class Worth:
    """What a coupon gives: a number of percent, points or a currency (ISO 4217), or words for an item."""

    kind: str
    number: Decimal | None = None
    currency: str = ""
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is sealed with a code. `campaign` is its mark; dates are whole minutes, valid_until the first too late."""

    campaign: str
    valid_from: datetime
    valid_until: datetime
    worth: Worth


def mark(campaign_id: str) -> str:
    """By what a seal names a campaign: the first four bytes of its id's SHA-256, in hex."""
    return sha256(campaign_id.encode()).hexdigest()[:8]


def worth_of(offer: Offer, language: str) -> Worth:
    """What an offer gives, for a cashier who reads this language; words longer than MOST_WORDS end in "…"."""
    if offer.kind in WORDED or offer.value is None:
        said = offer.value if isinstance(offer.value, Texts) else offer.title
        return Worth(kind="item", words=_short(said.in_(language)))
    currency = (offer.currency or "EUR") if offer.kind == "amount" else ""
    return Worth(kind=offer.kind, number=Decimal(offer.value), currency=currency)


def written(facts: Facts) -> bytes:
    """The facts as bytes; a moment before EPOCH or after LAST becomes that one, an amount is kept to 0.001."""
    worth, decimals, rest = facts.worth, 0, facts.worth.words.encode()
    if worth.number is not None:
        number = round(worth.number, MOST_DECIMALS).normalize()
        decimals = max(0, -int(number.as_tuple().exponent))
        whole = int(number.scaleb(decimals))
        rest = worth.currency.encode() + whole.to_bytes(max(1, (whole.bit_length() + 7) // 8))
    first = FORMAT << 4 | KINDS.index(worth.kind) << 2 | decimals
    minutes = (_minute(moment).to_bytes(3) for moment in (facts.valid_from, facts.valid_until))
    return bytes([first]) + bytes.fromhex(facts.campaign) + b"".join(minutes) + rest


def read(data: bytes) -> Facts:
    """The facts of these bytes. Raises BadFacts."""
    if len(data) <= HEAD or data[0] >> 4 != FORMAT:
        raise BadFacts
    kind, decimals, rest = KINDS[data[0] >> 2 & 3], data[0] & 3, data[HEAD:]
    try:
        if kind == "item":
            worth = Worth(kind=kind, words=rest.decode())
        else:
            letters = 3 if kind == "amount" else 0
            number = Decimal(int.from_bytes(rest[letters:])).scaleb(-decimals)
            worth = Worth(kind=kind, number=number, currency=rest[:letters].decode("ascii"))
    except UnicodeDecodeError as error:
        raise BadFacts from error
    valid_from, valid_until = (EPOCH + MINUTE * int.from_bytes(data[at : at + 3]) for at in (5, 8))
    return Facts(campaign=data[1:5].hex(), valid_from=valid_from, valid_until=valid_until, worth=worth)


def _minute(moment: datetime) -> int:
    return min(max((moment - EPOCH) // MINUTE, 0), LAST)


def _short(words: str) -> str:
    if len(words.encode()) <= MOST_WORDS:
        return words
    return words.encode()[: MOST_WORDS - len("…".encode())].decode(errors="ignore").rstrip() + "…"
