"""The API for tills whose software works on without a line: what it takes along, and what it tells afterwards.

docs/offline-tills.md says how to check a seal with it. web/till_offline.py has the same for the till's own page.
"""

from __future__ import annotations

from flask import Blueprint, Response

from app.rules.event import as_text
from app.rules.seal_facts import mark
from app.store.redemptions import Asked
from app.web import access, offline_report, till_keys
from app.web.api_manners import calling_till, queried, response, taught
from app.web.first_answers import Answer, asked_under
from app.web.json_body import BadBody
from app.web.offline_news import Place, news, place_at
from app.web.offline_offers import for_software
from app.web.parts import parts

views = taught(Blueprint("till_api_offline", __name__, url_prefix="/api/v1"))


@views.get("/keys")
@access.till_token
def keys() -> Response:
    """The public keys of seals, and campaigns by their marks."""
    calling_till()
    queried()
    return response(Answer(200, as_text(till_keys.known())))


@views.get("/offers")
@access.till_token
def offers() -> Response:
    """What a seal cannot hold, by the mark of its campaign."""
    till = calling_till()
    queried()
    known = {mark(id): for_software(each, till) for id, each in sorted(parts().campaigns.shelf.campaigns.items())}
    return response(Answer(200, as_text({"offers": known})))


@views.get("/spent")
@access.till_token
def spent() -> Response:
    """Coupons to be turned away, since the last time."""
    calling_till()
    cursor = queried("cursor").get("cursor")
    place = Place() if cursor is None else place_at(cursor)
    if place is None:
        raise BadBody(400, "bad_request", "This cursor is not one of ours.", "cursor")
    found = news(place)
    return response(Answer(200, as_text({**found.body, "cursor": found.place.cursor})))


@views.post("/redemptions/happened")
@access.till_token
def happened() -> Response:
    """What became of each thing that the till gave without a line, in their order."""
    return response(Answer(200, as_text(offline_report.take_in(calling_till(), _named))))


def _named(id: str, code: str) -> Asked:
    """An id is one of those that Idempotency-Key has: what was asked in vain is told under the same."""
    return asked_under(id, f"happened {code}")
