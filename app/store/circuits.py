"""Which ways out each worker holds shut, for people and metrics to read.

A worker writes them down as they change; what routes is in its memory alone. Rows of one that has not been seen for a
while do not count, and go. What a receipt has shut stands there in nobody's name, for every worker to take up.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.rules.failure import Failure
from app.store import Moment, Session, Sql, metadata, moment, stamp
from app.store.heartbeats import WORKERS, WORKERS_END

circuits = sa.Table(
    "circuits",
    metadata,
    sa.Column("worker", sa.Text, primary_key=True),
    sa.Column("gateway", sa.Text, primary_key=True),
    sa.Column("sender", sa.Text, primary_key=True, comment="empty for all"),
    sa.Column("country", sa.Text, primary_key=True, comment="empty for all"),
    sa.Column("since", Moment, nullable=False),
    sa.Column("until", Moment, nullable=False, comment="when it is tried again"),
    sa.Column("why", sa.Text, nullable=False),
)

BY_RECEIPT = ""  # in the place of a worker


@dataclass(frozen=True)
class Shut:
    """A way that takes no texts: since when, until when at least, and why; sender and country are empty for all."""

    gateway: str
    sender: str
    country: str
    since: datetime
    until: datetime
    why: Failure


CLEAR = Sql("DELETE FROM circuits WHERE worker = :worker")
ADD = Sql("""
    INSERT INTO circuits (worker, gateway, sender, country, since, until, why)
    VALUES (:worker, :gateway, :sender, :country, :since, :until, :why)""")
_ALIVE = f"""
    SELECT part FROM heartbeats WHERE part >= '{WORKERS}' AND part < '{WORKERS_END}' AND at > :seen"""
OF_LIVING = Sql(f"""
    SELECT gateway, sender, country, since, until, why FROM circuits WHERE '{WORKERS}' || worker IN ({_ALIVE})
    ORDER BY gateway, sender, country, until DESC, worker""")
FORGET = Sql(f"""
    DELETE FROM circuits WHERE '{WORKERS}' || worker NOT IN ({_ALIVE})
    AND (worker <> '{BY_RECEIPT}' OR until <= :seen)""")
STANDS = Sql(f"""
    SELECT 1 FROM circuits WHERE worker = '{BY_RECEIPT}' AND gateway = :gateway AND sender = :sender
    AND country = :country AND until > :enough AND since <= :now""")
SHUT = Sql(f"""
    INSERT INTO circuits (worker, gateway, sender, country, since, until, why)
    VALUES ('{BY_RECEIPT}', :gateway, :sender, :country, :since, :until, :why)
    ON CONFLICT (worker, gateway, sender, country) DO UPDATE SET
    since = CASE WHEN circuits.since <= excluded.since AND circuits.until > excluded.since THEN circuits.since
                 ELSE excluded.since END,
    until = excluded.until, why = excluded.why""")
OF_RECEIPTS = Sql(f"""
    SELECT gateway, sender, country, since, until, why FROM circuits WHERE worker = '{BY_RECEIPT}'
    AND until > :now AND since <= :now
    ORDER BY gateway, sender, country""")


def write(session: Session, worker: str, shut: Iterable[Shut]) -> None:
    """These are the ways that the worker holds shut now, and no others."""
    session.run(CLEAR, worker=worker)
    session.run_many(
        ADD,
        [
            {
                "worker": worker,
                "gateway": each.gateway,
                "sender": each.sender,
                "country": each.country,
                "since": stamp(each.since),
                "until": stamp(each.until),
                "why": each.why.value,
            }
            for each in shut
        ],
    )


def shut(session: Session, seen: datetime) -> list[tuple[Shut, int]]:
    """The ways that workers seen since then hold shut, and how many of them; the one that waits longest speaks."""
    found: dict[tuple[str, str, str], tuple[Shut, int]] = {}
    for row in session.run(OF_LIVING, seen=stamp(seen)).fetchall():
        way = row[0], row[1], row[2]
        first = found.get(way, (Shut(*way, moment(row[3]), moment(row[4]), Failure(row[5])), 0))
        found[way] = first[0], first[1] + 1
    return list(found.values())


def shut_by_receipt(session: Session, shut: Shut, enough: datetime) -> bool:
    """Whether this shut the way, or shut it for longer.

    Where receipts hold it for longer than until `enough` nothing is written.
    """
    way = {"gateway": shut.gateway, "sender": shut.sender, "country": shut.country}
    if session.run(STANDS, enough=stamp(enough), now=stamp(shut.since), **way).fetchone():
        return False
    session.run(SHUT, since=stamp(shut.since), until=stamp(shut.until), why=shut.why.value, **way)
    return True


def by_receipts(session: Session, now: datetime) -> list[Shut]:
    """The ways that receipts hold shut; not what a clock wrote that was ahead and has been put back."""
    rows = session.run(OF_RECEIPTS, now=stamp(now)).fetchall()
    return [Shut(row[0], row[1], row[2], moment(row[3]), moment(row[4]), Failure(row[5])) for row in rows]


def forget(session: Session, seen: datetime) -> int:
    """How many rows went: of workers that were not seen since then, and of receipts, where the time was up by then."""
    return int(session.run(FORGET, seen=stamp(seen)).rowcount)
