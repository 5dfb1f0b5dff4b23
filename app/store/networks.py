"""How texts fare by the network of their number, minute by minute, where a gateway's receipts name it.

Only what has come to its end is counted: which network a text goes to is known no sooner.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from app.rules.traffic import Fares
from app.store import EPOCH, Moment, Session, Sql, metadata, stamp
from app.store.tallies import SLOT

networks = sa.Table(
    "networks",
    metadata,
    sa.Column("gateway", sa.Text, primary_key=True),
    sa.Column("network", sa.Text, primary_key=True, comment="MCC and MNC"),
    sa.Column("slot", Moment, primary_key=True, comment="when its minute began"),
    sa.Column("told", sa.BigInteger, nullable=False, comment="texts whose end a receipt told"),
    sa.Column("failed", sa.BigInteger, nullable=False, comment="not because of the number"),
    sa.Index(None, "slot"),
)

ADD = Sql("""
    INSERT INTO networks (gateway, network, slot, told, failed) VALUES (:gateway, :network, :slot, 1, :failed)
    ON CONFLICT (gateway, network, slot)
    DO UPDATE SET told = networks.told + 1, failed = networks.failed + excluded.failed""")
SINCE = Sql("""
    SELECT gateway, network, SUM(told), SUM(failed) FROM networks WHERE slot >= :since
    GROUP BY gateway, network ORDER BY gateway, network""")
FORGET = Sql("DELETE FROM networks WHERE slot < :before")


def add(session: Session, gateway: str, network: str, now: datetime, *, failed: bool) -> None:
    """Counts one text that has come to its end."""
    slot = stamp(EPOCH + (now - EPOCH) // SLOT * SLOT)
    session.run(ADD, gateway=gateway, network=network, slot=slot, failed=int(failed))


def since(session: Session, moment: datetime) -> dict[tuple[str, str], Fares]:
    """How texts fared by gateway and network in the minutes that began since then."""
    rows = session.run(SINCE, since=stamp(moment)).fetchall()
    return {(row[0], row[1]): Fares(int(row[2]), int(row[3])) for row in rows}


def forget(session: Session, before: datetime) -> int:
    """How many slots that began before then are forgotten."""
    return int(session.run(FORGET, before=stamp(before)).rowcount)
