"""`handbill stats`: a campaign's way from scan to till, drawn in the terminal."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import NamedTuple

import click

from app.actions.add_up import add_up
from app.cli.parts import now, opened
from app.cli.terminal import bar, bold, dim, echo, error, sparks, warning
from app.rules import alarm
from app.rules.campaign import Campaign, Placement
from app.rules.spending import Costs, Spending
from app.rules.spending import as_json as spent_as_json
from app.store import alarms, clicks, figures, waiting
from app.store.clicks import Clicked
from app.store.figures import Funnel, PlacementFigures

BAR = 32  # letters
DAYS = 14
SILENT = timedelta(days=2)  # without a scan, and it is worth walking there

Links = Mapping[tuple[int | None, str], Clicked]
Hours = list[tuple[str, datetime, int]]  # placement, first moment of the hour, people


class Step(NamedTuple):
    """One line of the funnel: how many came, and of how many its share is told."""

    name: str
    people: int
    of: int
    note: str = ""


@click.command()
@click.argument("campaign_id", metavar="ID")
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help='As JSON: {"campaign", "funnel", "waiting", "placements", "money", "links"}.',
)
def stats(campaign_id: str, as_json: bool) -> None:
    """Show campaign ID's way from scan to till, and what each placement brought.

    \b
    Example:
      handbill stats estate-25
    """
    with opened() as parts:
        campaign, moment = parts.campaign(campaign_id), now()
        since = _first_day(campaign, moment)
        with parts.sessions.read() as session:
            funnel = figures.funnel(session, campaign.id)
            placements = figures.placements(session, campaign.id)
            hours = figures.scans_by_hour(session, campaign.id, since)
            money = add_up(session, campaign, parts.settings.prices)
            alarmed = [each for each in alarms.open_alarms(session) if each.cause.subject == campaign.id]
            wait = waiting.count(session, campaign.id)
            opened_links = clicks.by_link(session, campaign.id)
    if as_json:
        told = _told(campaign, funnel, placements, wait) | {"money": spent_as_json(money)}
        told["links"] = [_link_told(*each) for each in opened_links.items()]
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    echo(f"\n{_head(campaign, moment)}\n")
    former = parts.shelf.former.get(campaign.id, ())
    waits = [f"{wait:,} waiting for a coupon to come free"] if wait else []
    for line in (*_funnel(campaign, funnel), *waits, "", *_placements(campaign, former, placements, hours, moment)):
        echo(line)
    for line in _links(opened_links):
        echo(line)
    for line in ("", *_money(money), *(warning(alarm.told(parts.says["en"], each.cause)[0]) for each in alarmed)):
        echo(line)
    echo()


def _head(campaign: Campaign, moment: datetime) -> str:
    first, last = campaign.starts.astimezone(campaign.zone), campaign.last_day(campaign.ends)
    years = (f", {first.year}", f", {last.year}") if first.year != last.year else ("", "")
    runs = f"{first:%B} {first.day}{years[0]} to {last:%B} {last.day}{years[1]}"
    return f"{bold(campaign.name)}   {runs}, figures to {moment.astimezone(campaign.zone):%H:%M}"


def steps(campaign: Campaign, funnel: Funnel) -> list[Step]:
    """The way from scan to till: people, so that no step is longer than the one its share is told of."""
    return [
        Step("Scans", funnel.scans, 0),
        *([Step("Follow opened", funnel.opened_follow, funnel.scans, "by choice")] if campaign.follow.steps else []),
        Step("Numbers", funnel.joined, 0 if campaign.keyword else funnel.scans),  # who texts its word scans nothing
        Step("Texted", funnel.texted, funnel.joined),
        Step("Delivered", funnel.delivered, funnel.texted),
        Step("Clicked", funnel.clicked, max(funnel.delivered, funnel.clicked)),  # not every network reports delivery
        Step("Redeemed", funnel.redeemed, funnel.joined),  # some show the coupon's page before its text is there
    ]


def _funnel(campaign: Campaign, funnel: Funnel) -> Iterator[str]:
    way = steps(campaign, funnel)
    most = max(step.people for step in way)
    for step in way:
        drawn = bar(step.people, most, BAR, choice=bool(step.note))
        share = f"{step.people / step.of:.0%}" if step.of else ""
        line = f"{step.name:<15} {step.people:>7,}  {drawn:<{BAR}}  {share:>4}  {step.note}".rstrip()
        yield bold(line) if step is way[-1] else line


def _placements(
    campaign: Campaign,
    former: Sequence[Placement],
    found: Mapping[str, PlacementFigures],
    hours: Hours,
    moment: datetime,
) -> Iterator[str]:
    """Every placement of the file; of its former ones, and of the address without one, those that somebody came by."""
    present = {spot.id: _spot(campaign, spot) for spot in campaign.placements}
    names = {
        "": "without a placement",
        **{spot.id: f"{spot.name}, no longer in the file" for spot in former},
        **present,
    }
    rows = [found.get(id) or PlacementFigures(id, 0, 0, 0, None) for id in present]
    rows += [found[id] for id in found if id not in present]
    wide = max(len(_name(row, names)) for row in rows)
    yield dim(f"{'placement':<{wide}}  {'scans':>7}  {'numbers':>7}  {'redeemed':>8}  {DAYS} days")
    for row in sorted(rows, key=lambda row: -row.scans):
        days = sparks(_by_day(campaign, row.placement, hours, moment))
        figures_of = f"{row.scans:>7,}  {row.joined:>7,}  {row.redeemed:>8,}"
        silence = _silence(campaign, row, moment) if row.placement in present else ""
        yield f"{_name(row, names):<{wide}}  {figures_of}  {days}{silence}"


def _links(found: Links) -> Iterator[str]:
    """Which links of texts people opened; what programs opened stands apart."""
    if found:
        yield ""
        yield dim(f"{'people':>7}  {'clicks':>7}  {'apart':>7}  link")
    for (broadcast, link), each in found.items():
        where = f"{link}, broadcast {broadcast}" if broadcast else link
        yield f"{each.subscribers:>7,}  {each.people:>7,}  {each.apart:>7,}  {where}"


def _link_told(key: tuple[int | None, str], clicked: Clicked) -> dict[str, object]:
    return {"broadcast": key[0], "link": key[1], **asdict(clicked)}


def _money(money: Spending) -> Iterator[str]:
    """What texts and discounts cost, and how far the budget reaches."""
    costs, purse = money.all, money.purse
    yield f"{'Texts':<15} {costs.parts:>7,}  parts: {_texts(costs)}"
    yield f"{'Given':<15} {costs.given if costs.currency else '–':>7}  {_given(costs)}"
    if costs.each is not None:
        yield f"{'Each redeemed':<15} {costs.each:>7}  {costs.currency}"
    if purse:
        used = bar(int(purse.share(purse.given)), 100, BAR) + bar(
            int(purse.share(purse.promised)), 100, BAR, choice=True
        )
        yield f"{'Budget':<15} {purse.most:>7}  {purse.currency}  {used}"
        says = f"{purse.given} given, {purse.promised} promised, {purse.left} left; "
        says += "nothing more is issued, of" if purse.is_over else "issuing stops at"
        says += f" {purse.most}"
        yield f"{'':<15} {'':>7}  {says} {purse.currency}"
    if len(money.placements) > 1:
        yield ""
        yield dim(f"{'placement':<15}  {'given':>9}  {'each':>9}  texts")
        for spot, each in money.placements.items():
            given, one = (each.given if each.currency else "–"), (each.each if each.each is not None else "–")
            yield f"{spot or '(none)':<15}  {given:>9}  {one:>9}  {_texts(each)}"


def _texts(costs: Costs) -> str:
    sums = [f"{sum} {currency}" for currency, sum in costs.texts.items()]
    sums += [f"{parts:,} parts to {country}, price not known" for country, parts in costs.unpriced.items()]
    return "; ".join(sums) or "none"


def _given(costs: Costs) -> str:
    """In which currency it is, and what is to be known besides."""
    more = [f"{sum} {currency}" for currency, sum in costs.given_other.items()]
    more += [f"of {costs.unknown:,} not known"] if costs.unknown else []
    more += [f"{costs.doubled} of it for doubles ({costs.doubles:,})"] if costs.doubles else []
    return "; ".join([costs.currency or "no sum", *more])


def _spot(campaign: Campaign, spot: Placement) -> str:
    """What staff call it, with what people get there where that is a tier of its own."""
    return f"{spot.name}, {campaign.offer_at(spot.id).title.in_('en')}" if spot.tier else spot.name


def _name(row: PlacementFigures, names: Mapping[str, str]) -> str:
    return f"{row.placement}  {names.get(row.placement, '')}".strip()


def _by_day(campaign: Campaign, placement: str, hours: Hours, moment: datetime) -> list[int]:
    """Scans on each of the last DAYS days of the campaign's zone, oldest first."""
    today = moment.astimezone(campaign.zone).date()
    days = [0] * DAYS
    for at, hour, people in hours:
        age = (today - hour.astimezone(campaign.zone).date()).days
        if at == placement and 0 <= age < DAYS:
            days[DAYS - 1 - age] += people
    return days


def _silence(campaign: Campaign, row: PlacementFigures, moment: datetime) -> str:
    if not row.last_scan or campaign.state(moment) != "live" or moment - row.last_scan < SILENT:
        return ""
    return "  " + error(f"silent {(moment - row.last_scan).days} days")


def _first_day(campaign: Campaign, moment: datetime) -> datetime:
    """The first moment of the first day that the sparks show."""
    local = moment.astimezone(campaign.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    return local - timedelta(days=DAYS - 1)


def _told(
    campaign: Campaign, funnel: Funnel, placements: Mapping[str, PlacementFigures], wait: int
) -> dict[str, object]:
    return {
        "campaign": campaign.id,
        "funnel": asdict(funnel),
        "waiting": wait,
        "placements": [
            asdict(row) | {"last_scan": row.last_scan.isoformat() if row.last_scan else None}
            for row in placements.values()
        ],
    }
