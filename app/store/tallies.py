"""How many texts each gateway took for each country, and how many of them failed, in slots of ten minutes.

For alarms and figures alone: what a worker that is killed had counted in its last second is lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import sqlalchemy as sa

from app.store import EPOCH, Moment, Session, Sql, metadata, stamp

SLOT = timedelta(minutes=10)

tallies = sa.Table(
    "tallies",
    metadata,
    sa.Column("gateway", sa.Text, primary_key=True),
    sa.Column("country", sa.Text, primary_key=True),
    sa.Column("slot", Moment, primary_key=True, comment="when its ten minutes began"),
    sa.Column("sent", sa.BigInteger, nullable=False),
    sa.Column("failed", sa.BigInteger, nullable=False, comment="not because of the number"),
)

ADD = Sql("""
    INSERT INTO tallies (gateway, country, slot, sent, failed) VALUES (:gateway, :country, :slot, :sent, :failed)
    ON CONFLICT (gateway, country, slot)
    DO UPDATE SET sent = tallies.sent + excluded.sent, failed = tallies.failed + excluded.failed""")
SINCE = Sql("""
    SELECT gateway, country, SUM(sent), SUM(failed) FROM tallies WHERE slot >= :since
    GROUP BY gateway, country ORDER BY gateway, country""")
FORGET = Sql("DELETE FROM tallies WHERE slot < :before")
COUNTRY = Sql("""
    SELECT country FROM subscribers WHERE id = (SELECT subscriber_id FROM messages WHERE id = :message)""")

Counts = Mapping[tuple[str, str], tuple[int, int]]


def add(session: Session, counts: Counts, now: datetime) -> None:
    """Adds (sent, failed) by (gateway, country); in one order, so that no two who add wait in a ring."""
    values = {"slot": stamp(EPOCH + (now - EPOCH) // SLOT * SLOT)}
    rows = [
        {"gateway": gateway, "country": country, "sent": sent, "failed": failed, **values}
        for (gateway, country), (sent, failed) in sorted(counts.items())
    ]
    session.run_many(ADD, rows)


def add_failed(session: Session, gateway: str, message: int, now: datetime) -> None:
    """Counts a text that was taken, and of which a receipt says that it failed."""
    row = session.run(COUNTRY, message=message).fetchone()
    if row:
        add(session, {(gateway, row[0]): (0, 1)}, now)


def since(session: Session, moment: datetime) -> Counts:
    """(sent, failed) by (gateway, country) in the slots that began since then."""
    return {(row[0], row[1]): (int(row[2]), int(row[3])) for row in session.run(SINCE, since=stamp(moment)).fetchall()}


def forget(session: Session, before: datetime) -> int:
    """How many slots that began before then are forgotten."""
    return int(session.run(FORGET, before=stamp(before)).rowcount)
