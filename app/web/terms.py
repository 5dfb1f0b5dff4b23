"""Terms and privacy of a campaign, generated from its file so that they say what it does.

The terms hold the eight things that carriers ask for (US-CTIA-TERMS-1), the conditions of the offer (COUP-TERM-2) and,
in the US, what E-SIGN wants said (US-ESIGN-2); the privacy page names who answers for what is kept, why and for how
long, and the clause of US-CTIA-PRIV-1. Each names the release it was made from. A campaign with pages of its own has
them linked here, and ours still hold it all. Sources: docs/compliance.md.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from app.rules.consent import rates
from app.rules.country import can_answer, is_protected
from app.web import access
from app.web.face import Face, answer, draw, face, language_of
from app.web.parts import parts
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
    shown = face(found, language_of(found), tier=request.args.get("tier"))
    return answer(draw(template, shown, shown.layout(), **_facts(shown), **_from_where(shown)))


def _facts(shown: Face) -> dict[str, Any]:
    """What follows from the campaign alone."""
    campaign, say = shown.campaign, shown.say
    answers, support = [can_answer(campaign, code) for code in campaign.countries], campaign.brand.support
    return {
        "others_here": [] if shown.tier else [shown.text(each.title) for each in campaign.offer.tiers if each.title],
        "rates": rates(campaign.countries, say),
        "two_way": any(answers),
        "one_way": not all(answers),
        "first": shown.local(campaign.starts).date(),
        "last": campaign.last_day(campaign.ends),
        "good_through": campaign.last_day(campaign.valid_until(campaign.starts)),
        "countries": say.list(say.country(code) for code in campaign.countries),
        "company": campaign.brand.legal_name.partition(",")[0].strip(),
        "contacts": [contact for contact in (support.email, support.phone) if contact],
        "signs": "US" in campaign.countries and campaign.programme is not None,
        "protected": is_protected(campaign.countries),
    }


def _from_where(shown: Face) -> dict[str, Any]:
    """Since when this release is in force, and the whole address of the privacy page, as it is typed."""
    id = shown.campaign.id
    return {
        "since": shown.local(parts().campaigns.shelf.released[id]).date(),
        "privacy": f"{parts().settings.base_url}/privacy/{id}",
    }
