"""Where the short link of a text leads: to what its row says, and to nothing that a caller could name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.actions import Means
from app.actions.issue import path
from app.actions.link import preferences_path
from app.rules import short_link
from app.rules.campaign import Campaign
from app.rules.robot import Opener
from app.rules.short_link import COUPON, PAGE, PREFERENCES
from app.store import Session, clicks
from app.store.clicks import Click, Lead


@dataclass(frozen=True)
class Way:
    """Where to: a path of ours, or an address of the brand's site; and the click that it is, if anybody's."""

    to: str
    click: Click | None


def lead(
    session: Session,
    means: Means,
    campaigns: Mapping[str, Campaign],
    serial: int,
    number: int,
    *,
    opener: Opener,
    now: datetime,
) -> Way | None:
    """Where the link leads; None if it leads nowhere any more. Writes nothing.

    What was personal about somebody erased leads to the campaign's page; a coupon's page is there as long as it is.
    """
    found = clicks.lead(session, serial)
    campaign = campaigns.get(found.campaign) if found else None
    name = short_link.name_of(number, found.targets) if found else None
    if found is None or campaign is None or name is None:
        return None
    to = _target(means, campaign, found, number, now)
    click = Click(found.message, number, found.subscriber, found.campaign, found.broadcast, name, opener, now)
    return Way(to, None if found.erased else click)


def _target(means: Means, campaign: Campaign, found: Lead, number: int, now: datetime) -> str:
    if number == COUPON and found.coupon is not None:
        return path(means, found.coupon)
    if number == PREFERENCES and not found.erased:
        return preferences_path(means, campaign, found.subscriber, now)
    if number > PAGE:
        content = f"broadcast-{found.broadcast}" if found.broadcast else found.placement
        return short_link.with_utm(found.targets[number - short_link.OWN], campaign=campaign.id, content=content)
    return f"/c/{campaign.id}"
