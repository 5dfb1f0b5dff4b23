"""The spending of coupons at tills, once each: in one statement, with the answer that the till was given.

A till that asks again with the same request id hears its first answer, so a lost answer spends nothing twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from app.store import Act, Key, Moment, Session, Sql, limits, metadata, moment, moment_or_none, stamp

redemptions = sa.Table(
    "redemptions",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("coupon_id", Key, sa.ForeignKey("coupons.id"), nullable=False, index=True),
    sa.Column("campaign", sa.Text, nullable=False),
    sa.Column("placement", sa.Text, nullable=False),
    sa.Column("till_id", Key, sa.ForeignKey("tills.id"), nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("amount", sa.Text, comment="as the till sent it, decimal"),
    sa.Column("currency", sa.Text),
    sa.Column("reference", sa.Text),
    sa.Column("reversed_at", Moment),
    sa.Column("reversed_reason", sa.Text),
    sa.Index(None, "till_id", "at", "id"),
    sa.Index(
        "ix_redemptions_standing",
        "campaign",
        "placement",
        sqlite_where=sa.text("reversed_at IS NULL"),
        postgresql_where=sa.text("reversed_at IS NULL"),
    ),
)

answers = sa.Table(
    "answers",
    metadata,
    sa.Column("till_id", Key, sa.ForeignKey("tills.id"), primary_key=True),
    sa.Column("key_hash", sa.LargeBinary(32), primary_key=True, comment="of the Idempotency-Key"),
    sa.Column("body_hash", sa.LargeBinary(32), nullable=False),
    sa.Column("status", sa.Integer, nullable=False),
    sa.Column("answer_sealed", sa.LargeBinary, nullable=False),
    sa.Column("at", Moment, nullable=False, index=True),
)


@dataclass(frozen=True)
class Redemption:
    """One spending of a coupon at a till."""

    id: str
    coupon: int
    till: int
    at: datetime
    reversed_at: datetime | None
    amount: str | None = None
    currency: str | None = None
    reference: str | None = None


@dataclass(frozen=True)
class Kept:
    """The answer to a till's request, by the hashes of its id and of what it asked."""

    key_hash: bytes
    body_hash: bytes
    status: int
    answer: str


_SPEND = f"""
    UPDATE coupons SET redeemed_at = :now, redemption_id = :redemption
    WHERE serial_index = :index AND redeemed_at IS NULL AND revoked_at IS NULL AND held_until IS NULL
      AND valid_from <= :now AND valid_until > :now AND NOT EXISTS ({limits.EMPTY})"""
_NOTE = """
    INSERT INTO redemptions (id, coupon_id, campaign, placement, till_id, at, amount, currency, reference)
    SELECT :redemption, coupons.id, coupons.campaign, coupons.placement, :till, :now, :amount, :currency, :reference
    FROM changed JOIN coupons ON coupons.id = changed.id"""
_KEEP = """
    INSERT INTO answers (till_id, key_hash, body_hash, status, answer_sealed, at)
    SELECT :till, :key, :body, :status, :answer, :now FROM changed"""
SPEND = Act(_SPEND, _NOTE, returning="id, campaign, language")
SPEND_AND_KEEP = Act(_SPEND, _NOTE, _KEEP, returning="id, campaign, language")
_REDEMPTION = "redemptions.id, coupon_id, till_id, redemptions.at, reversed_at, amount, currency, reference"
REDEMPTION = Sql(f"SELECT {_REDEMPTION} FROM redemptions WHERE id = :id")
REVERSE = Sql("""
    UPDATE redemptions SET reversed_at = :now, reversed_reason = :reason
    WHERE id = :id AND till_id = :till AND reversed_at IS NULL AND at >= :earliest RETURNING coupon_id""")
UNSPEND = Sql(
    "UPDATE coupons SET redeemed_at = NULL, redemption_id = NULL WHERE id = :id AND redemption_id = :redemption"
)

GIVEN = Sql("""
    SELECT COUNT(*), COALESCE(SUM(CAST(amount AS NUMERIC)), 0) FROM redemptions
    WHERE campaign = :campaign AND reversed_at IS NULL""")

RECENT = Sql(f"""
    SELECT {_REDEMPTION}, coupons.campaign, serial_sealed, language
    FROM redemptions JOIN coupons ON coupons.id = coupon_id
    WHERE till_id = :till AND (redemptions.at, redemptions.id) > (:since, :after)
    ORDER BY redemptions.at, redemptions.id LIMIT :most""")
LATEST = Sql(f"""
    SELECT {_REDEMPTION}, coupons.campaign, serial_sealed, language
    FROM redemptions JOIN coupons ON coupons.id = coupon_id
    WHERE till_id = :till ORDER BY redemptions.at DESC LIMIT :most""")

CLAIM_KEY = Sql("""
    INSERT INTO answers (till_id, key_hash, body_hash, status, answer_sealed, at)
    VALUES (:till, :key, :body, :status, :answer, :now) ON CONFLICT DO NOTHING""")
ANSWER_OF_KEY = Sql("SELECT body_hash, status, answer_sealed FROM answers WHERE till_id = :till AND key_hash = :key")
FORGET_ANSWERS = Sql("DELETE FROM answers WHERE at < :before")


def given(session: Session, campaign: str) -> tuple[int, Decimal]:
    """(how many redemptions stand, what tills said was bought with them) of a campaign."""
    row = session.run(GIVEN, campaign=campaign).fetchone()
    return row[0], Decimal(str(row[1]))


def spend(
    session: Session,
    serial: int,
    redemption: str,
    now: datetime,
    *,
    till: int,
    unless: tuple[bytes, float] | None = None,
    amount: str | None = None,
    currency: str | None = None,
    reference: str | None = None,
    kept: Kept | None = None,
) -> tuple[int, str, str] | None:
    """(id, campaign, language) of the coupon just spent at the till; None if it could not be.

    `unless` is a bucket (limits.bucket) that must not be empty. With `kept` the answer to the till's request
    is kept in the same breath; raises Taken, with nothing spent, if that request was answered before.
    """
    bucket, rate = unless or (b"", 0.0)
    values: dict[str, Any] = {"amount": amount, "currency": currency, "reference": reference}
    values |= {"bucket": bucket, "rate": rate}
    values |= {"index": session.vault.index("serial", str(serial)), "redemption": redemption, "till": till}
    if kept:
        values |= {"key": kept.key_hash, "body": kept.body_hash, "status": kept.status}
        values |= {"answer": session.vault.seal(kept.answer)}
    row = session.act(SPEND_AND_KEEP if kept else SPEND, now=stamp(now), **values)
    return (row[0], row[1], row[2]) if row else None


def redemption(session: Session, id: str) -> Redemption | None:
    """The redemption with this id."""
    row = session.run(REDEMPTION, id=id).fetchone()
    return _redemption(row) if row else None


def reverse(session: Session, id: str, *, till: int, reason: str, earliest: datetime, now: datetime) -> bool:
    """Whether the redemption was undone by its own till, no older than `earliest`; the coupon is unspent again."""
    values = {"till": till, "reason": reason, "earliest": stamp(earliest), "now": stamp(now)}
    row = session.run(REVERSE, id=id, **values).fetchone()
    return bool(row) and bool(session.run(UNSPEND, id=row[0], redemption=id).rowcount)


def recent(
    session: Session, till: int, since: datetime, after: str, most: int
) -> list[tuple[Redemption, str, int, str]]:
    """(redemption, campaign, serial, language) at this till from `since` and id `after` on, oldest first."""
    return _listed(session, session.run(RECENT, till=till, since=stamp(since), after=after, most=most).fetchall())


def latest(session: Session, till: int, most: int) -> list[tuple[Redemption, str, int, str]]:
    """(redemption, campaign, serial, language) at this till, newest first."""
    return _listed(session, session.run(LATEST, till=till, most=most).fetchall())


def keep_answer(session: Session, till: int, kept: Kept, now: datetime) -> bool:
    """Whether this was the first answer to the till's request id; the first one stays."""
    values = {"body": kept.body_hash, "status": kept.status, "answer": session.vault.seal(kept.answer)}
    return bool(session.run(CLAIM_KEY, till=till, key=kept.key_hash, now=stamp(now), **values).rowcount)


def answer_of(session: Session, till: int, key_hash: bytes) -> tuple[bytes, int, str] | None:
    """(hash of the body, HTTP status, JSON text) of the first answer to this request id."""
    row = session.run(ANSWER_OF_KEY, till=till, key=key_hash).fetchone()
    return (bytes(row[0]), row[1], session.vault.open(row[2])) if row else None


def forget_answers(session: Session, before: datetime) -> int:
    """How many kept answers were too old to be asked for again."""
    return int(session.run(FORGET_ANSWERS, before=stamp(before)).rowcount)


def _redemption(row: tuple) -> Redemption:  # type: ignore[type-arg]
    return Redemption(row[0], row[1], row[2], moment(row[3]), moment_or_none(row[4]), row[5], row[6], row[7])


def _listed(session: Session, rows: list[tuple]) -> list[tuple[Redemption, str, int, str]]:  # type: ignore[type-arg]
    return [(_redemption(row), row[8], int(session.vault.open(row[9])), row[10]) for row in rows]
