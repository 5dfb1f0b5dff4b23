"""Limits on what can be tried too often: token buckets, each one row and one statement.

A bucket holds `size` tokens and gets them back evenly over `per`. Keys are
blind indexes, so the table names nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from app.rules.alarm import TILLS_OF_SPENT
from app.store import MICROSECOND, Moment, Session, Sql, metadata, stamp

buckets = sa.Table(
    "buckets",
    metadata,
    sa.Column("key", sa.LargeBinary(16), primary_key=True),
    sa.Column("tokens", sa.Double, nullable=False),
    sa.Column("at", Moment, nullable=False, index=True),
)

# A clock that steps back must not empty a bucket, nor one that steps ahead overfill it: hence {greatest} and {least}.
TAKE = Sql("""
    INSERT INTO buckets (key, tokens, at) VALUES (:key, :size - 1, :now)
    ON CONFLICT (key) DO UPDATE
    SET tokens = {least}(:size, buckets.tokens + {greatest}(:now - buckets.at, 0) * :rate) - 1,
        at = {greatest}(buckets.at, :now)
    WHERE {least}(:size, buckets.tokens + {greatest}(:now - buckets.at, 0) * :rate) >= 1""")
# For other statements to stand on: a row where the bucket :bucket, which fills at :rate, is empty.
EMPTY = """SELECT 1 FROM buckets
    WHERE buckets.key = :bucket AND buckets.tokens + {greatest}(:now - buckets.at, 0) * :rate < 1"""
PEEK = Sql("SELECT tokens, at FROM buckets WHERE key = :key")
FORGET = Sql("DELETE FROM buckets WHERE at < :before")


@dataclass(frozen=True)
class Limit:
    """At most `size` at once, and `size` more over each `per`."""

    purpose: str
    size: int
    per: timedelta

    @property
    def rate(self) -> float:
        """Tokens that come back in a microsecond."""
        return self.size / (self.per / MICROSECOND)


TEXTS_TO_NUMBER = Limit("texts to a number", 3, timedelta(days=1))
JOINS_FROM_ADDRESS = Limit("joins from an address", 100, timedelta(hours=1))  # a whole shop may share one
WRONG_CODES_AT_TILL = Limit("wrong codes at a till", 10, timedelta(minutes=10))
SPENT_AT_TILL = Limit("a spent coupon tried at a till", 1, timedelta(days=1))
SPENT_AT_TILLS = Limit("a spent coupon tried at tills", TILLS_OF_SPENT, timedelta(days=1))
TOLD_TOO_YOUNG = Limit("visits told too young", 1, timedelta(days=1))  # as long as a page's form counts
SIGN_INS = Limit("sign-in links tried from an address", 20, timedelta(minutes=10))


def take(session: Session, limit: Limit, who: str, now: datetime) -> datetime | None:
    """None if this once is within the limit; else when it will be again."""
    key = session.vault.index(limit.purpose, who)
    values = {"size": float(limit.size), "rate": limit.rate, "now": stamp(now)}
    if session.run(TAKE, key=key, **values).rowcount:
        return None
    return _again(session, limit, key, now)


def exhausted(session: Session, limit: Limit, who: str, now: datetime) -> datetime | None:
    """None if there is room in the limit; else when there will be. Takes nothing."""
    return _again(session, limit, session.vault.index(limit.purpose, who), now)


def bucket(session: Session, limit: Limit, who: str) -> tuple[bytes, float]:
    """(key, tokens that come back in a microsecond) of the bucket, for EMPTY."""
    return session.vault.index(limit.purpose, who), limit.rate


def forget(session: Session, before: datetime) -> int:
    """How many buckets nobody touched since."""
    return int(session.run(FORGET, before=stamp(before)).rowcount)


def _again(session: Session, limit: Limit, key: bytes, now: datetime) -> datetime | None:
    row = session.run(PEEK, key=key).fetchone()
    if row is None:
        return None
    tokens = min(limit.size, row[0] + max(stamp(now) - row[1], 0) * limit.rate)
    return now + MICROSECOND * ((1 - tokens) / limit.rate) if tokens < 1 else None
