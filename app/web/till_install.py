"""What makes a till's page an app on its device: a manifest to install it by, and the worker that keeps it."""

from __future__ import annotations

import json

from flask import Blueprint, Response

from app.web import access, errors, service_worker
from app.web.till import brand

views = Blueprint("till_install", __name__)

WORKER = service_worker.read("till-worker.js")
PAPER = "#ebe6db"


@views.get("/till/worker.js")
@access.anyone
def worker() -> Response:
    """The worker; from here, and not from /static, it may answer for /till."""
    return service_worker.answer(WORKER, **{"Service-Worker-Allowed": "/till"})


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
