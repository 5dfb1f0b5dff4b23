"""Webhooks: the addresses that are told when something happens, their secrets, and how they do.

deliveries.py knows how far each event has come on its way there. A webhook is never deleted: whoever redeems at that
moment must not fail because of it. One that ends takes along all that waits for it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.rules.event import Kind
from app.rules.webhook import Secret
from app.store import Key, Moment, Session, Sql, listed, metadata, moment, moment_or_none, stamp

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
HOLD = Sql("SELECT id FROM webhooks WHERE id {in :ids} ORDER BY id {for_update}")
HOLD_ALL = Sql("SELECT id FROM webhooks ORDER BY id {for_update}")
END = Sql("UPDATE webhooks SET ended_at = :now, ended_because = :because WHERE id = :id AND ended_at IS NULL")
GIVE_UP = Sql("""
    UPDATE deliveries SET state = 'failed', reason = 'ended'
    WHERE webhook_id = :id AND state IN ('queued', 'sending')""")


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
    return unsealed(session, row[0]) if row else ()


def set_secrets(session: Session, id: int, secrets: Sequence[Secret]) -> bool:
    """Whether these sign from now on."""
    return bool(session.run(SET_SECRETS, id=id, secrets=_sealed(session, secrets)).rowcount)


def unsealed(session: Session, sealed: bytes) -> tuple[Secret, ...]:
    """The secrets as the table has them; none if their key is no longer among ours."""
    written = json.loads(session.vault.opened(sealed) or "[]")
    return tuple(Secret(text, moment_or_none(until)) for text, until in written)


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
        session.run(HOLD, ids=listed(ids))


def hold_all(session: Session) -> None:
    """The same for all of them."""
    session.run(HOLD_ALL)


def remove(session: Session, id: int, now: datetime) -> bool:
    """Whether it is gone for good, its secrets with it."""
    removed = bool(session.run(REMOVE, id=id, now=stamp(now), nothing=b"").rowcount)
    if removed:
        session.run(GIVE_UP, id=id)
    return removed


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


def _webhook(row: tuple) -> Webhook:  # type: ignore[type-arg]
    paused, failing, ended = map(moment_or_none, row[4:7])
    return Webhook(row[0], row[1], tuple(json.loads(row[2])), moment(row[3]), paused, failing, ended, row[7])


def _sealed(session: Session, secrets: Sequence[Secret]) -> bytes:
    written = [[each.text, None if each.until is None else stamp(each.until)] for each in secrets]
    return session.vault.seal(json.dumps(written))
