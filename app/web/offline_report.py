"""What a till tells once its line is back: what it gave meanwhile, and when by its own clock.

Each thing gets its answer, told as often as it may be; a report that cannot be read changes nothing at all.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from flask import request

from app.actions import happened
from app.actions.happened import Given, Undo
from app.actions.sale import Sale
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
MOST_OF_REASON = 200  # letters
MOST_BRACKETS = 2 + 3 * MOST_GIVEN + 400  # the rest may stand in references

Naming = Callable[[str, str], Asked]  # (the till's own id, the code as it was scanned) → the request


def take_in(till: Till, naming: Naming) -> dict[str, Any]:
    """What became of each thing in this request's body, in their order. Raises BadBody.

    What was undone is taken in first: its coupon may have been given again after that.
    """
    fields = read_object(request, most_brackets=MOST_BRACKETS)
    refuse_unknown(fields, {"clock", "given"})
    ahead = _said(fields, "clock") - now()
    told = fields.get("given")
    if not isinstance(told, list) or not 0 < len(told) <= MOST_GIVEN:
        raise BadBody(422, "invalid", f"'given' must be a list of 1 to {MOST_GIVEN}.", "given")
    given = [_nth(number, each, naming) for number, each in enumerate(told)]
    undone_first = sorted(range(len(given)), key=lambda nth: given[nth][1].undo is None)
    taken = {nth: _taken(till, given[nth][1], ahead) for nth in undone_first}
    return {"given": [{"id": id, **taken[nth]} for nth, (id, _) in enumerate(given)], "now": written(now())}


def _taken(till: Till, given: Given, ahead: timedelta) -> dict[str, str | None]:
    """What became of one; each is written for itself."""
    joined, address = parts(), client_address()
    with joined.sessions.stepwise() as session:
        taken = happened.take_in(session, joined.means, joined.offers, till, given, ahead, now(), address=address)
    at, undone_at = (written(moment) if moment else None for moment in (taken.at, taken.undone_at))
    return {"redemption": taken.redemption, "happened_at": at, "reversed_at": undone_at, "why": taken.why}


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
    refuse_unknown(told, {"id", "code", "at", "amount", "reference", "undone"})
    id, code = needed_text(told, "id", LONGEST_KEY), needed_text(told, "code", MOST_LETTERS)
    amount = table(told, "amount")
    sale = Sale(code, None if amount is None else purchase(amount), text(told, "reference", LONGEST_REFERENCE))
    return id, Given(naming(id, code), sale, _said(told, "at"), _undo(table(told, "undone")))


def _undo(told: dict[str, Any] | None) -> Undo | None:
    if told is None:
        return None
    refuse_unknown(told, {"at", "reason"}, "undone.")
    return Undo(_said(told, "at", "undone."), needed_text(told, "reason", MOST_OF_REASON, "undone."))


def _said(fields: dict[str, Any], name: str, within: str = "") -> datetime:
    """A moment by the till's clock. Raises BadBody."""
    value = fields.get(name)
    try:
        return read_moment(value if isinstance(value, str) else "")
    except BadMoment as bad:
        place = within + name
        said = f"'{place}' must be a moment with its offset, as 2026-07-04T10:00:00Z."
        raise BadBody(422, "invalid", said, place) from bad
