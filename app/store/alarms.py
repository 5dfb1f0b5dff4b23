"""What staff should look at: each kind once for each subject, until somebody has seen it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa

from app.store import Key, Moment, Session, Sql, metadata, stamp

alarms = sa.Table(
    "alarms",
    metadata,
    sa.Column("id", Key, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False, comment="what it is about: a till, a campaign"),
    sa.Column("facts", sa.Text, nullable=False, comment="JSON; names nobody"),
    sa.Column("at", Moment, nullable=False),
    sa.Column("seen_at", Moment),
    sa.Column("seen_by", sa.Text),
    sa.Index(
        "ix_alarms_open",
        "kind",
        "subject",
        unique=True,
        sqlite_where=sa.text("seen_at IS NULL"),
        postgresql_where=sa.text("seen_at IS NULL"),
    ),
)

ADD = Sql("""
    INSERT INTO alarms (kind, subject, facts, at) VALUES (:kind, :subject, :facts, :now)
    ON CONFLICT (kind, subject) WHERE seen_at IS NULL DO NOTHING""")


def add(session: Session, kind: str, subject: str, facts: Mapping[str, object], now: datetime) -> bool:
    """Whether staff hear something new: there is one alarm of a kind and a subject until somebody has seen it."""
    values = {"kind": kind, "subject": subject, "facts": json.dumps(facts, ensure_ascii=False), "now": stamp(now)}
    return bool(session.run(ADD, **values).rowcount)
