"""What webhooks are told, as the `webhooks` of the OpenAPI document: one call each, which the other side answers."""

from __future__ import annotations

from typing import Any

from app.web.openapi_schemas import ref

EVENTS = {  # kind: (schema, what happened)
    "coupon.issued": ("Issued", "Somebody got a coupon. Its code is not told: until it is spent it is money."),
    "coupon.redeemed": ("Spent", "A coupon was spent at a till; `data` is what the till was told, and where."),
    "redemption.reversed": ("Reversed", "A redemption was taken back, and its coupon can be spent again."),
    "redemption.double": ("Double", "A till without a line had spent a coupon that was spent elsewhere before."),
    "webhook.test": ("Test", "`handbill webhook test` was run."),
}
HEADERS = {
    "webhook-id": "The event's id, the same each time it is told: who has seen it has nothing to do.",
    "webhook-timestamp": "When it was sent, in seconds since 1970.",
    "webhook-signature": "`v1,` and the HMAC-SHA-256 of `id.timestamp.body` in base64; while a secret is changed, two "
    "of them with a space between (Standard Webhooks 1.0).",
}


def webhooks() -> dict[str, Any]:
    """One for each kind of event."""
    return {kind: {"post": _told(kind, schema, said)} for kind, (schema, said) in EVENTS.items()}


def _told(kind: str, schema: str, said: str) -> dict[str, Any]:
    return {
        "operationId": kind,
        "summary": said.partition(".")[0],
        "description": said,
        "security": [],
        "parameters": [
            {"name": name, "in": "header", "required": True, "description": what, "schema": {"type": "string"}}
            for name, what in HEADERS.items()
        ],
        "requestBody": {"required": True, "content": {"application/json": {"schema": ref("schemas", schema)}}},
        "responses": {
            "2XX": {"description": "Taken."},
            "410": {"description": "The webhook wants no more, and ends."},
            "default": {"description": "It is told again, with growing pauses, for three days."},
        },
    }
