"""What each gateway made of the texts for each country, minute by minute, and in all since the first.

For alarms and figures alone: what a worker that is killed had counted in its last second is lost. Sums of all are kept
in a slot of their own, which is never forgotten, so that they only grow, whatever starts anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

import sqlalchemy as sa

from app.rules.failure import Failure
from app.rules.traffic import Tally
from app.store import EPOCH, Moment, Session, Sql, metadata, stamp
from app.store import moment as read_moment

SLOT = timedelta(minutes=1)
ALL = 0  # the slot of the sums since the first

tallies = sa.Table(
    "tallies",
    metadata,
    sa.Column("gateway", sa.Text, primary_key=True),
    sa.Column("country", sa.Text, primary_key=True),
    sa.Column("failure", sa.Text, primary_key=True, comment="in our words; empty where it went well"),
    sa.Column("slot", Moment, primary_key=True, comment="when its minute began; 0 for the sums of all"),
    sa.Column("attempts", sa.BigInteger, nullable=False, comment="that ended so"),
    sa.Column("reported", sa.BigInteger, nullable=False, comment="texts that were taken, and ended so later"),
    sa.Column("parts", sa.BigInteger, nullable=False, comment="of those attempts"),
    sa.Index(None, "slot"),
)

ADD = Sql("""
    INSERT INTO tallies (gateway, country, failure, slot, attempts, reported, parts)
    VALUES (:gateway, :country, :failure, :slot, :attempts, :reported, :parts)
    ON CONFLICT (gateway, country, failure, slot)
    DO UPDATE SET attempts = tallies.attempts + excluded.attempts, reported = tallies.reported + excluded.reported,
                  parts = tallies.parts + excluded.parts""")
_SUMS = "SELECT gateway, country, failure, SUM(attempts), SUM(reported), SUM(parts) FROM tallies WHERE"
_BY = "GROUP BY gateway, country, failure ORDER BY gateway, country, failure"
SINCE = Sql(f"{_SUMS} slot >= :since {_BY}")
IN_ALL = Sql(f"{_SUMS} slot = {ALL} {_BY}")
TAKEN = Sql("SELECT slot, SUM(attempts) FROM tallies WHERE slot >= :since AND failure = '' GROUP BY slot")
FORGET = Sql(f"DELETE FROM tallies WHERE slot < :before AND slot > {ALL}")
COUNTRY = Sql("""
    SELECT country FROM subscribers WHERE id = (SELECT subscriber_id FROM messages WHERE id = :message)""")


def add(session: Session, counted: Iterable[Tally], now: datetime) -> None:
    """Adds what was counted; in one order, so that no two who add wait in a ring."""
    minute = stamp(EPOCH + (now - EPOCH) // SLOT * SLOT)
    rows = [
        {
            "gateway": each.gateway,
            "country": each.country,
            "failure": each.failure.value if each.failure else "",
            "slot": slot,
            "attempts": each.attempts,
            "reported": each.reported,
            "parts": each.parts,
        }
        for each in sorted(counted, key=lambda each: (each.gateway, each.country, each.failure or ""))
        for slot in (ALL, minute)
    ]
    session.run_many(ADD, rows)


def add_reported(session: Session, gateway: str, failed: Mapping[int, Failure], now: datetime) -> None:
    """Counts texts that were taken, and of which a receipt says that they failed, by their messages."""
    found = [(session.run(COUNTRY, message=id).fetchone(), failure) for id, failure in failed.items()]
    add(session, [Tally(gateway, row[0], failure, reported=1) for row, failure in found if row], now)


def since(session: Session, moment: datetime) -> list[Tally]:
    """What was counted in the minutes that began since then."""
    return _read(session.run(SINCE, since=stamp(moment)).fetchall())


def taken(session: Session, moment: datetime) -> dict[datetime, int]:
    """How many texts gateways took in each minute that began since then."""
    return {read_moment(row[0]): int(row[1]) for row in session.run(TAKEN, since=stamp(moment)).fetchall()}


def in_all(session: Session) -> list[Tally]:
    """What was counted since the first."""
    return _read(session.run(IN_ALL).fetchall())


def forget(session: Session, before: datetime) -> int:
    """How many slots that began before then are forgotten; sums of all stay."""
    return int(session.run(FORGET, before=stamp(before)).rowcount)


def _read(rows: Iterable[tuple]) -> list[Tally]:  # type: ignore[type-arg]
    return [
        Tally(row[0], row[1], Failure(row[2]) if row[2] else None, int(row[3]), int(row[4]), int(row[5]))
        for row in rows
    ]
