"""The API for tills as an OpenAPI 3.1 document, written by hand; /api/docs shows the same document to people."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from markupsafe import Markup, escape

from app import __version__
from app.web.openapi_events import webhooks
from app.web.openapi_schemas import ref, schemas

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
    "other_currency": (422, "The amount is in another currency than the offer."),
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

CODE = "2VPY-7FYV-3784"
ID = "r4f1c09a2b7d35e8816c0"
AT = "2026-07-04T10:02:00.000Z"
OFFER = {"kind": "percent", "value": 25, "title": "25% off", "terms": "One per person, not with other offers."}


def pretty(value: object) -> str:
    """JSON as people read it."""
    return json.dumps(value, ensure_ascii=False, indent=2)


def code(said: str) -> Markup:
    """A sentence of the document as markup: what stands between back-ticks is code."""
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(said))))


def resolve(part: dict[str, Any], whole: Mapping[str, Any]) -> Any:
    """A part of the document, or the component that it refers to."""
    if "$ref" not in part:
        return part
    _, room, name = part["$ref"].rsplit("/", 2)
    return whole["components"][room][name]


@lru_cache(1)
def document(base_url: str) -> dict[str, Any]:
    """The whole document, for a handbill at this address."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "handbill for tills",
            "version": __version__,
            "summary": "Spend a coupon once, look one up, undo, reconcile.",
            "description": (
                "A till is whoever carries its token (`handbill till add NAME`); a token may redeem and look up, no "
                "more. No answer holds a phone number. A token that was shut out stops within five seconds. "
                "Every answer to a till says how many requests it may still make (`RateLimit-Remaining`) and in how "
                "many seconds that begins anew (`RateLimit-Reset`). A method that an address does not know gets 405 "
                "`method_not_allowed`, an address that is not here 404 `not_found`, both as an error like all others."
            ),
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": f"{base_url}/api/v1"}],
        "security": [{"till": []}],
        "paths": _paths(),
        "webhooks": webhooks(),
        "components": {
            "securitySchemes": {"till": {"type": "http", "scheme": "bearer", "description": "The till's token."}},
            "schemas": schemas(ERRORS),
            "headers": {
                "RetryAfter": _header("Seconds to wait.", {"type": "integer", "minimum": 1}, required=True),
                "Allow": _header("The methods that the address knows.", {"type": "string"}, required=True),
                **{name.replace("-", ""): _header(said, form) for name, (said, form) in PACE.items()},
                "Replayed": _header(
                    "The first answer to this Idempotency-Key, once more.", {"type": "string", "const": "true"}
                ),
            },
            "parameters": {
                "Key": {
                    "name": "Idempotency-Key",
                    "in": "header",
                    "description": (
                        "The till's own name for this request, new for each. Sent again with the same body within "
                        "seven days it gets its first answer, a refusal too, and nothing happens twice; only "
                        "`too_many_attempts` and errors of the request itself are not kept."
                    ),
                    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
                }
            },
        },
    }


def _paths() -> dict[str, Any]:
    calls = {
        "/redemptions": {"post": _redeem(), "get": _list()},
        "/redemptions/{id}/reversal": {"post": _reverse()},
        "/coupons/{code}": {"get": _look_up()},
        "/openapi.json": {"get": _document()},
    }
    return {path: {**known, **_quiet(path, known)} for path, known in calls.items()}


def _document() -> dict[str, Any]:
    return {
        "operationId": "document",
        "summary": "This document",
        "security": [],
        "responses": {
            "200": {"description": "OpenAPI 3.1", "content": _json({"type": "object"})},
            **_errors("wrong_host", "internal"),
        },
    }


def _quiet(path: str, calls: dict[str, Any]) -> dict[str, Any]:
    """The methods that HTTP gives an address besides: HEAD, which answers like GET with no body, and OPTIONS."""
    given = [each for call in calls.values() for each in call.get("parameters", ()) if each.get("in") == "path"]
    parameters = {"parameters": given} if given else {}
    options = {
        "operationId": f"options of {path}",
        "summary": "Which methods there are",
        "security": [],
        **parameters,
        "responses": {
            "200": {"description": "No body.", "headers": {"Allow": ref("headers", "Allow")}},
            **_errors("wrong_host", "internal"),
        },
    }
    if "get" not in calls:
        return {"options": options}
    head = {**calls["get"], "operationId": f"head of {path}", "summary": f"{calls['get']['summary']}, without the body"}
    head["responses"] = {
        status: {name: said for name, said in answer.items() if name != "content"}
        for status, answer in calls["get"]["responses"].items()
    }
    return {"head": head, "options": options}


def _redeem() -> dict[str, Any]:
    example = {"code": CODE, "amount": {"value": "39.90", "currency": "EUR"}, "reference": "slip 4711"}
    answer = {"id": ID, "code": CODE, "status": "redeemed", "redeemed_at": AT, "offer": OFFER, "campaign": "estate-25"}
    return {
        "operationId": "redeem",
        "summary": "Spend a coupon",
        "description": "Spends the coupon of a code, once, whatever happens at other tills at the same moment.",
        "parameters": [ref("parameters", "Key")],
        "requestBody": {"required": True, "content": _json(ref("schemas", "RedemptionRequest"), example)},
        "responses": {
            "201": _answer("Spent.", "Redeemed", answer, replayed=True),
            **_errors("bad_json", "bad_request", "not_here", "unknown", "already_redeemed",
                      "not_yet_valid", "not_now", "not_together", "below_least", "amount_needed", "other_currency",
                      "over_limit", "still_running", "expired", "revoked", "too_large", "not_json", "invalid",
                      "key_reused", "too_many_attempts", "length_required", *OF_ALL),
        },
    }  # fmt: skip


def _list() -> dict[str, Any]:
    listed = {"id": ID, "code": CODE, "campaign": "estate-25", "redeemed_at": AT, "reversed_at": None,
              "amount": {"value": "39.90", "currency": "EUR"}, "discount": {"value": "9.98", "currency": "EUR"},
              "reference": "slip 4711", "happened_at": None, "irregular": None, "double_of": None}  # fmt: skip
    return {
        "operationId": "redemptions",
        "summary": "Reconcile",
        "description": (
            "What this till spent and took back, oldest first, 100 at a time. Follow `next_cursor` until it is null. "
            "Requests that run at the same moment may be listed out of turn: let `since` overlap by a minute. "
            "What the till gave without a line has its `happened_at`; one that was `irregular` says why."
        ),
        "parameters": [
            {"name": "since", "in": "query", "description": "From this moment on, with its offset; else all.",
             "schema": {"type": "string", "format": "date-time"}, "example": "2026-07-04T00:00:00+02:00"},
            {"name": "cursor", "in": "query", "description": "`next_cursor` of the page before; outranks `since`.",
             "schema": {"type": "string"}},
        ],
        "responses": {
            "200": _answer("One page.", "Redemptions", {"redemptions": [listed], "next_cursor": None}),
            **_errors("bad_request", *OF_ALL),
        },
    }  # fmt: skip


def _reverse() -> dict[str, Any]:
    answer = {"id": ID, "status": "reversed", "reversed_at": AT, "reason": "wrong customer"}
    return {
        "operationId": "reverse",
        "summary": "Undo",
        "description": "Takes back a redemption of this till for five minutes; the coupon can be spent again "
        "while it is in date. Who, when and why stay on record.",
        "parameters": [
            {"name": "id", "in": "path", "required": True, "description": "The redemption's.",
             "schema": {"type": "string"}, "example": ID},
            ref("parameters", "Key"),
        ],
        "requestBody": {
            "required": True,
            "content": _json(ref("schemas", "ReversalRequest"), {"reason": "wrong customer"}),
        },
        "responses": {
            "201": _answer("Undone.", "Reversal", answer, replayed=True),
            **_errors("bad_json", "bad_request", "not_found", "already_reversed", "too_late", "still_running",
                      "too_large", "not_json", "invalid", "key_reused", "length_required", *OF_ALL),
        },
    }  # fmt: skip


def _look_up() -> dict[str, Any]:
    answer = {"code": CODE, "status": "valid", "offer": OFFER,
              "valid_from": "2026-07-01T08:30:00.000Z", "valid_until": "2026-07-30T22:00:00.000Z"}  # fmt: skip
    return {
        "operationId": "coupon",
        "summary": "Look a coupon up",
        "description": "Changes nothing; a wrong code counts as an attempt.",
        "parameters": [
            {"name": "code", "in": "path", "required": True, "schema": {"type": "string"}, "example": CODE,
             "description": "As it was read: any case, with or without hyphens and spaces."},
        ],
        "responses": {
            "200": _answer("What it is worth now.", "Coupon", answer),
            **_errors("bad_request", "unknown", "too_many_attempts", *OF_ALL),
        },
    }  # fmt: skip


def _errors(*codes: str) -> dict[str, Any]:
    """One answer for each status, naming the codes that share it; RFC 9457 calls the type of its body a problem."""
    by_status: dict[int, list[str]] = {}
    for code in codes:
        by_status.setdefault(ERRORS[code][0], []).append(code)
    return {str(status): _error(status, names) for status, names in sorted(by_status.items())}


def _error(status: int, codes: Sequence[str]) -> dict[str, Any]:
    headers = {"Retry-After": ref("headers", "RetryAfter")} if status in {429, 503} else {}
    headers |= {} if "wrong_host" in codes or status in {401, 411, 500, 503} else _pace()
    return {
        "description": " · ".join(f"`{code}`: {ERRORS[code][1]}" for code in codes),
        **({"headers": headers} if headers else {}),
        "content": {"application/problem+json": {"schema": ref("schemas", "Error")}},
    }


def _answer(said: str, schema: str, example: object, *, replayed: bool = False) -> dict[str, Any]:
    headers = {"Idempotency-Replayed": ref("headers", "Replayed")} if replayed else {}
    return {"description": said, "headers": headers | _pace(), "content": _json(ref("schemas", schema), example)}


def _pace() -> dict[str, Any]:
    return {name: ref("headers", name.replace("-", "")) for name in PACE}


def _header(said: str, form: dict[str, Any], *, required: bool = False) -> dict[str, Any]:
    return {"description": said, "required": required, "schema": form}


def _json(schema: dict[str, Any], example: object = None) -> dict[str, Any]:
    return {"application/json": {"schema": schema} | ({} if example is None else {"example": example})}
