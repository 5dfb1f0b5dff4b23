"""Number ranges for staff: which get no texts and why, how near the ceilings are; closed and opened by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, abort, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from app.actions import ration
from app.rules.ceiling import ALL, CAMPAIGN, MONEY, Ceiling, Place, Sums
from app.rules.ceiling import COUNTRY as COUNTRIES
from app.rules.phone import DOTS, E164, is_served
from app.rules.shield import COUNTRY, Range
from app.rules.words import Say
from app.store import ranges, traffic
from app.web import access, errors, message_lines
from app.web.board import Badge
from app.web.origin import only_ours
from app.web.parts import now, parts
from app.web.room import around

PREFIX_DIGITS = 11  # of fifteen (E.164), without the last four
ENDS = ("0000", "2345")

views = Blueprint("ranges", __name__, url_prefix="/ranges")


@dataclass(frozen=True)
class Line:
    """One range as it is shown; `close`: its button closes it, else it opens it."""

    country: str
    prefix: str
    name: str
    figures: str
    badge: Badge
    why: str
    close: bool


@dataclass(frozen=True)
class Used:
    """One ceiling as it is shown: in words, what it holds for (empty: all), and how much is used, in per cent."""

    ceiling: str
    of: str
    percent: int


@views.get("")
@access.staff
def overview() -> str:
    """All that are closed, and those that staff opened; then the ceilings."""
    return _page()


@views.get("/close")
@access.staff
def ask() -> str:
    """Whether a whole country is to be closed."""
    country = request.args.get("country", "")
    if country not in _countries():
        abort(404)
    return _page(asks=country)


@views.post("")
@access.staff
def change() -> BaseResponse | tuple[str, int]:
    """Closes a range, or opens one; noted with who did. A whole country is closed only by who was asked."""
    only_ours()
    country, prefix = request.form.get("country", ""), request.form.get("prefix", "").replace(" ", "")
    close = request.form.get("act") == "close"
    if country not in _countries() or not _is_prefix(prefix) or (close and not _is_served(country, prefix)):
        if not close:
            abort(404)
        return _page(wrong=True), 422
    if close and prefix == COUNTRY and "sure" not in request.form:
        return redirect(f"/staff/ranges/close?country={country}", 303)
    by = access.current_member().email
    with parts().sessions.begin() as session:
        ration.change(session, parts().means, (country, prefix), close=close, by=by, now=now())
    return redirect("/staff/ranges", 303)


def _page(*, wrong: bool = False, asks: str = "") -> str:
    say, at = errors.page_language(), now()
    with parts().sessions.read() as session:
        found, sums = ranges.shown(session), traffic.sums(session, at)
    return render_template(
        "staff/ranges.html",
        **around("alarms", say),
        lines=[_line(say, each, by, when, at) for each, by, when in found],
        ceilings=_used(say, sums),
        countries=[(code, say.country(code)) for code in _countries()],
        wrong=wrong,
        asks=asks,
        asked=say.country(asks) if asks else "",
        typed=request.form.get("prefix", "") if wrong else "",
        off=not parts().means.limits,
        idle=not parts().means.shielded,
    )


def _countries() -> list[str]:
    """Whose numbers any campaign takes."""
    campaigns = parts().campaigns.shelf.campaigns.values()
    return list(dict.fromkeys(code for each in campaigns for code in each.countries))


def _is_prefix(typed: str) -> bool:
    """Whether it may be a range: + and digits, or nothing for the whole country."""
    return typed == COUNTRY or (
        typed[:1] == "+" and typed[1:].isascii() and typed[1:].isdigit() and len(typed) in range(4, PREFIX_DIGITS + 2)
    )


def _is_served(country: str, prefix: str) -> bool:
    """Whether pages take numbers of this very range: one digit more or less, and closing it would close nothing."""
    return prefix == COUNTRY or any(is_served(E164(prefix + end), [country]) for end in ENDS)


def _line(say: Say, each: Range, by: str, changed: datetime | None, at: datetime) -> Line:
    zone = message_lines.zone_of(None)
    badge, why = _state(say, each, at)
    if by and changed and (each.closed_until is None or each.closed_by):
        why = say("By {who}, {moment}.", who=by, moment=message_lines.at(say, changed.astimezone(zone)))
    figures = {"n": say.number(round(each.sent)), "answered": say.number(round(each.answered))}
    return Line(
        each.country,
        each.prefix,
        f"{each.prefix} {DOTS}•" if each.prefix else say("All of {country}", country=say.country(each.country)),
        say("{n} texts, {answered} answered", **figures),
        badge,
        why,
        close=each.closed_until is None,
    )


def _state(say: Say, each: Range, at: datetime) -> tuple[Badge, str]:
    """Whether it gets texts, and what is to be expected where it closed by itself."""
    until = each.closed_until
    if until is None:
        return Badge("live", "●", say("Gets texts"), ""), ""
    if each.closed_by:
        return Badge("ended", "–", say("Closed"), ""), ""
    if until > at:
        moment = message_lines.at(say, until.astimezone(message_lines.zone_of(None)))
        return Badge("wrong", "▲", say("Closed"), ""), say("Until {moment}; then a few texts try it.", moment=moment)
    return Badge("soon", "○", say("Being tried"), ""), say("A few texts try whether they are answered.")


def _used(say: Say, sums: Mapping[Place, Sums]) -> list[Used]:
    """The ceilings, and of those for each country or campaign the ones that something was counted under."""
    found = []
    for each in parts().means.ceilings.all.values():
        if each.what != "prefix":
            words = _ceiling(say, each)
            found += [
                Used(words, _place(say, *place), round(100 * each.used(counted)))
                for place, counted in _places(each, sums)
            ]
    return found


def _ceiling(say: Say, of: Ceiling) -> str:
    """How much it lets through: "20,000 texts an hour", "€50 a day"."""
    if of.currency:
        sum = say.money(of.most, of.currency)
        return say("{sum} an hour", sum=sum) if of.per == "hour" else say("{sum} a day", sum=sum)
    if of.per == "hour":
        return say.many("one text an hour", "{n} texts an hour", int(of.most))
    return say.many("one text a day", "{n} texts a day", int(of.most))


def _place(say: Say, what: str, name: str) -> str:
    """What it holds for; empty where it holds for all."""
    if what == COUNTRIES:
        return say.country(name)
    return message_lines.name_of(name) if what == CAMPAIGN else ""


def _places(ceiling: Ceiling, sums: Mapping[Place, Sums]) -> list[tuple[Place, Sums]]:
    own = {each.what for each in parts().means.ceilings.all.values()}  # a country with a ceiling of its own is there
    if ceiling.what == "texts":
        places: list[Place] = [(ALL, "")]
    elif ceiling.what == MONEY:
        places = [(MONEY, ceiling.currency)]
    elif ceiling.what in {COUNTRIES, CAMPAIGN}:
        places = [(what, name) for what, name in sorted(sums) if what == ceiling.what and name not in own]
    else:
        places = [(COUNTRIES, ceiling.what)]
    return [(place, sums.get(place, Sums())) for place in places]
