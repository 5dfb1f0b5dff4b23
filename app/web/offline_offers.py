"""What a seal cannot hold and a till without a line must know: where and when an offer is good, and its terms."""

from __future__ import annotations

from typing import Any

from app.rules.campaign import Campaign, Offer
from app.rules.redemption import DAYS, Refusal
from app.rules.seal_facts import worth_of
from app.rules.told import as_json
from app.rules.words import Say
from app.store.access import Till
from app.web import refusals, takings


def for_software(campaign: Campaign, till: Till) -> dict[str, Any]:
    """The offer at this till, for its software: the offer in the campaign's first language, as its seals have it.

    `days` counts from Monday, 0, on; `hours` is [from, until] or empty; both are in the campaign's zone.
    """
    offer = campaign.offer
    return {
        "campaign": campaign.id,
        "offer": as_json(offer, campaign.languages[0]),
        "uses": offer.uses,
        "zone": campaign.zone.key,
        "is_here": not _is_elsewhere(offer, till),
        "needs_line": offer.kind == "card",
        **_when(offer),
    }


def as_told(campaign: Campaign, till: Till, say: Say) -> dict[str, Any]:
    """The offer at this till, in the cashier's words; a no is [reason, what to say to the customer].

    `gives` says what to take off, for each worth that a seal may hold: tiers differ in it. `needs_line` is said of a
    value card, whose balance only we know; `when` holds weekdays from Monday, 0, on, and hours in the campaign's zone.
    """
    offer = campaign.offer
    told: dict[str, Any] = {
        "gives": [_gives(campaign, each, say) for each in (offer, *(offer.tier(tier.name) for tier in offer.tiers))],
        "terms": takings.beside({}, campaign, offer, say)[1],
        "uses": offer.uses,
        "zone": campaign.zone.key,
    }
    if offer.kind == "card":
        told["needs_line"] = True
    if _is_elsewhere(offer, till):
        told["elsewhere"] = refusals.told(Refusal.NOT_HERE, {}, campaign, offer, say)
    if offer.days or offer.hours:
        told["when"] = {**_when(offer), "no": refusals.told(Refusal.NOT_NOW, {}, campaign, offer, say)}
    return told


def _gives(campaign: Campaign, offer: Offer, say: Say) -> dict[str, Any]:
    worth = worth_of(offer, campaign.languages[0])
    number = None if worth.number is None else float(worth.number)
    what = offer.till.in_(campaign.language([say.language])) if offer.till else None
    more, _ = takings.beside({}, campaign, offer, say)
    return {"kind": worth.kind, "number": number, "words": worth.words, "what": what, "more": more}


def _is_elsewhere(offer: Offer, till: Till) -> bool:
    return till.shop is not None and bool(offer.stores) and till.shop not in offer.stores


def _when(offer: Offer) -> dict[str, list[Any]]:
    """Weekdays from Monday, 0, on, and hours; empty where all are good."""
    hours = offer.hours
    return {
        "days": sorted(DAYS.index(day) for day in offer.days),
        "hours": [f"{at:%H:%M}" for at in (hours.start, hours.end)] if hours else [],
    }
