"""Coupons that are only held: until their owner proves the number or presses the link, or until their time is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.store import Session, Sql, moment, stamp


@dataclass(frozen=True)
class Lapsed:
    """A coupon that nobody got: where and when it was taken from the stock, and what was kept back."""

    campaign: str
    placement: str
    issued_at: datetime
    promised: int


KEEP = Sql("UPDATE coupons SET held_until = :until WHERE id = :id AND held_until IS NOT NULL")
SETTLE = Sql("""
    UPDATE coupons SET held_until = NULL, issued_at = :now, valid_from = :valid_from, valid_until = :valid_until
    WHERE id = :id AND held_until IS NOT NULL""")
LAPSE = Sql("""
    DELETE FROM coupons WHERE id IN (
        WITH picked AS MATERIALIZED (SELECT id FROM coupons WHERE held_until <= :now LIMIT :most {skip_locked})
        SELECT id FROM picked)
    RETURNING campaign, placement, issued_at, COALESCE(balance, promised * uses)""")


def keep(session: Session, coupon: int, until: datetime) -> None:
    """Holds a coupon that is held for so long."""
    session.run(KEEP, id=coupon, until=stamp(until))


def settle(session: Session, coupon: int, *, valid_from: datetime, valid_until: datetime, now: datetime) -> bool:
    """Whether a held coupon became a valid one."""
    values = {"valid_from": stamp(valid_from), "valid_until": stamp(valid_until), "now": stamp(now)}
    return bool(session.run(SETTLE, id=coupon, **values).rowcount)


def take_lapsed(session: Session, now: datetime, most: int = 500) -> list[Lapsed]:
    """Coupons that were held for numbers that never answered, and are no more: their stock is to be given back."""
    rows = session.run(LAPSE, now=stamp(now), most=most).fetchall()
    return [lapsed(row) for row in rows]


def lapsed(row: Any) -> Lapsed:
    """What is in a row of (campaign, placement, issued_at, kept back)."""
    return Lapsed(row[0], row[1], moment(row[2]), int(row[3]))
