"""Broadcasts: one message to many numbers, its wording by language, and how far it got."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

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
)


@dataclass(frozen=True)
class Broadcast:
    """One message to many; `kind` is the class of its texts."""

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


ADD = Sql("""
    INSERT INTO broadcasts (campaign, brand, class, topic, texts, made_at, made_by, expires_at)
    VALUES (:campaign, :brand, :class, :topic, :texts, :now, :by, :expires) RETURNING id""")
_BROADCAST = "SELECT id, campaign, brand, class, topic, texts, made_at, made_by, expires_at, stopped_at FROM broadcasts"
BY_ID = Sql(f"{_BROADCAST} WHERE id = :id")
NEWEST = Sql(f"{_BROADCAST} ORDER BY id DESC LIMIT :most")
STOP = Sql("UPDATE broadcasts SET stopped_at = :now WHERE id = :id AND stopped_at IS NULL")
PROGRESS = Sql("SELECT state, reason, COUNT(*) FROM messages WHERE broadcast_id = :id GROUP BY state, reason")


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


def stop(session: Session, id: int, now: datetime) -> bool:
    """Whether the broadcast was still under way; what of it waits is no longer to be sent."""
    return bool(session.run(STOP, id=id, now=stamp(now)).rowcount)


def progress(session: Session, id: int) -> list[tuple[str, str | None, int]]:
    """(state, reason, how many) of the broadcast's texts."""
    return [(row[0], row[1], int(row[2])) for row in session.run(PROGRESS, id=id).fetchall()]


def _broadcast(row: Any) -> Broadcast:
    id, campaign, brand, kind, topic, texts, made_at, by, expires_at, stopped_at = row
    until, stopped = moment(expires_at), moment_or_none(stopped_at)
    return Broadcast(id, campaign, brand, kind, topic, json.loads(texts), moment(made_at), by, until, stopped)
