"""For whoever keeps handbill running: is it alive, can it serve, and how is the outbox."""

from __future__ import annotations

import hmac
import logging
from collections.abc import Callable, Mapping, Sequence

from flask import Blueprint, Response, jsonify, request

from app.rules.alarm import Kind
from app.store import alarms, figures, guesses, messages, outbox, stock
from app.store.figures import PlacementFigures
from app.store.heartbeats import last_beat
from app.store.migrate import is_current
from app.web import access
from app.web.errors import answer
from app.web.parts import now, parts

PLAIN = "text/plain; version=0.0.4; charset=utf-8"  # Prometheus, exposition formats

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
def metrics() -> Response:
    """Figures for Prometheus, to this machine or to whoever has the token."""
    if not _may_see_metrics():
        return answer(403, "forbidden", "Metrics are for this machine, or for HANDBILL_METRICS_TOKEN.")
    return Response("".join(_families()), content_type=PLAIN)


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


def _families() -> list[str]:
    with parts().sessions.read() as session:
        depth, oldest = outbox.waiting(session)
        states = messages.count_by_state(session)
        found = figures.all_placements(session)
        beat = last_beat(session, "worker")
        alarmed, wrong = alarms.count_open(session), guesses.all_counted(session)
        issued = {_of(id): stock.taken(session, id)[0] for id in parts().campaigns.shelf.campaigns}
    sums = {id: [*each.values()] for id, each in found.items()}
    lines = [
        _family("handbill_outbox_queued", "gauge", "Messages that wait to be sent.", {"": depth}),
        _family(
            "handbill_outbox_oldest_seconds",
            "gauge",
            "How long the message that waits longest has been due.",
            {"": max(0.0, (now() - oldest).total_seconds()) if oldest else 0.0},
        ),
        _family(
            "handbill_messages",
            "gauge",
            "Messages by state.",
            {f'{{state="{state}"}}': count for state, count in states.items()},
        ),
        _family("handbill_scans_total", "counter", "Openings by people.", _by(sums, "scans")),
        _family("handbill_robot_scans_total", "counter", "Openings by robots.", _by(sums, "robots")),
        _family("handbill_joins_total", "counter", "Numbers left.", _by(sums, "joined")),
        _family("handbill_coupons_issued", "gauge", "Coupons taken from the stock.", issued),
        _family("handbill_coupons_redeemed", "gauge", "Coupons spent.", _by(sums, "redeemed")),
    ]
    at_tills = sum(wrong.values()) - wrong.get(guesses.PAGES, 0)
    lines += [
        _family(
            "handbill_alarms_open",
            "gauge",
            "Alarms that staff have not seen.",
            {f'{{kind="{kind}"}}': alarmed.get(kind, 0) for kind in Kind},
        ),
        _family(
            "handbill_wrong_codes",
            "gauge",
            f"Wrong codes at tills, and guessed addresses of coupons, of the last {guesses.KEPT.days} days.",
            {'{where="tills"}': at_tills, '{where="pages"}': wrong.get(guesses.PAGES, 0)},
        ),
    ]
    if beat:
        age = {"": max(0.0, (now() - beat).total_seconds())}
        lines.append(_family("handbill_worker_heartbeat_age_seconds", "gauge", "Since the worker was last seen.", age))
    return lines


def _by(sums: Mapping[str, Sequence[PlacementFigures]], what: str) -> dict[str, float]:
    return {_of(id): sum(getattr(each, what) for each in placements) for id, placements in sums.items()}


def _of(campaign: str) -> str:
    return f'{{campaign="{campaign}"}}'


def _family(name: str, kind: str, says: str, values: Mapping[str, float]) -> str:
    """One metric with all its values by label. A label is a campaign's id or a state, so none needs escaping."""
    samples = "".join(f"{name}{label} {value!r}\n" for label, value in values.items())
    return f"# HELP {name} {says}\n# TYPE {name} {kind}\n{samples}"
