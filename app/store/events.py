"""Events: what happened, written in the transaction of its cause, with a delivery for each webhook that wants its kind.

Each is written once and kept for a while, so that it can be told again under the same id; deliveries.py
knows how far it has come.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from app.rules.event import Event
from app.store import Moment, Session, Sql, metadata, stamp, webhooks
from app.store.deliveries import Leased

events = sa.Table(
    "events",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("body_sealed", sa.LargeBinary, nullable=False),
    sa.Column("at", Moment, nullable=False, index=True),
)

ADD = Sql("""
    INSERT INTO events (id, kind, body_sealed, at)
    SELECT CAST(:id AS TEXT), CAST(:kind AS TEXT), CAST(:body AS {blob}), CAST(:at AS BIGINT)
    WHERE EXISTS (SELECT 1 FROM webhooks WHERE ended_at IS NULL AND kinds LIKE :like)""")
DELIVER = Sql("""
    INSERT INTO deliveries (webhook_id, event_id, state, attempt, tries, due_at)
    SELECT id, CAST(:event AS TEXT), 'queued', 0, 0, CAST(:now AS BIGINT) FROM webhooks
    WHERE ended_at IS NULL AND kinds LIKE :like ORDER BY id""")
ADD_TEST = Sql("INSERT INTO events (id, kind, body_sealed, at) VALUES (:id, :kind, :body, :at)")
LEASE_TEST = Sql("""
    INSERT INTO deliveries (webhook_id, event_id, state, attempt, tries, due_at)
    VALUES (:webhook, :event, 'sending', 1, 1, :until)""")
OLD = Sql("SELECT id FROM events WHERE at <= :before ORDER BY at LIMIT :most")
FORGET_DELIVERIES = Sql("DELETE FROM deliveries WHERE event_id = :id")
FORGET = Sql("DELETE FROM events WHERE id = :id")


def add_event(session: Session, event: Event) -> None:
    """Writes the event for all webhooks that want its kind; nothing where there is none by now."""
    like, at = f'%"{event.kind.value}"%', stamp(event.at)
    body = session.vault.seal(event.body)
    if session.run(ADD, id=event.id, kind=event.kind.value, body=body, at=at, like=like).rowcount:
        session.run(DELIVER, event=event.id, now=at, like=like)


def lease_test(session: Session, id: int, event: Event, until: datetime) -> Leased | None:
    """A delivery of an event made for this webhook alone, in the caller's hand; None if there is no such webhook."""
    found, secrets = webhooks.webhook(session, id), webhooks.secrets_of(session, id)
    if found is None:
        return None
    body = session.vault.seal(event.body)
    session.run(ADD_TEST, id=event.id, kind=event.kind.value, body=body, at=stamp(event.at))
    session.run(LEASE_TEST, webhook=id, event=event.id, until=stamp(until))
    return Leased(id, event.id, 1, 1, found.url, secrets, event.body)


def forget_events(session: Session, before: datetime, most: int) -> int:
    """How many events were too old to be kept; what was left of their deliveries goes with them."""
    old = [{"id": row[0]} for row in session.run(OLD, before=stamp(before), most=most).fetchall()]
    if old:
        webhooks.hold_all(session)
        session.run_many(FORGET_DELIVERIES, old)
        session.run_many(FORGET, old)
    return len(old)
