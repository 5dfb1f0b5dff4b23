"""How texts fare at this moment: what waits, how fast it leaves, how each gateway does; drawn anew while it is seen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import make_response, render_template
from werkzeug.wrappers import Response

from app.rules.failure import told
from app.rules.traffic import MINUTE, Fares, Tally, a_minute, by_gateway, by_way, network_name
from app.rules.words import Say
from app.store import Session, circuits, heartbeats, live, networks, tallies
from app.store.circuits import Shut
from app.web.board import Badge
from app.web.headers import POLICY
from app.web.parts import now, parts
from app.web.room import local_zone

HOUR, LATELY = timedelta(hours=1), 10 * MINUTE
MOST_WAYS = 8
FRESH_S = 2.0  # that what waits may be old: many look every few seconds
WITH_SCRIPT = f"{POLICY}; script-src 'self'; connect-src 'self'"


@dataclass(frozen=True)
class GatewayLine:
    """One gateway in the last hour; `shut` are sentences on what it does not take, `failures` what failed how often."""

    name: str
    badge: Badge
    fares: Fares
    failures: Sequence[tuple[str, int]]
    shut: Sequence[str]


@dataclass(frozen=True)
class Strip:
    """What stands over the messages; `ways` are (network or country, gateway, how texts fared)."""

    due: int
    later: int
    oldest: str
    last_minute: float
    last_ten: float
    unknown: int
    workers: int
    gateways: Sequence[GatewayLine]
    ways: Sequence[tuple[str, str, Fares]]


def strip(session: Session, say: Say) -> Strip:
    """How it is at this moment."""
    at = now()
    waiting = parts().recent.of("queue", FRESH_S, lambda: live.queue(session, at))
    minutes, counted = tallies.taken(session, at - LATELY - MINUTE), tallies.since(session, at - HOUR)
    shut, hour = circuits.shut(session, at - heartbeats.SEEN_WITHIN), by_gateway(counted)
    names = sorted({*parts().settings.gateways, *hour, *(each.gateway for each, _ in shut)})
    return Strip(
        due=sum(waiting.due.values()),
        later=sum(waiting.later.values()),
        oldest=lasting(say, at - waiting.oldest) if waiting.oldest else "",
        last_minute=a_minute(minutes, at, 1),
        last_ten=a_minute(minutes, at, 10),
        unknown=waiting.unknown,
        workers=sum(at - seen <= heartbeats.SEEN_WITHIN for seen in heartbeats.workers(session)),
        gateways=[_gateway(say, name, hour.get(name, Fares(0, 0)), shut) for name in names],
        ways=_ways(say, counted, networks.since(session, at - HOUR)),
    )


def page(template: str, **values: Any) -> Response:
    """A page that may load its own script, which looks again at what is marked so."""
    response = make_response(render_template(template, **values))
    response.headers["Content-Security-Policy"] = WITH_SCRIPT
    return response


def lasting(say: Say, time: timedelta) -> str:
    """How long that is, in the largest unit that says it well."""
    seconds = max(0, int(time.total_seconds()))
    if seconds < 120:
        return say.many("one second", "{n} seconds", seconds)
    if seconds < 7_200:
        return say.many("one minute", "{n} minutes", seconds // 60)
    return say.many("one hour", "{n} hours", seconds // 3600)


def _gateway(say: Say, name: str, fares: Fares, shut: Iterable[tuple[Shut, int]]) -> GatewayLine:
    ours = [(each, workers) for each, workers in shut if each.gateway == name]
    whole = any(not each.sender and not each.country for each, _ in ours)
    if whole:
        badge = Badge("wrong", "▲", say("Takes no texts"), "")
    else:
        badge = Badge("soon", "◐", say("Takes some texts"), "") if ours else Badge("live", "●", say("Takes texts"), "")
    failures = [(told(say, failure), n) for failure, n in fares.failures.items()]
    return GatewayLine(name, badge, fares, failures, [_why(say, each, workers) for each, workers in ours])


def _why(say: Say, of: Shut, workers: int) -> str:
    """Which texts it does not take, why, since when, until when, and how many workers say so."""
    if of.country:
        what = say("No texts to {country}.", country=say.country(of.country))
    else:
        what = say("No texts by {sender}.", sender=of.sender) if of.sender else ""
    until = _clock(say, of.until)
    when = say("Since {since}; tried again at {until}.", since=_clock(say, of.since), until=until)
    if of.until <= now():
        when = say("Since {since}; tried again now.", since=_clock(say, of.since))
    by = say.many("One worker says so.", "{n} workers say so.", workers) if workers > 1 else ""
    return " ".join(filter(None, (what, told(say, of.why), when, by)))


def _clock(say: Say, moment: datetime) -> str:
    return say.time(moment.astimezone(local_zone()))


def _ways(say: Say, counted: Iterable[Tally], by_network: dict[tuple[str, str], Fares]) -> list[tuple[str, str, Fares]]:
    """Where texts failed, the worst first: by network where receipts name it, else by country."""
    named = {gateway for gateway, _ in by_network}
    ways = [(say("Network {network}", network=network_name(of)), by, fares) for (by, of), fares in by_network.items()]
    ways += [(say.country(of), by, fares) for (by, of), fares in by_way(counted).items() if by not in named]
    failed = [way for way in ways if way[2].failed]
    return sorted(failed, key=lambda way: (not way[2].is_failing, -way[2].failed, way[0]))[:MOST_WAYS]
