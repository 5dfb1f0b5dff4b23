"""Broadcasts as staff read them: how far one got, and what one would do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.actions.broadcast import Plan, Stopped
from app.actions.progress import Standing
from app.rules.campaign import Campaign
from app.rules.decision import sentence
from app.rules.message import ALONE, GONE, JOINED, Kind, State, parts
from app.rules.spending import Price
from app.rules.words import Say
from app.store.broadcasts import Broadcast
from app.store.clicks import Clicked
from app.web.board import Badge
from app.web.message_lines import KINDS, at, zone_of

Progress = Sequence[tuple[str, str | None, int]]  # state, reason, how many


@dataclass(frozen=True)
class Line:
    """One row of the list of broadcasts; `reasons` are sentences with how many texts they are about.

    `clicked` are texts of which a person opened a link, `share` how many that is of those delivered, `apart` what
    programs opened.
    """

    id: int
    when: str
    campaign: str
    kind: str
    text: str
    by: str
    badge: Badge
    sent: int
    delivered: int
    clicked: int
    share: str
    apart: str
    waiting: int
    next: str
    reasons: list[tuple[str, int]]
    ends: bool


@dataclass(frozen=True)
class Table:
    """Some counts of a plan."""

    title: str
    head: str
    rows: list[tuple[str, int]]


@dataclass(frozen=True)
class Read:
    """A text of a plan as it will be read: by whom, what it says, and what it takes to send."""

    whom: str
    language: str
    text: str
    measure: str


def line(
    say: Say,
    of: Broadcast,
    campaign: Campaign | None,
    progress: Progress,
    clicked: Clicked,
    due: datetime | None,
    now: datetime,
) -> Line:
    """How far the broadcast got."""
    zone = zone_of(of.campaign)
    waiting = sum(n for state, _, n in progress if state == State.QUEUED)
    delivered = sum(n for state, _, n in progress if state == State.DELIVERED)
    badge = _badge(say, of, waiting, now)
    later = due is not None and due > now
    return Line(
        id=of.id,
        when=at(say, of.made_at.astimezone(zone)),
        campaign=campaign.name if campaign else of.campaign,
        kind=say(KINDS[Kind(of.kind)]),
        text=next(iter(of.texts.values()), ""),
        by=of.made_by,
        badge=badge,
        sent=sum(n for state, _, n in progress if state in GONE),
        delivered=delivered,
        clicked=clicked.texts,
        share=say.percent(round(100 * clicked.texts / delivered)) if 0 < clicked.texts <= delivered else "",
        apart=say.many("one opening by a program", "{n} openings by programs", clicked.apart) if clicked.apart else "",
        waiting=waiting,
        next=_next(say, of, due if later else None),
        reasons=_reasons(say, of, progress),
        ends=badge.kind == "soon",
    )


def tables(say: Say, campaign: Campaign, plan: Plan) -> list[Table]:
    """The counts of a plan: when, why not, where, in which language, how long."""
    zone = campaign.zone
    hours = [(at(say, hour.astimezone(zone)), n) for hour, n in plan.later.items()]
    found = [
        Table(
            say("When they leave"), say("Hour, {zone}", zone=campaign.runs.timezone), [(say("now"), plan.now), *hours]
        ),
        Table(say("Why some wait"), say("Reason"), _told(say, plan.held.items())),
        Table(say("Who gets no text"), say("Reason"), _told(say, plan.left_out.items())),
        Table(say("Where"), say("Country"), [(say.country(c), n) for c, n in plan.count(lambda f: f.country).items()]),
        Table(
            say("In which language"),
            say("Language"),
            [(tongue(say, code), n) for code, n in plan.count(lambda f: f.language).items()],
        ),
        Table(
            say("How long"),
            say("Parts"),
            [(say.number(length), n) for length, n in plan.count(lambda f: f.parts).items()],
        ),
    ]
    return [table for table in found if any(n for _, n in table.rows)]


def readings(say: Say, plan: Plan) -> list[Read]:
    """What people will read, each wording once."""
    found = []
    for each in plan.wordings:
        sent = parts(each.text)
        room = ALONE[sent.encoding] if sent.count == 1 else JOINED[sent.encoding] * sent.count
        units = say("{encoding}, {units} of {room} characters", encoding=sent.encoding, units=sent.units, room=room)
        length = say.many("one part", "{n} parts", sent.count)
        whom = f"{tongue(say, each.language)}, {say.list(map(say.country, each.countries))}"
        found.append(Read(whom, each.language, each.text, f"{length}; {units}"))
    return found


def price(say: Say, plan: Plan, prices: Mapping[str, Price]) -> str:
    """What the plan costs; of countries whose price nobody set, how many parts go there."""
    sums, unpriced = plan.price(prices)
    costs = [say.money(total, currency) for currency, total in sums.items()]
    costs += [
        say.many("one part to {country}, price not known", "{n} parts to {country}, price not known", n, country=name)
        for name, n in ((say.country(code), n) for code, n in unpriced.items())
    ]
    return "; ".join(costs)


def over(say: Say, of: Broadcast, stopped: Stopped) -> str:
    """Why there was nothing to stop: when the broadcast was over, and how many texts of it were sent."""
    when = at(say, (stopped.over_at or of.expires_at).astimezone(zone_of(of.campaign)))
    sent = say.many("one text was sent", "{n} texts were sent", stopped.sent)
    return say("This broadcast has been over since {moment}; {sent}.", moment=when, sent=sent)


def pace(say: Say, found: Standing, now: datetime) -> str:
    """How fast it goes and when it will be done, or how it ended; empty for one that is done."""
    of, zone = found.of, zone_of(found.of.campaign)
    if of.stopped_at:
        who = of.stopped_by or say("handbill, for its campaign is gone")
        ended = say("Stopped by {who}, {moment}.", who=who, moment=at(say, of.stopped_at.astimezone(zone)))
        again = say("A stopped broadcast does not go on. A new one would also reach those who have had this one.")
        return f"{ended} {again}"
    if not found.goes_on:
        return ""
    fast = say("About {n} texts a minute leave, of all that is sent.", n=say.number(round(found.a_minute)))
    if found.ends_at is None:
        return say("Nothing leaves at the moment, so nobody can say when it will be done.")
    ends = min(found.ends_at, of.expires_at)
    done = say("It will be done at about {moment}.", moment=at(say, ends.astimezone(zone)))
    return f"{fast} {done}" if found.progress.due else done


def reasons(say: Say, counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """Reasons as sentences, with how many texts they are about."""
    return [(sentence(say, reason) if reason else say("No reason was given."), n) for reason, n in counts.items()]


def tongue(say: Say, code: str) -> str:
    """The name of a language where it stands alone."""
    name = say.tongue(code)
    return name[:1].upper() + name[1:]


def _next(say: Say, of: Broadcast, due: datetime | None) -> str:
    """When the next of it leaves, or when it was stopped; empty where nothing waits for a later hour."""
    zone = zone_of(of.campaign)
    if of.stopped_at:
        return at(say, of.stopped_at.astimezone(zone))
    return say("the next at {moment}", moment=at(say, due.astimezone(zone))) if due else ""


def _badge(say: Say, of: Broadcast, waiting: int, now: datetime) -> Badge:
    if of.stopped_at:
        return Badge("ended", "–", say("Stopped"), "")
    if of.filled_at is None and now < of.expires_at:
        return Badge("soon", "○", say("Being queued"), "")
    return Badge("soon", "○", say("Under way"), "") if waiting else Badge("live", "●", say("Done"), "")


def _reasons(say: Say, of: Broadcast, progress: Progress) -> list[tuple[str, int]]:
    """Why some got no text or did not get it, the most frequent first."""
    counts: dict[str, int] = {}
    found = [(reason, n) for state, reason, n in progress if state not in {State.QUEUED, State.DELIVERED}]
    for reason, n in [*found, *of.left_out.items()]:
        if reason:
            told = sentence(say, reason)
            counts[told] = counts.get(told, 0) + n
    return sorted(counts.items(), key=lambda each: -each[1])


def _told(say: Say, counts: Iterable[tuple[str | None, int]]) -> list[tuple[str, int]]:
    return [(sentence(say, reason or ""), n) for reason, n in counts]
