"""What was removed because its time was over, or its owner asked: counted by kind and day, and no more is known."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from app.store import Moment, Session, Sql, metadata, moment, stamp

removals = sa.Table(
    "removals",
    metadata,
    sa.Column("kind", sa.Text, primary_key=True, comment="the kind of data, such as inbound or addresses"),
    sa.Column("day", Moment, primary_key=True, comment="its first moment, UTC"),
    sa.Column("count", sa.Integer, nullable=False),
)

DAY = 24 * 3600 * 10**6  # as moments are stored

COUNT = Sql("""
    INSERT INTO removals (kind, day, count) VALUES (:kind, :day, :count)
    ON CONFLICT (kind, day) DO UPDATE SET count = removals.count + excluded.count""")
COUNTED = Sql("SELECT kind, SUM(count), MAX(day) FROM removals WHERE day >= :since GROUP BY kind ORDER BY kind")


def count(session: Session, kind: str, number: int, now: datetime) -> None:
    """Adds what was removed of this kind today."""
    if number:
        at = stamp(now)
        session.run(COUNT, kind=kind, day=at - at % DAY, count=number)


def counted(session: Session, since: datetime) -> list[tuple[str, int, datetime]]:
    """(kind, how many were removed since, the last day on which some were) for each kind."""
    rows = session.run(COUNTED, since=stamp(since)).fetchall()
    return [(row[0], int(row[1]), moment(row[2])) for row in rows]
