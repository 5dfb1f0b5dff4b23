"""What the dashboard shows, worked out from figures: one line a campaign, one a step, one a placement."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from app.rules.campaign import Campaign, Placement
from app.rules.quiet import Silence, silence
from app.rules.words import Say
from app.store.clicks import Clicked
from app.store.figures import Funnel, PlacementFigures

DAYS = 14
LONGEST_BAR = 66.0  # percent of the room, so that the figure behind it has its own
SHORTEST_BAR = 0.8
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet takes what begins so for a formula (OWASP, CSV Injection)
NOTHING = PlacementFigures("", 0, 0, 0, None)

Hours = Sequence[tuple[str, datetime, int]]  # placement, first moment of the hour, people


@dataclass(frozen=True)
class Badge:
    """A campaign's state as a shape and a word, and what goes with it: "79 days left"."""

    kind: str
    sign: str
    word: str
    more: str


@dataclass(frozen=True)
class CampaignLine:
    """One campaign in the table of all; days are scans, oldest first."""

    id: str
    name: str
    badge: Badge
    scans: int
    joined: int
    redeemed: int
    days: Sequence[int]


@dataclass(frozen=True)
class Step:
    """One step of the funnel; width in percent, `choice` where nothing depends on it."""

    name: str
    note: str
    count: int
    width: float
    share: str
    of: str
    choice: bool = False


@dataclass(frozen=True)
class PlacementLine:
    """One placement: what hangs there, what it brought, and what people get there if that is a tier of its own."""

    id: str
    name: str
    piece: str
    distance: str
    scans: int
    joined: int
    redeemed: int
    share: float | None
    days: Sequence[int]
    last_scan: datetime | None
    silence: Silence | None
    offer: str = ""


@dataclass(frozen=True)
class LinkLine:
    """One link of texts: what it is called, whose texts carry it, and how many people and programs opened it."""

    name: str
    where: str
    subscribers: int
    people: int
    apart: str


SORTS = {
    "placement": (lambda line: line.name.casefold(), False),
    "scans": (lambda line: line.scans, True),
    "numbers": (lambda line: line.joined, True),
    "redeemed": (lambda line: line.redeemed, True),
    "share": (lambda line: line.share or 0.0, True),
    "last": (lambda line: line.last_scan.timestamp() if line.last_scan else 0.0, True),
}


def badge(say: Say, campaign: Campaign, now: datetime) -> Badge:
    """How it is with the campaign."""
    state = campaign.state(now)
    if state == "ended":
        return Badge("ended", "–", say("Ended"), say.short_day(campaign.last_day(campaign.ends)))
    if state == "early":
        first = campaign.starts.astimezone(campaign.zone).date()
        return Badge("soon", "○", say("Soon"), say("starts {day}", day=say.short_day(first)))
    if state == "paused":
        return Badge("ended", "–", say("Paused"), "")
    left = (campaign.last_day(campaign.ends) - now.astimezone(campaign.zone).date()).days
    more = say.many("one day left", "{n} days left", left) if left else say("last day")
    return Badge("live", "●", say("Live"), more)


def campaign_line(
    say: Say, campaign: Campaign, found: Mapping[str, PlacementFigures], days: Sequence[int], now: datetime
) -> CampaignLine:
    """The campaign in the table of all."""
    return CampaignLine(
        campaign.id,
        campaign.name,
        badge(say, campaign, now),
        sum(each.scans for each in found.values()),
        sum(each.joined for each in found.values()),
        sum(each.redeemed for each in found.values()),
        days,
    )


def days_of(campaign: Campaign, hours: Iterable[tuple[datetime, int]], now: datetime) -> list[int]:
    """Scans on each of the last DAYS days in the campaign's zone, oldest first, today last."""
    counts = [0] * DAYS
    today = now.astimezone(campaign.zone).date()
    for hour, people in hours:
        age = (today - hour.astimezone(campaign.zone).date()).days
        if 0 <= age < DAYS:
            counts[DAYS - 1 - age] += people
    return counts


def first_day(now: datetime) -> datetime:
    """From when on scans are asked for: early enough for every zone."""
    return now - timedelta(days=DAYS + 1)


def steps(say: Say, campaign: Campaign, funnel: Funnel) -> list[Step]:
    """The way from scan to till: people, so that no step is longer than the one its share is told of.

    A coupon can be shown on its page before its text is there, or without it, so what is spent is told of all numbers.
    Whoever texts the campaign's word scans nothing, so where there is one, numbers are no share of scans.
    """
    most = max(funnel.scans, funnel.joined, 1)

    def step(name: str, note: str, count: int, of: int, whose: str, *, choice: bool = False) -> Step:
        width = max(SHORTEST_BAR, LONGEST_BAR * count / most) if count else 0.0
        return Step(name, note, count, width, say.percent(round(100 * count / of)) if of else "", whose, choice)

    lost = say.many("one not delivered", "{n} not delivered", funnel.not_delivered) if funnel.not_delivered else ""
    programs = funnel.clicks_apart
    apart = say.many("one opening by a program", "{n} openings by programs", programs) if programs else ""
    # Not every network reports what was delivered.
    told = funnel.delivered >= funnel.clicked
    of_reached = (funnel.delivered, say("of delivered")) if told else (funnel.texted, say("of texted"))
    robots = say.many("one robot apart", "{n} robots apart", funnel.robots) if funnel.robots else ""
    found = [step(say("Scans"), robots, funnel.scans, 0, "")]
    if campaign.follow.steps:
        needed = campaign.follow.need != "none"
        note = say("asked for before the number") if needed else say("invited, never required")
        of_scans = (funnel.scans, say("of scans"))
        found.append(step(say("Follow opened"), note, funnel.opened_follow, *of_scans, choice=not needed))
        if needed:
            found.append(step(say("Gate passed"), say("with a follow or without"), funnel.passed_gate, *of_scans))
    numbers = say("of numbers")
    note = say("on the page or by text") if campaign.keyword else say("with “text me this”")
    scans = 0 if campaign.keyword else funnel.scans
    found.append(step(say("Numbers"), note, funnel.joined, scans, say("of scans")))
    if campaign.programme:
        note = say("second box, granted")
        found.append(step(say("Marketing yes"), note, funnel.marketing, funnel.joined, numbers, choice=True))
    return [
        *found,
        step(say("Texted"), say("handed to the gateway"), funnel.texted, funnel.joined, numbers),
        step(say("Delivered"), lost, funnel.delivered, funnel.texted, say("of texted")),
        step(say("Clicked"), apart, funnel.clicked, *of_reached),
        step(say("Redeemed"), say("once each"), funnel.redeemed, funnel.joined, numbers),
    ]


def placement_lines(
    say: Say,
    campaign: Campaign,
    former: Sequence[Placement],
    found: Mapping[str, PlacementFigures],
    hours: Hours,
    now: datetime,
) -> list[PlacementLine]:
    """Every placement of the file; of its former ones, and of the address without one, those that somebody came by."""
    by_placement: dict[str, list[tuple[datetime, int]]] = {}
    for placement, hour, people in hours:
        by_placement.setdefault(placement, []).append((hour, people))
    live = campaign.state(now) == "live"
    known = {placement.id: placement for placement in campaign.placements}
    gone = {spot.id: replace(spot, piece=say("no longer in the file")) for spot in former}
    return [
        _line(
            id,
            known.get(id) or gone.get(id),
            say("Without a placement"),
            found.get(id, NOTHING),
            days_of(campaign, by_placement.get(id, ()), now),
            hangs=id in known,
            live=live,
            offer=_tier(campaign, known.get(id), say),
        )
        for id in [*known, *sorted(found.keys() - known.keys())]
    ]


def link_lines(say: Say, found: Mapping[tuple[int | None, str], Clicked]) -> list[LinkLine]:
    """The links of a campaign's texts that somebody or something opened, the most clicked first."""
    names = {"coupon": say("The coupon"), "preferences": say("Preferences"), "page": say("The campaign's page")}
    return [
        LinkLine(
            names.get(link, link),
            say("broadcast {n}", n=broadcast) if broadcast else say("the campaign's own texts"),
            each.subscribers,
            each.people,
            _apart(say, each),
        )
        for (broadcast, link), each in found.items()
    ]


def _apart(say: Say, clicked: Clicked) -> str:
    """What is not counted as a click, by what it was."""
    counts = (
        (clicked.previews, say.many("one preview", "{n} previews", clicked.previews)),
        (clicked.scanners, say.many("one scanner", "{n} scanners", clicked.scanners)),
        (clicked.robots, say.many("one robot", "{n} robots", clicked.robots)),
        (clicked.again, say.many("one double", "{n} doubles", clicked.again)),
    )
    return say.list([told for n, told in counts if n])


def ordered(lines: Sequence[PlacementLine], by: str | None) -> list[PlacementLine]:
    """The lines by one of SORTS, or as the file has them; alarms first either way."""
    key, falling = SORTS.get(by or "", (lambda line: 0, False))
    return sorted(sorted(lines, key=key, reverse=falling), key=lambda line: line.silence is None)


def as_csv(lines: Sequence[PlacementLine], head: Sequence[str], campaign: Campaign) -> bytes:
    """The table as a spreadsheet reads it: UTF-8 with its mark, commas, moments in the campaign's zone."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([safe(cell) for cell in head])
    for line in lines:
        last = line.last_scan.astimezone(campaign.zone).isoformat(" ", "seconds") if line.last_scan else ""
        share = "" if line.share is None else f"{line.share:.1f}"
        named = [safe(cell) for cell in (line.id, line.name, line.piece, line.distance)]
        writer.writerow([*named, line.scans, line.joined, line.redeemed, share, *line.days, last])
    return text.getvalue().encode("utf-8-sig")


def safe(cell: str) -> str:
    """The cell, with an apostrophe before what a spreadsheet would take for a formula."""
    return f"'{cell}" if cell.startswith(DANGEROUS) else cell


def dates(campaign: Campaign, now: datetime) -> list[date]:
    """The days of a spark, oldest first."""
    today = now.astimezone(campaign.zone).date()
    return [today - timedelta(days=DAYS - 1 - number) for number in range(DAYS)]


def length(mm: int) -> str:
    """A distance as people say it: "25 cm", "1.5 m"."""
    return f"{mm / 1000:g} m" if mm >= 1000 else f"{mm / 10:g} cm"


def _line(
    id: str,
    placement: Placement | None,
    nameless: str,
    found: PlacementFigures,
    days: Sequence[int],
    *,
    hangs: bool,
    live: bool,
    offer: str,
) -> PlacementLine:
    return PlacementLine(
        id=id,
        name=placement.name if placement else nameless,
        piece=(placement.piece or "") if placement else "",
        distance=length(placement.distance_mm) if placement and hangs else "",
        scans=found.scans,
        joined=found.joined,
        redeemed=found.redeemed,
        share=100 * found.redeemed / found.scans if found.scans else None,
        days=days,
        last_scan=found.last_scan,
        silence=silence(days) if live and hangs else None,
        offer=offer,
    )


def _tier(campaign: Campaign, spot: Placement | None, say: Say) -> str:
    if spot is None or spot.tier is None:
        return ""
    return campaign.offer_at(spot.id).title.in_(campaign.language([say.language]))
