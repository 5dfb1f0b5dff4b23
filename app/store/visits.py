"""Scans, counted; visits, from their first tap on; and the gate's steps they took.

A scan is a number in a row per placement and hour, not a line in a log: what
was never written down needs no protection, and a million scans are as quick
to add up as ten. A visit gets its row when somebody does something.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.store import Key, Moment, Session, Sql, metadata, moment, moment_or_none, stamp

scans = sa.Table(
    "scans",
    metadata,
    sa.Column("campaign", sa.Text, primary_key=True),
    sa.Column("placement", sa.Text, primary_key=True, comment="empty where the address held none"),
    sa.Column("hour", Moment, primary_key=True, comment="its first moment"),
    sa.Column("people", sa.Integer, nullable=False),
    sa.Column("robots", sa.Integer, nullable=False),
    sa.Column("last_at", Moment, nullable=False, comment="when the last person came; 0 while only robots did"),
)

visits = sa.Table(
    "visits",
    metadata,
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("campaign", sa.Text, nullable=False),
    sa.Column("placement", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("opened_at", Moment, nullable=False),
    sa.Column("without", sa.Boolean, nullable=False, comment="took the way on for people without an account"),
    sa.Column("followed_at", Moment, comment="when the first step was taken"),
    sa.Column("passed_at", Moment, comment="when the gate let the visit on"),
    sa.Column("subscriber_id", Key, sa.ForeignKey("subscribers.id")),
    sa.Column("joined_at", Moment, comment="when it first brought a number that was new to the campaign"),
    sa.Column("joined", sa.Integer, nullable=False, server_default="0", comment="how many such numbers it brought"),
    # All that the dashboard counts stands in the index: it adds up a million visits without reading one.
    sa.Index("ix_visits_funnel", "campaign", "placement", "followed_at", "passed_at", "joined"),
)

steps = sa.Table(
    "steps",
    metadata,
    sa.Column("visit_id", sa.BigInteger, sa.ForeignKey("visits.id"), primary_key=True),
    sa.Column("platform", sa.Text, primary_key=True),
    sa.Column("evidence", sa.Text, nullable=False),
    sa.Column("taken_at", Moment, nullable=False),
)


@dataclass(frozen=True)
class Scan:
    """One opening of a placement's address, by a person or a robot."""

    campaign: str
    placement: str
    at: datetime
    robot: bool


@dataclass(frozen=True)
class Visit:
    """What a visit has done so far; evidence by platform."""

    id: int
    campaign: str
    placement: str
    language: str
    without: bool
    subscriber: int | None
    steps: Mapping[str, str]
    friend: int = 0  # the coupon whose owner passed the way on, or 0; its pages carry it


@dataclass(frozen=True)
class Trace:
    """A visit as its owner may see it; (platform, evidence, when) of each step."""

    campaign: str
    placement: str
    language: str
    opened_at: datetime
    followed_at: datetime | None
    passed_at: datetime | None
    joined_at: datetime | None
    steps: tuple[tuple[str, str, datetime], ...]


HOUR = 3600 * 10**6  # as moments are stored

ADD_SCANS = Sql("""
    INSERT INTO scans (campaign, placement, hour, people, robots, last_at)
    VALUES (:campaign, :placement, :hour, :people, :robots, :last)
    ON CONFLICT (campaign, placement, hour) DO UPDATE
    SET people = scans.people + excluded.people, robots = scans.robots + excluded.robots,
        last_at = {greatest}(scans.last_at, excluded.last_at)""")

ADD_VISIT = Sql("""
    INSERT INTO visits (id, campaign, placement, language, opened_at, without)
    VALUES (:id, :campaign, :placement, :language, :now, FALSE)
    ON CONFLICT (id) DO NOTHING""")

ADD_STEP = Sql("""
    INSERT INTO steps (visit_id, platform, evidence, taken_at) VALUES (:visit, :platform, :evidence, :now)
    ON CONFLICT (visit_id, platform) DO UPDATE SET evidence = excluded.evidence
    WHERE steps.evidence <> 'verified'""")

FOLLOW = Sql("UPDATE visits SET followed_at = :now WHERE id = :id AND followed_at IS NULL")
GO_WITHOUT = Sql("UPDATE visits SET without = TRUE WHERE id = :id")
PASS = Sql("UPDATE visits SET passed_at = :now WHERE id = :id AND passed_at IS NULL")
JOIN = Sql("""
    INSERT INTO visits (id, campaign, placement, language, opened_at, without, subscriber_id, joined_at, joined)
    VALUES (:id, :campaign, :placement, :language, :now, FALSE, :subscriber, :joined_at, :joined)
    ON CONFLICT (id) DO UPDATE
    SET subscriber_id = excluded.subscriber_id, joined_at = COALESCE(visits.joined_at, excluded.joined_at),
        joined = visits.joined + excluded.joined
    WHERE visits.subscriber_id IS NULL OR visits.subscriber_id <> excluded.subscriber_id""")
# A visit whose number was erased is nobody's: whoever has its page may leave a number again.
VISIT = Sql("""
    SELECT id, campaign, placement, language, without,
           (SELECT id FROM subscribers WHERE id = subscriber_id AND erased_at IS NULL)
    FROM visits WHERE id = :id""")
STEPS = Sql("SELECT platform, evidence FROM steps WHERE visit_id = :id")

OF_SUBSCRIBER = Sql("""
    SELECT id, campaign, placement, language, opened_at, followed_at, passed_at, joined_at
    FROM visits WHERE subscriber_id = :subscriber ORDER BY opened_at, id""")
STEPS_OF_SUBSCRIBER = Sql("""
    SELECT visit_id, platform, evidence, taken_at FROM steps JOIN visits ON visits.id = visit_id
    WHERE subscriber_id = :subscriber ORDER BY taken_at, platform""")


def add_scans(session: Session, batch: Iterable[Scan]) -> None:
    """Counts each scan of the batch in the row of its placement and hour."""
    counts: dict[tuple[str, str, int], list[int]] = {}
    last: dict[tuple[str, str, int], int] = {}
    for scan in batch:
        at = stamp(scan.at)
        key = (scan.campaign, scan.placement, at - at % HOUR)
        counts.setdefault(key, [0, 0])[scan.robot] += 1
        if not scan.robot:
            last[key] = max(last.get(key, 0), at)
    for (campaign, placement, hour), (people, robots) in sorted(counts.items()):
        came = {"people": people, "robots": robots, "last": last.get((campaign, placement, hour), 0)}
        session.run(ADD_SCANS, campaign=campaign, placement=placement, hour=hour, **came)


def add_visit(session: Session, id: int, *, campaign: str, placement: str, language: str, now: datetime) -> None:
    """Keeps the visit from its first act on; a visit already kept stays as it is."""
    session.run(ADD_VISIT, id=id, campaign=campaign, placement=placement, language=language, now=stamp(now))


def add_step(session: Session, visit: int, platform: str, evidence: str, now: datetime) -> None:
    """Remembers a gate step; what was verified is never lowered again."""
    session.run(ADD_STEP, visit=visit, platform=platform, evidence=evidence, now=stamp(now))
    session.run(FOLLOW, id=visit, now=stamp(now))


def go_without(session: Session, visit: int) -> None:
    """Remembers that this visit went on without the networks."""
    session.run(GO_WITHOUT, id=visit)


def pass_gate(session: Session, visit: int, now: datetime) -> None:
    """Remembers when the gate first let this visit on."""
    session.run(PASS, id=visit, now=stamp(now))


def join(session: Session, visit: Visit, subscriber: int, *, first: bool, now: datetime) -> bool:
    """Keeps the visit with the number it left; False when it had left that number before.

    `first` says that the number is new to the campaign, so that the visit counts as having brought it.
    """
    joined = session.run(
        JOIN,
        id=visit.id,
        campaign=visit.campaign,
        placement=visit.placement,
        language=visit.language,
        subscriber=subscriber,
        now=stamp(now),
        joined_at=stamp(now) if first else None,
        joined=int(first),
    )
    return bool(joined.rowcount)


def visit(session: Session, id: int) -> Visit | None:
    """The visit with what it has done, or None if it has done nothing yet."""
    row = session.run(VISIT, id=id).fetchone()
    if row is None:
        return None
    taken = dict(session.run(STEPS, id=id).fetchall())
    return Visit(row[0], row[1], row[2], row[3], bool(row[4]), row[5], taken)


def visits_of(session: Session, subscriber: int) -> list[Trace]:
    """The visits that left this number, oldest first."""
    taken: dict[int, list[tuple[str, str, datetime]]] = {}
    for visit, platform, evidence, at in session.run(STEPS_OF_SUBSCRIBER, subscriber=subscriber).fetchall():
        taken.setdefault(visit, []).append((platform, evidence, moment(at)))
    rows = session.run(OF_SUBSCRIBER, subscriber=subscriber).fetchall()
    return [_trace(row, taken.get(row[0], ())) for row in rows]


def _trace(row: Any, taken: Sequence[tuple[str, str, datetime]]) -> Trace:
    _, campaign, placement, language, opened_at, followed_at, passed_at, joined_at = row
    return Trace(
        campaign=campaign,
        placement=placement,
        language=language,
        opened_at=moment(opened_at),
        followed_at=moment_or_none(followed_at),
        passed_at=moment_or_none(passed_at),
        joined_at=moment_or_none(joined_at),
        steps=tuple(taken),
    )
