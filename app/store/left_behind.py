"""Coupons of people who were erased: the number finds its own again if it comes back, and so gets no second one.

All that is kept of the number is a keyed hash of it and the campaign.
"""

from __future__ import annotations

from app.rules.phone import E164
from app.store import Session, Sql
from app.store.coupons import coupons_of

LEAVE = Sql("UPDATE coupons SET left_by = :index WHERE id = :id")
IS_LEFT = Sql("SELECT 1 FROM coupons WHERE left_by = :index LIMIT 1")
TAKE_UP = Sql("""
    UPDATE coupons SET subscriber_id = :subscriber, left_by = NULL
    WHERE left_by = :index
      AND NOT EXISTS (SELECT 1 FROM coupons WHERE campaign = :campaign AND subscriber_id = :subscriber)""")


def leave(session: Session, subscriber: int, number: E164) -> int:
    """How many coupons somebody leaves behind who is erased."""
    left = coupons_of(session, subscriber)
    for each in left:
        session.run(LEAVE, id=each.id, index=_left_by(session, each.campaign, number))
    return len(left)


def is_left(session: Session, campaign: str, number: E164) -> bool:
    """Whether whoever had this number and was erased left a coupon of the campaign."""
    return session.run(IS_LEFT, index=_left_by(session, campaign, number)).fetchone() is not None


def take_up(session: Session, campaign: str, subscriber: int, number: E164) -> None:
    """Gives this person the coupons that the number left, if it did and they have none."""
    session.run(TAKE_UP, campaign=campaign, subscriber=subscriber, index=_left_by(session, campaign, number))


def _left_by(session: Session, campaign: str, number: E164) -> bytes:
    return session.vault.index(f"coupon of {campaign}", number)
