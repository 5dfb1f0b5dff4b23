"""The preference centre: what a number may choose about a brand's texts, and what it chose.

Nothing here gets a person more than the programme promised, and nothing but the number itself gets it back in: the
link may have been passed on [PREF-2].
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from app.actions import Means
from app.actions.ask import ask_by_text
from app.actions.enrol import marketing_standing
from app.actions.export import export
from app.actions.record import act, record
from app.actions.shield import Asker, let_in
from app.actions.write import is_under_way
from app.rules.campaign import Campaign
from app.rules.consent import marketing_box
from app.rules.country import can_answer
from app.rules.message import Kind
from app.rules.phone import mask
from app.rules.preference import Preference
from app.rules.standing import Standing
from app.rules.suppression import Scope
from app.store import Session, ledger, preferences, proofs, subscribers, suppressions
from app.store.ledger import Consent
from app.store.subscribers import Subscriber

REASON = "no topic wanted, on the preference page"
WHOLE = "all"  # stands for the one topic of a programme that names none


@dataclass(frozen=True)
class Choices:
    """How one number stands with one brand, and what it may choose there.

    `campaign` is one of the brand's, if it can with a programme; `others` has one campaign of each other brand that
    the number deals with; `consents` are the acts of this brand, oldest first; `is_asked` is whether a question of it
    waits for a YES.
    """

    campaign: Campaign
    person: Subscriber
    standing: Standing
    scope: Scope | None
    chosen: Preference
    topics: tuple[str, ...]
    consents: tuple[Consent, ...]
    others: tuple[Campaign, ...]
    is_asked: bool

    @property
    def is_stopped(self) -> bool:
        """Whether the brand may send nothing at all."""
        return self.scope is Scope.ALL

    @property
    def is_in(self) -> bool:
        """Whether the number gets the texts of the programme."""
        return self.standing is Standing.GRANTED and self.scope is None

    @property
    def may_ask_by_text(self) -> bool:
        """Whether a text may ask the number if it wants the programme; else only the campaign's page can [SK-1]."""
        return self.campaign.programme is not None and can_answer(self.campaign, self.person.country)


@dataclass(frozen=True)
class Wanted:
    """What was left on the page: the topics that are wanted, of those shown, and the rest as it is to be."""

    topics: frozenset[str]
    monthly: int | None
    paused_until: datetime | None
    language: str


def choices(
    session: Session, campaigns: Mapping[str, Campaign], campaign: Campaign, person: Subscriber, now: datetime
) -> Choices:
    """What this person may choose about the campaign's brand. Reads, and changes nothing."""
    brand = campaign.brand.name
    ours = [campaign, *(each for each in campaigns.values() if each.brand.name == brand)]
    entries = ledger.consents_of(session, person.id)
    met = {row.brand: campaigns[row.campaign] for row in entries if row.campaign in campaigns}
    return Choices(
        campaign=next((each for each in ours if each.programme), campaign),
        person=person,
        standing=marketing_standing(session, person.id, campaign),
        scope=suppressions.suppressed_by(session, person.id).get(brand),
        chosen=preferences.chosen_by(session, person.id).get(brand, Preference()),
        topics=tuple(dict.fromkeys(topic for each in ours if each.programme for topic in each.programme.topics)),
        consents=tuple(row for row in entries if row.brand == brand),
        others=tuple(each for name, each in sorted(met.items()) if name != brand),
        is_asked=any(
            each.takes_yes and each.marketing and each.campaign in {mine.id for mine in ours}
            for each in proofs.open_proofs(session, person.id, now)
        ),
    )


def choose(session: Session, seen: Choices, wanted: Wanted, evidence: Mapping[str, str], now: datetime) -> None:
    """Keeps what is wanted; it counts from the next text on, also for what waits already."""
    person, brand = seen.person, seen.campaign.brand.name
    subscribers.hold(session, {person.id})
    if wanted.language != person.language:
        subscribers.speak(session, person.id, wanted.language)
    if not seen.is_in:
        return
    if not wanted.topics & frozenset(seen.topics or (WHOLE,)):
        _leave(session, seen, evidence, now)
        return
    off = (seen.chosen.topics_off | frozenset(seen.topics)) - wanted.topics
    chosen = replace(seen.chosen, monthly=wanted.monthly, topics_off=off, paused_until=wanted.paused_until)
    preferences.choose(session, person.id, brand, chosen, now)


def ask_again(
    session: Session, means: Means, seen: Choices, evidence: Mapping[str, str], now: datetime
) -> datetime | None:
    """Texts the number whether it wants the programme, and waits for its YES; else from when it may be asked.

    What was shown beside the button is recorded as a request: no consent until the number itself confirms [PREF-2].
    """
    person, campaign = seen.person, seen.campaign
    if seen.is_in or seen.is_stopped or not seen.may_ask_by_text:
        return None
    if is_under_way(session, campaign, person.id, Kind.PROOF, now):
        return None
    known = subscribers.has_answered(session, person.id)
    refused = let_in(session, means, Asker(person.number, person.country, campaign.id, known=known), now)
    if refused:
        return refused.again_from
    request = act(
        campaign,
        event="request",
        purpose="marketing",
        country=person.country,
        language=person.language,
        evidence=ledger.seal_evidence(session.vault, evidence),
        words=marketing_box(campaign, means.says[person.language]).digest,
        page="preferences",
        now=now,
    )
    ledger.add(session, person.id, request)
    ask_by_text(session, means, campaign, person, placement="", now=now)
    return None


def copy(session: Session, means: Means, campaigns: Mapping[str, Campaign], person: Subscriber) -> dict[str, Any]:
    """All we keep of this person, for whoever holds the link, as actions/export.py has it [EU-DSAR-1].

    But for what would let a stranger who got hold of the link act in the number's name: the number itself, and the
    texts whose pins prove it [PREF-2].
    """
    known = export(session, person, campaigns, means)
    texts = [{**each, "text": None} if each["class"] == Kind.PROOF else each for each in known["messages"]]
    acts = [{**each, "evidence": _unnamed(each["evidence"])} for each in known["consents"]]
    return {**known, "number": mask(person.number), "consents": acts, "messages": texts}


def _unnamed(evidence: Mapping[str, str]) -> dict[str, str]:
    """The evidence without the number as it was typed."""
    return {name: shown for name, shown in evidence.items() if name != "typed"}


def _leave(session: Session, seen: Choices, evidence: Mapping[str, str], now: datetime) -> None:
    """Ends the programme and not what the number asks for itself; its topics stay as they were, should it come back."""
    record(session, seen.campaign, seen.person, "withdraw", "marketing", evidence, now)
    brand = seen.campaign.brand.name
    suppressions.suppress(session, seen.person.id, brand, reason=REASON, now=now, scope=Scope.MARKETING)
