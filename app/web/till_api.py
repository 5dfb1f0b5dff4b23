"""The API for the software of tills: spend a coupon, look one up, undo, and reconcile; all of it as JSON.

Every refusal has a name that stays put, and a code that is not ours gets one
answer, whatever is wrong with it.
"""

from __future__ import annotations

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, current_app, render_template, request
from werkzeug.routing import PathConverter

from app.actions import look_up, redeem, undo
from app.actions.sale import Refused, Sale
from app.rules.event import as_text
from app.rules.moment import BadMoment, read_moment
from app.rules.redemption import LONGEST_REFERENCE
from app.store import Session, moment, stamp
from app.store.access import Till
from app.store.redemption_list import recent
from app.store.redemptions import Answered, Asked, Redemption
from app.web import access, openapi, till_json
from app.web.api_manners import LONGEST_KEY, calling_till, queried, response, taught
from app.web.first_answers import Act, Again, Answer, Running, asked_under, once
from app.web.json_body import BadBody, needed_text, read_object, refuse_unknown, table, text
from app.web.openapi_parts import ERRORS
from app.web.parts import now, parts
from app.web.purchases import purchase

views = taught(Blueprint("till_api", __name__, url_prefix="/api"))

PAGE = 100
CURSOR = re.compile(r"(\d{1,17}) ([\w-]+)", re.ASCII)
PLUS_SIGN_LOST = re.compile(r" (?=\d\d:?\d\d\Z)", re.ASCII)  # in a query an unescaped plus means a space


class AnyText(PathConverter):
    """Whatever stands in the address, line breaks too: what is no code gets the answer of every other wrong one."""

    regex = r"[^/](?s:.*?)"


@views.record
def _set_up(state: Any) -> None:
    """What these views need of the application they are joined to."""
    state.app.url_map.converters["any_text"] = AnyText
    state.app.extensions["handbill.running"] = Running()
    state.app.jinja_env.filters.update(pretty=openapi.pretty, code=openapi.code, resolve=openapi.resolve)


@views.post("/v1/redemptions")
@access.till_token
def spend() -> Response:
    """Spends the coupon of a code, once."""
    till, fields, address = calling_till(), read_object(request), access.client_address()
    sale, joined, at = _sale(fields), parts(), now()

    def act(session: Session, asked: Asked | None) -> Answer:
        done = redeem.redeem(session, joined.means, joined.offers, till, sale, at, asked=asked, address=address)
        return till_json.refused(done) if isinstance(done, Refused) else till_json.redeemed(done)

    def again(session: Session, made: Answered) -> str:
        return till_json.redeemed_again(session, made, sale.typed)

    return _once(till, fields, act, again, stepwise=True)


@views.get("/v1/coupons/<any_text:code>")
@access.till_token
def coupon(code: str) -> Response:
    """What a coupon is worth now; a wrong code counts as an attempt."""
    till = calling_till()
    queried()
    with parts().sessions.begin() as session:
        found = look_up.look_up(session, parts().means, till, code, now(), address=access.client_address())
    return response(till_json.refused(found) if isinstance(found, Refused) else till_json.found(found))


@views.post("/v1/redemptions/<id>/reversal")
@access.till_token
def reverse(id: str) -> Response:
    """Undoes a redemption of this till; the coupon can be spent again while it is in date."""
    till, fields = calling_till(), read_object(request)
    refuse_unknown(fields, {"reason"})
    reason = needed_text(fields, "reason", 200)
    known = id if id.isprintable() else ""  # PostgreSQL refuses texts that hold a NUL

    def act(session: Session, _asked: Asked | None) -> Answer:
        if undo.reverse(session, parts().means, till, known, reason, now()):
            return till_json.reversed_(known, reason)
        return till_json.stands(undo.why_not_reversed(session, till, known))

    return _once(till, fields, act, till_json.no_redemption)


@views.get("/v1/redemptions")
@access.till_token
def redemptions() -> Response:
    """What this till spent and took back, oldest first, PAGE at a time."""
    till = calling_till()
    since, after = _start(queried("since", "cursor"))
    with parts().sessions.read() as session:
        rows = recent(session, till.id, since, after, PAGE + 1)
    page = [till_json.listed(redemption, campaign, serial) for redemption, campaign, serial, _ in rows[:PAGE]]
    more = _cursor(rows[PAGE - 1][0]) if len(rows) > PAGE else None
    return response(Answer(200, as_text({"redemptions": page, "next_cursor": more})))


@views.get("/v1/openapi.json")
@access.anyone
def document() -> Response:
    """This API, as OpenAPI 3.1."""
    return response(Answer(200, as_text(openapi.document(parts().settings.base_url))))


@views.get("/docs")
@access.anyone
def docs() -> str:
    """This API, for people."""
    return render_template("till_api/docs.html", api=openapi.document(parts().settings.base_url), errors=ERRORS)


def _sale(fields: dict[str, Any]) -> Sale:
    """The redemption asked for. Its code may be any text: what is wrong with it is not for this room to say."""
    refuse_unknown(fields, {"code", "till", "amount", "reference"})
    if not isinstance(fields.get("code"), str):
        raise BadBody(422, "invalid", "'code' must be a text.", "code")
    text(fields, "till", 80)  # a label, checked and not kept
    amount = table(fields, "amount")
    return Sale(
        fields["code"], None if amount is None else purchase(amount), text(fields, "reference", LONGEST_REFERENCE)
    )


def _once(till: Till, fields: dict[str, Any], act: Act, again: Again, *, stepwise: bool = False) -> Response:
    """The first answer to this request, by its Idempotency-Key. Raises BadBody, KeyReused and StillRunning."""
    key, sessions = request.headers.get("Idempotency-Key"), parts().sessions
    if key is None:
        return response(once(sessions, till, None, act, again, stepwise=stepwise))
    if not (0 < len(key) <= LONGEST_KEY and key.isascii() and key.isprintable()):
        raise BadBody(400, "bad_request", f"An Idempotency-Key has 1 to {LONGEST_KEY} printable ASCII characters.")
    asked = asked_under(key, f"{request.path} {json.dumps(fields, sort_keys=True)}")
    running: Running = current_app.extensions["handbill.running"]
    with running.alone(till.id, asked.key_hash):
        return response(once(sessions, till, asked, act, again, stepwise=stepwise))


def _start(query: dict[str, str]) -> tuple[datetime, str]:
    """(moment, id) after which the list starts; the cursor outranks `since`. Raises BadBody."""
    if "cursor" in query:
        return _place(query["cursor"])
    try:
        return read_moment(PLUS_SIGN_LOST.sub("+", query.get("since", "1970-01-01T00:00:00Z"))), ""
    except BadMoment as bad:
        said = "'since' must be a moment with its offset, as 2026-07-04T10:00:00Z."
        raise BadBody(400, "bad_request", said, "since") from bad


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
