"""The campaigns in force: files in campaigns/, watched, and the last good release of each.

A good file is released when it is read: its text goes into the database, and
with it the exact words of its consent boxes. A faulty edit is reported and the
last release stays in force, also after a restart and on machines that never
saw a good version of the file. A file that was taken away is paused: codes in
people's hands still count, and its posters say that it is over. A placement
that a file has no more may hang: its code leads on.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from app.rules.campaign import Around, BadCampaign, Campaign, Placement, parse
from app.rules.consent import coupon_box, marketing_box
from app.rules.finding import Finding
from app.rules.shelf import Shelf, former, owners
from app.rules.words import Say
from app.store import Moment, Session, Sessions, Sql, StoreUnavailable, metadata, moment, placements, stamp
from app.store.subscribers import add_words

log = logging.getLogger(__name__)

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

    def refresh(self) -> bool:
        """Whether the folder had changed since the last look, so that the shelf is new."""
        with self._reloading:
            seen = _signature(self._folder)
            if seen == self._seen:
                return False
            self._shelf = self._load()
            self._seen = seen
        for id, findings in self.shelf.faults.items():
            first = findings[0]
            log.warning(
                "campaign %s has a fault, line %s: %s The last good version stays.", id, first.line, first.sentence
            )
        return True

    def _load(self) -> Shelf:
        sources = {path.stem: path.read_text("utf-8", "replace") for path in sorted(self._folder.glob("*.toml"))}
        good: dict[str, tuple[Campaign, str]] = {}
        faults: dict[str, tuple[Finding, ...]] = {}
        warnings: dict[str, tuple[Finding, ...]] = {}
        for id, source in sources.items():
            try:
                campaign, found = parse(source, id)
            except BadCampaign as bad:
                faults[id] = tuple(bad.findings)
            else:
                good[id], warnings[id] = (campaign, source), found
        with self._sessions.read() as session:
            newest = {row[0]: (row[1], row[2], moment(row[3])) for row in session.run(NEWEST).fetchall()}
            printed = placements.printed(session)
        fresh = {id: both for id, both in good.items() if newest.get(id, ("",))[0] != both[0].digest}
        if fresh:
            with self._sessions.begin() as session:
                now = datetime.now(UTC)
                for campaign, source in fresh.values():
                    self._release(session, campaign, source, now)
                    newest[campaign.id] = (campaign.digest, source, now)
                printed = placements.printed(session)
        campaigns = {id: campaign for id, (campaign, _) in good.items()}
        for id, (_, source, _) in newest.items():
            if id not in campaigns:
                campaigns |= _last_good(source, id, paused=id not in sources)
        leads, gone = owners(campaigns, printed, sources), former(campaigns, printed)
        for id in gone.keys() & good.keys():
            released = {spot.id: spot.name for spot in gone[id] if leads[spot.id][0].id == id}
            warnings[id] = parse(good[id][1], id, Around(released=released))[1]
        for campaign, _ in good.values():
            for spot in campaign.placements:
                if (owner := leads[spot.id][0]) is not campaign:
                    log.error("placement %s is printed for %s; %s cannot use it too", spot.id, owner.id, campaign.id)
        return Shelf(campaigns, leads, gone, faults, warnings, {id: at for id, (_, _, at) in newest.items()})

    def _release(self, session: Session, campaign: Campaign, source: str, now: datetime) -> None:
        session.run(RELEASE, campaign=campaign.id, digest=campaign.digest, source=source, now=stamp(now))
        placements.keep(session, campaign, now)
        for language in campaign.languages:
            say = self._says.get(language, self._says["en"])
            boxes = [coupon_box(campaign, say), *([marketing_box(campaign, say)] if campaign.programme else [])]
            for box in boxes:
                add_words(session, box.digest, language, box.words)


def _last_good(source: str, id: str, *, paused: bool) -> dict[str, Campaign]:
    try:
        campaign, _ = parse(source, id)
    except BadCampaign:  # released under older rules: nothing of it can be shown, and the log said so
        log.error("the last release of campaign %s cannot be read by this version of handbill", id)
        return {}
    if paused:
        campaign = campaign.model_copy(update={"runs": campaign.runs.model_copy(update={"paused": True})})
    return {id: campaign}


def _signature(folder: Path) -> object:
    return sorted((path.name, path.stat().st_mtime_ns, path.stat().st_size) for path in folder.glob("*.toml"))
