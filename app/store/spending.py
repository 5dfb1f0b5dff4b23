"""What a campaign's texts and redemptions come to, as rules/spending.py adds them up."""

from __future__ import annotations

from app.rules.spending import Given, Sent
from app.store import Session, Sql, budgets

GIVEN = Sql("""
    SELECT placement, COUNT(*), COALESCE(SUM(cost), 0), COUNT(*) - COUNT(cost) FROM redemptions
    WHERE campaign = :campaign AND reversed_at IS NULL GROUP BY placement ORDER BY placement""")
# Every text that a gateway took is paid for, whether it arrived or not.
SENT = Sql("""
    SELECT COALESCE(coupons.placement, ''), country, SUM(parts)
    FROM messages JOIN subscribers ON subscribers.id = messages.subscriber_id
    LEFT JOIN coupons ON coupons.campaign = :campaign AND coupons.subscriber_id = messages.subscriber_id AND nth = 1
    WHERE messages.campaign = :campaign AND state IN ('sent', 'delivered', 'undelivered', 'unknown')
    GROUP BY COALESCE(coupons.placement, ''), country ORDER BY 1, 2""")


def given(session: Session, campaign: str) -> list[Given]:
    """What was redeemed and stands, by placement."""
    return [Given(row[0], row[1], int(row[2]), row[3]) for row in session.run(GIVEN, campaign=campaign).fetchall()]


def sent(session: Session, campaign: str) -> list[Sent]:
    """What was sent, by the placement of the coupon and the country of the number."""
    return [Sent(row[0], row[1], int(row[2])) for row in session.run(SENT, campaign=campaign).fetchall()]


def stands(session: Session, campaign: str) -> tuple[int, int]:
    """(given, promised) of the budget, in minor units; nothing while nobody has asked for it."""
    found = budgets.stands(session, campaign)
    return (found.given, found.promised) if found else (0, 0)
