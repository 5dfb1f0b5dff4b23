"""What makes a till's page an app on its device: a manifest to install it by, and the worker that keeps it."""

from __future__ import annotations

import json
from pathlib import Path

from flask import Blueprint, Response, request

from app.web import access, errors
from app.web.till import brand

views = Blueprint("till_install", __name__)

WORKER = (Path(__file__).resolve().parents[2] / "static" / "till-worker.js").read_bytes()
PAPER = "#ebe6db"
# A worker lives by the policy of its own file, not by that of the page: without connect-src it could fetch nothing.
HEADERS = {
    "Cache-Control": "no-cache",
    "Service-Worker-Allowed": "/till",
    "Content-Security-Policy": "default-src 'none'; connect-src 'self'",
}


@views.get("/till/worker.js")
@access.anyone
def worker() -> Response:
    """The worker; from here, and not from /static, it may answer for /till."""
    response = Response(WORKER, mimetype="text/javascript", headers=HEADERS)
    response.add_etag()
    response.make_conditional(request)
    return response


@views.get("/till/app.webmanifest")
@access.anyone
def manifest() -> Response:
    """How the page is installed (W3C Web Application Manifest)."""
    say = errors.page_language()
    told = {
        "id": "/till",
        "name": say("{brand}, till", brand=brand()),
        "short_name": say("Till"),
        "lang": say.language,
        "start_url": "/till",
        "scope": "/till",
        "display": "fullscreen",
        "display_override": ["fullscreen", "standalone"],
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": [
            {"src": "/static/icon.svg", "sizes": "any", "type": "image/svg+xml"},
            {"src": "/static/icon-512.png", "sizes": "512x512", "type": "image/png", "purpose": "any maskable"},
        ],
    }
    return Response(json.dumps(told, ensure_ascii=False), mimetype="application/manifest+json")
