"""Puts one text of a campaign into the outbox."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.actions import Means
from app.rules.campaign import Campaign
from app.rules.message import Kind
from app.rules.sender import sender_for
from app.rules.short_link import Linked
from app.store import Session, conversation, messages
from app.store.subscribers import Subscriber

PAUSE = timedelta(seconds=60)  # a text takes some seconds; until then a second one would only be the same again
CHANCE_BITS = 80


def write(
    session: Session,
    means: Means,
    campaign: Campaign,
    person: Subscriber,
    *,
    kind: Kind,
    text: str | Linked,
    now: datetime,
    visit: int | None = None,
    sender: str = "",
) -> None:
    """Queues the text, which may carry short links; it waits from the moment the transaction is committed.

    It comes from the campaign's sender for the person's country, or from `sender`: the one that a reply answers.
    """
    written = draft(means, campaign, person.country, kind, text, now, sender=sender)
    messages.queue(session, written, person.id, visit=visit)


def draft(
    means: Means,
    campaign: Campaign,
    country: str,
    kind: Kind,
    text: str | Linked,
    now: datetime,
    *,
    sender: str = "",
    topic: str | None = None,
    coupon: bytes | None = None,
    until: datetime | None = None,
) -> messages.Draft:
    """The text to a number of this country as it will wait in the outbox, under a reference of its own.

    It waits until its kind expires, or `until`; it comes from the country's sender, or from `sender`. `coupon` is the
    index of the one whose code it carries.
    """
    linked = text if isinstance(text, Linked) else Linked(text)
    # The time leads, as in a UUID of version 7 (RFC 9562), so that new references lie side by side in their index.
    return messages.draft(
        means.vault,
        reference=f"{int(now.timestamp() * 1000):012x}{means.dice(1 << CHANCE_BITS):020x}",
        brand=campaign.brand.name,
        campaign=campaign.id,
        kind=kind,
        sender=sender or sender_for(campaign, country).from_,
        text=linked.text,
        now=now,
        topic=topic,
        coupon=coupon,
        until=until,
        link_serial=linked.serial,
        targets=linked.targets,
    )


def is_under_way(session: Session, campaign: Campaign, subscriber: int, kind: Kind, now: datetime) -> bool:
    """Whether such a text left for this number a moment ago, so that asking again brings no second one."""
    return conversation.is_under_way(session, subscriber, campaign.id, kind, now - PAUSE)
