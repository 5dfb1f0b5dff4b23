"""Writes one act into a person's ledger, with the facts of the moment that name nobody."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from app.rules.campaign import Campaign
from app.rules.consent import facts
from app.store import Session, ledger
from app.store.ledger import Act
from app.store.subscribers import Subscriber


def act(
    campaign: Campaign,
    *,
    event: str,
    purpose: str,
    country: str,
    language: str,
    evidence: bytes,
    now: datetime,
    words: str | None = None,
    placement: str = "",
    visit: int | None = None,
    page: str = "",
) -> Act:
    """The act as the ledger takes it; `words` is the digest of what was shown, `evidence` is sealed already."""
    return Act(
        event=event,
        purpose=purpose,
        brand=campaign.brand.name,
        campaign=campaign.id,
        release=campaign.digest,
        words=words,
        language=language,
        placement=placement,
        visit=visit,
        facts=facts(campaign, country, page=page),
        evidence=evidence,
        at=now,
    )


def record(
    session: Session,
    campaign: Campaign,
    person: Subscriber,
    event: str,
    purpose: str,
    evidence: Mapping[str, str],
    now: datetime,
    *,
    words: str | None = None,
    placement: str = "",
    visit: int | None = None,
) -> None:
    """Adds what this person did, with what shows it; `words` is the digest of those of ours that it answers, if any."""
    sealed = ledger.seal_evidence(session.vault, evidence)
    done = act(
        campaign,
        event=event,
        purpose=purpose,
        country=person.country,
        language=person.language,
        evidence=sealed,
        now=now,
        words=words,
        placement=placement,
        visit=visit,
    )
    ledger.add(session, person.id, done)


def has_dealt(session: Session, campaign: Campaign, subscriber: int) -> bool:
    """Whether this number ever asked for, granted or ended the brand's marketing."""
    return bool(ledger.marketing_events(session, {subscriber}).get((subscriber, campaign.brand.name)))
