"""Deliveries: each event on its way to each webhook that wants it, and what became of it there.

A worker takes a lease on a delivery: it counts the attempt, whose number fences off whoever comes late, and a lease
that ran out is taken like any delivery that is due. So each event arrives at least once, under the same id.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.rules.webhook import Outcome, Secret
from app.store import Key, Moment, Session, Sql, metadata, moment, moment_or_none, stamp, webhooks

deliveries = sa.Table(
    "deliveries",
    metadata,
    sa.Column("webhook_id", Key, sa.ForeignKey("webhooks.id"), primary_key=True),
    sa.Column("event_id", sa.Text, sa.ForeignKey("events.id"), primary_key=True, index=True),
    sa.Column("state", sa.Text, nullable=False, comment="queued, sending, delivered or failed"),
    sa.Column("attempt", sa.Integer, nullable=False, comment="of all; fences off who comes late"),
    sa.Column("tries", sa.Integer, nullable=False, comment="since it was queued"),
    sa.Column("due_at", Moment, nullable=False, comment="of one that is sending: the end of its lease"),
    sa.Column("tried_at", Moment),
    sa.Column("status", sa.Integer, comment="the last answer's"),
    sa.Column("reason", sa.Text, comment="why there was no answer"),
    sa.Index(
        "ix_deliveries_due",
        "webhook_id",
        "due_at",
        sqlite_where=sa.text("state IN ('queued', 'sending')"),
        postgresql_where=sa.text("state IN ('queued', 'sending')"),
    ),
)


@dataclass(frozen=True)
class Leased:
    """One delivery in a worker's hand, for one attempt."""

    webhook: int
    event: str
    attempt: int
    tries: int
    url: str
    secrets: tuple[Secret, ...]
    body: str


@dataclass(frozen=True)
class Ended:
    """How one attempt ended: with an answer's status, or the reason why there was none."""

    webhook: int
    event: str
    attempt: int
    outcome: Outcome
    status: int | None
    reason: str | None
    due_at: datetime | None  # when the next may start
    at: datetime


@dataclass(frozen=True)
class Delivery:
    """What became of an event on its way to a webhook, as staff see it."""

    webhook: int
    event: str
    kind: str
    happened_at: datetime
    state: str
    tries: int
    due_at: datetime
    tried_at: datetime | None
    status: int | None
    reason: str | None


_OPEN = "state IN ('queued', 'sending')"
DUE = Sql(f"""
    SELECT id, url, secrets_sealed, failing_since FROM webhooks
    WHERE ended_at IS NULL AND paused_at IS NULL
      AND EXISTS (SELECT 1 FROM deliveries WHERE webhook_id = webhooks.id AND {_OPEN} AND due_at <= :now)
    ORDER BY id""")
LEASE = Sql(f"""
    WITH picked AS MATERIALIZED (
        SELECT event_id FROM deliveries
        WHERE webhook_id = :webhook AND {_OPEN} AND due_at <= :now
        ORDER BY due_at, event_id LIMIT :most {{skip_locked}})
    UPDATE deliveries SET state = 'sending', attempt = attempt + 1, tries = tries + 1, due_at = :until
    WHERE webhook_id = :webhook AND event_id IN (SELECT event_id FROM picked)
    RETURNING event_id, attempt, tries""")
BODY = Sql("SELECT body_sealed FROM events WHERE id = :id")
SETTLE = Sql("""
    UPDATE deliveries SET state = :state, due_at = COALESCE(CAST(:due AS BIGINT), due_at), tried_at = :now,
                          status = :status, reason = :reason
    WHERE webhook_id = :webhook AND event_id = :event AND attempt = :attempt AND state = 'sending'""")
RELEASE = Sql("""
    UPDATE deliveries SET state = 'queued', due_at = :now, tries = tries - 1
    WHERE webhook_id = :webhook AND event_id = :event AND attempt = :attempt AND state = 'sending'""")
LATEST = Sql("""
    SELECT webhook_id, event_id, kind, at, state, tries, due_at, tried_at, status, reason
    FROM deliveries JOIN events ON events.id = event_id
    WHERE webhook_id = :webhook ORDER BY event_id DESC LIMIT :most""")
COUNTS = Sql("SELECT webhook_id, state, COUNT(*) FROM deliveries GROUP BY webhook_id, state")
_REPLAY = """
    INSERT INTO deliveries (webhook_id, event_id, state, attempt, tries, due_at)
    SELECT webhooks.id, events.id, 'queued', 0, 0, CAST(:now AS BIGINT) FROM webhooks CROSS JOIN events
    WHERE webhooks.id = :webhook AND ended_at IS NULL AND {} AND kinds LIKE :before || events.kind || :after
    ON CONFLICT (webhook_id, event_id) DO UPDATE SET state = 'queued', tries = 0, due_at = excluded.due_at"""
REPLAY_ONE = Sql(_REPLAY.format("events.id = :event"))
REPLAY_SINCE = Sql(_REPLAY.format("events.at >= :since"))


def due(session: Session, now: datetime) -> list[int]:
    """The webhooks to which something may leave now; only looks."""
    return [row[0] for row in session.run(DUE, now=stamp(now)).fetchall()]


def lease(
    session: Session,
    under_way: Mapping[int, int],
    *,
    now: datetime,
    until: datetime,
    most: int,
    to_one: int,
    to_one_failing: int,
) -> list[Leased]:
    """What is due, `most` of it, in the caller's hand until then.

    No webhook has more than `to_one` under way at once, and one that is failing `to_one_failing`, so that it takes
    nobody's place.
    """
    held: list[Leased] = []
    for id, url, sealed, failing in session.run(DUE, now=stamp(now)).fetchall():
        room = (to_one if failing is None else to_one_failing) - under_way.get(id, 0)
        room = min(room, most - len(held))
        if room > 0:
            secrets = webhooks.unsealed(session, sealed)
            rows = session.run(LEASE, webhook=id, now=stamp(now), until=stamp(until), most=room).fetchall()
            held += [Leased(id, row[0], row[1], row[2], url, secrets, _body(session, row[0])) for row in rows]
    return held


def settle(session: Session, ended: Ended) -> bool:
    """Whether this is what became of the delivery: it is not if another took it up meanwhile."""
    state = {Outcome.GONE: "failed"}.get(ended.outcome, ended.outcome.value)
    due = None if ended.due_at is None else stamp(ended.due_at)
    values = {"webhook": ended.webhook, "event": ended.event, "attempt": ended.attempt, "reason": ended.reason}
    return bool(session.run(SETTLE, state=state, due=due, now=stamp(ended.at), status=ended.status, **values).rowcount)


def release(session: Session, held: Leased, now: datetime) -> None:
    """Gives back what nobody began."""
    session.run(RELEASE, webhook=held.webhook, event=held.event, attempt=held.attempt, now=stamp(now))


def latest(session: Session, id: int, most: int) -> list[Delivery]:
    """The newest deliveries to a webhook, newest event first."""
    rows = session.run(LATEST, webhook=id, most=most).fetchall()
    return [
        Delivery(
            webhook=row[0],
            event=row[1],
            kind=row[2],
            happened_at=moment(row[3]),
            state=row[4],
            tries=row[5],
            due_at=moment(row[6]),
            tried_at=moment_or_none(row[7]),
            status=row[8],
            reason=row[9],
        )
        for row in rows
    ]


def counts(session: Session) -> dict[tuple[int, str], int]:
    """How many deliveries are in which state, by webhook."""
    return {(row[0], row[1]): row[2] for row in session.run(COUNTS).fetchall()}


def replay(session: Session, id: int, now: datetime, *, event: str = "", since: datetime | None = None) -> int:
    """How many events that are still kept go there once more: this one, or all of its kinds that happened since."""
    webhooks.hold(session, {id})
    values = {"webhook": id, "now": stamp(now), "before": '%"', "after": '"%'}
    if since is None:
        return int(session.run(REPLAY_ONE, event=event, **values).rowcount)
    return int(session.run(REPLAY_SINCE, since=stamp(since), **values).rowcount)


def _body(session: Session, event: str) -> str:
    """The event's body; empty if its key is no longer among ours."""
    return session.vault.opened(session.run(BODY, id=event).fetchone()[0]) or ""
