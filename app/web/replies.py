"""The replies that only a person can understand, each settled by one tap."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from app.actions import settle
from app.actions.settle import KEPT, Settled
from app.rules.keyword import Meaning
from app.rules.phone import mask
from app.rules.veil import veiled
from app.rules.words import Say, mark
from app.store import Session, conversation, incoming
from app.store.incoming import Unclear
from app.web import access, errors, origin
from app.web.parts import now, parts
from app.web.room import around

PER_PAGE = 20
BUTTONS = {
    Meaning.STOP: mark("It means stop"),
    Meaning.WRONG: mark("Wrong number"),
    Meaning.HELP: mark("Send the HELP answer"),
    Meaning.YES: mark("They say yes"),
    Meaning.NOTHING: mark("Nothing to do"),
}
OUTCOMES: dict[Meaning | Settled, str] = {
    Meaning.STOP: mark("Settled: no more texts go to this number."),
    Meaning.WRONG: mark("Settled as a wrong number: no more texts go to it."),
    Meaning.HELP: mark("Settled: the HELP answer is on its way."),
    Meaning.YES: mark("Settled: what was asked is confirmed."),
    Meaning.NOTHING: mark("Settled: nothing was done."),
    Settled.TAKEN: mark("Somebody else has settled that one; nothing was done twice."),
    Settled.NO_QUESTION: mark("No question to this number is open any more, so a yes answers nothing."),
    Settled.TOO_LATE: mark("It is more than a day old: write to them by another way."),
}

views = Blueprint("replies", __name__, url_prefix="/replies")


@dataclass(frozen=True)
class Line:
    """One reply as it is shown, with our last text before it and what we answered by ourselves, if anything."""

    id: int
    number: str
    at: datetime
    text: str | None
    brand: str
    campaign: str
    sent: str
    sent_at: datetime | None
    answered: str
    answers: list[tuple[str, str]]


@views.get("")
@access.staff
def queue() -> str:
    """What waits to be read, oldest first."""
    say = errors.page_language()
    page, told = max(request.args.get("page", 1, int), 1), _outcome(request.args.get("settled", ""))
    with parts().sessions.read() as session:
        since = now() - KEPT
        count = incoming.count_unclear(session, since=since)
        pages = -(-count // PER_PAGE) or 1
        page = min(page, pages)
        rows = incoming.unclear(session, since=since, most=PER_PAGE, skipped=(page - 1) * PER_PAGE)
        lines = [_line(session, say, row) for row in rows]
    return render_template(
        "staff/replies.html",
        **around("replies", say),
        lines=lines,
        count=count,
        page=page,
        pages=pages,
        outcome=say(OUTCOMES[told]) if told else "",
        good=told in set(Meaning),
        now=now(),
        kept=KEPT // timedelta(days=1),
    )


@views.post("/<int:id>")
@access.staff
def answer(id: int) -> BaseResponse:
    """Settles one, once: whoever taps second is told so."""
    if not origin.is_ours():
        abort(403)
    meant = next((each for each in settle.ANSWERS if each == request.form.get("means")), None)
    if meant is None or id >= 1 << 63:
        abort(400)
    joined, by = parts(), access.current_member().email
    with joined.sessions.begin() as session:
        campaigns = joined.campaigns.shelf.campaigns
        came = settle.settle(session, joined.means, campaigns, id, meant, by=by, now=now())
    page = max(request.form.get("page", 1, int), 1)
    told = meant.value if came is Settled.DONE else came.value
    return redirect(f"/staff/replies?page={page}&settled={told}", 303)


def _line(session: Session, say: Say, row: Unclear) -> Line:
    campaigns = parts().campaigns.shelf.campaigns
    said = settle.heard(session, campaigns, row, by=access.current_member().email, now=now())
    campaign = said.campaign
    sent = conversation.last_text(session, row.subscriber, row.at)
    zone: tzinfo = campaign.zone if campaign else ZoneInfo("UTC")
    return Line(
        id=row.id,
        number=mask(said.person.number),
        at=row.at.astimezone(zone),
        text=row.text,
        brand=campaign.brand.name if campaign else row.sender,
        campaign=campaign.name if campaign else "",
        sent=veiled(sent[0]) if sent else "",
        sent_at=sent[1].astimezone(zone) if sent else None,
        answered=veiled(conversation.reply_since(session, row.subscriber, row.at) or ""),
        answers=[(each.value, say(BUTTONS[each])) for each in settle.possible(session, campaigns, said)],
    )


def _outcome(told: str) -> Meaning | Settled | None:
    return next((each for each in OUTCOMES if each == told), None)
