"""Rewards: one more coupon for whoever passed the offer on, once a friend who came by their link has used theirs.

A friend's coupon names the one it came by, `friend_of`; a reward names the friend's that it thanks for, `thanks_for`.
Nobody is to be their own friend: joinings of a campaign from one device are known by a keyed hash, which names neither.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.store import Session, Sql, stamp
from app.store.vault import Vault


@dataclass(frozen=True)
class Tie:
    """A coupon that ties two people: its row, its owner, its campaign, and the coupon that it came by or thanks for."""

    coupon: int
    subscriber: int
    campaign: str
    tied_to: int


IS_SEEN = Sql("""
    SELECT 1 FROM coupons WHERE campaign = :campaign AND device = :device AND (subscriber_id = :sharer OR friend_of IN (
        SELECT id FROM coupons WHERE campaign = :campaign AND subscriber_id = :sharer)) LIMIT 1""")
FORGET_DEVICES = Sql("UPDATE coupons SET device = NULL WHERE subscriber_id = :subscriber AND device IS NOT NULL")
FRIENDS_DUE = Sql("""
    SELECT id, subscriber_id, campaign, friend_of FROM coupons
    WHERE friend_of IS NOT NULL AND thanked_at IS NULL AND used > 0 AND EXISTS (
        SELECT 1 FROM redemptions WHERE coupon_id = coupons.id AND reversed_at IS NULL AND at <= :before)
    ORDER BY id LIMIT :most""")
CLAIM_THANKS = Sql("UPDATE coupons SET thanked_at = :now WHERE id = :id AND thanked_at IS NULL AND used > 0")
COUNT = Sql("""
    SELECT COUNT(*) FROM coupons WHERE campaign = :campaign AND subscriber_id = :subscriber
    AND thanks_for IS NOT NULL AND revoked_at IS NULL""")
THANKED_DEVICE = Sql("""
    SELECT 1 FROM coupons AS friend JOIN coupons AS other ON other.device = friend.device AND other.id <> friend.id
    JOIN coupons AS reward ON reward.thanks_for = other.id
    WHERE friend.id = :friend AND reward.subscriber_id = :subscriber LIMIT 1""")
UNDONE = Sql("""
    SELECT reward.id, reward.subscriber_id, reward.campaign, reward.thanks_for
    FROM coupons AS reward JOIN coupons AS friend ON friend.id = reward.thanks_for
    WHERE reward.thanks_for IS NOT NULL AND reward.used = 0 AND reward.revoked_at IS NULL AND friend.used = 0
      AND reward.issued_at >= :since ORDER BY reward.id LIMIT :most""")


def device_index(vault: Vault, campaign: str, address: str, browser: str) -> bytes:
    """By what two joinings of a campaign from one device are known; it names neither."""
    return vault.index(f"device of {campaign}", f"{address} {browser}")


def is_seen(session: Session, sharer: int, campaign: str, device: bytes) -> bool:
    """Whether this person, or a friend who came by a link of theirs, joined from this device."""
    values = {"sharer": sharer, "campaign": campaign, "device": device}
    return session.run(IS_SEEN, **values).fetchone() is not None


def forget_devices(session: Session, subscriber: int) -> None:
    """Blanks from which devices this person joined."""
    session.run(FORGET_DEVICES, subscriber=subscriber)


def friends_due(session: Session, before: datetime, most: int = 50) -> list[Tie]:
    """Friends whose coupon was used at the latest `before` and who were not thanked for, oldest first."""
    return [Tie(*row) for row in session.run(FRIENDS_DUE, before=stamp(before), most=most).fetchall()]


def claim_thanks(session: Session, friend: int, now: datetime) -> bool:
    """Whether nobody has thanked for this friend's coupon before, and it still counts as used."""
    return bool(session.run(CLAIM_THANKS, id=friend, now=stamp(now)).rowcount)


def count(session: Session, campaign: str, subscriber: int) -> int:
    """How many rewards this person has that count."""
    return int(session.run(COUNT, campaign=campaign, subscriber=subscriber).fetchone()[0])


def is_thanked_device(session: Session, subscriber: int, friend: int) -> bool:
    """Whether a reward of this person thanks for another friend on the same device as this one."""
    return session.run(THANKED_DEVICE, subscriber=subscriber, friend=friend).fetchone() is not None


def undone(session: Session, since: datetime, most: int = 50) -> list[Tie]:
    """Unused rewards, issued since then, whose friend's use of their coupon was undone: (reward, person, campaign)."""
    return [Tie(*row) for row in session.run(UNDONE, since=stamp(since), most=most).fetchall()]
