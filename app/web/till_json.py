"""How the API writes what happened at a till: redemptions, coupons, offers, and each no by its name."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from app.actions import redeem
from app.actions.redeem import Found, Redeemed, Refused, Standing
from app.rules.coupon import write_code
from app.rules.redemption import Refusal
from app.rules.texts import Texts
from app.store.redemptions import Redemption
from app.web.errors import json_error
from app.web.first_answers import Answer
from app.web.openapi import ERRORS
from app.web.parts import now, parts

REFUSALS = {
    Refusal.UNKNOWN: "This is not one of our codes.",
    Refusal.ALREADY_REDEEMED: "The coupon was spent before.",
    Refusal.EXPIRED: "The coupon is out of date.",
    Refusal.NOT_YET_VALID: "The coupon cannot be spent yet.",
    Refusal.REVOKED: "The coupon was withdrawn.",
    Refusal.NOT_HERE: "The coupon is for other shops.",
    Refusal.OVER_LIMIT: "The offer's limit is reached.",
    Refusal.TOO_MANY_ATTEMPTS: "Too many wrong codes at this till.",
}
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
STANDS = {
    Standing.NOT_FOUND: "This till made no redemption with that id.",
    Standing.ALREADY_REVERSED: "It was reversed before.",
    Standing.TOO_LATE: f"A redemption can be reversed for {redeem.UNDO_WITHIN.seconds // 60} minutes.",
}


def redeemed(done: Redeemed) -> Answer:
    """A coupon just spent."""
    body = {
        "id": done.id,
        "code": done.code,
        "status": "redeemed",
        "redeemed_at": written(done.at),
        "offer": _offer(done.campaign, done.language),
        "campaign": done.campaign,
    }
    return Answer(201, as_text(body), kept=True)


def refused(no: Refused) -> Answer:
    """A no, with what a till may know of the coupon. Every code that is not ours gets the same bytes."""
    refusal, coupon = no.refusal, no.coupon
    if no.again_from:
        wait_s = max(1, -((now() - no.again_from) // timedelta(seconds=1)))
        return _problem(refusal, f"{REFUSALS[refusal]} Again in {wait_s} seconds.", retry_after_s=wait_s)
    if coupon and refusal is Refusal.ALREADY_REDEEMED and coupon.redeemed_at:
        at, till = written(coupon.redeemed_at), coupon.till or ""
        return _problem(refusal, f"Spent at {at}, {till}.", redeemed_at=at, till=till)
    if coupon and refusal is Refusal.EXPIRED:
        return _problem(refusal, f"It ended at {written(coupon.valid_until)}.")
    if coupon and refusal is Refusal.NOT_YET_VALID:
        return _problem(refusal, f"It starts at {written(coupon.valid_from)}.")
    return _problem(refusal, REFUSALS[refusal])


def reversed_(id: str, reason: str) -> Answer:
    """A redemption just undone."""
    return Answer(201, as_text({"id": id, "status": "reversed", "reversed_at": written(now()), "reason": reason}))


def stands(why: Standing) -> Answer:
    """A redemption that was not undone."""
    return _problem(why, STANDS[why])


def found(coupon: Found) -> Answer:
    """A coupon looked up."""
    known = coupon.coupon
    body = {
        "code": coupon.code,
        "status": coupon.status.value,
        "offer": _offer(known.campaign, known.language),
        "valid_from": written(known.valid_from),
        "valid_until": written(known.valid_until),
    }
    if known.redeemed_at:
        body["redeemed_at"] = written(known.redeemed_at)
    return Answer(200, as_text(body))


def listed(redemption: Redemption, campaign: str, serial: int) -> dict[str, Any]:
    """One line of the list for reconciliation."""
    return {
        "id": redemption.id,
        "code": write_code(serial, parts().means.keys),
        "campaign": campaign,
        "redeemed_at": written(redemption.at),
        "reversed_at": written(redemption.reversed_at) if redemption.reversed_at else None,
        "amount": {"value": redemption.amount, "currency": redemption.currency} if redemption.amount else None,
        "reference": redemption.reference,
    }


def written(at: datetime) -> str:
    """A moment as RFC 3339 writes it, in UTC, to the millisecond."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def as_text(body: object) -> str:
    """JSON in one line."""
    return _ENCODER.encode(body)


def _problem(code: str, message: str, *, retry_after_s: int | None = None, **more: object) -> Answer:
    status = ERRORS[code][0]
    return Answer(status, json_error(status, code, message, **more).get_data(as_text=True), retry_after_s)


def _offer(campaign_id: str, language: str) -> dict[str, Any] | None:
    """The offer in the coupon's language; None if no release of the campaign can be read any more."""
    campaign = parts().campaigns.get(campaign_id)
    if campaign is None:
        return None
    offer = campaign.offer
    return {
        "kind": offer.kind,
        "value": _value(offer.value, offer.kind, language),
        **({"currency": offer.currency} if offer.kind == "amount" else {}),
        "title": offer.title.in_(language),
        "terms": offer.terms.in_(language),
    }


def _value(value: int | Decimal | Texts | None, kind: str, language: str) -> int | float | str | None:
    """An amount as a decimal in a text, so that no till rounds it; a percentage or points as a number."""
    if value is None:
        return None
    if isinstance(value, Texts):
        return value.in_(language)
    if kind == "amount":
        return f"{Decimal(value):.2f}"
    return int(value) if value == int(value) else float(value)
