"""The pages behind a link to somebody's preferences: what they may choose, and all that is kept of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from flask import Response, request

from app.actions.choose import WHOLE, Choices
from app.actions.link import preferences_path
from app.actions.stop import UNDO_VALID, Undo, write_undo
from app.rules.consent import marketing_box
from app.rules.country import can_answer
from app.rules.ledger import Event
from app.rules.line import word_before_start
from app.rules.phone import mask
from app.rules.preference import LONGEST, PAUSES, paces
from app.rules.words import Say, mark
from app.web.face import Face, Tongue, answer, draw, face, language_name
from app.web.parts import now, parts

ROOM, SHEETS = "preferences", ("preferences",)
PAUSE_NAMES = {"week": mark("1 week"), "month": mark("1 month"), "quarter": mark("3 months")}
ACTS = {
    Event.REQUEST: mark("Asked for"),
    Event.GRANT: mark("Agreed to"),
    Event.CONFIRM: mark("Confirmed by the number itself"),
    Event.WITHDRAW: mark("Taken back"),
    Event.OBJECT: mark("Objected to"),
    Event.EXPIRE: mark("Ended, for it had grown old"),
    Event.IMPORT: mark("Agreed to elsewhere"),
}
PURPOSES = {"coupon": mark("the coupon"), "marketing": mark("offers by text")}
FATES = {
    "held": mark("Kept back until the number is proven"),
    "issued": mark("Issued"),
    "redeemed": mark("Used"),
    "revoked": mark("Withdrawn"),
}


@dataclass(frozen=True)
class Option:
    """One choice as the page shows it: its value in the form, its name, and whether it is the one that holds."""

    value: str
    name: str
    on: bool
    unit: str = ""


@dataclass(frozen=True)
class Way:
    """A row that leads to the preferences for another brand."""

    name: str
    href: str


def choices_page(
    seen: Choices, token: str, *, done: str = "", undo: Undo | None = None, until: str = "", amiss: str = ""
) -> Response:
    """The preferences of one number for one brand; `done` is what the last form did, `amiss` what is wrong with it."""
    shown, campaign, at = face_of(seen), seen.campaign, now()
    today = shown.local(at).date()
    agreed = [row.at for row in seen.consents if row.event in {Event.GRANT, Event.CONFIRM, Event.IMPORT}]
    return page_of(
        "page",
        shown,
        seen,
        token,
        status=422 if amiss else 200,
        done=done,
        undo=write_undo(undo, parts().means) if undo else "",
        undo_until=shown.local(undo.at + UNDO_VALID) if undo else None,
        two_way=can_answer(campaign, seen.person.country),
        sender=campaign.keyword.sender if campaign.keyword else "",
        word=word_before_start(campaign, parts().campaigns.shelf.campaigns.values()),
        live=campaign.state(at) == "live",
        topics=_topics(seen, shown),
        paces=_paces(seen, shown.say),
        pauses=_pauses(seen, shown),
        until=until,
        amiss_until=amiss,
        tomorrow=today + timedelta(days=1),
        latest=today + LONGEST,
        tongues=[Tongue(code, language_name(code), "") for code in campaign.languages],
        spoken=campaign.language([seen.person.language]),
        box=marketing_box(campaign, shown.say) if campaign.programme else None,
        agreed=shown.local(agreed[-1]).date() if agreed else None,
        others_of=[
            Way(each.brand.name, preferences_path(parts().means, each, seen.person.id, at)) for each in seen.others
        ],
    )


def kept_page(seen: Choices, token: str, kept: dict[str, Any]) -> Response:
    """All that is kept, in words; `kept` is what the download holds."""
    shown = face_of(seen)
    said = {
        "number": kept["number"],
        "since": _local(shown, kept["known_since"]).date(),
        "consents": [_act(shown, row) for row in kept["consents"]],
        "choices": [(row["brand"], told) for row in kept["preferences"] if (told := _choice(shown, row))],
        "stops": _stops(shown, kept["suppressions"]),
        "coupons": [
            {"at": _local(shown, row["issued_at"]).date(), "what": shown.say(FATES[row["state"]])}
            for row in kept["coupons"]
        ],
        "texts": [
            {"at": _local(shown, row["queued_at"]), "brand": row["brand"], "text": row["text"]}
            for row in kept["messages"]
        ],
        "inbound": [{"at": _local(shown, row["at"]), "text": row["text"]} for row in kept["inbound"]],
    }
    return page_of("kept", shown, seen, token, kept=said)


def page_of(template: str, shown: Face, seen: Choices, token: str, *, status: int = 200, **values: object) -> Response:
    """A page of this room, which tells no more of the number than its ends [PREF-2]."""
    page = draw(
        template,
        shown,
        None,
        room=ROOM,
        sheets=SHEETS,
        here=f"{request.path}?",
        mine=f"/p/{token}",
        seen=seen,
        number=mask(seen.person.number),
        **values,
    )
    response = answer(page, status)
    response.headers["Cache-Control"] = "no-store"
    return response


def face_of(seen: Choices) -> Face:
    """The brand in the language that the address asks for, else in the one that its texts speak."""
    wanted = request.args.get("language") or seen.person.language
    return face(seen.campaign, seen.campaign.language([wanted]))


def midnight(seen: Choices, day: date) -> datetime:
    """The first moment of a day where the brand is."""
    return datetime.combine(day, time(), seen.campaign.zone)


def _topics(seen: Choices, shown: Face) -> list[Option]:
    if seen.topics:
        off = seen.chosen.topics_off
        return [Option(topic, topic.replace("-", " ").capitalize(), topic not in off) for topic in seen.topics]
    programme = seen.campaign.programme
    purpose = shown.text(programme.purpose) if programme else ""
    return [Option(WHOLE, purpose[:1].upper() + purpose[1:], True)]


def _paces(seen: Choices, say: Say) -> list[Option]:
    promised = seen.campaign.programme.frequency if seen.campaign.programme else 1
    chosen = min(seen.chosen.monthly or promised, promised)
    unit = say("a month")
    return [Option(str(each), say.number(each), each == chosen, unit) for each in paces(promised, chosen)]


def _pauses(seen: Choices, shown: Face) -> list[Option]:
    """The pauses there are to choose from, after the one that runs."""
    say, until = shown.say, seen.chosen.paused_until
    fresh = [Option(name, say(PAUSE_NAMES[name]), False) for name in PAUSES]
    if until is None or until <= now():
        return [Option("none", say("No break"), True), *fresh]
    running = say("Until {day}", day=say.weekday(shown.local(until).date()))
    return [Option("keep", running, True), Option("none", say("No break"), False), *fresh]


def _stops(shown: Face, rows: list[dict[str, Any]]) -> list[tuple[str, date]]:
    """Each brand that may not write, with the day on which it was told so first."""
    days: dict[str, date] = {}
    for row in rows:
        day = _local(shown, row["since"]).date()
        days[row["brand"]] = min(day, days.get(row["brand"], day))
    return list(days.items())


def _act(shown: Face, row: dict[str, Any]) -> dict[str, Any]:
    what = f"{shown.say(ACTS[Event(row['event'])])}: {shown.say(PURPOSES[row['purpose']])}"
    return {
        "what": what,
        "at": _local(shown, row["at"]),
        "brand": row["brand"],
        "place": row["placement_name"],
        "words": row["words"],
    }


def _choice(shown: Face, row: dict[str, Any]) -> str:
    """What was chosen for one brand, in a line; empty where it is as the programme says."""
    say, monthly, topics, until = shown.say, row["monthly"], row["topics_off"], row["paused_until"]
    found = [
        say.many("at most one text a month", "at most {n} texts a month", monthly) if monthly else "",
        say("nothing about {topics}", topics=say.list(topics, "or")) if topics else "",
        say("a pause until {day}", day=say.long_day(_local(shown, until).date())) if until else "",
    ]
    return "; ".join(filter(None, found))


def _local(shown: Face, moment: str) -> datetime:
    return shown.local(datetime.fromisoformat(moment))
