"""Sums of money as whole minor units of their currency (ISO 4217: cents, øre, yen): nothing is rounded twice."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

MOST_DIGITS = 9  # before the decimals of a sum that somebody types
MOST = 1_000_000  # that one purchase may come to, in major units: what is more was typed wrong
# Of these one euro buys a hundred and more (2026): a purchase may come to whatever nine digits can write.
_LIGHT = """
    ALL AMD AOA ARS BDT BIF CDF CLP COP CRC DJF DZD ETB GNF GYD HTG HUF IDR IQD IRR ISK JMD JPY KES KHR KMF KRW KZT
    LAK LBP LKR LRD MGA MMK MNT MWK NGN NPR PKR PYG RSD RWF SDG SOS SSP SYP TZS UGX UZS VND XAF XOF XPF YER"""
LIGHT = frozenset(_LIGHT.split())
SIGNS = ".,"
PLAIN = r"[0-9]{1,9}(\.[0-9]{1,4})?"  # a sum as programs write it
CURRENCY = "[A-Z]{3}"  # ISO 4217


class BadSum(ValueError):
    """The sum has more places than its currency, or is none."""


@cache
def places(currency: str) -> int:
    """How many decimal places the currency has: 2 for EUR, 0 for JPY, 3 for KWD (Unicode CLDR, after ISO 4217)."""
    from babel.numbers import get_currency_precision

    return get_currency_precision(currency)


def minor(amount: Decimal, currency: str) -> int:
    """The sum in minor units. Raises BadSum for one that the currency cannot write."""
    units = amount.scaleb(places(currency))
    if units != units.to_integral_value():
        raise BadSum(f"{currency} has {places(currency)} decimal places")
    return int(units)


def purchase(amount: Decimal, currency: str) -> int:
    """The sum of one purchase, in minor units. Raises BadSum for one that the currency cannot write, or of too much."""
    units = minor(amount, currency)
    if amount > MOST and currency not in LIGHT:
        raise BadSum("more than one purchase may come to")
    return units


def rounded(amount: Decimal, currency: str) -> int:
    """The sum in minor units; half a unit goes up, as in trade."""
    return int(amount.scaleb(places(currency)).quantize(Decimal(1), ROUND_HALF_UP))


def major(units: int, currency: str) -> Decimal:
    """The sum as people write it, with all its places: 990 cents are 9.90."""
    return Decimal(units).scaleb(-places(currency))


def read_plain(written: str) -> tuple[int, str]:
    """(minor units, currency) of a purchase, written as "39.90 EUR". Raises BadSum."""
    value, _, currency = written.partition(" ")
    if not re.fullmatch(PLAIN, value) or not re.fullmatch(CURRENCY, currency):
        raise BadSum("not a sum")
    return purchase(Decimal(value), currency), currency


def read_sum(typed: str, currency: str, decimal_sign: str) -> int:
    """The sum of a purchase that a person typed, in minor units: "39,90", "39.90" or "1.039,90".

    `decimal_sign` is the language's; the other one of comma and point parts thousands, and stands for it too where
    what follows cannot be thousands, for keypads have one of the two. Raises BadSum.
    """
    text = re.sub(r"[\s\u2019']", "", typed)
    other = SIGNS.replace(decimal_sign, "")[-1]
    whole, sign, decimals = text.rpartition(decimal_sign)
    if not sign:
        whole, sign, decimals = text.rpartition(other)
        if len(decimals) == 3 or not sign:  # thousands, or no sign at all
            whole, decimals = text, ""
    whole = whole if re.fullmatch(r"\d*", whole, re.ASCII) else _ungrouped(whole, other)
    if not re.fullmatch(rf"\d{{0,{MOST_DIGITS}}}", whole, re.ASCII) or not re.fullmatch(r"\d*", decimals, re.ASCII):
        raise BadSum("not a sum")
    if len(decimals) > places(currency):
        raise BadSum("too many places")
    units = purchase(Decimal(f"{whole or 0}.{decimals or 0}"), currency)
    if not units:
        raise BadSum("nothing")
    return units


def _ungrouped(whole: str, group_sign: str) -> str:
    """The digits of a number whose thousands are parted. Raises BadSum."""
    if not re.fullmatch(rf"\d{{1,3}}({re.escape(group_sign)}\d{{3}})+", whole, re.ASCII):
        raise BadSum("not a sum")
    return whole.replace(group_sign, "")
