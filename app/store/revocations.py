"""Coupons that are withdrawn: by staff, who say why, or a reward, because the friend's use was undone.

What was kept back for one is kept back no more; revoking gives it to the caller, once, to be put back where it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.store import Session, Sql, stamp


@dataclass(frozen=True)
class Revoked:
    """A coupon that was withdrawn: how often it had been used, and what was kept back for the rest, in minor units."""

    used: int
    kept_back: int


REVOKE = Sql("""
    UPDATE coupons SET revoked_at = :now, revoked_by = :by, revoked_reason = :reason
    WHERE id = :id AND redeemed_at IS NULL AND revoked_at IS NULL AND held_until IS NULL AND valid_until > :now
    RETURNING used, COALESCE(CASE WHEN promised > 0 THEN balance END, promised * (uses - used), 0)""")
REVOKE_REWARD = Sql("""
    UPDATE coupons SET revoked_at = :now
    WHERE id = :id AND used = 0 AND revoked_at IS NULL
      AND EXISTS (SELECT 1 FROM coupons AS friend WHERE friend.id = coupons.thanks_for AND friend.used = 0)
    RETURNING used, COALESCE(balance, promised * uses, 0)""")
LET_GO = Sql("UPDATE coupons SET promised = 0 WHERE id = :id")


def revoke(session: Session, coupon: int, now: datetime, *, by: str, reason: str) -> Revoked | None:
    """A coupon that can be spent no more from now on; None if it could not be spent anyway."""
    values = {"now": stamp(now), "by": by, "reason": reason}
    return _let_go(session, coupon, session.run(REVOKE, id=coupon, **values).fetchone())


def revoke_reward(session: Session, coupon: int, now: datetime) -> Revoked | None:
    """A reward that was unused and is withdrawn now, because its friend's use is undone; None if it was not."""
    return _let_go(session, coupon, session.run(REVOKE_REWARD, id=coupon, now=stamp(now)).fetchone())


def _let_go(session: Session, coupon: int, row: tuple | None) -> Revoked | None:  # type: ignore[type-arg]
    """What was kept back for a coupon that was just withdrawn, which is kept back no more."""
    if row is None:
        return None
    session.run(LET_GO, id=coupon)
    return Revoked(row[0], int(row[1]))
