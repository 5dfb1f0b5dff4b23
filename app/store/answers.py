"""The first answers to the requests of tills that are no redemptions: a request that comes again hears its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.store import Key, Moment, Session, Sql, metadata, stamp
from app.store.redemptions import HASH_BYTES

answers = sa.Table(
    "answers",
    metadata,
    sa.Column("till_id", Key, sa.ForeignKey("tills.id"), primary_key=True),
    sa.Column("key_hash", sa.LargeBinary(HASH_BYTES), primary_key=True, comment="of the Idempotency-Key"),
    sa.Column("asked_hash", sa.LargeBinary(HASH_BYTES), nullable=False, comment="of what it asked for"),
    sa.Column("status", sa.Integer, nullable=False),
    sa.Column("answer_sealed", sa.LargeBinary, nullable=False),
    sa.Column("at", Moment, nullable=False, index=True),
)


CLAIM_KEY = Sql("""
    INSERT INTO answers (till_id, key_hash, asked_hash, status, answer_sealed, at)
    SELECT CAST(:till AS BIGINT), CAST(:key AS {blob}), CAST(:asked AS {blob}), CAST(:status AS INTEGER),
           CAST(:answer AS {blob}), CAST(:now AS BIGINT)
    WHERE NOT EXISTS (SELECT 1 FROM redemptions WHERE till_id = :till AND key_hash = :key) ON CONFLICT DO NOTHING""")
ANSWER_OF_KEY = Sql("SELECT asked_hash, status, answer_sealed FROM answers WHERE till_id = :till AND key_hash = :key")
FORGET_ANSWERS = Sql("DELETE FROM answers WHERE at < :before")


@dataclass(frozen=True)
class Kept:
    """The answer to a till's request, where it is no redemption."""

    key_hash: bytes
    asked_hash: bytes
    status: int
    answer: str


def keep_answer(session: Session, till: int, kept: Kept, now: datetime) -> bool:
    """Whether this was the first answer to the till's request id; the first one stays."""
    values = {"asked": kept.asked_hash, "status": kept.status, "answer": session.vault.seal(kept.answer)}
    return bool(session.run(CLAIM_KEY, till=till, key=kept.key_hash, now=stamp(now), **values).rowcount)


def answer_of(session: Session, till: int, key_hash: bytes) -> tuple[bytes, int, str] | None:
    """(hash of what it asked for, HTTP status, JSON text) of the first answer to this request id."""
    row = session.run(ANSWER_OF_KEY, till=till, key=key_hash).fetchone()
    return (bytes(row[0]), row[1], session.vault.open(row[2])) if row else None


def forget_answers(session: Session, before: datetime) -> int:
    """How many kept answers were too old to be asked for again."""
    return int(session.run(FORGET_ANSWERS, before=stamp(before)).rowcount)
