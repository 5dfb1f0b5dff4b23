"""The public keys by which a till checks the seals of coupons while it has no line."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode

from flask import Blueprint, Response

from app.rules.offline_seal import public_keys
from app.rules.seal_facts import mark
from app.web import access
from app.web.parts import parts

views = Blueprint("till_keys", __name__)


@views.get("/till/keys.json")
@access.till
def keys() -> Response:
    """All keys whose coupons are good, oldest first, as a JWK Set (RFC 7517, 8037); and campaigns by their marks."""
    known = public_keys(parts().settings.secret_keys)
    body = {
        "keys": [{"kty": "OKP", "crv": "Ed25519", "use": "sig", "x": _base64url(key)} for key in known],
        "campaigns": {mark(id): id for id in sorted(parts().campaigns.shelf.campaigns)},
    }
    return Response(json.dumps(body), mimetype="application/jwk-set+json")


def _base64url(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")
