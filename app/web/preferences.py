"""The preference centre, by signed link and without a sign-in [PREF-1].

Reading changes nothing, so that a scanner of links may open them all; each change is a form of a page of ours,
answered with the address of a page that says what became of it (303). The token is in the path: whoever has it may
end texts, see and erase, and nobody can join by it [PREF-2].
"""

from __future__ import annotations

import json
from datetime import date

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from app.actions.choose import Choices, Wanted, ask_again, choose, copy
from app.actions.erase import erase
from app.actions.stop import Undo, read_undo, stop_all, take_back, write_undo
from app.rules.preference import first_day_back
from app.web import access
from app.web.holder import closed, evidence, opened, refuse_strangers
from app.web.parts import now, parts
from app.web.preference_page import choices_page, face_of, kept_page, midnight, page_of

DONE = {"saved", "stopped", "back", "asked", "often"}

views = Blueprint("preferences", __name__)


@views.get("/p/<token>")
@access.visitor
def preferences(token: str) -> Response:
    """What this number gets from the brand whose text brought the link, and what it may change."""
    with parts().sessions.read() as session:
        seen = opened(session, token)
    if seen is None:
        return closed(token)
    done = request.args.get("done", "")
    undo = read_undo(request.args.get("undo", ""), parts().means, now()) if seen.is_stopped else None
    return choices_page(seen, token, done=done if done in DONE else "", undo=undo)


@views.post("/p/<token>")
@access.visitor
def save(token: str) -> BaseResponse:
    """Topics, how often, a break, and the language, as they are left on the page."""
    refuse_strangers()
    with parts().sessions.begin() as session:
        seen = opened(session, token)
        if seen is None:
            return closed(token)
        try:
            wanted = _wanted(seen)
        except ValueError:
            say = face_of(seen).say
            amiss = say("Pick a day to come, within a year.")
            return choices_page(seen, token, until=request.form["until"][:10], amiss=amiss)
        choose(session, seen, wanted, evidence(), now())
    return _on(token, "saved")


@views.post("/p/<token>/stop")
@access.visitor
def stop(token: str) -> BaseResponse:
    """One tap, and the brand sends nothing more; no text says so either, for the page does [US-TCPA-REV-1]."""
    refuse_strangers()
    with parts().sessions.begin() as session:
        seen = opened(session, token)
        if seen is None:
            return closed(token)
        undo = stop_all(session, seen, evidence(), now())
    return _on(token, "stopped", undo)


@views.post("/p/<token>/undo")
@access.visitor
def undo(token: str) -> BaseResponse:
    """Takes that tap back, where it was made and for ten minutes."""
    refuse_strangers()
    undo = read_undo(request.form.get("undo", ""), parts().means, now())
    with parts().sessions.begin() as session:
        seen = opened(session, token)
        if seen is None:
            return closed(token)
        back = undo is not None and take_back(session, seen, undo, evidence(), now())
    return _on(token, "back" if back else "")


@views.post("/p/<token>/again")
@access.visitor
def again(token: str) -> BaseResponse:
    """Asks the number by text whether it wants the programme."""
    refuse_strangers()
    with parts().sessions.begin() as session:
        seen = opened(session, token)
        if seen is None:
            return closed(token)
        too_many = ask_again(session, parts().means, seen, evidence(), now())
    return _on(token, "often" if too_many else "asked")


@views.get("/p/<token>/kept")
@access.visitor
def kept(token: str) -> Response:
    """All we keep of the number, to read."""
    with parts().sessions.read() as session:
        seen = opened(session, token)
        known = copy(session, parts().means, parts().campaigns.shelf.campaigns, seen.person) if seen else {}
    return kept_page(seen, token, known) if seen else closed(token)


@views.post("/p/<token>/data")
@access.visitor
def data(token: str) -> Response:
    """The same as a file for programs [EU-DSAR-1]; a form, so that nothing that follows links takes it along."""
    refuse_strangers()
    with parts().sessions.read() as session:
        seen = opened(session, token)
        known = copy(session, parts().means, parts().campaigns.shelf.campaigns, seen.person) if seen else {}
    if seen is None:
        return closed(token)
    response = Response(json.dumps(known, ensure_ascii=False, indent=2), mimetype="application/json")
    response.headers["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response


@views.get("/p/<token>/erase")
@access.visitor
def ask_to_erase(token: str) -> Response:
    """What an erasure takes and what it leaves, before it is done."""
    with parts().sessions.read() as session:
        seen = opened(session, token)
    if seen is None:
        return closed(token)
    names = sorted({seen.campaign.brand.name, *(each.brand.name for each in seen.others)})
    return page_of("erase", face_of(seen), seen, token, names=names)


@views.post("/p/<token>/erase")
@access.visitor
def erase_all(token: str) -> BaseResponse:
    """Forgets the person; from then on the link opens nothing."""
    refuse_strangers()
    with parts().sessions.begin() as session:
        seen = opened(session, token)
        if seen is None:
            return closed(token)
        erase(session, seen.person, parts().campaigns.shelf.campaigns, evidence(), now())
    return redirect(f"/p/{token}", 303)


def _on(token: str, done: str, undo: Undo | None = None) -> BaseResponse:
    """On to the page that says what was done."""
    more = f"&undo={write_undo(undo, parts().means)}" if undo else ""
    return redirect(f"/p/{token}?done={done}{more}" if done else f"/p/{token}", 303)


def _wanted(seen: Choices) -> Wanted:
    """What was left on the page; unknown values are as if they were not there. Raises ValueError for a wrong day."""
    form, programme, zone = request.form, seen.campaign.programme, seen.campaign.zone
    promised = programme.frequency if programme else 1
    monthly = int(form["monthly"]) if form.get("monthly", "") in {str(n) for n in range(1, promised)} else None
    day = date.fromisoformat(form["until"]) if form.get("until") else None
    pause = form.get("pause", "")
    back = first_day_back(pause, day, now().astimezone(zone).date())
    until = seen.chosen.paused_until if pause == "keep" and back is None else midnight(seen, back) if back else None
    spoken = form.get("language", "")
    language = spoken if spoken in seen.campaign.languages else seen.person.language
    return Wanted(frozenset(form.getlist("topic")), monthly, until, language)
