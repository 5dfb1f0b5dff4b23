"""Ends what is due and is not to leave any more: texts to those who said stop, and texts that are too late.

A lease takes neither, so this is for tidiness and may take its time: a share of all that is due is looked at each time,
from where the last look ended, and nobody waits for a walk over a hundred thousand rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.rules.decision import Reason
from app.rules.message import Kind
from app.store import Session, Sql, stamp
from app.store.suppressions import AGAINST_DUE

AT_ONCE = 2_000


@dataclass(frozen=True)
class Place:
    """Where a look ended, in the order in which texts leave: class by class, and when they were due."""

    priority: int = 0
    due: int = -1
    id: int = 0


START = Place()
_AFTER = """state = 'queued' AND priority = :priority AND due_at <= :now AND (due_at, id) > (:due, :id)"""
LAST = Sql(f"""
    WITH share AS (SELECT due_at, id FROM messages WHERE {_AFTER} ORDER BY due_at, id LIMIT :most)
    SELECT due_at, id, (SELECT COUNT(*) FROM share) FROM share ORDER BY due_at DESC, id DESC LIMIT 1""")
# These may be many people's: whoever ends them waits for nobody, and comes back in a while.
_SHARE = f"""
    WITH picked AS MATERIALIZED (
        SELECT id FROM messages AS due
        WHERE {_AFTER} AND (due_at, id) <= (:last_due, :last_id) AND {{}} {{skip_locked}})
    SELECT id FROM picked"""
_STOPPED = f"class <> 'reply' AND EXISTS ({AGAINST_DUE.format(due='due')})"
SUPPRESS = Sql(f"""
    UPDATE messages SET state = 'suppressed', reason = '{Reason.SUPPRESSED}', changed_at = :now
    WHERE id IN ({_SHARE.replace("{}", _STOPPED)})""")
EXPIRE = Sql(f"""
    UPDATE messages SET state = 'expired', reason = '{Reason.TOO_LATE}', changed_at = :now
    WHERE id IN ({_SHARE.replace("{}", "expires_at <= :now")})""")


def sweep(session: Session, now: datetime, after: Place = START, most: int = AT_ONCE) -> Place:
    """Ends what of the next share is not to leave; gives where to go on, which is the start once all was looked at."""
    place = after
    while place.priority < len(Kind):
        where = {"priority": place.priority, "due": place.due, "id": place.id, "now": stamp(now)}
        row = session.run(LAST, most=most, **where).fetchone()
        if row:
            last_due, last_id, count = row
            session.run(SUPPRESS, last_due=last_due, last_id=last_id, **where)
            session.run(EXPIRE, last_due=last_due, last_id=last_id, **where)
            most -= count
            if not most:
                return Place(place.priority, last_due, last_id)
        place = Place(place.priority + 1)
    return START
