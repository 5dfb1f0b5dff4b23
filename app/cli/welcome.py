"""What `handbill run` says once everything is up: where to look, and how to get in."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from app import __version__
from app.cli.edits import told
from app.cli.terminal import address, bold, colourful, drawn, error, good
from app.rules import qr
from app.rules.campaign import Campaign
from app.rules.news import News
from app.rules.shelf import Shelf
from app.settings import Settings
from app.store import Sessions, access

STAFF, TILL = "staff@localhost", "Till 1"
LINK_OPENS = timedelta(minutes=10)
OPENS_ONCE = "opens once, for 10 minutes"


def welcome(
    settings: Settings, sessions: Sessions, shelf: Shelf, found: Sequence[News], now: datetime, *, lan: bool = False
) -> str:
    """The whole text: addresses, the state of database and campaigns with what was found there, a code to scan.

    Makes a till and a member of staff where there are none, and a fresh link for each to come in by.
    """
    staff_token, till_token = _links(sessions, now)
    sample = _sample(shelf, now)
    texts = "every text goes to the simulated phone, nobody is contacted"
    head = (
        f"{bold('handbill')} {__version__}   {texts if settings.simulated else f'texts go out by {settings.gateway}'}"
    )
    rows = list(_addresses(settings, sample, staff_token, till_token))
    return "\n".join(
        ["", head, "", *_aligned(rows), "", *_state(settings, shelf, found), ""]
        + ([*_code(settings, sample, lan=lan), ""] if sample else [])
        + [_last_line(sample)]
    )


def _links(sessions: Sessions, now: datetime) -> tuple[str, str]:
    """(token for staff, token for the till): whoever opens its address first is signed in."""
    tokens = (secrets.token_urlsafe(16), secrets.token_urlsafe(16))
    with sessions.begin() as session:
        access.add_till(session, TILL, secrets.token_urlsafe(32), now)
        till = access.till_named(session, TILL)
        member = access.add_staff(session, STAFF, now)
        until = now + LINK_OPENS
        access.add_pass(session, tokens[0], kind="link", staff=member, expires_at=until, now=now)
        if till:
            access.add_pass(session, tokens[1], kind="link", till=till.id, expires_at=until, now=now)
    return tokens


def _addresses(settings: Settings, sample: Campaign | None, staff: str, till: str) -> Iterator[tuple[str, str, str]]:
    """(name, address, what to know about it)"""
    if sample:
        yield "Poster", f"{settings.base_url}/{sample.placements[0].id}", ""
    if settings.simulated:
        yield "Phone", f"{settings.base_url}/phone", "texts arrive here; answer YES"
    if settings.simulated and settings.loopback:
        yield "Till", f"{settings.base_url}/till", "signed in for you"
    else:
        yield "Till", f"{settings.base_url}/till/in/{till}", OPENS_ONCE
    yield "Staff", f"{settings.base_url}/staff/in/{staff}", OPENS_ONCE


def _aligned(rows: Sequence[tuple[str, str, str]]) -> Iterator[str]:
    width = max(len(url) for _, url, _ in rows)
    for name, url, note in rows:
        yield f"{name:<8} {address(url)}{' ' * (width - len(url))}  {note}".rstrip()


def _state(settings: Settings, shelf: Shelf, found: Sequence[News]) -> Iterator[str]:
    good_ones = len(shelf.campaigns) - len(shelf.faults.keys() & shelf.campaigns.keys())
    yield f"{good()} database   {described(settings)}, up to date"
    yield f"{good() if good_ones else error('✗')} campaigns  {good_ones} good, watching {short(settings.campaigns)}/"
    yield from map(told, found)


def _code(settings: Settings, sample: Campaign, *, lan: bool) -> Iterator[str]:
    """The sample's code, with what to do beside it where there is room for both."""
    url = f"{settings.base_url}/{sample.placements[0].id}"
    beside = ["Scan this with a phone", "on the same Wi-Fi.", "", address(url.partition("://")[2])]
    if not lan:
        beside = [
            f"What hangs in “{sample.placements[0].name}”.",
            "",
            "To scan it with a phone:",
            bold("handbill run --lan"),
        ]
    coloured = colourful() and drawn()
    lines = qr.terminal(qr.matrix(url), coloured).splitlines()
    if not coloured:
        yield from [*lines, "", *beside]
        return
    above = (len(lines) - len(beside)) // 2
    for number, line in enumerate(lines):
        yield f"{line}   {beside[number - above] if 0 <= number - above < len(beside) else ''}"


def _last_line(sample: Campaign | None) -> str:
    edit = f"Edit campaigns/{sample.id}.toml and look again." if sample else "Write a campaign with handbill new."
    return f"{edit}  Ctrl-C stops.\n"


def _sample(shelf: Shelf, now: datetime) -> Campaign | None:
    """A campaign to look at first: one that is live, by name."""
    ids = sorted(shelf.campaigns, key=lambda id: (shelf.campaigns[id].state(now) != "live", id))
    return shelf.campaigns[ids[0]] if ids else None


def described(settings: Settings) -> str:
    """The database, as a person calls it; never with its password."""
    if settings.database_url.startswith("sqlite"):
        return short(Path(settings.database_url.partition(":///")[2]))
    url = urlsplit(settings.database_url)
    return f"PostgreSQL at {url.hostname or 'this machine'}{url.path}"


def short(path: Path) -> str:
    """The path as somebody in this folder would write it."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
