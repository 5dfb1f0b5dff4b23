"""Broadcasts for staff: how far each got, and a form to write one, which shows what it would do before it does it."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request
from werkzeug.wrappers import Response

from app.actions import broadcast as actions
from app.actions.broadcast import Plan
from app.actions.progress import Standing, standing
from app.rules.campaign import Campaign
from app.rules.decision import sentence
from app.rules.marketing import Announcement
from app.rules.message import LIFETIMES, Kind
from app.rules.words import Say
from app.store import Session, broadcasts, clicks
from app.web import access, errors, live
from app.web.broadcast_lines import line, over, pace, price, readings, reasons, tables, tongue
from app.web.origin import only_ours
from app.web.parts import now, parts
from app.web.room import around

NEWEST = 30
KINDS = (Kind.MARKETING, Kind.REPERMISSION)

views = Blueprint("broadcasts", __name__, url_prefix="/broadcasts")


@views.get("/")
@access.staff
def overview() -> str:
    """The newest broadcasts, and for which campaigns one can be written."""
    say, shelf = errors.page_language(), parts().campaigns.shelf.campaigns
    with parts().sessions.read() as session:
        found = broadcasts.newest(session, NEWEST)
        progress = {each.id: broadcasts.progress(session, each.id) for each in found}
        clicked = {each.id: clicks.of_broadcast(session, each.campaign, each.id) for each in found}
        due = {each.id: broadcasts.waiting(session, each.id, now()).next for each in found}
        told = _over(session, say)
    return render_template(
        "staff/broadcasts.html",
        **around("broadcasts", say),
        lines=[
            line(say, each, shelf.get(each.campaign), progress[each.id], clicked[each.id], due[each.id], now())
            for each in found
        ],
        campaigns=[each for each in shelf.values() if each.programme],
        over=told,
    )


@views.get("/new/<id>")
@access.staff
def write(id: str) -> str:
    """An empty form."""
    return _form(_campaign(id), None, None)


@views.post("/new/<id>")
@access.staff
def plan(id: str) -> str:
    """What would become of the broadcast that the form describes; writes nothing."""
    only_ours()
    campaign = _campaign(id)
    what = _announcement(campaign)
    return _form(campaign, what, _planned(campaign, what))


@views.post("/new/<id>/start")
@access.staff
def start(id: str) -> str | Response:
    """Begins the broadcast whose plan was shown; one that was changed since is shown again first."""
    only_ours()
    campaign = _campaign(id)
    what = _announcement(campaign)
    if request.form.get("seen") != _digest(what):
        return _form(campaign, what, _planned(campaign, what), changed=True)
    member = access.current_member()
    with parts().sessions.begin() as session:
        begun = actions.start(session, parts().means, campaign, what, by=member.email, now=now())
    if not isinstance(begun, int):
        return _form(campaign, what, Plan(begun))
    return redirect("/staff/broadcasts/", 303)


@views.post("/<int:id>/stop")
@access.staff
def stop(id: int) -> Response:
    """What of it still waits is not sent; of one that was over the list says so."""
    only_ours()
    with parts().sessions.begin() as session:
        if broadcasts.broadcast(session, id) is None:
            abort(404)
        stopped = actions.stop(session, id, now(), by=access.current_member().email)
    return redirect(f"/staff/broadcasts/?over={id}" if stopped.over_at else f"/staff/broadcasts/{id}", 303)


@views.get("/<int:id>")
@access.staff
def one(id: int) -> Response:
    """How far it is, drawn anew while it goes on."""
    return live.page("staff/broadcast_one.html", **around("broadcasts"), **_told(_standing(id)), asks=False)


@views.get("/<int:id>/live")
@access.staff
def progress(id: int) -> str:
    """How far it is at this moment, for the page that is open to look again."""
    found = parts().recent.of(("broadcast", id), live.FRESH_S, lambda: _standing(id))
    return render_template("staff/broadcast_progress.html", say=errors.page_language(), **_told(found))


@views.get("/<int:id>/stop")
@access.staff
def ask(id: int) -> Response:
    """Whether it is to be stopped; of one that is over there is nothing to ask."""
    found = _standing(id)
    return live.page("staff/broadcast_one.html", **around("broadcasts"), **_told(found), asks=found.goes_on)


def _standing(id: int) -> Standing:
    with parts().sessions.read() as session:
        of = broadcasts.broadcast(session, id)
        if of is None:
            abort(404)
        return standing(session, of, parts().settings.paces, parts().settings.gateways, now())


def _told(found: Standing) -> dict[str, Any]:
    say, of = errors.page_language(), found.of
    return {
        "line": line(say, of, parts().campaigns.get(of.campaign), found.counted, found.clicked, found.next, now()),
        "standing": found,
        "pace": pace(say, found, now()),
        "failed": reasons(say, found.progress.failed),
        "skipped": reasons(say, found.progress.skipped),
        "texts": [(tongue(say, language), text) for language, text in of.texts.items()],
    }


def _over(session: Session, say: Say) -> str:
    """What is said to whoever pressed stop when the broadcast was over; empty for everybody else."""
    of = broadcasts.broadcast(session, request.args.get("over", 0, int))
    stopped = actions.over(session, of.id, now()) if of else None
    return over(say, of, stopped) if of and stopped and stopped.over_at else ""


def _campaign(id: str) -> Campaign:
    found = parts().campaigns.get(id)
    if found is None or found.programme is None:
        abort(404)
    return found


def _announcement(campaign: Campaign) -> Announcement:
    """What the form says; a day that cannot be read is past, and so is refused."""
    sent = request.form
    kind = Kind.REPERMISSION if sent.get("kind") == Kind.REPERMISSION.value else Kind.MARKETING
    written = {language: sent.get(f"text-{language}", "").strip() for language in campaign.languages}
    texts = {language: text.replace("\r\n", "\n") for language, text in written.items() if text}
    return Announcement(kind, sent.get("topic") or None, texts, _end(campaign, sent.get("until", "")))


def _end(campaign: Campaign, day: str) -> datetime:
    """The first instant after the last day, in the campaign's zone."""
    try:
        last = date.fromisoformat(day)
        return datetime.combine(last + timedelta(days=1), time(), campaign.zone)
    except (ValueError, OverflowError):
        return now()


def _planned(campaign: Campaign, what: Announcement) -> Plan:
    with parts().sessions.read() as session:
        return actions.plan(session, parts().means, parts().campaigns.shelf.campaigns, campaign, what, now())


def _digest(what: Announcement) -> str:
    """Tells a changed announcement from the one whose plan was shown."""
    said = [what.kind, what.topic, dict(what.texts), what.until.isoformat()]
    return sha256(json.dumps(said).encode()).hexdigest()


def _form(campaign: Campaign, what: Announcement | None, plan: Plan | None, *, changed: bool = False) -> str:
    say = errors.page_language()
    last = (what.until if what else now() + LIFETIMES[Kind.MARKETING]) - timedelta(microseconds=1)
    return render_template(
        "staff/broadcast.html",
        **around("broadcasts", say),
        campaign=campaign,
        what=what,
        until=request.form.get("until") or f"{last.astimezone(campaign.zone):%Y-%m-%d}",
        plan=plan,
        seen=_digest(what) if what else "",
        changed=changed,
        problems=[(each.language and tongue(say, each.language), each.says(say)) for each in plan.problems]
        if plan
        else [],
        readings=readings(say, plan) if plan else [],
        price=price(say, plan, parts().settings.prices) if plan else "",
        tables=tables(say, campaign, plan) if plan and not plan.problems else [],
        held=[(sentence(say, reason or ""), n) for reason, n in plan.held.items()] if plan else [],
    )
