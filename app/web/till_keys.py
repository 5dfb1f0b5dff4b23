"""The public keys by which a till checks the seals of coupons while it has no line."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from typing import Any

from flask import Blueprint, Response

from app.rules.offline_seal import public_keys
from app.rules.seal_facts import mark
from app.web import access
from app.web.parts import parts

views = Blueprint("till_keys", __name__)


@views.get("/till/keys.json")
@access.till
def keys() -> Response:
    """What is known, for the till's page."""
    return Response(json.dumps(known()), mimetype="application/jwk-set+json")


def known() -> dict[str, Any]:
    """All keys whose coupons are good, oldest first, as a JWK Set (RFC 7517, 8037); and campaigns by their marks."""
    keys = public_keys(parts().settings.secret_keys)
    return {
        "keys": [{"kty": "OKP", "crv": "Ed25519", "use": "sig", "x": _base64url(key)} for key in keys],
        "campaigns": {mark(id): id for id, _ in sorted(parts().campaigns.shelf.campaigns.items())},
    }


def _base64url(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")
