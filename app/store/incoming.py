"""What gateways bring back: receipts for texts that left, and texts that people sent.

Both may come twice, late, or before we know what they belong to; each is kept once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.rules.message import State
from app.store import Key, Moment, Session, Sql, metadata, moment, stamp

receipts = sa.Table(
    "receipts",
    metadata,
    sa.Column("id", Key, primary_key=True),
    sa.Column("gateway", sa.Text, nullable=False),
    sa.Column("vendor_reference", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False, comment="in the gateway's own words"),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("message_id", Key, comment="null while it is not known whose receipt this is"),
    sa.Column("at", Moment, nullable=False),
    sa.UniqueConstraint("gateway", "vendor_reference", "status"),
    sa.Index(None, "message_id"),
    sa.Index(
        "ix_receipts_orphans",
        "gateway",
        sqlite_where=sa.text("message_id IS NULL"),
        postgresql_where=sa.text("message_id IS NULL"),
    ),
)

inbound = sa.Table(
    "inbound",
    metadata,
    sa.Column("id", Key, primary_key=True),
    sa.Column("gateway", sa.Text, nullable=False),
    sa.Column("vendor_reference", sa.Text, nullable=False),
    sa.Column("subscriber_id", Key, sa.ForeignKey("subscribers.id"), nullable=False),
    sa.Column("sender", sa.Text, nullable=False, comment="our number it was written to"),
    sa.Column("text_sealed", sa.LargeBinary, nullable=False),
    sa.Column("meaning", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("campaign", sa.Text, comment="the campaign it answers, as far as we can tell"),
    sa.Column("settled_at", Moment, comment="when a person said what it means"),
    sa.Column("settled_by", sa.Text, comment="the member of staff who did"),
    sa.Column("settled_as", sa.Text, comment="what they took it for"),
    sa.UniqueConstraint("gateway", "vendor_reference"),
    sa.Index(None, "subscriber_id"),
    sa.Index(
        "ix_inbound_unclear",
        "at",
        sqlite_where=sa.text("meaning = 'unclear' AND settled_at IS NULL"),
        postgresql_where=sa.text("meaning = 'unclear' AND settled_at IS NULL"),
    ),
)


@dataclass(frozen=True)
class Inbound:
    """A text from a number; its words are None once nobody can open them."""

    sender: str
    text: str | None
    meaning: str
    campaign: str | None
    at: datetime


ADD_RECEIPT = Sql("""
    INSERT INTO receipts (gateway, vendor_reference, status, state, message_id, at)
    VALUES (:gateway, :vendor, :status, :state, :message, :now)
    ON CONFLICT (gateway, vendor_reference, status) DO NOTHING""")
ORPHANS = Sql("""
    SELECT receipts.id, receipts.state, messages.id, messages.state
    FROM receipts JOIN messages ON messages.gateway = receipts.gateway
                               AND messages.vendor_reference = receipts.vendor_reference
    WHERE receipts.gateway = :gateway AND receipts.message_id IS NULL ORDER BY receipts.id""")
ADOPT = Sql("UPDATE receipts SET message_id = :message WHERE id = :id")
ADD_INBOUND = Sql("""
    INSERT INTO inbound (gateway, vendor_reference, subscriber_id, sender, text_sealed, meaning, at)
    VALUES (:gateway, :vendor, :subscriber, :sender, :text, :meaning, :now) ON CONFLICT DO NOTHING""")

INBOUND_OF = Sql("""
    SELECT sender, text_sealed, meaning, campaign, at FROM inbound WHERE subscriber_id = :subscriber ORDER BY id""")
BLANK_INBOUND = Sql("UPDATE inbound SET text_sealed = :nothing WHERE subscriber_id = :subscriber")


def add_receipt(
    session: Session,
    *,
    gateway: str,
    vendor_reference: str,
    status: str,
    state: State,
    message: int | None,
    now: datetime,
) -> bool:
    """Whether the receipt is news; a repeated one changes nothing."""
    values = {"vendor": vendor_reference, "status": status, "state": state.value, "message": message}
    return bool(session.run(ADD_RECEIPT, gateway=gateway, now=stamp(now), **values).rowcount)


def orphan_receipts(session: Session, gateway: str) -> list[tuple[int, State, int, State]]:
    """(receipt, its state, message, its state) for receipts that came before we knew whose they were."""
    rows = session.run(ORPHANS, gateway=gateway).fetchall()
    return [(row[0], State(row[1]), row[2], State(row[3])) for row in rows]


def adopt(session: Session, receipt: int, message: int) -> None:
    """Notes whose receipt it is."""
    session.run(ADOPT, id=receipt, message=message)


def add_inbound(
    session: Session,
    *,
    gateway: str,
    vendor_reference: str,
    subscriber: int,
    sender: str,
    text: str,
    meaning: str,
    now: datetime,
) -> bool:
    """Whether the text is news; one delivered twice is kept and answered once."""
    values = {"vendor": vendor_reference, "sender": sender, "text": session.vault.seal(text), "meaning": meaning}
    return bool(session.run(ADD_INBOUND, gateway=gateway, subscriber=subscriber, now=stamp(now), **values).rowcount)


def inbound_of(session: Session, subscriber: int) -> list[Inbound]:
    """What one number texted to us, oldest first."""
    rows = session.run(INBOUND_OF, subscriber=subscriber).fetchall()
    return [Inbound(row[0], session.vault.opened(bytes(row[1])), row[2], row[3], moment(row[4])) for row in rows]


def blank_inbound(session: Session, subscriber: int) -> int:
    """How many texts from one number were blanked; what they meant stays."""
    return int(session.run(BLANK_INBOUND, subscriber=subscriber, nothing=b"").rowcount)
