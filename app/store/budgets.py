"""What a campaign may give away, in money: what was given, and what is kept back for the coupons that are out.

A coupon whose discount has a most keeps that much back from the moment it is issued, so that no till has to refuse it.
If it is spent and nobody says on how much, that most is given: what may be gone cannot be given again.
All sums are minor units of the campaign's currency.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.store import Session, Sql, metadata, stamp

MOST = 2**62  # minor units: without end

budgets = sa.Table(
    "budgets",
    metadata,
    sa.Column("campaign", sa.Text, primary_key=True),
    sa.Column("currency", sa.Text, nullable=False),
    sa.Column("promised", sa.BigInteger, nullable=False, comment="for coupons that are out, in minor units"),
    sa.Column("given", sa.BigInteger, nullable=False, comment="for redemptions that stand, in minor units"),
)


@dataclass(frozen=True)
class Budget:
    """Where a campaign's budget stands."""

    currency: str
    promised: int
    given: int


OPEN = Sql("""
    INSERT INTO budgets (campaign, currency, promised, given)
    SELECT CAST(:campaign AS TEXT), CAST(:currency AS TEXT),
           {greatest}((SELECT COALESCE(SUM(COALESCE(balance, promised * (uses - used))), 0) FROM coupons
                       WHERE campaign = :campaign AND promised > 0 AND redeemed_at IS NULL) + :kept, 0),
           (SELECT COALESCE(SUM(COALESCE(cost, at_most)), 0) FROM redemptions
            WHERE campaign = :campaign AND reversed_at IS NULL AND id <> :but)
    WHERE true ON CONFLICT (campaign) DO NOTHING""")
# Whoever keeps nothing back still needs something to be left.
PROMISE = Sql("""
    UPDATE budgets SET promised = promised + :sum
    WHERE campaign = :campaign AND promised + given + :sum <= :budget AND promised + given < :budget""")
RELEASE = Sql("UPDATE budgets SET promised = {greatest}(promised - :sum, 0) WHERE campaign = :campaign")
# What was kept back for this very coupon is there whatever became of the budget since.
GIVE = Sql("""
    UPDATE budgets SET promised = {greatest}(promised - :kept, 0), given = given + :cost
    WHERE campaign = :campaign AND (:cost <= :kept OR promised - :kept + given + :cost <= :budget)""")
TAKE_BACK = Sql("""
    UPDATE budgets SET promised = promised + :kept, given = {greatest}(given - :cost, 0) WHERE campaign = :campaign""")
STANDS = Sql("SELECT currency, promised, given FROM budgets WHERE campaign = :campaign")
LAPSED = Sql("""
    SELECT id, campaign, COALESCE(balance, promised * (uses - used)) FROM coupons
    WHERE promised > 0 AND redeemed_at IS NULL AND valid_until <= :now LIMIT :most {skip_locked}""")
LET_GO = Sql("UPDATE coupons SET promised = 0 WHERE id = :id")


def promise(session: Session, campaign: str, budget: int, currency: str, sum: int) -> bool:
    """Whether this much could be kept back for a coupon, which is written already."""
    values = {"campaign": campaign, "sum": sum, "budget": budget}
    if session.run(PROMISE, **values).rowcount:
        return True
    # A budget is opened when it is first asked for; what was given before it counts, and what is out. It is asked again
    # whoever opened it: somebody beside us may have, while we waited.
    session.run(OPEN, campaign=campaign, currency=currency, but="", kept=-sum)
    return bool(session.run(PROMISE, **values).rowcount)


def release(session: Session, campaign: str, sum: int) -> None:
    """Keeps this much back no more."""
    session.run(RELEASE, campaign=campaign, sum=sum)


def give(session: Session, campaign: str, budget: int, currency: str, *, redemption: str, cost: int, kept: int) -> bool:
    """Whether there was enough left for what this redemption costs; `kept` was kept back for it."""
    values = {"campaign": campaign, "budget": budget, "cost": cost, "kept": kept}
    if session.run(GIVE, **values).rowcount:
        return True
    session.run(OPEN, campaign=campaign, currency=currency, but=redemption, kept=kept)  # as in `promise`
    return bool(session.run(GIVE, **values).rowcount)


def take_back(session: Session, campaign: str, *, cost: int, kept: int) -> None:
    """Undoes `give`."""
    session.run(TAKE_BACK, campaign=campaign, cost=cost, kept=kept)


def stands(session: Session, campaign: str) -> Budget | None:
    """Where the budget stands; None while nobody has asked for it."""
    row = session.run(STANDS, campaign=campaign).fetchone()
    return Budget(row[0], int(row[1]), int(row[2])) if row else None


def release_lapsed(session: Session, now: datetime, most: int = 500) -> int:
    """How many coupons went out of date unspent; what was kept back for them is free again.

    In a transaction that may write; those that somebody else is busy with are left for the next time.
    """
    rows = session.run(LAPSED, now=stamp(now), most=most).fetchall()
    free: Counter[str] = Counter()
    for id, campaign, left in rows:
        session.run(LET_GO, id=id)
        free[campaign] += left
    for campaign in sorted(free):  # tills wait for a budget, so it comes last
        release(session, campaign, free[campaign])
    return len(rows)
