"""Messages for staff: what left, what waits, what was not sent, and why."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, abort, redirect, render_template, request
from werkzeug.wrappers import Response

from app.rules.decision import ELSEWHERE, SENTENCES, namesakes, sentence
from app.rules.message import Kind, State
from app.rules.phone import mask
from app.rules.words import Say
from app.store import message_list, messages
from app.store.message_list import Wanted
from app.web import access, errors, looked_up, message_lines
from app.web.origin import only_ours
from app.web.parts import parts
from app.web.room import around

PER_PAGE = 50
FILTERS = ("campaign", "class", "state", "reason", "broadcast", "who")

views = Blueprint("messages", __name__, url_prefix="/messages")


@views.get("/")
@access.staff
def newest() -> str | Response:
    """The newest messages, filtered by what the address says; a number stands there only as a token."""
    return _drawn()


@views.post("/")
@access.staff
def of_number() -> str | Response:
    """The messages to a number that was typed."""
    only_ours()
    found = looked_up.typed(errors.page_language())
    if isinstance(found, str):
        return _drawn(found)
    return redirect(f"/staff/messages/?{urlencode({'who': looked_up.token(found.id)})}", 303)


@views.get("/<int:id>")
@access.staff
def one(id: int) -> str:
    """One message: its words, and what became of it."""
    say = errors.page_language()
    with parts().sessions.read() as session:
        found = message_list.listed_one(session, id)
        if found is None:
            abort(404)
        words, path = message_list.words_of(session, id), messages.path(session, id)
    zone = message_lines.zone_of(found.campaign)
    return render_template(
        "staff/message.html",
        **around("messages", say),
        line=message_lines.line(say, found),
        message=found,
        words=words,
        zone=zone,
        expires=message_lines.at(say, found.expires_at.astimezone(zone)),
        person=looked_up.token(found.subscriber) if found.number else "",
        path=[
            (
                message_lines.at(say, at.astimezone(zone)),
                message_lines.path_line(say, outcome, detail),
                attempt,
                gateway,
            )
            for at, outcome, detail, attempt, gateway in path
        ],
    )


def _drawn(problem: str = "") -> str | Response:
    say, who = errors.page_language(), request.args.get("who", "")
    with parts().sessions.read() as session:
        person = looked_up.person(session, who) if who else None
        if who and person is None:
            return redirect("/staff/messages/", 303)
        found = message_list.listed(session, _wanted(person.id if person else None), PER_PAGE + 1)
    chosen = {name: value for name in FILTERS if (value := request.args.get(name))}
    lines = [message_lines.line(say, each) for each in found[:PER_PAGE]]
    older = urlencode({**chosen, "before": lines[-1].id}) if len(found) > PER_PAGE else ""
    return render_template(
        "staff/messages.html",
        **around("messages", say),
        lines=lines,
        older=older,
        chosen=chosen,
        is_first="before" not in request.args,
        person=mask(person.number) if person else "",
        problem=problem,
        choices=_choices(say),
    )


def _wanted(subscriber: int | None) -> Wanted:
    """What the address asks for; what it cannot mean is left out."""
    asked = request.args
    kind, state = asked.get("class", ""), asked.get("state", "")
    return Wanted(
        campaign=asked.get("campaign") or None,
        kind=Kind(kind) if kind in set(Kind) else None,
        state=State(state) if state in set(State) else None,
        reasons=namesakes(reason) if (reason := asked.get("reason")) else (),
        broadcast=asked.get("broadcast", None, int),
        subscriber=subscriber,
        before=asked.get("before", None, int),
    )


def _choices(say: Say) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """(name, label, [(value, word)]) of each filter."""
    campaigns = sorted((each.id, each.name) for each in parts().campaigns.shelf.campaigns.values())
    names = [*(reason.value for reason in SENTENCES), *ELSEWHERE]
    reasons = [(name, sentence(say, name)) for name in names if namesakes(name)[0] == name]
    return [
        ("campaign", say("Campaign"), campaigns),
        ("class", say("Class"), [(kind.value, say(word)) for kind, word in message_lines.KINDS.items()]),
        ("state", say("State"), [(state.value, say(word)) for state, (_, _, word) in message_lines.STATES.items()]),
        ("reason", say("Reason"), reasons),
    ]
