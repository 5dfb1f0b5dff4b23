"""Coupons that nobody has seen: their texts ended before any gateway was handed one.

These are the texts with the code of a coupon that a page gave to a number, or with the pin that one is held for. Where
one of them was ever tried, or still waits, the coupon stays; so it does where the number's holder was ever heard of,
by a pin, a text or an open page, for then it is theirs. Whoever asks holds the people whose texts these are.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from app.store import Session, Sql, listed, stamp
from app.store.reservations import Lapsed, lapsed

UNSENT = "unsent"  # why such a coupon is withdrawn; kept with it, so the name never changes
IS_UNSENT = f"(revoked_by IS NULL AND COALESCE(revoked_reason, '') = '{UNSENT}')"

_UNTRIED = "({0}.state IN ('expired', 'suppressed') AND {0}.attempt = 0 AND {0}.doubts = 0)"
_OPEN = "held_until IS NULL AND revoked_at IS NULL AND used = 0 AND redemption_id IS NULL"
# A coupon that somebody left who was erased, and that their number came back to, has texts that were another row's: so
# the first text has to be there, which is as old as the coupon.
CODES = Sql(f"""
    SELECT DISTINCT coupons.id FROM messages AS ended
    JOIN subscribers ON subscribers.id = ended.subscriber_id
    JOIN coupons ON coupons.serial_index = ended.coupon_index AND coupons.subscriber_id = ended.subscriber_id
    WHERE ended.id {{in :ids}} AND {_UNTRIED.format("ended")} AND answered_at IS NULL AND {_OPEN}
      AND EXISTS (
        SELECT 1 FROM messages AS first
        WHERE first.subscriber_id = ended.subscriber_id AND first.coupon_index = ended.coupon_index
          AND first.queued_at = coupons.issued_at AND first.visit_id IS NOT NULL)
      AND NOT EXISTS (
        SELECT 1 FROM messages AS other
        WHERE other.subscriber_id = ended.subscriber_id AND other.coupon_index = ended.coupon_index
          AND NOT {_UNTRIED.format("other")})""")
WITHDRAW = Sql(f"""
    UPDATE coupons SET revoked_at = :now, revoked_reason = '{UNSENT}' WHERE id {{in :ids}} AND {_OPEN}
    RETURNING campaign, placement, issued_at, COALESCE(CASE WHEN promised > 0 THEN balance END, promised * uses, 0)""")
LET_GO = Sql("UPDATE coupons SET promised = 0 WHERE id {in :ids} AND revoked_at IS NOT NULL")
# What is kept back for somebody who was called out of the line waits for a link, not for a pin.
HOLDS = Sql(f"""
    SELECT DISTINCT coupons.id FROM messages AS ended
    JOIN coupons ON coupons.subscriber_id = ended.subscriber_id AND coupons.campaign = ended.campaign
    WHERE ended.id {{in :ids}} AND {_UNTRIED.format("ended")} AND ended.class = 'proof' AND ended.visit_id IS NOT NULL
      AND held_until IS NOT NULL
      AND NOT EXISTS (
        SELECT 1 FROM messages AS other
        WHERE other.subscriber_id = ended.subscriber_id AND other.campaign = ended.campaign AND other.class = 'proof'
          AND other.visit_id IS NOT NULL AND other.queued_at >= coupons.issued_at AND NOT {_UNTRIED.format("other")})
      AND NOT EXISTS (
        SELECT 1 FROM waiting
        WHERE waiting.subscriber_id = ended.subscriber_id AND waiting.campaign = ended.campaign
          AND called_at IS NOT NULL AND ended_at IS NULL)""")
END_HOLDS = Sql("""
    DELETE FROM coupons WHERE id IN (
        WITH picked AS MATERIALIZED (
            SELECT id FROM coupons WHERE id {in :ids} AND held_until IS NOT NULL {skip_locked})
        SELECT id FROM picked)
    RETURNING campaign, placement, issued_at, COALESCE(balance, promised * uses)""")


def take(session: Session, ended: Collection[int], now: datetime) -> list[Lapsed]:
    """Coupons that nobody has seen, now that these texts have ended: their stock is to be given back, once.

    One that was given to a number is withdrawn, and says that it was never sent; one that was only held is no more.
    """
    if not ended:
        return []
    codes, holds = (_ids(session, statement, ended) for statement in (CODES, HOLDS))
    rows = session.run(WITHDRAW, ids=listed(codes), now=stamp(now)).fetchall() if codes else []
    if codes:
        session.run(LET_GO, ids=listed(codes))
    rows += session.run(END_HOLDS, ids=listed(holds)).fetchall() if holds else []
    return [lapsed(row) for row in rows]


def _ids(session: Session, statement: Sql, ended: Collection[int]) -> list[int]:
    return [int(row[0]) for row in session.run(statement, ids=listed(ended)).fetchall()]
