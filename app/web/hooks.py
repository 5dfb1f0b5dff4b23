"""What message providers push: texts that people sent, and what became of ours."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from flask import Blueprint, Response, request

from app.actions import receive
from app.gateways import BadSignature, Hook, Inbound, Receipt
from app.store import Session
from app.web import access
from app.web.errors import json_error
from app.web.parts import now, parts

News = TypeVar("News")

views = Blueprint("hooks", __name__, url_prefix="/hooks")


@views.post("/<gateway>/inbound")
@access.gateway
def inbound(gateway: str) -> Response:
    """Takes texts in: 204 once they have had their effect, again and again the same."""
    joined = parts()

    def take(session: Session, text: Inbound) -> None:
        campaigns, handles_stop = joined.campaigns.shelf.campaigns, joined.gateway.handles_stop
        receive.take_text(session, joined.means, campaigns, text, gateway, now(), handles_stop=handles_stop)

    return _taken(gateway, joined.gateway.read_inbound, take)


@views.post("/<gateway>/receipt")
@access.gateway
def receipt(gateway: str) -> Response:
    """Takes receipts in; one for a text we do not know yet waits until we do."""

    def take(session: Session, told: Receipt) -> None:
        receive.take_receipt(session, told, gateway, now())

    return _taken(gateway, parts().gateway.read_receipts, take)


def _taken(gateway: str, read: Callable[[Hook], Sequence[News]], take: Callable[[Session, News], object]) -> Response:
    """The answer once all news are taken in one transaction. The signature comes first, over the body as it came."""
    if gateway != parts().settings.gateway:
        return json_error(404, "not_found", "There is no such gateway here.")
    headers = {name.lower(): value for name, value in request.headers.items()}
    try:
        news = read(Hook(headers, request.args.to_dict(), request.get_data(cache=False)))
    except BadSignature:
        return json_error(403, "forbidden", "The signature is not the gateway's.")
    except ValueError:
        return json_error(400, "bad_request", "The body cannot be read.")
    if news:
        with parts().sessions.begin() as session:
            for each in news:
                take(session, each)
    return Response(status=204)
