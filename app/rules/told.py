"""What the software of a till is told of an offer, as JSON: kept word for word with each redemption."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from app.rules.campaign_forms import Money
from app.rules.campaign_sections import Offer
from app.rules.money import major, places
from app.rules.texts import Texts


def told(offer: Offer, language: str) -> str:
    """The offer in this language, as one line of JSON."""
    return json.dumps(as_json(offer, language), ensure_ascii=False, separators=(",", ":"))


def as_json(offer: Offer, language: str) -> dict[str, Any]:
    """The offer as JSON's own types; conditions stand there where the offer has them."""
    facts: dict[str, Any] = {"kind": offer.kind, "value": _value(offer, language)}
    if offer.kind in ("amount", "card"):
        facts["currency"] = offer.currency
    facts |= {"title": offer.title.in_(language), "terms": offer.terms.in_(language)}
    if offer.excluded:
        facts["excluded"] = offer.excluded.in_(language)
    if offer.stackable is not None:
        facts["stackable"] = offer.stackable
    if offer.uses > 1:
        facts["uses"] = offer.uses
    return facts | {name: sum_as_json(sum) for name, sum in (("least", offer.least), ("most", offer.most)) if sum}


def sum_as_json(sum: Money) -> dict[str, str]:
    """A sum of a campaign file."""
    return {"value": f"{sum.amount:.{places(sum.currency)}f}", "currency": sum.currency}


def units_as_json(units: int, currency: str) -> dict[str, str]:
    """A sum in minor units; a decimal in a text, so that no till rounds it."""
    return {"value": str(major(units, currency)), "currency": currency}


def _value(offer: Offer, language: str) -> int | float | str | None:
    value = offer.value
    if value is None:
        return None
    if isinstance(value, Texts):
        return value.in_(language)
    if offer.kind in ("amount", "card") and offer.currency:
        return f"{Decimal(value):.{places(offer.currency)}f}"
    return int(value) if value == int(value) else float(value)
