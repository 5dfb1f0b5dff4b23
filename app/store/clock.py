"""The database's clock, to hold ours against, and what is mended where ours was wrong."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from app.rules.message import State
from app.store import MICROSECOND, Session, Sql, stamp

CLOCK = Sql("SELECT CURRENT_TIMESTAMP")
# What a clock wrote that was ahead: short waits and leases end as long from now as they were to last, and questions as
# soon as any is asked. What waits for an hour of the day, or for its broadcast, waits for that.
_AHEAD = "(changed_at > :now OR ask_at > :latest)"
BRING_NEAR = [
    Sql(f"""
    UPDATE messages
    SET due_at = CASE WHEN changed_at > :now AND due_at - changed_at <= :short THEN due_at - changed_at + :now
                      ELSE due_at END,
        leased_until = CASE WHEN changed_at > :now THEN leased_until - changed_at + :now ELSE leased_until END,
        ask_at = CASE WHEN changed_at > :now THEN ask_at - changed_at + :now WHEN ask_at > :latest THEN :latest
                      ELSE ask_at END,
        changed_at = CASE WHEN changed_at > :now THEN :now ELSE changed_at END
    WHERE id IN (
        WITH picked AS MATERIALIZED (
            SELECT id FROM messages WHERE state = '{state}' AND {_AHEAD} {{skip_locked}}) SELECT id FROM picked)""")
    for state in (State.QUEUED, State.SENDING, State.UNKNOWN)
]


def ahead(session: Session, now: datetime) -> timedelta:
    """How far our clock is ahead of the database's, to a second."""
    told = session.run(CLOCK).fetchone()[0]
    theirs = told if isinstance(told, datetime) else datetime.fromisoformat(told).replace(tzinfo=UTC)
    return now - theirs


def bring_near(session: Session, *, short: timedelta, latest: datetime, now: datetime) -> int:
    """How many texts no longer wait for a clock that was ahead, and has been put back, to be that late again.

    `short` is the longest wait that is counted from when it begins, `latest` when any question is asked by.
    """
    times = {"short": short // MICROSECOND, "latest": stamp(latest), "now": stamp(now)}
    return sum(int(session.run(each, **times).rowcount) for each in BRING_NEAR)
