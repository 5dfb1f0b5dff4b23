"""Limits on what can be tried too often: token buckets, each one row and one statement.

A bucket holds `size` tokens and gets them back evenly over `per`. Keys are
blind indexes, so the table names nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

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
NAMES = [f"k{n}" for n in range(5)]  # of the keys in a statement
# Of several buckets at once, in the order of their keys, so that no two who take wait in a ring.
_TAKE_ALL = """
    INSERT INTO buckets (key, tokens, at) VALUES {}
    ON CONFLICT (key) DO UPDATE
    SET tokens = {{least}}(excluded.tokens + 1, buckets.tokens + {{greatest}}(:now - buckets.at, 0) * (
            CASE excluded.key {} END)) - 1,
        at = {{greatest}}(buckets.at, :now)
    WHERE {{least}}(excluded.tokens + 1, buckets.tokens + {{greatest}}(:now - buckets.at, 0) * (
            CASE excluded.key {} END)) >= 1
    RETURNING key, tokens"""
GIVE = Sql("UPDATE buckets SET tokens = {least}(:size, tokens + 1) WHERE key = :key")
# For other statements to stand on: a row where the bucket :bucket, which fills at :rate, is empty.
EMPTY = """SELECT 1 FROM buckets
    WHERE buckets.key = :bucket AND buckets.tokens + {greatest}(:now - buckets.at, 0) * :rate < 1"""
PEEK = Sql("SELECT tokens, at FROM buckets WHERE key = :key")
BRING_NEAR = Sql("""
    UPDATE buckets SET at = :now WHERE key IN (
        WITH picked AS MATERIALIZED (SELECT key FROM buckets WHERE at > :now {skip_locked}) SELECT key FROM picked)""")
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


TELLING = 10  # tokens; how much is gone of a bucket that holds fewer tells nothing

TEXTS_TO_NUMBER = Limit("texts to a number", 3, timedelta(days=1))
# Of its three; the third is left for a join, or who asks for a stranger's links would keep that number out for hours.
ASIDE_TO_NUMBER = Limit("links and places in line of a number", 2, timedelta(days=1))
ASIDE = (TEXTS_TO_NUMBER, ASIDE_TO_NUMBER)
JOINS_FROM_ADDRESS = Limit("joins from an address", 100, timedelta(hours=1))  # a whole shop may share one
# Of all visitors, whatever their range may get (rules/shield.py): no range has more waiting than it could ever use.
JOINS_TO_RANGE = Limit("joins to a range of numbers", 600, timedelta(hours=1))
# Each apart, for they text hardly anybody at once: a range closes by none of them, and who asks for a range's numbers,
# one after the other, keeps nobody there from joining.
LINKS_TO_RANGE = Limit("links to a range of numbers", 600, timedelta(hours=1))
PLACES_OF_RANGE = Limit("places in line of a range of numbers", 600, timedelta(hours=1))
KEYWORDS_OF_NUMBER = Limit("keywords of a number", 3, timedelta(days=1))  # its holder's own, whoever else uses it
CHALLENGES = Limit("a solved challenge", 1, timedelta(days=1))  # longer than one is good for
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


@dataclass(frozen=True)
class Taken:
    """What came of taking from several buckets: `full` is the first that was empty, `again_from` when it will not be.

    `used` is how much is gone by now of the one that is nearest to empty, 0 to 1; one below TELLING does not count.
    """

    full: Limit | None = None
    again_from: datetime | None = None
    used: float = 0.0


def take_all(session: Session, wanted: Sequence[tuple[Limit, str]], now: datetime) -> Taken:
    """Takes once from each bucket, in one statement; where one is empty, nothing is taken from any."""
    keys = {session.vault.index(limit.purpose, who): limit for limit, who in wanted}
    values: dict[str, object] = {"now": stamp(now)}
    for name, key in zip(NAMES, sorted(keys), strict=False):
        values[name], values[f"s{name}"], values[f"r{name}"] = key, float(keys[key].size), keys[key].rate
    left = {bytes(key): tokens for key, tokens in session.run(_take_all(len(keys)), **values).fetchall()}
    full = next((key for key in keys if key not in left), None)
    if full is None:
        big = [1 - tokens / keys[key].size for key, tokens in left.items() if keys[key].size >= TELLING]
        return Taken(used=max(big, default=0.0))
    for key in sorted(left):
        session.run(GIVE, key=key, size=float(keys[key].size))
    return Taken(keys[full], _again(session, keys[full], full, now), used=1.0)


def give_back(session: Session, taken: Sequence[tuple[Limit, str]]) -> None:
    """Gives back what was taken for nothing, or was used well."""
    for key, size in sorted((session.vault.index(limit.purpose, who), limit.size) for limit, who in taken):
        session.run(GIVE, key=key, size=float(size))


@cache
def _take_all(count: int) -> Sql:
    names = NAMES[:count]
    rates = " ".join(f"WHEN :{name} THEN :r{name}" for name in names)
    return Sql(_TAKE_ALL.format(", ".join(f"(:{name}, :s{name} - 1, :now)" for name in names), rates, rates))


def exhausted(session: Session, limit: Limit, who: str, now: datetime) -> datetime | None:
    """None if there is room in the limit; else when there will be. Takes nothing."""
    return _again(session, limit, session.vault.index(limit.purpose, who), now)


def bucket(session: Session, limit: Limit, who: str) -> tuple[bytes, float]:
    """(key, tokens that come back in a microsecond) of the bucket, for EMPTY."""
    return session.vault.index(limit.purpose, who), limit.rate


def bring_near(session: Session, now: datetime) -> None:
    """Lets buckets fill again that a clock wrote which was ahead and has been put back."""
    session.run(BRING_NEAR, now=stamp(now))


def forget(session: Session, before: datetime) -> int:
    """How many buckets nobody touched since."""
    return int(session.run(FORGET, before=stamp(before)).rowcount)


def _again(session: Session, limit: Limit, key: bytes, now: datetime) -> datetime | None:
    row = session.run(PEEK, key=key).fetchone()
    if row is None:
        return None
    tokens = min(limit.size, row[0] + max(stamp(now) - row[1], 0) * limit.rate)
    return now + MICROSECOND * ((1 - tokens) / limit.rate) if tokens < 1 else None
