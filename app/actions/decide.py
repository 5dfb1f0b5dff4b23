"""Gathers what is known about the recipients of texts, and asks the one decision about each.

The queue asks here when it has taken texts to be sent, and a dry run asks here before any is written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from app.actions import Means
from app.actions.reserve import is_spent
from app.rules.campaign import Campaign
from app.rules.decision import ASK_AGAIN, MONTH, Recipient, Sent, Terms, Text, Verdict, Waiting, decide
from app.rules.locality import locality
from app.rules.message import UNASKED, Kind
from app.rules.phone import E164
from app.rules.preference import Preference
from app.rules.registration import is_registered
from app.rules.standing import is_proven, standing
from app.rules.stock import ALL, Scope
from app.store import Session, broadcasts, ledger, preferences, stock, suppressions, unasked

NOTHING_CHOSEN = Preference()
ASKED_FOR = {registered: Terms(frequency=0, registered=registered) for registered in (False, True)}


@dataclass(frozen=True, slots=True)
class Candidate:
    """One text and whose it would be.

    `id` is its row in the outbox and `sender` what it comes from; one that is only thought of has neither.
    """

    subscriber: int
    number: E164
    country: str
    brand: str
    campaign: str
    text: Text
    id: int | None = None
    sender: str = ""


def verdicts(
    session: Session,
    means: Means,
    campaigns: Mapping[str, Campaign],
    candidates: Sequence[Candidate],
    now: datetime,
    *,
    dry: bool = False,
) -> list[Verdict]:
    """What is to become of each, in their order: a text that may leave counts against the caps of those behind it.

    `dry`: none of them is in the queue, so what waits there already counts before them.
    """
    known = _Known(session, campaigns, candidates, now, dry=dry)
    found = []
    for each in candidates:
        law = locality(means.law, each.number, each.country, now.date())
        verdict = decide(each.text, known.recipient(each, means), known.terms(each, means), law, now)
        if verdict.sends and each.text.kind in UNASKED:
            known.note(each, now)
        found.append(verdict)
    return found


class _Known:
    """What the store knows about all recipients at once: one statement a kind of fact, however many they are."""

    def __init__(
        self,
        session: Session,
        campaigns: Mapping[str, Campaign],
        candidates: Sequence[Candidate],
        now: datetime,
        *,
        dry: bool,
    ) -> None:
        people = {each.subscriber for each in candidates if each.text.kind in UNASKED}
        self._session, self._campaigns, self._now = session, campaigns, now
        channels = {each.text.channel for each in candidates}
        self._events = {channel: ledger.marketing_events(session, people, channel) for channel in channels}
        self._scopes = suppressions.suppressed_among(session, {each.subscriber for each in candidates})
        self._chosen = preferences.chosen_among(session, people)
        ids = [each.id for each in candidates if each.id is not None]
        self._sent = unasked.recent(session, people, now - MONTH, besides=ids)
        self._queued = unasked.queued(session, people, now) if dry else {}
        self._filling = broadcasts.all_unfilled(session, now) if dry else []
        asked = {each.subscriber for each in candidates if each.text.kind is Kind.REPERMISSION}
        self._asked = unasked.asked_again(session, asked, now - ASK_AGAIN, besides=ids)
        self._terms: dict[str, Terms] = {}
        self._registered: dict[tuple[str, str, str], bool] = {}

    def recipient(self, of: Candidate, means: Means) -> Recipient:
        who = of.subscriber, of.brand
        events = self._events[of.text.channel].get(who, ())
        return Recipient(
            standing(events),
            self._scopes.get(who),
            self._chosen.get(who, NOTHING_CHOSEN),
            [Sent(at, channel, brand == of.brand) for brand, channel, at in self._sent.get(of.subscriber, ())],
            not means.trial or of.number in means.trial,
            is_proven(events),
            self._asked.get(who),
            self._waiting(of),
        )

    def _waiting(self, of: Candidate) -> Sequence[Waiting]:
        """What is queued to this recipient, the first that is due first.

        Of a broadcast of the brand that is still being queued that is what it has not come to yet.
        """
        off = self._chosen.get((of.subscriber, of.brand), NOTHING_CHOSEN).topics_off
        coming = [
            Waiting(self._now, each.expires_at, of.text.channel, same_brand=True)
            for each in self._filling
            if each.brand == of.brand and of.subscriber > each.reached and each.topic not in off
        ]
        queued = [
            Waiting(due_at, expires_at, channel, brand == of.brand)
            for brand, channel, due_at, expires_at in self._queued.get(of.subscriber, ())
        ]
        return sorted([*queued, *coming], key=lambda each: each.due_at)

    def terms(self, of: Candidate, means: Means) -> Terms:
        key, registered = of.campaign, self._may_send(of, means)
        if of.text.kind not in UNASKED:  # whoever asked gets it whatever is left, and to add that up takes a while
            return ASKED_FOR[registered]
        if key not in self._terms:
            self._terms[key] = _terms(self._session, means, self._campaigns.get(of.campaign), self._now)
        return self._terms[key] if registered else replace(self._terms[key], registered=False)

    def _may_send(self, of: Candidate, means: Means) -> bool:
        """Whether the text's sender may be used for that country; a simulated phone takes texts from any.

        Of a campaign that is gone nobody knows what is on record.
        """
        if means.simulated:
            return True
        key, campaign = (of.campaign, of.country, of.sender), self._campaigns.get(of.campaign)
        if key not in self._registered:
            self._registered[key] = campaign is not None and is_registered(
                campaign, means.law, of.country, self._now.date(), sent_from=of.sender
            )
        return self._registered[key]

    def note(self, of: Candidate, now: datetime) -> None:
        """One more that this recipient gets."""
        self._sent.setdefault(of.subscriber, []).append((of.brand, of.text.channel, now))


def _terms(session: Session, means: Means, campaign: Campaign | None, now: datetime) -> Terms:
    """What the campaign has left; one that is gone has nothing."""
    if campaign is None:
        return Terms(0, live=False, most_a_day=means.most_a_day)
    return Terms(
        frequency=campaign.programme.frequency if campaign.programme else 0,
        live=campaign.state(now) == "live",
        sold_out=stock.is_empty(session, campaign.id, [Scope(ALL, campaign.offer.limits.total)]),
        budget_spent=is_spent(session, campaign),
        most_a_day=means.most_a_day,
    )
