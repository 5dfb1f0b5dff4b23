"""How the queue is doing at this moment: few rows, by indexes, for a page and a monitor that ask every few seconds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.rules.message import Kind
from app.store import Session, Sql, moment_or_none, stamp


@dataclass(frozen=True)
class Queue:
    """What waits: how much is due and how much for later by class, when the oldest became due, when the next will be;
    how many texts are in a worker's hand, and of how many nobody knows whether they left.
    """

    due: Mapping[Kind, int]
    later: Mapping[Kind, int]
    oldest: datetime | None
    next: datetime | None
    leased: int
    unknown: int


# By priority, which is the order of the classes, so that ends and counts are read off the index of what waits.
_OF = "FROM messages WHERE state = 'queued' AND priority = places.priority AND due_at"
WAITING = Sql(f"""
    WITH places (priority) AS (VALUES {", ".join(f"({place})" for place in range(len(Kind)))})
    SELECT priority, (SELECT COUNT(*) {_OF} <= :now), (SELECT COUNT(*) {_OF} > :now),
           (SELECT MIN(due_at) {_OF} <= :now), (SELECT MIN(due_at) {_OF} > :now)
    FROM places""")
LEASED = Sql("SELECT COUNT(*) FROM messages WHERE state = 'sending'")
UNKNOWN = Sql("SELECT COUNT(*) FROM messages WHERE state = 'unknown'")


def queue(session: Session, now: datetime) -> Queue:
    """What waits now."""
    kinds, due, later = list(Kind), dict[Kind, int](), dict[Kind, int]()
    oldest, next = list[datetime](), list[datetime]()
    for place, at_once, then_on, first, then in session.run(WAITING, now=stamp(now)).fetchall():
        due[kinds[place]], later[kinds[place]] = int(at_once), int(then_on)
        oldest += filter(None, [moment_or_none(first)])
        next += filter(None, [moment_or_none(then)])
    leased, unknown = (int(session.run(query).fetchone()[0]) for query in (LEASED, UNKNOWN))
    return Queue(due, later, min(oldest, default=None), min(next, default=None), leased, unknown)
