"""The API for tills as an OpenAPI 3.1 document, written by hand; /api/docs shows the same document to people."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from markupsafe import Markup, escape

from app import __version__
from app.web.openapi_events import webhooks
from app.web.openapi_offline import offline_calls, offline_schemas
from app.web.openapi_parts import AT, CODE, ERRORS, ID, OF_ALL, OFFER, PACE, answer, content, errors, header
from app.web.openapi_schemas import ref, schemas


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
            "summary": "Spend a coupon once, look one up, undo, reconcile; also without a line.",
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
            "schemas": {**schemas(ERRORS), **offline_schemas()},
            "headers": {
                "RetryAfter": header("Seconds to wait.", {"type": "integer", "minimum": 1}, required=True),
                "Allow": header("The methods that the address knows.", {"type": "string"}, required=True),
                **{name.replace("-", ""): header(said, form) for name, (said, form) in PACE.items()},
                "Replayed": header(
                    "The first answer to this Idempotency-Key, once more.", {"type": "string", "const": "true"}
                ),
            },
            "parameters": {
                "Key": {
                    "name": "Idempotency-Key",
                    "in": "header",
                    "description": (
                        "The till's own name for this request, new for each. Sent again with the same body within "
                        "seven days it gets its first answer, a refusal too, and nothing happens twice; a redemption "
                        "is kept for 38, for a till may tell it once more after a month without a line. Only "
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
        **offline_calls(),
        "/openapi.json": {"get": _document()},
    }
    return {path: {**known, **_quiet(path, known)} for path, known in calls.items()}


def _document() -> dict[str, Any]:
    return {
        "operationId": "document",
        "summary": "This document",
        "security": [],
        "responses": {
            "200": {"description": "OpenAPI 3.1", "content": content({"type": "object"})},
            **errors("wrong_host", "internal"),
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
            **errors("wrong_host", "internal"),
        },
    }
    if "get" not in calls:
        return {"options": options}
    head = {**calls["get"], "operationId": f"head of {path}", "summary": f"{calls['get']['summary']}, without the body"}
    head["responses"] = {
        status: {name: said for name, said in known.items() if name != "content"}
        for status, known in calls["get"]["responses"].items()
    }
    return {"head": head, "options": options}


def _redeem() -> dict[str, Any]:
    example = {"code": CODE, "amount": {"value": "39.90", "currency": "EUR"}, "reference": "slip 4711"}
    told = {"id": ID, "code": CODE, "status": "redeemed", "redeemed_at": AT, "offer": OFFER, "campaign": "estate-25"}
    return {
        "operationId": "redeem",
        "summary": "Spend a coupon",
        "description": "Spends the coupon of a code, once, whatever happens at other tills at the same moment.",
        "parameters": [ref("parameters", "Key")],
        "requestBody": {"required": True, "content": content(ref("schemas", "RedemptionRequest"), example)},
        "responses": {
            "201": answer("Spent.", "Redeemed", told, replayed=True),
            **errors("bad_json", "bad_request", "not_here", "unknown", "already_redeemed",
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
            "200": answer("One page.", "Redemptions", {"redemptions": [listed], "next_cursor": None}),
            **errors("bad_request", *OF_ALL),
        },
    }  # fmt: skip


def _reverse() -> dict[str, Any]:
    told = {"id": ID, "status": "reversed", "reversed_at": AT, "reason": "wrong customer"}
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
            "content": content(ref("schemas", "ReversalRequest"), {"reason": "wrong customer"}),
        },
        "responses": {
            "201": answer("Undone.", "Reversal", told, replayed=True),
            **errors("bad_json", "bad_request", "not_found", "already_reversed", "too_late", "still_running",
                      "too_large", "not_json", "invalid", "key_reused", "length_required", *OF_ALL),
        },
    }  # fmt: skip


def _look_up() -> dict[str, Any]:
    told = {"code": CODE, "status": "valid", "offer": OFFER,
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
            "200": answer("What it is worth now.", "Coupon", told),
            **errors("bad_request", "unknown", "too_many_attempts", *OF_ALL),
        },
    }  # fmt: skip
