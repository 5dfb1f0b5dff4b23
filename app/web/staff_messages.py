"""Messages for staff: what left, what waits, what was not sent, and why."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from flask import Blueprint, abort, redirect, render_template, request
from werkzeug.wrappers import Response

from app.rules.cost import Cost, Sums, sums
from app.rules.decision import SENTENCES
from app.rules.message import Kind, State
from app.rules.phone import mask
from app.rules.traffic import network_name
from app.rules.words import Say
from app.store import LARGEST_KEY, Session, message_list, messages
from app.store.message_list import Wanted
from app.web import access, errors, live, looked_up, message_lines
from app.web.origin import only_ours
from app.web.parts import parts
from app.web.room import around, local_zone

PER_PAGE = 50
FILTERS = ("campaign", "class", "state", "reason", "from", "until", "broadcast", "who")

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


@views.get("/live")
@access.staff
def strip() -> str:
    """How it is at this moment, for the page that is open to look again."""
    say = errors.page_language()
    with parts().sessions.read() as session:
        return render_template("staff/live.html", say=say, strip=live.strip(session, say))


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
        network=network_name(found.network) if found.network else "",
        why_so=_why_so(say, message_lines.cost_of(found)),
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
        wanted = _wanted(person.id if person else None)
        found = message_list.listed(session, wanted, PER_PAGE + 1)
        summed = _sums(session, wanted)
        strip = None if request.args or problem else live.strip(session, say)  # who looks for something wants that
    chosen = {name: value for name in FILTERS if (value := request.args.get(name))}
    lines = [message_lines.line(say, each) for each in found[:PER_PAGE]]
    older = urlencode({**chosen, "before": lines[-1].id}) if len(found) > PER_PAGE else ""
    return live.page(
        "staff/messages.html",
        **around("messages", say),
        strip=strip,
        sums=summed,
        days=("from" in chosen and chosen["from"], "until" in chosen and chosen["until"]),
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
        campaign=_word("campaign"),
        kind=Kind(kind) if kind in set(Kind) else None,
        state=State(state) if state in set(State) else None,
        reason=_word("reason"),
        broadcast=asked.get("broadcast", None, _id),
        subscriber=subscriber,
        before=asked.get("before", None, _id),
        since=_midnight(asked.get("from", ""), 0),
        until=_midnight(asked.get("until", ""), 1),
    )


def _word(name: str) -> str | None:
    """What is asked for by this name; None for nothing, and for what no text of a database can be."""
    return request.args.get(name, "").replace("\0", "") or None


def _id(written: str) -> int:
    """The id that it is. Raises ValueError."""
    found = int(written)
    if found not in range(LARGEST_KEY + 1):
        raise ValueError("no database keeps it")
    return found


def _why_so(say: Say, of: Cost | None) -> str:
    """Why there is no sum; empty where there is one."""
    if of is None:
        return say("It has not left, or its gateway refused it.")
    return say("No price is set for its country.") if of.whole is None else ""


def _midnight(day: str, later: int) -> datetime | None:
    """When this day begins where staff live, or so many days later; None for what is no day."""
    try:
        return datetime.combine(date.fromisoformat(day) + timedelta(days=later), time(), local_zone())
    except (ValueError, OverflowError):
        return None


def _sums(session: Session, wanted: Wanted) -> Sums | None:
    """What the wanted messages cost; None where nothing keeps them few: all of them are not added up for each look."""
    if all(each is None for each in (wanted.since, wanted.until, wanted.broadcast, wanted.subscriber)):
        return None
    return sums(message_list.piles(session, wanted), parts().settings.prices)


def _choices(say: Say) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """(name, label, [(value, word)]) of each filter."""
    campaigns = sorted((each.id, each.name) for each in parts().campaigns.shelf.campaigns.values())
    return [
        ("campaign", say("Campaign"), campaigns),
        ("class", say("Class"), [(kind.value, say(word)) for kind, word in message_lines.KINDS.items()]),
        ("state", say("State"), [(state.value, say(word)) for state, (_, _, word) in message_lines.STATES.items()]),
        ("reason", say("Reason"), [(reason.value, say(text)) for reason, text in SENTENCES.items()]),
    ]
