"""What a till asks for when a coupon is to be spent, and the two answers to it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.rules.event import written
from app.rules.redemption import Purchase, Refusal
from app.rules.told import units_as_json
from app.store.coupons import Coupon


@dataclass(frozen=True)
class Sale:
    """What a till asks for: the code as it came, what it is spent on, and the till's own word for the sale."""

    typed: str
    purchase: Purchase | None = None
    reference: str | None = None


@dataclass(frozen=True)
class Redeemed:
    """A coupon just spent. Sums are minor units: what comes off the purchase, and what remains on a card.

    `remains` counts the uses left of a coupon that has several; `told` is what the till hears of the offer, JSON.
    """

    id: str
    code: str
    campaign: str
    language: str
    at: datetime
    told: str
    discount: int | None = None
    currency: str | None = None
    remains: int | None = None
    placement: str = ""

    @property
    def facts(self) -> dict[str, Any]:
        """What the till is told besides the offer, in JSON's own types."""
        facts: dict[str, Any] = {
            "id": self.id,
            "code": self.code,
            "status": "redeemed",
            "redeemed_at": written(self.at),
            "campaign": self.campaign,
        }
        if self.discount is not None and self.currency:
            facts["discount"] = units_as_json(self.discount, self.currency)
        if self.remains is not None:
            offer = json.loads(self.told)  # null where no release of the campaign can be read any more
            is_card = offer is not None and offer["kind"] == "card"
            facts["remains"] = units_as_json(self.remains, self.currency or "") if is_card else self.remains
        return facts


@dataclass(frozen=True)
class Refused:
    """A foreseen no. The rest is for a signed-in till only: what we know of the coupon, and when to try again."""

    refusal: Refusal
    coupon: Coupon | None = None
    again_from: datetime | None = None
