"""What has passed between a number and us, as far as it decides what follows: who wrote last, and what was asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.rules.message import Kind
from app.store import Session, Sql, moment, stamp

LAST_TO = Sql("""
    SELECT campaign, brand FROM messages WHERE subscriber_id = :subscriber AND (:sender = '' OR sender = :sender)
    ORDER BY id DESC LIMIT 1""")
BRANDS_TO = Sql("SELECT DISTINCT brand FROM messages WHERE subscriber_id = :subscriber AND sender = :sender")
LAST_QUESTION = Sql("""
    SELECT reference, gateway, vendor_reference FROM messages
    WHERE subscriber_id = :subscriber AND campaign = :campaign AND class = 'proof' ORDER BY id DESC LIMIT 1""")
REPLIES = Sql("""
    SELECT COUNT(*) FROM messages WHERE subscriber_id = :subscriber AND class = 'reply' AND queued_at > :since
      AND (:topic = '' OR topic = :topic) AND (:sender = '' OR sender = :sender)""")
WRITTEN_TO = Sql("SELECT 1 FROM messages WHERE subscriber_id = :subscriber AND class <> 'reply' LIMIT 1")
LAST_TEXT = Sql("""
    SELECT text_sealed, queued_at FROM messages WHERE subscriber_id = :subscriber
      AND state IN ('sending', 'unknown', 'sent', 'delivered') AND queued_at < :before ORDER BY id DESC LIMIT 1""")
REPLY_SINCE = Sql("""
    SELECT text_sealed FROM messages WHERE subscriber_id = :subscriber AND class = 'reply' AND queued_at >= :since
      AND NOT EXISTS (
        SELECT 1 FROM inbound
        WHERE inbound.subscriber_id = :subscriber AND inbound.at > :since AND inbound.at <= messages.queued_at)
    ORDER BY id LIMIT 1""")
UNDER_WAY = Sql("""
    SELECT 1 FROM messages
    WHERE subscriber_id = :subscriber AND campaign = :campaign AND class = :class AND queued_at > :since
      AND state IN ('queued', 'sending', 'unknown', 'sent', 'delivered') LIMIT 1""")


@dataclass(frozen=True)
class Question:
    """The text that asked a number to prove itself: by our name for it, and by its gateway's once that has it."""

    reference: str
    gateway: str | None
    vendor_reference: str | None


def last_to(session: Session, subscriber: int, sender: str) -> tuple[str, str] | None:
    """(campaign, brand) of the last text to this number from this sender, or from any if it is empty."""
    row = session.run(LAST_TO, subscriber=subscriber, sender=sender).fetchone()
    return (row[0], row[1]) if row else None


def brands_to(session: Session, subscriber: int, sender: str) -> list[str]:
    """The brands that wrote to this number from this sender."""
    return sorted(row[0] for row in session.run(BRANDS_TO, subscriber=subscriber, sender=sender).fetchall())


def last_question(session: Session, subscriber: int, campaign: str) -> Question | None:
    """The last text of the campaign that asked this number to prove itself."""
    row = session.run(LAST_QUESTION, subscriber=subscriber, campaign=campaign).fetchone()
    return Question(*row) if row else None


def replies_since(session: Session, subscriber: int, since: datetime, *, topic: str = "", sender: str = "") -> int:
    """How many automatic replies this number got, about one thing or from one sender; loops of robots end by it."""
    values = {"since": stamp(since), "topic": topic, "sender": sender}
    return int(session.run(REPLIES, subscriber=subscriber, **values).fetchone()[0])


def is_written_to(session: Session, subscriber: int) -> bool:
    """Whether anything but a reply was ever queued to this number."""
    return session.run(WRITTEN_TO, subscriber=subscriber).fetchone() is not None


def last_text(session: Session, subscriber: int, before: datetime) -> tuple[str, datetime] | None:
    """(text, when it was queued) of the last text that had left for this number before; None if nobody can read it."""
    row = session.run(LAST_TEXT, subscriber=subscriber, before=stamp(before)).fetchone()
    text = session.vault.opened(bytes(row[0])) if row else None
    return (text, moment(row[1])) if text is not None else None


def reply_since(session: Session, subscriber: int, since: datetime) -> str | None:
    """The first reply that was queued to this number from then on, before the number wrote again."""
    row = session.run(REPLY_SINCE, subscriber=subscriber, since=stamp(since)).fetchone()
    return session.vault.opened(bytes(row[0])) if row else None


def is_under_way(session: Session, subscriber: int, campaign: str, kind: Kind, since: datetime) -> bool:
    """Whether a text of the campaign and kind was queued to this number since, and has not failed."""
    values = {"subscriber": subscriber, "campaign": campaign, "class": kind.value, "since": stamp(since)}
    return session.run(UNDER_WAY, **values).fetchone() is not None
