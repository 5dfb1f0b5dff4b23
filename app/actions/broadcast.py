"""One message to everybody who agreed to a brand's marketing: thought through first, then queued bit by bit.

The dry run and the queueing ask the same decision as the queue does when a text leaves (actions/decide.py). The dry run
counts what waits for the same people already, and so tells what will have become of all in the end; the queueing does
not, for what waits may be stopped yet, and whoever was left out for it would not come back. A
broadcast is queued by the worker, at most BATCH people in a transaction, so that nobody waits for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple, TypeVar

from app.actions import Means
from app.actions.decide import Candidate, verdicts
from app.actions.shorten import leads_to_offer, links, numbers_in
from app.rules.campaign import Campaign
from app.rules.country import can_answer
from app.rules.decision import Reason, Text, Verdict
from app.rules.law import Needs
from app.rules.marketing import Announcement, Problem, marketing_text
from app.rules.marketing import problems as problems_of
from app.rules.message import GONE, Kind, State, expires, parts
from app.rules.money import major, rounded
from app.rules.sender import sender_for
from app.rules.short_link import Linked
from app.rules.spending import Price
from app.store import Session, broadcasts, limits, messages, unsent
from app.store.broadcasts import Addressee, Broadcast
from app.store.limits import Limit

BATCH = 500
SAME = timedelta(minutes=10)
ONE_AT_A_TIME = Limit("the same broadcast", 1, SAME)

Key = TypeVar("Key", bound=Hashable)


class Fate(NamedTuple):
    """What becomes of a text and others like it: why it waits or does not leave, and until which hour it waits."""

    country: str
    language: str
    parts: int
    reason: Reason | None
    until: datetime | None

    @property
    def leaves(self) -> bool:
        """Whether it is to be sent, now or later."""
        return self.reason is None or self.until is not None


@dataclass(frozen=True)
class Stopped:
    """What stopping a broadcast came to: how many texts waited, and will not be sent; how many had been sent before.

    `over_at` is when it was over, if it was: then nothing was left to stop.
    """

    waited: int
    sent: int
    over_at: datetime | None = None


@dataclass(frozen=True)
class Wording:
    """A text as it will be sent, but for the letters of its links; to which countries, and in which language."""

    countries: tuple[str, ...]
    language: str
    text: str


@dataclass(frozen=True)
class Plan:
    """What a broadcast would come to now: what is wrong with it, how many people meet which fate, what they read."""

    problems: tuple[Problem, ...] = ()
    fates: Mapping[Fate, int] = field(default_factory=dict)
    wordings: tuple[Wording, ...] = ()

    @property
    def now(self) -> int:
        """How many texts leave at once."""
        return sum(n for fate, n in self.fates.items() if fate.reason is None)

    @property
    def later(self) -> Mapping[datetime, int]:
        """How many leave at which hour, the first hour first."""
        found = self.count(lambda fate: fate.until, lambda fate: fate.until is not None)
        return {hour: found[hour] for hour in sorted(filter(None, found))}

    @property
    def held(self) -> Mapping[Reason | None, int]:
        """How many wait, by why."""
        return self.count(lambda fate: fate.reason, lambda fate: fate.until is not None)

    @property
    def left_out(self) -> Mapping[Reason | None, int]:
        """How many people get no text, by why."""
        return self.count(lambda fate: fate.reason, lambda fate: not fate.leaves)

    @property
    def texts(self) -> int:
        """How many texts leave, now or later."""
        return sum(n for fate, n in self.fates.items() if fate.leaves)

    @property
    def parts(self) -> int:
        """How many parts they take; what it may cost."""
        return sum(n * fate.parts for fate, n in self.fates.items() if fate.leaves)

    def price(self, prices: Mapping[str, Price]) -> tuple[Mapping[str, Decimal], Mapping[str, int]]:
        """(what those parts cost by currency, how many more go to which country whose price is not known)."""
        sums: dict[str, Decimal] = {}
        unpriced: Counter[str] = Counter()
        for fate, n in self.fates.items():
            price = prices.get(fate.country) if fate.leaves else None
            if price:
                sums[price[1]] = sums.get(price[1], Decimal()) + price[0] * n * fate.parts
            elif fate.leaves:
                unpriced[fate.country] += n * fate.parts
        return {currency: major(rounded(total, currency), currency) for currency, total in sums.items()}, unpriced

    def count(
        self, key: Callable[[Fate], Key], which: Callable[[Fate], bool] = lambda fate: fate.leaves
    ) -> Counter[Key]:
        """How many people share a key, the largest group first; of those whose text leaves, unless told otherwise."""
        found: Counter[Key] = Counter()
        for fate, n in self.fates.items():
            if which(fate):
                found[key(fate)] += n
        return Counter(dict(found.most_common()))


def plan(
    session: Session,
    means: Means,
    campaigns: Mapping[str, Campaign],
    campaign: Campaign,
    what: Announcement,
    now: datetime,
) -> Plan:
    """What would become of everybody who ever had to do with the brand's marketing; nothing is written."""
    wrong = problems(means, campaign, what, now)
    if wrong:
        return Plan(wrong)
    fates: Counter[Fate] = Counter()
    drawn, after = _Drawn(means, campaign, what, now), 0
    while people := broadcasts.audience(session, campaign.brand.name, after=after, most=BATCH):
        for person, text, verdict in _decided(session, means, campaigns, campaign, what, people, drawn, now, dry=True):
            hour = verdict.until and verdict.until.replace(minute=0, second=0, microsecond=0)
            language = _language(campaign, what, person.language)
            fates[Fate(person.country, language, text.parts, verdict.reason, hour)] += 1
        after = people[-1].id
    return Plan((), fates, drawn.wordings(fates))


def problems(means: Means, campaign: Campaign, what: Announcement, now: datetime) -> tuple[Problem, ...]:
    """All that keeps the announcement from going out to any country of the campaign."""
    needs = [_needs(means, campaign, code, now) for code in campaign.countries]
    ways = links(means, campaign)
    return problems_of(
        campaign,
        what,
        means.says,
        needs,
        page=ways.page,
        preferences=ways.preferences,
        now=now,
        shortened=lambda text: ways.in_(text).text,
    )


def start(
    session: Session, means: Means, campaign: Campaign, what: Announcement, *, by: str, now: datetime
) -> int | tuple[Problem, ...]:
    """The id of the new broadcast, which the worker begins to queue within a second; or what is wrong with it.

    The same announcement within SAME is the same broadcast: a button pressed twice sends nothing twice.
    """
    wrong = problems(means, campaign, what, now)
    if wrong:
        return wrong
    pressed = campaign.id, what.kind, what.topic, what.texts
    limits.take(session, ONE_AT_A_TIME, repr(pressed), now)  # for the turn alone: the second sees what the first began
    for each in broadcasts.newest(session, 10):
        if (each.campaign, each.kind, each.topic, each.texts) == pressed and now - each.made_at < SAME:
            return each.id
    return broadcasts.add_broadcast(
        session,
        campaign=campaign.id,
        brand=campaign.brand.name,
        kind=what.kind.value,
        topic=what.topic,
        texts=what.texts,
        by=by,
        expires_at=min(what.until, expires(what.kind, now)),
        now=now,
    )


def fill(session: Session, means: Means, campaigns: Mapping[str, Campaign], now: datetime, most: int = BATCH) -> int:
    """How many people were looked at of the oldest broadcast that is not queued yet; 0 when there is no more to do."""
    of = broadcasts.unfilled(session, now)
    campaign = campaigns.get(of.campaign) if of else None
    if of is None:
        return 0
    if campaign is None:  # its file is gone, and with it what its texts would need
        return int(broadcasts.stop(session, of.id, now))
    what = Announcement(Kind(of.kind), of.topic, of.texts, of.expires_at)
    people = broadcasts.audience(session, of.brand, after=of.reached, most=most)
    drawn = _Drawn(means, campaign, what, now)
    queued: dict[int, messages.Draft] = {}
    left_out = Counter(of.left_out)
    for person, text, verdict in _decided(session, means, campaigns, campaign, what, people, drawn, now):
        if verdict.reason and not verdict.until:
            left_out[verdict.reason.value] += 1
        else:
            queued[person.id] = _draft(means, campaign, of, person, drawn.own(person), text.parts, verdict, now)
    messages.queue_many(session, queued)
    reached = people[-1].id if people else of.reached
    broadcasts.fill(session, of, reached=reached, left_out=left_out, filled_at=None if people else now)
    return len(people)


def stop(session: Session, id: int, now: datetime, *, by: str) -> Stopped:
    """What stopping this broadcast came to; one that is over already stays as it was."""
    if over_at(session, id, now) is None and broadcasts.stop(session, id, now, by=by):
        return Stopped(unsent.end_broadcast(session, id, now), _sent(session, id))
    return over(session, id, now)


def over(session: Session, id: int, now: datetime) -> Stopped:
    """How a broadcast ended, as if one had tried to stop it now."""
    return Stopped(0, _sent(session, id), over_at(session, id, now))


def over_at(session: Session, id: int, now: datetime) -> datetime | None:
    """When the broadcast was stopped, ran out of time, or was done; None while some of it is still to be sent."""
    of = broadcasts.broadcast(session, id)
    if of is None or of.stopped_at:
        return of.stopped_at if of else None
    waits = any(state in {State.QUEUED, State.SENDING} for state, _, _ in broadcasts.progress(session, id))
    if waits or of.filled_at is None:
        return of.expires_at if now >= of.expires_at else None
    return max(of.filled_at, broadcasts.last_at(session, id) or of.filled_at)


def _sent(session: Session, id: int) -> int:
    return sum(n for state, _, n in broadcasts.progress(session, id) if state in GONE)


def _decided(
    session: Session,
    means: Means,
    campaigns: Mapping[str, Campaign],
    campaign: Campaign,
    what: Announcement,
    people: Sequence[Addressee],
    drawn: _Drawn,
    now: datetime,
    *,
    dry: bool = False,
) -> Iterator[tuple[Addressee, _Wording, Verdict]]:
    """Each of these people with their text and what is to become of it."""
    end, written = min(expires(what.kind, now), what.until), [drawn.like(person) for person in people]
    candidates = [
        Candidate(
            person.id,
            person.number,
            person.country,
            campaign.brand.name,
            campaign.id,
            Text(what.kind, now, end, topic=what.topic, offers=text.offers),
            sender=sender_for(campaign, person.country).from_,
        )
        for person, text in zip(people, written, strict=True)
    ]
    found = verdicts(session, means, campaigns, candidates, now, dry=dry)
    return zip(people, written, found, strict=True)


@dataclass(frozen=True)
class _Wording:
    """A text as it was drawn for all who get the same, the addresses of its links by their numbers, and its parts."""

    linked: Linked
    addresses: Mapping[int, str]
    parts: int
    offers: bool


class _Drawn:
    """The texts of a broadcast, one for all who get the same: they differ in nothing but the letters of their links."""

    def __init__(self, means: Means, campaign: Campaign, what: Announcement, now: datetime) -> None:
        self._means, self._campaign, self._what, self._now = means, campaign, what, now
        self._ways = links(means, campaign)
        self._texts: dict[tuple[str, str], _Wording] = {}

    def like(self, person: Addressee) -> _Wording:
        """The text of somebody there who speaks like this person: all links are equally long."""
        key = person.country, person.language
        if key not in self._texts:
            self._texts[key] = self._draw(*key)
        return self._texts[key]

    def own(self, person: Addressee) -> Linked:
        """The text of this person, with links that are nobody else's."""
        drawn = self.like(person)
        return self._ways.others().again(drawn.linked, drawn.addresses)

    def wordings(self, fates: Mapping[Fate, int]) -> tuple[Wording, ...]:
        """What those read whose text leaves; each wording once."""
        read = {(fate.country, fate.language) for fate in fates if fate.leaves}
        found: dict[tuple[str, str], set[str]] = {}
        for (country, spoken), text in self._texts.items():
            language = _language(self._campaign, self._what, spoken)
            if (country, language) in read:
                found.setdefault((language, text.linked.text), set()).add(country)
        return tuple(Wording(tuple(sorted(where)), *each) for each, where in sorted(found.items()))

    def _draw(self, country: str, spoken: str) -> _Wording:
        needs = _needs(self._means, self._campaign, country, self._now)
        language = _language(self._campaign, self._what, spoken)
        say, own = self._means.says[language], self._what.texts[language]
        preferences = "" if needs.two_way else self._ways.preferences
        text = self._ways.in_(marketing_text(self._campaign, say, own, needs, self._ways.page, preferences))
        addresses = {number: self._ways.address(number) for number in numbers_in(self._means, text)}
        offers = leads_to_offer(self._means, self._campaign.id, text.text)
        return _Wording(text, addresses, parts(text.text).count, offers)


def _needs(means: Means, campaign: Campaign, country: str, now: datetime) -> Needs:
    """What a text to this country must say; nobody can answer one that comes from a name."""
    needs = means.law.needs((country,) if country else (), now.date())
    return replace(needs, two_way=can_answer(campaign, country))


def _draft(
    means: Means,
    campaign: Campaign,
    of: Broadcast,
    person: Addressee,
    text: Linked,
    count: int,
    verdict: Verdict,
    now: datetime,
) -> messages.Draft:
    """The text as it waits, `count` parts long.

    Its reference follows from broadcast and person: whatever happens there is one of it.
    """
    return messages.draft(
        means.vault,
        reference=f"{int(of.made_at.timestamp() * 1000):012x}{of.id:08x}{person.id:012x}",
        brand=of.brand,
        campaign=of.campaign,
        kind=Kind(of.kind),
        sender=sender_for(campaign, person.country).from_,
        text=text.text,
        now=now,
        topic=of.topic,
        broadcast=of.id,
        until=of.expires_at,
        due=verdict.until,
        reason=verdict.reason,
        link_serial=text.serial,
        targets=text.targets,
        count=count,
    )


def _language(campaign: Campaign, what: Announcement, spoken: str) -> str:
    """The language that somebody speaks, else the first of the campaign's that there is a text in."""
    there = [language for language in campaign.languages if language in what.texts] or list(what.texts)
    wanted = campaign.language([spoken])
    return wanted if wanted in what.texts else there[0]
