"""Short links of our own in texts: how their tokens are written, and what of a text becomes one.

A token is eleven letters of an address: a block of 64 bits, enciphered,

    serial   a random number of 42 bits that the row of the text keeps
    number   which link of that text it is, three bits: its coupon's page, its owner's preferences,
             the campaign's page, or one of the addresses of the brand's site that the row keeps
    check    19 bits, all of them zero

so nothing is written for a link, and where it leads is read off the row of its text. The check turns away all but one
guess in half a million before the store is asked. Whoever has one link of a text learns nothing of its others: a friend
to whom somebody passed their coupon on cannot find their preferences.

The cipher is a Feistel network of six rounds with keyed BLAKE2b (RFC 7693). Nobody who sees far fewer than 2 ** 32 of
its blocks can tell it from a random permutation, forwards or backwards (Patarin, CRYPTO 2004, "five or more rounds").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from urllib.parse import quote_plus, unquote_plus, urlsplit

from app.rules.message import parts
from app.rules.sealed import TOKEN_ALPHABET, derived, spell, spelt
from app.rules.sealed import BadCode as BadCode

LENGTH, NUMBER_BITS, CHECK_BITS = 11, 3, 19
SERIALS = 1 << 42  # among ten million texts eleven draw one that is in use, and another then
PURPOSE = "handbill.text-link"
ROUNDS, HALF_BITS = 6, 32
HALF = (1 << HALF_BITS) - 1
PATH = "/l/"

COUPON, PREFERENCES, PAGE, OWN = 0, 1, 2, 3  # in print: what these numbers mean never changes
MOST_OWN = (1 << NUMBER_BITS) - OWN
NAMES = {COUPON: "coupon", PREFERENCES: "preferences", PAGE: "page"}

ADDRESS = re.compile(r"https?://\S+")
TRAILING = ".,;:!?)]}'\""  # ends a sentence, not an address
# What may be led to: a plain host and what is behind it. No user, no backslash: browsers read those in their own ways.
PLAIN = re.compile(r"https://([\w-]+(?:\.[\w-]+)+)(?::\d{1,5})?(?:[/?#][^\s\\]*)?")
TOKEN = re.compile(rf"{PATH}([{TOKEN_ALPHABET}]{{{LENGTH}}})(?![0-9A-Za-z])")

SOURCE, MEDIUM = "handbill", "sms"


@dataclass(frozen=True)
class Linked:
    """A text with its links made short; `targets` are the addresses behind those that lead to the brand's site.

    The row of the text keeps serial and targets. A text without a short link has no serial.
    """

    text: str
    serial: int | None = None
    targets: tuple[str, ...] = ()


def write(serial: int, number: int, keys: Sequence[str]) -> str:
    """The token of a text's link, for a serial in range(SERIALS), by the last of keys, the newest."""
    block = (serial << NUMBER_BITS | number) << CHECK_BITS
    return spell(_enciphered(block, derived(PURPOSE, keys[-1])), TOKEN_ALPHABET, LENGTH)


def read(token: str, keys: Sequence[str]) -> tuple[int, int]:
    """(serial of the text, number of the link) of a token that was written with any of keys. Raises BadCode."""
    if len(token) != LENGTH or not set(token) <= set(TOKEN_ALPHABET):
        raise BadCode
    number = spelt(token, TOKEN_ALPHABET)
    for key in reversed(keys):
        block = _deciphered(number, derived(PURPOSE, key))
        if not block & (1 << CHECK_BITS) - 1 and number >> 2 * HALF_BITS == 0:
            return divmod(block >> CHECK_BITS, 1 << NUMBER_BITS)
    raise BadCode


def numbers_in(text: str, keys: Sequence[str]) -> set[int]:
    """Which links a text carries, by their numbers."""
    found = set()
    for token in TOKEN.findall(text) if PATH in text else ():
        try:
            found.add(read(token, keys)[1])
        except BadCode:  # an address that only looks like one of ours
            continue
    return found


def linked(
    text: str, serial: int, address: Callable[[int], str], *, page: str, site: str | None, secret: str = ""
) -> Linked:
    """The text with short links for the campaign's page, and for addresses of the brand's site, or a part of it.

    `address` is that of a link by its number, `site` the brand's host. An address with `secret` in it, a coupon's code,
    stays as it is: where links lead is kept in the clear. So does a text that would need more parts.
    """
    targets: list[str] = []
    ours = urlsplit(page).hostname

    def shortened(found: re.Match[str]) -> str:
        link = found[0].rstrip(TRAILING)
        number = PAGE if link == page else None
        is_theirs = leads_to(link, site) and urlsplit(link).hostname != ours  # we may well be a part of their site
        if number is None and is_theirs and not (secret and secret in link):
            if link not in targets and len(targets) < MOST_OWN:
                targets.append(link)
            number = OWN + targets.index(link) if link in targets else None
        return found[0] if number is None else address(number) + found[0][len(link) :]

    short = ADDRESS.sub(shortened, text)
    if short != text and parts(short).count > parts(text).count:
        short, targets = text, []
    return Linked(short, serial if PATH in short else None, tuple(targets))


@lru_cache(64)
def site_of(website: str | None) -> str | None:
    """The host of a brand's website, without its www."""
    host = urlsplit(website or "").hostname
    return host.removeprefix("www.") if host else None


def leads_to(link: str, site: str | None) -> bool:
    """Whether the address is of this host, without its www, or of one below it; https alone is."""
    found = PLAIN.fullmatch(link)
    host = found[1].lower().removeprefix("www.") if found else ""
    return bool(site and host) and (host == site or host.endswith(f".{site}"))


def with_utm(target: str, *, campaign: str, content: str) -> str:
    """The target with what tells the brand's own figures where somebody comes from; what it says itself stays.

    `content` is the placement or the broadcast behind the text, never who got it.
    """
    address, hash, fragment = target.partition("#")
    _, question, query = address.partition("?")
    said = {unquote_plus(pair.partition("=")[0]) for pair in query.split("&")}
    values = {"utm_source": SOURCE, "utm_medium": MEDIUM, "utm_campaign": campaign, "utm_content": content}
    more = "&".join(f"{name}={quote_plus(value)}" for name, value in values.items() if value and name not in said)
    between = "" if not more or address.endswith(("?", "&")) else "&" if question else "?"
    return f"{address}{between}{more}{hash}{fragment}"


def _enciphered(block: int, key: bytes) -> int:
    left, right = block >> HALF_BITS, block & HALF
    for turn in range(ROUNDS):
        left, right = right, left ^ _mixed(key, turn, right)
    return left << HALF_BITS | right


def _deciphered(block: int, key: bytes) -> int:
    left, right = block >> HALF_BITS & HALF, block & HALF
    for turn in reversed(range(ROUNDS)):
        left, right = right ^ _mixed(key, turn, left), left
    return left << HALF_BITS | right


def _mixed(key: bytes, turn: int, half: int) -> int:
    said = (turn << HALF_BITS | half).to_bytes(5)
    return int.from_bytes(blake2b(said, digest_size=HALF_BITS // 8, key=key).digest())


def name_of(number: int, targets: Sequence[str]) -> str | None:
    """What figures call the link: coupon, preferences, page, or the address it leads to; None for one of no text."""
    if number < OWN:
        return NAMES[number]
    return targets[number - OWN] if number - OWN < len(targets) else None
