"""The campaigns in force: files in campaigns/, watched, and the last good release of each.

A good file is released when it is read: its text goes into the database, and
with it the exact words of its consent boxes. A faulty edit is reported and the
last release stays in force, also after a restart and on machines that never
saw a good version of the file. A file that was taken away is paused: codes in
people's hands still count, and its posters say that it is over. A placement
that a file has no more may hang: its code leads on.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

import sqlalchemy as sa

from app.rules.campaign import ALONE, Around, BadCampaign, Campaign, Placement, parse
from app.rules.campaign_advice import promised
from app.rules.consent import Box, coupon_box, marketing_box
from app.rules.finding import Finding, of_whole_file
from app.rules.news import News, news
from app.rules.shelf import Shelf, former, owners
from app.rules.words import Say
from app.store import Moment, Session, Sessions, Sql, StoreUnavailable, metadata, moment, placements, stamp
from app.store.campaign_files import File, read_all, signature
from app.store.ledger import add_words

releases = sa.Table(
    "releases",
    metadata,
    sa.Column("campaign", sa.Text, primary_key=True),
    sa.Column("digest", sa.Text, primary_key=True, comment="SHA-256 of the file"),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("released_at", Moment, nullable=False),
)

NEWEST = Sql("""
    SELECT campaign, digest, source, released_at FROM releases AS r
    WHERE released_at = (SELECT MAX(released_at) FROM releases WHERE campaign = r.campaign)""")
RELEASE = Sql("""
    INSERT INTO releases (campaign, digest, source, released_at) VALUES (:campaign, :digest, :source, :now)
    ON CONFLICT (campaign, digest) DO UPDATE SET released_at = excluded.released_at""")


STUMBLED = of_whole_file(
    "bug", "this file brings a fault of handbill to light", "Undo the last edit, and report what the log says."
)


@dataclass(frozen=True)
class Release:
    """The last good text of a campaign's file, and since when it is in force."""

    digest: str
    source: str
    at: datetime


@dataclass(frozen=True)
class Good:
    """A file that can be used: its campaign and its text, warnings, and consent boxes with their language."""

    campaign: Campaign
    source: str
    findings: tuple[Finding, ...]
    boxes: tuple[tuple[str, Box], ...]


@dataclass(frozen=True)
class Faulty:
    """A file that cannot be used, and the bug of ours that is to blame, if one is."""

    findings: tuple[Finding, ...]
    bug: Exception | None = None


class Campaigns:
    """The shelf in force, kept up to date with the folder by `refresh`."""

    def __init__(self, sessions: Sessions, folder: Path, says: Mapping[str, Say]) -> None:
        self._sessions, self._folder, self._says = sessions, folder, says
        self._seen: object = None
        self._reloading = threading.Lock()
        self._shelf: Shelf | None = None

    @property
    def shelf(self) -> Shelf:
        """All campaigns in force. Raises StoreUnavailable while they could never be read."""
        if self._shelf is None:
            raise StoreUnavailable("the campaigns have not been read yet")
        return self._shelf

    def get(self, id: str) -> Campaign | None:
        """The campaign with this id."""
        return self.shelf.campaigns.get(id)

    def at(self, placement: str) -> tuple[Campaign, Placement] | None:
        """The campaign and placement whose printed id this is, in any case."""
        return self.shelf.placements.get(placement.lower())

    def refresh(self) -> list[News]:
        """What is new since the last look; nothing while no file changed. Raises StoreUnavailable."""
        with self._reloading:
            seen = signature(self._folder)
            if seen == self._seen:
                return []
            before, self._shelf = self._shelf, self._load()
            self._seen = seen
            return news(before, self._shelf)

    def _load(self) -> Shelf:
        files = read_all(self._folder)
        judged = {id: self._judge(file, id) for id, file in files.items()}
        good = {id: each for id, each in judged.items() if isinstance(each, Good)}
        with self._sessions.read() as session:
            newest = {row[0]: Release(row[1], row[2], moment(row[3])) for row in session.run(NEWEST).fetchall()}
            printed = placements.printed(session)
        edited = {id for id, each in good.items() if id in newest and newest[id].digest != each.campaign.digest}
        for id in edited:
            judged[id] = self._judge(files[id], id, Around(promised=promised(newest[id].source)))
        good = {id: each for id, each in judged.items() if isinstance(each, Good)}
        fresh = {id: each for id, each in good.items() if id in edited or id not in newest}
        if fresh:
            with self._sessions.begin() as session:
                now = datetime.now(UTC)
                newest |= {id: _release(session, each, now) for id, each in fresh.items()}
                printed = placements.printed(session)
        last = {id: self._judge(File(newest[id].source, ""), id) for id in newest.keys() - good.keys()}
        campaigns = {id: each.campaign for id, each in good.items()}
        campaigns |= {id: _last_good(each, id in files) for id, each in last.items() if isinstance(each, Good)}
        leads, gone = owners(campaigns, printed, files), former(campaigns, printed)
        for id in gone.keys() & good.keys():
            released = {spot.id: spot.name for spot in gone[id] if leads[spot.id][0].id == id}
            judged[id] = self._judge(files[id], id, Around(released=released))
        return Shelf(
            campaigns=campaigns,
            placements=leads,
            former=gone,
            faults={id: each.findings for id, each in judged.items() if isinstance(each, Faulty)},
            warnings={id: each.findings for id, each in judged.items() if isinstance(each, Good)},
            released={id: each.at for id, each in newest.items()},
            files={id: file.digest for id, file in files.items()},
            bugs={id: each.bug for id, each in judged.items() if isinstance(each, Faulty) and each.bug},
            lost={id: each.bug for id, each in last.items() if isinstance(each, Faulty)},
        )

    def _judge(self, file: File, id: str, around: Around = ALONE) -> Good | Faulty:
        """What a file comes to. A bug that it brings to light counts as its own fault: no other is to bear it."""
        if file.fault:
            return Faulty((file.fault,))
        try:
            campaign, findings = parsed(file.source, id) if around is ALONE else parse(file.source, id, around)
            return Good(campaign, file.source, findings, tuple(self._boxes(campaign)))
        except BadCampaign as bad:
            return Faulty(bad.findings)
        except Exception as bug:
            return Faulty((STUMBLED,), bug)

    def _boxes(self, campaign: Campaign) -> Iterator[tuple[str, Box]]:
        """The boxes that people will tick, each with its language."""
        for language in campaign.languages:
            say = self._says.get(language, self._says["en"])
            yield language, coupon_box(campaign, say)
            if campaign.programme:
                yield language, marketing_box(campaign, say)


@lru_cache(256)
def parsed(source: str, id: str) -> tuple[Campaign, tuple[Finding, ...]]:
    """As `parse`: after an edit nothing but the edited file is read anew, of a hundred campaigns."""
    return parse(source, id)


def _release(session: Session, good: Good, now: datetime) -> Release:
    campaign = good.campaign
    session.run(RELEASE, campaign=campaign.id, digest=campaign.digest, source=good.source, now=stamp(now))
    placements.keep(session, campaign, now)
    for language, box in good.boxes:
        add_words(session, box.digest, language, box.words)
    return Release(campaign.digest, good.source, now)


def _last_good(release: Good, has_file: bool) -> Campaign:
    """The campaign of a release, paused if its file was taken away."""
    campaign = release.campaign
    if has_file:
        return campaign
    return replace(campaign, runs=replace(campaign.runs, paused=True))
