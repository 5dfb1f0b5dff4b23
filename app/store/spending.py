"""What a campaign's texts and redemptions come to, as rules/spending.py adds them up."""

from __future__ import annotations

from app.rules.spending import Given, Sent
from app.store import Session, Sql, budgets

GIVEN = Sql("""
    SELECT placement, currency, COUNT(*) - COUNT(double_of), COALESCE(SUM(cost), 0), COUNT(*) - COUNT(cost),
           COUNT(double_of), COALESCE(SUM(CASE WHEN double_of IS NOT NULL THEN cost END), 0)
    FROM redemptions WHERE campaign = :campaign AND reversed_at IS NULL
    GROUP BY placement, currency ORDER BY placement, COALESCE(currency, '')""")
# Every text that a gateway took is paid for, whether it arrived or not.
SENT = Sql("""
    SELECT COALESCE(coupons.placement, visits.placement, ''), subscribers.country, SUM(messages.parts)
    FROM messages JOIN subscribers ON subscribers.id = messages.subscriber_id
    LEFT JOIN coupons ON coupons.campaign = :campaign AND coupons.subscriber_id = messages.subscriber_id AND nth = 1
    LEFT JOIN visits ON visits.id = messages.visit_id
    WHERE messages.campaign = :campaign AND messages.state IN ('sent', 'delivered', 'undelivered', 'unknown')
    GROUP BY COALESCE(coupons.placement, visits.placement, ''), subscribers.country ORDER BY 1, 2""")


def given(session: Session, campaign: str) -> list[Given]:
    """What was redeemed and stands, by placement and currency."""
    rows = session.run(GIVEN, campaign=campaign).fetchall()
    return [Given(row[0], row[1], row[2], int(row[3]), row[4], row[5], int(row[6])) for row in rows]


def sent(session: Session, campaign: str) -> list[Sent]:
    """What was sent, by the country of the number and the placement of its first coupon.

    Of a number without one it is where they were when they asked for the text.
    """
    return [Sent(row[0], row[1], int(row[2])) for row in session.run(SENT, campaign=campaign).fetchall()]


def stands(session: Session, campaign: str) -> tuple[int, int]:
    """(given, promised) of the budget, in minor units; nothing while nobody has asked for it."""
    found = budgets.stands(session, campaign)
    return (found.given, found.promised) if found else (0, 0)
