"""START: lifts what its sender's brands were told, gives back what a STOP took, and grants nothing new."""

import pytest

from app.store import ledger, suppressions
from tests import hearing, make
from tests.hearing import replies, shelf, take

OTHER = "Second Quest Games"


def events(session) -> list[str]:
    return [row.event for row in ledger.consents_of(session, hearing.person(session))]


@pytest.mark.rule("US-KW-7")
@pytest.mark.parametrize("word", ["START", "UNSTOP", "start please"])
def test_it_brings_back_what_the_stop_ended_and_says_so(session, now, word):
    make.consent(session, hearing.pitch(session))
    for text in ("STOP", word):
        take(session, shelf(hearing.shop()), text, now)
    assert suppressions.suppressed_by(session, hearing.person(session)) == {}
    assert events(session) == ["grant", "withdraw", "confirm"]
    assert "on again" in replies(session)[-1]


@pytest.mark.rule("US-KW-7")
def test_whoever_never_agreed_to_marketing_has_not_agreed_by_it(session, now):
    hearing.pitch(session)
    for text in ("STOP", "START"):
        take(session, shelf(hearing.shop()), text, now)
    assert suppressions.suppressed_by(session, hearing.person(session)) == {}
    assert events(session) == []
    assert "a month" not in replies(session)[-1]
    assert "Text GELATO" in replies(session)[-1]


@pytest.mark.rule("US-KW-7")
def test_a_brand_behind_another_sender_stays_told(session, now):
    there = "+393399911111"
    both = shelf(hearing.shop("ice"), hearing.shop("games", brand={"name": OTHER}, keyword={"sender": there}))
    for to in (hearing.LINE, there):
        take(session, both, "STOP", now, to=to)
    take(session, both, "START", now)
    assert set(suppressions.suppressed_by(session, hearing.person(session))) == {OTHER}


def test_it_is_not_answered_where_nothing_was_stopped(session, now):
    hearing.pitch(session)
    take(session, shelf(hearing.shop()), "START", now)
    assert replies(session) == []


@pytest.mark.rule("US-KW-7", "US-REASSIGN-1")
def test_whoever_said_the_number_is_the_wrong_one_is_given_nothing_of_another_s(session, now):
    make.consent(session, hearing.pitch(session))
    for text in ("Wrong number", "START"):
        take(session, shelf(hearing.shop()), text, now)
    assert suppressions.suppressed_by(session, hearing.person(session)) == {}
    assert events(session) == ["grant", "withdraw"]
