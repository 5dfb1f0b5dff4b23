"""Puts one text of a campaign into the outbox."""

from __future__ import annotations

from datetime import datetime

from app.actions import Means
from app.rules.campaign import Campaign
from app.rules.message import Kind
from app.store import Session, messages

REFERENCE_BITS = 128


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
) -> str:
    """Our reference for the text that now waits to be sent."""
    reference = f"{means.dice(1 << REFERENCE_BITS):032x}"
    messages.queue(
        session,
        reference=reference,
        subscriber=subscriber,
        brand=campaign.brand.name,
        campaign=campaign.id,
        kind=kind,
        sender=sender(campaign),
        text=text,
        visit=visit,
        now=now,
    )
    return reference


def sender(campaign: Campaign) -> str:
    """The number or name that the campaign's texts come from."""
    return campaign.keyword.sender if campaign.keyword else campaign.brand.name
