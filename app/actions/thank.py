"""Gives whoever passed the offer on one more coupon, once a friend has used theirs; and takes it back with an undo.

It comes when the till can undo the friend's use no more, so that no text has to be taken back.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from app.actions import Means
from app.actions.call import is_awake
from app.actions.issue import hand_over
from app.actions.reserve import give_back, reserve_reward
from app.actions.share import has_agreed
from app.actions.undo import UNDO_WITHIN
from app.rules.campaign import Campaign
from app.rules.suppression import Scope
from app.store import Session, coupons, revocations, rewards, subscribers, suppressions, unsent
from app.store.rewards import Tie
from app.store.subscribers import Subscriber

LOOKED_BACK = timedelta(days=2)  # for uses undone after all; far longer than any till may undo


def due(session: Session, campaigns: Mapping[str, Campaign], now: datetime) -> tuple[list[Tie], list[Tie]]:
    """(friends to thank for, rewards to take back); only looks."""
    if not any(each.share and each.share.reward for each in campaigns.values()):
        return [], []
    return rewards.friends_due(session, now - UNDO_WITHIN), rewards.undone(session, now - LOOKED_BACK)


def thank(session: Session, means: Means, campaigns: Mapping[str, Campaign], friend: Tie, now: datetime) -> bool:
    """Whether somebody got a coupon for this friend: once, in reach of stock and budget. For a transaction each."""
    campaign, shared = campaigns.get(friend.campaign), coupons.coupon_by_id(session, friend.tied_to)
    subscribers.hold(session, {friend.subscriber, *([shared.subscriber] if shared else [])})
    person = subscribers.subscriber_or_none(session, shared.subscriber) if shared else None
    if person and not is_awake(means, person, now):
        return False
    if not rewards.claim_thanks(session, friend.coupon, now):
        return False
    if campaign is None or shared is None or person is None or not _may(session, campaign, person, friend, now):
        return False
    coupon = reserve_reward(
        session, means, campaign, person, thanks_for=friend.coupon, placement=shared.placement, now=now
    )
    if coupon is None:
        return False
    hand_over(session, means, campaign, person, coupon, visit=None, now=now)
    return True


def take_back(session: Session, campaigns: Mapping[str, Campaign], reward: Tie, now: datetime) -> bool:
    """Whether an unused reward is withdrawn, because the friend's use was undone; its text does not leave any more."""
    subscribers.hold(session, {reward.subscriber})
    coupon, campaign = coupons.coupon_by_id(session, reward.coupon), campaigns.get(reward.campaign)
    revoked = revocations.revoke_reward(session, reward.coupon, now)
    if coupon is None or revoked is None:
        return False
    unsent.end_coupon(session, coupon.id, now)
    give_back(session, campaign, coupon, revoked)
    return True


def _may(session: Session, campaign: Campaign, person: Subscriber, friend: Tie, now: datetime) -> bool:
    """Whether this person asked for rewards, may be texted, and has not had as many as there are for one.

    Nobody is their own friend: who is erased and comes back by the link of the coupon they left has it again by then.
    """
    share = campaign.share
    if share is None or not share.reward or campaign.state(now) != "live" or friend.subscriber == person.id:
        return False
    if suppressions.suppressed_by(session, person.id).get(campaign.brand.name) is Scope.ALL:
        return False
    if rewards.is_thanked_device(session, person.id, friend.coupon):
        return False
    had = rewards.count(session, campaign.id, person.id)
    return had < share.most and has_agreed(session, campaign, person.id)
