"""Texts that wait and are not to leave, and those that a START lets leave after all.

They are kept back after a stop or an erasure, and where their coupon was withdrawn or their broadcast stopped.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from app.rules.decision import Reason
from app.store import Session, Sql, listed, stamp
from app.store.suppressions import AGAINST_DUE

_STOPPED = f"UPDATE messages SET state = 'suppressed', reason = '{Reason.SUPPRESSED}', changed_at = :now"
SUPPRESS_QUEUED = Sql(f"""{_STOPPED}
    WHERE state = 'queued' AND class <> 'reply' AND subscriber_id = :subscriber AND brand = :brand
      AND EXISTS ({AGAINST_DUE.format(due="messages")})""")
END_QUEUED = Sql("""
    UPDATE messages SET state = 'suppressed', reason = :reason, changed_at = :now
    WHERE state = 'queued' AND subscriber_id = :subscriber""")
# What carries the code of a withdrawn coupon. What a stop kept back is ended as well, or a START would wake it.
END_COUPON = Sql(f"""
    UPDATE messages SET state = 'suppressed', reason = '{Reason.COUPON_WITHDRAWN}', changed_at = :now
    WHERE (state = 'queued' OR (state = 'suppressed' AND reason = '{Reason.SUPPRESSED}'))
      AND subscriber_id = (SELECT subscriber_id FROM coupons WHERE id = :coupon)
      AND coupon_index = (SELECT serial_index FROM coupons WHERE id = :coupon)""")
# What was in a worker's hand just then, and comes back because it could not be handed over.
WITHDRAWN = Sql("""
    SELECT messages.id FROM messages JOIN coupons ON coupons.serial_index = messages.coupon_index
    WHERE messages.id {in :ids} AND coupons.revoked_at IS NOT NULL""")
# What was asked for and a stop kept back, while it is still of use.
WAKE = Sql(f"""
    UPDATE messages SET state = 'queued', reason = NULL, changed_at = :now
    WHERE state = 'suppressed' AND reason = '{Reason.SUPPRESSED}' AND class IN ('service', 'confirmation')
      AND subscriber_id = :subscriber AND brand = :brand AND changed_at >= :since AND expires_at > :now""")
END_KEPT_BACK = Sql(f"""
    UPDATE messages SET reason = :reason
    WHERE state = 'suppressed' AND reason = '{Reason.SUPPRESSED}' AND class IN ('service', 'confirmation')
      AND expires_at > :now""")
KEPT_BACK = Sql(f"""
    SELECT DISTINCT campaign FROM messages AS kept
    WHERE subscriber_id = :subscriber AND brand = :brand AND class = 'service'
      AND state = 'suppressed' AND reason = '{Reason.SUPPRESSED}' AND NOT EXISTS (
        SELECT 1 FROM messages WHERE subscriber_id = :subscriber AND campaign = kept.campaign AND class = 'service'
          AND id > kept.id AND state IN ('queued', 'sending', 'unknown', 'sent', 'delivered'))
    ORDER BY campaign""")
# What a gateway said of an attempt may name the number, though its middle is taken out.
BLANK_ATTEMPTS = Sql("""
    UPDATE attempts SET detail = '' WHERE message_id IN (SELECT id FROM messages WHERE subscriber_id = :subscriber)""")
HOLD_BROADCAST = Sql("""
    WITH held AS MATERIALIZED (
        SELECT id FROM subscribers WHERE id IN (
            SELECT subscriber_id FROM messages WHERE broadcast_id = :broadcast AND state = 'queued')
        ORDER BY id {for_update})
    SELECT COUNT(*) FROM held""")
END_BROADCAST = Sql(f"""
    UPDATE messages SET state = 'suppressed', reason = '{Reason.BROADCAST_STOPPED}', changed_at = :now
    WHERE broadcast_id = :broadcast AND state = 'queued'""")


def suppress_queued(session: Session, subscriber: int, brand: str, now: datetime) -> int:
    """How many waiting messages of the brand will not be sent to this number."""
    return int(session.run(SUPPRESS_QUEUED, subscriber=subscriber, brand=brand, now=stamp(now)).rowcount)


def wake(session: Session, subscriber: int, brand: str, *, since: datetime, now: datetime) -> int:
    """How many texts that this number had asked for wait again, after a stop that stood since then kept them back."""
    values = {"subscriber": subscriber, "brand": brand, "since": stamp(since)}
    session.ring()
    return int(session.run(WAKE, now=stamp(now), **values).rowcount)


def end_kept_back(session: Session, reason: Reason, now: datetime) -> None:
    """No START wakes any more what stops have kept back until now; it says this reason from then on."""
    session.run(END_KEPT_BACK, reason=reason, now=stamp(now))


def kept_back(session: Session, subscriber: int, brand: str) -> list[str]:
    """The brand's campaigns of which this number asked for a text that a stop kept back, and has had none since."""
    return [row[0] for row in session.run(KEPT_BACK, subscriber=subscriber, brand=brand).fetchall()]


def erase(session: Session, subscriber: int, now: datetime) -> int:
    """How many waiting messages will not be sent, because their number was erased; replies among them."""
    session.run(BLANK_ATTEMPTS, subscriber=subscriber)
    return int(session.run(END_QUEUED, subscriber=subscriber, reason=Reason.ERASED, now=stamp(now)).rowcount)


def end_coupon(session: Session, coupon: int, now: datetime) -> int:
    """How many waiting texts with the code of this coupon will not be sent."""
    return int(session.run(END_COUPON, coupon=coupon, now=stamp(now)).rowcount)


def withdrawn(session: Session, held: Collection[int]) -> set[int]:
    """Those of these messages that carry the code of a coupon that was withdrawn."""
    return {row[0] for row in session.run(WITHDRAWN, ids=listed(held)).fetchall()} if held else set()


def end_broadcast(session: Session, broadcast: int, now: datetime) -> int:
    """How many texts of a stopped broadcast were still waiting, and will not be sent."""
    session.run(HOLD_BROADCAST, broadcast=broadcast)  # people before their texts, as everywhere
    return int(session.run(END_BROADCAST, broadcast=broadcast, now=stamp(now)).rowcount)
