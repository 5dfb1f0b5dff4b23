"""Messages as staff look through them: the newest first, some at a time, and one with its words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.rules.message import Kind, State
from app.store import Session, Sql, moment


@dataclass(frozen=True)
class Wanted:
    """Which messages are looked for; None or no reason is any. `before` is the id that the page before ended with."""

    campaign: str | None = None
    kind: Kind | None = None
    state: State | None = None
    reasons: Sequence[str] = ()
    broadcast: int | None = None
    subscriber: int | None = None
    before: int | None = None


@dataclass(frozen=True)
class Listed:
    """One message and whose it is; the number is None once nobody can open it, `due_at` is when it may leave."""

    id: int
    subscriber: int
    number: str | None
    country: str
    campaign: str
    brand: str
    kind: Kind
    sender: str
    parts: int
    state: State
    reason: str | None
    topic: str | None
    broadcast: int | None
    queued_at: datetime
    due_at: datetime
    expires_at: datetime


_LISTED = """
    SELECT messages.id, subscriber_id, number_sealed, country, campaign, brand, class, sender, parts, state, reason,
           topic, broadcast_id, queued_at, due_at, expires_at
    FROM messages JOIN subscribers ON subscribers.id = messages.subscriber_id"""
CONDITIONS = {
    "campaign": "campaign = :campaign",
    "kind": "class = :kind",
    "state": "state = :state",
    "broadcast": "broadcast_id = :broadcast",
    "subscriber": "subscriber_id = :subscriber",
    "before": "messages.id < :before",
}
ONE = Sql(f"{_LISTED} WHERE messages.id = :id")
TEXT = Sql("SELECT text_sealed FROM messages WHERE id = :id")


def listed(session: Session, wanted: Wanted, most: int) -> list[Listed]:
    """The newest of the wanted messages, at most so many."""
    values = {name: value for name in CONDITIONS if (value := getattr(wanted, name)) is not None}
    reasons = {f"reason_{nth}": reason for nth, reason in enumerate(wanted.reasons)}
    among = [f"reason IN ({', '.join(f':{name}' for name in reasons)})"] if reasons else []
    where = " AND ".join([*(CONDITIONS[name] for name in values), *among])
    query = Sql(f"{_LISTED} {f'WHERE {where}' if where else ''} ORDER BY messages.id DESC LIMIT :most")
    return [_listed(session, row) for row in session.run(query, most=most, **values, **reasons).fetchall()]


def listed_one(session: Session, id: int) -> Listed | None:
    """The message with this id."""
    row = session.run(ONE, id=id).fetchone()
    return _listed(session, row) if row else None


def words_of(session: Session, id: int) -> str | None:
    """What a message says; None where nobody can open it any more."""
    row = session.run(TEXT, id=id).fetchone()
    return session.vault.opened(bytes(row[0])) if row else None


def _listed(session: Session, row: Any) -> Listed:
    id, subscriber, number, country, campaign, brand, kind, sender, parts, state, reason, topic, broadcast, *times = row
    queued_at, due_at, expires_at = map(moment, times)
    return Listed(
        id=id,
        subscriber=subscriber,
        number=session.vault.opened(bytes(number)),
        country=country,
        campaign=campaign,
        brand=brand,
        kind=Kind(kind),
        sender=sender,
        parts=parts,
        state=State(state),
        reason=reason,
        topic=topic,
        broadcast=broadcast,
        queued_at=queued_at,
        due_at=due_at,
        expires_at=expires_at,
    )
