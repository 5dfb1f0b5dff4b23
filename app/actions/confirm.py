"""The number proves itself, by a pin on the page or a YES by text: then the coupon is settled and texted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.actions import Means
from app.actions.ask import PIN_DIGITS
from app.actions.enrol import text_confirmation
from app.actions.issue import issue
from app.actions.record import record
from app.actions.shield import note_answer
from app.rules.campaign import Campaign
from app.rules.suppression import Scope
from app.store import Session, conversation, coupons, proofs, subscribers, suppressions
from app.store.proofs import Proof
from app.store.subscribers import Subscriber

PIN_TRIES = 5


class Confirmed(StrEnum):
    """What came of an answer."""

    YES = "yes"
    WRONG = "wrong"
    UNFINISHED = "unfinished"  # not six digits: no pin at all, so no try either
    TOO_LATE = "too_late"  # out of date, tried too often, or nothing was asked
    SOLD_OUT = "sold_out"


@dataclass(frozen=True)
class Outcome:
    """What came of an answer, with the coupon if there is one and how many tries are left if it was wrong."""

    confirmed: Confirmed
    coupon: coupons.Coupon | None = None
    tries_left: int = 0


def confirm_pin(session: Session, means: Means, campaign: Campaign, visit: int, pin: str, now: datetime) -> Outcome:
    """What came of a pin typed on the page of this visit."""
    proof = proofs.proof_of_visit(session, visit)
    if proof is None or proof.expires_at <= now or proof.wrong >= PIN_TRIES:
        return Outcome(Confirmed.TOO_LATE)
    if len(pin) != PIN_DIGITS or not pin.isdecimal():
        return Outcome(Confirmed.UNFINISHED)
    subscribers.hold(session, {proof.subscriber})
    if not proofs.try_pin(session, proof, pin, tries=PIN_TRIES, now=now):
        left = PIN_TRIES - proof.wrong - 1
        return Outcome(Confirmed.WRONG if left > 0 else Confirmed.TOO_LATE, tries_left=left)
    return confirm(session, means, campaign, proof, {"how": "pin on the page"}, now, answer="pin")


def confirm(
    session: Session,
    means: Means,
    campaign: Campaign,
    proof: Proof,
    evidence: dict[str, str],
    now: datetime,
    *,
    answer: str,
) -> Outcome:
    """What came of an answer that was right, "pin" or "yes"; once for each question."""
    subscribers.hold(session, {proof.subscriber})
    if not proofs.answer(session, proof, answer, now):
        return Outcome(Confirmed.TOO_LATE)
    # What else somebody asked in this number's name is no longer to be had for a YES that was meant for this.
    proofs.close_yes(session, proof.subscriber, proof.campaign)
    person = subscribers.subscriber(session, proof.subscriber)
    note_answer(session, person, now)
    _record(session, campaign, person, proof, evidence, now, answer=answer)
    if proof.marketing:
        suppressions.lift(session, person.id, campaign.brand.name, scope=Scope.MARKETING)
    coupon = None
    if proof.has_pin:
        coupon = issue(session, means, campaign, person, placement=proof.placement, visit=proof.visit, now=now)
    if proof.marketing:
        text_confirmation(session, means, campaign, person, visit=proof.visit, now=now)
    return Outcome(Confirmed.YES if coupon or not proof.has_pin else Confirmed.SOLD_OUT, coupon)


def _record(
    session: Session,
    campaign: Campaign,
    person: Subscriber,
    proof: Proof,
    evidence: dict[str, str],
    now: datetime,
    *,
    answer: str,
) -> None:
    """Adds a confirmation for each purpose that the question asked for."""
    shown = {**evidence, **_question(session, proof), "answered_at": now.isoformat()}
    # A pin is typed where the boxes were, and their words stand beside the request; a YES answers those of the text.
    words, placement, visit = proof.words if answer == "yes" else None, proof.placement, proof.visit
    for purpose in [*(["coupon"] if proof.has_pin else []), *(["marketing"] if proof.marketing else [])]:
        record(session, campaign, person, "confirm", purpose, shown, now, words=words, placement=placement, visit=visit)


def _question(session: Session, proof: Proof) -> dict[str, str]:
    """Which text asked, and when: with the answer it ties the consent to this very number (EU-DOI-1)."""
    asked = conversation.last_question(session, proof.subscriber, proof.campaign)
    found = {"asked_at": proof.asked_at.isoformat()}
    if asked:
        found["question"] = asked.reference
    if asked and asked.vendor_reference:
        found["question_at_gateway"] = f"{asked.gateway} {asked.vendor_reference}"
    return found
