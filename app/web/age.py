"""The age gate: who is too young hears so once, kindly, and is not asked again on that page.

A date of birth is judged where the form is read and kept nowhere: not in the evidence, which has the verdict, the age
that was asked and the moment; not in a log, an address or a cookie [US-AGE-2]. A visit that was turned away is
remembered for a day, which is as long as its form counts, by a keyed hash of its random number: so another date on the
same page, or one that going back shows again, changes nothing. Who scans once more is a new visit, and nobody could
tell without a cookie that it is the same person.
"""

from __future__ import annotations

from flask import Response

from app.rules.campaign import Campaign
from app.store import limits
from app.web.face import answer, face
from app.web.page import young_page
from app.web.parts import now, parts
from app.web.visit import Carried


def is_turned_away(carried: Carried) -> bool:
    """Whether this visit was told before that it is too young."""
    with parts().sessions.read() as session:
        return limits.exhausted(session, limits.TOLD_TOO_YOUNG, str(carried.visit), now()) is not None


def turn_away(campaign: Campaign, carried: Carried, language: str) -> Response:
    """The page that says so; nothing of the person is kept."""
    with parts().sessions.begin() as session:
        limits.take(session, limits.TOLD_TOO_YOUNG, str(carried.visit), now())
    shown = face(campaign, campaign.language([language or carried.language]), carried.placement)
    return answer(young_page(shown, now()), 403)


def age_evidence(campaign: Campaign) -> dict[str, str]:
    """What is kept of an age that was old enough: the verdict, what was asked, and when."""
    if campaign.age_gate is None:
        return {}
    return {"of_age": "yes", "age_asked": str(campaign.age_gate), "age_checked_at": now().isoformat()}
