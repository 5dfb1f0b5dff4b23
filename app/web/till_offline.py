"""What a till's page takes along for when its line is down, and what it tells once it is back.

    GET  /till/offers.json  what a seal cannot hold: whether the offer is good in this shop, and its terms
    GET  /till/spent.json   the serials of coupons that are spent, of those that no longer are, and of withdrawn ones,
                            since the last time
    POST /till/happened     what was given meanwhile; told as often as it takes, written once

Whoever asks more often than A_MINUTE is told when to go on. web/till_api_offline.py has the same for the software of
tills.
"""

from __future__ import annotations

import json
import time
from typing import Any

from flask import Blueprint, Response, abort, current_app, g, request

from app.rules.seal_facts import mark
from app.store.access import Till
from app.store.redemptions import Asked
from app.web import access, errors, offline_report
from app.web.api_manners import TooFast, bad_body, too_fast
from app.web.first_answers import asked_on_page
from app.web.json_body import BadBody
from app.web.offline_news import Place, news, place_of
from app.web.offline_offers import as_told
from app.web.origin import only_ours
from app.web.pace import Paces
from app.web.parts import parts

A_MINUTE = 300  # requests of a till's pages, in each web process; one that takes all along makes some dozens
PACES = "handbill.page_paces"
PAGES_TILL = "Handbill-Till"  # header: the mark of the till that a page was opened as

views = Blueprint("till_offline", __name__)
views.record_once(lambda state: state.app.extensions.update({PACES: Paces(A_MINUTE, time.monotonic)}))
views.register_error_handler(BadBody, bad_body)
views.register_error_handler(TooFast, too_fast)


@views.get("/till/offers.json")
@access.till
def offers() -> Response:
    """Offers by their campaign's mark, in the cashier's language."""
    say, till = errors.page_language(), _till()
    return _json(
        {
            "offers": {
                mark(id): as_told(each, till, say) for id, each in sorted(parts().campaigns.shelf.campaigns.items())
            }
        }
    )


@views.get("/till/spent.json")
@access.till
def spent() -> Response:
    """Serials as web/offline_news.py packs them; a place that is none of ours is the beginning.

    While there is `more`, ask on with the answer's own `after`, `since` and `withdrawn_since`.
    """
    _till()
    texts = (request.args.get(name, "") for name in Place().fields)
    found = news(place_of(*texts) or Place())
    return _json(found.body | found.place.fields)


@views.post("/till/happened")
@access.till
def take_in() -> Response:
    """What became of each thing that the till gave without a line, in their order."""
    only_ours()
    return _json(offline_report.take_in(_till(), _named))


def _till() -> Till:
    """The till that this browser is. Ends the request of a page that was opened as another one. Raises TooFast.

    What one till gave is never told as another's, and no till goes by the offers of another's shop.
    """
    till = access.current_till()
    if request.headers.get(PAGES_TILL, access.mark_of(till)) != access.mark_of(till):
        abort(403)
    if parts().settings.limits:
        paces: Paces = current_app.extensions[PACES]
        g.pace = paces.take(till.id)
        if not g.pace.is_within:
            raise TooFast
    return till


def _named(id: str, code: str) -> Asked:
    return asked_on_page(id, code.strip())


def _json(body: dict[str, Any]) -> Response:
    return Response(json.dumps(body, ensure_ascii=False), mimetype="application/json")
