"""Short links of our own in texts: how their tokens are written, and what of a text becomes one.

A token is eleven letters of an address, sealed as in sealed.py. What it seals is

    serial   a random number of 42 bits that the row of the text keeps
    number   which link of that text it is, three bits: its coupon's page, its owner's preferences,
             the campaign's page, or one of the addresses of the brand's site that the row keeps

so nothing is written for a link, and where it leads is read off the row of its text. Seal and serial are 61 bits that
nobody outside knows; the seal alone turns away all but one guess in half a million before the store is asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote_plus, unquote_plus, urlsplit

from app.rules.message import parts
from app.rules.sealed import TOKEN_ALPHABET, Kind
from app.rules.sealed import BadCode as BadCode

LENGTH, SEAL_BITS, NUMBER_BITS = 11, 19, 3
SERIALS = 1 << 42  # of ten million texts two share a serial eleven times; the second is drawn anew
LINK = Kind("handbill.text-link", TOKEN_ALPHABET, LENGTH, SEAL_BITS)
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
    """The token of a text's link, for a serial in range(SERIALS), sealed with the last of keys, the newest."""
    return LINK.write(serial << NUMBER_BITS | number, keys)


def read(token: str, keys: Sequence[str]) -> tuple[int, int]:
    """(serial of the text, number of the link) of a token that any of keys has sealed. Raises BadCode."""
    return divmod(LINK.read(token, keys), 1 << NUMBER_BITS)


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


def name_of(number: int, targets: Sequence[str]) -> str | None:
    """What figures call the link: coupon, preferences, page, or the address it leads to; None for one of no text."""
    if number < OWN:
        return NAMES[number]
    return targets[number - OWN] if number - OWN < len(targets) else None
