"""One person for staff: what they agreed to, chose, got and wrote, and what they may ask of us."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo
from typing import Any

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from app.actions import end
from app.actions.erase import erase as erase_person
from app.actions.export import export as export_person
from app.rules.campaign import Campaign
from app.rules.ledger import Event
from app.rules.phone import mask
from app.rules.preference import Preference
from app.rules.standing import ACTS, WORDS, Agreement, Standing, agreements
from app.rules.suppression import SCOPES
from app.rules.words import Say, mark
from app.store import Session, incoming, ledger, message_list, preferences, suppressions
from app.store.message_list import Wanted
from app.store.subscribers import Subscriber
from app.web import access, errors, looked_up, message_lines, staff_coupons, withdrawing
from app.web.board import Badge
from app.web.origin import only_ours
from app.web.parts import now, parts
from app.web.room import around

MOST_MESSAGES = 50
SIGNS = {
    Standing.NONE: ("ended", "–"),
    Standing.PENDING: ("soon", "○"),
    Standing.GRANTED: ("live", "●"),
    Standing.WITHDRAWN: ("ended", "–"),
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

views = Blueprint("people", __name__, url_prefix="/people")


@dataclass(frozen=True)
class Line:
    """How it stands between a person and one brand, for one purpose; `badge.more` is since when and by which act.

    Orders and choices are about the brand's marketing, so they stand there.
    """

    brand: str
    purpose: str
    badge: Badge
    order: str = ""
    since: str = ""
    chosen: str = ""
    is_marketing: bool = False


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
    return render_template(
        "staff/person.html",
        **around("people", say),
        token=token,
        reasons=withdrawing.reasons(say),
        unchanged="unchanged" in request.args,
        **known,
    )


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
    entries = ledger.consents_of(session, found.id)
    lines = _lines(session, say, found, entries, shelf)
    recent = message_list.listed(session, Wanted(subscriber=found.id), MOST_MESSAGES)
    return {
        "number": mask(found.number),
        "country": say.country(found.country) if found.country else "",
        "language": say.tongue(found.language),
        "lines": lines,
        "stoppable": any(not each.order for each in lines if each.is_marketing),
        "entries": [_entry(say, each) for each in reversed(entries)],
        "messages": [message_lines.line(say, each) for each in recent],
        "who": looked_up.token(found.id),
        "coupons": staff_coupons.lines(session, say, found.id),
        "inbound": [
            (
                message_lines.moment_of(say, each.campaign, each.at),
                each.text,
                say(MEANINGS.get(each.meaning, each.meaning)),
            )
            for each in reversed(incoming.inbound_of(session, found.id))
        ],
    }


def _lines(
    session: Session, say: Say, found: Subscriber, entries: Sequence[ledger.Consent], shelf: Mapping[str, Campaign]
) -> list[Line]:
    """Every brand that this person had to do with, or that could write to them: its marketing, then its coupons."""
    orders = suppressions.widest(suppressions.orders_of(session, found.id))
    chosen, agreed = preferences.chosen_by(session, found.id), agreements(entries)
    brands = {*orders, *chosen, *(each.brand for each in agreed), *(each.brand.name for each in shelf.values())}
    lines = []
    for brand in sorted(brands):
        marketing = next((each for each in agreed if (each.brand, each.purpose) == (brand, "marketing")), None)
        order = orders.get(brand)
        lines.append(
            Line(
                brand,
                say(PURPOSES["marketing"]),
                _stands(say, marketing),
                say(SCOPES[order.scope]) if order else "",
                say.long_day(order.since.date()) if order else "",
                _chosen(say, chosen.get(brand), _zone(shelf, brand)),
                is_marketing=True,
            )
        )
        others = [each for each in agreed if each.brand == brand and each is not marketing]
        lines += [Line(brand, say(PURPOSES[each.purpose]), _stands(say, each)) for each in others]
    return lines


def _stands(say: Say, agreed: Agreement | None) -> Badge:
    """Where it stands, since when, by which act and in which campaign."""
    if agreed is None:
        return Badge(*SIGNS[Standing.NONE], say(WORDS[Standing.NONE]), "")
    word, act = say(agreed.word), say(ACTS[agreed.event])
    since = say("since {day}", day=message_lines.day_of(say, agreed.campaign, agreed.since))
    told = [since, *([act] if act != word else []), message_lines.name_of(agreed.campaign)]
    return Badge(*SIGNS[agreed.standing], word, " · ".join(told))


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


def _entry(say: Say, each: ledger.Consent) -> dict[str, str | None]:
    return {
        "when": message_lines.moment_of(say, each.campaign, each.at),
        "event": say(ACTS[Event(each.event)]),
        "purpose": say(PURPOSES.get(each.purpose, each.purpose)),
        "campaign": message_lines.name_of(each.campaign),
        "words": each.words,
    }
