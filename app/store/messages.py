"""The outbox: messages that wait, who holds them, what became of each attempt.

A message row is the only truth about a text. A worker takes a lease on it: one
UPDATE that picks what is due, leaves out whoever told the brand to stop, and
counts the attempt. The attempt's number fences: a worker that comes back after
its lease ran out finds another number there and changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.rules.message import Kind, State, expires, parts, priority
from app.store import Key, Moment, Session, Sql, metadata, moment, moment_or_none, stamp
from app.store.vault import Vault

messages = sa.Table(
    "messages",
    metadata,
    sa.Column("id", Key, primary_key=True),
    sa.Column("reference", sa.Text, nullable=False, unique=True, comment="our name for it at the gateway"),
    sa.Column("subscriber_id", Key, sa.ForeignKey("subscribers.id"), nullable=False),
    sa.Column("brand", sa.Text, nullable=False),
    sa.Column("campaign", sa.Text, nullable=False),
    sa.Column("class", sa.Text, nullable=False, comment="proof, confirmation, service, reply or marketing"),
    sa.Column("priority", sa.Integer, nullable=False, comment="smaller goes first"),
    sa.Column("sender", sa.Text, nullable=False),
    sa.Column("text_sealed", sa.LargeBinary, nullable=False),
    sa.Column("parts", sa.Integer, nullable=False),
    sa.Column("visit_id", sa.BigInteger),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, comment="why it ended as it did"),
    sa.Column("gateway", sa.Text),
    sa.Column("vendor_reference", sa.Text),
    sa.Column("attempt", sa.Integer, nullable=False),
    sa.Column("queued_at", Moment, nullable=False),
    sa.Column("due_at", Moment, nullable=False),
    sa.Column("expires_at", Moment, nullable=False),
    sa.Column("leased_until", Moment),
    sa.Column("changed_at", Moment, nullable=False),
    sa.Index(
        "ix_messages_due",
        "priority",
        "due_at",
        "id",
        sqlite_where=sa.text("state = 'queued'"),
        postgresql_where=sa.text("state = 'queued'"),
    ),
    sa.Index(
        "ix_messages_leased",
        "leased_until",
        sqlite_where=sa.text("state = 'sending'"),
        postgresql_where=sa.text("state = 'sending'"),
    ),
    sa.Index(None, "subscriber_id", "id"),
    sa.Index(
        "ix_messages_vendor",
        "vendor_reference",
        sqlite_where=sa.text("vendor_reference IS NOT NULL"),
        postgresql_where=sa.text("vendor_reference IS NOT NULL"),
    ),
    sa.Index(None, "campaign", "class", "state"),
)

attempts = sa.Table(
    "attempts",
    metadata,
    sa.Column("message_id", Key, sa.ForeignKey("messages.id"), primary_key=True),
    sa.Column("attempt", sa.Integer, primary_key=True),
    sa.Column("gateway", sa.Text, nullable=False),
    sa.Column("ended_at", Moment, nullable=False),
    sa.Column("outcome", sa.Text, nullable=False, comment="accepted, rejected, deferred, repeated or ambiguous"),
    sa.Column("detail", sa.Text, nullable=False),
)


@dataclass(frozen=True)
class Draft:
    """A text that only needs to be told whose it is; values by the columns of its row."""

    values: Mapping[str, Any]


@dataclass(frozen=True)
class Leased:
    """A message in one worker's hand, for one attempt; `gateway` is the one that may have it already."""

    id: int
    attempt: int
    reference: str
    number: str
    sender: str
    text: str
    campaign: str
    kind: Kind
    expires_at: datetime
    gateway: str | None


@dataclass(frozen=True)
class Attempt:
    """How one attempt ended, and what the message is from then on."""

    message: int
    attempt: int
    gateway: str
    outcome: str
    detail: str
    state: State
    vendor_reference: str | None
    due_at: datetime | None  # when the next attempt may start; None when there is none
    ended_at: datetime


@dataclass(frozen=True)
class Message:
    """A message as people see it; its text is opened only where it is asked for."""

    id: int
    reference: str
    subscriber: int
    brand: str
    campaign: str
    kind: Kind
    sender: str
    parts: int
    visit: int | None
    state: State
    reason: str | None
    attempt: int
    queued_at: datetime
    changed_at: datetime


QUEUE = Sql("""
    INSERT INTO messages (reference, subscriber_id, brand, campaign, class, priority, sender, text_sealed, parts,
                          visit_id, state, attempt, queued_at, due_at, expires_at, changed_at)
    VALUES (:reference, :subscriber, :brand, :campaign, :class, :priority, :sender, :text, :parts,
            :visit, 'queued', 0, :now, :now, :expires, :now)""")

# STOP wins here: a suppressed number's messages are not picked, whatever was queued before. They are picked once:
# inside IN (…) PostgreSQL may pick again for each row it looks at, and take more than :most.
LEASE = Sql("""
    WITH picked AS MATERIALIZED (
        SELECT id FROM messages AS due
        WHERE state = 'queued' AND due_at <= :now AND expires_at > :now
          AND (class = 'reply' OR NOT EXISTS (
              SELECT 1 FROM suppressions WHERE suppressions.subscriber_id = due.subscriber_id
                                           AND suppressions.brand = due.brand))
        ORDER BY priority, due_at, id LIMIT :most {skip_locked})
    UPDATE messages SET state = 'sending', attempt = attempt + 1, leased_until = :until, changed_at = :now
    WHERE state = 'queued' AND id IN (SELECT id FROM picked)
    RETURNING id, attempt, reference, subscriber_id, sender, text_sealed, campaign, class, expires_at, gateway""")
SET_ASIDE = Sql("""
    UPDATE messages SET state = 'failed', reason = 'its key is gone', leased_until = NULL, changed_at = :now
    WHERE id = :id""")
NUMBERS = "SELECT id, number_sealed FROM subscribers WHERE id IN ({})"

SETTLE = Sql("""
    UPDATE messages SET state = :state, reason = :reason, gateway = COALESCE(:gateway, gateway),
                        vendor_reference = :vendor, due_at = COALESCE(:due, due_at), leased_until = NULL,
                        changed_at = :now
    WHERE id = :id AND attempt = :attempt AND state IN ('sending', 'unknown')""")
ADD_ATTEMPT = Sql("""
    INSERT INTO attempts (message_id, attempt, gateway, ended_at, outcome, detail)
    VALUES (:id, :attempt, :gateway, :now, :outcome, :detail) ON CONFLICT DO NOTHING""")
RELEASE = Sql("""
    UPDATE messages SET state = 'queued', attempt = attempt - 1, leased_until = NULL, changed_at = :now
    WHERE id = :id AND attempt = :attempt AND state = 'sending'""")

OVERDUE = Sql("""
    UPDATE messages SET state = :state, reason = :reason, leased_until = NULL, due_at = :now, changed_at = :now
    WHERE state = 'sending' AND leased_until <= :now""")
EXPIRE = Sql("""
    UPDATE messages SET state = 'expired', reason = 'too late', changed_at = :now
    WHERE state = 'queued' AND expires_at <= :now""")
SUPPRESS_QUEUED = Sql("""
    UPDATE messages SET state = 'suppressed', reason = 'stopped by the recipient', changed_at = :now
    WHERE state = 'queued' AND class <> 'reply' AND subscriber_id = :subscriber AND brand = :brand""")
SUPPRESS_ALL = Sql("""
    UPDATE messages SET state = 'suppressed', reason = 'stopped by the recipient', changed_at = :now
    WHERE state = 'queued' AND class <> 'reply' AND EXISTS (
        SELECT 1 FROM suppressions WHERE suppressions.subscriber_id = messages.subscriber_id
                                     AND suppressions.brand = messages.brand)""")

BY_VENDOR = Sql("SELECT id, state FROM messages WHERE gateway = :gateway AND vendor_reference = :vendor")
BY_REFERENCE = Sql("SELECT id, state FROM messages WHERE reference = :reference")
STATE_OF = Sql("SELECT state FROM messages WHERE id = :id")
ADVANCE = Sql("""
    UPDATE messages SET state = :state, reason = :reason, leased_until = NULL, changed_at = :now
    WHERE id = :id AND state = :before""")
DUE = Sql("SELECT 1 FROM messages WHERE state = 'queued' AND due_at <= :now LIMIT 1")

LAST_TO = Sql("""
    SELECT campaign, brand FROM messages WHERE subscriber_id = :subscriber AND (:sender = '' OR sender = :sender)
    ORDER BY id DESC LIMIT 1""")
BRANDS_TO = Sql("SELECT DISTINCT brand FROM messages WHERE subscriber_id = :subscriber AND sender = :sender")
REPLIES = Sql(
    "SELECT COUNT(*) FROM messages WHERE subscriber_id = :subscriber AND class = 'reply' AND queued_at > :since"
)

UNDER_WAY = Sql("""
    SELECT 1 FROM messages
    WHERE subscriber_id = :subscriber AND campaign = :campaign AND class = :class AND queued_at > :since
      AND state IN ('queued', 'sending', 'unknown', 'sent', 'delivered') LIMIT 1""")

_MESSAGE = """id, reference, subscriber_id, brand, campaign, class, sender, parts, visit_id, state, reason, attempt,
    queued_at, changed_at FROM messages"""
OF_CAMPAIGN = Sql(f"SELECT {_MESSAGE} WHERE subscriber_id = :subscriber AND campaign = :campaign ORDER BY id")
OF_SUBSCRIBER = Sql(f"SELECT {_MESSAGE} WHERE subscriber_id = :subscriber ORDER BY id")
MESSAGE_OF = Sql(f"SELECT {_MESSAGE} WHERE reference = :reference")
PATH = Sql("""
    SELECT ended_at, outcome, detail, attempt, gateway FROM attempts WHERE message_id = :id
    UNION ALL SELECT at, state, status, 0, gateway FROM receipts WHERE message_id = :id ORDER BY 1""")
BY_STATE = Sql("SELECT state, COUNT(*) FROM messages GROUP BY state ORDER BY state")
WAITING = Sql("SELECT COUNT(*), MIN(due_at) FROM messages WHERE state = 'queued'")


def draft(
    vault: Vault, *, reference: str, brand: str, campaign: str, kind: Kind, sender: str, text: str, now: datetime
) -> Draft:
    """The text as it will wait, sealed and its parts counted, before it is known whose row it is."""
    values: dict[str, Any] = {"reference": reference, "brand": brand, "campaign": campaign, "sender": sender}
    values |= {"class": kind.value, "priority": priority(kind), "text": vault.seal(text), "parts": parts(text).count}
    return Draft({**values, "now": stamp(now), "expires": stamp(expires(kind, now))})


def queue(session: Session, draft: Draft, subscriber: int, *, visit: int | None = None) -> None:
    """Puts a text into the outbox, in the same commit as its cause."""
    session.run(QUEUE, subscriber=subscriber, visit=visit, **draft.values)


def lease(session: Session, *, now: datetime, until: datetime, most: int) -> list[Leased]:
    """Up to `most` messages that are due, in this worker's hand until `until`, most urgent first.

    One that no key of ours opens any more is set aside as failed: it must not stop the others.
    """
    rows = session.run(LEASE, now=stamp(now), until=stamp(until), most=most).fetchall()
    numbers = _numbers(session, {row[3] for row in rows})
    opened = []
    for row in rows:
        number, text = numbers.get(row[3]), _opened(session, row[5])
        if number is None or text is None:
            session.run(SET_ASIDE, id=row[0], now=stamp(now))
            continue
        opened.append(
            Leased(row[0], row[1], row[2], number, row[4], text, row[6], Kind(row[7]), moment(row[8]), row[9])
        )
    return sorted(opened, key=lambda leased: (priority(leased.kind), leased.id))


def settle(session: Session, ended: Sequence[Attempt]) -> None:
    """Writes how attempts ended; one whose lease went to another attempt changes nothing."""
    session.run_many(
        SETTLE,
        [
            {
                "id": each.message,
                "attempt": each.attempt,
                "state": each.state.value,
                "reason": each.detail or None,
                "gateway": None if each.outcome == "deferred" else each.gateway,
                "vendor": each.vendor_reference,
                "due": None if each.due_at is None else stamp(each.due_at),
                "now": stamp(each.ended_at),
            }
            for each in ended
        ],
    )
    session.run_many(
        ADD_ATTEMPT,
        [
            {
                "id": each.message,
                "attempt": each.attempt,
                "gateway": each.gateway,
                "now": stamp(each.ended_at),
                "outcome": each.outcome,
                "detail": each.detail,
            }
            for each in ended
        ],
    )


def release(session: Session, held: Sequence[Leased], now: datetime) -> None:
    """Gives back leases whose attempt never began, as if they had not been taken."""
    session.run_many(RELEASE, [{"id": each.id, "attempt": each.attempt, "now": stamp(now)} for each in held])


def end_overdue_leases(session: Session, *, state: State, reason: str, now: datetime) -> int:
    """How many leases ran out without an answer; their messages go to `state`."""
    return int(session.run(OVERDUE, state=state.value, reason=reason, now=stamp(now)).rowcount)


def expire(session: Session, now: datetime) -> int:
    """How many queued messages came too late to be sent."""
    return int(session.run(EXPIRE, now=stamp(now)).rowcount)


def suppress_queued(session: Session, subscriber: int, brand: str, now: datetime) -> int:
    """How many waiting messages of the brand will not be sent to this number."""
    return int(session.run(SUPPRESS_QUEUED, subscriber=subscriber, brand=brand, now=stamp(now)).rowcount)


def suppress_all(session: Session, now: datetime) -> int:
    """How many messages were queued to numbers that had told the brand to stop."""
    return int(session.run(SUPPRESS_ALL, now=stamp(now)).rowcount)


def by_vendor(session: Session, gateway: str, vendor_reference: str) -> tuple[int, State] | None:
    """(id, state) of the message the gateway calls by this reference."""
    row = session.run(BY_VENDOR, gateway=gateway, vendor=vendor_reference).fetchone()
    return (row[0], State(row[1])) if row else None


def by_reference(session: Session, reference: str) -> tuple[int, State] | None:
    """(id, state) of the message we call by this reference."""
    row = session.run(BY_REFERENCE, reference=reference).fetchone()
    return (row[0], State(row[1])) if row else None


def state_of(session: Session, id: int) -> State:
    """Where the message stands now."""
    return State(session.run(STATE_OF, id=id).fetchone()[0])


def advance(session: Session, id: int, before: State, after: State, *, reason: str | None, now: datetime) -> bool:
    """Whether the message went from `before` to `after`; False if it was elsewhere by then."""
    values = {"before": before.value, "state": after.value, "reason": reason}
    return bool(session.run(ADVANCE, id=id, now=stamp(now), **values).rowcount)


def is_due(session: Session, now: datetime) -> bool:
    """Whether there is anything to lease; a look that no writer waits for."""
    return session.run(DUE, now=stamp(now)).fetchone() is not None


def last_to(session: Session, subscriber: int, sender: str) -> tuple[str, str] | None:
    """(campaign, brand) of the last text to this number from this sender, or from any if it is empty."""
    row = session.run(LAST_TO, subscriber=subscriber, sender=sender).fetchone()
    return (row[0], row[1]) if row else None


def brands_to(session: Session, subscriber: int, sender: str) -> list[str]:
    """The brands that wrote to this number from this sender."""
    return sorted(row[0] for row in session.run(BRANDS_TO, subscriber=subscriber, sender=sender).fetchall())


def replies_since(session: Session, subscriber: int, since: datetime) -> int:
    """How many automatic replies this number got; loops of two robots end by it."""
    return int(session.run(REPLIES, subscriber=subscriber, since=stamp(since)).fetchone()[0])


def is_under_way(session: Session, subscriber: int, campaign: str, kind: Kind, since: datetime) -> bool:
    """Whether a text of the campaign and kind was queued to this number since, and has not failed."""
    values = {"subscriber": subscriber, "campaign": campaign, "class": kind.value, "since": stamp(since)}
    return session.run(UNDER_WAY, **values).fetchone() is not None


def messages_in(session: Session, subscriber: int, campaign: str) -> list[Message]:
    """The campaign's texts to one number, oldest first."""
    return [_message(row) for row in session.run(OF_CAMPAIGN, subscriber=subscriber, campaign=campaign).fetchall()]


def messages_of(session: Session, subscriber: int) -> list[Message]:
    """All texts to one number, oldest first."""
    return [_message(row) for row in session.run(OF_SUBSCRIBER, subscriber=subscriber).fetchall()]


def message_of(session: Session, reference: str) -> Message | None:
    """The message with this reference."""
    row = session.run(MESSAGE_OF, reference=reference).fetchone()
    return _message(row) if row else None


def path(session: Session, id: int) -> list[tuple[datetime, str, str, int, str]]:
    """What became of a message: (when, outcome or state, detail, attempt or 0, gateway), oldest first."""
    return [(moment(row[0]), *row[1:]) for row in session.run(PATH, id=id).fetchall()]


def waiting(session: Session) -> tuple[int, datetime | None]:
    """How many messages wait, and since when the oldest is due."""
    row = session.run(WAITING).fetchone()
    return row[0], moment_or_none(row[1])


def count_by_state(session: Session) -> dict[str, int]:
    """How many messages stand where."""
    return dict(session.run(BY_STATE).fetchall())


def _opened(session: Session, sealed: bytes) -> str | None:
    """What was sealed; None if its key is gone."""
    try:
        return session.vault.open(sealed)
    except KeyError:
        return None


def _numbers(session: Session, ids: set[int]) -> Mapping[int, str | None]:
    """Numbers by subscriber; an UPDATE cannot return what it joins on both databases alike."""
    if not ids:
        return {}
    query = Sql(NUMBERS.format(", ".join(str(int(id)) for id in sorted(ids))))
    return {row[0]: _opened(session, row[1]) for row in session.run(query).fetchall()}


def _message(row: Any) -> Message:
    id, reference, subscriber, brand, campaign, kind, *rest, state, reason, attempt, queued_at, changed_at = row
    sender, parts, visit = rest
    return Message(
        id=id,
        reference=reference,
        subscriber=subscriber,
        brand=brand,
        campaign=campaign,
        kind=Kind(kind),
        sender=sender,
        parts=parts,
        visit=visit,
        state=State(state),
        reason=reason,
        attempt=attempt,
        queued_at=moment(queued_at),
        changed_at=moment(changed_at),
    )
