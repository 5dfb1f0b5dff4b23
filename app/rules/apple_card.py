"""A coupon as Apple Wallet reads it: the pass.json of a pass (Apple, Wallet Passes, "Pass").

A pass is a zip of this file, of images (card_image.py), of manifest.json, which names each file with its SHA-1, and of
the manifest's signature (app/wallets/apple.py).
"""

from typing import Any

from app.rules.colour import INK, PAPER, tones
from app.rules.redemption import Status
from app.rules.wallet import GONE, Card

LATIN = "iso-8859-1"  # of what the symbol holds, which is ASCII


def pass_json(card: Card, *, pass_type: str, team: str) -> dict[str, Any]:
    """The pass; `pass_type` and `team` are the identifiers that its certificate is made out for."""
    brand = tones(card.colour) if card.colour else None
    ground, ink = _rgb(brand.brand if brand else INK), _rgb(brand.on if brand else PAPER)
    return {
        "formatVersion": 1,
        "passTypeIdentifier": pass_type,
        "teamIdentifier": team,
        "serialNumber": card.number,
        "organizationName": card.brand,
        "description": f"{card.brand}: {card.offer}",
        "logoText": card.brand,
        "backgroundColor": ground,
        "foregroundColor": ink,
        "labelColor": ink,
        "expirationDate": card.valid_until.isoformat(timespec="seconds"),
        **({"voided": True} if card.status in GONE else {}),
        **({} if card.is_over else {"barcodes": [_symbol(card)]}),
        "coupon": {
            "primaryFields": [_offer(card)],
            "secondaryFields": _facts(card),
            "backFields": _back(card),
        },
    }


def _symbol(card: Card) -> dict[str, str]:
    qr = {"format": "PKBarcodeFormatQR", "message": card.content, "messageEncoding": LATIN}
    return {**qr, "altText": card.code.replace("-", " ")}


def _offer(card: Card) -> dict[str, str]:
    if card.worth:
        return {"key": "offer", "label": card.title, "value": card.worth}
    return {"key": "offer", "value": card.title}


def _facts(card: Card) -> list[dict[str, str]]:
    say = card.say
    starts = {"key": "starts", "label": say("Starts"), "value": say.day(card.valid_from.date())}
    return [
        *([starts] if card.status is Status.NOT_YET_VALID else []),
        {"key": "until", "label": say("Good through"), "value": card.last_day},
        {"key": "code", "label": say("Code"), "value": card.code},
    ]


def _back(card: Card) -> list[dict[str, str]]:
    say = card.say
    return [
        {"key": "terms", "label": say("Terms"), "value": card.terms},
        {
            "key": "stop",
            "label": say("No more texts from {brand}?", brand=card.brand),
            "value": say("Stop them on the coupon's page: {link}", link=card.page),
        },
        {"key": "brand", "label": card.behind, "value": card.contact},
    ]


def _rgb(colour: str) -> str:
    red, green, blue = bytes.fromhex(colour[1:])
    return f"rgb({red}, {green}, {blue})"
