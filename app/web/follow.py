"""The short links of texts: each leads on to where its text's row says, and is counted without a cookie.

A robot that opens them all changes nothing but a count of its own.
"""

from __future__ import annotations

from flask import Blueprint, Response, request
from werkzeug.urls import iri_to_uri

from app.actions.lead import lead
from app.rules import short_link
from app.rules.robot import opener
from app.rules.short_link import BadCode
from app.web import access
from app.web.coupon import not_ours
from app.web.parts import now, parts
from app.web.visit import purpose

views = Blueprint("follow", __name__)


@views.get("/l/<token>")
@access.visitor
def follow(token: str) -> Response:
    """On to the coupon, the preferences, the campaign's page or the brand's site (302); nothing on the way is kept."""
    joined = parts()
    try:
        serial, number = short_link.read(token, joined.settings.secret_keys)
    except BadCode:  # no text is looked for
        serial = None
    with joined.sessions.read() as session:
        if serial is None:
            return not_ours(session, "link")
        who = opener(request.headers.get("User-Agent", ""), purpose(), request.method)
        shelf = joined.campaigns.shelf.campaigns
        way = lead(session, joined.means, shelf, serial, number, opener=who, now=now())
        if way is None:
            return not_ours(session, "link")
    if way.click:
        joined.counter.count(way.click)
    return Response(status=302, headers={"Location": iri_to_uri(way.to), "X-Robots-Tag": "noindex"})
