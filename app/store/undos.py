"""What was undone at which tills and why, and what was spent elsewhere afterwards: for reports and alarms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.store import Session, Sql, moment, stamp

UNDONE_BY_TILL = Sql("""
    SELECT till_id, COUNT(*), COUNT(reversed_at), SUM(CASE WHEN reversed_at IS NOT NULL AND EXISTS (
        SELECT 1 FROM redemptions AS later WHERE later.coupon_id = redemptions.coupon_id
        AND later.till_id <> redemptions.till_id
        AND later.at >= COALESCE(redemptions.undone_at, redemptions.reversed_at)) THEN 1 ELSE 0 END)
    FROM tills JOIN redemptions ON till_id = tills.id AND at >= :since AND at < :until
    GROUP BY till_id ORDER BY till_id""")
REASONS = Sql("""
    SELECT till_id, COALESCE(reversed_reason, ''), COUNT(*)
    FROM tills JOIN redemptions ON till_id = tills.id AND at >= :since AND at < :until
    WHERE reversed_at IS NOT NULL GROUP BY till_id, reversed_reason ORDER BY COUNT(*) DESC, reversed_reason""")
ELSEWHERE = Sql("""
    SELECT redemptions.id, redemptions.campaign, redemptions.till_id,
           COALESCE(redemptions.undone_at, redemptions.reversed_at),
           COALESCE(redemptions.reversed_reason, ''), later.till_id, later.at
    FROM tills JOIN redemptions ON redemptions.till_id = tills.id
        AND redemptions.at >= :since AND redemptions.at < :until
    JOIN redemptions AS later ON later.coupon_id = redemptions.coupon_id AND later.till_id <> redemptions.till_id
        AND later.at >= COALESCE(redemptions.undone_at, redemptions.reversed_at)
    WHERE redemptions.reversed_at IS NOT NULL ORDER BY redemptions.reversed_at DESC, redemptions.id LIMIT :most""")


@dataclass(frozen=True)
class Elsewhere:
    """A redemption that was undone at one till, and the other one where its coupon was spent afterwards."""

    redemption: str
    campaign: str
    till: int
    undone_at: datetime
    reason: str
    spent_at_till: int
    spent_at: datetime


def undone_by_till(session: Session, since: datetime, until: datetime) -> list[tuple[int, int, int, int]]:
    """(till, redeemed, undone of these, spent at another till after that) of what was redeemed from since to until."""
    rows = session.run(UNDONE_BY_TILL, since=stamp(since), until=stamp(until)).fetchall()
    return [(row[0], row[1], row[2], int(row[3])) for row in rows]


def undo_reasons(session: Session, since: datetime, until: datetime) -> dict[int, list[tuple[str, int]]]:
    """Why the redemptions of that time were undone, by till: (reason, how often), the commonest first."""
    found: dict[int, list[tuple[str, int]]] = {}
    for till, reason, count in session.run(REASONS, since=stamp(since), until=stamp(until)).fetchall():
        found.setdefault(till, []).append((reason, count))
    return found


def spent_elsewhere(session: Session, since: datetime, until: datetime, most: int = 200) -> list[Elsewhere]:
    """Coupons of that time's redemptions that were undone at one till and spent at another, the last one first."""
    rows = session.run(ELSEWHERE, since=stamp(since), until=stamp(until), most=most).fetchall()
    return [Elsewhere(row[0], row[1], row[2], moment(row[3]), row[4], row[5], moment(row[6])) for row in rows]
