"""The alarms: what waits to be seen, and who has seen what before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, abort, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from app.rules import alarm
from app.rules.words import Say
from app.store import access as known
from app.store import alarms, guesses
from app.store.alarms import PER_PAGE, Alarm
from app.web import access, errors, origin
from app.web.parts import now, parts
from app.web.room import around, local_zone

views = Blueprint("alarms", __name__, url_prefix="/alarms")


@dataclass(frozen=True)
class Line:
    """An alarm as it is read."""

    id: int
    what: str
    do: str
    at: datetime
    seen_at: datetime | None
    seen_by: str


@views.get("")
@access.staff
def all_alarms() -> str:
    """What nobody has seen yet, then what somebody has; and where wrong codes are typed."""
    say, page = errors.page_language(), max(request.args.get("page", 1, int), 1)
    with parts().sessions.read() as session:
        waiting, seen = alarms.open_alarms(session), alarms.seen_alarms(session, page=page)
        names, wrong = known.till_names(session), guesses.all_counted(session)
    places = [(name, wrong[place]) for id, name in names.items() if (place := guesses.place(id)) in wrong]
    pages = [(say("Addresses of coupons"), wrong[guesses.PAGES])] if guesses.PAGES in wrong else []
    return render_template(
        "staff/alarms.html",
        **around("alarms", say),
        lines=as_lines(say, waiting),
        seen=as_lines(say, seen[:PER_PAGE]),
        wrong=sorted([*places, *pages], key=lambda place: -place[1]),
        days=guesses.KEPT.days,
        page=page,
        more=len(seen) > PER_PAGE,
        now=now(),
    )


@views.post("/<int:id>")
@access.staff
def seen(id: int) -> BaseResponse:
    """Notes that somebody has seen one, and who."""
    if not origin.is_ours():
        abort(403)
    if id >= 1 << 63:
        abort(404)
    with parts().sessions.begin() as session:
        alarms.see(session, id, access.current_member().email, now())
    return redirect("/staff/alarms", 303)


def as_lines(say: Say, found: Iterable[Alarm]) -> list[Line]:
    """The alarms in a language."""
    return [
        Line(
            each.id,
            *alarm.told(say, each.cause),
            at=each.at.astimezone(local_zone()),
            seen_at=each.seen_at.astimezone(local_zone()) if each.seen_at else None,
            seen_by=each.seen_by or "",
        )
        for each in found
    ]
