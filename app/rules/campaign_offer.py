"""What makes an offer wrong although each value alone is right: its number, its money, its tiers, its uses."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from app.rules.campaign_checks import EVERY, Values, one, reach
from app.rules.campaign_forms import sane
from app.rules.finding import Path, Problem, did_you_mean, short

NUMBERED = ("percent", "amount", "points", "card")
SUMS: tuple[Path, ...] = (
    *(("offer", key) for key in ("least", "most", "worth")),
    ("offer", "tiers", EVERY, "most"),
    ("offer", "limits", "budget"),
)


def problems(values: Values) -> Iterator[Problem]:
    """All errors in what people get."""
    for check in (_number, _sums, _tiers, _uses):
        yield from check(values)


def _number(values: Values) -> Iterator[Problem]:
    kind, value, path = one(values, "offer", "kind"), one(values, "offer", "value"), ("offer", "value")
    if kind in NUMBERED and "offer" in values and value is None:
        yield Problem(path, "key-missing", "value is missing", f'kind = "{kind}" needs a number.', at_key=True)
    yield from _value(kind, value, path)
    if kind in ("amount", "card") and one(values, "offer", "currency") is None:
        article = "An amount" if kind == "amount" else "A card"
        hint = f'{article} needs one: currency = "EUR".'
        yield Problem(("offer", "currency"), "key-missing", "currency is missing", hint, at_key=True)


def _value(kind: object, value: object, path: Path) -> Iterator[Problem]:
    """What is wrong with a value of this kind, the offer's own or a tier's."""
    number = sane(value)
    if kind in NUMBERED and isinstance(value, str | Mapping):
        yield Problem(path, "offer-value", f"for {kind} this must be a number", "Write it without quotes, such as 25.")
    elif number is None:
        return
    elif kind == "percent" and (not 1 <= number <= 100 or number != int(number)):
        yield Problem(path, "offer-value", "a percentage goes from 1 to 100", _less(number))
    elif kind in ("amount", "card") and (number <= 0 or number != round(Decimal(number), 2)):
        yield Problem(path, "offer-value", "an amount is above 0, with two places at most", "Such as 5 or 2.50.")
    elif kind in ("points", "item", "access") and (number < 1 or number != int(number)):
        yield Problem(path, "offer-value", "this is a whole number from 1 on", "Such as 3.")


def _sums(values: Values) -> Iterator[Problem]:
    """All sums of an offer are in one currency, or nobody could add them up."""
    currency = one(values, "offer", "currency")
    for path, sum_ in (found for form in SUMS for found in reach(values, form)):
        named = sum_[-3:] if isinstance(sum_, str) and re.fullmatch(r"\S+ [A-Z]{3}", sum_) else None
        if named and isinstance(currency, str) and named != currency:
            hint = f"The offer is in {currency}."
            yield Problem(path, "currency-differs", f"{path[-1]} is in another currency", hint)
        currency = currency or named
    if one(values, "offer", "most") is not None and one(values, "offer", "kind") != "percent":
        hint = "Take it out, or give the number in value."
        yield Problem(("offer", "most"), "most-idle", "only a percentage can be capped", hint)


def _tiers(values: Values) -> Iterator[Problem]:
    named = {tier.get("name") for _, tier in reach(values, ("offer", "tiers", EVERY)) if isinstance(tier, Mapping)}
    for path, value in reach(values, ("offer", "tiers", EVERY, "value")):
        yield from _value(one(values, "offer", "kind"), value, path)
    for path, tier in reach(values, ("placements", EVERY, "tier")):
        if isinstance(tier, str) and tier not in named:
            hint = did_you_mean(tier, [str(name) for name in named]) or "Add it: [[offer.tiers]] name = …"
            yield Problem(path, "tier-unknown", f"no tier is called “{short(tier)}”", hint)


def _uses(values: Values) -> Iterator[Problem]:
    uses = one(values, "offer", "uses")
    if one(values, "offer", "kind") == "card" and isinstance(uses, int) and uses == 1:
        hint = "Leave uses out: a card is good until it is empty."
        yield Problem(("offer", "uses"), "card-uses", "a card that is spent once is an amount", hint)


def _less(number: int | Decimal) -> str:
    """A percentage that may have been meant."""
    meant = [part for part in (number / 10, number / 100, number * 100) if part == int(part) and 1 <= part <= 100]
    return f"Did you mean {int(meant[0])}?" if meant else "A whole number, without the sign."
