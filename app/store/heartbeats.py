"""Signs of life: when each part of handbill was last seen at work."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from app.store import Moment, Session, Sql, metadata, moment, stamp

heartbeats = sa.Table(
    "heartbeats",
    metadata,
    sa.Column("part", sa.Text, primary_key=True),
    sa.Column("at", Moment, nullable=False),
)

BEAT = Sql("""
    INSERT INTO heartbeats (part, at) VALUES (:part, :now) ON CONFLICT (part) DO UPDATE SET at = excluded.at""")
CLAIM = Sql("""
    INSERT INTO heartbeats (part, at) VALUES (:part, :now)
    ON CONFLICT (part) DO UPDATE SET at = excluded.at WHERE heartbeats.at <= :before""")
LAST = Sql("SELECT at FROM heartbeats WHERE part = :part")
SEEN_WITHIN = timedelta(seconds=15)  # a worker beats each second; one that has not been seen for so long does not count
WORKERS, WORKERS_END = "worker ", "worker!"  # before the name of each, and what comes after all of them
ALL_WORKERS = Sql(f"SELECT at FROM heartbeats WHERE part >= '{WORKERS}' AND part < '{WORKERS_END}' ORDER BY at DESC")
FORGET = Sql(f"DELETE FROM heartbeats WHERE part >= '{WORKERS}' AND part < '{WORKERS_END}' AND at < :before")
LEAVE = Sql("DELETE FROM heartbeats WHERE part = :part")


def beat(session: Session, part: str, now: datetime) -> None:
    """Notes that the part is at work."""
    session.run(BEAT, part=part, now=stamp(now))


def claim(session: Session, part: str, every: timedelta, now: datetime) -> bool:
    """Whether it is time for the part, and ours to do: of several workers one gets a yes, and only now and then."""
    return bool(session.run(CLAIM, part=part, now=stamp(now), before=stamp(now - every)).rowcount)


def last_beat(session: Session, part: str) -> datetime | None:
    """When the part was last at work; None if it never was."""
    row = session.run(LAST, part=part).fetchone()
    return moment(row[0]) if row else None


def beat_of(session: Session, worker: str, now: datetime) -> None:
    """Notes that the worker of this name is at work."""
    beat(session, WORKERS + worker, now)


def leave(session: Session, worker: str) -> None:
    """Notes that the worker of this name has ended."""
    session.run(LEAVE, part=WORKERS + worker)


def workers(session: Session) -> list[datetime]:
    """When each worker that has not ended was last seen, the latest first."""
    return [moment(row[0]) for row in session.run(ALL_WORKERS).fetchall()]


def forget(session: Session, before: datetime) -> int:
    """How many workers were not seen since then, and are forgotten."""
    return int(session.run(FORGET, before=stamp(before)).rowcount)
