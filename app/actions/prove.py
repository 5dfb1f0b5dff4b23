"""Puts a person's consent receipt together from the ledger."""

from __future__ import annotations

from datetime import datetime

from app.rules.phone import mask
from app.rules.receipt import Proof, Receipt, shown
from app.rules.standing import standing
from app.store import Session, ledger
from app.store.ledger import Consent
from app.store.subscribers import Subscriber


def receipt(session: Session, person: Subscriber, now: datetime, *, full: bool = False) -> Receipt:
    """All that this person agreed to and how it ended; `full` names them, else number and evidence are masked."""
    entries = ledger.consents_of(session, person.id)
    evidence = ledger.evidence_of(session, person.id)
    return Receipt(
        number=person.number if full else mask(person.number),
        made_at=now,
        standing=_standing(entries),
        proofs=[
            Proof(
                event=row.event,
                purpose=row.purpose,
                channel=row.channel,
                at=row.at,
                brand=row.brand,
                campaign=row.campaign,
                release=row.release,
                words=row.words,
                words_sha256=row.words_digest,
                language=row.language,
                placement=row.placement,
                facts=row.facts,
                evidence=shown(evidence[row.id], full=full),
                seal=row.seal.hex() if row.seal else None,
            )
            for row in entries
        ],
        fault=ledger.fault_of(session, person.id),
    )


def _standing(entries: list[Consent]) -> dict[str, str]:
    """Where each consent stands: a coupon's by its campaign, marketing by its brand."""
    events: dict[str, list[str]] = {}
    for row in entries:
        about = f"the coupon of {row.campaign}" if row.purpose == "coupon" else row.purpose
        events.setdefault(f"{row.brand}, {about}", []).append(row.event)
    return {agreed: standing(each).value for agreed, each in events.items()}
