"""Terms and privacy of a campaign, generated from its file so that they say what it does.

The terms hold the eight things that carriers ask for (US-CTIA-TERMS-1) and the conditions of the offer; the privacy
page names what is kept, why and for how long, and the clause of US-CTIA-PRIV-1. Sources: docs/compliance.md.
"""

from __future__ import annotations

from flask import Blueprint, Response

from app.rules.consent import rates
from app.rules.country import country
from app.web import access
from app.web.face import answer, draw, face, language_of
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


def _text(template: str, campaign: str) -> Response:
    found = campaign_of(campaign)
    shown = face(found, language_of(found))
    answers = [country(code).two_way for code in found.countries]
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
