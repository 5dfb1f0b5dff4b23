"""Who is told when something happens: their addresses, the events, and what became of each on its way there."""

from __future__ import annotations

import sqlalchemy as sa

from app.store import Key, Moment, metadata

webhooks = sa.Table(
    "webhooks",
    metadata,
    sa.Column("id", Key, primary_key=True),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("secret_sealed", sa.LargeBinary, nullable=False),
    sa.Column("kinds", sa.Text, nullable=False, comment="JSON: the kinds of events it gets"),
    sa.Column("added_at", Moment, nullable=False),
    sa.Column("ended_at", Moment),
    sa.Column("failing_since", Moment),
)

events = sa.Table(
    "events",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("body_sealed", sa.LargeBinary, nullable=False),
    sa.Column("at", Moment, nullable=False, index=True),
)

deliveries = sa.Table(
    "deliveries",
    metadata,
    sa.Column("webhook_id", Key, sa.ForeignKey("webhooks.id"), primary_key=True),
    sa.Column("event_id", sa.Text, sa.ForeignKey("events.id"), primary_key=True, index=True),
    sa.Column("state", sa.Text, nullable=False, comment="queued, sending, delivered or failed"),
    sa.Column("attempt", sa.Integer, nullable=False),
    sa.Column("due_at", Moment, nullable=False),
    sa.Column("status", sa.Integer, comment="the last answer's"),
    sa.Column("reason", sa.Text),
    sa.Index(
        "ix_deliveries_due",
        "due_at",
        sqlite_where=sa.text("state IN ('queued', 'sending')"),
        postgresql_where=sa.text("state IN ('queued', 'sending')"),
    ),
)
