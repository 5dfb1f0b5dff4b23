"""For whoever keeps handbill running: is it alive, can it serve, and how is the outbox."""

from __future__ import annotations

import hmac
import logging
from collections.abc import Callable

from flask import Blueprint, Response, jsonify, request

from app.store import outbox
from app.store.migrate import is_current
from app.web import access, metrics
from app.web.errors import answer
from app.web.exposition import PLAIN
from app.web.parts import now, parts

log = logging.getLogger(__name__)
views = Blueprint("operator", __name__)


@views.get("/healthz")
@access.anyone
def healthz() -> Response:
    """That this process answers."""
    return jsonify({"status": "alive"})


@views.get("/readyz")
@access.anyone
def readyz() -> tuple[Response, int]:
    """Whether pages can be served, and if not, which part is missing."""
    checks = {name: _works(name, check) for name, check in CHECKS.items()}
    ready = all(checks.values())
    return jsonify({"status": "ready" if ready else "not ready", "checks": checks}), 200 if ready else 503


@views.get("/metrics")
@access.anyone
def for_prometheus() -> Response:
    """Figures for Prometheus, to this machine or to whoever has the token."""
    if not _may_see_metrics():
        return answer(403, "forbidden", "Metrics are for this machine, or for HANDBILL_METRICS_TOKEN.")
    return Response(metrics.metrics(), content_type=PLAIN)


def _database() -> bool:
    with parts().sessions.read() as session:
        outbox.is_due(session, now())
    return True


CHECKS: dict[str, Callable[[], bool]] = {
    "database": _database,
    "migrations": lambda: is_current(parts().sessions.engine),
    "keys": lambda: bool(parts().settings.secret_keys),
    "campaigns": lambda: parts().settings.campaigns.is_dir(),
}


def _works(name: str, check: Callable[[], bool]) -> bool:
    try:
        return check()
    except Exception as error:  # whatever it is, pages cannot be served with it
        log.warning("not ready, %s: %s", name, error)
        return False


def _may_see_metrics() -> bool:
    token = parts().settings.metrics_token
    given = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    return hmac.compare_digest(given.encode(), token.encode()) if token else access.is_this_machine()
