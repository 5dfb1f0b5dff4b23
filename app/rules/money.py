"""Sums of money as whole minor units of their currency (ISO 4217: cents, øre, yen): nothing is rounded twice."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from functools import cache


class BadSum(ValueError):
    """The sum has more places than its currency."""


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


def rounded(amount: Decimal, currency: str) -> int:
    """The sum in minor units; half a unit goes up, as in trade."""
    return int(amount.scaleb(places(currency)).quantize(Decimal(1), ROUND_HALF_UP))


def major(units: int, currency: str) -> Decimal:
    """The sum as people write it, with all its places: 990 cents are 9.90."""
    return Decimal(units).scaleb(-places(currency))
