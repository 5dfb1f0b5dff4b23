"""The calls of tills that work on without a line, as the OpenAPI document has them; see docs/offline-tills.md."""

from __future__ import annotations

from typing import Any

from app.actions.happened import ID_REUSED
from app.rules.redemption import LONGEST_REFERENCE, Refusal
from app.rules.seal_facts import mark
from app.web.offline_report import MOST_GIVEN, MOST_OF_REASON
from app.web.openapi_parts import AT, CODE, ID, OF_ALL, OFFER, answer, content, errors
from app.web.openapi_schemas import MOMENT, TEXT, TEXT_OR_NULL, Schema, ref, shape

CAMPAIGN = "estate-25"
PACKED: Schema = {"type": "string", "contentEncoding": "base64"}
MARKS: Schema = {"pattern": "^[0-9a-f]{8}$"}
KEY = {"kty": "OKP", "crv": "Ed25519", "use": "sig", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
UNWRITTEN = {
    ID_REUSED: "another coupon was told under this `id` before: tell it under one of its own",
    Refusal.UNKNOWN: "no code of ours: there is no coupon to write it to",
    Refusal.TOO_MANY_ATTEMPTS: "too many wrong codes came from this till: tell it again in ten minutes",
}


def offline_calls() -> dict[str, Any]:
    """By path and method."""
    return {
        "/keys": {"get": _keys()},
        "/offers": {"get": _offers()},
        "/spent": {"get": _spent()},
        "/redemptions/happened": {"post": _happened()},
    }


def offline_schemas() -> dict[str, Schema]:
    """What these calls take and answer, by name."""
    return {
        "Keys": shape({"keys": {"type": "array", "items": _key()}, "campaigns": _by_mark(TEXT)}),
        "OfflineOffers": shape({"offers": _by_mark(_offer())}),
        "News": _news(),
        "Report": _report(),
        "Reported": shape({"given": {"type": "array", "maxItems": MOST_GIVEN, "items": _taken()}, "now": MOMENT}),
    }


def _keys() -> dict[str, Any]:
    return {
        "operationId": "keys",
        "summary": "Keys for checks offline",
        "description": "The public keys (RFC 7517, 8037) that the seals of coupons are checked with, oldest first, and "
        "the campaigns by the marks that seals name them by. Fetch them once a day, and before a line is given up.",
        "responses": {
            "200": answer(
                "All keys by which coupons are good.", "Keys", {"keys": [KEY], "campaigns": _example(CAMPAIGN)}
            ),
            **errors("bad_request", *OF_ALL),
        },
    }


def _offers() -> dict[str, Any]:
    offer = {"campaign": CAMPAIGN, "offer": OFFER, "uses": 1, "zone": "Europe/Rome", "is_here": True,
             "needs_line": False, "days": [0, 1, 2, 3, 4], "hours": ["08:00", "12:00"]}  # fmt: skip
    return {
        "operationId": "offers",
        "summary": "Offers for checks offline",
        "description": "What a seal cannot hold: whether the offer is good in this till's shop, on which days and at "
        "what hours, how often one coupon can be spent. What a seal says of the worth is the coupon's own, and counts.",
        "responses": {
            "200": answer("By the marks of their campaigns.", "OfflineOffers", {"offers": _example(offer)}),
            **errors("bad_request", *OF_ALL),
        },
    }


def _spent() -> dict[str, Any]:
    told = {"spent": "AC3GwAAtxsE=", "back": "", "withdrawn": "", "now": AT, "more": False,
            "cursor": "cjAxOWYyYzYwZTY4MCAxNzgzMTU4NTIwMDAwMDAwLiAxNzgzMTU4NTIwMDAwMDAwLjA="}  # fmt: skip
    return {
        "operationId": "spent",
        "summary": "Coupons to be turned away offline",
        "description": "The serials of coupons that are spent or withdrawn, and of those that an undo made good again: "
        "numbers of four bytes, the larger byte first, in base64. Take out `back`, then add `spent` and `withdrawn`. "
        "While there is `more`, ask on with `cursor`; later the last `cursor` gives what is new, and the last minute "
        "once more. Without one it is everything that would be in date.",
        "parameters": [
            {"name": "cursor", "in": "query", "description": "`cursor` of the answer before; else all from the start.",
             "schema": {"type": "string"}},
        ],
        "responses": {"200": answer("One page.", "News", told), **errors("bad_request", *OF_ALL)},
    }  # fmt: skip


def _happened() -> dict[str, Any]:
    unwritten = "; ".join(f"`{name}`, {what}" for name, what in UNWRITTEN.items())
    asked = {"clock": AT, "given": [{"id": "slip 4711", "code": CODE, "at": "2026-07-04T09:15:00.000Z"}]}
    taken = {"id": "slip 4711", "redemption": ID, "happened_at": "2026-07-04T09:15:00.000Z", "reversed_at": None,
             "why": None}  # fmt: skip
    return {
        "operationId": "happened",
        "summary": "Tell what was given offline",
        "description": "Each thing that was given gets its answer, in their order, and is written once, however often "
        "it is told. Nothing is turned away because it should not have been given: a coupon that was spent elsewhere "
        "meanwhile is kept as a double, and `why` says so. What you undid meanwhile, within five minutes, tell with "
        "`undone`, also if you had told it before: it stands as undone and is nobody's double. Written down is "
        "everything but: "
        f"{unwritten}. A body that cannot be read writes nothing at all.",
        "requestBody": {"required": True, "content": content(ref("schemas", "Report"), asked)},
        "responses": {
            "200": answer("What became of each.", "Reported", {"given": [taken], "now": AT}),
            **errors("bad_json", "too_large", "not_json", "invalid", "length_required", *OF_ALL),
        },
    }


def _key() -> Schema:
    form = {"kty": {"const": "OKP"}, "crv": {"const": "Ed25519"}, "use": {"const": "sig"}}
    return shape({**form, "x": {**TEXT, "description": "The key's 32 bytes in base64url."}})


def _offer() -> Schema:
    return shape(
        {
            "campaign": TEXT,
            "offer": {**ref("schemas", "Offer"), "description": "In the campaign's first language."},
            "uses": {"type": "integer", "minimum": 1, "description": "How often one coupon can be spent."},
            "zone": {**TEXT, "description": "The time zone of days and hours, by its IANA name."},
            "is_here": {"type": "boolean", "description": "Whether it is good in the shop of this till."},
            "needs_line": {"type": "boolean", "description": "A card with a balance, which only we know."},
            "days": {
                "type": "array",
                "items": {"type": "integer", "minimum": 0, "maximum": 6},
                "description": "On which weekdays it is good, Monday is 0; empty: on all.",
            },
            "hours": {
                "type": "array",
                "items": {"type": "string", "pattern": "^[0-9]{2}:[0-9]{2}$"},
                "description": "From when until when; past midnight they belong to the day before; empty: always.",
            },
        }
    )


def _news() -> Schema:
    return shape(
        {
            "spent": {**PACKED, "description": "Serials of coupons that are spent."},
            "back": {**PACKED, "description": "Serials of those that an undo made good again."},
            "withdrawn": {**PACKED, "description": "Serials of those that the brand withdrew."},
            "cursor": {**TEXT, "description": "Where to go on, now or later."},
            "more": {"type": "boolean", "description": "Whether there is more at once."},
            "now": {**MOMENT, "description": "The time by our clock, to set yours by."},
        }
    )


def _report() -> Schema:
    given = {
        "id": {"type": "string", "minLength": 1, "maxLength": 255, "description": "Your own name for it. If you had "
               "asked before and heard nothing, the `Idempotency-Key` of that."},
        "code": {"type": "string", "minLength": 1, "maxLength": 500, "description": "As it was scanned."},
        "at": {**MOMENT, "description": "When, by your clock, with its offset."},
        "amount": ref("schemas", "Amount"),
        "reference": {"type": "string", "maxLength": LONGEST_REFERENCE, "description": "Your number of the sale."},
        "undone": _undone(),
    }  # fmt: skip
    return shape(
        {
            "clock": {**MOMENT, "description": "What your clock says now, with its offset: by it we know how wrong it "
            "goes."},
            "given": {
                "type": "array",
                "minItems": 1,
                "maxItems": MOST_GIVEN,
                "items": shape(given, optional=["amount", "reference", "undone"]),
                "description": f"What was given, 1 to {MOST_GIVEN}: `id`, `code`, `at`, and `amount` and `reference` "
                "as with a redemption, `undone` (`at`, `reason`) if you undid it.",
            },
        }
    )  # fmt: skip


def _undone() -> Schema:
    reason = {"type": "string", "minLength": 1, "maxLength": MOST_OF_REASON, "description": "Why; staff read it."}
    at = {**MOMENT, "description": "When, by your clock, with its offset: five minutes after `at` at the latest."}
    return {**shape({"at": at, "reason": reason}), "description": "That you undid it before you could tell us."}


def _taken() -> Schema:
    names = sorted({*Refusal, ID_REUSED})
    said = "; ".join(f"`{name}`: {what}" for name, what in UNWRITTEN.items())
    return shape(
        {
            "id": {**TEXT, "description": "Yours."},
            "redemption": {**TEXT_OR_NULL, "description": "The redemption it became, or that it was already."},
            "happened_at": {
                **TEXT_OR_NULL,
                "format": "date-time",
                "description": "When it was, by our clock: between the coupon's issue and now, 31 days back at most.",
            },
            "reversed_at": {
                **TEXT_OR_NULL,
                "format": "date-time",
                "description": "When it was undone, by our clock; null while it stands, also if that was too late.",
            },
            "why": {
                "enum": [None, *map(str, names)],
                "description": f"What speaks against it; null if nothing does. Not written down: {said}.",
            },
        }
    )


def _by_mark(schema: Schema) -> Schema:
    return {"type": "object", "propertyNames": MARKS, "additionalProperties": schema}


def _example(known: object) -> dict[str, object]:
    return {mark(CAMPAIGN): known}
