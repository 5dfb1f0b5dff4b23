"""How the API writes what happened at a till: redemptions, coupons, offers, and each no by its name."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from app.actions.look_up import Found
from app.actions.sale import Redeemed, Refused
from app.actions.typed import spelt
from app.actions.undo import UNDO_WITHIN, Standing
from app.rules.coupon import write_code
from app.rules.event import as_text, written
from app.rules.redemption import SAID, Refusal
from app.rules.told import as_json, units_as_json
from app.store import Session, offers
from app.store.coupons import Coupon
from app.store.redemptions import Answered, Redemption
from app.web.errors import json_error
from app.web.first_answers import Answer, KeyReused
from app.web.openapi_parts import ERRORS
from app.web.parts import now, parts

STANDS = {
    Standing.NOT_FOUND: "This till made no redemption with that id.",
    Standing.ALREADY_REVERSED: "It was reversed before.",
    Standing.TOO_LATE: f"A redemption can be reversed for {UNDO_WITHIN.seconds // 60} minutes.",
}


def redeemed(done: Redeemed) -> Answer:
    """A coupon just spent."""
    return Answer(201, _redeemed(done), kept=True)


def redeemed_again(session: Session, made: Answered, typed: str) -> str:
    """What was said of a coupon that the same request has spent before, word for word."""
    spent = made.redemption
    told = offers.text(session, made.offer) if made.offer is not None else "null"
    again = Redeemed(
        id=spent.id,
        code=spelt(parts().means, typed),
        campaign=made.campaign,
        language="",
        at=spent.at,
        told=told,
        discount=spent.discount,
        currency=spent.currency,
        remains=spent.remains,
    )
    return _redeemed(again)


def no_redemption(_session: Session, _made: Answered) -> str:
    """For requests that spend nothing: their id belongs to one that did."""
    raise KeyReused


def _redeemed(done: Redeemed) -> str:
    """The offer stands in it as it was kept, letter for letter."""
    return f'{as_text(done.facts)[:-1]},"offer":{done.told}}}'


def refused(no: Refused) -> Answer:
    """A no, with what a till may know of the coupon. Every code that is not ours gets the same bytes."""
    refusal, coupon = no.refusal, no.coupon
    if no.again_from:
        wait_s = max(1, -((now() - no.again_from) // timedelta(seconds=1)))
        return _problem(refusal, f"{SAID[refusal]} Again in {wait_s} seconds.", retry_after_s=wait_s)
    if coupon and refusal is Refusal.ALREADY_REDEEMED and coupon.redeemed_at:
        at, till = written(coupon.redeemed_at), coupon.till or ""
        return _problem(refusal, f"Spent at {at}, {till}.", redeemed_at=at, till=till)
    if coupon and refusal is Refusal.EXPIRED:
        return _problem(refusal, f"It ended at {written(coupon.valid_until)}.")
    if coupon and refusal is Refusal.NOT_YET_VALID:
        return _problem(refusal, f"It starts at {written(coupon.valid_from)}.")
    return _problem(refusal, SAID[refusal])


def reversed_(id: str, reason: str) -> Answer:
    """A redemption just undone."""
    return Answer(201, as_text({"id": id, "status": "reversed", "reversed_at": written(now()), "reason": reason}))


def stands(why: Standing) -> Answer:
    """A redemption that was not undone."""
    return _problem(why, STANDS[why])


def found(coupon: Found) -> Answer:
    """A coupon looked up."""
    known = coupon.coupon
    body: dict[str, Any] = {
        "code": coupon.code,
        "status": coupon.status.value,
        "offer": _offer(known),
        "valid_from": written(known.valid_from),
        "valid_until": written(known.valid_until),
    }
    if known.balance is not None or known.uses != 1:
        body["remains"] = _remains(known)
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
        "amount": _sum(redemption.purchase, redemption.currency),
        "discount": _sum(redemption.discount, redemption.currency),
        "reference": redemption.reference,
        "happened_at": written(redemption.happened_at) if redemption.happened_at else None,
        "irregular": redemption.irregular,
        "double_of": redemption.double_of,
    }


def _problem(code: str, message: str, *, retry_after_s: int | None = None, **more: object) -> Answer:
    status = ERRORS[code][0]
    return Answer(status, json_error(status, code, message, **more).get_data(as_text=True), retry_after_s)


def _sum(units: int | None, currency: str | None) -> dict[str, str] | None:
    return None if units is None or currency is None else units_as_json(units, currency)


def _offer(coupon: Coupon) -> dict[str, Any] | None:
    """The offer in the coupon's language; None if no release of the campaign can be read any more."""
    campaign = parts().campaigns.get(coupon.campaign)
    return as_json(campaign.offer_at(coupon.placement), coupon.language) if campaign else None


def _remains(coupon: Coupon) -> dict[str, str] | int | None:
    """What is left of a card, or how many uses."""
    campaign = parts().campaigns.get(coupon.campaign)
    if coupon.balance is not None:
        return _sum(coupon.balance, campaign.offer.money if campaign else None)
    return None if coupon.uses is None else coupon.uses - coupon.used
