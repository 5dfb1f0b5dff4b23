"""The link by which somebody passes the offer on, and what they agree to if they want to be thanked for it.

The brand sends nothing to the friend: whoever shares does it themselves, by whatever they write with.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from app.actions import Means
from app.actions.record import act
from app.rules.campaign import Campaign
from app.rules.consent import reward_box
from app.rules.sealed import BadCode
from app.rules.sealed import Kind as Sealed
from app.store import Session, coupons, ledger
from app.store.coupons import Coupon
from app.store.subscribers import Subscriber

LINK = Sealed("handbill.share")
PURPOSE = "reward"


def share_link(means: Means, coupon: int) -> str:
    """The address that belongs to this coupon; it leads to the offer and opens nothing of the coupon itself."""
    return f"{means.base_url}/s/{LINK.write(coupon, means.keys)}"


def shared(session: Session, means: Means, token: str) -> Coupon | None:
    """The coupon whose owner passed this link on; None for one that is not ours."""
    try:
        return coupons.coupon_by_id(session, LINK.read(token, means.keys))
    except BadCode:
        return None


def has_agreed(session: Session, campaign: Campaign, subscriber: int) -> bool:
    """Whether this person asked to be texted a reward."""
    rows = ledger.consents_of(session, subscriber)
    return any(row.purpose == PURPOSE and row.campaign == campaign.id and row.event == "grant" for row in rows)


def agree(
    session: Session, means: Means, campaign: Campaign, person: Subscriber, evidence: Mapping[str, str], now: datetime
) -> None:
    """Notes that they asked for it, once, in the words of the page [COUP-CONS-1]."""
    if campaign.share is None or not campaign.share.reward or has_agreed(session, campaign, person.id):
        return
    box = reward_box(campaign, means.says[person.language])
    ledger.add_words(session, box.digest, person.language, box.words)
    asked = act(
        campaign,
        event="grant",
        purpose=PURPOSE,
        country=person.country,
        language=person.language,
        evidence=ledger.seal_evidence(session.vault, evidence),
        words=box.digest,
        now=now,
    )
    ledger.add(session, person.id, asked)
