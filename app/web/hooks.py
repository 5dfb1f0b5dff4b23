"""What message providers push: texts that people sent, and what became of ours."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import TypeVar

from flask import Blueprint, Response, abort, request

from app.actions import receive
from app.gateways import BadSignature, Gateway, GatewayError, Hook, Inbound, Receipt, Thanks
from app.store import Session
from app.web import access
from app.web.errors import json_error
from app.web.parts import now, parts

News = TypeVar("News")
log = logging.getLogger(__name__)

views = Blueprint("hooks", __name__, url_prefix="/hooks")


@views.route("/<gateway>/inbound", methods=["GET", "POST"])
@access.gateway
def inbound(gateway: str) -> Response:
    """Takes texts in: thanks once they have had their effect, again and again the same."""
    joined, found = parts(), _gateway(gateway)

    def take(session: Session, text: Inbound) -> None:
        campaigns, handles_stop = joined.campaigns.shelf.campaigns, found.can.handles_stop
        receive.take_text(session, joined.means, campaigns, text, gateway, now(), handles_stop=handles_stop)

    return _taken(found, "inbound", found.read_inbound, take)


@views.route("/<gateway>/receipt", methods=["GET", "POST"])
@access.gateway
def receipt(gateway: str) -> Response:
    """Takes receipts in; one for a text we do not know yet waits until we do."""
    found = _gateway(gateway)

    def take(session: Session, told: Receipt) -> None:
        receive.take_receipt(session, parts().campaigns.shelf.campaigns, told, gateway, now())

    return _taken(found, "receipt", found.read_receipts, take)


def _gateway(name: str) -> Gateway:
    """The one of ours that is called so. Ends the request where there is none, or where it is not called like this."""
    found = parts().gateways.get(name)
    if found is None:
        abort(json_error(404, "not_found", "There is no such gateway here."))
    if request.method not in found.methods:
        abort(json_error(405, "method_not_allowed", f"This gateway is called by {' or '.join(found.methods)}."))
    return found


def _taken(
    gateway: Gateway, kind: str, read: Callable[[Hook], Sequence[News]], take: Callable[[Session, News], object]
) -> Response:
    """The answer once all news are taken, each in a transaction of its own.

    The signature comes first, over the body as it came.

    Where the provider must be asked before that, such as for its key, and cannot be, it may come again.
    """
    try:
        news = read(_hook())
    except BadSignature:
        return json_error(403, "forbidden", "The signature is not the gateway's.")
    except ValueError:
        return json_error(400, "bad_request", "The body cannot be read.")
    except GatewayError as error:
        log.warning("a hook of a gateway could not be read: %s", error)
        return json_error(503, "unavailable", "The gateway cannot be asked now. Try again in a few seconds.")
    for each in news:
        with parts().sessions.begin() as session:
            take(session, each)
    thanks = gateway.thanks.get(kind, Thanks())
    return Response(thanks.body, thanks.status, mimetype=thanks.kind or None)


def _hook() -> Hook:
    """This request, at our public address: what a proxy made of it on the way is not what the provider signed."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    query = request.query_string.decode("latin-1")
    url = parts().settings.base_url + request.path + (f"?{query}" if query else "")
    body = request.get_data(cache=False)
    return Hook(headers, request.args.to_dict(), body, url, now(), request.method)
