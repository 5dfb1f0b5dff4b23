"""`handbill broadcast`: one message to everybody who agreed to it; first it shows what it would do."""

from __future__ import annotations

import json
import sys
import time as time_of_day
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, time, timedelta
from shutil import get_terminal_size
from typing import Any

import click

from app.actions import broadcast as actions
from app.actions.broadcast import Plan
from app.actions.progress import Standing, standing
from app.cli.parts import NotWell, Parts, Unusable, now, opened
from app.cli.terminal import bar, bold, dim, echo, good
from app.rules.campaign import Campaign
from app.rules.decision import sentence
from app.rules.marketing import Announcement
from app.rules.message import LIFETIMES, Kind
from app.rules.message import parts as parts_of
from app.rules.spending import Price
from app.store import broadcasts, clicks
from app.store.broadcasts import Broadcast
from app.store.clicks import Clicked

NEWEST = 20
LOOKS_AGAIN_S = 1.0
BAR = 12


@click.group()
def broadcast() -> None:
    """Write to everybody who agreed to it, or see first what that would do.

    \b
    Example:
      handbill broadcast send estate-25 --text "it=Due gusti al prezzo di uno: {link}" --dry-run
    """


@broadcast.command(short_help="Write to everybody who agreed to a campaign's texts.")
@click.argument("campaign_id", metavar="CAMPAIGN")
@click.option("--text", "texts", multiple=True, required=True, metavar="LANGUAGE=TEXT", help="Once for each language.")
@click.option("--topic", metavar="T", help="What it is about, of the programme's topics.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="The last day on which it may arrive.")
@click.option("--ask-again", is_flag=True, help="It asks to agree once more: for those alone who provably did.")
@click.option("--dry-run", is_flag=True, help="Show what it would do, and do nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for a program; it does not ask.")
def send(
    campaign_id: str,
    texts: Sequence[str],
    topic: str | None,
    until: datetime | None,
    ask_again: bool,
    dry_run: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """Write to everybody who agreed to the marketing of CAMPAIGN's brand, once the plan is confirmed.

    \b
    Example:
      handbill broadcast send estate-25 --text "it=Due gusti al prezzo di uno: {link}" --until 2026-07-12
    """
    with opened() as parts:
        campaign, kind = parts.campaign(campaign_id), Kind.REPERMISSION if ask_again else Kind.MARKETING
        what = Announcement(kind, topic, _texts(texts), _end(campaign, kind, until))
        with parts.sessions.read() as session:
            plan = actions.plan(session, parts.means, parts.shelf.campaigns, campaign, what, now())
        begun = None
        if not as_json:
            _draw(parts, campaign, plan)
        if plan.texts and not dry_run and _agreed(plan, yes=yes, asks=not as_json):
            begun = _begin(parts, campaign, what)
        if as_json:
            click.echo(json.dumps(_told(plan, begun, parts.settings.prices), ensure_ascii=False, indent=2))
        elif not plan.texts and not plan.problems:
            echo("Nobody would get it.")
        elif begun is not None:
            echo(f"{good()} begun. To end it: {bold(f'handbill broadcast stop {begun}')}")
        if plan.problems:
            raise NotWell("Nothing was sent. Mend the text and try again.")


@broadcast.command(short_help="Stop a broadcast: what still waits is not sent.")
@click.argument("id", type=int)
def stop(id: int) -> None:
    """Stop broadcast ID: what of it still waits is not sent.

    \b
    Example:
      handbill broadcast stop 7
    """
    with opened() as parts, parts.sessions.begin() as session:
        if broadcasts.broadcast(session, id) is None:
            raise Unusable(f"There is no broadcast {id}.")
        stopped = actions.stop(session, id, now(), by="command line")
    sent = parts.says["en"].many("one text was sent", "{n} texts were sent", stopped.sent)
    if stopped.over_at:
        echo(f"Nothing to stop: it was over at {stopped.over_at:%Y-%m-%d %H:%M} UTC; {sent}.")
    else:
        echo(f"{good()} stopped. {stopped.waited} waited; {sent}.")


@broadcast.command(short_help="Show how far a broadcast is until it is done.")
@click.argument("id", type=int)
def watch(id: int) -> None:
    """Show how far broadcast ID is: on a terminal until it is done, else once.

    Ctrl-C ends the looking and nothing else: the broadcast goes on.

    \b
    Example:
      handbill broadcast watch 7
    """
    is_terminal = sys.stdout.isatty()
    with opened() as parts:
        found = _standing(parts, id)
        if is_terminal:
            found = _watched(parts, found)
    if is_terminal and found.goes_on:
        echo(f"It goes on. To end it: {bold(f'handbill broadcast stop {id}')}")
    else:
        echo(_progress(found))


@broadcast.command("list", short_help="Show the newest broadcasts and how far they got.")
def list_() -> None:
    """Show the newest broadcasts and how far they got.

    \b
    Example:
      handbill broadcast list
    """
    with opened() as parts, parts.sessions.read() as session:
        lines = [
            _line(each, broadcasts.progress(session, each.id), clicks.of_broadcast(session, each.campaign, each.id))
            for each in broadcasts.newest(session, NEWEST)
        ]
    for line in lines or ["No broadcast yet."]:
        echo(line)


def _standing(parts: Parts, id: int) -> Standing:
    with parts.sessions.read() as session:
        of = broadcasts.broadcast(session, id)
        if of is None:
            raise Unusable(f"There is no broadcast {id}.")
        return standing(session, of, parts.settings.paces, parts.settings.gateways, now())


def _watched(parts: Parts, found: Standing) -> Standing:
    """How it was at the last look: once it is done, or somebody has seen enough. One line, written over."""
    try:
        while True:
            click.echo(f"\r\x1b[2K{_drawn(found)}", nl=False)
            if not found.goes_on:
                break
            time_of_day.sleep(LOOKS_AGAIN_S)
            found = _standing(parts, found.of.id)
    except KeyboardInterrupt:
        pass
    click.echo()
    return found


def _progress(found: Standing) -> str:
    """How many texts stand where, and until when."""
    counts = found.progress
    told = f"{_short(found)}, {counts.delivered:,} delivered, {sum(counts.skipped.values()):,} skipped"
    if found.of.stopped_at:
        who = found.of.stopped_by or "handbill"
        return f"{told}; stopped by {who}, {found.of.stopped_at:%Y-%m-%d %H:%M} UTC"
    if not found.goes_on:
        return f"{told}; done"
    if found.ends_at is None:
        return f"{told}; nothing leaves at the moment"
    return f"{told}; done at about {found.ends_at:%Y-%m-%d %H:%M} UTC, {found.a_minute:,.0f} a minute"


def _drawn(found: Standing) -> str:
    """The same as a bar and what fits beside it on a terminal."""
    full = bar(found.progress.share, 1, BAR)
    ends = f"; done at about {found.ends_at:%d %b %H:%M} UTC" if found.ends_at and found.goes_on else ""
    return f"  {full:<{BAR}}  {_short(found)}{ends}"[: get_terminal_size().columns]


def _short(found: Standing) -> str:
    counts = found.progress
    return f"{counts.waiting:,} wait, {counts.left:,} left, {sum(counts.failed.values()):,} failed"


def _texts(given: Sequence[str]) -> Mapping[str, str]:
    pairs = [each.partition("=") for each in given]
    for language, equals, _ in pairs:
        if not equals or not language.strip():
            raise Unusable(f'--text needs a language before the text, such as --text "it={language}".')
    return {language.strip(): text for language, _, text in pairs}


def _end(campaign: Campaign, kind: Kind, until: datetime | None) -> datetime:
    """The first instant after the last day, in the campaign's zone."""
    if until is None:
        return now() + LIFETIMES[kind]
    return datetime.combine(until.date() + timedelta(days=1), time(), campaign.zone)


def _agreed(plan: Plan, *, yes: bool, asks: bool) -> bool:
    """Whether it is to begin: asked on a terminal, else --yes has to say so."""
    if yes:
        return True
    if not asks or not sys.stdin.isatty():
        raise Unusable("Nothing was sent. --yes begins it without a question.")
    return click.confirm(f"  Send {plan.texts} texts in {plan.parts} parts?")


def _begin(parts: Parts, campaign: Campaign, what: Announcement) -> int:
    with parts.sessions.begin() as session:
        begun = actions.start(session, parts.means, campaign, what, by="command line", now=now())
    if not isinstance(begun, int):
        raise NotWell("; ".join(each.says(parts.says["en"]) for each in begun))
    return begun


def _draw(parts: Parts, campaign: Campaign, plan: Plan) -> None:
    say = parts.says["en"]
    echo(f"\n{bold(campaign.brand.name)}   {dim(campaign.id)}\n")
    for problem in plan.problems:
        echo(f"{problem.language or 'all':<8} {problem.says(say)}")
    for title, rows in _tables(parts, campaign, plan):
        if rows:
            echo(dim(title))
            for name, n in rows:
                echo(f"{n:>9,}  {name}")
            echo()
    for each in plan.wordings:
        echo(dim(f"{each.language}, to {', '.join(each.countries)}: {_measure(each.text)}"))
        echo(f"{each.text}\n")
    for cost in _costs(plan, parts.settings.prices):
        echo(f"{bold(cost)}\n")


def _measure(text: str) -> str:
    sent = parts_of(text)
    return f"{sent.count} x {sent.encoding}, {sent.units} characters"


def _costs(plan: Plan, prices: Mapping[str, Price]) -> Iterator[str]:
    """What it costs, in a line; nothing where no price is set."""
    sums, unpriced = plan.price(prices)
    if sums:
        others = [f"{n:,} parts to {country}, price not known" for country, n in unpriced.items()]
        yield "Costs " + "; ".join([f"{total} {currency}" for currency, total in sums.items()] + others)


def _tables(parts: Parts, campaign: Campaign, plan: Plan) -> Iterator[tuple[str, list[tuple[str, int]]]]:
    """(title, rows of what and how many)."""
    say = parts.says["en"]
    hours = [(f"{hour.astimezone(campaign.zone):%a %d %b %H:%M}", n) for hour, n in plan.later.items()]
    yield "texts", [("now", plan.now), *hours, ("in all", plan.texts), ("parts", plan.parts)] if plan.fates else []
    yield "held, because", [(sentence(say, reason or ""), n) for reason, n in plan.held.items()]
    yield "not written to, because", [(sentence(say, reason or ""), n) for reason, n in plan.left_out.items()]
    yield "by country", list(plan.count(lambda fate: fate.country).items())
    yield "by language", list(plan.count(lambda fate: fate.language).items())


def _told(plan: Plan, begun: int | None, prices: Mapping[str, Price]) -> dict[str, Any]:
    english = [{"name": each.name, "language": each.language, **each.values} for each in plan.problems]
    return {
        "id": begun,
        "problems": english,
        "now": plan.now,
        "later": {hour.isoformat(): n for hour, n in plan.later.items()},
        "held": dict(plan.held),
        "left_out": dict(plan.left_out),
        "texts": plan.texts,
        "parts": plan.parts,
        "countries": plan.count(lambda fate: fate.country),
        "languages": plan.count(lambda fate: fate.language),
        "wordings": [
            {**asdict(each), "encoding": parts_of(each.text).encoding, "parts": parts_of(each.text).count}
            for each in plan.wordings
        ],
        "price": {currency: str(total) for currency, total in plan.price(prices)[0].items()},
        "unpriced": dict(plan.price(prices)[1]),
    }


def _line(of: Broadcast, progress: Sequence[tuple[str, str | None, int]], clicked: Clicked) -> str:
    counts: dict[str, int] = {}
    for state, _, n in progress:
        counts[state] = counts.get(state, 0) + n
    ended = "stopped" if of.stopped_at else "being queued" if of.filled_at is None else ""
    states = ", ".join(
        [f"{n} {state}" for state, n in sorted(counts.items())]
        + ([f"{clicked.texts} clicked"] if clicked.texts else [])
        + ([ended] if ended else [])
    )
    return f"{of.id:>5}  {of.made_at:%Y-%m-%d %H:%M}  {of.campaign:<24} {states}".rstrip()
