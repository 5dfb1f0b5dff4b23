"""Who waits for a coupon of a campaign that has none left, first come, first called.

waiting   until a coupon comes free
called    one is kept back for the number, and a text has told it so
taken · lapsed · stopped · over   how it ended; nobody is called twice
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.store import Key, Moment, Session, Sql, metadata, moment, moment_or_none, stamp

TAKEN, LAPSED, STOPPED, OVER = "taken", "lapsed", "stopped", "over"

waiting = sa.Table(
    "waiting",
    metadata,
    sa.Column("id", Key, primary_key=True),
    sa.Column("campaign", sa.Text, nullable=False),
    sa.Column("brand", sa.Text, nullable=False),
    sa.Column("subscriber_id", Key, sa.ForeignKey("subscribers.id"), nullable=False),
    sa.Column("placement", sa.Text, nullable=False),
    sa.Column("since", Moment, nullable=False),
    sa.Column("called_at", Moment, comment="when a coupon was kept back and the number told"),
    sa.Column("until", Moment, comment="until when it is kept"),
    sa.Column("ended_at", Moment),
    sa.Column("ended_as", sa.Text, comment="taken, lapsed, stopped or over"),
    sa.UniqueConstraint("campaign", "subscriber_id"),
    sa.Index(
        "ix_waiting_open",
        "campaign",
        "id",
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    ),
)


@dataclass(frozen=True)
class Place:
    """One number's place in the line of a campaign; each placement has a line of its own."""

    id: int
    campaign: str
    subscriber: int
    placement: str
    since: datetime
    called_at: datetime | None
    until: datetime | None
    ended_as: str | None


_PLACE = "id, campaign, subscriber_id, placement, since, called_at, until, ended_as FROM waiting"
ADD = Sql("""
    INSERT INTO waiting (campaign, brand, subscriber_id, placement, since)
    VALUES (:campaign, :brand, :subscriber, :placement, :now) ON CONFLICT (campaign, subscriber_id) DO NOTHING""")
BY_ID = Sql(f"SELECT {_PLACE} WHERE id = :id")
OF_PERSON = Sql(f"SELECT {_PLACE} WHERE subscriber_id = :subscriber ORDER BY id")
FIRSTS = Sql(f"""
    SELECT {_PLACE} WHERE id IN (
        SELECT MIN(id) FROM waiting WHERE campaign = :campaign AND ended_at IS NULL AND called_at IS NULL
        GROUP BY placement)
    ORDER BY id""")
CAMPAIGNS = Sql("SELECT DISTINCT campaign FROM waiting WHERE ended_at IS NULL ORDER BY campaign")
COUNT = Sql("SELECT COUNT(*) FROM waiting WHERE campaign = :campaign AND ended_at IS NULL AND called_at IS NULL")
CALL = Sql("""
    UPDATE waiting SET called_at = :now, until = :until WHERE id = :id AND called_at IS NULL AND ended_at IS NULL""")
UNCALL = Sql("UPDATE waiting SET called_at = NULL, until = NULL WHERE id = :id")
TAKE = Sql("""
    UPDATE waiting SET ended_at = :now, ended_as = 'taken'
    WHERE id = :id AND called_at IS NOT NULL AND ended_at IS NULL AND until > :now""")
END = Sql("UPDATE waiting SET ended_at = :now, ended_as = :how WHERE id = :id AND ended_at IS NULL")
LAPSE = Sql("UPDATE waiting SET ended_at = :now, ended_as = 'lapsed' WHERE ended_at IS NULL AND until <= :now")
CLOSE = Sql("UPDATE waiting SET ended_at = :now, ended_as = 'over' WHERE campaign = :campaign AND ended_at IS NULL")
STOP = Sql("""
    UPDATE waiting SET ended_at = :now, ended_as = 'stopped'
    WHERE subscriber_id = :subscriber AND ended_at IS NULL AND (CAST(:brand AS TEXT) IS NULL OR brand = :brand)
    RETURNING campaign""")
# What was kept back for somebody who wants it no more is anybody's again with the next round.
LET_LAPSE = Sql("""
    UPDATE coupons SET held_until = :now
    WHERE campaign = :campaign AND subscriber_id = :subscriber AND held_until > :now""")


def add(session: Session, subscriber: int, *, campaign: str, brand: str, placement: str, now: datetime) -> bool:
    """Whether the number takes its place; it had one before, waiting or called, if not."""
    values = {"campaign": campaign, "brand": brand, "placement": placement, "now": stamp(now)}
    return bool(session.run(ADD, subscriber=subscriber, **values).rowcount)


def place(session: Session, id: int) -> Place | None:
    """The place with this id."""
    row = session.run(BY_ID, id=id).fetchone()
    return _place(row) if row else None


def places_of(session: Session, subscriber: int) -> list[Place]:
    """All places of one number, oldest first."""
    return [_place(row) for row in session.run(OF_PERSON, subscriber=subscriber).fetchall()]


def firsts(session: Session, campaign: str) -> list[Place]:
    """Who is to be called next, at most one for each placement; who came first leads."""
    return [_place(row) for row in session.run(FIRSTS, campaign=campaign).fetchall()]


def campaigns(session: Session) -> list[str]:
    """The campaigns that somebody waits for, or has been called for."""
    return [row[0] for row in session.run(CAMPAIGNS).fetchall()]


def count(session: Session, campaign: str) -> int:
    """How many wait."""
    return int(session.run(COUNT, campaign=campaign).fetchone()[0])


def call(session: Session, id: int, *, until: datetime, now: datetime) -> bool:
    """Whether this place was still waiting and is called now."""
    return bool(session.run(CALL, id=id, until=stamp(until), now=stamp(now)).rowcount)


def uncall(session: Session, id: int) -> None:
    """Undoes `call` within its transaction: there was nothing to keep back."""
    session.run(UNCALL, id=id)


def take(session: Session, id: int, now: datetime) -> bool:
    """Whether the called number came in time, and for the first time."""
    return bool(session.run(TAKE, id=id, now=stamp(now)).rowcount)


def end(session: Session, id: int, how: str, now: datetime) -> None:
    """Ends one place."""
    session.run(END, id=id, how=how, now=stamp(now))


def lapse(session: Session, now: datetime) -> int:
    """How many were called and did not come."""
    return int(session.run(LAPSE, now=stamp(now)).rowcount)


def close(session: Session, campaign: str, now: datetime) -> int:
    """How many waited for a campaign that is over."""
    return int(session.run(CLOSE, campaign=campaign, now=stamp(now)).rowcount)


def stop(session: Session, subscriber: int, now: datetime, brand: str | None = None) -> int:
    """How many places of this number ended, all of them or those for one brand."""
    rows = session.run(STOP, subscriber=subscriber, brand=brand, now=stamp(now)).fetchall()
    for (campaign,) in rows:
        session.run(LET_LAPSE, campaign=campaign, subscriber=subscriber, now=stamp(now))
    return len(rows)


def _place(row: Any) -> Place:
    id, campaign, subscriber, placement, since, called_at, until, ended_as = row
    dates = moment(since), moment_or_none(called_at), moment_or_none(until)
    return Place(id, campaign, subscriber, placement, *dates, ended_as)
