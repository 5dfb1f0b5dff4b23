"""Asks a number whether its owner wants this: by a pin to be typed on a page, or by a text to be answered with YES."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.actions import Means
from app.actions.link import not_me_link
from app.actions.write import write
from app.rules.campaign import Campaign
from app.rules.message import Kind
from app.rules.wording import proof_text, question_text
from app.store import Session, proofs
from app.store.subscribers import Subscriber

PROOF_VALID = timedelta(hours=24)  # [EU-DOI-3]
PIN_DIGITS = 6


def ask(
    session: Session,
    means: Means,
    campaign: Campaign,
    person: Subscriber,
    *,
    visit: int,
    placement: str,
    marketing: bool,
    now: datetime,
) -> None:
    """Texts a fresh pin to the number, and waits for it; an older pin of the visit counts no more."""
    pin = f"{means.dice(10**PIN_DIGITS):0{PIN_DIGITS}d}"
    id = _wait(session, campaign, person, pin, visit=visit, placement=placement, marketing=marketing, now=now)
    link = not_me_link(means, id)
    text = proof_text(campaign, means.says[person.language], pin=pin, link=link, country=person.country)
    write(session, means, campaign, person.id, kind=Kind.PROOF, text=text, visit=visit, now=now)


def ask_by_text(
    session: Session, means: Means, campaign: Campaign, person: Subscriber, *, placement: str, now: datetime
) -> None:
    """Asks whether the programme is wanted, where no page may show that it was asked: only a YES by text answers."""
    nowhere = means.dice(2**63 - 1)
    id = _wait(session, campaign, person, None, visit=nowhere, placement=placement, marketing=True, now=now)
    say, link = means.says[person.language], not_me_link(means, id)
    text = question_text(campaign, say, link=link, country=person.country)
    write(session, means, campaign, person.id, kind=Kind.PROOF, text=text, now=now)


def _wait(
    session: Session,
    campaign: Campaign,
    person: Subscriber,
    pin: str | None,
    *,
    visit: int,
    placement: str,
    marketing: bool,
    now: datetime,
) -> int:
    return proofs.add_proof(
        session,
        person.id,
        campaign=campaign.id,
        visit=visit,
        placement=placement,
        language=person.language,
        marketing=marketing,
        pin=pin,
        expires_at=now + PROOF_VALID,
        now=now,
    )
