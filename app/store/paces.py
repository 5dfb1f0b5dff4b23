"""How much of its pace each sender has left: a token bucket of parts, shared by all workers."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from app.rules.pace import LEAST_ROOM
from app.store import MICROSECOND, Moment, Session, Sql, metadata, stamp

paces = sa.Table(
    "paces",
    metadata,
    sa.Column("gateway", sa.Text, primary_key=True),
    sa.Column("sender", sa.Text, primary_key=True),
    sa.Column("parts", sa.Double, nullable=False, comment="that may leave at once"),
    sa.Column("at", Moment, nullable=False),
)

# A clock that steps back must not empty it, nor one that steps ahead overfill it: hence {greatest} and {least}. One
# that was ahead by more than machines ever differ has been put right: nobody waits until it is that late again.
AHEAD = timedelta(minutes=1)
FILL = Sql("""
    INSERT INTO paces (gateway, sender, parts, at) VALUES (:gateway, :sender, :room, :now)
    ON CONFLICT (gateway, sender) DO UPDATE
    SET parts = {least}(:room, paces.parts + {greatest}(:now - paces.at, 0) * :rate),
        at = CASE WHEN :now < paces.at - :ahead THEN :now ELSE {greatest}(paces.at, :now) END
    RETURNING parts""")
TAKE = Sql("UPDATE paces SET parts = parts - :taken WHERE gateway = :gateway AND sender = :sender")


def fill(session: Session, gateway: str, sender: str, parts_s: float, now: datetime) -> float:
    """How many parts may leave now; nobody else takes of them until the transaction ends."""
    values = {"room": max(parts_s, float(LEAST_ROOM)), "rate": parts_s / 1_000_000, "now": stamp(now)}
    values["ahead"] = AHEAD // MICROSECOND
    return float(session.run(FILL, gateway=gateway, sender=sender, **values).fetchone()[0])


def take(session: Session, gateway: str, sender: str, parts: int) -> None:
    """Takes parts that were there."""
    session.run(TAKE, gateway=gateway, sender=sender, taken=float(parts))
