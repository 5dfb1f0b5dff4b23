"""Answers a text by ourselves, and falls silent before two robots could answer each other for ever."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.actions import Means
from app.actions.hear import Said
from app.actions.write import draft
from app.rules.answers import MOST_A_DAY, MOST_AN_HOUR, Answer
from app.rules.campaign import Campaign
from app.rules.message import Kind
from app.rules.phone import is_served
from app.store import Session, conversation, messages

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def reply(
    session: Session,
    means: Means,
    said: Said,
    campaign: Campaign,
    about: Answer,
    text: str,
    *,
    until: datetime | None = None,
) -> bool:
    """Whether the answer is queued, from the sender that was written to; dropped after `until`, or when it is too old.

    No quiet hour, cap, budget or suppression holds it back [US-KW-8]: only how often the number was answered, and what
    it would cost to answer a number that no page of ours takes, such as a premium or satellite one. What the provider
    took for a command it has answered itself: ours would be the second [US-CTIA-STOP-2].
    """
    person, now = said.person.id, said.now
    if said.is_answered:
        return False
    if not is_served(said.person.number, campaign.countries) and not conversation.is_written_to(session, person):
        return False
    if conversation.replies_since(session, person, now - DAY) >= MOST_A_DAY:
        return False
    if conversation.replies_since(session, person, now - HOUR, topic=about.value) >= MOST_AN_HOUR:
        return False
    written = draft(
        means, campaign, said.person.country, Kind.REPLY, text, now, sender=said.to, topic=about.value, until=until
    )
    messages.queue(session, written, person)
    return True


def was_told(session: Session, said: Said, about: Answer) -> bool:
    """Whether this number had this answer within a day, from the sender it wrote to if that is one of ours."""
    since, sender = said.now - DAY, said.to if said.behind else ""
    return conversation.replies_since(session, said.person.id, since, topic=about.value, sender=sender) > 0
