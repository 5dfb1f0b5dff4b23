"""The database's clock, to hold ours against."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from app.store import Session, Sql

CLOCK = Sql("SELECT CURRENT_TIMESTAMP")


def ahead(session: Session, now: datetime) -> timedelta:
    """How far our clock is ahead of the database's, to a second."""
    told = session.run(CLOCK).fetchone()[0]
    theirs = told if isinstance(told, datetime) else datetime.fromisoformat(told).replace(tzinfo=UTC)
    return now - theirs
