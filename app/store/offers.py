"""What tills were told of an offer, word for word, each once: redemptions point to it, whatever the file says later."""

from __future__ import annotations

from hashlib import blake2b

import sqlalchemy as sa

from app.store import Key, Session, Sql, metadata

DIGEST_BYTES = 16

offers = sa.Table(
    "offers",
    metadata,
    sa.Column("id", Key, primary_key=True),
    sa.Column("digest", sa.LargeBinary(DIGEST_BYTES), nullable=False, unique=True, comment="of the text"),
    sa.Column("text", sa.Text, nullable=False, comment="JSON: what a till was told of the offer"),
)

KEEP = Sql("INSERT INTO offers (digest, text) VALUES (:digest, :text) ON CONFLICT (digest) DO NOTHING")
FIND = Sql("SELECT id FROM offers WHERE digest = :digest")
TEXT = Sql("SELECT text FROM offers WHERE id = :id")


def keep(session: Session, text: str) -> int:
    """The id of this text, new or known; in a transaction that may write."""
    digest = blake2b(text.encode(), digest_size=DIGEST_BYTES).digest()
    row = session.run(FIND, digest=digest).fetchone()
    if row is None:
        session.run(KEEP, digest=digest, text=text)
        row = session.run(FIND, digest=digest).fetchone()
    return int(row[0])


def text(session: Session, id: int) -> str:
    """The text with this id."""
    return str(session.run(TEXT, id=id).fetchone()[0])
