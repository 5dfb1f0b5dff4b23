"""Ends a brand's texts to a number: by its STOP, because it is the wrong one, or by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from app.actions import Means
from app.actions.hear import Said
from app.actions.record import has_dealt, record
from app.actions.reply import reply
from app.rules.answers import Answer
from app.rules.campaign import Campaign
from app.rules.line import answers_stop
from app.rules.suppression import STOP_BY_TEXT, WRONG_NUMBER
from app.rules.wording import stop_reply
from app.store import Session, conversation, proofs, subscribers, suppressions, unsent, waiting
from app.store.subscribers import Subscriber

WELCOME = timedelta(minutes=5)  # so long after a STOP its answer is presumed to be [US-TCPA-REV-2]


def stop(
    session: Session,
    subscriber: Subscriber,
    campaign: Campaign,
    *,
    reason: str,
    evidence: Mapping[str, str],
    now: datetime,
) -> bool:
    """Whether the brand was told to stop for the first time; nothing of it that waits will be sent."""
    subscribers.hold(session, {subscriber.id})
    if not _silence(session, subscriber.id, campaign.brand.name, reason, now):
        return False
    if has_dealt(session, campaign, subscriber.id):
        record(session, campaign, subscriber, "withdraw", "marketing", evidence, now)
    return True


def stop_by_hand(
    session: Session,
    subscriber: Subscriber,
    campaigns: Mapping[str, Campaign],
    evidence: Mapping[str, str],
    now: datetime,
) -> None:
    """Ends all texts of every brand, for whoever asked staff by mail, by phone or at a counter [US-KW-4, EU-OBJ-1]."""
    brands = {each.brand.name: each for each in campaigns.values()}
    for campaign in brands.values():
        stop(session, subscriber, campaign, reason="stopped by hand", evidence=evidence, now=now)


def stop_by_text(session: Session, means: Means, said: Said, *, is_wrong: bool = False) -> None:
    """Ends every brand that writes from the sender [US-TCPA-REV-4], and says so once, soon or not at all.

    A sender that is nobody's any more ends the brand last heard of. If the number is the wrong one, no question to it
    can be answered any more: whoever typed it on a page has no say.
    """
    person, reason = said.person, WRONG_NUMBER if is_wrong else STOP_BY_TEXT
    subscribers.hold(session, {person.id})
    if is_wrong:
        proofs.close(session, person.id, said.now)
    brands = said.brands
    for former in set(conversation.brands_to(session, person.id, said.to)) - brands.keys():
        _silence(session, person.id, former, reason, said.now)
    ended = [
        each
        for each in brands.values()
        if stop(session, person, each, reason=reason, evidence=said.evidence, now=said.now)
    ]
    speaker = said.campaign if said.campaign in ended else next(iter(ended), None)
    if speaker and said.now < said.at + WELCOME and not _is_answered(said):
        text = stop_reply(speaker, means.says[said.language])
        reply(session, means, said, speaker, Answer.STOP, text, until=said.at + WELCOME)


def _silence(session: Session, subscriber: int, brand: str, reason: str, now: datetime) -> bool:
    """Whether the brand had not been told before."""
    proofs.close_yes(session, subscriber)
    waiting.stop(session, subscriber, now, brand)
    if not suppressions.suppress(session, subscriber, brand, reason=reason, now=now):
        return False
    unsent.suppress_queued(session, subscriber, brand, now)
    return True


def _is_answered(said: Said) -> bool:
    """Whether the network or the provider has answered, so that ours would be the second [US-TF-1, US-CTIA-STOP-2]."""
    return said.network_answers_stop or answers_stop(said.to, said.text)
