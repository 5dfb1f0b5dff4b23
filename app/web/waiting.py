"""The line of a campaign that is sold out: to get into it, and to take what was kept back.

The answer to a number is the same for all numbers. The link that calls somebody opens a page, and nothing happens
until its button is pressed: programs open links, too.
"""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from app.actions import call
from app.actions.issue import path
from app.actions.stop import deny
from app.actions.wait import Outcome, Stood, Wish, wait
from app.rules.campaign import Campaign
from app.rules.phone import mask
from app.store import Session, subscribers
from app.store.waiting import TAKEN, Place
from app.web import access, visit
from app.web.check import moment, someday
from app.web.coupon import not_ours
from app.web.face import answer, draw, face
from app.web.forms import WaitForm
from app.web.holder import evidence, refuse_strangers
from app.web.number import say_of, seen_from, stale
from app.web.page import Amiss, Left, kind_page
from app.web.parts import now, parts
from app.web.visitor import campaign_of, sent_here

views = Blueprint("waiting", __name__)


@views.post("/c/<campaign>/wait")
@access.visitor
def get_in_line(campaign: str) -> BaseResponse:
    """A number and a consent to one text; the answer is the same whether we know the number or not."""
    found = campaign_of(campaign)
    carried = sent_here(found)
    say = say_of(found, carried)
    form = WaitForm(request.form, found, say)
    good = form.validate()
    if found.state(now()) != "live" or found.age_gate is not None:
        return redirect(f"/c/{found.id}", 303)
    if carried is None or form.read is None or not good or not carried.is_of(found):
        return _amiss(found, carried, form)
    language = found.language([form.language.data or carried.language])
    page, seen = f"{parts().settings.base_url}/c/{found.id}", seen_from(found, form.number.data)
    wish, means, at = Wish(form.read, language, access.client_address(), page, seen), parts().means, now()
    outcome = parts().sessions.write(
        lambda session: wait(session, means, found, visit.kept(session, carried), wish, at)
    )
    if outcome.stood is Stood.IN_LINE:
        return redirect(f"/c/{found.id}/waiting?v={request.form['csrf_token']}&language={language}", 303)
    return _refusal(found, carried, form, outcome)


@views.get("/c/<campaign>/waiting")
@access.visitor
def in_line(campaign: str) -> BaseResponse:
    """What happens from here on; it says nothing of any number."""
    found = campaign_of(campaign)
    carried = visit.of_address(found)
    if carried is None:
        return redirect(f"/c/{found.id}", 303)
    shown = face(found, found.language([request.args.get("language") or carried.language]), carried.placement)
    head = shown.say("You are in line")
    last, hours = found.last_day(found.ends), int(call.KEPT.total_seconds() // 3600)
    here = f"/c/{found.id}/waiting?v={request.args['v']}&"
    return answer(
        draw("waiting", shown, shown.layout_of(head), head=head, here=here, state="waiting", last=last, hours=hours)
    )


@views.get("/w/<token>")
@access.visitor
def called(token: str) -> BaseResponse:
    """The coupon that was kept back, with one button; or why there is none any more."""
    with parts().sessions.read() as session:
        return _called(session, token)


@views.post("/w/<token>")
@access.visitor
def take(token: str) -> BaseResponse:
    """Takes it, once: its text is on its way, and its page is here already."""
    refuse_strangers()
    with parts().sessions.begin() as session:
        place, campaign = _found(session, token)
        if place is None or campaign is None:
            return not_ours(session)
        how = {**evidence(), "how": "by the link of the text that called"}
        coupon = call.take(session, parts().means, campaign, place, how, now())
    return redirect(path(parts().means, coupon.serial) if coupon else f"/w/{token}", 303)


@views.post("/w/<token>/not-me")
@access.visitor
def not_me(token: str) -> BaseResponse:
    """One tap for whoever never left this number: no more texts from the brand."""
    refuse_strangers()
    with parts().sessions.begin() as session:
        place, campaign = _found(session, token)
        person = subscribers.subscriber_or_none(session, place.subscriber) if place else None
        if person is None or campaign is None:
            return not_ours(session)
        deny(session, person, campaign, evidence(), now())
    return redirect(f"/w/{token}", 303)


def _found(session: Session, token: str) -> tuple[Place | None, Campaign | None]:
    place = call.place_of(session, parts().means, token)
    return place, parts().campaigns.get(place.campaign) if place else None


def _called(session: Session, token: str) -> Response:
    place, campaign = _found(session, token)
    person = subscribers.subscriber_or_none(session, place.subscriber) if place else None
    if place is None or campaign is None or person is None:
        return not_ours(session)
    shown = face(campaign, campaign.language([request.args.get("language") or person.language]), place.placement)
    state = _state(place, now())
    heads = {
        "called": shown.say("One is free for you"),
        "taken": shown.say("You have taken it"),
        "late": shown.say("It went to the next"),
    }
    until = shown.local(place.until) if place.until else None
    response = answer(
        draw(
            "waiting",
            shown,
            shown.layout_of(heads[state]),
            head=heads[state],
            here="?",
            state=state,
            number=mask(person.number),
            until=until,
            today=shown.local(now()).date(),
            action=f"/w/{token}",
        )
    )
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _state(place: Place, at: datetime) -> str:
    if place.ended_as == TAKEN:
        return "taken"
    return "called" if place.ended_as is None and place.until and at < place.until else "late"


def _refusal(campaign: Campaign, carried: visit.Carried, form: WaitForm, outcome: Outcome) -> BaseResponse:
    say = say_of(campaign, carried)
    if outcome.stood is Stood.NOT_SOLD_OUT:
        parts().stock.refresh()  # one came free within the last second
        return redirect(f"/c/{campaign.id}?v={request.form['csrf_token']}&language={say.language}", 303)
    if outcome.again_from is None:
        return _page(campaign, carried, form, Amiss(gate=say("First the step above.")), 422)
    time = moment(face(campaign, say.language), outcome.again_from)
    said = say("Too many tries. Again from {time}.", time=time)
    if outcome.stood is Stood.HELD_UP:
        held = say("Texts to numbers like this one are held back for now.")
        again = someday(say) if outcome.by_hand else say("Please try again from {time}.", time=time)
        said = f"{held} {again}"
    response = _page(campaign, carried, form, Amiss(number=said), 429)
    response.headers["Retry-After"] = str(max(1, round((outcome.again_from - now()).total_seconds())))
    return response


def _amiss(campaign: Campaign, carried: visit.Carried | None, form: WaitForm) -> Response:
    say = say_of(campaign, carried)
    if carried is None or not carried.is_of(campaign):
        return _page(campaign, carried, form, Amiss(page=stale(say, carried)), 422)
    said = {name: str(errors[0]) for name, errors in form.errors.items() if errors}
    return _page(campaign, carried, form, Amiss(number=said.get("number", ""), coupon=said.get("waiting", "")), 422)


def _page(campaign: Campaign, carried: visit.Carried | None, form: WaitForm, amiss: Amiss, status: int) -> Response:
    """The page again, with all that was typed; where there are coupons by now it is the one to join on."""
    placement = carried.placement if carried else ""
    if parts().stock.gone(campaign, placement, now()) is None:
        return redirect(f"/c/{campaign.id}", 303)  # type: ignore[return-value]
    language = campaign.language([form.language.data or (carried.language if carried else "")])
    id = carried.visit if carried else parts().means.dice(2**63 - 1)
    token = visit.write(id, campaign, placement, language)
    with parts().sessions.read() as session:
        visited = visit.kept(session, carried) if carried else None
    left = Left(form.number.data, form.country.data, form.waiting.data)
    shown = face(campaign, language, placement)
    return answer(kind_page(shown, now(), placement, token=token, visited=visited, left=left, amiss=amiss), status)
