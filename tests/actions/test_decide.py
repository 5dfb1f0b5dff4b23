"""What is known about recipients is gathered for many at once, and each gets their own verdict."""

from datetime import timedelta

import pytest

from app.actions.decide import Candidate, verdicts
from app.rules.decision import SEND, Reason, Text, Verdict
from app.rules.message import Kind, State, expires
from app.rules.preference import Preference
from app.rules.suppression import Scope
from app.store import preferences, suppressions, words
from tests import make

NOW = make.NOW
SAYS = words.load()
CAMPAIGN = make.campaign(programme={"frequency": 3})
CAMPAIGNS = {CAMPAIGN.id: CAMPAIGN}


def number(n: int) -> str:
    return f"+39333123{n:04d}"


def person(session, n: int, event: str = "grant", brand: str = make.BRAND) -> int:
    id = make.subscriber(session, number=number(n))
    make.consent(session, id, event=event, brand=brand)
    return id


def candidate(id: int, n: int, kind: Kind = Kind.MARKETING, brand: str = make.BRAND, **text) -> Candidate:
    return Candidate(id, number(n), "IT", brand, CAMPAIGN.id, Text(kind, NOW, expires(kind, NOW), **text))


def judged(session, *candidates: Candidate, campaigns=CAMPAIGNS, **means) -> list[Verdict]:
    return verdicts(session, make.means(SAYS, **means), campaigns, candidates, NOW)


@pytest.mark.rule("EU-SUPP-1", "EU-OBJ-1", "EU-GRAN-1")
def test_each_of_many_is_judged_by_their_own(session):
    ids = [person(session, n) for n in range(4)]
    suppressions.suppress(session, ids[1], make.BRAND, reason="STOP", now=NOW, scope=Scope.MARKETING)
    preferences.choose(session, ids[2], make.BRAND, Preference(topics_off=frozenset({"gelato"})), NOW)
    make.consent(session, ids[3], event="withdraw")
    candidates = [candidate(id, n, topic="gelato") for n, id in enumerate(ids)]
    found = judged(session, *candidates)
    assert [each.reason for each in found] == [None, Reason.SUPPRESSED, Reason.TOPIC_OFF, Reason.WITHDRAWN]
    assert judged(session, *reversed(candidates)) == found[::-1]


@pytest.mark.rule("EU-GRAN-1", "US-DNC-1")
def test_what_was_agreed_with_one_brand_lets_no_other_write(session):
    id = person(session, 1)
    assert [each.reason for each in judged(session, candidate(id, 1, brand="Other"))] == [Reason.NEVER_ASKED]


@pytest.mark.rule("CAP-1", "CAP-2")
def test_a_text_that_may_leave_counts_against_those_behind_it(session):
    """Two a day is what this channel may bring: the third of one batch waits until tomorrow."""
    id, other = person(session, 1), person(session, 2)
    found = judged(session, *(candidate(id, 1) for _ in range(3)), candidate(other, 2))
    assert [each.reason for each in found] == [None, None, Reason.CHANNEL_CAP, None]
    assert found[2].until >= NOW + timedelta(days=1)


def test_what_somebody_asked_for_counts_against_nothing(session):
    id = person(session, 1)
    for kind in (Kind.SERVICE, Kind.REPLY, Kind.PROOF):
        make.message(session, subscriber=id, kind=kind, queued_at=NOW, state=State.SENT)
    assert judged(session, candidate(id, 1), candidate(id, 1, Kind.SERVICE)) == [SEND, SEND]


@pytest.mark.rule("CAP-1")
def test_a_month_of_one_brand_and_a_day_of_all_are_counted(session):
    id = person(session, 1)
    make.consent(session, id, brand="Other")
    for days in (2, 5, 9):
        make.message(
            session, subscriber=id, kind=Kind.MARKETING, queued_at=NOW - timedelta(days=days), state=State.SENT
        )
    assert [each.reason for each in judged(session, candidate(id, 1))] == [Reason.FREQUENCY]
    assert judged(session, candidate(id, 1, brand="Other")) == [SEND]
    assert [each.reason for each in judged(session, candidate(id, 1, brand="Other"), most_a_day=0)] == [
        Reason.DAILY_CAP
    ]


def test_nothing_left_ends_texts_that_lead_to_the_offer(session):
    id = person(session, 1)
    few = make.campaign(offer={"limits": {"total": 1}})
    make.coupon(session)
    offers = candidate(id, 1, offers=True)
    assert [each.reason for each in judged(session, offers, campaigns={few.id: few})] == [Reason.SOLD_OUT]
    assert judged(session, offers) == [SEND]
    assert [each.reason for each in judged(session, offers, campaigns={})] == [Reason.ENDED]


def test_in_a_trial_only_its_numbers_get_texts(session):
    ids = [person(session, n) for n in range(2)]
    found = judged(session, *(candidate(id, n) for n, id in enumerate(ids)), trial=frozenset({number(1)}))
    assert [each.reason for each in found] == [Reason.NOT_IN_TRIAL, None]
