"""The staff pages: the dashboard, and the files for the printer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, abort, jsonify, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from app.actions.add_up import add_up
from app.rules import preflight, qr, spending
from app.rules.campaign import Campaign, Placement
from app.rules.colour import tones
from app.rules.finding import Finding
from app.rules.words import Say
from app.store import alarms, clicks, figures, waiting
from app.web import (
    access,
    board,
    door,
    errors,
    replies,
    staff_alarms,
    staff_broadcasts,
    staff_coupons,
    staff_messages,
    staff_people,
    staff_ranges,
    staff_redemptions,
    staff_tills,
    staff_webhooks,
)
from app.web.parts import now, parts
from app.web.room import around

PER_PAGE = 50
MIMETYPES = {"svg": "image/svg+xml", "png": "image/png", "pdf": "application/pdf"}

views = Blueprint("staff", __name__, url_prefix="/staff")
for each in (
    door,
    replies,
    staff_alarms,
    staff_messages,
    staff_people,
    staff_ranges,
    staff_broadcasts,
    staff_coupons,
    staff_redemptions,
    staff_tills,
    staff_webhooks,
):
    views.register_blueprint(each.views)


@dataclass(frozen=True)
class Fault:
    """What is wrong with a campaign file, and what runs meanwhile; released is None if nothing does."""

    findings: tuple[Finding, ...]
    released: str | None


@views.after_request
def dress(response: Response) -> Response:
    """Lets the browser tell our own forms from a stranger's; addresses still go to nobody else."""
    response.headers["Referrer-Policy"] = "same-origin"
    return response


@views.get("/")
@access.staff
def overview() -> str | BaseResponse:
    """All campaigns, and the first of them that runs."""
    first = next(iter([*_live_first(), *sorted(parts().campaigns.shelf.faults)]), None)
    return campaign(first) if first else render_template("staff/none.html", **around("campaigns"))


@views.get("/campaigns/<id>")
@access.staff
def campaign(id: str) -> str:
    """All campaigns, and this one from scan to till."""
    shelf = parts().campaigns.shelf
    if id not in shelf.campaigns and id not in shelf.faults:
        abort(404)
    say = errors.page_language()
    with parts().sessions.read() as session:
        found = figures.all_placements(session)
        wait = waiting.count(session, id)
        recent = figures.all_scans_by_hour(session, board.first_day(now()))
        chosen = shelf.campaigns.get(id)
        funnel = figures.funnel(session, id, found.get(id, {}))
        opened = clicks.by_link(session, id)
        hours = figures.scans_by_hour(session, id, board.first_day(now()))
        alarmed = alarms.open_alarms(session)
        money = add_up(session, chosen, parts().settings.prices) if chosen else None
    hours_of: dict[str, list[tuple[datetime, int]]] = {}
    for of, hour, people in recent:
        hours_of.setdefault(of, []).append((hour, people))
    lines = [
        board.campaign_line(
            say, each, found.get(each.id, {}), board.days_of(each, hours_of.get(each.id, ()), now()), now()
        )
        for each in map(shelf.campaigns.__getitem__, _live_first())
    ]
    about = {} if chosen is None else _about(say, chosen, funnel, found.get(id, {}), hours)
    return render_template(
        "staff/campaign.html",
        **around("campaigns", say),
        id=id,
        wait=wait,
        campaigns=lines,
        faulty=[each for each in shelf.faults if each not in shelf.campaigns],
        faults=shelf.faults,
        fault=_fault(id),
        warnings=[each for each in _findings(id) if each.severity == "warning"],
        gone=id not in shelf.warnings and id not in shelf.faults,
        campaign=chosen,
        money=money,
        link_lines=board.link_lines(say, opened),
        alarm_lines=staff_alarms.as_lines(say, alarmed),
        **about,
    )


@views.get("/campaigns/<id>/placements.csv")
@access.staff
def placements_csv(id: str) -> Response:
    """The table of placements as it is shown, for a spreadsheet."""
    chosen = _campaign(id)
    with parts().sessions.read() as session:
        found = figures.placements(session, id)
        hours = figures.scans_by_hour(session, id, board.first_day(now()))
    say = errors.page_language()
    lines = board.ordered(_lines(say, chosen, found, hours), request.args.get("sort"))
    response = Response(board.as_csv(lines, _csv_head(say, chosen), chosen), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{chosen.id}-placements.csv"'
    return response


@views.get("/campaigns/<id>/money.json")
@access.staff
def money_json(id: str) -> Response:
    """What the campaign costs, for programs."""
    chosen = _campaign(id)
    with parts().sessions.read() as session:
        return jsonify({"campaign": id, "money": spending.as_json(add_up(session, chosen, parts().settings.prices))})


@views.get("/qr/<id>/<placement>.<kind>")
@access.staff
def print_file(id: str, placement: str, kind: str) -> Response:
    """A placement's code for the printer, as wide as its distance asks for; decoded again before it is handed out."""
    chosen = _campaign(id)
    spot = chosen.placement(placement)
    if spot is None or kind not in MIMETYPES:
        abort(404)
    link = _link(spot)
    symbol = qr.matrix(link)
    width_mm = qr.width_mm(spot.distance_mm, symbol)
    data = qr.FORMATS[kind](symbol, width_mm=width_mm)
    preflight.check(data, kind, text=link, width_mm=width_mm)
    response = Response(data, mimetype=MIMETYPES[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="{chosen.id}-{spot.id}.{kind}"'
    return response


@views.get("/<path:_elsewhere>")
@access.staff
def nothing(_elsewhere: str) -> BaseResponse:
    """Whatever else stands under /staff: nothing, and strangers are not even told that."""
    abort(404)


@views.get("/inks.css")
@access.staff
def inks() -> Response:
    """The colour of each campaign's bars, light and dark."""
    shades = {id: tones(each.brand.look.colour) for id, each in parts().campaigns.shelf.campaigns.items()}
    sheet = render_template("staff/inks.css", shades=shades)
    return Response(sheet, mimetype="text/css")


def _about(
    say: Say,
    chosen: Campaign,
    funnel: figures.Funnel,
    found: Mapping[str, figures.PlacementFigures],
    hours: board.Hours,
) -> dict[str, object]:
    """Everything about the one campaign that is looked at."""
    sort = request.args.get("sort", "")
    lines = board.ordered(_lines(say, chosen, found, hours), sort)
    page = min(max(request.args.get("page", 1, int), 1), -(-len(lines) // PER_PAGE) or 1)
    return {
        "steps": board.steps(say, chosen, funnel),
        "funnel": funnel,
        "placements": lines[(page - 1) * PER_PAGE : page * PER_PAGE],
        "quiet": [line for line in lines if line.silence],
        "count": len(lines),
        "page": page,
        "pages": -(-len(lines) // PER_PAGE),
        "sort": sort if sort in board.SORTS else "",
        "to": say.time(now().astimezone(chosen.zone)),
        "local": now().astimezone(chosen.zone),
        "first": chosen.starts.astimezone(chosen.zone).date(),
        "last": chosen.last_day(chosen.ends),
        "dates": board.dates(chosen, now()),
        "files": _print_files(chosen, lines[(page - 1) * PER_PAGE : page * PER_PAGE]),
        "address": _link(chosen.placements[0]),
        "leads": _leads_astray(say),
        "spots": {spot.id: spot.name for spot in chosen.placements},
    }


def _lines(
    say: Say,
    chosen: Campaign,
    found: Mapping[str, figures.PlacementFigures],
    hours: board.Hours,
) -> list[board.PlacementLine]:
    former = parts().campaigns.shelf.former.get(chosen.id, ())
    return board.placement_lines(say, chosen, former, found, hours, now())


def _print_files(chosen: Campaign, lines: list[board.PlacementLine]) -> list[tuple[Placement, str, str]]:
    """(placement, its distance, the width of its code) for the placements on this page, in the file's order."""
    shown = {line.id for line in lines}
    return [
        (
            spot,
            board.length(spot.distance_mm),
            board.length(round(qr.width_mm(spot.distance_mm, qr.matrix(_link(spot))))),
        )
        for spot in chosen.placements
        if spot.id in shown
    ]


def _fault(id: str) -> Fault | None:
    shelf = parts().campaigns.shelf
    if id not in shelf.faults:
        return None
    errors_of = tuple(each for each in shelf.faults[id] if each.severity == "error")
    campaign, released = shelf.campaigns.get(id), shelf.released.get(id)
    if campaign is None or released is None:
        return Fault(errors_of, None)
    return Fault(errors_of, errors.page_language().moment(released.astimezone(campaign.zone)))


def _findings(id: str) -> tuple[Finding, ...]:
    """What there is to say about the file, good or faulty."""
    shelf = parts().campaigns.shelf
    return shelf.faults.get(id) or shelf.warnings.get(id, ())


def _live_first() -> list[str]:
    """The campaigns that have a page, those that run now before the others."""
    shelf = parts().campaigns.shelf
    return sorted(shelf.campaigns, key=lambda id: (shelf.campaigns[id].state(now()) != "live", id))


def _campaign(id: str) -> Campaign:
    chosen = parts().campaigns.get(id)
    if chosen is None:
        abort(404)
    return chosen


def _link(placement: Placement) -> str:
    return f"{parts().settings.base_url}/{placement.id}"


def _leads_astray(say: Say) -> str:
    """Why the codes are not to be printed; empty where they are."""
    settings = parts().settings
    if settings.loopback:
        return say("These codes lead to {address}, which only this machine opens.", address=settings.base_url)
    if settings.private:
        return say("These codes lead to {address}, which only this network opens.", address=settings.base_url)
    return ""


def _csv_head(say: Say, chosen: Campaign) -> list[str]:
    named = [say("Id"), say("Placement"), say("Piece"), say("Distance")]
    counted = [say("Scans"), say("Numbers"), say("Redeemed"), say("% of scans")]
    return [*named, *counted, *(day.isoformat() for day in board.dates(chosen, now())), say("Last scan")]
