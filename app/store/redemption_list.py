"""Redemptions of one till as it reads them back: its last ones, those of a day, and page by page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from app.store import Session, Sql, stamp
from app.store.redemptions import COLUMNS, Redemption, read

Listed = tuple[Redemption, str, int, str]  # with its coupon's campaign, serial and language

RECENT = Sql(f"""
    SELECT {COLUMNS}, coupons.campaign, serial_sealed, language
    FROM redemptions JOIN coupons ON coupons.id = coupon_id
    WHERE till_id = :till AND (redemptions.at, redemptions.id) > (:since, :after)
    ORDER BY redemptions.at, redemptions.id LIMIT :most""")
LATEST = Sql(f"""
    SELECT {COLUMNS}, coupons.campaign, serial_sealed, language
    FROM redemptions JOIN coupons ON coupons.id = coupon_id
    WHERE till_id = :till ORDER BY redemptions.at DESC LIMIT :most""")
OF_DAY = Sql(f"""
    SELECT {COLUMNS}, coupons.campaign, serial_sealed, language
    FROM redemptions JOIN coupons ON coupons.id = coupon_id
    WHERE till_id = :till AND redemptions.at >= :since ORDER BY redemptions.at DESC LIMIT :most""")


def recent(session: Session, till: int, since: datetime, after: str, most: int) -> list[Listed]:
    """(redemption, campaign, serial, language) at this till from `since` and id `after` on, oldest first."""
    return _listed(session, session.run(RECENT, till=till, since=stamp(since), after=after, most=most).fetchall())


def latest(session: Session, till: int, most: int) -> list[Listed]:
    """(redemption, campaign, serial, language) at this till, newest first."""
    return _listed(session, session.run(LATEST, till=till, most=most).fetchall())


def all_since(session: Session, till: int, since: datetime, most: int) -> list[Listed]:
    """(redemption, campaign, serial, language) at this till since then, newest first, and at most so many."""
    return _listed(session, session.run(OF_DAY, till=till, since=stamp(since), most=most).fetchall())


def _listed(session: Session, rows: Sequence[Any]) -> list[Listed]:
    return [(read(row), row[15], int(session.vault.open(row[16])), row[17]) for row in rows]
