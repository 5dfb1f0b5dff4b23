"""Messages: the row that is the only truth about a text, from its cause to the last report of it.

How it leaves is outbox.py's to say, what keeps it from leaving unsent.py's, what it means to its number
conversation.py's.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.rules.cost import Price, as_billed
from app.rules.decision import Reason
from app.rules.message import Kind, State, expires, parts, priority
from app.rules.redact import MASKED
from app.store import Key, Moment, Session, Sql, metadata, moment, stamp
from app.store.vault import Vault

messages = sa.Table(
    "messages",
    metadata,
    sa.Column("id", Key, primary_key=True),
    sa.Column("reference", sa.Text, nullable=False, unique=True, comment="our name for it at the gateway"),
    sa.Column("subscriber_id", Key, sa.ForeignKey("subscribers.id"), nullable=False),
    sa.Column("brand", sa.Text, nullable=False),
    sa.Column("campaign", sa.Text, nullable=False),
    sa.Column(
        "class",
        sa.Text,
        nullable=False,
        comment="proof, reply, service, confirmation, activity, marketing or re-permission",
    ),
    sa.Column("priority", sa.Integer, nullable=False, comment="smaller goes first"),
    sa.Column("sender", sa.Text, nullable=False),
    sa.Column("text_sealed", sa.LargeBinary, nullable=False),
    sa.Column("parts", sa.Integer, nullable=False),
    sa.Column("visit_id", sa.BigInteger),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, comment="why it ended as it did, or why it waits"),
    sa.Column("gateway", sa.Text),
    sa.Column("vendor_reference", sa.Text),
    sa.Column("attempt", sa.Integer, nullable=False),
    sa.Column("queued_at", Moment, nullable=False),
    sa.Column("due_at", Moment, nullable=False),
    sa.Column("expires_at", Moment, nullable=False),
    sa.Column("leased_until", Moment),
    sa.Column("changed_at", Moment, nullable=False),
    sa.Column("channel", sa.Text, nullable=False, server_default="sms"),
    sa.Column("topic", sa.Text, comment="what it is about: a coupon, of the programme's topics, or of a reply's"),
    sa.Column("broadcast_id", Key, comment="the broadcast it is one text of"),
    sa.Column("via", sa.Text, comment="the gateway it is being handed to, where there are several"),
    sa.Column("doubts", sa.Integer, nullable=False, server_default="0", comment="attempts nobody knows the end of"),
    sa.Column("asked", sa.Integer, nullable=False, server_default="0", comment="questions about the last of them"),
    sa.Column("ask_at", Moment, comment="when the gateway is asked next what became of it"),
    sa.Column("coupon_index", sa.LargeBinary(16), comment="the serial_index of the coupon whose code it carries"),
    sa.Column("country", sa.Text, comment="of its number"),
    sa.Column("network", sa.Text, comment="MCC and MNC of the number's network, as its gateway says"),
    sa.Column("billed", sa.BigInteger, comment="what its gateway asks for it, in millionths of billed_in"),
    sa.Column("billed_in", sa.Text, comment="ISO 4217"),
    sa.Column("link_serial", sa.BigInteger, comment="what the tokens of its short links seal; null: it has none"),
    sa.Column("targets", sa.Text, comment="JSON: where those of the brand's own addresses lead, in their order"),
    sa.Index(
        "ix_messages_link",
        "link_serial",
        unique=True,
        sqlite_where=sa.text("link_serial IS NOT NULL"),
        postgresql_where=sa.text("link_serial IS NOT NULL"),
    ),
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
    sa.Index(
        "ix_messages_unknown",
        "ask_at",
        sqlite_where=sa.text("state = 'unknown'"),
        postgresql_where=sa.text("state = 'unknown'"),
    ),
    sa.Index(
        "ix_messages_fair",
        "priority",
        "campaign",
        "due_at",
        sqlite_where=sa.text("state = 'queued'"),
        postgresql_where=sa.text("state = 'queued'"),
    ),
    sa.Index(None, "subscriber_id", "id"),
    sa.Index(
        "ix_messages_vendor",
        "vendor_reference",
        sqlite_where=sa.text("vendor_reference IS NOT NULL"),
        postgresql_where=sa.text("vendor_reference IS NOT NULL"),
    ),
    # The dashboard counts people by what became of their coupon's texts, and reads none of them for it.
    sa.Index(None, "campaign", "class", "topic", "subscriber_id", "state"),
    sa.Index(
        "ix_messages_broadcast",
        *("broadcast_id", "state", "reason", "due_at"),
        sqlite_where=sa.text("broadcast_id IS NOT NULL"),
        postgresql_where=sa.text("broadcast_id IS NOT NULL"),
    ),
    # Few, and looked for among many.
    sa.Index(
        "ix_messages_ended",
        "state",
        "id",
        sqlite_where=sa.text("state IN ('expired', 'failed', 'undelivered', 'suppressed')"),
        postgresql_where=sa.text("state IN ('expired', 'failed', 'undelivered', 'suppressed')"),
    ),
    # What was paid for, by when it was queued: sums read this index and none of the messages.
    sa.Index(
        "ix_messages_billed",
        *("queued_at", "campaign", "class", "country", "state", "parts", "billed_in", "billed"),
        sqlite_where=sa.text("state IN ('sent', 'delivered', 'undelivered', 'unknown')"),
        postgresql_where=sa.text("state IN ('sent', 'delivered', 'undelivered', 'unknown')"),
    ),
)


@dataclass(frozen=True)
class Draft:
    """A text that only needs to be told whose it is; values by the columns of its row."""

    values: Mapping[str, Any]


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


_QUEUE = """
    INSERT INTO messages (reference, subscriber_id, brand, campaign, class, priority, sender, text_sealed, parts,
                          visit_id, state, reason, attempt, queued_at, due_at, expires_at, changed_at, topic,
                          broadcast_id, coupon_index, link_serial, targets, country)
    VALUES (:reference, :subscriber, :brand, :campaign, :class, :priority, :sender, :text, :parts,
            :visit, 'queued', :reason, 0, :now, :due, :expires, :now, :topic, :broadcast, :coupon, :link, :targets,
            (SELECT country FROM subscribers WHERE id = :subscriber))"""
QUEUE, QUEUE_ONCE = Sql(_QUEUE), Sql(f"{_QUEUE} ON CONFLICT (reference) DO NOTHING")

# A text that was given up because nobody could say what became of it stands where it stood, for whoever can say.
GIVEN_UP = f"messages.state = '{State.FAILED}' AND messages.reason = '{Reason.NOBODY_KNOWS}'"
STANDS = f"CASE WHEN {GIVEN_UP} THEN '{State.UNKNOWN}' ELSE messages.state END"
BY_VENDOR = Sql(f"SELECT id, {STANDS} FROM messages WHERE gateway = :gateway AND vendor_reference = :vendor")
BY_REFERENCE = Sql(f"SELECT id, {STANDS} FROM messages WHERE reference = :reference")
HOLD_OWNER = Sql("""
    SELECT id FROM subscribers WHERE id = (SELECT subscriber_id FROM messages WHERE id = :id) {for_update}""")
STATE_OF = Sql("SELECT state FROM messages WHERE id = :id")
ADVANCE = Sql(f"""
    UPDATE messages SET state = :state, reason = :reason, leased_until = NULL, changed_at = :now
    WHERE id = :id AND (state = :before OR ({GIVEN_UP}))""")

NOTE = Sql("""
    UPDATE messages SET network = COALESCE(:network, network), billed = COALESCE(:billed, billed),
                        billed_in = COALESCE(:billed_in, billed_in)
    WHERE id = :id""")

_MESSAGE = """id, reference, subscriber_id, brand, campaign, class, sender, parts, visit_id, state, reason, attempt,
    queued_at, changed_at FROM messages"""
OF_CAMPAIGN = Sql(f"SELECT {_MESSAGE} WHERE subscriber_id = :subscriber AND campaign = :campaign ORDER BY id")
OF_SUBSCRIBER = Sql(f"SELECT {_MESSAGE} WHERE subscriber_id = :subscriber ORDER BY id")
MESSAGE_OF = Sql(f"SELECT {_MESSAGE} WHERE reference = :reference")
MESSAGE = Sql(f"SELECT {_MESSAGE} WHERE id = :id")
PATH = Sql("""
    SELECT ended_at, outcome, detail, attempt, gateway FROM attempts WHERE message_id = :id
    UNION ALL SELECT at, state, status, 0, gateway FROM receipts WHERE message_id = :id ORDER BY 1""")
TEXTS = Sql("SELECT id, text_sealed FROM messages WHERE subscriber_id = :subscriber")
# What a provider said of an attempt may name the number, though its middle is taken out (rules/redact.py).
BLANK = Sql("""
    UPDATE messages SET text_sealed = :nothing, reason = CASE WHEN reason LIKE :masked THEN NULL ELSE reason END
    WHERE subscriber_id = :subscriber""")
BY_STATE = Sql("SELECT state, COUNT(*) FROM messages GROUP BY state ORDER BY state")


def draft(
    vault: Vault,
    *,
    reference: str,
    brand: str,
    campaign: str,
    kind: Kind,
    sender: str,
    text: str,
    now: datetime,
    topic: str | None = None,
    broadcast: int | None = None,
    coupon: bytes | None = None,
    until: datetime | None = None,
    due: datetime | None = None,
    reason: str | None = None,
    link_serial: int | None = None,
    targets: Sequence[str] = (),
    count: int | None = None,
) -> Draft:
    """The text as it will wait, sealed and its parts counted, before it is known whose row it is.

    It expires as its kind does, or at `until` if that is sooner, and waits until `due`, for this reason. `coupon` is
    the index of the one whose code it carries; serial and targets are those of its short links; `count` its parts,
    where they are counted already.
    """
    values: dict[str, Any] = {"reference": reference, "brand": brand, "campaign": campaign, "sender": sender}
    values |= {
        "class": kind.value,
        "priority": priority(kind),
        "text": vault.seal(text),
        "parts": count or parts(text).count,
    }
    values |= {"topic": topic, "broadcast": broadcast, "now": stamp(now), "due": stamp(due or now), "reason": reason}
    values |= {"coupon": coupon, "link": link_serial, "targets": json.dumps(targets) if targets else None}
    end = expires(kind, now)
    return Draft({**values, "expires": stamp(min(end, until) if until else end)})


def queue(session: Session, draft: Draft, subscriber: int, *, visit: int | None = None) -> None:
    """Puts a text into the outbox, in the same commit as its cause."""
    session.ring()
    session.run(QUEUE, subscriber=subscriber, visit=visit, **draft.values)


def queue_many(session: Session, drafts: Mapping[int, Draft]) -> None:
    """Puts many texts into the outbox, by whose they are; one whose reference is there already stays as it is."""
    session.ring()
    session.run_many(QUEUE_ONCE, [{"subscriber": id, "visit": None, **each.values} for id, each in drafts.items()])


def by_vendor(session: Session, gateway: str, vendor_reference: str) -> tuple[int, State] | None:
    """(id, state) of the message the gateway calls by this reference; unknown, where it was given up as that."""
    row = session.run(BY_VENDOR, gateway=gateway, vendor=vendor_reference).fetchone()
    return (row[0], State(row[1])) if row else None


def by_reference(session: Session, reference: str) -> tuple[int, State] | None:
    """(id, state) of the message we call by this reference, as by_vendor."""
    row = session.run(BY_REFERENCE, reference=reference).fetchone()
    return (row[0], State(row[1])) if row else None


def state_of(session: Session, id: int) -> State:
    """Where the message stands now."""
    return State(session.run(STATE_OF, id=id).fetchone()[0])


def advance(session: Session, id: int, before: State, after: State, *, reason: str | None, now: datetime) -> bool:
    """Whether the message went from `before` to `after`; False if it was elsewhere by then."""
    values = {"before": before.value, "state": after.value, "reason": reason}
    return bool(session.run(ADVANCE, id=id, now=stamp(now), **values).rowcount)


def note(session: Session, id: int, network: str | None, price: Price | None) -> None:
    """Keeps by which network its gateway says the text went, and what it asks for it."""
    if network or price:
        session.run(NOTE, id=id, network=network, **as_billed(price))


def messages_in(session: Session, subscriber: int, campaign: str) -> list[Message]:
    """The campaign's texts to one number, oldest first."""
    return [_message(row) for row in session.run(OF_CAMPAIGN, subscriber=subscriber, campaign=campaign).fetchall()]


def messages_of(session: Session, subscriber: int) -> list[Message]:
    """All texts to one number, oldest first."""
    return [_message(row) for row in session.run(OF_SUBSCRIBER, subscriber=subscriber).fetchall()]


def texts_of(session: Session, subscriber: int) -> dict[int, str | None]:
    """What the texts to one number say, by the id of the message; None for one that nobody can open any more."""
    rows = session.run(TEXTS, subscriber=subscriber).fetchall()
    return {row[0]: session.vault.opened(bytes(row[1])) for row in rows}


def blank(session: Session, subscriber: int) -> int:
    """How many texts to one number were blanked; that they were sent, and what became of them, stays."""
    return int(session.run(BLANK, subscriber=subscriber, nothing=b"", masked=f"%{MASKED}%").rowcount)


def message_of(session: Session, reference: str) -> Message | None:
    """The message with this reference."""
    row = session.run(MESSAGE_OF, reference=reference).fetchone()
    return _message(row) if row else None


def hold_owner(session: Session, id: int) -> None:
    """Lets nobody else act for whoever this message goes to, until the transaction ends."""
    session.run(HOLD_OWNER, id=id)


def message(session: Session, id: int) -> Message | None:
    """The message with this id."""
    row = session.run(MESSAGE, id=id).fetchone()
    return _message(row) if row else None


def path(session: Session, id: int) -> list[tuple[datetime, str, str, int, str]]:
    """What became of a message: (when, outcome or state, detail, attempt or 0, gateway), oldest first."""
    return [(moment(row[0]), *row[1:]) for row in session.run(PATH, id=id).fetchall()]


def count_by_state(session: Session) -> dict[str, int]:
    """How many messages stand where."""
    return dict(session.run(BY_STATE).fetchall())


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
