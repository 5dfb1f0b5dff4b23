"""What tills without a line gave for codes that are nobody's coupon, as it happened: there is nothing to spend.

A code that our keys have sealed has no coupon where the database was put back to an older day, or a key got out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.store import Key, Moment, Session, Sql, metadata, moment, stamp
from app.store.redemptions import HASH_BYTES

strays = sa.Table(
    "strays",
    metadata,
    sa.Column("till_id", Key, sa.ForeignKey("tills.id"), primary_key=True),
    sa.Column("key_hash", sa.LargeBinary(HASH_BYTES), primary_key=True, comment="of the till's own id for it"),
    sa.Column("at", Moment, nullable=False, index=True, comment="when the server knew of it"),
    sa.Column("happened_at", Moment, nullable=False, comment="when the till says it was"),
    sa.Column("ending", sa.Text, nullable=False, comment="the code's last letters, if it is sealed by a key of ours"),
    sqlite_with_rowid=False,
)


@dataclass(frozen=True)
class Stray:
    """What was given for no coupon: at which till and when, when we heard of it, and the last letters of the code."""

    till: str
    happened_at: datetime
    told_at: datetime
    ending: str


ADD = Sql("""
    INSERT INTO strays (till_id, key_hash, at, happened_at, ending) VALUES (:till, :key, :now, :happened, :ending)
    ON CONFLICT DO NOTHING""")
REMOVE = Sql("DELETE FROM strays WHERE till_id = :till AND key_hash = :key")
LISTED = Sql("""
    SELECT name, happened_at, at, ending FROM strays JOIN tills ON tills.id = till_id
    WHERE at >= :since ORDER BY at DESC, key_hash LIMIT :most""")
FORGET = Sql("DELETE FROM strays WHERE at < :before")
BY_TILL = Sql("SELECT till_id, COUNT(*) FROM strays WHERE at >= :since GROUP BY till_id ORDER BY till_id")


def add_stray(session: Session, till: int, key_hash: bytes, ending: str, *, at: datetime, now: datetime) -> None:
    """Writes it down, once for each id that the till has given it."""
    session.run(ADD, till=till, key=key_hash, happened=stamp(at), now=stamp(now), ending=ending)


def remove_stray(session: Session, till: int, key_hash: bytes) -> None:
    """Takes it off the list, if it is there."""
    session.run(REMOVE, till=till, key=key_hash)


def listed(session: Session, since: datetime, most: int) -> list[Stray]:
    """What became known since then, newest first."""
    rows = session.run(LISTED, since=stamp(since), most=most).fetchall()
    return [Stray(row[0], moment(row[1]), moment(row[2]), row[3]) for row in rows]


def forget_strays(session: Session, before: datetime) -> int:
    """How many became known before that, and are removed."""
    return int(session.run(FORGET, before=stamp(before)).rowcount)


def by_till(session: Session, since: datetime) -> dict[int, int]:
    """How many became known since then, by till."""
    return dict(session.run(BY_TILL, since=stamp(since)).fetchall())
