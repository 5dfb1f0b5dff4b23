"""Whoever holds a link to somebody's preferences: what it opens, and what they are told when it opens nothing."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response, abort, make_response, render_template

from app.actions import link
from app.actions.choose import Choices, choices
from app.store import Session, subscribers
from app.web import access, visit
from app.web.errors import page_language
from app.web.face import SAME_SITE
from app.web.parts import now, parts
from app.web.preference_page import ROOM, SHEETS
from app.web.style import policy, style_of
from app.web.unknown import unknown


def opened(session: Session, token: str) -> Choices | None:
    """What the link opens; None if it is not ours, or its owner is erased."""
    held = link.holder(parts().means, token, now())
    campaign = parts().campaigns.get(held.campaign) if held else None
    person = subscribers.subscriber_or_none(session, held.subscriber) if held else None
    if campaign is None or person is None:
        return None
    return choices(session, parts().campaigns.shelf.campaigns, campaign, person, now())


def closed(token: str) -> Response:
    """The page of a link that opens nothing: its owner is erased, or it was cut short."""
    if link.holder(parts().means, token, now()) is None:
        return unknown("", what="preferences")
    return plain_page("erased", 410)


def evidence() -> Mapping[str, str]:
    """What shows where a change came from."""
    return {"how": "on the preference page", "address": access.client_address()}


def refuse_strangers() -> None:
    """403 for a form that another site sent."""
    if visit.is_foreign():
        abort(403, "Another site sent this. Nothing was changed.")


def plain_page(template: str, status: int, **values: object) -> Response:
    """A page of no brand, in black ink."""
    style = style_of(None, None, *SHEETS)
    page = render_template(
        f"{ROOM}/{template}.html", say=page_language(), style=style, host=parts().settings.host, **values
    )
    response = make_response(page, status)
    response.headers["Content-Security-Policy"] = policy(style)
    response.headers["Referrer-Policy"] = SAME_SITE
    response.headers["Vary"] = "Accept-Language"
    return response
