"""The API for the software of tills: spend a coupon, look one up, undo, and reconcile; all of it as JSON.

A till is whoever carries its token; what else a request says of itself is a
label. Tokens are remembered for TOKEN_STAYS_S in each process, so a till that
is shut out stops within that time. Every refusal has a name that stays put,
and a code that is not ours gets one answer, whatever is wrong with it.
"""

from __future__ import annotations

import json
import re
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from flask import Blueprint, Flask, Response, current_app, g, render_template, request

from app.actions import redeem
from app.actions.redeem import Refused, Sale
from app.rules.event import as_text
from app.rules.money import BadSum, minor
from app.rules.redemption import Purchase
from app.settings import Settings
from app.store import Session, Sessions, moment, stamp
from app.store.access import Till, till_of_token
from app.store.redemptions import Answered, Asked, Redemption, recent
from app.web import access, openapi, till_json
from app.web.errors import json_error
from app.web.first_answers import Act, Again, Answer, KeyReused, Running, StillRunning, asked_under, once
from app.web.json_body import BadBody, matching, needed_text, read_object, refuse_unknown, table, text
from app.web.pace import Pace, Paces
from app.web.parts import Parts, now, parts

views = Blueprint("till_api", __name__, url_prefix="/api")

TOKEN_STAYS_S = 5.0
MOST_TOKENS = 10_000
PAGE = 100
LONGEST_KEY = 255
PLAIN_DECIMAL = r"[0-9]{1,9}(\.[0-9]{1,4})?"
CURSOR = re.compile(r"(\d{1,17}) ([\w-]+)", re.ASCII)
PLUS_SIGN_LOST = re.compile(r" (?=\d\d:?\d\d\Z)", re.ASCII)  # in a query an unescaped plus means a space


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


@views.record
def _set_up(state: Any) -> None:
    """What these views need of the application they are joined to."""
    state.app.extensions["handbill.tills"] = Tills()
    state.app.extensions["handbill.running"] = Running()
    state.app.extensions["handbill.paces"] = Paces(_settings(state.app).api_a_minute, time.monotonic)
    state.app.jinja_env.filters.update(pretty=openapi.pretty, code=openapi.code, resolve=openapi.resolve)


@views.post("/v1/redemptions")
@access.till_token
def spend() -> Response:
    """Spends the coupon of a code, once."""
    till, fields, address = _till(), read_object(request), access.client_address()
    sale = _sale(fields)

    def act(session: Session, asked: Asked | None) -> Answer:
        done = redeem.redeem(session, parts().means, parts().offers, till, sale, now(), asked=asked, address=address)
        return till_json.refused(done) if isinstance(done, Refused) else till_json.redeemed(done)

    def again(session: Session, made: Answered) -> str:
        return till_json.redeemed_again(session, made, sale.typed)

    return _once(till, fields, act, again, stepwise=True)


@views.get("/v1/coupons/<path:code>")
@access.till_token
def coupon(code: str) -> Response:
    """What a coupon is worth now; a wrong code counts as an attempt."""
    till = _till()
    _query()
    with parts().sessions.begin() as session:
        found = redeem.look_up(session, parts().means, till, code, now(), address=access.client_address())
    return _response(till_json.refused(found) if isinstance(found, Refused) else till_json.found(found))


@views.post("/v1/redemptions/<id>/reversal")
@access.till_token
def reverse(id: str) -> Response:
    """Undoes a redemption of this till; the coupon can be spent again while it is in date."""
    till, fields = _till(), read_object(request)
    refuse_unknown(fields, {"reason"})
    reason = needed_text(fields, "reason", 200)
    known = id if id.isprintable() else ""  # PostgreSQL refuses texts that hold a NUL

    def act(session: Session, _asked: Asked | None) -> Answer:
        if redeem.reverse(session, parts().means, till, known, reason, now()):
            return till_json.reversed_(known, reason)
        return till_json.stands(redeem.why_not_reversed(session, till, known))

    return _once(till, fields, act, till_json.no_redemption)


@views.get("/v1/redemptions")
@access.till_token
def redemptions() -> Response:
    """What this till spent and took back, oldest first, PAGE at a time."""
    till = _till()
    since, after = _start(_query("since", "cursor"))
    with parts().sessions.read() as session:
        rows = recent(session, till.id, since, after, PAGE + 1)
    page = [till_json.listed(redemption, campaign, serial) for redemption, campaign, serial, _ in rows[:PAGE]]
    more = _cursor(rows[PAGE - 1][0]) if len(rows) > PAGE else None
    return _response(Answer(200, as_text({"redemptions": page, "next_cursor": more})))


@views.get("/v1/openapi.json")
@access.anyone
def document() -> Response:
    """This API, as OpenAPI 3.1."""
    return _response(Answer(200, as_text(openapi.document(parts().settings.base_url))))


@views.get("/docs")
@access.anyone
def docs() -> str:
    """This API, for people."""
    return render_template("till_api/docs.html", api=openapi.document(parts().settings.base_url), errors=openapi.ERRORS)


@views.errorhandler(Stranger)
def _no_entry(_error: Stranger) -> Response:
    response = json_error(401, "unauthorized", "Send a till's token: Authorization: Bearer …")
    response.headers["WWW-Authenticate"] = 'Bearer realm="handbill"'
    return response


@views.errorhandler(TooFast)
def _too_fast(_error: TooFast) -> Response:
    pace: Pace = g.pace
    response = json_error(429, "rate_limited", f"More than {pace.most} requests in a minute.")
    response.headers["Retry-After"] = str(pace.reset_s)
    return response


@views.after_request
def _tell_pace(response: Response) -> Response:
    pace: Pace | None = g.get("pace")
    if pace:
        response.headers.update(pace.headers)
    return response


@views.errorhandler(BadBody)
def _bad_body(bad: BadBody) -> Response:
    return json_error(bad.status, bad.code, bad.message, **({"field": bad.field} if bad.field else {}))


@views.errorhandler(StillRunning)
def _still_running(_error: StillRunning) -> Response:
    return json_error(409, "still_running", "The first request under this Idempotency-Key is not answered yet.")


@views.errorhandler(KeyReused)
def _key_reused(_error: KeyReused) -> Response:
    return json_error(422, "key_reused", "This Idempotency-Key belongs to another request.")


def _settings(app: Flask) -> Settings:
    joined: Parts = app.extensions["handbill"]
    return joined.settings


def _till() -> Till:
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


def _sale(fields: dict[str, Any]) -> Sale:
    """The redemption asked for. Its code may be any text: what is wrong with it is not for this room to say."""
    refuse_unknown(fields, {"code", "till", "amount", "reference"})
    if not isinstance(fields.get("code"), str):
        raise BadBody(422, "invalid", "'code' must be a text.", "code")
    text(fields, "till", 80)  # a label, checked and not kept
    amount = table(fields, "amount")
    return Sale(fields["code"], None if amount is None else purchase(amount), text(fields, "reference", 80))


def purchase(amount: dict[str, Any]) -> Purchase:
    """What is bought, as a till writes it. Raises BadBody."""
    refuse_unknown(amount, {"value", "currency"}, "amount.")
    value = matching(amount, "value", PLAIN_DECIMAL, 'must be a plain decimal in a text, as "39.90"', "amount.")
    currency = matching(amount, "currency", "[A-Z]{3}", 'must be three capital letters, as "EUR"', "amount.")
    try:
        return Purchase(minor(Decimal(value), currency), currency)
    except BadSum as bad:
        raise BadBody(422, "invalid", f"'amount.value': {bad}.", "amount.value") from bad


def _once(till: Till, fields: dict[str, Any], act: Act, again: Again, *, stepwise: bool = False) -> Response:
    """The first answer to this request, by its Idempotency-Key. Raises BadBody, KeyReused and StillRunning."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return _response(once(parts().sessions, till, None, act, again, stepwise=stepwise))
    if not (0 < len(key) <= LONGEST_KEY and key.isascii() and key.isprintable()):
        raise BadBody(400, "bad_request", f"An Idempotency-Key has 1 to {LONGEST_KEY} printable ASCII characters.")
    asked = asked_under(key, f"{request.path} {json.dumps(fields, sort_keys=True)}")
    running: Running = current_app.extensions["handbill.running"]
    with running.alone(till.id, asked.key_hash):
        return _response(once(parts().sessions, till, asked, act, again, stepwise=stepwise))


def _response(answer: Answer) -> Response:
    kind = "application/json" if answer.status < 400 else "application/problem+json"
    response = Response(answer.text, answer.status, content_type=kind)
    if answer.replayed:
        response.headers["Idempotency-Replayed"] = "true"
    if answer.retry_after_s is not None:
        response.headers["Retry-After"] = str(answer.retry_after_s)
    return response


def _query(*known: str) -> dict[str, str]:
    """The query's values. Raises BadBody for one that is unknown, or there twice."""
    for name, values in request.args.lists():
        if name not in known or len(values) > 1:
            what = "is there twice" if name in known else "is not a parameter here"
            raise BadBody(400, "bad_request", f"{name[:80]!r} {what}.", name[:80])
    return request.args.to_dict()


def _start(query: dict[str, str]) -> tuple[datetime, str]:
    """(moment, id) after which the list starts; the cursor outranks `since`. Raises BadBody."""
    if "cursor" in query:
        return _place(query["cursor"])
    try:
        since = datetime.fromisoformat(PLUS_SIGN_LOST.sub("+", query.get("since", "1970-01-01T00:00:00Z")))
        if since.tzinfo:
            return since.astimezone(UTC), ""
    except (ValueError, OverflowError):
        pass
    raise BadBody(400, "bad_request", "'since' must be a moment with its offset, as 2026-07-04T10:00:00Z.", "since")


def _place(cursor: str) -> tuple[datetime, str]:
    try:
        at_and_id = CURSOR.fullmatch(urlsafe_b64decode(cursor).decode("ascii"))
        if at_and_id:
            return moment(int(at_and_id[1])), at_and_id[2]
    except (ValueError, OverflowError):
        pass
    raise BadBody(400, "bad_request", "This cursor is not one of ours.", "cursor")


def _cursor(last: Redemption) -> str:
    return urlsafe_b64encode(f"{stamp(last.at)} {last.id}".encode()).decode()
