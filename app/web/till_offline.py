"""What a till's page takes along for when its line is down, and what it tells once it is back.

    GET  /till/offers.json  what a seal cannot hold: whether the offer is good in this shop, and its terms
    GET  /till/spent.json   the serials of coupons that are spent, of those that no longer are, and of withdrawn ones,
                            since the last time
    POST /till/happened     what was given meanwhile; told as often as it takes, written once

A serial is what a code holds before its seal: with the seal alone a page cannot know that a coupon is spent.
"""

from __future__ import annotations

import json
import re
import struct
from base64 import b64encode
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Blueprint, Response, request

from app.actions import happened
from app.actions.happened import Given
from app.actions.redeem import Sale
from app.rules.seal_facts import mark
from app.store import happened as kept
from app.store import moment, stamp
from app.web import access, errors
from app.web.errors import json_error
from app.web.first_answers import asked_on_page
from app.web.json_body import BadBody, needed_text, read_object, refuse_unknown, table, text
from app.web.offline_offers import as_told
from app.web.origin import only_ours
from app.web.parts import now, parts
from app.web.till_api import purchase

views = Blueprint("till_offline", __name__)

PAGE = 10_000  # coupons told at once: forty thousand bytes
MOST_GIVEN = 100  # in one request
MOST_LETTERS = 500
REDEMPTION = re.compile(r"r[0-9a-f]{20}", re.ASCII)
LONGEST_ID = 64


@views.get("/till/offers.json")
@access.till
def offers() -> Response:
    """Offers by their campaign's mark, in the cashier's language."""
    say, till = errors.page_language(), access.current_till()
    known = {mark(id): as_told(each, till, say) for id, each in sorted(parts().campaigns.shelf.campaigns.items())}
    return Response(json.dumps({"offers": known}, ensure_ascii=False), mimetype="application/json")


@views.get("/till/spent.json")
@access.till
def spent() -> Response:
    """Serials as a run of 4-byte numbers, the larger byte first, in base64.

    While there is `more`, ask on with the answer's own `after`, `since` and `withdrawn_since`.
    """
    after = request.args.get("after", "")
    after = after if REDEMPTION.fullmatch(after) else ""
    since, withdrawn_since = (_moment(request.args.get(name)) for name in ("since", "withdrawn_since"))
    with parts().sessions.read() as session:
        newly = kept.spent_after(session, after, now(), PAGE)
        back = kept.back_after(session, since, PAGE)
        withdrawn = kept.revoked_after(session, withdrawn_since, now(), PAGE)
    body = {
        "spent": _packed(serial for _, serial in newly),
        "back": _packed(serial for serial, _ in back),
        "withdrawn": _packed(serial for serial, _ in withdrawn),
        "after": newly[-1][0] if newly else after,
        "since": _place(back, since),
        "withdrawn_since": _place(withdrawn, withdrawn_since),
        "more": PAGE in (len(newly), len(back), len(withdrawn)),
        "now": _written(now()),
    }
    return Response(json.dumps(body), mimetype="application/json")


@views.post("/till/happened")
@access.till
def take_in() -> Response:
    """What became of each thing that the till gave without a line, in their order."""
    only_ours()
    fields = read_object(request, most_brackets=4 * MOST_GIVEN)
    refuse_unknown(fields, {"clock", "given"})
    ahead = _said(fields, "clock") - now()
    told = fields.get("given")
    if not isinstance(told, list) or not 0 < len(told) <= MOST_GIVEN:
        raise BadBody(422, "invalid", f"'given' must be a list of 1 to {MOST_GIVEN}.", "given")
    given = [_given(each) for each in told]
    body = {"given": [{"id": id, **_taken(each, ahead)} for id, each in given], "now": _written(now())}
    return Response(json.dumps(body), mimetype="application/json")


@views.errorhandler(BadBody)
def _bad_body(bad: BadBody) -> Response:
    return json_error(bad.status, bad.code, bad.message, **({"field": bad.field} if bad.field else {}))


def _taken(given: Given, ahead: timedelta) -> dict[str, str | None]:
    """What became of one; each is written for itself."""
    joined, till = parts(), access.current_till()
    with joined.sessions.stepwise() as session:
        taken = happened.take_in(session, joined.means, joined.offers, till, given, ahead, now())
    return {"redemption": taken.redemption, "why": taken.why}


def _given(told: Any) -> tuple[str, Given]:
    """(the till's id of the attempt, what it gave). Raises BadBody."""
    if not isinstance(told, dict):
        raise BadBody(422, "invalid", "each of 'given' must be an object.", "given")
    refuse_unknown(told, {"id", "code", "at", "amount", "reference"}, "given.")
    id, code = needed_text(told, "id", LONGEST_ID, "given."), needed_text(told, "code", MOST_LETTERS, "given.")
    amount = table(told, "amount")
    sale = Sale(code, purchase(amount) if amount else None, text(told, "reference", 80, "given."))
    return id, Given(asked_on_page(id, code.strip()), sale, _said(told, "at"))


def _said(fields: dict[str, Any], name: str) -> datetime:
    """A moment by the till's clock. Raises BadBody."""
    value = fields.get(name)
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) else None
        if at and at.tzinfo:
            return at.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise BadBody(422, "invalid", f"'{name}' must be a moment with its offset, as 2026-07-04T10:00:00Z.", name)


def _moment(told: str | None) -> datetime:
    """A moment that we told before; the beginning of time if it is none of ours."""
    try:
        return moment(int(told or "0"))
    except (ValueError, OverflowError):
        return moment(0)


def _place(told: Sequence[tuple[int, datetime]], before: datetime) -> str:
    """Where to go on: after the last that was told."""
    return str(stamp(told[-1][1] if told else before))


def _written(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _packed(serials: Iterable[int]) -> str:
    known = sorted(serials)
    return b64encode(struct.pack(f">{len(known)}I", *known)).decode()
