"""Terms and privacy of a campaign, generated from its file so that they say what it does; and how to stop it.

The terms hold the eight things that carriers ask for (US-CTIA-TERMS-1) and the conditions of the offer; the privacy
page names what is kept, why and for how long, and the clause of US-CTIA-PRIV-1. Sources: docs/compliance.md.
"""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template

from app.rules.consent import rates
from app.rules.country import can_answer
from app.web import access
from app.web.errors import page_language
from app.web.face import answer, draw, face, language_of
from app.web.parts import parts
from app.web.style import policy, style_of
from app.web.visitor import campaign_of

views = Blueprint("terms", __name__)


@views.get("/t/<campaign>")
@access.anyone
def terms(campaign: str) -> Response:
    """The offer's terms, and those of its texts."""
    return _text("terms", campaign)


@views.get("/privacy/<campaign>")
@access.anyone
def privacy(campaign: str) -> Response:
    """What is kept of a visitor, why, for how long, and how to have it ended."""
    return _text("privacy", campaign)


@views.get("/p")
@access.anyone
def preferences() -> Response:
    """How to stop texts, get a copy of what is kept, or have it erased."""
    style = style_of(None)
    brands = {each.brand.name: each.brand for each in parts().campaigns.shelf.campaigns.values()}
    page = render_template(
        "visitor/preferences.html", say=page_language(), style=style, host=parts().settings.host, brands=brands.values()
    )
    response = make_response(page)
    response.headers["Content-Security-Policy"] = policy(style)
    response.headers["Vary"] = "Accept-Language"
    return response


def _text(template: str, campaign: str) -> Response:
    found = campaign_of(campaign)
    shown = face(found, language_of(found))
    answers = [can_answer(found, code) for code in found.countries]
    page = draw(
        template,
        shown,
        shown.layout(),
        rates=rates(found.countries, shown.say),
        two_way=any(answers),
        one_way=not all(answers),
        first=shown.local(found.starts).date(),
        last=found.last_day(found.ends),
        company=found.brand.legal_name.partition(",")[0].strip(),
    )
    return answer(page)
