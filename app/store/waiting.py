"""Who waits for a coupon of a campaign that has none left, first come, first called."""

from __future__ import annotations

import sqlalchemy as sa

from app.store import Key, Moment, metadata

waiting = sa.Table(
    "waiting",
    metadata,
    sa.Column("id", Key, primary_key=True),
    sa.Column("campaign", sa.Text, nullable=False),
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
