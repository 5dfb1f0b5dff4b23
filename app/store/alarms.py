"""What staff should look at: each kind once for each subject, until somebody has seen it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.rules.alarm import Cause, Kind
from app.store import Key, Moment, Session, Sql, metadata, moment, moment_or_none, stamp

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

PER_PAGE = 50


@dataclass(frozen=True)
class Alarm:
    """An alarm as it was raised, and who has seen it."""

    id: int
    cause: Cause
    at: datetime
    seen_at: datetime | None
    seen_by: str | None


RAISE = Sql("""
    INSERT INTO alarms (kind, subject, facts, at)
    SELECT CAST(:kind AS TEXT), CAST(:subject AS TEXT), CAST(:facts AS TEXT), CAST(:now AS BIGINT)
    WHERE NOT EXISTS (SELECT 1 FROM alarms WHERE kind = :kind AND subject = :subject AND at > :since)
    ON CONFLICT DO NOTHING""")
_ALARM = "SELECT id, kind, subject, facts, at, seen_at, seen_by FROM alarms"
OPEN = Sql(f"{_ALARM} WHERE seen_at IS NULL ORDER BY at DESC, id DESC")
SEEN = Sql(f"{_ALARM} WHERE seen_at IS NOT NULL ORDER BY at DESC, id DESC LIMIT :most OFFSET :skipped")
SEE = Sql("UPDATE alarms SET seen_at = :now, seen_by = :by WHERE id = :id AND seen_at IS NULL")
BY_KIND = Sql("SELECT kind, COUNT(*) FROM alarms WHERE seen_at IS NULL GROUP BY kind")
FORGET = Sql("DELETE FROM alarms WHERE seen_at < :before")


def add_alarm(session: Session, cause: Cause, now: datetime) -> bool:
    """Whether this is news: not while the same waits to be seen, nor so soon after it was told before."""
    values = {"kind": cause.kind.value, "subject": cause.subject, "facts": json.dumps(cause.facts, ensure_ascii=False)}
    return bool(session.run(RAISE, now=stamp(now), since=stamp(now - cause.quiet), **values).rowcount)


def open_alarms(session: Session) -> list[Alarm]:
    """What nobody has seen yet, newest first."""
    return [_alarm(row) for row in session.run(OPEN).fetchall()]


def seen_alarms(session: Session, *, page: int, most: int = PER_PAGE) -> list[Alarm]:
    """What was seen, newest first; one more than `most` says that there is a further page."""
    rows = session.run(SEEN, most=most + 1, skipped=(page - 1) * most).fetchall()
    return [_alarm(row) for row in rows]


def see(session: Session, id: int, by: str, now: datetime) -> bool:
    """Whether this one was not seen before."""
    return bool(session.run(SEE, id=id, by=by, now=stamp(now)).rowcount)


def count_open(session: Session) -> dict[str, int]:
    """How many wait to be seen, by kind."""
    return dict(session.run(BY_KIND).fetchall())


def forget(session: Session, before: datetime) -> int:
    """How many were seen before then, and are gone."""
    return int(session.run(FORGET, before=stamp(before)).rowcount)


def _alarm(row: tuple) -> Alarm:  # type: ignore[type-arg]
    cause = Cause(Kind(row[1]), row[2], json.loads(row[3]))
    return Alarm(row[0], cause, moment(row[4]), moment_or_none(row[5]), row[6])
