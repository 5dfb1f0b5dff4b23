"""What a seal cannot hold and a till without a line must know: where and when an offer is good, and its terms."""

from __future__ import annotations

from typing import Any

from app.rules.campaign import Campaign
from app.rules.redemption import DAYS, Refusal
from app.rules.words import Say
from app.store.access import Till
from app.web import refusals, takings


def as_told(campaign: Campaign, till: Till, say: Say) -> dict[str, Any]:
    """The offer at this till, in the cashier's words; a no is [reason, what to say to the customer].

    `needs_line` is said of a value card, whose balance only we know; `when` holds weekdays from Monday, 0, on, and
    hours in the campaign's zone.
    """
    offer = campaign.offer
    more, terms = takings.beside({}, campaign, offer, say)
    is_elsewhere = till.shop is not None and offer.stores and till.shop not in offer.stores
    told: dict[str, Any] = {"more": more, "terms": terms, "uses": offer.uses, "zone": campaign.zone.key}
    if offer.till:
        told["what"] = offer.till.in_(campaign.language([say.language]))
    if offer.kind == "card":
        told["needs_line"] = True
    if is_elsewhere:
        told["elsewhere"] = refusals.told(Refusal.NOT_HERE, {}, campaign, offer, say)
    if offer.days or offer.hours:
        told["when"] = {
            "days": sorted(DAYS.index(day) for day in offer.days),
            "hours": [f"{at:%H:%M}" for at in (offer.hours.start, offer.hours.end)] if offer.hours else [],
            "no": refusals.told(Refusal.NOT_NOW, {}, campaign, offer, say),
        }
    return told
