"""One person for staff: what they agreed to, chose, got and wrote, and what they may ask of us."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from app.actions import end
from app.actions.erase import erase as erase_person
from app.actions.export import export as export_person
from app.rules.campaign import Campaign
from app.rules.phone import mask
from app.rules.preference import Preference
from app.rules.standing import Standing, standing
from app.rules.suppression import Scope
from app.rules.words import Say, mark
from app.store import Session, coupons, incoming, ledger, message_list, preferences, suppressions
from app.store.message_list import Wanted
from app.store.subscribers import Subscriber
from app.web import access, errors, looked_up, message_lines
from app.web.board import Badge
from app.web.origin import only_ours
from app.web.parts import now, parts
from app.web.room import around

MOST_MESSAGES = 50
STANDINGS = {
    Standing.NONE: ("ended", "–", mark("Never agreed")),
    Standing.PENDING: ("soon", "○", mark("Not confirmed yet")),
    Standing.GRANTED: ("live", "●", mark("Agreed")),
    Standing.WITHDRAWN: ("ended", "–", mark("Took it back")),
}
EVENTS = {
    "request": mark("Asked for it"),
    "grant": mark("Agreed"),
    "confirm": mark("Confirmed"),
    "withdraw": mark("Took it back"),
    "object": mark("Objected"),
    "expire": mark("It lapsed"),
    "import": mark("Brought in from elsewhere"),
}
PURPOSES = {"coupon": mark("the coupon"), "marketing": mark("marketing")}
MEANINGS = {
    "stop": mark("Stop"),
    "wrong": mark("Stop: somebody else than was meant"),
    "help": mark("Help"),
    "start": mark("Start"),
    "yes": mark("Yes"),
    "automatic": mark("Written by a machine"),
    "unclear": mark("Not clear"),
    "nothing": mark("Nothing to answer"),
}
SCOPES = {Scope.ALL: mark("No text at all"), Scope.MARKETING: mark("No marketing")}

views = Blueprint("people", __name__, url_prefix="/people")


@dataclass(frozen=True)
class BrandLine:
    """How it stands between a person and one brand."""

    brand: str
    badge: Badge
    order: str
    since: str
    chosen: str


@views.get("/")
@access.staff
def ask() -> str:
    """Asks whose page is wanted."""
    return render_template("staff/people.html", **around("people"))


@views.post("/")
@access.staff
def look_up() -> str | Response:
    """The page of whoever has the number that was typed."""
    only_ours()
    found = looked_up.typed(errors.page_language())
    if isinstance(found, str):
        return render_template("staff/people.html", **around("people"), problem=found)
    return redirect(f"/staff/people/{looked_up.token(found.id)}", 303)


@views.get("/<token>")
@access.staff
def person(token: str) -> str | Response:
    """Everything that is known of one person; the address is good for a quarter of an hour."""
    say = errors.page_language()
    with parts().sessions.read() as session:
        found = looked_up.person(session, token)
        if found is None:
            return redirect("/staff/people/", 303)
        known = _known(session, say, found)
    return render_template("staff/person.html", **around("people", say), token=token, **known)


@views.post("/<token>/stop")
@access.staff
def stop(token: str) -> Response:
    """Ends all texts of every brand to this person, as a STOP of their own would."""
    only_ours()
    evidence = {"how": "by hand", "by": access.current_member().email}
    with parts().sessions.begin() as session:
        found = looked_up.person(session, token)
        if found:
            end.stop_by_hand(session, found, parts().campaigns.shelf.campaigns, evidence, now())
    return redirect(f"/staff/people/{token}", 303)


@views.post("/<token>/export")
@access.staff
def export(token: str) -> Response:
    """All that is known of this person, for them alone, as a file."""
    only_ours()
    with parts().sessions.read() as session:
        found = looked_up.person(session, token)
        if found is None:
            return redirect("/staff/people/", 303)
        told = export_person(session, found, parts().campaigns.shelf.campaigns, parts().means)
    response = Response(json.dumps(told, ensure_ascii=False, indent=2), mimetype="application/json")
    response.headers["Content-Disposition"] = 'attachment; filename="person.json"'
    return response


@views.post("/<token>/erase")
@access.staff
def erase(token: str) -> str | Response:
    """Forgets this person and keeps their "no", if the box that says so is ticked."""
    only_ours()
    if "sure" not in request.form:
        return redirect(f"/staff/people/{token}", 303)
    how = {"how": "by hand", "by": access.current_member().email}
    with parts().sessions.begin() as session:
        found = looked_up.person(session, token)
        if found:
            erase_person(session, found, parts().campaigns.shelf.campaigns, how, now())
    return render_template("staff/people.html", **around("people"), erased=found is not None)


def _known(session: Session, say: Say, found: Subscriber) -> dict[str, Any]:
    shelf = parts().campaigns.shelf.campaigns
    brands = _brands(session, say, found, shelf)
    recent = message_list.listed(session, Wanted(subscriber=found.id), MOST_MESSAGES)
    return {
        "number": mask(found.number),
        "country": say.country(found.country) if found.country else "",
        "language": found.language,
        "brands": brands,
        "stoppable": any(not each.order for each in brands),
        "entries": [_entry(say, each, shelf) for each in reversed(ledger.consents_of(session, found.id))],
        "messages": [message_lines.line(say, each) for each in recent],
        "who": looked_up.token(found.id),
        "coupons": [
            (_name(shelf, each.campaign), _day(say, each.campaign, each.issued_at), _spent(say, each))
            for each in reversed(coupons.coupons_of(session, found.id))
        ],
        "inbound": [
            (_moment(say, each.campaign, each.at), each.text, say(MEANINGS.get(each.meaning, each.meaning)))
            for each in reversed(incoming.inbound_of(session, found.id))
        ],
    }


def _brands(session: Session, say: Say, found: Subscriber, shelf: Mapping[str, Campaign]) -> list[BrandLine]:
    """Every brand that this person had to do with, or that could write to them."""
    orders = suppressions.widest(suppressions.orders_of(session, found.id))
    events = {brand: done for (_, brand), done in ledger.marketing_events(session, {found.id}).items()}
    chosen = preferences.chosen_by(session, found.id)
    lines = []
    for brand in sorted({*orders, *events, *chosen, *(each.brand.name for each in shelf.values())}):
        kind, sign, word = STANDINGS[standing(events.get(brand, ()))]
        order = orders.get(brand)
        lines.append(
            BrandLine(
                brand,
                Badge(kind, sign, say(word), ""),
                say(SCOPES[order.scope]) if order else "",
                say.long_day(order.since.date()) if order else "",
                _chosen(say, chosen.get(brand), _zone(shelf, brand)),
            )
        )
    return lines


def _zone(shelf: Mapping[str, Campaign], brand: str) -> tzinfo:
    """The brand's zone, in which days are chosen on its pages."""
    return next((each.zone for each in shelf.values() if each.brand.name == brand), UTC)


def _chosen(say: Say, chosen: Preference | None, zone: tzinfo) -> str:
    """What they chose, in a line; empty where it is as the programme says."""
    if chosen is None:
        return ""
    found = []
    if chosen.monthly is not None:
        found.append(say.many("at most one text a month", "at most {n} texts a month", chosen.monthly))
    if chosen.topics_off:
        found.append(say("nothing about {topics}", topics=say.list(sorted(chosen.topics_off), "or")))
    if chosen.channels_off:
        found.append(say("nothing by {channels}", channels=say.list(sorted(chosen.channels_off), "or")))
    if chosen.paused_until and chosen.paused_until > now():
        found.append(say("a pause until {day}", day=say.long_day(chosen.paused_until.astimezone(zone).date())))
    return "; ".join(found)


def _entry(say: Say, each: ledger.Consent, shelf: Mapping[str, Campaign]) -> dict[str, str | None]:
    return {
        "when": _moment(say, each.campaign, each.at),
        "event": say(EVENTS[each.event]),
        "purpose": say(PURPOSES.get(each.purpose, each.purpose)),
        "campaign": _name(shelf, each.campaign),
        "words": each.words,
    }


def _spent(say: Say, coupon: coupons.Coupon) -> Badge:
    if coupon.redeemed_at:
        return Badge("live", "●", say("Redeemed"), _day(say, coupon.campaign, coupon.redeemed_at))
    if coupon.revoked_at:
        return Badge("wrong", "▲", say("Revoked"), "")
    if coupon.valid_until <= now():
        return Badge("ended", "–", say("Expired"), "")
    return Badge("soon", "○", say("Not redeemed"), "")


def _name(shelf: Mapping[str, Campaign], id: str) -> str:
    return shelf[id].name if id in shelf else id


def _moment(say: Say, campaign: str | None, at: datetime) -> str:
    return message_lines.at(say, at.astimezone(message_lines.zone_of(campaign)))


def _day(say: Say, campaign: str, at: datetime) -> str:
    return say.long_day(at.astimezone(message_lines.zone_of(campaign)).date())
