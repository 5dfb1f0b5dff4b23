"""What a till tells once its line is back: what it gave meanwhile, and when by its own clock.

Each thing gets its answer, told as often as it may be; a report that cannot be read changes nothing at all.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from flask import request

from app.actions import happened
from app.actions.happened import Given
from app.actions.redeem import Sale
from app.rules.event import written
from app.rules.moment import BadMoment, read_moment
from app.rules.redemption import LONGEST_REFERENCE
from app.store.access import Till
from app.store.redemptions import Asked
from app.web.access import client_address
from app.web.api_manners import LONGEST_KEY
from app.web.json_body import BadBody, needed_text, read_object, refuse_unknown, table, text
from app.web.parts import now, parts
from app.web.purchases import purchase

MOST_GIVEN = 100  # in one request
MOST_LETTERS = 500
MOST_BRACKETS = 2 + 2 * MOST_GIVEN + 400  # the rest may stand in references

Naming = Callable[[str, str], Asked]  # (the till's own id, the code as it was scanned) → the request


def take_in(till: Till, naming: Naming) -> dict[str, Any]:
    """What became of each thing in this request's body, in their order. Raises BadBody."""
    fields = read_object(request, most_brackets=MOST_BRACKETS)
    refuse_unknown(fields, {"clock", "given"})
    ahead = _said(fields, "clock") - now()
    told = fields.get("given")
    if not isinstance(told, list) or not 0 < len(told) <= MOST_GIVEN:
        raise BadBody(422, "invalid", f"'given' must be a list of 1 to {MOST_GIVEN}.", "given")
    given = [_nth(number, each, naming) for number, each in enumerate(told)]
    return {"given": [{"id": id, **_taken(till, each, ahead)} for id, each in given], "now": written(now())}


def _taken(till: Till, given: Given, ahead: timedelta) -> dict[str, str | None]:
    """What became of one; each is written for itself."""
    joined, address = parts(), client_address()
    with joined.sessions.stepwise() as session:
        taken = happened.take_in(session, joined.means, joined.offers, till, given, ahead, now(), address=address)
    at = written(taken.at) if taken.at else None
    return {"redemption": taken.redemption, "happened_at": at, "why": taken.why}


def _nth(number: int, told: Any, naming: Naming) -> tuple[str, Given]:
    """(the till's id, what it gave); what is wrong with it is told by its place in the list. Raises BadBody."""
    place = f"given.{number}"
    if not isinstance(told, dict):
        raise BadBody(422, "invalid", f"'{place}' must be an object.", place)
    try:
        return _given(told, naming)
    except BadBody as bad:
        raise BadBody(bad.status, bad.code, f"In '{place}': {bad.message}", f"{place}.{bad.field}") from bad


def _given(told: dict[str, Any], naming: Naming) -> tuple[str, Given]:
    refuse_unknown(told, {"id", "code", "at", "amount", "reference"})
    id, code = needed_text(told, "id", LONGEST_KEY), needed_text(told, "code", MOST_LETTERS)
    amount = table(told, "amount")
    sale = Sale(code, None if amount is None else purchase(amount), text(told, "reference", LONGEST_REFERENCE))
    return id, Given(naming(id, code), sale, _said(told, "at"))


def _said(fields: dict[str, Any], name: str) -> datetime:
    """A moment by the till's clock. Raises BadBody."""
    value = fields.get(name)
    try:
        return read_moment(value if isinstance(value, str) else "")
    except BadMoment as bad:
        said = f"'{name}' must be a moment with its offset, as 2026-07-04T10:00:00Z."
        raise BadBody(422, "invalid", said, name) from bad
