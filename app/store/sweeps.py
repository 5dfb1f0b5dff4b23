"""Ends what is due and is not to leave any more: texts to those who said stop, and texts that are too late.

What waited to be handed once more to a gateway that may have it already did not expire for certain: it is unknown from
then on, and that gateway is asked.

A lease takes neither, so this is for tidiness and may take its time: a share of all that is due is looked at each time,
from where the last look ended, and nobody waits for a walk over a hundred thousand rows.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from app.rules.decision import Reason
from app.rules.failure import Failure
from app.rules.message import Kind, State
from app.store import Session, Sql, listed, stamp
from app.store.suppressions import AGAINST_DUE

AT_ONCE = 1_000


@dataclass(frozen=True)
class Place:
    """Where a look ended, in the order in which texts leave: class by class, and when they were due."""

    priority: int = 0
    due: int = -1
    id: int = 0


START = Place()
_DUE = "SELECT due_at, id FROM messages WHERE state = 'queued' AND priority = :priority AND"
# Many are due at the same moment, in the morning: apart, each of the two begins where the index leads to at once.
SAME = Sql(f"{_DUE} due_at = :due AND id > :id ORDER BY id LIMIT :most")
LATER = Sql(f"{_DUE} due_at > :due AND due_at <= :now ORDER BY due_at, id LIMIT :most")
# These may be many people's: whoever ends them waits for nobody, and comes back in a while. The people are held along
# with their texts: somebody may just ask for the same coupon once more.
_ENDED = """
    UPDATE messages SET {changes}, changed_at = :now
    WHERE id IN (
        WITH picked AS MATERIALIZED (
            SELECT due.id FROM messages AS due CROSS JOIN subscribers
            WHERE subscribers.id = due.subscriber_id AND due.id {{in :ids}} AND state = 'queued' AND {where}
            {{skip_locked}})
        SELECT id FROM picked)
    RETURNING id, attempt = 0 AND visit_id IS NOT NULL AND class IN ('proof', 'service')"""
_STOPPED = f"class <> 'reply' AND EXISTS ({AGAINST_DUE.format(due='due')})"
# What the shield held until it was too late says so to the end.
_EXPIRED = f"""
        state = CASE WHEN gateway IS NULL THEN '{State.EXPIRED}' ELSE '{State.UNKNOWN}' END,
        reason = CASE WHEN gateway IS NOT NULL THEN '{Failure.LOST}'
                      WHEN reason IN ('{Reason.CEILING}', '{Reason.RANGE_CLOSED}') THEN reason
                      ELSE '{Reason.TOO_LATE}' END,
        asked = 0, ask_at = CASE WHEN gateway IS NULL THEN NULL ELSE :now END"""
_SUPPRESSED = f"state = '{State.SUPPRESSED}', reason = '{Reason.SUPPRESSED}'"
SUPPRESS = Sql(_ENDED.format(changes=_SUPPRESSED, where=_STOPPED))
EXPIRE = Sql(_ENDED.format(changes=_EXPIRED, where="expires_at <= :now"))


def sweep(session: Session, now: datetime, after: Place = START, most: int = AT_ONCE) -> tuple[Place, Collection[int]]:
    """Ends what of the next share is not to leave: (where to go on, those that a page caused and nobody ever tried).

    It goes on from the start once all was looked at. With such a text a coupon may be left that nobody has seen.
    """
    ids, place = next_queued(session, now, after, most)
    untried: list[int] = []
    for ended in (SUPPRESS, EXPIRE) if ids else ():
        untried += [row[0] for row in session.run(ended, ids=listed(ids), now=stamp(now)).fetchall() if row[1]]
    return place, untried


def next_queued(session: Session, until: datetime, after: Place, most: int) -> tuple[list[int], Place]:
    """(the next texts that are due by then, at most so many; where to go on, which is the start once none is left)."""
    place = after
    ids: list[int] = []
    while place.priority < len(Kind):
        share = _share(session, place, until, most - len(ids))
        ids += [id for _, id in share]
        if len(ids) == most:
            return ids, Place(place.priority, *share[-1])
        place = Place(place.priority + 1)
    return ids, START


def _share(session: Session, place: Place, now: datetime, most: int) -> list[tuple[int, int]]:
    """(due, id) of the next texts of a class, at most so many."""
    where = {"priority": place.priority, "due": place.due}
    same = session.run(SAME, id=place.id, most=most, **where).fetchall() if place.id else []
    later = session.run(LATER, now=stamp(now), most=most - len(same), **where).fetchall()
    return [(int(row[0]), int(row[1])) for row in (*same, *later)]
