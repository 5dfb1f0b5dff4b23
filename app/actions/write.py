"""Puts one text of a campaign into the outbox."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.actions import Means
from app.rules.campaign import Campaign
from app.rules.message import Kind
from app.store import Session, messages

PAUSE = timedelta(seconds=60)  # a text takes some seconds; until then a second one would only be the same again
CHANCE_BITS = 80


def write(
    session: Session,
    means: Means,
    campaign: Campaign,
    subscriber: int,
    *,
    kind: Kind,
    text: str,
    now: datetime,
    visit: int | None = None,
) -> None:
    """Queues the text; it waits from the moment the transaction is committed."""
    messages.queue(session, draft(means, campaign, kind, text, now), subscriber, visit=visit)


def draft(
    means: Means,
    campaign: Campaign,
    kind: Kind,
    text: str,
    now: datetime,
    *,
    topic: str | None = None,
    until: datetime | None = None,
) -> messages.Draft:
    """The text as it will wait in the outbox, under a reference of its own, until its kind expires or `until`."""
    # The time leads, as in a UUID of version 7 (RFC 9562), so that new references lie side by side in their index.
    return messages.draft(
        means.vault,
        reference=f"{int(now.timestamp() * 1000):012x}{means.dice(1 << CHANCE_BITS):020x}",
        brand=campaign.brand.name,
        campaign=campaign.id,
        kind=kind,
        sender=sender(campaign),
        text=text,
        now=now,
        topic=topic,
        until=until,
    )


def is_under_way(session: Session, campaign: Campaign, subscriber: int, kind: Kind, now: datetime) -> bool:
    """Whether such a text left for this number a moment ago, so that asking again brings no second one."""
    return messages.is_under_way(session, subscriber, campaign.id, kind, now - PAUSE)


def sender(campaign: Campaign) -> str:
    """The number or name that the campaign's texts come from."""
    return campaign.keyword.sender if campaign.keyword else campaign.brand.name
