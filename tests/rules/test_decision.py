"""The one decision about every text, weighed with values alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.decision import (
    ASK_AGAIN,
    DAY,
    MONTH,
    ON_DEMAND,
    SEND,
    SENTENCES,
    Reason,
    Recipient,
    Sent,
    Terms,
    Text,
    Verdict,
    Waiting,
    decide,
    sentence,
)
from app.rules.law import BOOK
from app.rules.locality import locality
from app.rules.message import UNASKED, Kind, expires
from app.rules.phone import E164
from app.rules.preference import Preference
from app.rules.standing import Standing
from app.rules.suppression import Scope
from app.rules.words import Languages

NOW = datetime(2026, 7, 4, 10, 0, tzinfo=UTC)
SAY = Languages({})["en"]
GRANTED = Recipient(Standing.GRANTED)


@dataclass(frozen=True)
class Open:
    """A place where texts may come in from eight in the morning until nine at night, in UTC."""

    cap_day: int = 2
    may_ask_by_text: bool = True

    def opens(self, now: datetime) -> datetime | None:
        if 8 <= now.hour < 21:
            return now
        day = now if now.hour < 8 else now + DAY
        return day.replace(hour=8, minute=0, second=0, microsecond=0)


@dataclass(frozen=True)
class Closed:
    """A place where they never may."""

    cap_day: int = 2
    may_ask_by_text: bool = True

    def opens(self, now: datetime) -> datetime | None:
        return None


def text(kind: Kind = Kind.MARKETING, *, at: datetime = NOW, **changes: object) -> Text:
    return replace(Text(kind, at, expires(kind, at)), **changes)  # type: ignore[arg-type]


def sent(*ages: timedelta, channel: str = "sms", same_brand: bool = True, now: datetime = NOW) -> tuple[Sent, ...]:
    return tuple(Sent(now - age, channel, same_brand) for age in sorted(ages, reverse=True))


def verdict(
    kind: Kind = Kind.MARKETING, recipient: Recipient = GRANTED, at: datetime = NOW, **terms: object
) -> Verdict:
    return decide(text(kind, at=at), recipient, replace(Terms(4), **terms), Open(), at)  # type: ignore[arg-type]


@pytest.mark.rule("EU-EPRIV-13-1", "US-DNC-1", "US-TCPA-PEWC-1", "MSG-WA-1")
@pytest.mark.parametrize("kind", sorted(UNASKED))
@pytest.mark.parametrize(
    ("standing", "reason"),
    [
        (Standing.NONE, Reason.NEVER_ASKED),
        (Standing.PENDING, Reason.UNCONFIRMED),
        (Standing.WITHDRAWN, Reason.WITHDRAWN),
    ],
)
def test_nothing_unasked_leaves_without_a_consent_that_stands(kind, standing, reason):
    assert verdict(kind, Recipient(standing)) == Verdict(reason)
    assert verdict(kind) == SEND


@pytest.mark.rule("EU-SUPP-1", "EU-SUPP-2", "EU-OBJ-1", "US-TCPA-REV-1", "US-FL-1")
@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.REPLY])
def test_a_stop_outranks_every_consent(kind):
    assert verdict(kind, Recipient(Standing.GRANTED, Scope.ALL)) == Verdict(Reason.SUPPRESSED)


@pytest.mark.parametrize("kind", list(Kind))
def test_a_no_to_marketing_still_lets_through_what_is_asked_for(kind):
    narrow = Recipient(Standing.GRANTED, Scope.MARKETING)
    assert verdict(kind, narrow) == (Verdict(Reason.SUPPRESSED) if kind in UNASKED else SEND)


@pytest.mark.rule("US-KW-8")
def test_an_answer_to_stop_or_help_waits_for_nothing():
    night = NOW.replace(hour=3)
    stopped = Recipient(Standing.WITHDRAWN, Scope.ALL, sent=sent(*[timedelta(hours=1)] * 9, now=night), in_trial=False)
    assert verdict(Kind.REPLY, stopped, at=night, live=False, sold_out=True, registered=False) == SEND


@pytest.mark.rule("US-TCPA-QH-1", "US-TCPA-QH-2", "FR-2", "IT-4", "IN-1")
def test_what_nobody_waits_for_is_held_until_the_morning():
    night = NOW.replace(hour=21)
    assert verdict(at=night) == Verdict(Reason.QUIET_HOURS, NOW.replace(hour=8) + DAY)
    assert verdict(at=NOW.replace(hour=20, minute=59)) == SEND
    assert verdict(at=NOW.replace(hour=7, minute=59)) == Verdict(Reason.QUIET_HOURS, NOW.replace(hour=8))


@pytest.mark.rule("US-TCPA-ONDEMAND-1")
@pytest.mark.parametrize("kind", [Kind.PROOF, Kind.SERVICE, Kind.CONFIRMATION])
def test_what_was_asked_for_a_moment_ago_leaves_at_any_hour(kind):
    night = NOW.replace(hour=3)
    assert decide(text(kind, at=night), GRANTED, Terms(4), Closed(), night + timedelta(minutes=1)) == SEND


@pytest.mark.rule("US-TCPA-ONDEMAND-1", "CAP-2")
def test_a_coupon_that_comes_late_at_night_is_not_sent_into_the_night():
    late = NOW.replace(hour=3)
    asked = text(Kind.SERVICE, at=late - ON_DEMAND - timedelta(minutes=1))
    assert decide(asked, GRANTED, Terms(4), Open(), late) == Verdict(Reason.QUIET_HOURS)
    dawn = text(Kind.SERVICE, at=NOW.replace(hour=7, minute=30))
    held = decide(dawn, GRANTED, Terms(4), Open(), NOW.replace(hour=7, minute=45))
    assert held == Verdict(Reason.QUIET_HOURS, NOW.replace(hour=8))


def test_what_would_be_too_late_by_then_is_not_held():
    night = NOW.replace(hour=22)
    short = text(at=night, expires_at=night + timedelta(hours=2))
    assert decide(short, GRANTED, Terms(4), Open(), night) == Verdict(Reason.QUIET_HOURS)
    assert decide(text(), GRANTED, Terms(4), Closed(), NOW) == Verdict(Reason.QUIET_HOURS)
    assert decide(text(), GRANTED, Terms(4), Open(), NOW + timedelta(days=9)) == Verdict(Reason.TOO_LATE)


@pytest.mark.rule("CAP-1", "US-FL-1")
def test_a_day_holds_no_more_than_the_law_or_the_operator_allows():
    twice = replace(GRANTED, sent=sent(timedelta(hours=2), timedelta(hours=5)))
    assert verdict(recipient=twice) == Verdict(Reason.CHANNEL_CAP, NOW.replace(hour=8) + DAY)  # by then it is day again
    elsewhere = replace(GRANTED, sent=sent(*[timedelta(hours=1)] * 3, channel="push", same_brand=False))
    assert verdict(recipient=elsewhere).reason is Reason.DAILY_CAP
    assert verdict(recipient=elsewhere, most_a_day=4) == SEND


@pytest.mark.rule("CAP-1")
def test_a_month_holds_no_more_than_was_promised_or_chosen():
    four = replace(GRANTED, sent=sent(*[timedelta(days=days) for days in (29, 20, 10, 2)]))
    held = verdict(recipient=four)
    assert held == Verdict(Reason.FREQUENCY, NOW + timedelta(days=1))
    assert verdict(recipient=four, frequency=5) == SEND
    other = replace(four, sent=tuple(replace(each, same_brand=False) for each in four.sent))
    assert verdict(recipient=other) == SEND
    fewer = replace(GRANTED, chosen=Preference(monthly=1), sent=sent(timedelta(days=28)))
    assert verdict(recipient=fewer) == Verdict(Reason.FREQUENCY, NOW + timedelta(days=2))
    assert verdict(recipient=replace(GRANTED, chosen=Preference(monthly=30), sent=four.sent)) == held


def test_choices_are_kept():
    no_news = replace(GRANTED, chosen=Preference(topics_off=frozenset({"news"})))
    assert decide(text(topic="news"), no_news, Terms(4), Open(), NOW) == Verdict(Reason.TOPIC_OFF)
    assert decide(text(topic="offers"), no_news, Terms(4), Open(), NOW) == SEND
    no_sms = replace(GRANTED, chosen=Preference(channels_off=frozenset({"sms"})))
    assert verdict(recipient=no_sms) == Verdict(Reason.CHANNEL_OFF)
    assert decide(text(channel="push"), no_sms, Terms(4), Open(), NOW) == SEND
    pause = replace(GRANTED, chosen=Preference(paused_until=NOW + timedelta(days=2)))
    assert verdict(recipient=pause) == Verdict(Reason.PAUSED, NOW + timedelta(days=2))
    long = replace(GRANTED, chosen=Preference(paused_until=NOW + timedelta(days=60)))
    assert verdict(recipient=long) == Verdict(Reason.PAUSED)


@pytest.mark.parametrize(
    ("terms", "reason"),
    [
        ({"live": False}, Reason.ENDED),
        ({"sold_out": True}, Reason.SOLD_OUT),
        ({"budget_spent": True}, Reason.BUDGET_SPENT),
    ],
)
def test_nobody_is_called_to_an_offer_that_is_gone(terms, reason):
    gone = replace(Terms(4), **terms)
    assert decide(text(offers=True), GRANTED, gone, Open(), NOW) == Verdict(reason)
    assert decide(text(offers=False), GRANTED, gone, Open(), NOW) == SEND
    assert decide(text(Kind.SERVICE), GRANTED, gone, Open(), NOW) == SEND


@pytest.mark.rule("US-10DLC-1", "IE-1", "ES-2", "AU-2", "IN-1", "ID-1")
def test_nothing_leaves_from_a_sender_that_is_not_registered_there():
    assert verdict(Kind.SERVICE, registered=False) == Verdict(Reason.UNREGISTERED)


def test_a_trial_reaches_nobody_but_its_list():
    assert verdict(Kind.PROOF, replace(GRANTED, in_trial=False)) == Verdict(Reason.NOT_IN_TRIAL)


def test_every_reason_is_said_in_words_and_a_gateway_s_own_stays_as_it_is():
    assert SENTENCES.keys() == set(Reason)
    assert sentence(SAY, "quiet_hours").startswith("It is too early")
    assert sentence(SAY, "30007 carrier violation") == "30007 carrier violation"


recipients = st.builds(
    Recipient,
    standing=st.sampled_from(Standing),
    scope=st.sampled_from([None, *Scope]),
    chosen=st.builds(
        Preference,
        monthly=st.none() | st.integers(0, 9),
        topics_off=st.sampled_from([frozenset(), frozenset({"news"})]),
        channels_off=st.sampled_from([frozenset(), frozenset({"sms"})]),
        paused_until=st.none() | st.integers(-5, 50).map(lambda hours: NOW + timedelta(hours=hours)),
    ),
    sent=st.lists(st.integers(0, 800), max_size=6).map(lambda hours: sent(*[timedelta(hours=each) for each in hours])),
    in_trial=st.booleans(),
)
texts = st.builds(
    lambda kind, age, topic, offers: replace(text(kind, at=NOW - age), topic=topic, offers=offers),
    st.sampled_from(Kind),
    st.timedeltas(timedelta(0), timedelta(days=2)),
    st.sampled_from([None, "news"]),
    st.booleans(),
)
terms = st.builds(
    Terms, st.integers(1, 8), st.booleans(), st.booleans(), st.booleans(), st.booleans(), st.integers(1, 5)
)
moments = st.integers(0, 48 * 60).map(lambda minutes: NOW + timedelta(minutes=minutes))


@pytest.mark.rule("CAP-2")
@given(texts, recipients, terms, moments)
def test_what_is_held_until_a_moment_may_leave_then_or_waits_for_another_reason(text, recipient, terms, now):
    """Holding never skips a check: asked again at that moment, the same function decides."""
    first = decide(text, recipient, terms, Open(), now)
    if first.until:
        assert now < first.until < text.expires_at
        again = decide(text, recipient, terms, Open(), first.until)
        assert again.sends or again.reason is not first.reason or again.until != first.until


@pytest.mark.rule("CAP-1", "EU-SUPP-1")
@given(texts, recipients, terms, moments)
def test_whatever_leaves_unasked_has_consent_room_and_daylight(text, recipient, terms, now):
    if text.kind in UNASKED and decide(text, recipient, terms, Open(), now).sends:
        assert recipient.standing is Standing.GRANTED
        assert recipient.scope is None
        assert 8 <= now.hour < 21
        assert sum(now - each.at < DAY for each in recipient.sent) < terms.most_a_day
        month = sum(now - each.at < MONTH and each.same_brand for each in recipient.sent)
        assert month < min(terms.frequency, 99 if recipient.chosen.monthly is None else recipient.chosen.monthly)


@given(texts, recipients, terms, moments)
def test_a_stop_never_lets_more_through(text, recipient, terms, now):
    stopped = decide(text, replace(recipient, scope=Scope.ALL, standing=Standing.WITHDRAWN), terms, Open(), now)
    assert not stopped.sends or text.kind is Kind.REPLY


@pytest.mark.rule("CAP-1")
def test_who_wants_no_texts_a_month_is_not_held_for_ever():
    recipient = replace(GRANTED, chosen=Preference(monthly=0))
    place = locality(BOOK, E164("+393331234342"), "IT", NOW.date())
    assert decide(text(), recipient, Terms(4), place, NOW) == Verdict(Reason.FREQUENCY)


@pytest.mark.rule("EU-REPERM-1", "SK-1")
@pytest.mark.parametrize(
    ("recipient", "country", "reason"),
    [
        (GRANTED, "IT", None),
        (GRANTED, "SK", Reason.NOT_BY_TEXT),
        (replace(GRANTED, proven=False), "IT", Reason.AGREED_ELSEWHERE),
        (replace(GRANTED, asked_at=NOW - ASK_AGAIN), "IT", None),
        (replace(GRANTED, asked_at=NOW - ASK_AGAIN + timedelta(seconds=1)), "IT", Reason.ASKED_LATELY),
        (replace(GRANTED, standing=Standing.WITHDRAWN), "IT", Reason.WITHDRAWN),
        (replace(GRANTED, scope=Scope.MARKETING), "IT", Reason.SUPPRESSED),
    ],
)
def test_who_may_be_asked_to_agree_again(recipient, country, reason):
    """Marketing is not held to it: only the question is."""
    at = datetime(2026, 7, 3, 10, 0, tzinfo=UTC)  # a working day
    recipient = replace(recipient, asked_at=recipient.asked_at and recipient.asked_at - DAY)
    place = replace(Open(), may_ask_by_text=country != "SK")
    assert decide(text(Kind.REPERMISSION, at=at), recipient, Terms(4), place, at) == Verdict(reason)
    marketing = decide(text(at=at), recipient, Terms(4), place, at)
    assert marketing.sends or marketing.reason in {Reason.WITHDRAWN, Reason.SUPPRESSED}


def test_what_the_queue_writes_down_is_told_in_sentences_too():
    assert sentence(SAY, Reason.BROADCAST_STOPPED) == "The broadcast was stopped."
    assert sentence(SAY, "30007: filtered") == "30007: filtered"


# ---- what waits already


def waiting(
    *hours: float, channel: str = "sms", same_brand: bool = True, lasts: timedelta = timedelta(days=4)
) -> tuple[Waiting, ...]:
    """Texts in the queue that may leave so many hours from now."""
    moments = [NOW + timedelta(hours=each) for each in hours]
    return tuple(Waiting(at, NOW + lasts, channel, same_brand) for at in moments)


def after(*hours: float, **changes: object) -> Verdict:
    """What a dry run says of a text to somebody to whom others wait."""
    return verdict(recipient=replace(GRANTED, waiting=waiting(*hours, **changes)))  # type: ignore[arg-type]


@pytest.mark.rule("CAP-1", "US-FL-1")
def test_what_waits_already_takes_its_place_under_the_caps():
    assert after(0) == SEND
    assert after(-5, 0) == Verdict(Reason.CHANNEL_CAP, NOW + DAY), "both leave now"
    assert after(0, 0, 0) == Verdict(Reason.CHANNEL_CAP, NOW + DAY), "two today, one tomorrow, and room for one more"
    assert after(0, 0, 0, 0) == Verdict(Reason.FREQUENCY), "four a month were promised"
    assert after(0, 0, 0, 0, same_brand=False) == Verdict(Reason.CHANNEL_CAP, NOW + 2 * DAY)
    assert after(0, 0, channel="rcs") == SEND, "two of a day's three, on another channel"


def test_what_leaves_later_than_the_text_itself_does_not_keep_it_back():
    assert after(3, 4, 5, 6) == SEND


def test_what_waits_for_the_same_morning_goes_first():
    night = NOW.replace(hour=22)
    dawn = NOW.replace(hour=8) + DAY
    others = tuple(Waiting(dawn, night + 4 * DAY, "sms", same_brand=True) for _ in range(2))
    assert verdict(recipient=replace(GRANTED, waiting=others[:1]), at=night) == Verdict(Reason.QUIET_HOURS, dawn)
    held = verdict(recipient=replace(GRANTED, waiting=others), at=night)
    assert held == Verdict(Reason.CHANNEL_CAP, dawn + DAY)


def test_what_will_be_too_late_by_then_takes_no_place():
    twice = replace(GRANTED, sent=sent(timedelta(hours=1), timedelta(hours=2)))
    free = NOW + DAY - timedelta(hours=2)
    for lasts, until in [(timedelta(days=4), NOW + DAY - timedelta(hours=1)), (timedelta(hours=9), free)]:
        recipient = replace(twice, waiting=waiting(0, lasts=lasts))
        assert verdict(recipient=recipient) == Verdict(Reason.CHANNEL_CAP, until)
