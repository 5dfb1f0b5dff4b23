"""How many texts left because of web pages, and what they cost, in slots of ten minutes; ceilings look at the sums."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta

import sqlalchemy as sa

from app.rules.ceiling import Place, Sums
from app.store import EPOCH, Moment, Session, Sql, metadata, stamp

SLOT, HOUR, DAY = timedelta(minutes=10), timedelta(hours=1), timedelta(days=1)

traffic = sa.Table(
    "traffic",
    metadata,
    sa.Column("place", sa.Text, primary_key=True, comment="all, country, campaign or money"),
    sa.Column("name", sa.Text, primary_key=True, comment="which country or campaign; the currency of money"),
    sa.Column("slot", Moment, primary_key=True, comment="when its ten minutes began"),
    sa.Column("amount", sa.BigInteger, nullable=False, comment="texts, or millionths of a unit of money"),
)

ADD = Sql("""
    INSERT INTO traffic (place, name, slot, amount) VALUES (:place, :name, :slot, :amount)
    ON CONFLICT (place, name, slot) DO UPDATE SET amount = traffic.amount + excluded.amount""")
_SUMS = """SELECT place, name, SUM(CASE WHEN slot > :hour THEN amount ELSE 0 END), SUM(amount) FROM traffic
    WHERE {} slot > :day GROUP BY place, name"""
ALL_SUMS = Sql(_SUMS.format(""))
# All that a clock counted that was ahead is as if it had left in the last slot by the clock that was put right.
BRING_NEAR = Sql("""
    INSERT INTO traffic (place, name, slot, amount)
    SELECT place, name, :slot, SUM(amount) FROM traffic WHERE slot > :slot GROUP BY place, name
    ON CONFLICT (place, name, slot) DO UPDATE SET amount = traffic.amount + excluded.amount""")
FORGET_AHEAD = Sql("DELETE FROM traffic WHERE slot > :slot")
FORGET = Sql("DELETE FROM traffic WHERE slot < :before")


def add(session: Session, counts: Mapping[Place, int], now: datetime) -> None:
    """Adds what left; for whoever holds the turn (ranges.hold)."""
    slot = stamp(_slot(now))
    rows = [{"place": place, "name": of, "slot": slot, "amount": n} for (place, of), n in sorted(counts.items())]
    session.run_many(ADD, rows)


def bring_near(session: Session, now: datetime) -> None:
    """Mends what a clock wrote that was ahead and has been put back; for whoever holds the turn."""
    for each in (BRING_NEAR, FORGET_AHEAD):
        session.run(each, slot=stamp(_slot(now)))


def next_slot(now: datetime) -> datetime:
    """When the next slot begins, and the oldest that counts in a sum does not any more."""
    return _slot(now) + SLOT


def sums(session: Session, now: datetime, places: Collection[Place] | None = None) -> dict[Place, Sums]:
    """What left in the last hour and day; whole slots count, so that no hour and no day is above a ceiling.

    Of these places alone, or of all.
    """
    since = {"hour": stamp(now - HOUR - SLOT), "day": stamp(now - DAY - SLOT)}
    if places is None:
        return _sums(session.run(ALL_SUMS, **since).fetchall())
    values, pairs = dict[str, str](), list[str]()
    for n, (place, of) in enumerate(sorted(places)):
        values |= {f"place{n}": place, f"name{n}": of}
        pairs.append(f"(:place{n}, :name{n})")
    if not pairs:
        return {}
    query = Sql(_SUMS.format(f"(place, name) IN (VALUES {', '.join(pairs)}) AND"))
    return _sums(session.run(query, **since, **values).fetchall())


def forget(session: Session, before: datetime) -> int:
    """How many slots that began before then are forgotten."""
    return int(session.run(FORGET, before=stamp(before)).rowcount)


def _slot(now: datetime) -> datetime:
    return EPOCH + (now - EPOCH) // SLOT * SLOT


def _sums(rows: Iterable[tuple[str, str, int, int]]) -> dict[Place, Sums]:
    return {(row[0], row[1]): Sums(int(row[2]), int(row[3])) for row in rows}
