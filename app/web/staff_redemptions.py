"""What tills redeemed and took back, day by day, with the reasons; what was spent elsewhere after that; and what they
gave without a line and should not have.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from functools import partial

from flask import Blueprint, Response, render_template, request

from app.rules.words import Say
from app.store import Session, undos
from app.store import access as known
from app.store.undos import Elsewhere
from app.web import access, errors, irregular, message_lines, undoing
from app.web.board import safe
from app.web.parts import now, parts
from app.web.room import around, local_zone

DAYS = (7, 14, 31)  # that can be shown

views = Blueprint("redemptions", __name__, url_prefix="/redemptions")


@dataclass(frozen=True)
class Line:
    """One till on one day."""

    day: date
    till: str
    redeemed: int
    undone: int
    reasons: list[tuple[str, int]]
    elsewhere: int


@views.get("")
@access.staff
def report() -> str:
    """By day and till, the last day first."""
    say, days = errors.page_language(), _days()
    with parts().sessions.read() as session:
        lines, names = _lines(session, say, days), known.till_names(session)
        begins = _begins(days)
        elsewhere = undos.spent_elsewhere(session, begins, now())
        amiss = irregular.lines(session, say, begins)
    return render_template(
        "staff/redemptions.html",
        **around("alarms", say),
        lines=lines,
        irregular=amiss,
        elsewhere=[_written(say, each, names, local_zone()) for each in elsewhere],
        days=days,
        choices=DAYS,
        when=partial(message_lines.at, say),
    )


@views.get("/table.csv")
@access.staff
def table() -> Response:
    """The same table for a spreadsheet."""
    say, days = errors.page_language(), _days()
    with parts().sessions.read() as session:
        lines = _lines(session, say, days)
    return _file(as_csv(say, lines), "redemptions.csv")


@views.get("/irregular.csv")
@access.staff
def irregular_table() -> Response:
    """What tills gave without a line and should not have, for a spreadsheet."""
    say = errors.page_language()
    with parts().sessions.read() as session:
        found = irregular.lines(session, say, _begins(_days()))
    return _file(irregular.as_csv(say, found), "irregular-redemptions.csv")


def as_csv(say: Say, lines: list[Line]) -> bytes:
    """The lines as a spreadsheet reads them: UTF-8 with its mark, commas; no cell is a formula."""
    text = io.StringIO()
    writer = csv.writer(text)
    head = (say("Day"), say("Till"), say("Redeemed"), say("Undone"), say("Spent elsewhere"), say("Reasons"))
    writer.writerow([safe(cell) for cell in head])
    for line in lines:
        reasons = "; ".join(f"{reason} ({count})" for reason, count in line.reasons)
        writer.writerow([line.day, safe(line.till), line.redeemed, line.undone, line.elsewhere, safe(reasons)])
    return text.getvalue().encode("utf-8-sig")


def _lines(session: Session, say: Say, days: int) -> list[Line]:
    names = known.till_names(session)
    return [line for back in range(days) for line in _day(session, say, _today() - timedelta(days=back), names)]


def _day(session: Session, say: Say, day: date, names: dict[int, str]) -> Iterator[Line]:
    begins, ends = _midnight(day), _midnight(day + timedelta(days=1))
    reasons = undos.undo_reasons(session, begins, ends)
    for till, redeemed, undone, elsewhere in undos.undone_by_till(session, begins, ends):
        why = [(undoing.reason(reason, say), count) for reason, count in reasons.get(till, [])]
        yield Line(day, names.get(till, ""), redeemed, undone, why, elsewhere)


def _written(say: Say, each: Elsewhere, names: dict[int, str], zone: tzinfo) -> dict[str, object]:
    campaign = parts().campaigns.get(each.campaign)
    return {
        "id": each.redemption,
        "campaign": campaign.name if campaign else each.campaign,
        "till": names.get(each.till, ""),
        "undone_at": each.undone_at.astimezone(zone),
        "reason": undoing.reason(each.reason, say),
        "other": names.get(each.spent_at_till, ""),
        "spent_at": each.spent_at.astimezone(zone),
    }


def _file(table: bytes, name: str) -> Response:
    response = Response(table, mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _begins(days: int) -> datetime:
    """The first moment of so many days, today among them."""
    return _midnight(_today() - timedelta(days=days - 1))


def _days() -> int:
    asked = request.args.get("days", DAYS[0], int)
    return asked if asked in DAYS else DAYS[0]


def _today() -> date:
    return now().astimezone(local_zone()).date()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), local_zone())
