"""A coupon as Google Wallet reads it: an offer object and its class.

Of Google Wallet's REST reference, "OfferClass" and "OfferObject" (developers.google.com/wallet, read 2026-11-26).

Both travel inside a link (app/wallets/google.py), which some browsers cut beyond 1,800 characters. So nothing is said
twice, and what may be long goes along only where there is room.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from app.rules.colour import INK, tones
from app.rules.redemption import Status
from app.rules.wallet import Card

STATES = {
    Status.VALID: "ACTIVE",
    Status.NOT_YET_VALID: "ACTIVE",  # from when on, its interval says
    Status.REDEEMED: "COMPLETED",
    Status.EXPIRED: "EXPIRED",
    Status.REVOKED: "INACTIVE",
}
NAME = 12  # hexadecimal digits of the hash that names a class
MOST_TITLE, MOST_BYTES = 60, 100  # characters, as Google recommends, and bytes of UTF-8, for which the link has room


def payloads(card: Card, issuer: str) -> Iterator[dict[str, Any]]:
    """The class and the object, first with all there is to say, then shorter: without the terms, without the seal."""
    bare = replace(card, content=card.code.replace("-", ""))
    for each, with_terms in ((card, True), (card, False), (bare, False)):
        yield _payload(each, issuer, with_terms=with_terms)


def _payload(card: Card, issuer: str, *, with_terms: bool) -> dict[str, Any]:
    """A class is named by its content, so an edited offer gets one of its own: Google keeps the first of a name."""
    offer_class = {
        "issuerName": card.brand,
        "provider": card.brand,
        "title": _short(card.offer),
        "redemptionChannel": "INSTORE",
        "reviewStatus": "UNDER_REVIEW",
        "hexBackgroundColor": tones(card.colour).brand if card.colour else INK,
        **({"finePrint": card.terms} if with_terms else {}),
    }
    digest = sha256(json.dumps(offer_class, sort_keys=True).encode()).hexdigest()[:NAME]
    class_id = f"{issuer}.{digest}"
    return {
        "offerClasses": [{"id": class_id, **offer_class}],
        "offerObjects": [{"id": f"{issuer}.{card.number}", "classId": class_id, **_object(card, with_terms)}],
    }


def _object(card: Card, with_terms: bool) -> dict[str, Any]:
    stop = card.say("Stop all texts")
    page = {"uri": card.page, "description": stop if with_terms else f"{card.say('Terms')} · {stop}"}
    symbol = {"type": "QR_CODE", "value": card.content, "alternateText": card.code}
    return {
        "state": STATES[card.status],
        **({} if card.is_over else {"barcode": symbol}),
        "validTimeInterval": {
            **({"start": _date(card.valid_from)} if card.status is Status.NOT_YET_VALID else {}),
            "end": _date(card.valid_until),
        },
        "linksModuleData": {"uris": [page]},
    }


def _date(moment: datetime) -> dict[str, str]:
    return {"date": moment.isoformat(timespec="minutes")}


def _short(title: str) -> str:
    if len(title) <= MOST_TITLE and len(title.encode()) <= MOST_BYTES:
        return title
    room = MOST_BYTES - len("…".encode())
    return title[: MOST_TITLE - 1].encode()[:room].decode(errors="ignore").rstrip() + "…"
