"""The addresses that lead a person to their own: their preferences, and the way out for whoever never asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.actions import Means
from app.actions.shield import Asker, let_in
from app.actions.shorten import links
from app.actions.write import write
from app.rules import link
from app.rules.campaign import Campaign
from app.rules.link import BadLink
from app.rules.message import Kind
from app.rules.phone import E164, country_of
from app.rules.sealed import BadCode
from app.rules.sealed import Kind as Sealed
from app.rules.suppression import Scope
from app.rules.wording import preferences_text
from app.store import Session, conversation, ledger, limits, proofs, subscribers, suppressions
from app.store.proofs import Proof

PURPOSE = "preferences"
NOT_ME = Sealed("handbill.not-me")


@dataclass(frozen=True)
class Holder:
    """Whose preferences a link opens, and the campaign whose text brought it."""

    subscriber: int
    campaign: str


def preferences_path(means: Means, campaign: Campaign, subscriber: int, now: datetime) -> str:
    """The path of this person's preferences, where a text's short link leads.

    It opens them for ever, for nobody has to sign in to be left alone [CA-CASL-3].
    """
    return f"/p/{link.write(PURPOSE, f'{subscriber}.{campaign.id}', means.keys, now)}"


def holder(means: Means, token: str, now: datetime) -> Holder | None:
    """Whose preferences these are; None for a token that is not ours."""
    try:
        subscriber, campaign = link.read(PURPOSE, token, means.keys, now).split(".")
    except BadLink:
        return None
    return Holder(int(subscriber), campaign)


def not_me_link(means: Means, proof: int) -> str:
    """The address for whoever is asked this question and never left the number, twelve letters after /n/."""
    return f"{means.base_url}/n/{NOT_ME.write(proof, means.keys)}"


def denied(session: Session, means: Means, token: str) -> Proof | None:
    """The question that such an address is about; None for one that is not ours, or is long forgotten."""
    try:
        return proofs.proof(session, NOT_ME.read(token, means.keys))
    except BadCode:
        return None


def text_link(session: Session, means: Means, campaigns: Mapping[str, Campaign], number: E164, now: datetime) -> None:
    """Texts the link to whoever has this number (E.164), if we know it; nothing comes back that would tell.

    One text, however many brands the number deals with: it costs one of the number's three a day, two of which may be
    links, and its page leads on to the others. It speaks for the brand the number dealt with last and told no stop;
    after a stop to all of them none is sent. It counts against the limit of any number, or a join after it would tell
    which one is known.
    """
    person = subscribers.subscriber_of(session, number)
    known = person is not None and subscribers.has_answered(session, person.id)
    asker = Asker(number, country_of(number), "", known=known, to_number=limits.ASIDE, to_range=limits.LINKS_TO_RANGE)
    if let_in(session, means, asker, now):
        return
    campaign = _speaker(session, campaigns, person.id) if person else None
    if person is None or campaign is None:
        return
    way = links(means, campaign)
    text = preferences_text(campaign, means.says[person.language], link=way.preferences, country=person.country)
    write(session, means, campaign, person, kind=Kind.SERVICE, text=way.in_(text), now=now)


def _speaker(session: Session, campaigns: Mapping[str, Campaign], subscriber: int) -> Campaign | None:
    """The campaign this number last had to do with, of a brand that may write to it."""
    stopped = {brand for brand, scope in suppressions.suppressed_by(session, subscriber).items() if scope is Scope.ALL}
    met = [row.campaign for row in ledger.consents_of(session, subscriber)]
    last = conversation.last_to(session, subscriber, "")
    for id in [*reversed(met), *([last[0]] if last else [])]:
        found = campaigns.get(id)
        if found and found.brand.name not in stopped:
            return found
    return None
