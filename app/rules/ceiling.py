"""Ceilings: how many texts may leave because of web pages, and how much they may cost, by the hour and by the day.

    texts 20000 an hour, money 200 EUR a day, IT 2000 an hour, country 5000 an hour, campaign 5000 a day

`country` and `campaign` hold for each, a country's code for that one instead. `prefix 60 an hour` is what a range of
numbers may get before anybody answers (shield.py). A country without a price counts in no sum of money.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

MILLIONTHS = 1_000_000  # sums of money are kept in millionths of a unit
DEFAULTS = "texts 20000 an hour, texts 100000 a day, country 10000 an hour, campaign 10000 an hour, prefix 60 an hour"
SHAPE = re.compile(
    r"(texts|money|country|campaign|prefix|[A-Z]{2}) (\d{1,9}(?:\.\d{1,2})?)(?: ([A-Z]{3}))? (an hour|a day)", re.ASCII
)
PERS = {"an hour": "hour", "a day": "day"}

ALL, COUNTRY, CAMPAIGN, MONEY = "all", "country", "campaign", "money"
Place = tuple[str, str]  # (ALL, ""), (COUNTRY, code), (CAMPAIGN, id), (MONEY, currency)


class BadCeilings(ValueError):
    """What is written is no ceiling; the message says which part, and how one looks."""


@dataclass(frozen=True, slots=True)
class Sums:
    """What left in the last hour and in the last day: texts, or millionths of a unit of money."""

    hour: int = 0
    day: int = 0

    def plus(self, more: int) -> "Sums":
        """With so much more."""
        return Sums(self.hour + more, self.day + more)


NOTHING = Sums()


@dataclass(frozen=True, slots=True)
class Ceiling:
    """One ceiling: of which place, how much of it, by "hour" or "day". As an operator would write it: str()."""

    what: str
    most: Decimal
    per: str
    currency: str = ""

    def __str__(self) -> str:
        most = f"{self.most} {self.currency}" if self.currency else f"{self.most}"
        return f"{self.what} {most} {'an hour' if self.per == 'hour' else 'a day'}"

    def used(self, sums: Sums) -> float:
        """How much of it is used, 1 when nothing is left."""
        most = int(self.most * MILLIONTHS) if self.currency else int(self.most)
        return getattr(sums, self.per) / most if most else 1.0


@dataclass(frozen=True)
class Ceilings:
    """The ceilings in force, by what they are of, by hour or day, and by currency."""

    all: Mapping[tuple[str, str, str], Ceiling]

    @property
    def prefix(self) -> float:
        """Texts an hour to a range before anybody answers."""
        return float(self.all["prefix", "hour", ""].most)

    def of_country(self, country: str) -> float:
        """Texts an hour that this country may get."""
        own = self.all.get((country, "hour", "")) or self.all[COUNTRY, "hour", ""]
        return float(min(own.most, self.all["texts", "hour", ""].most))

    @property
    def currencies(self) -> frozenset[str]:
        """Those that a ceiling of money is in."""
        return frozenset(each.currency for each in self.all.values() if each.currency)

    def over(self, text: "Text") -> Iterator[tuple[Place, Ceiling]]:
        """The ceilings that a text is under, each with the place whose sums it looks at."""
        for per in ("hour", "day"):
            own = self.all.get((text.country, per, "")) or self.all.get((COUNTRY, per, ""))
            for place, found in (
                ((ALL, ""), self.all.get(("texts", per, ""))),
                ((COUNTRY, text.country), own),
                ((CAMPAIGN, text.campaign), self.all.get((CAMPAIGN, per, ""))),
                ((MONEY, text.currency), self.all.get((MONEY, per, text.currency)) if text.currency else None),
            ):
                if found:
                    yield place, found


@dataclass(frozen=True, slots=True)
class Text:
    """One text as ceilings see it; `cost` in millionths of a unit of `currency`, which is empty where none is known."""

    country: str
    campaign: str
    cost: int = 0
    currency: str = ""

    @property
    def counts(self) -> Iterator[tuple[Place, int]]:
        """How much it adds where."""
        yield (ALL, ""), 1
        yield (COUNTRY, self.country), 1
        yield (CAMPAIGN, self.campaign), 1
        if self.currency:
            yield (MONEY, self.currency), self.cost


def text_of(country: str, campaign: str, parts: int, prices: Mapping[str, tuple[Decimal, str]]) -> Text:
    """A text of so many parts, with what it costs where the price of a part is known."""
    price = prices.get(country)
    if price is None:
        return Text(country, campaign)
    return Text(country, campaign, int(price[0] * MILLIONTHS) * parts, price[1])


def reached(ceilings: Ceilings, sums: Mapping[Place, Sums], text: Text) -> Ceiling | None:
    """The ceiling that this text would go through, if any."""
    more = dict(text.counts)
    for place, each in ceilings.over(text):
        if each.used(sums.get(place, NOTHING).plus(more.get(place, 0))) > 1:
            return each
    return None


def share(ceilings: Ceilings, sums: Mapping[Place, Sums], text: Text) -> float:
    """How much is used of the ceiling that is nearest."""
    return max((each.used(sums.get(place, NOTHING)) for place, each in ceilings.over(text)), default=0.0)


def read_ceilings(written: str) -> Ceilings:
    """Those that are written, over DEFAULTS. Raises BadCeilings."""
    found = {_key(each): each for each in map(_read, _split(DEFAULTS))}
    own = list(map(_read, _split(written)))
    if twice := next((each for n, each in enumerate(own) if _key(each) in map(_key, own[:n])), None):
        raise BadCeilings(f"there are two of {twice}.")
    return Ceilings(found | {_key(each): each for each in own})


def _split(written: str) -> list[str]:
    return [each.strip() for each in written.split(",") if each.strip()]


def _key(ceiling: Ceiling) -> tuple[str, str, str]:
    return ceiling.what, ceiling.per, ceiling.currency


def _read(written: str) -> Ceiling:
    shape = SHAPE.fullmatch(written)
    if shape is None:
        raise BadCeilings(f"{written!r} is no ceiling; write it like texts 5000 an hour, or money 200 EUR a day.")
    what, most, currency, per = shape[1], shape[2], shape[3] or "", PERS[shape[4]]
    if (what == MONEY) != bool(currency):
        raise BadCeilings(f"{written!r}: money has a currency and nothing else has, as in money 200 EUR a day.")
    if what != MONEY and "." in most:
        raise BadCeilings(f"{written!r}: texts are counted whole.")
    if what == "prefix" and (per != "hour" or Decimal(most) < 1):
        raise BadCeilings(f"{written!r}: write at least prefix 1 an hour; what a range may get is counted by the hour.")
    return Ceiling(what, Decimal(most), per, currency)


STANDARD = read_ceilings("")
