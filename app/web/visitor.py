"""What a camera opens: the landing page of a placement, and the gate on it.

Reading a page changes nothing but the count of scans; what a visitor does is a form, and a form is answered with
the address of a page to read (303), so that going back and reloading do nothing twice.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime

from flask import Blueprint, Response, abort, current_app, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from app import platforms
from app.actions.visit import go_without, take_step
from app.platforms import Answer, Platform
from app.rules import link
from app.rules.campaign import Campaign, Step
from app.rules.gate import Evidence, asked, is_open
from app.rules.link import BadLink
from app.store import Session
from app.store.visits import Visit
from app.web import access, visit
from app.web.face import face, language_of
from app.web.landing import landing, set_up
from app.web.page import Amiss, intro, own_page
from app.web.parts import now, parts
from app.web.unknown import unknown

ASKED_S = 3600  # how long a network may take to send the visitor back
ANSWERS = {Answer.YES: Evidence.VERIFIED, Answer.PENDING: Evidence.ASKED, Answer.UNKNOWN: Evidence.UNCHECKED}
PLATFORMS = "handbill.platforms"  # an application may bring its own table of networks that can be asked

views = Blueprint("visitor", __name__)
views.record_once(set_up)
log = logging.getLogger(__name__)


@views.get("/")
@access.visitor
def front() -> Response:
    """The page for whoever types an address: they are asked for what the sheet says."""
    return scan(request.args["id"].strip()) if request.args.get("id") else unknown("", 200)


@views.get("/c/<campaign>")
@access.visitor
def page(campaign: str) -> Response:
    """The landing page without a placement; with a visit's token, what that visit has done."""
    found = campaign_of(campaign)
    carried = visit.of_address(found)
    if carried is None:
        return landing(found, "")
    with parts().sessions.read() as session:
        visited = visit.kept(session, carried)
    return own_page(found, in_language(found, visited))


@views.post("/c/<campaign>/follow/<platform>")
@access.visitor
def follow(campaign: str, platform: str) -> BaseResponse:
    """Remembers the tap and leads on to the network: to the link of the campaign file, and nowhere else."""
    found = campaign_of(campaign)
    step = next((each for each in found.follow.steps if each.platform == platform), None)
    if step is None:
        abort(404)
    carried = sent_here(found)
    if carried is None:
        return redirect(f"/c/{found.id}", 303)
    checker = _checker(step)
    if step.mode == "verify" and checker:
        state = link.write("follow", request.form["csrf_token"], parts().settings.secret_keys, now())
        return redirect(checker.start_url(step.account, state, _callback_url(found, step)), 303)
    if step.mode == "verify":
        log.warning("%s cannot be asked about %s: visitors pass unchecked", step.platform, found.id)
    evidence = Evidence.UNCHECKED if step.mode == "verify" else Evidence.CLICKED
    at = now()
    parts().sessions.write(
        lambda session: take_step(session, found, visit.kept(session, carried), step.platform, evidence, at)
    )
    return redirect(step.network.follow_url(step.account), 303)


@views.get("/c/<campaign>/follow/<platform>/callback")
@access.visitor
def callback(campaign: str, platform: str) -> BaseResponse:
    """What the network sends a visitor back to: it is asked once, and what it said is kept."""
    found = campaign_of(campaign)
    step = next((each for each in found.follow.steps if each.platform == platform), None)
    checker = _checker(step) if step else None
    if step is None or checker is None:
        abort(404)
    try:
        token = link.read("follow", request.args.get("state", ""), parts().settings.secret_keys, now(), ASKED_S)
        carried = visit.read(token, found, visit.FORM_S)
    except BadLink:
        return redirect(f"/c/{found.id}", 303)
    evidence = ANSWERS.get(checker.ask(step.account, request.args.to_dict()))
    if evidence:
        with parts().sessions.begin() as session:
            take_step(session, found, visit.kept(session, carried), step.platform, evidence, now())
    return redirect(f"/c/{found.id}?v={token}", 303)


@views.post("/c/<campaign>/gate")
@access.visitor
def gate(campaign: str) -> BaseResponse:
    """On to the number, if the gate is open; `way` is next, seen (somebody who says so) or without."""
    found = campaign_of(campaign)
    carried = sent_here(found)
    if carried is None:
        return redirect(f"/c/{found.id}", 303)
    way = request.form.get("way", "next")
    at = now()

    def work(session: Session) -> tuple[Visit, bool]:
        visited = visit.kept(session, carried)
        return visited, _passes(session, found, visited, way, at)

    visited, passed = parts().sessions.write(work)
    if passed:
        return redirect(f"/c/{found.id}?v={request.form['csrf_token']}#number", 303)
    return own_page(found, visited, amiss=Amiss(gate=_still_asked(found, visited)), status=422)


def campaign_of(id: str) -> Campaign:
    """The campaign of an address; 404 if there is none."""
    found = parts().campaigns.get(id)
    if found is None:
        abort(404)
    return found


def sent_here(campaign: Campaign) -> visit.Carried | None:
    """The visit that sent this form from a page of ours; None if the page was too old. 403 if another site sent it."""
    if visit.is_foreign():
        abort(403, "Another site sent this. Nothing was changed.")
    return visit.of_form(campaign)


def in_language(campaign: Campaign, visited: Visit) -> Visit:
    """The visit in the language that the address asks for."""
    wanted = request.args.get("language")
    language = campaign.language([wanted]) if wanted else visited.language
    return replace(visited, language=language or language_of(campaign))


def _passes(session: Session, campaign: Campaign, visited: Visit, way: str, at: datetime) -> bool:
    """Whether the gate is open after this; somebody who says to have seen all is believed, and noted as saying so."""
    if way == "without":
        return go_without(session, campaign, visited, at)
    if way == "seen":
        for step in asked(campaign):
            if step.mode == "attest" and step.platform not in visited.steps:
                if take_step(session, campaign, visited, step.platform, Evidence.CLAIMED, at):
                    return True
                visited = replace(visited, steps={**visited.steps, step.platform: Evidence.CLAIMED.value})
    return is_open(campaign, visited.steps, without=visited.without)


def _still_asked(campaign: Campaign, visited: Visit) -> str:
    """What is missing, and the way round it where there is one."""
    say = face(campaign, visited.language).say
    if campaign.follow.alternative:
        return f"{intro(say, campaign)} {say('Or go on without.')}"
    return intro(say, campaign)


def _checker(step: Step) -> Platform | None:
    find = current_app.extensions.get(PLATFORMS, platforms.find)
    found: Platform | None = find(step.platform)
    return found


def _callback_url(campaign: Campaign, step: Step) -> str:
    return f"{parts().settings.base_url}/c/{campaign.id}/follow/{step.platform}/callback"


@views.get("/<placement>")
@access.visitor
def scan(placement: str) -> Response:
    """What is printed: the landing page itself, without a redirect."""
    found = parts().campaigns.at(placement)
    return landing(found[0], found[1].id) if found else unknown(placement)
