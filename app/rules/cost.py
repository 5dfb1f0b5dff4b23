"""What texts cost: their parts at the price that the operator has set for the country, or what their gateway asks.

What never left costs nothing, and neither does what a gateway refused. Sums are exact: decimals, added up by currency,
and parts of which no price is known are told apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from app.rules.message import State

Price = tuple[Decimal, str]  # and its ISO 4217 currency
BILLED = (State.SENT, State.DELIVERED, State.UNDELIVERED, State.UNKNOWN)  # a gateway has it, or may have
PLACES = 6
WRITTEN = re.compile(r"-?([0-9]{1,6}(?:\.[0-9]{1,9})?) ([A-Z]{3})")  # some providers write what we owe with a minus


@dataclass(frozen=True)
class Cost:
    """What one text costs: `each` is the price of a part, None where there is none or the gateway names the whole."""

    parts: int
    each: Decimal | None = None
    whole: Decimal | None = None
    currency: str | None = None

    @property
    def is_reported(self) -> bool:
        """Whether the gateway said so itself."""
        return self.whole is not None and self.each is None


@dataclass(frozen=True)
class Pile:
    """Texts to one country that left: how many, in how many parts without a price of their own, and what a gateway
    asks for the others, in one currency.
    """

    country: str
    texts: int
    parts: int
    asked: Decimal = Decimal()
    currency: str | None = None


@dataclass(frozen=True)
class Sums:
    """What many texts cost, by currency; `unpriced` are parts by country of which no price is known."""

    texts: int
    by_currency: Mapping[str, Decimal]
    unpriced: Mapping[str, int]


def cost(state: State, parts: int, country: str, reported: Price | None, prices: Mapping[str, Price]) -> Cost | None:
    """What a text costs; None for one that has not left, or that the gateway refused."""
    if state not in BILLED:
        return None
    if reported:
        return Cost(parts, None, *reported)
    price = prices.get(country)
    return Cost(parts, price[0], price[0] * parts, price[1]) if price else Cost(parts)


def sums(piles: Iterable[Pile], prices: Mapping[str, Price]) -> Sums:
    """What these cost at the prices by country; currencies and countries in the order of their names."""
    texts, money, unpriced = 0, dict[str, Decimal](), dict[str, int]()
    for pile in piles:
        texts += pile.texts
        if pile.currency:
            money[pile.currency] = money.get(pile.currency, Decimal()) + pile.asked
        if pile.parts and (price := prices.get(pile.country)):
            money[price[1]] = money.get(price[1], Decimal()) + price[0] * pile.parts
        elif pile.parts:
            unpriced[pile.country] = unpriced.get(pile.country, 0) + pile.parts
    return Sums(texts, dict(sorted(money.items())), dict(sorted(unpriced.items())))


def read_price(written: str | None) -> Price | None:
    """A price as a provider writes it, "0.0333 EUR"; None for anything else."""
    found = WRITTEN.fullmatch(written or "")
    return (Decimal(found[1]).quantize(Decimal(1).scaleb(-PLACES), ROUND_HALF_UP), found[2]) if found else None


def as_billed(price: Price | None) -> dict[str, object]:
    """The price as it is kept: millionths and their currency."""
    return {"billed": int(price[0].scaleb(PLACES)) if price else None, "billed_in": price[1] if price else None}


def price_of(billed: int | None, currency: str | None) -> Price | None:
    """The price that is kept so."""
    return None if billed is None or currency is None else (asked(billed), currency)


def asked(billed: int) -> Decimal:
    """So many millionths."""
    return Decimal(billed).scaleb(-PLACES)
