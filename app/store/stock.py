"""How many coupons are taken: of a campaign, of one of its days, of a placement; each one row and one statement."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from app.rules.stock import ALL, Scope
from app.store import Moment, Session, Sql, metadata, moment, stamp
from app.store.unseen import IS_UNSENT

MOST = 2**31 - 1  # coupons of a campaign that sets no limit

stock = sa.Table(
    "stock",
    metadata,
    sa.Column("campaign", sa.Text, primary_key=True),
    sa.Column("scope", sa.Text, primary_key=True, comment="all, a day or a placement"),
    sa.Column("taken", sa.Integer, nullable=False),
    sa.Column("last_at", Moment, nullable=False),
)

TAKE = Sql("""
    INSERT INTO stock (campaign, scope, taken, last_at) VALUES (:campaign, :scope, 1, :now)
    ON CONFLICT (campaign, scope) DO UPDATE SET taken = stock.taken + 1, last_at = excluded.last_at
    WHERE stock.taken < :most""")
# A limit that is new to a campaign counts what was given before it.
BEGIN = Sql(f"""
    INSERT INTO stock (campaign, scope, taken, last_at) SELECT :campaign, :scope, COUNT(*), :now FROM coupons
    WHERE campaign = :campaign AND (CAST(:placement AS TEXT) IS NULL OR placement = :placement) AND issued_at >= :since
      AND NOT {IS_UNSENT}
    ON CONFLICT (campaign, scope) DO NOTHING""")
GIVE_BACK = Sql("UPDATE stock SET taken = taken - :count WHERE campaign = :campaign AND scope = :scope AND taken > 0")
TAKEN = Sql("SELECT taken, last_at FROM stock WHERE campaign = :campaign AND scope = :scope")
OF_CAMPAIGN = Sql("SELECT scope, taken, last_at FROM stock WHERE campaign = :campaign")


def take(session: Session, campaign: str, scopes: Sequence[Scope], now: datetime) -> bool:
    """Whether one more coupon could be taken out of every scope; if not, it was taken out of none.

    They are taken in the order in which they come, so that nobody waits for somebody who waits for them.
    """
    for n, scope in enumerate(scopes):
        most = MOST if scope.most is None else scope.most
        values = {"campaign": campaign, "scope": scope.name, "most": most, "now": stamp(now)}
        if most <= 0 or not session.run(TAKE, **values).rowcount:
            for each in scopes[:n]:
                give_back(session, campaign, each.name)
            return False
    return True


def begin(session: Session, campaign: str, scopes: Sequence[Scope], now: datetime) -> None:
    """Counts into scopes that are not counted yet what was issued before; to be asked before the next is added."""
    limited = [scope for scope in scopes if scope.name != ALL]
    known = by_scope(session, campaign) if limited else {}
    for scope in limited:
        if scope.name not in known:
            since = stamp(scope.since) if scope.since else 0
            values = {"campaign": campaign, "scope": scope.name, "placement": scope.placement, "since": since}
            session.run(BEGIN, now=stamp(now), **values)


def is_empty(session: Session, campaign: str, scopes: Sequence[Scope]) -> bool:
    """Whether there is a scope out of which nothing can be taken now."""
    known = by_scope(session, campaign)
    return any(scope.most is not None and known.get(scope.name, 0) >= scope.most for scope in scopes)


def give_back(session: Session, campaign: str, scope: str = ALL, count: int = 1) -> None:
    """Puts coupons that nobody got back into the stock."""
    session.run(GIVE_BACK, campaign=campaign, scope=scope, count=count)


def taken(session: Session, campaign: str, scope: str = ALL) -> tuple[int, datetime | None]:
    """How many coupons were taken, and when the last one was."""
    row = session.run(TAKEN, campaign=campaign, scope=scope).fetchone()
    return (row[0], moment(row[1])) if row else (0, None)


def by_scope(session: Session, campaign: str) -> dict[str, int]:
    """How many coupons were taken in every scope that is counted."""
    return {scope: count for scope, (count, _) in standing(session, campaign).items()}


def standing(session: Session, campaign: str) -> dict[str, tuple[int, datetime]]:
    """The same, with when the last one was taken."""
    rows = session.run(OF_CAMPAIGN, campaign=campaign).fetchall()
    return {scope: (count, moment(last)) for scope, count, last in rows}
