"""What a subscriber chose about a brand's texts: how often, about what, and from when again."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.rules.preference import Preference
from app.store import Key, Moment, Session, Sql, listed, metadata, moment_or_none, stamp

preferences = sa.Table(
    "preferences",
    metadata,
    sa.Column("subscriber_id", Key, sa.ForeignKey("subscribers.id"), primary_key=True),
    sa.Column("brand", sa.Text, primary_key=True),
    sa.Column("monthly", sa.Integer, comment="texts a month at most; null: as the programme says"),
    sa.Column("topics_off", sa.Text, nullable=False, comment="JSON: topics not wanted"),
    sa.Column("channels_off", sa.Text, nullable=False, comment="JSON: channels not wanted"),
    sa.Column("paused_until", Moment),
    sa.Column("changed_at", Moment, nullable=False),
)

CHOOSE = Sql("""
    INSERT INTO preferences (subscriber_id, brand, monthly, topics_off, channels_off, paused_until, changed_at)
    VALUES (:subscriber, :brand, :monthly, :topics, :channels, :paused, :now)
    ON CONFLICT (subscriber_id, brand) DO UPDATE
    SET monthly = excluded.monthly, topics_off = excluded.topics_off, channels_off = excluded.channels_off,
        paused_until = excluded.paused_until, changed_at = excluded.changed_at""")
_CHOSEN = "SELECT subscriber_id, brand, monthly, topics_off, channels_off, paused_until FROM preferences"
OF_MANY = Sql(f"{_CHOSEN} WHERE subscriber_id {{in :subscribers}}")
OF_ONE = Sql(f"{_CHOSEN} WHERE subscriber_id = :subscriber")
FORGET = Sql("DELETE FROM preferences WHERE subscriber_id = :subscriber")


def choose(session: Session, subscriber: int, brand: str, chosen: Preference, now: datetime) -> None:
    """Keeps what was chosen, in place of what was chosen before."""
    session.run(
        CHOOSE,
        subscriber=subscriber,
        brand=brand,
        monthly=chosen.monthly,
        topics=json.dumps(sorted(chosen.topics_off), ensure_ascii=False),
        channels=json.dumps(sorted(chosen.channels_off)),
        paused=stamp(chosen.paused_until) if chosen.paused_until else None,
        now=stamp(now),
    )


def chosen_by(session: Session, subscriber: int) -> dict[str, Preference]:
    """What this number chose, by brand; a brand it never chose about is not there."""
    return {row[1]: _preference(row) for row in session.run(OF_ONE, subscriber=subscriber).fetchall()}


def chosen_among(session: Session, subscribers: Collection[int]) -> dict[tuple[int, str], Preference]:
    """The same for many numbers at once, by (subscriber, brand)."""
    if not subscribers:
        return {}
    rows = session.run(OF_MANY, subscribers=listed(subscribers)).fetchall()
    return {(row[0], row[1]): _preference(row) for row in rows}


def forget(session: Session, subscriber: int) -> int:
    """How many choices were forgotten along with their owner."""
    return int(session.run(FORGET, subscriber=subscriber).rowcount)


def _preference(row: Any) -> Preference:
    return Preference(row[2], frozenset(json.loads(row[3])), frozenset(json.loads(row[4])), moment_or_none(row[5]))
