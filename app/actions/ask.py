"""Asks a number whether its owner wants this: by a pin to be typed on a page, or by a text to be answered with YES."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256

from app.actions import Means
from app.actions.link import not_me_link
from app.actions.write import write
from app.rules.campaign import Campaign
from app.rules.country import can_answer
from app.rules.message import Kind
from app.rules.wording import proof_text, question_text
from app.rules.words import Say
from app.store import Session, ledger, proofs
from app.store.subscribers import Subscriber

PROOF_VALID = timedelta(hours=24)  # [EU-DOI-3]
PIN_DIGITS = 6
LEFT_OUT = "[...]"  # stands in the ledger for the pin and the link, which belong to one number


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
    """Texts a fresh pin to the number, and waits for it; an older pin of the visit counts no more.

    `marketing`, the second box, counts while the campaign has a programme: the text names what it asks for.
    """
    pin = f"{means.dice(10**PIN_DIGITS):0{PIN_DIGITS}d}"
    say, country, marketing = means.says[person.language], person.country, marketing and campaign.programme is not None
    worded = partial(proof_text, campaign, say, country=country, marketing=marketing)
    # A text that cannot be answered offers no YES, and names nothing that one would agree to.
    words = _keep(session, say, worded(pin=LEFT_OUT, link=LEFT_OUT)) if can_answer(campaign, country) else None
    id = _wait(
        session, campaign, person, pin, words=words, visit=visit, placement=placement, marketing=marketing, now=now
    )
    text = worded(pin=pin, link=not_me_link(means, id))
    write(session, means, campaign, person, kind=Kind.PROOF, text=text, visit=visit, now=now)


def ask_by_text(
    session: Session, means: Means, campaign: Campaign, person: Subscriber, *, placement: str, now: datetime
) -> None:
    """Asks whether the programme is wanted, where no page may show that it was asked: only a YES by text answers."""
    say = means.says[person.language]
    worded = partial(question_text, campaign, say, country=person.country)
    words = _keep(session, say, worded(link=LEFT_OUT))
    nowhere = means.dice(2**63 - 1)
    id = _wait(
        session, campaign, person, None, words=words, visit=nowhere, placement=placement, marketing=True, now=now
    )
    text = worded(link=not_me_link(means, id))
    write(session, means, campaign, person, kind=Kind.PROOF, text=text, now=now)


def _keep(session: Session, say: Say, words: str) -> str:
    """The digest of what a text asks, once it is kept for the ledger: a YES is an answer to these very words."""
    digest = sha256(words.encode()).hexdigest()
    ledger.add_words(session, digest, say.language, words)
    return digest


def _wait(
    session: Session,
    campaign: Campaign,
    person: Subscriber,
    pin: str | None,
    *,
    words: str | None,
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
        words=words,
        expires_at=now + PROOF_VALID,
        now=now,
    )
