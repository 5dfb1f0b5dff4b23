"""Broadcasts: one message to many numbers, its wording by language, and how far it got.

A broadcast is filled bit by bit: `reached` is the last subscriber that was looked at, written in the same transaction
as the texts, so that a crash in between neither loses nor doubles any.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.rules.phone import E164
from app.store import Key, Moment, Session, Sql, metadata, moment, moment_or_none, stamp

broadcasts = sa.Table(
    "broadcasts",
    metadata,
    sa.Column("id", Key, primary_key=True),
    sa.Column("campaign", sa.Text, nullable=False),
    sa.Column("brand", sa.Text, nullable=False),
    sa.Column("class", sa.Text, nullable=False, comment="marketing, activity or re-permission"),
    sa.Column("topic", sa.Text),
    sa.Column("texts", sa.Text, nullable=False, comment="JSON: the wording by language"),
    sa.Column("made_at", Moment, nullable=False),
    sa.Column("made_by", sa.Text, nullable=False),
    sa.Column("expires_at", Moment, nullable=False),
    sa.Column("stopped_at", Moment),
    sa.Column("reached", sa.BigInteger, nullable=False, server_default="0", comment="the last subscriber looked at"),
    sa.Column("filled_at", Moment, comment="when the last of its texts was queued"),
    sa.Column(
        "left_out", sa.Text, nullable=False, server_default="{}", comment="JSON: how many got no text, by reason"
    ),
    sa.Column("stopped_by", sa.Text, comment="the member of staff who stopped it"),
)


@dataclass(frozen=True)
class Broadcast:
    """One message to many; `kind` is the class of its texts, `left_out` how many got none, by reason."""

    id: int
    campaign: str
    brand: str
    kind: str
    topic: str | None
    texts: Mapping[str, str]
    made_at: datetime
    made_by: str
    expires_at: datetime
    stopped_at: datetime | None
    reached: int
    filled_at: datetime | None
    left_out: Mapping[str, int]
    stopped_by: str | None = None


@dataclass(frozen=True)
class Waiting:
    """How many of its texts are due and how many wait for a later hour, when the next of those may leave, and when the
    last of all may.
    """

    due: int
    later: int
    next: datetime | None
    last: datetime | None


@dataclass(frozen=True)
class Addressee:
    """A number that ever agreed to, asked for or ended a brand's marketing."""

    id: int
    number: E164
    country: str
    language: str


ADD = Sql("""
    INSERT INTO broadcasts (campaign, brand, class, topic, texts, made_at, made_by, expires_at)
    VALUES (:campaign, :brand, :class, :topic, :texts, :now, :by, :expires) RETURNING id""")
_BROADCAST = """
    SELECT id, campaign, brand, class, topic, texts, made_at, made_by, expires_at, stopped_at, reached, filled_at,
           left_out, stopped_by
    FROM broadcasts"""
BY_ID = Sql(f"{_BROADCAST} WHERE id = :id")
NEWEST = Sql(f"{_BROADCAST} ORDER BY id DESC LIMIT :most")
UNFILLED = Sql(f"""
    {_BROADCAST} WHERE filled_at IS NULL AND stopped_at IS NULL AND expires_at > :now
    ORDER BY id LIMIT 1 {{skip_locked}}""")
ALL_UNFILLED = Sql(f"""
    {_BROADCAST} WHERE filled_at IS NULL AND stopped_at IS NULL AND expires_at > :now ORDER BY id""")
IS_UNFILLED = Sql("""
    SELECT 1 FROM broadcasts WHERE filled_at IS NULL AND stopped_at IS NULL AND expires_at > :now LIMIT 1""")
FILL = Sql("UPDATE broadcasts SET reached = :reached, filled_at = :filled, left_out = :left_out WHERE id = :id")
AUDIENCE = Sql("""
    SELECT id, number_sealed, country, language FROM subscribers
    WHERE id > :after AND erased_at IS NULL AND EXISTS (
        SELECT 1 FROM consents WHERE subscriber_id = subscribers.id AND purpose = 'marketing' AND brand = :brand)
    ORDER BY id LIMIT :most""")
STOP = Sql("UPDATE broadcasts SET stopped_at = :now, stopped_by = :by WHERE id = :id AND stopped_at IS NULL")
PROGRESS = Sql("SELECT state, reason, COUNT(*) FROM messages WHERE broadcast_id = :id GROUP BY state, reason")
LAST_AT = Sql("""
    SELECT MAX(at) FROM (
        SELECT MAX(ended_at) AS at FROM attempts JOIN messages ON messages.id = message_id WHERE broadcast_id = :id
        UNION ALL SELECT MAX(changed_at) FROM messages
        WHERE broadcast_id = :id AND state IN ('suppressed', 'expired')) AS ends""")
WAITING = Sql("""
    SELECT SUM(CASE WHEN due_at <= :now THEN 1 ELSE 0 END), COUNT(*), MIN(CASE WHEN due_at > :now THEN due_at END),
           MAX(due_at)
    FROM messages WHERE broadcast_id = :id AND state = 'queued'""")


def add_broadcast(
    session: Session,
    *,
    campaign: str,
    brand: str,
    kind: str,
    topic: str | None,
    texts: Mapping[str, str],
    by: str,
    expires_at: datetime,
    now: datetime,
) -> int:
    """The id of the new broadcast; its texts are queued one by one, in the same transaction or later ones."""
    values: dict[str, Any] = {"campaign": campaign, "brand": brand, "class": kind, "topic": topic, "by": by}
    values |= {"texts": json.dumps(dict(texts), ensure_ascii=False), "now": stamp(now), "expires": stamp(expires_at)}
    return int(session.run(ADD, **values).fetchone()[0])


def broadcast(session: Session, id: int) -> Broadcast | None:
    """The broadcast with this id."""
    row = session.run(BY_ID, id=id).fetchone()
    return _broadcast(row) if row else None


def newest(session: Session, most: int) -> list[Broadcast]:
    """The newest broadcasts, the last one first."""
    return [_broadcast(row) for row in session.run(NEWEST, most=most).fetchall()]


def stop(session: Session, id: int, now: datetime, *, by: str | None = None) -> bool:
    """Whether the broadcast was still under way; what of it waits is no longer to be sent."""
    return bool(session.run(STOP, id=id, now=stamp(now), by=by).rowcount)


def is_unfilled(session: Session, now: datetime) -> bool:
    """Whether a broadcast still has texts to queue; a look that no writer waits for."""
    return session.run(IS_UNFILLED, now=stamp(now)).fetchone() is not None


def all_unfilled(session: Session, now: datetime) -> list[Broadcast]:
    """All broadcasts that still have texts to queue, the oldest first."""
    return [_broadcast(row) for row in session.run(ALL_UNFILLED, now=stamp(now)).fetchall()]


def unfilled(session: Session, now: datetime) -> Broadcast | None:
    """The oldest broadcast that still has texts to queue, in this transaction's hand alone."""
    row = session.run(UNFILLED, now=stamp(now)).fetchone()
    return _broadcast(row) if row else None


def fill(
    session: Session, of: Broadcast, *, reached: int, left_out: Mapping[str, int], filled_at: datetime | None
) -> None:
    """Notes how far the queueing got; `filled_at` once nobody is left."""
    filled = stamp(filled_at) if filled_at else None
    session.run(FILL, id=of.id, reached=reached, left_out=json.dumps(dict(left_out)), filled=filled)


def audience(session: Session, brand: str, *, after: int, most: int) -> list[Addressee]:
    """The next numbers, by id, that ever had to do with the brand's marketing; those no key opens are left out.

    An empty list means that there are no more.
    """
    while rows := session.run(AUDIENCE, brand=brand, after=after, most=most).fetchall():
        opened = [(row, session.vault.opened(bytes(row[1]))) for row in rows]
        found = [Addressee(row[0], E164(number), row[2], row[3]) for row, number in opened if number]
        if found:
            return found
        after = rows[-1][0]
    return []


def progress(session: Session, id: int) -> list[tuple[str, str | None, int]]:
    """(state, reason, how many) of the broadcast's texts."""
    return [(row[0], row[1], int(row[2])) for row in session.run(PROGRESS, id=id).fetchall()]


def last_at(session: Session, id: int) -> datetime | None:
    """When the last of its texts left, or was given up; what was reported of them later does not count."""
    return moment_or_none(session.run(LAST_AT, id=id).fetchone()[0])


def waiting(session: Session, id: int, now: datetime) -> Waiting:
    """What of it waits now."""
    due, whole, next, last = session.run(WAITING, id=id, now=stamp(now)).fetchone()
    return Waiting(int(due or 0), int(whole) - int(due or 0), moment_or_none(next), moment_or_none(last))


def _broadcast(row: Any) -> Broadcast:
    id, campaign, brand, kind, topic, texts, made_at, by, expires_at, stopped_at, reached, *last = row
    filled_at, left_out, stopped_by = last
    return Broadcast(
        id=id,
        campaign=campaign,
        brand=brand,
        kind=kind,
        topic=topic,
        texts=json.loads(texts),
        made_at=moment(made_at),
        made_by=by,
        expires_at=moment(expires_at),
        stopped_at=moment_or_none(stopped_at),
        reached=reached,
        filled_at=moment_or_none(filled_at),
        left_out=json.loads(left_out),
        stopped_by=stopped_by,
    )
