"""The one decision about every text: send it, hold it until a moment, or do not send it; and why.

Class, consent, suppression, choices, quiet hours at the recipient's place, caps on each channel and over all of them,
what was promised, what is left of the offer, the trial list: all are weighed here and nowhere else. A dry run asks the
same function as the queue does, and the queue asks when a text is taken to be sent, not only when it is written
[CAP-2, EU-SUPP-1, US-TCPA-QH-1]. What waits for the recipient already leaves before a text that is only thought of, as
far as caps and hours let it, and so takes its place under the caps.

What somebody asked for a moment ago leaves at any hour and counts against no cap [US-TCPA-ONDEMAND-1, US-KW-8].
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from app.rules.failure import Failure, told
from app.rules.message import UNASKED, Kind
from app.rules.preference import Preference
from app.rules.standing import Standing
from app.rules.suppression import Scope
from app.rules.words import Say, mark

ON_DEMAND = timedelta(minutes=10)  # what comes later than that is no longer the answer somebody waits for
DAY, MONTH = timedelta(days=1), timedelta(days=30)
NONE_COUNTED: Sequence[Sequence[datetime]] = ((), (), ())
ASK_AGAIN = timedelta(days=90)  # whoever does not answer is not asked until they give in [EU-REPERM-1]


class Reason(StrEnum):
    """Why a text is held or not sent; stored with it, so the names never change."""

    NOT_IN_TRIAL = "not_in_trial"
    UNREGISTERED = "unregistered_sender"
    SUPPRESSED = "suppressed"
    TOO_LATE = "too_late"
    NEVER_ASKED = "no_consent"
    UNCONFIRMED = "unconfirmed"
    WITHDRAWN = "withdrawn"
    CHANNEL_OFF = "channel_off"
    TOPIC_OFF = "topic_off"
    ENDED = "campaign_over"
    SOLD_OUT = "sold_out"
    BUDGET_SPENT = "budget_spent"
    PAUSED = "paused"
    QUIET_HOURS = "quiet_hours"
    CHANNEL_CAP = "channel_cap"
    DAILY_CAP = "daily_cap"
    FREQUENCY = "frequency"
    AGREED_ELSEWHERE = "agreed_elsewhere"
    ASKED_LATELY = "asked_lately"
    NOT_BY_TEXT = "not_by_text"
    # Written down where no decision is asked: by the queue, by the sender, at an erasure, by whoever stops a broadcast
    # or takes back a coupon.
    BROADCAST_STOPPED = "broadcast_stopped"
    COUPON_WITHDRAWN = "coupon_withdrawn"
    ERASED = "erased"
    KEY_GONE = "key_gone"
    INTERRUPTED = "interrupted"
    POISON = "poison"
    RESTORED = "restored"
    NOBODY_KNOWS = "nobody_knows"
    GATEWAY_CLOSED = "gateway_closed"
    PACED = "paced"
    CEILING = "ceiling"
    RANGE_CLOSED = "range_closed"


SENTENCES = {
    Reason.NOT_IN_TRIAL: mark("Only the numbers of the trial get texts."),
    Reason.UNREGISTERED: mark("The sender is not registered in the number's country, or does not get through there."),
    Reason.SUPPRESSED: mark("The recipient said stop."),
    Reason.TOO_LATE: mark("It came too late to be of use."),
    Reason.NEVER_ASKED: mark("The recipient never agreed to such texts."),
    Reason.UNCONFIRMED: mark("The recipient has not confirmed yet."),
    Reason.WITHDRAWN: mark("The recipient took the consent back."),
    Reason.CHANNEL_OFF: mark("The recipient switched this channel off."),
    Reason.TOPIC_OFF: mark("The recipient does not want this topic."),
    Reason.ENDED: mark("The campaign is over, or paused."),
    Reason.SOLD_OUT: mark("All coupons are gone."),
    Reason.BUDGET_SPENT: mark("The budget is spent."),
    Reason.PAUSED: mark("The recipient asked for a pause."),
    Reason.QUIET_HOURS: mark("It is too early or too late in the day at the recipient's place."),
    Reason.CHANNEL_CAP: mark("The recipient has had as many texts as this channel may bring in a day."),
    Reason.DAILY_CAP: mark("The recipient has had as many messages as one may get in a day."),
    Reason.FREQUENCY: mark("The recipient has had as many texts as were promised for a month."),
    Reason.AGREED_ELSEWHERE: mark("The recipient agreed elsewhere, so we do not ask again."),
    Reason.ASKED_LATELY: mark("The recipient was asked less than 90 days ago."),
    Reason.NOT_BY_TEXT: mark("No text may ask for consent in the recipient's country."),
    Reason.BROADCAST_STOPPED: mark("The broadcast was stopped."),
    Reason.COUPON_WITHDRAWN: mark("The coupon was withdrawn."),
    Reason.ERASED: mark("The recipient wished to be forgotten."),
    Reason.KEY_GONE: mark("The key that opens it is gone."),
    Reason.INTERRUPTED: mark("The worker stopped while sending; nobody knows yet whether it left."),
    Reason.POISON: mark("The worker broke down over it again and again, so it was set aside."),
    Reason.RESTORED: mark("An older copy of the database was put back; nobody knows whether it had left by then."),
    Reason.NOBODY_KNOWS: mark("Nobody could say whether it left, and no receipt came within a week."),
    Reason.GATEWAY_CLOSED: mark("No gateway takes it at the moment."),
    Reason.PACED: mark("Its sender may send no faster."),
    Reason.CEILING: mark("A ceiling is reached: so many texts were asked for on pages that no more leave for now."),
    Reason.RANGE_CLOSED: mark("Too few of the numbers that begin like this one answered their texts."),
}
STANDINGS = {
    Standing.NONE: Reason.NEVER_ASKED,
    Standing.PENDING: Reason.UNCONFIRMED,
    Standing.WITHDRAWN: Reason.WITHDRAWN,
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """Send now (no reason), hold until a moment, or never."""

    reason: Reason | None = None
    until: datetime | None = None

    @property
    def sends(self) -> bool:
        """Whether the text may leave now."""
        return self.reason is None


SEND = Verdict()
# How many, in which time, when some were sent and when some are to leave, which cap it is.
Cap = tuple[int, timedelta, Sequence[datetime], Sequence[datetime], Reason]


class Law(Protocol):
    """What holds at all the places where a number may be, the strictest of them."""

    @property
    def cap_day(self) -> int:
        """How many texts nobody asked for one channel may bring in 24 hours."""

    @property
    def may_ask_by_text(self) -> bool:
        """Whether a text may ask for a consent there."""

    def opens(self, now: datetime) -> datetime | None:
        """`now` where texts nobody waits for may come in, else the first moment when they may; None if none is near."""


@dataclass(frozen=True, slots=True)
class Text:
    """One text: its class, channel, topic, and its times. `offers`: it leads to the campaign's offer."""

    kind: Kind
    queued_at: datetime
    expires_at: datetime
    channel: str = "sms"
    topic: str | None = None
    offers: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """A text nobody had asked for that went to the recipient; `same_brand`: it was of the brand that writes now."""

    at: datetime
    channel: str
    same_brand: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """A text nobody asked for that is queued to the recipient already: as Sent, but it may leave from `due_at` on."""

    due_at: datetime
    expires_at: datetime
    channel: str
    same_brand: bool


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who would get it: what they agreed to and chose, and what they got in the last 30 days, oldest first.

    `waiting` is what a dry run counts too, the first that is due first; the queue itself asks about one text at a time.
    `proven`: they agreed here, and the ledger shows it. `asked_at` is when a text last asked them to agree again.
    """

    standing: Standing
    scope: Scope | None = None
    chosen: Preference = Preference()
    sent: Sequence[Sent] = ()
    in_trial: bool = True
    proven: bool = True
    asked_at: datetime | None = None
    waiting: Sequence[Waiting] = ()


@dataclass(frozen=True, slots=True)
class Terms:
    """What the campaign promises and has left; most_a_day is the operator's cap over all channels and brands."""

    frequency: int
    live: bool = True
    sold_out: bool = False
    budget_spent: bool = False
    registered: bool = True
    most_a_day: int = 3


def decide(text: Text, recipient: Recipient, terms: Terms, law: Law, now: datetime) -> Verdict:
    """Whether the text may be sent to the recipient now."""
    if text.kind is Kind.REPLY:
        return SEND
    refusal = _refusal(text, recipient, terms, now)
    if refusal:
        return Verdict(refusal)
    if text.kind not in UNASKED:
        return SEND if now - text.queued_at <= ON_DEMAND else _at_daytime(text, law, now)
    return _unasked(text, recipient, terms, law, now)


def _refusal(text: Text, recipient: Recipient, terms: Terms, now: datetime) -> Reason | None:
    """What no waiting will change, for texts of every class."""
    if not recipient.in_trial:
        return Reason.NOT_IN_TRIAL
    if not terms.registered:
        return Reason.UNREGISTERED
    if recipient.scope is Scope.ALL:
        return Reason.SUPPRESSED
    return Reason.TOO_LATE if now >= text.expires_at else None


def _at_daytime(text: Text, law: Law, now: datetime) -> Verdict:
    opens = law.opens(now)
    return SEND if opens == now else _held(Reason.QUIET_HOURS, opens, text)


def _unasked(text: Text, recipient: Recipient, terms: Terms, law: Law, now: datetime) -> Verdict:
    unwanted = _unwanted(text, recipient) or (_pointless(terms) if text.offers else None)
    if text.kind is Kind.REPERMISSION:
        unwanted = unwanted or _unaskable(recipient, law, now)
    if unwanted:
        return Verdict(unwanted)
    ahead = _ahead(recipient, terms, law, now) if recipient.waiting else ()
    caps = _caps(text.channel, ahead, recipient, terms, law)
    at, reason = now, None
    paused = recipient.chosen.paused_until
    if paused and paused > at:
        at, reason = paused, Reason.PAUSED
    at, reason = _leaves(at, text.expires_at, caps, law, reason, again=bool(ahead))
    return _held(reason, at, text) if reason else SEND


def _ahead(recipient: Recipient, terms: Terms, law: Law, now: datetime) -> Sequence[Sent]:
    """The texts that wait for the recipient, each at the moment when it is to leave, if it still is."""
    ahead: list[Sent] = []
    for each in recipient.waiting:
        caps = _caps(each.channel, ahead, recipient, terms, law)
        caps = caps if each.same_brand else caps[:-1]  # what another brand promised for a month is not known here
        at, _ = _leaves(max(each.due_at, now), each.expires_at, caps, law, again=bool(ahead))
        if at < each.expires_at:
            ahead.append(Sent(at, each.channel, each.same_brand))
    return ahead


def _leaves(
    at: datetime, ends: datetime, caps: Sequence[Cap], law: Law, reason: Reason | None = None, *, again: bool
) -> tuple[datetime, Reason | None]:
    """(when caps and hours let a text leave that is due at this moment, or any moment too late; why it waits).

    `again`: each step further is looked at once more, for what is ahead of the text counts only if it leaves first.
    """
    while True:
        before = at
        for cap, per, sent, coming, why in caps:  # also of who got none: a cap may be 0
            free = _free_from(sent, coming, cap, per, at)
            if free > at:
                at, reason = free, why
        if reason and at >= ends:  # perhaps never: no place can say what time it is then
            return at, reason
        opens = law.opens(at)
        if opens != at:
            at, reason = opens or ends, reason or Reason.QUIET_HOURS
        if not again or at == before:
            return at, reason


def _unwanted(text: Text, recipient: Recipient) -> Reason | None:
    if recipient.scope is not None:
        return Reason.SUPPRESSED
    if recipient.standing is not Standing.GRANTED:
        return STANDINGS[recipient.standing]
    if text.channel in recipient.chosen.channels_off:
        return Reason.CHANNEL_OFF
    return Reason.TOPIC_OFF if text.topic in recipient.chosen.topics_off else None


def _pointless(terms: Terms) -> Reason | None:
    if not terms.live:
        return Reason.ENDED
    if terms.sold_out:
        return Reason.SOLD_OUT
    return Reason.BUDGET_SPENT if terms.budget_spent else None


def _unaskable(recipient: Recipient, law: Law, now: datetime) -> Reason | None:
    """Why nobody may ask this recipient once more to agree [EU-REPERM-1, SK-1]."""
    if not law.may_ask_by_text:
        return Reason.NOT_BY_TEXT
    if not recipient.proven:
        return Reason.AGREED_ELSEWHERE
    asked = recipient.asked_at
    return Reason.ASKED_LATELY if asked and now - asked < ASK_AGAIN else None


def _caps(channel: str, ahead: Sequence[Sent], recipient: Recipient, terms: Terms, law: Law) -> Sequence[Cap]:
    """The caps that hold for a text of the brand on this channel, that of the month last."""
    chosen = recipient.chosen.monthly
    monthly = terms.frequency if chosen is None else min(chosen, terms.frequency)
    sent = _counted(channel, recipient.sent) if recipient.sent else NONE_COUNTED
    coming = _counted(channel, ahead) if ahead else NONE_COUNTED
    return (
        (law.cap_day, DAY, sent[0], coming[0], Reason.CHANNEL_CAP),
        (terms.most_a_day, DAY, sent[1], coming[1], Reason.DAILY_CAP),
        (monthly, MONTH, sent[2], coming[2], Reason.FREQUENCY),
    )


def _counted(channel: str, texts: Sequence[Sent]) -> Sequence[Sequence[datetime]]:
    """When those of the channel were sent, when all were, and when those of the brand were."""
    return (
        [each.at for each in texts if each.channel == channel],
        [each.at for each in texts],
        [each.at for each in texts if each.same_brand],
    )


def _free_from(
    sent: Sequence[datetime], coming: Sequence[datetime], cap: int, per: timedelta, at: datetime
) -> datetime:
    """The first moment from `at` on with fewer than `cap` sent in the time before it; sent is oldest first."""
    if cap <= 0:
        return datetime.max.replace(tzinfo=at.tzinfo)
    if not coming:
        return max(at, sent[-cap] + per) if len(sent) >= cap else at
    while True:
        counted = [*sent, *sorted(each for each in coming if each <= at)]
        if len(counted) < cap or counted[-cap] + per <= at:
            return at
        at = counted[-cap] + per


def _held(reason: Reason, until: datetime | None, text: Text) -> Verdict:
    """Hold it, unless it would be too late by then."""
    return Verdict(reason, until) if until and until < text.expires_at else Verdict(reason)


def sentence(say: Say, reason: str) -> str:
    """Why a text waits, was not sent or did not arrive, for people; a provider's own word comes as it is."""
    if reason in set(Failure):
        return told(say, Failure(reason))
    return say(SENTENCES[Reason(reason)]) if reason in set(Reason) else reason
