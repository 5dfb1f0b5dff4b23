"""The database's clock, to hold ours against, and what is mended where ours was wrong."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from app.rules.message import State
from app.store import MICROSECOND, Session, Sql, listed, stamp
from app.store.sweeps import AT_ONCE, START, Place, next_queued

CLOCK = Sql("SELECT CURRENT_TIMESTAMP")
# What a clock wrote that was ahead: short waits and leases end as long from now as they were to last, and questions as
# soon as any is asked. What waits for an hour of the day, or for its broadcast, waits for that.
_AHEAD = "(changed_at > :now OR ask_at > :latest)"
_NEAR = f"""
    UPDATE messages
    SET due_at = CASE WHEN changed_at > :now AND due_at - changed_at <= :short THEN due_at - changed_at + :now
                      ELSE due_at END,
        leased_until = CASE WHEN changed_at > :now THEN leased_until - changed_at + :now ELSE leased_until END,
        ask_at = CASE WHEN changed_at > :now THEN ask_at - changed_at + :now WHEN ask_at > :latest THEN :latest
                      ELSE ask_at END,
        changed_at = CASE WHEN changed_at > :now THEN :now ELSE changed_at END
    WHERE id IN (
        WITH picked AS MATERIALIZED (SELECT id FROM messages WHERE {{}} AND {_AHEAD} {{{{skip_locked}}}})
        SELECT id FROM picked)"""
UNDER_WAY = [Sql(_NEAR.format(f"state = '{state}'")) for state in (State.SENDING, State.UNKNOWN)]
WAITING = Sql(_NEAR.format(f"id {{in :ids}} AND state = '{State.QUEUED}'"))
EVER = datetime(9999, 1, 1, tzinfo=UTC)  # no text is due later


def ahead(session: Session, now: datetime) -> timedelta:
    """How far our clock is ahead of the database's, to a second."""
    told = session.run(CLOCK).fetchone()[0]
    theirs = told if isinstance(told, datetime) else datetime.fromisoformat(told).replace(tzinfo=UTC)
    return now - theirs


def bring_near(
    session: Session, *, short: timedelta, latest: datetime, now: datetime, after: Place = START, most: int = AT_ONCE
) -> Place:
    """Texts no longer wait for a clock that was ahead, and has been put back, to be that late again.

    `short` is the longest wait that is counted from when it begins, `latest` when any question is asked by. Of those
    that wait to leave, which may be a million, the next share is looked at, from where the last look ended; gives where
    to go on, which is the start once all were.
    """
    times = {"short": short // MICROSECOND, "latest": stamp(latest), "now": stamp(now)}
    if after == START:
        for statement in UNDER_WAY:
            session.run(statement, **times)
    ids, place = next_queued(session, EVER, after, most)
    if ids:
        session.run(WAITING, ids=listed(ids), **times)
    return place
