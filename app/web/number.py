"""From a number to a coupon: the form, what was texted where, and the pin that proves the number.

Every form is answered with the address of a page (303), or with the page again and what is amiss said beside it
(422); then nothing was stored, and all that was typed is still there.
"""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, abort, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from app.actions.apply import Application, Joined, Outcome
from app.actions.confirm import Confirmed, confirm_pin
from app.actions.issue import path
from app.actions.join import SoldOut, submit
from app.actions.join_known import helps_known, join_known
from app.actions.remind import Reminded, remind
from app.rules.campaign import Campaign
from app.rules.phone import Number
from app.rules.words import Say
from app.store import Session
from app.store.visits import Visit
from app.web import access, check, visit
from app.web.age import age_evidence, is_turned_away, turn_away
from app.web.face import answer, face
from app.web.forms import JoinForm, PinForm
from app.web.page import Amiss, Left, kind_page, own_page, sold_out_page
from app.web.parts import now, parts
from app.web.sent import sent_page
from app.web.visitor import campaign_of, in_language, sent_here

BROWSER_LETTERS = 200

views = Blueprint("number", __name__)


@views.post("/c/<campaign>/join")
@access.visitor
def join_campaign(campaign: str) -> BaseResponse:
    """A number and a consent; the answer is the same whether we know the number or not."""
    found = campaign_of(campaign)
    carried = sent_here(found)
    form = JoinForm(request.form, found, say_of(found, carried), now().astimezone(found.zone).date())
    good = form.validate()
    if carried and found.age_gate and (form.of_age is False or is_turned_away(carried)):
        return turn_away(found, carried, form.language.data)
    if carried is None or form.read is None or not good or not carried.is_of(found):
        return _amiss(found, carried, form)
    language = found.language([form.language.data or carried.language])
    address, evidence = access.client_address(), seen_from(found, form.number.data)
    applied = Application(
        form.read,
        form.marketing.data,
        language,
        address,
        evidence,
        carried.placement,
        carried.friend,
        odd=check.is_odd(form.remark.data),
        solved=check.solved(found),
    )

    def visiting(session: Session) -> Visit:
        return replace(visit.kept(session, carried), language=language)

    try:
        visited, outcome = submit(parts().sessions, parts().means, found, visiting, applied, now())
    except SoldOut:
        return sold_out_page(found, language, carried.placement, request.form["csrf_token"])
    if outcome.joined in {Joined.TEXTED, Joined.ASKED, Joined.AGAIN}:
        return redirect(f"/c/{found.id}/sent?v={request.form['csrf_token']}", 303)
    if outcome.joined is Joined.HELD_UP:
        _join_known(found, visited, applied)
    return _refusal(found, visited, _left(form), form.read, outcome)


@views.get("/c/<campaign>/sent")
@access.visitor
def sent(campaign: str) -> BaseResponse:
    """What was texted where, and what to do until it comes."""
    found = campaign_of(campaign)
    carried = visit.of_address(found)
    if carried is None:
        return redirect(f"/c/{found.id}", 303)
    with parts().sessions.read() as session:
        visited = in_language(found, visit.kept(session, carried))
        if visited.subscriber is None:
            return redirect(f"/c/{found.id}?v={request.args['v']}", 303)
        return sent_page(session, found, visited, now())


@views.post("/c/<campaign>/confirm")
@access.visitor
def confirm(campaign: str) -> BaseResponse:
    """The pin from the text; the right one leads to the coupon."""
    found, visited = _sender(campaign)
    pin = PinForm(request.form, found).pin.data
    with parts().sessions.begin() as session:
        outcome = confirm_pin(session, parts().means, found, visited.id, pin, now())
        if outcome.confirmed is Confirmed.YES and outcome.coupon:
            return redirect(path(parts().means, outcome.coupon.serial), 303)
        if outcome.confirmed is Confirmed.SOLD_OUT:
            return sold_out_page(found, visited.language, visited.placement, request.form["csrf_token"])
        return sent_page(session, found, visited, now(), typed=pin, outcome=outcome)


@views.post("/c/<campaign>/again")
@access.visitor
def again(campaign: str) -> BaseResponse:
    """The text once more, when its time has come."""
    found, visited = _sender(campaign)
    with parts().sessions.begin() as session:
        outcome = remind(session, parts().means, found, visited, now(), address=access.client_address())
        if outcome.reminded is Reminded.SOLD_OUT:
            return sold_out_page(found, visited.language, visited.placement, request.form["csrf_token"])
        if outcome.reminded in {Reminded.TOO_OFTEN, Reminded.HELD_UP}:
            held_up, by_hand = outcome.reminded is Reminded.HELD_UP, outcome.by_hand
            again_from = outcome.again_from
            return sent_page(session, found, visited, now(), again_from=again_from, held_up=held_up, by_hand=by_hand)
    return redirect(f"/c/{found.id}/sent?v={request.form['csrf_token']}", 303)


def say_of(campaign: Campaign, carried: visit.Carried | None) -> Say:
    """The language of the page that this form was on."""
    wanted = request.form.get("language") or (carried.language if carried else "")
    return face(campaign, campaign.language([wanted])).say


def _amiss(campaign: Campaign, carried: visit.Carried | None, form: JoinForm) -> Response:
    """The page again, with what is amiss said where it is; a page too old or of an earlier release says that first."""
    say = say_of(campaign, carried)
    visited = _visit(campaign, carried, say)
    if carried is None or not carried.is_of(campaign):
        return own_page(campaign, visited, left=_left(form), amiss=Amiss(page=stale(say, carried)), status=422)
    said = {name: str(errors[0]) for name, errors in form.errors.items() if errors}
    amiss = Amiss(number=said.get("number", ""), coupon=said.get("coupon", ""), born=said.get("born_day", ""))
    return own_page(campaign, visited, left=_left(form), amiss=amiss, status=422)


def _left(form: JoinForm) -> Left:
    born = {"day": form.born_day.data, "month": form.born_month.data, "year": form.born_year.data}
    return Left(form.number.data, form.country.data, form.coupon.data, form.marketing.data, born)


def _visit(campaign: Campaign, carried: visit.Carried | None, say: Say) -> Visit:
    """The visit of this form; a fresh one, with nothing done, where the page was too old to say."""
    language = campaign.language([say.language])
    if carried is None:
        return Visit(parts().means.dice(2**63 - 1), campaign.id, "", language, False, None, {})
    with parts().sessions.read() as session:
        return replace(visit.kept(session, carried), language=language)


def stale(say: Say, carried: visit.Carried | None) -> str:
    if carried is None:
        return say("This page was open for very long. Nothing is lost: look it over and press once more.")
    return say("This page has just changed. Nothing is lost: look it over and press once more.")


def seen_from(campaign: Campaign, typed: str) -> dict[str, str]:
    """What shows that this very form was filled in, stamped here and not in the browser."""
    return {
        "address": access.client_address(),
        "browser": request.headers.get("User-Agent", "")[:BROWSER_LETTERS],
        "page": f"{parts().settings.base_url}/c/{campaign.id}",
        "typed": typed,
        **age_evidence(campaign),
    }


def _join_known(campaign: Campaign, visited: Visit, applied: Application) -> None:
    """Lets in whom we know although strangers are held up, once this answer is gone: nothing tells whom."""
    joined, at = parts(), now()
    joined.later.put(lambda: join_known(joined.sessions, joined.means, campaign, visited, applied, at))


def _refusal(campaign: Campaign, visited: Visit, left: Left, number: Number, outcome: Outcome) -> Response:
    shown, joined = face(campaign, visited.language, visited.placement), outcome.joined
    if outcome.again_from:
        way, takes_yes = check.way_in(campaign, number.country), check.takes_yes(campaign, number.country)
        amiss = check.said(shown, outcome, way=way, takes_yes=takes_yes)
        amiss = replace(amiss, helps_known=helps_known(campaign, number))
        status = 422 if joined is Joined.CHECK else 429
        response = own_page(campaign, visited, left=left, amiss=amiss, status=status)
        response.headers["Retry-After"] = str(max(1, round((outcome.again_from - now()).total_seconds())))
        return response
    if joined is Joined.GATED:
        return own_page(campaign, visited, amiss=Amiss(gate=shown.say("First the step above.")), status=422)
    if joined is Joined.SOLD_OUT:
        return sold_out_page(campaign, visited.language, visited.placement, request.form["csrf_token"])
    return answer(kind_page(shown, now(), visited.placement), 409)


def _sender(campaign: str) -> tuple[Campaign, Visit]:
    """The campaign, and the visit that sent this form and has left a number before; else where it starts."""
    found = campaign_of(campaign)
    carried = sent_here(found)
    if carried is None:
        abort(redirect(f"/c/{found.id}", 303))
    with parts().sessions.read() as session:
        visited = in_language(found, visit.kept(session, carried))
    if visited.subscriber is None:
        abort(redirect(f"/c/{found.id}?v={request.form['csrf_token']}", 303))
    return found, visited
