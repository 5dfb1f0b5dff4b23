"""The pieces that calls of the OpenAPI document are written with: answers, headers, and errors by their names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.rules.redemption import SAID, Refusal
from app.web.openapi_schemas import ref

# What each name means to whoever programs a till; the docs page has an anchor for each, and every `type` leads there.
ERRORS: Mapping[str, tuple[int, str]] = {
    "unknown": (404, "No code of ours. Forged, mistyped, foreign and not yet proven ones get this one answer."),
    "already_redeemed": (409, "Spent before; `error.redeemed_at` and `error.till` say when and where."),
    "expired": (410, "Its last day is over."),
    "not_yet_valid": (409, "Its first day is still to come."),
    "revoked": (410, "The brand withdrew it."),
    "not_here": (403, "It is for other shops."),
    "not_now": (409, "It is for other days or hours."),
    "not_together": (409, "Another coupon was spent under the same `reference`, and one of the two stands alone."),
    "below_least": (409, "The purchase is below the least spend, which is `offer.least`."),
    "amount_needed": (422, "A card with a balance has to know what is bought: send `amount`."),
    "other_currency": (422, SAID[Refusal.OTHER_CURRENCY]),
    "over_limit": (409, "What the offer may give in all is given."),
    "too_many_attempts": (
        429,
        "Ten wrong codes in ten minutes at this till; also a right one waits.",
    ),
    "not_found": (404, "This till made no redemption with that id; or there is nothing at that address."),
    "already_reversed": (409, "The redemption was reversed before."),
    "too_late": (409, "The five minutes in which it could be reversed are over."),
    "rate_limited": (429, "More requests in a minute than a till may make; `RateLimit-Limit` says how many those are."),
    "unauthorized": (401, "No token, or one that opens nothing."),
    "bad_json": (400, "The body is no JSON that every reader reads alike."),
    "bad_request": (400, "A header or a parameter is not what it should be."),
    "not_json": (415, "The body is not sent as application/json."),
    "too_large": (413, "The body has more than 64 kB."),
    "invalid": (422, "A field is unknown, missing or of the wrong form; `error.field` names it."),
    "still_running": (409, "The first request under this Idempotency-Key is not answered yet; ask again."),
    "key_reused": (422, "The Idempotency-Key belongs to another request."),
    "wrong_host": (400, "The request names another host than this handbill's."),
    "length_required": (411, "The body came without its length: send `Content-Length`."),
    "method_not_allowed": (405, "The address does not know this method; `Allow` names those that it does."),
    "internal": (500, "Our mistake. Nothing was changed."),
    "unavailable": (503, "The database is away. Nothing was changed; try again after `Retry-After`."),
}

# What may come in answer to any call with a token.
OF_ALL = ("unauthorized", "rate_limited", "wrong_host", "internal", "unavailable")
PACE: Mapping[str, tuple[str, dict[str, Any]]] = {
    "RateLimit-Limit": ("Requests that a till may make in a minute.", {"type": "integer", "minimum": 1}),
    "RateLimit-Remaining": ("How many of them are left.", {"type": "integer", "minimum": 0}),
    "RateLimit-Reset": ("Seconds until all are there again.", {"type": "integer", "minimum": 1, "maximum": 60}),
    "RateLimit-Policy": ('The same as drafts of the IETF from 08 on have it: `"till";q=600;w=60`.', {"type": "string"}),
    "RateLimit": ('Likewise what is left: `"till";r=599;t=60`.', {"type": "string"}),
}

# What examples are made of.
CODE = "2VPY-7FYV-3784"
ID = "r4f1c09a2b7d35e8816c0"
AT = "2026-07-04T10:02:00.000Z"
OFFER = {"kind": "percent", "value": 25, "title": "25% off", "terms": "One per person, not with other offers."}


def errors(*codes: str) -> dict[str, Any]:
    """One answer for each status, naming the codes that share it; RFC 9457 calls the type of its body a problem."""
    by_status: dict[int, list[str]] = {}
    for code in codes:
        by_status.setdefault(ERRORS[code][0], []).append(code)
    return {str(status): error(status, names) for status, names in sorted(by_status.items())}


def error(status: int, codes: Sequence[str]) -> dict[str, Any]:
    """The answer of these errors, which share a status."""
    headers = {"Retry-After": ref("headers", "RetryAfter")} if status in {429, 503} else {}
    headers |= {} if "wrong_host" in codes or status in {401, 411, 500, 503} else pace()
    return {
        "description": " · ".join(f"`{code}`: {ERRORS[code][1]}" for code in codes),
        **({"headers": headers} if headers else {}),
        "content": {"application/problem+json": {"schema": ref("schemas", "Error")}},
    }


def answer(said: str, schema: str, example: object, *, replayed: bool = False) -> dict[str, Any]:
    """A yes of this schema."""
    headers = {"Idempotency-Replayed": ref("headers", "Replayed")} if replayed else {}
    return {"description": said, "headers": headers | pace(), "content": content(ref("schemas", schema), example)}


def pace() -> dict[str, Any]:
    """The headers that tell how many requests are left."""
    return {name: ref("headers", name.replace("-", "")) for name in PACE}


def header(said: str, form: dict[str, Any], *, required: bool = False) -> dict[str, Any]:
    """A header and what it says."""
    return {"description": said, "required": required, "schema": form}


def content(schema: dict[str, Any], example: object = None) -> dict[str, Any]:
    """A body of JSON."""
    return {"application/json": {"schema": schema} | ({} if example is None else {"example": example})}
