"""Hears a text: whose it is, which of our senders it was sent to, and which campaign it answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.gateways import Inbound
from app.rules.campaign import Campaign
from app.rules.line import line
from app.rules.phone import E164, country_of
from app.rules.sender import senders_of
from app.rules.tongue import tongue
from app.store import Session, conversation, subscribers
from app.store.subscribers import Subscriber


@dataclass(frozen=True)
class Said:
    """A text from a number, with all that is known of it when it is answered.

    to           the sender of ours that it was written to
    behind       the campaigns that write from there, live ones first
    campaign     the one it answers, as far as we can tell
    language     what it is answered in: its own if it tells one, else the person's
    evidence     what shows in the ledger how it came
    at           when it was sent; now, when it is taken in
    is_answered  whether the provider, who answers commands by itself, took this text for one
    """

    person: Subscriber
    text: str
    to: str
    behind: Sequence[Campaign]
    campaign: Campaign | None
    language: str
    evidence: Mapping[str, str]
    at: datetime
    now: datetime
    network_answers_stop: bool = False
    is_answered: bool = False

    @property
    def brands(self) -> dict[str, Campaign]:
        """The brands behind the sender, each with a campaign that speaks for it: the one that is answered, if it is."""
        known = {each.brand.name: each for each in reversed(self.behind)}
        return {**known, self.campaign.brand.name: self.campaign} if self.campaign else known


def hear(
    session: Session,
    campaigns: Mapping[str, Campaign],
    number: E164,
    inbound: Inbound,
    gateway: str,
    now: datetime,
    *,
    network_answers_stop: bool = False,
) -> Said:
    """The text with what is known of it; a number that never met us is kept from now on."""
    behind = _behind(campaigns, inbound.sender, now)
    person = subscribers.subscriber_of(session, number)
    person = person or _met(session, behind or campaigns.values(), number, inbound.text, now)
    to = _ours(behind[0], inbound.sender) if behind else inbound.sender
    campaign = _spoken_to(session, campaigns, behind, person.id, to)
    return Said(
        person=person,
        text=inbound.text,
        to=to,
        behind=behind,
        campaign=campaign,
        language=_language(campaign, person, inbound.text),
        evidence={
            "how": "text",
            "text": inbound.text,
            "sender": to,
            "gateway": gateway,
            "reference": inbound.vendor_reference,
            **({"taken_for": inbound.command} if inbound.command else {}),
        },
        at=min(inbound.sent_at or now, now),
        now=now,
        network_answers_stop=network_answers_stop,
        is_answered=network_answers_stop and inbound.command is not None,
    )


def hear_again(
    session: Session,
    campaigns: Mapping[str, Campaign],
    person: Subscriber,
    *,
    text: str,
    to: str,
    campaign: str | None,
    evidence: Mapping[str, str],
    at: datetime,
    now: datetime,
) -> Said:
    """A text that was taken in at another time, as it stands now: whoever reads it has said what it means."""
    behind = _behind(campaigns, to, now)
    answers = campaigns.get(campaign or "") or _spoken_to(session, campaigns, behind, person.id, to)
    language = _language(answers, person, text)
    return Said(person, text, to, behind, answers, language, evidence, at, now)


def last_heard(session: Session, behind: Sequence[Campaign], subscriber: int, to: str) -> tuple[str, str] | None:
    """(campaign, brand) of the last text to this number from that sender; from any, if the sender is nobody's."""
    last = conversation.last_to(session, subscriber, to)
    return last if last or behind else conversation.last_to(session, subscriber, "")


def is_one_of_ours(campaigns: Mapping[str, Campaign], number: E164) -> bool:
    """Whether campaigns write from this number, so that nobody but ourselves is heard."""
    return number in {line(sender) for each in campaigns.values() for sender in senders_of(each)}


def _ours(campaign: Campaign, to: str) -> str:
    """The campaign's sender that was written to, as its file spells it; empty if it has none of that number or name."""
    return next((sender for sender in sorted(senders_of(campaign)) if line(sender) == line(to)), "")


def _behind(campaigns: Mapping[str, Campaign], to: str, now: datetime) -> list[Campaign]:
    ours = [each for each in campaigns.values() if _ours(each, to)]
    return sorted(ours, key=lambda each: each.state(now) != "live")


def _met(session: Session, campaigns: Iterable[Campaign], number: E164, text: str, now: datetime) -> Subscriber:
    languages = next((each.languages for each in campaigns), ("en",))
    language, country = tongue(text, languages) or languages[0], country_of(number)
    sealed = subscribers.seal_number(session.vault, number)
    id, _ = subscribers.keep_subscriber(session, sealed, country=country, language=language, now=now)
    return Subscriber(id, number, country, language)


def _spoken_to(
    session: Session, campaigns: Mapping[str, Campaign], behind: Sequence[Campaign], subscriber: int, to: str
) -> Campaign | None:
    """The last that wrote from that sender, else one that has that sender, else whoever wrote last."""
    last = last_heard(session, behind, subscriber, to)
    if last and last[0] in campaigns:
        return campaigns[last[0]]
    return next(iter([*behind, *campaigns.values()]), None)


def _language(campaign: Campaign | None, person: Subscriber, text: str) -> str:
    spoken = tongue(text, campaign.languages) if campaign else None
    return spoken or person.language
