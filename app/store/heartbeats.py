"""Signs of life: when each part of handbill was last seen at work."""

from __future__ import annotations

from datetime import datetime

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
LAST = Sql("SELECT at FROM heartbeats WHERE part = :part")


def beat(session: Session, part: str, now: datetime) -> None:
    """Notes that the part is at work."""
    session.run(BEAT, part=part, now=stamp(now))


def last_beat(session: Session, part: str) -> datetime | None:
    """When the part was last at work; None if it never was."""
    row = session.run(LAST, part=part).fetchone()
    return moment(row[0]) if row else None
