"""What all calls of the API have in common: whose token came, at what pace, and how a no is said.

A till is whoever carries its token; what else a request says of itself is a label. Tokens are remembered for
TOKEN_STAYS_S in each process, so a till that is shut out stops within that time.
"""

from __future__ import annotations

import time
from typing import Any

from flask import Blueprint, Flask, Response, current_app, g, request

from app.settings import Settings
from app.store import Sessions
from app.store.access import Till, till_of_token
from app.web.errors import json_error
from app.web.first_answers import Answer, KeyReused, StillRunning
from app.web.json_body import BadBody
from app.web.pace import Pace, Paces
from app.web.parts import Parts, parts

TOKEN_STAYS_S = 5.0
MOST_TOKENS = 10_000
LONGEST_KEY = 255  # of a till's own name for a request


class Stranger(Exception):
    """The request carries no token, or one that opens nothing."""


class TooFast(Exception):
    """The till made all requests that it may make in this minute."""


class Tills:
    """Tills by their tokens, remembered for TOKEN_STAYS_S; a token that opens nothing is never remembered."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[Till, float]] = {}

    def of(self, token: str, sessions: Sessions) -> Till | None:
        """The till that carries the token, as of at most TOKEN_STAYS_S ago."""
        found = self._known.get(token)
        if found and found[1] > time.monotonic():
            return found[0]
        with sessions.read() as session:
            till = till_of_token(session, token)
        if till is None:
            self._known.pop(token, None)
            return None
        if len(self._known) >= MOST_TOKENS:
            self._known.clear()
        self._known[token] = till, time.monotonic() + TOKEN_STAYS_S
        return till


def taught(views: Blueprint) -> Blueprint:
    """The views, with the manners of the API."""
    views.record(_set_up)
    views.after_request(_tell_pace)
    views.register_error_handler(Stranger, _no_entry)
    views.register_error_handler(TooFast, too_fast)
    views.register_error_handler(BadBody, bad_body)
    views.register_error_handler(StillRunning, _still_running)
    views.register_error_handler(KeyReused, _key_reused)
    return views


def calling_till() -> Till:
    """The till whose token came with the request. Raises Stranger and TooFast."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    tills: Tills = current_app.extensions["handbill.tills"]
    till = tills.of(token.strip(), parts().sessions) if kind.lower() == "bearer" and token else None
    if till is None:
        raise Stranger
    if parts().settings.limits:
        paces: Paces = current_app.extensions["handbill.paces"]
        g.pace = paces.take(till.id)
        if not g.pace.is_within:
            raise TooFast
    return till


def queried(*known: str) -> dict[str, str]:
    """The query's values. Raises BadBody for one that is unknown, or there twice."""
    for name, values in request.args.lists():
        if name not in known or len(values) > 1:
            what = "is there twice" if name in known else "is not a parameter here"
            raise BadBody(400, "bad_request", f"{name[:80]!r} {what}.", name[:80])
    return request.args.to_dict()


def response(answer: Answer) -> Response:
    """The answer as HTTP has it."""
    kind = "application/json" if answer.status < 400 else "application/problem+json"
    made = Response(answer.text, answer.status, content_type=kind)
    if answer.replayed:
        made.headers["Idempotency-Replayed"] = "true"
    if answer.retry_after_s is not None:
        made.headers["Retry-After"] = str(answer.retry_after_s)
    return made


def bad_body(bad: BadBody) -> Response:
    """What is wrong with a request, and with which field."""
    return json_error(bad.status, bad.code, bad.message, **({"field": bad.field} if bad.field else {}))


def too_fast(_error: TooFast) -> Response:
    """When the till may ask again."""
    pace: Pace = g.pace
    response = json_error(429, "rate_limited", f"More than {pace.most} requests in a minute.")
    response.headers["Retry-After"] = str(pace.reset_s)
    return response


def _set_up(state: Any) -> None:
    """What a process remembers of tills, once for all views of the API."""
    state.app.extensions.setdefault("handbill.tills", Tills())
    state.app.extensions.setdefault("handbill.paces", Paces(_settings(state.app).api_a_minute, time.monotonic))


def _no_entry(_error: Stranger) -> Response:
    response = json_error(401, "unauthorized", "Send a till's token: Authorization: Bearer …")
    response.headers["WWW-Authenticate"] = 'Bearer realm="handbill"'
    return response


def _tell_pace(response: Response) -> Response:
    pace: Pace | None = g.get("pace")
    if pace:
        for name, value in pace.headers.items():
            response.headers.add(name, value)  # nobody else says these, so there is nothing to look for
    return response


def _still_running(_error: StillRunning) -> Response:
    return json_error(409, "still_running", "The first request under this Idempotency-Key is not answered yet.")


def _key_reused(_error: KeyReused) -> Response:
    return json_error(422, "key_reused", "This Idempotency-Key belongs to another request.")


def _settings(app: Flask) -> Settings:
    joined: Parts = app.extensions["handbill"]
    return joined.settings
