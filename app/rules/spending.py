"""What a campaign costs: its texts, and what was given at tills; in all, by placement, and for each coupon spent.

What a part of a text costs is known only for the countries whose price the operator has set: the rest is counted in
parts, and told as not known. Discounts are minor units of their currency: the offer's, or of a percentage that has none
the one that tills name; of a percentage at a till that sends no sum nobody knows what came off, so these are counted
apart. What a coupon gave twice, because a till had no line, was given twice and is told; the coupon is redeemed once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from app.rules.campaign import Campaign
from app.rules.money import major, minor, rounded

Price = tuple[Decimal, str]  # of one part of a text, and its ISO 4217 currency


@dataclass(frozen=True)
class Given:
    """What was spent of one placement's coupons in one currency: how many, what it cost in minor units of it, and of
    how many that is not known; `doubled` of it is the cost of `doubles`, which are none of the redeemed.
    """

    placement: str
    currency: str | None
    redeemed: int
    cost: int
    unknown: int
    doubles: int = 0
    doubled: int = 0


@dataclass(frozen=True)
class Sent:
    """Parts of texts that a gateway took, to one country's numbers whose coupons are of one placement."""

    placement: str
    country: str
    parts: int


@dataclass(frozen=True)
class Costs:
    """What somebody's texts and discounts cost; `texts` by currency, `unpriced` in parts by country.

    `doubled` is the part of `given` that doubles cost; `given_other` was given in other currencies than the offer's.
    """

    redeemed: int
    given: Decimal
    unknown: int
    parts: int
    texts: Mapping[str, Decimal]
    unpriced: Mapping[str, int]
    currency: str | None
    doubles: int
    doubled: Decimal
    given_other: Mapping[str, Decimal]

    @property
    def each(self) -> Decimal | None:
        """The cost of one redeemed coupon in the offer's currency; None where a part of it is not known."""
        others = set(self.texts) - {self.currency} or self.given_other
        if not self.redeemed or self.unknown or self.unpriced or others or self.currency is None:
            return None
        return _round((self.given + self.texts.get(self.currency, Decimal())) / self.redeemed, self.currency)


@dataclass(frozen=True)
class Purse:
    """A budget as it stands, in major units of its currency; `is_over` once no coupon more fits into what is left.

    A redemption whose cost is not known is in `given` with the most it can have cost.
    """

    most: Decimal
    given: Decimal
    promised: Decimal
    currency: str
    is_over: bool = False

    @property
    def left(self) -> Decimal:
        """What is neither given nor kept back for coupons that are out."""
        return max(self.most - self.given - self.promised, Decimal())

    def share(self, part: Decimal) -> float:
        """The part in percent of the whole, as far as it fits in."""
        return float(min(100 * part / self.most, Decimal(100))) if self.most else 100.0


@dataclass(frozen=True)
class Spending:
    """All of a campaign's costs, those of each placement, and its budget if it has one."""

    all: Costs
    placements: Mapping[str, Costs]
    purse: Purse | None


def spending(
    campaign: Campaign,
    given: Iterable[Given],
    sent: Iterable[Sent],
    prices: Mapping[str, Price],
    stands: tuple[int, int],
    *,
    is_over: bool = False,
) -> Spending:
    """What the campaign costs; `stands` is (given, promised) of its budget, in minor units.

    `is_over` says that the budget has no room for one more coupon.
    """
    spent, texts = list(given), list(sent)
    money = campaign.offer.money or _only({each.currency for each in spent if each.cost and each.currency})
    spots = sorted({each.placement for each in spent} | {each.placement for each in texts})
    by_spot = [
        _costs(
            money,
            [each for each in spent if each.placement == spot],
            [each for each in texts if each.placement == spot],
            prices,
        )
        for spot in spots
    ]
    (whole,) = _to_the_cent([_costs(money, spent, texts, prices)])
    placements = dict(zip(spots, _to_the_cent(by_spot), strict=True))
    return Spending(whole, placements, _purse(campaign, stands, is_over))


def as_json(found: Spending) -> dict[str, object]:
    """For programs; sums are texts, in major units."""
    purse = found.purse
    budget = purse and {
        "most": str(purse.most),
        "given": str(purse.given),
        "promised": str(purse.promised),
        "left": str(purse.left),
        "currency": purse.currency,
        "is_over": purse.is_over,
    }
    placements = {spot: _costs_as_json(each) for spot, each in found.placements.items()}
    return {**_costs_as_json(found.all), "budget": budget, "placements": placements}


def _costs(money: str | None, given: list[Given], sent: list[Sent], prices: Mapping[str, Price]) -> Costs:
    texts: dict[str, Decimal] = {}
    unpriced: dict[str, int] = {}
    for each in sent:
        price = prices.get(each.country)
        if price is None:
            unpriced[each.country] = unpriced.get(each.country, 0) + each.parts
        else:
            texts[price[1]] = texts.get(price[1], Decimal()) + price[0] * each.parts
    own = [each for each in given if each.currency in {money, None}]
    others = sorted({each.currency for each in given if each not in own and each.cost and each.currency})
    return Costs(
        redeemed=sum(each.redeemed for each in given),
        given=major(sum(each.cost for each in own), money) if money else Decimal(),
        unknown=sum(each.unknown for each in given),
        parts=sum(each.parts for each in sent),
        texts=texts,
        unpriced=unpriced,
        currency=money,
        doubles=sum(each.doubles for each in given),
        doubled=major(sum(each.doubled for each in own), money) if money else Decimal(),
        given_other={unit: major(sum(each.cost for each in given if each.currency == unit), unit) for unit in others},
    )


def _to_the_cent(lines: Iterable[Costs]) -> list[Costs]:
    """The lines with what texts cost in whole cents, or what their currency has, so that they add up to their total."""
    found: list[Costs] = []
    so_far: dict[str, Decimal] = {}
    for line in lines:
        texts = {}
        for currency, sum in line.texts.items():
            before = so_far.get(currency, Decimal())
            so_far[currency] = before + sum
            texts[currency] = _round(so_far[currency], currency) - _round(before, currency)
        found.append(replace(line, texts=texts))
    return found


def _only(currencies: set[str]) -> str | None:
    return next(iter(currencies)) if len(currencies) == 1 else None


def _round(sum: Decimal, currency: str) -> Decimal:
    """The sum with as many places as its currency has."""
    return major(rounded(sum, currency), currency)


def _purse(campaign: Campaign, stands: tuple[int, int], is_over: bool) -> Purse | None:
    budget = campaign.offer.limits.budget
    if budget is None:
        return None
    most = major(minor(budget.amount, budget.currency), budget.currency)
    given, promised = (major(units, budget.currency) for units in stands)
    return Purse(most, given, promised, budget.currency, is_over)


def _costs_as_json(costs: Costs) -> dict[str, object]:
    each = costs.each
    return {
        "redeemed": costs.redeemed,
        "given": str(costs.given) if costs.currency else None,
        "currency": costs.currency,
        "given_unknown": costs.unknown,
        "given_other": {currency: str(sum) for currency, sum in costs.given_other.items()},
        "doubles": costs.doubles,
        "doubled": str(costs.doubled) if costs.currency else None,
        "parts": costs.parts,
        "texts": {currency: str(sum) for currency, sum in costs.texts.items()},
        "parts_without_price": dict(costs.unpriced),
        "per_redeemed": None if each is None else str(each),
    }
