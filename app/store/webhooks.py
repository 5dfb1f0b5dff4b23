"""Who is told when something happens: their addresses, the events, and what became of each on its way there.

An event is written in the transaction of its cause, once, with a delivery for each webhook that wants its kind. A
worker takes a lease on a delivery: it counts the attempt, whose number fences off whoever comes late, and a lease that
ran out is taken like any delivery that is due. So each event arrives at least once, under the same id. A webhook is
never deleted: whoever redeems at that moment must not fail because of it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.rules.event import Event, Kind
from app.rules.webhook import Outcome, Secret
from app.store import Key, Moment, Session, Sql, metadata, moment, moment_or_none, stamp

webhooks = sa.Table(
    "webhooks",
    metadata,
    sa.Column("id", Key, primary_key=True),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("secrets_sealed", sa.LargeBinary, nullable=False, comment="JSON: each, and until when it signs"),
    sa.Column("kinds", sa.Text, nullable=False, comment="JSON: the kinds of events it gets"),
    sa.Column("added_at", Moment, nullable=False),
    sa.Column("paused_at", Moment),
    sa.Column("failing_since", Moment),
    sa.Column("ended_at", Moment),
    sa.Column("ended_because", sa.Text, comment="gone, failing or removed"),
)

events = sa.Table(
    "events",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("body_sealed", sa.LargeBinary, nullable=False),
    sa.Column("at", Moment, nullable=False, index=True),
)

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
class Webhook:
    """An address that is told of some kinds of events; `ended_because` is "gone", "failing" or "removed"."""

    id: int
    url: str
    kinds: tuple[str, ...]
    added_at: datetime
    paused_at: datetime | None
    failing_since: datetime | None
    ended_at: datetime | None
    ended_because: str | None


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


class Wanted:
    """The kinds of events that some webhook wants, as of the last look: where there is none, nobody pays for it."""

    def __init__(self) -> None:
        self._kinds: frozenset[str] = frozenset()

    def __contains__(self, kind: Kind) -> bool:
        return kind.value in self._kinds

    def __bool__(self) -> bool:
        return bool(self._kinds)

    def look(self, session: Session) -> None:
        """Looks again."""
        self._kinds = frozenset(kind for row in session.run(KINDS).fetchall() for kind in json.loads(row[0]))


_WEBHOOK = "id, url, kinds, added_at, paused_at, failing_since, ended_at, ended_because"
_OPEN = "state IN ('queued', 'sending')"
ADD = Sql("""
    INSERT INTO webhooks (url, secrets_sealed, kinds, added_at) VALUES (:url, :secrets, :kinds, :now) RETURNING id""")
ALL = Sql(f"""
    SELECT {_WEBHOOK} FROM webhooks WHERE ended_because IS NULL OR ended_because <> 'removed' ORDER BY id""")
ONE = Sql(f"SELECT {_WEBHOOK} FROM webhooks WHERE id = :id")
KINDS = Sql("SELECT kinds FROM webhooks WHERE ended_at IS NULL")
SECRETS = Sql("SELECT secrets_sealed FROM webhooks WHERE id = :id {for_update}")
SET_SECRETS = Sql("UPDATE webhooks SET secrets_sealed = :secrets WHERE id = :id AND ended_at IS NULL")
PAUSE = Sql("UPDATE webhooks SET paused_at = :now WHERE id = :id AND paused_at IS NULL AND ended_at IS NULL")
RESUME = Sql("""
    UPDATE webhooks SET paused_at = NULL, failing_since = NULL, ended_at = NULL, ended_because = NULL
    WHERE id = :id AND (ended_because IS NULL OR ended_because <> 'removed')
      AND (paused_at IS NOT NULL OR ended_at IS NOT NULL)""")
REMOVE = Sql("""
    UPDATE webhooks SET ended_at = COALESCE(ended_at, :now), ended_because = 'removed', secrets_sealed = :nothing
    WHERE id = :id AND (ended_because IS NULL OR ended_because <> 'removed')""")
FAILING = Sql("""
    UPDATE webhooks SET failing_since = COALESCE(failing_since, CAST(:now AS BIGINT)) WHERE id = :id
    RETURNING failing_since""")
WELL = Sql("UPDATE webhooks SET failing_since = NULL WHERE id = :id AND failing_since IS NOT NULL")
HOLD = "SELECT id FROM webhooks WHERE id IN ({}) ORDER BY id {{for_update}}"
HOLD_ALL = Sql("SELECT id FROM webhooks ORDER BY id {for_update}")
END = Sql("UPDATE webhooks SET ended_at = :now, ended_because = :because WHERE id = :id AND ended_at IS NULL")
GIVE_UP = Sql(f"UPDATE deliveries SET state = 'failed', reason = 'ended' WHERE webhook_id = :id AND {_OPEN}")

ADD_EVENT = Sql("""
    INSERT INTO events (id, kind, body_sealed, at)
    SELECT CAST(:id AS TEXT), CAST(:kind AS TEXT), CAST(:body AS {blob}), CAST(:at AS BIGINT)
    WHERE EXISTS (SELECT 1 FROM webhooks WHERE ended_at IS NULL AND kinds LIKE :like)""")
DELIVER = Sql("""
    INSERT INTO deliveries (webhook_id, event_id, state, attempt, tries, due_at)
    SELECT id, CAST(:event AS TEXT), 'queued', 0, 0, CAST(:now AS BIGINT) FROM webhooks
    WHERE ended_at IS NULL AND kinds LIKE :like ORDER BY id""")
ADD_TEST = Sql("INSERT INTO events (id, kind, body_sealed, at) VALUES (:id, :kind, :body, :at)")
LEASE_TEST = Sql("""
    INSERT INTO deliveries (webhook_id, event_id, state, attempt, tries, due_at)
    VALUES (:webhook, :event, 'sending', 1, 1, :until)""")
REPLAY = """
    INSERT INTO deliveries (webhook_id, event_id, state, attempt, tries, due_at)
    SELECT webhooks.id, events.id, 'queued', 0, 0, CAST(:now AS BIGINT) FROM webhooks CROSS JOIN events
    WHERE webhooks.id = :webhook AND ended_at IS NULL AND {} AND kinds LIKE :before || events.kind || :after
    ON CONFLICT (webhook_id, event_id) DO UPDATE SET state = 'queued', tries = 0, due_at = excluded.due_at"""
REPLAY_ONE = Sql(REPLAY.format("events.id = :event"))
REPLAY_SINCE = Sql(REPLAY.format("events.at >= :since"))

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
OLD_EVENTS = Sql("SELECT id FROM events WHERE at <= :before ORDER BY at LIMIT :most")
FORGET_DELIVERIES = Sql("DELETE FROM deliveries WHERE event_id = :id")
FORGET_EVENT = Sql("DELETE FROM events WHERE id = :id")


def add_webhook(session: Session, url: str, kinds: Collection[Kind], secret: str, now: datetime) -> int:
    """The id of a new webhook."""
    values = {"url": url, "kinds": json.dumps(sorted(kinds)), "secrets": _sealed(session, (Secret(secret),))}
    return int(session.run(ADD, now=stamp(now), **values).fetchone()[0])


def all_webhooks(session: Session) -> list[Webhook]:
    """Those that were not removed, oldest first."""
    return [_webhook(row) for row in session.run(ALL).fetchall()]


def webhook(session: Session, id: int) -> Webhook | None:
    """The webhook with this id, unless it was removed."""
    row = session.run(ONE, id=id).fetchone()
    found = _webhook(row) if row else None
    return found if found and found.ended_because != "removed" else None


def secrets_of(session: Session, id: int) -> tuple[Secret, ...]:
    """Its secrets, held until the end of the transaction."""
    row = session.run(SECRETS, id=id).fetchone()
    return _opened(session, row[0]) if row else ()


def set_secrets(session: Session, id: int, secrets: Sequence[Secret]) -> bool:
    """Whether these sign from now on."""
    return bool(session.run(SET_SECRETS, id=id, secrets=_sealed(session, secrets)).rowcount)


def pause(session: Session, id: int, now: datetime) -> bool:
    """Whether nothing goes there from now on; what happens meanwhile waits."""
    return bool(session.run(PAUSE, id=id, now=stamp(now)).rowcount)


def resume(session: Session, id: int) -> bool:
    """Whether a webhook that was paused or ended gets events again."""
    return bool(session.run(RESUME, id=id).rowcount)


def hold(session: Session, ids: Collection[int]) -> None:
    """Lets nobody else end these webhooks, or write what became of their deliveries, until the transaction ends.

    It comes before any lock on a delivery: whoever ends a webhook ends all that waits for it.
    """
    if ids:  # in one order for all, so that no two wait for each other
        session.run(Sql(HOLD.format(", ".join(str(int(id)) for id in sorted(ids)))))


def remove(session: Session, id: int, now: datetime) -> bool:
    """Whether it is gone for good, its secrets with it."""
    removed = bool(session.run(REMOVE, id=id, now=stamp(now), nothing=b"").rowcount)
    if removed:
        session.run(GIVE_UP, id=id)
    return removed


def add_event(session: Session, event: Event) -> None:
    """Writes the event for all webhooks that want its kind; nothing where there is none by now."""
    like, at = f'%"{event.kind.value}"%', stamp(event.at)
    body = session.vault.seal(event.body)
    if session.run(ADD_EVENT, id=event.id, kind=event.kind.value, body=body, at=at, like=like).rowcount:
        session.run(DELIVER, event=event.id, now=at, like=like)


def lease_test(session: Session, id: int, event: Event, until: datetime) -> Leased | None:
    """A delivery of an event made for this webhook alone, in the caller's hand; None if there is no such webhook."""
    found, secrets = webhook(session, id), secrets_of(session, id)
    if found is None:
        return None
    body = session.vault.seal(event.body)
    session.run(ADD_TEST, id=event.id, kind=event.kind.value, body=body, at=stamp(event.at))
    session.run(LEASE_TEST, webhook=id, event=event.id, until=stamp(until))
    return Leased(id, event.id, 1, 1, found.url, secrets, event.body)


def replay(session: Session, id: int, now: datetime, *, event: str = "", since: datetime | None = None) -> int:
    """How many events that are still kept go there once more: this one, or all of its kinds that happened since."""
    hold(session, {id})
    values = {"webhook": id, "now": stamp(now), "before": '%"', "after": '"%'}
    if since is None:
        return int(session.run(REPLAY_ONE, event=event, **values).rowcount)
    return int(session.run(REPLAY_SINCE, since=stamp(since), **values).rowcount)


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
            secrets = _opened(session, sealed)
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


def well(session: Session, id: int) -> None:
    """Something arrived there."""
    session.run(WELL, id=id)


def failing(session: Session, id: int, now: datetime) -> datetime | None:
    """Since when nothing has arrived there."""
    row = session.run(FAILING, id=id, now=stamp(now)).fetchone()
    return moment(row[0]) if row else None


def end(session: Session, id: int, because: str, now: datetime) -> bool:
    """Whether it ended just now, with all that waited for it."""
    ended = bool(session.run(END, id=id, because=because, now=stamp(now)).rowcount)
    if ended:
        session.run(GIVE_UP, id=id)
    return ended


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


def forget_events(session: Session, before: datetime, most: int) -> int:
    """How many events were too old to be kept; what was left of their deliveries goes with them."""
    old = [{"id": row[0]} for row in session.run(OLD_EVENTS, before=stamp(before), most=most).fetchall()]
    if old:
        session.run(HOLD_ALL)
        session.run_many(FORGET_DELIVERIES, old)
        session.run_many(FORGET_EVENT, old)
    return len(old)


def _body(session: Session, event: str) -> str:
    """The event's body; empty if its key is no longer among ours."""
    return session.vault.opened(session.run(BODY, id=event).fetchone()[0]) or ""


def _webhook(row: tuple) -> Webhook:  # type: ignore[type-arg]
    paused, failing, ended = map(moment_or_none, row[4:7])
    return Webhook(row[0], row[1], tuple(json.loads(row[2])), moment(row[3]), paused, failing, ended, row[7])


def _sealed(session: Session, secrets: Sequence[Secret]) -> bytes:
    written = [[each.text, None if each.until is None else stamp(each.until)] for each in secrets]
    return session.vault.seal(json.dumps(written))


def _opened(session: Session, sealed: bytes) -> tuple[Secret, ...]:
    written = json.loads(session.vault.opened(sealed) or "[]")
    return tuple(Secret(text, moment_or_none(until)) for text, until in written)
