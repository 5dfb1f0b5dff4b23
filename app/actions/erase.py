"""Forgets one person, and keeps their "no": what stays is proof without a name, and coupons that are anybody's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from app.actions.record import record
from app.rules.campaign import Campaign
from app.rules.sender import senders_of
from app.rules.standing import Standing, standing
from app.rules.suppression import Scope
from app.store import (
    Session,
    coupons,
    incoming,
    ledger,
    left_behind,
    messages,
    preferences,
    proofs,
    removals,
    rewards,
    subscribers,
    suppressions,
    unsent,
    waiting,
)
from app.store.subscribers import Subscriber

REASON = "erased at the owner's wish"


@dataclass(frozen=True)
class Erased:
    """What was blanked or deleted, by kind, and what stays as nobody's; `persons` is 0 where nobody was left to erase.

    `withdrawn` and `kept_from` are what the erasure itself said: consents it ended, brands that may not write again.
    """

    persons: int = 0
    unsent: int = 0
    texts: int = 0
    inbound: int = 0
    evidence: int = 0
    preferences: int = 0
    questions: int = 0
    coupons: int = 0
    withdrawn: int = 0
    kept_from: tuple[str, ...] = ()


def erase(
    session: Session, person: Subscriber, campaigns: Mapping[str, Campaign], how: Mapping[str, str], now: datetime
) -> Erased:
    """What became of everything we know of this person, at their wish; `how` they let us know.

    What was granted ends in the ledger first. Every brand that ever dealt with the number is kept from its marketing
    by the number's keyed hash, which neither an import nor a form lifts, but the number itself (EU-SUPP-1). Coupons
    stay: a till takes them as before (COUP-CONS-3), and the number that comes back gets the same and no second one.
    """
    subscribers.hold(session, {person.id}, erasing=True)
    brands = _brands(session, person, campaigns)
    questions = proofs.forget(session, person.id)
    index = subscribers.number_index(session.vault, person.number)
    for brand in brands:
        suppressions.suppress_index(session, index, brand, reason=REASON, now=now, scope=Scope.MARKETING)
    kept_back = unsent.erase(session, person.id, now)
    if not subscribers.erase(session, person.id, now):
        return Erased()
    withdrawn = _withdraw(session, person, campaigns, how, now)
    left_behind.leave(session, person.id, person.number)
    gone = forget(session, person.id, now, withdrawn=withdrawn, kept_from=brands)
    return replace(gone, unsent=gone.unsent + kept_back, questions=gone.questions + questions)


def forget(
    session: Session, subscriber: int, now: datetime, *, withdrawn: int = 0, kept_from: tuple[str, ...] = ()
) -> Erased:
    """Blanks all that is personal about somebody whose number is gone already."""
    waiting.stop(session, subscriber, now)
    rewards.forget_devices(session, subscriber)
    gone = Erased(
        persons=1,
        unsent=unsent.erase(session, subscriber, now),
        texts=messages.blank(session, subscriber),
        inbound=incoming.blank_inbound(session, subscriber),
        evidence=ledger.erase_evidence(session, subscriber),
        preferences=preferences.forget(session, subscriber),
        questions=proofs.forget(session, subscriber),
        coupons=len(coupons.coupons_of(session, subscriber)),
        withdrawn=withdrawn,
        kept_from=kept_from,
    )
    for kind in ("persons", "texts", "inbound", "evidence"):
        removals.count(session, kind, getattr(gone, kind), now)
    return gone


def _brands(session: Session, person: Subscriber, campaigns: Mapping[str, Campaign]) -> tuple[str, ...]:
    """The brands that ever dealt with this number, by name."""
    found = {row.brand for row in ledger.consents_of(session, person.id)}
    found |= {each.brand for each in messages.messages_of(session, person.id)}
    found |= preferences.chosen_by(session, person.id).keys()
    met = {each.campaign for each in coupons.coupons_of(session, person.id)}
    written_to = {each.sender for each in incoming.inbound_of(session, person.id)}
    found |= {each.brand.name for each in campaigns.values() if each.id in met or senders_of(each) & written_to}
    return tuple(sorted(found))


def _withdraw(
    session: Session, person: Subscriber, campaigns: Mapping[str, Campaign], how: Mapping[str, str], now: datetime
) -> int:
    """How many consents this ends: of each purpose and brand that was asked for or granted."""
    ended = 0
    events: dict[tuple[str, str], list[ledger.Consent]] = {}
    for row in ledger.consents_of(session, person.id):
        events.setdefault((row.purpose, row.brand), []).append(row)
    for (purpose, _), rows in events.items():
        holds = standing(row.event for row in rows) in {Standing.GRANTED, Standing.PENDING}
        campaign = next((campaigns[row.campaign] for row in reversed(rows) if row.campaign in campaigns), None)
        if holds and campaign:
            record(session, campaign, person, "withdraw", purpose, how, now)
            ended += 1
    return ended
