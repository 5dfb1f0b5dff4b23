"""What gateways bring back: receipts for texts that left, and texts that people sent.

Both may come twice, late, or before we know what they belong to; each is kept once.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.rules.cost import Price, as_billed, price_of
from app.rules.failure import Failure
from app.rules.message import State
from app.store import Key, Moment, Session, Sql, listed, metadata, moment, moment_or_none, stamp
from app.store.messages import STANDS

receipts = sa.Table(
    "receipts",
    metadata,
    sa.Column("id", Key, primary_key=True),
    sa.Column("gateway", sa.Text, nullable=False),
    sa.Column("vendor_reference", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False, comment="in the gateway's own words"),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("failure", sa.Text, comment="in our words, where it failed"),
    sa.Column("message_id", Key, comment="null while it is not known whose receipt this is"),
    sa.Column("at", Moment, nullable=False),
    sa.Column("network", sa.Text, comment="MCC and MNC of the number's network, as its gateway says"),
    sa.Column("billed", sa.BigInteger, comment="what its gateway asks for it, in millionths of billed_in"),
    sa.Column("billed_in", sa.Text, comment="ISO 4217"),
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
class Orphan:
    """A receipt that came before we knew whose it was, and the message it belongs to as it stands now."""

    id: int
    reported: State
    why: str
    message: int
    current: State
    network: str | None = None
    price: Price | None = None


@dataclass(frozen=True)
class Inbound:
    """A text from a number; its words are None once nobody can open them."""

    sender: str
    text: str | None
    meaning: str
    campaign: str | None
    at: datetime


@dataclass(frozen=True)
class Unclear:
    """A text that a person has to read; its words are None once nobody can open them."""

    id: int
    subscriber: int
    gateway: str
    vendor_reference: str
    sender: str
    text: str | None
    campaign: str | None
    at: datetime


ADD_RECEIPT = Sql("""
    INSERT INTO receipts (gateway, vendor_reference, status, state, failure, message_id, at, network, billed, billed_in)
    VALUES (:gateway, :vendor, :status, :state, :failure, :message, :now, :network, :billed, :billed_in)
    ON CONFLICT (gateway, vendor_reference, status) DO NOTHING""")
ORPHANS = Sql(f"""
    SELECT receipts.id, receipts.state, COALESCE(failure, status), messages.id, {STANDS}, receipts.network,
           receipts.billed, receipts.billed_in
    FROM receipts JOIN messages ON messages.gateway = receipts.gateway
                               AND messages.vendor_reference = receipts.vendor_reference
    WHERE receipts.gateway = :gateway AND receipts.message_id IS NULL ORDER BY receipts.id""")
ADOPT = Sql("UPDATE receipts SET message_id = :message WHERE id = :id")
ADD_INBOUND = Sql("""
    INSERT INTO inbound (gateway, vendor_reference, subscriber_id, sender, text_sealed, meaning, at, campaign)
    VALUES (:gateway, :vendor, :subscriber, :sender, :text, :meaning, :at, :campaign) ON CONFLICT DO NOTHING""")
# What nobody has settled yet; whoever was erased has left nothing to read.
_UNCLEAR = """FROM inbound JOIN subscribers ON subscribers.id = inbound.subscriber_id
    WHERE meaning = 'unclear' AND settled_at IS NULL AND at > :since AND subscribers.erased_at IS NULL"""
_ROW = "inbound.id, subscriber_id, gateway, vendor_reference, sender, text_sealed, inbound.campaign, at"
UNCLEAR = Sql(f"SELECT {_ROW} {_UNCLEAR} ORDER BY at, inbound.id LIMIT :most OFFSET :skipped")
UNCLEAR_COUNT = Sql(f"SELECT COUNT(*) {_UNCLEAR}")
UNCLEAR_ONE = Sql(f"SELECT {_ROW} {_UNCLEAR} AND inbound.id = :id")
SETTLE = Sql("""
    UPDATE inbound SET settled_at = :now, settled_by = :who, settled_as = :meaning
    WHERE id = :id AND meaning = 'unclear' AND settled_at IS NULL""")

LAST_STOP = Sql("""
    SELECT MAX(at) FROM inbound WHERE subscriber_id = :subscriber AND sender = :sender
      AND COALESCE(settled_as, meaning) IN ('stop', 'wrong')""")
WROTE = Sql("SELECT DISTINCT subscriber_id FROM inbound WHERE subscriber_id {in :subscribers} AND at > :since")
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
    failure: Failure | None = None,
    network: str | None = None,
    price: Price | None = None,
) -> bool:
    """Whether the receipt is news; a repeated one changes nothing."""
    values = {"vendor": vendor_reference, "status": status, "state": state, "failure": failure, "message": message}
    told = {"network": network, **as_billed(price)}
    return bool(session.run(ADD_RECEIPT, gateway=gateway, now=stamp(now), **values, **told).rowcount)


def orphan_receipts(session: Session, gateway: str) -> list[Orphan]:
    """The receipts that came before we knew whose they were, where we know it now."""
    rows = session.run(ORPHANS, gateway=gateway).fetchall()
    return [Orphan(row[0], State(row[1]), row[2], row[3], State(row[4]), row[5], price_of(*row[6:])) for row in rows]


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
    campaign: str | None,
    at: datetime,
) -> bool:
    """Whether the text is news; one delivered twice is kept and answered once."""
    values = {"vendor": vendor_reference, "sender": sender, "text": session.vault.seal(text), "meaning": meaning}
    added = session.run(ADD_INBOUND, gateway=gateway, subscriber=subscriber, campaign=campaign, at=stamp(at), **values)
    return bool(added.rowcount)


def unclear(session: Session, *, since: datetime, most: int, skipped: int = 0) -> list[Unclear]:
    """The texts since then that nobody has settled, oldest first, `most` of them after the first `skipped`."""
    rows = session.run(UNCLEAR, since=stamp(since), most=most, skipped=skipped).fetchall()
    return [_unclear(session, row) for row in rows]


def count_unclear(session: Session, *, since: datetime) -> int:
    """How many there are."""
    return int(session.run(UNCLEAR_COUNT, since=stamp(since)).fetchone()[0])


def unclear_one(session: Session, id: int, *, since: datetime) -> Unclear | None:
    """The one with this id; None if it is settled, older, or was never unclear."""
    row = session.run(UNCLEAR_ONE, id=id, since=stamp(since)).fetchone()
    return _unclear(session, row) if row else None


def settle(session: Session, id: int, *, by: str, meaning: str, now: datetime) -> bool:
    """Whether this member of staff was the first to say what the text means."""
    return bool(session.run(SETTLE, id=id, who=by, meaning=meaning, now=stamp(now)).rowcount)


def last_stop(session: Session, subscriber: int, sender: str) -> datetime | None:
    """When this number wrote its last STOP to the sender, perhaps after what came later: networks keep no order."""
    return moment_or_none(session.run(LAST_STOP, subscriber=subscriber, sender=sender).fetchone()[0])


def inbound_of(session: Session, subscriber: int) -> list[Inbound]:
    """What one number texted to us, oldest first."""
    rows = session.run(INBOUND_OF, subscriber=subscriber).fetchall()
    return [Inbound(row[0], session.vault.opened(bytes(row[1])), row[2], row[3], moment(row[4])) for row in rows]


def blank_inbound(session: Session, subscriber: int) -> int:
    """How many texts from one number were blanked; what they meant stays."""
    return int(session.run(BLANK_INBOUND, subscriber=subscriber, nothing=b"").rowcount)


def _unclear(session: Session, row: Any) -> Unclear:
    id, subscriber, gateway, reference, sender, sealed, campaign, at = row
    text = session.vault.opened(bytes(sealed))
    return Unclear(id, subscriber, gateway, reference, sender, text, campaign, moment(at))


def wrote_since(session: Session, subscribers: Collection[int], since: datetime) -> set[int]:
    """Those of these numbers that texted us since then."""
    if not subscribers:
        return set()
    rows = session.run(WROTE, subscribers=listed(subscribers), since=stamp(since)).fetchall()
    return {row[0] for row in rows}
