"""START: lifts what its sender's brands were told, gives back what a STOP took, and grants nothing new."""

from datetime import timedelta

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


@pytest.mark.rule("US-KW-7", "US-REASSIGN-1")
@pytest.mark.parametrize("texts", [("STOP", "Wrong number", "START"), ("Wrong number", "START", "STOP", "START")])
def test_the_wrong_number_stays_so_whatever_was_said_before_and_after(session, now, texts):
    make.consent(session, hearing.pitch(session))
    for text in texts:
        take(session, shelf(hearing.shop()), text, now)
    assert "confirm" not in events(session)


@pytest.mark.rule("US-KW-7")
@pytest.mark.parametrize("before", [["request"], ["grant", "withdraw"], ["grant", "expire"]])
def test_what_the_stop_did_not_end_is_not_given_back(session, now, before):
    """Asked for by a form, ended on the page, or run out: none of it was a consent when the STOP came."""
    id = hearing.pitch(session)
    for event in before:
        make.consent(session, id, event=event)
    for text in ("STOP", "START"):
        take(session, shelf(hearing.shop()), text, now)
    assert "confirm" not in events(session)


@pytest.mark.rule("US-KW-7")
def test_a_start_that_was_overtaken_by_a_later_stop_lifts_nothing(session, now):
    """START, a thought, STOP: the network brings the START last."""
    make.consent(session, hearing.pitch(session))
    minute = timedelta(minutes=1)
    take(session, shelf(hearing.shop()), "STOP", now - 9 * minute, sent_at=now - 9 * minute)
    take(session, shelf(hearing.shop()), "enough, please stop", now - minute, sent_at=now - 2 * minute)
    take(session, shelf(hearing.shop()), "START", now, sent_at=now - 5 * minute)
    assert set(suppressions.suppressed_by(session, hearing.person(session))) == {make.BRAND}
    take(session, shelf(hearing.shop()), "START", now + minute, sent_at=now + minute)
    assert suppressions.suppressed_by(session, hearing.person(session)) == {}
