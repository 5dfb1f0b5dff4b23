"""What goes over the wire between a till and us, one JSON Schema each; openapi.py says which call takes which."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from app.rules import money
from app.rules.redemption import LONGEST_REFERENCE

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
TEXT_OR_NULL: Schema = {"type": ["string", "null"]}
MOMENT: Schema = {"type": "string", "format": "date-time"}
CODE: Schema = {
    "type": "string",
    "description": "Three groups of four.",
    "pattern": "^[2-9CDFGHJKMNPQRTVWXY-]{14}$",
}


def schemas(errors: Iterable[str]) -> dict[str, Schema]:
    """All of them by name; `errors` are the codes that an error may have."""
    return {
        "Amount": _amount(),
        "Offer": _offer(),
        "RedemptionRequest": _redemption_request(),
        "Redeemed": _redeemed(),
        "Coupon": _coupon(),
        "ReversalRequest": shape({"reason": {"type": "string", "minLength": 1, "maxLength": 200}}),
        "Reversal": shape({"id": TEXT, "status": {"const": "reversed"}, "reversed_at": MOMENT, "reason": TEXT}),
        "Redemption": _redemption(),
        "Redemptions": _redemptions(),
        "Error": _error(errors),
        "Issued": _event("coupon.issued", _issued()),
        "Spent": _event("coupon.redeemed", _spent()),
        "Reversed": _event("redemption.reversed", _reversed()),
        "Double": _event("redemption.double", _double()),
        "Test": _event("webhook.test", shape({"says": TEXT})),
    }


def ref(room: str, name: str) -> dict[str, str]:
    """A pointer to a component of the document."""
    return {"$ref": f"#/components/{room}/{name}"}


def _amount() -> Schema:
    return shape(
        {
            "value": {
                "type": "string",
                "pattern": "^[0-9]{1,9}(\\.[0-9]{1,4})?$",
                "description": f"A plain decimal. More than {money.MOST} is refused as invalid, unless its currency is "
                "one of those, such as JPY, of which a euro buys a hundred and more.",
            },
            "currency": {"type": "string", "pattern": "^[A-Z]{3}$", "description": "ISO 4217."},
        }
    )


def _offer() -> Schema:
    return shape(
        {
            "kind": {"enum": ["percent", "amount", "item", "points", "card", "access"]},
            "value": {
                "type": ["number", "string", "null"],
                "description": 'A number for percent and points, a decimal text ("5.00") for an amount; '
                "for an item its numeral, or null.",
            },
            "currency": {"type": "string", "description": "ISO 4217, with an amount and a card only."},
            "title": TEXT,
            "terms": TEXT,
            "excluded": {**TEXT, "description": "What it is not good for, for the cashier."},
            "stackable": {"type": "boolean", "description": "Whether another coupon may stand beside it in one sale."},
            "uses": {"type": "integer", "description": "How often one coupon can be spent."},
            "least": {**ref("schemas", "Amount"), "description": "The least spend."},
            "most": {**ref("schemas", "Amount"), "description": "The most that a percentage takes off."},
        },
        optional=["currency", "excluded", "stackable", "uses", "least", "most"],
    )


def _offer_or_null() -> Schema:
    return {
        "anyOf": [ref("schemas", "Offer"), {"type": "null"}],
        "description": "In the coupon's language; null if no release of its campaign can be read any more.",
    }


def _redemption_request() -> Schema:
    return shape(
        {
            "code": {
                "type": "string",
                "description": "As it was typed, or all that the coupon's QR holds: the code, a space and a seal, "
                "with which it must agree. The address of the coupon's page is read as well.",
            },
            "till": {
                "type": "string",
                "maxLength": 80,
                "description": "A label for your own logs. It is checked and not kept: the token says which till it "
                "is.",
            },
            "amount": {**ref("schemas", "Amount"), "description": "What the customer's basket came to."},
            "reference": {"type": "string", "maxLength": LONGEST_REFERENCE, "description": "Your number of the sale."},
        },
        optional=["till", "amount", "reference"],
    )


def _redeemed() -> Schema:
    return shape(
        {
            "id": TEXT,
            "code": CODE,
            "status": {"const": "redeemed"},
            "redeemed_at": MOMENT,
            "offer": _offer_or_null(),
            "campaign": TEXT,
            "discount": {**ref("schemas", "Amount"), "description": "What comes off, where that can be known."},
            "remains": _remains(),
        },
        optional=["discount", "remains"],
    )


def _remains() -> Schema:
    return {
        "anyOf": [{"type": "integer"}, ref("schemas", "Amount"), {"type": "null"}],
        "description": "The uses left of a coupon that has several, or the balance of a card.",
    }


def _coupon() -> Schema:
    return shape(
        {
            "code": CODE,
            "status": {"enum": ["valid", "redeemed", "expired", "not_yet_valid", "revoked"]},
            "offer": _offer_or_null(),
            "valid_from": MOMENT,
            "valid_until": {**MOMENT, "description": "The first moment at which it is too late."},
            "redeemed_at": MOMENT,
            "remains": _remains(),
        },
        optional=["redeemed_at", "remains"],
    )


def _redemption() -> Schema:
    return shape(
        {
            "id": TEXT,
            "code": CODE,
            "campaign": TEXT,
            "redeemed_at": MOMENT,
            "reversed_at": {**TEXT_OR_NULL, "format": "date-time"},
            "amount": {"anyOf": [ref("schemas", "Amount"), {"type": "null"}]},
            "discount": {"anyOf": [ref("schemas", "Amount"), {"type": "null"}]},
            "reference": TEXT_OR_NULL,
            "happened_at": {
                "type": ["string", "null"],
                "format": "date-time",
                "description": "When a till without a line gave for it; `redeemed_at` is when we were told.",
            },
            "irregular": {
                **TEXT_OR_NULL,
                "description": "The refusal that the till would have heard with a line, such as `already_redeemed` or "
                "`expired`. It was given all the same, and its discount counts.",
            },
            "double_of": {
                **TEXT_OR_NULL,
                "description": "The redemption that had spent the coupon before: the same discount was given twice.",
            },
        }
    )


def _redemptions() -> Schema:
    return shape(
        {
            "redemptions": {"type": "array", "maxItems": 100, "items": ref("schemas", "Redemption")},
            "next_cursor": TEXT_OR_NULL,
        }
    )


COUPON: Schema = {**TEXT, "description": "The coupon's name in all its events. Nothing can be spent with it."}


def _event(kind: str, data: Schema) -> Schema:
    return shape(
        {
            "id": {**TEXT, "description": "The same each time it is told."},
            "kind": {"const": kind},
            "at": MOMENT,
            "data": data,
        }
    )


def _issued() -> Schema:
    return shape(
        {
            "coupon": COUPON,
            "status": {"const": "valid"},
            "campaign": TEXT,
            "placement": TEXT,
            "offer": ref("schemas", "Offer"),
            "valid_from": MOMENT,
            "valid_until": MOMENT,
        }
    )


def _spent() -> Schema:
    answer = _redeemed()
    more: dict[str, Schema] = {"coupon": COUPON, "placement": TEXT, "till": TEXT}
    return shape({**answer["properties"], **more}, optional=["discount", "remains"])


def _reversed() -> Schema:
    return shape(
        {
            "id": {**TEXT, "description": "The redemption's."},
            "status": {"const": "reversed"},
            "reversed_at": MOMENT,
            "reason": {**TEXT, "description": "As the till wrote it; a phone number in it is taken out."},
            "coupon": COUPON,
            "campaign": TEXT,
        }
    )


def _double() -> Schema:
    return shape(
        {
            "id": {**TEXT, "description": "The redemption's that came to light."},
            "double_of": {**TEXT, "description": "The redemption's that had spent the coupon."},
            "happened_at": {**MOMENT, "description": "When the till says that it was."},
            "coupon": COUPON,
            "campaign": TEXT,
            "till": TEXT,
        }
    )


def _error(codes: Iterable[str]) -> Schema:
    """The one shape of an error: ours, with RFC 9457's members beside it."""
    ours = shape(
        {"code": {"enum": sorted(codes)}, "message": TEXT, "field": TEXT, "redeemed_at": MOMENT, "till": TEXT},
        optional=["field", "redeemed_at", "till"],
    )
    return shape(
        {
            "error": ours,
            "type": {"type": "string", "format": "uri"},
            "title": TEXT,
            "status": {"type": "integer"},
            "detail": TEXT,
        }
    )


def shape(properties: dict[str, Schema], optional: Sequence[str] = ()) -> Schema:
    """An object of these properties and no others."""
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}
