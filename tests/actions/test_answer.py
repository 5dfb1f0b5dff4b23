"""What nobody but a person can understand: which of it is answered all the same, and that no loop comes of it."""

from datetime import timedelta

import pytest

from app.rules.answers import MOST_A_DAY, MOST_AN_HOUR
from app.rules.keyword import Meaning
from app.store import Sql, incoming, ledger, suppressions
from tests import hearing, make
from tests.hearing import queued, replies, shelf, take

DAY = timedelta(days=1)


def waits(session, now) -> int:
    return incoming.count_unclear(session, since=now - DAY)


@pytest.mark.rule("US-CTIA-HELP-1", "US-KW-6")
@pytest.mark.parametrize("text", ["HELP", "info", "AIUTO"])
def test_help_names_the_brand_and_a_contact_to_anybody_at_all(session, now, text):
    take(session, shelf(hearing.shop()), text, now)
    (answer,) = replies(session)
    assert make.BRAND in answer
    assert "ciao@aurora.example" in answer


@pytest.mark.rule("US-CTIA-HELP-1")
@pytest.mark.parametrize("text", ["HELP", "AYUDA AURORA"])
def test_a_call_for_help_that_the_provider_has_answered_is_not_answered_twice(session, now, text):
    campaigns = shelf(hearing.shop())
    assert take(session, campaigns, text, now, command="help", handles_stop=True) is Meaning.HELP
    assert replies(session) == []
    assert take(session, campaigns, text, now, command="help") is Meaning.HELP, "it takes commands, and answers none"
    assert len(replies(session)) == 1


@pytest.mark.rule("FR-3")
def test_in_france_contact_is_help(session, now):
    number = "+33612345678"
    campaigns = shelf(hearing.shop(countries=["FR"]))
    assert take(session, campaigns, "CONTACT", now, number=number) is Meaning.HELP
    assert len(replies(session, number)) == 1


@pytest.mark.rule("US-CTIA-HELP-1")
def test_help_is_answered_after_a_stop_too(session, now):
    for text in ("STOP", "HELP"):
        take(session, shelf(hearing.shop()), text, now)
    assert len(replies(session)) == 2


def test_a_stranger_is_told_once_a_day_what_the_number_is_for(session, now):
    campaigns = shelf(hearing.shop())
    for hour in (0, 1, 23):
        take(session, campaigns, "hello, what is this?", now + timedelta(hours=hour))
    (hint,) = replies(session)
    assert all(each in hint for each in (make.BRAND, "GELATO", "HELP", "ciao@aurora.example"))
    take(session, campaigns, "hello, what is this?", now + timedelta(hours=25))
    assert len(replies(session)) == 2


def test_a_stranger_is_offered_no_word_that_does_not_count_today(session, now):
    take(session, shelf(hearing.shop(runs={"paused": True})), "hello, what is this?", now)
    assert "GELATO" not in replies(session)[0]


@pytest.mark.parametrize("text", ["ok thanks", "👍", "I am driving, I'll reply later. Sent automatically"])
def test_what_needs_no_answer_has_none(session, now, text):
    take(session, shelf(hearing.shop()), text, now)
    assert queued(session) == []
    assert waits(session, now) == 0


@pytest.mark.rule("US-KW-4", "US-KW-5")
@pytest.mark.parametrize("text", ["When does the offer end?", "can I cancel my table", "asdf qwer"])
def test_what_somebody_we_know_writes_is_left_to_a_person(session, now, text):
    hearing.pitch(session)
    assert take(session, shelf(hearing.shop()), text, now) is Meaning.UNCLEAR
    assert replies(session) == []
    assert suppressions.suppressed_by(session, hearing.person(session)) == {}
    assert waits(session, now) == 1


@pytest.mark.rule("US-KW-4")
def test_a_cry_for_help_has_the_help_answer_and_is_read_by_a_person_too(session, now):
    hearing.pitch(session)
    take(session, shelf(hearing.shop()), "I cannot get my device to stop, can you help?", now)
    (answer,) = replies(session)
    assert "ciao@aurora.example" in answer
    assert suppressions.suppressed_by(session, hearing.person(session)) == {}
    assert waits(session, now) == 1


@pytest.mark.rule("US-KW-7")
def test_a_yes_that_nobody_asked_for_changes_nothing_and_is_read_by_a_person(session, now):
    hearing.pitch(session)
    assert take(session, shelf(hearing.shop()), "yes", now) is Meaning.UNCLEAR
    assert ledger.consents_of(session, hearing.person(session)) == []
    assert queued(session)[1:] == []
    assert waits(session, now) == 1


def test_whoever_said_stop_is_told_nothing_more(session, now):
    for text in ("STOP", "hello, what is this?"):
        take(session, shelf(hearing.shop()), text, now)
    assert len(replies(session)) == 1


def test_a_text_of_nobody_is_set_aside(session, now):
    """A short number, a name, and a brand of ours: there is no person to answer."""
    other = hearing.shop("games", word="QUEST", keyword={"sender": "+393399911111"})
    campaigns = shelf(hearing.shop("ice"), other)
    for number in ("50350", "AURORA", "+393399911111", "393399911111"):
        assert take(session, campaigns, "STOP", now, number=number) is None
    assert session.run(Sql("SELECT COUNT(*) FROM inbound")).fetchone()[0] == 0
    assert session.run(Sql("SELECT COUNT(*) FROM messages")).fetchone()[0] == 0


@pytest.mark.parametrize(
    "robot",
    [
        lambda n, heard: "HELP",
        lambda n, heard: ("STOP", "START")[n % 2],
        lambda n, heard: f"Sorry, I did not understand: {heard}",
        lambda n, heard: ("HELP", "STOP", "START", "GELATO", "what?")[n % 5],
        lambda n, heard: "GELATO",
        lambda n, heard: f"Thanks for your message number {n}! We will get back to you.",
    ],
)
def test_a_robot_that_answers_every_text_is_soon_left_alone(session, now, robot):
    """Each of our texts is answered within seconds, for a day: both must fall silent."""
    campaigns, at, turns = shelf(hearing.shop()), now, 0
    take(session, campaigns, robot(0, "hello"), at)
    while len(queued(session)) > turns and turns < 200:
        heard, turns = queued(session)[turns], turns + 1
        at += timedelta(seconds=7)
        take(session, campaigns, robot(turns, heard), at)
    assert turns <= MOST_A_DAY + 3
    assert len(replies(session)) <= MOST_A_DAY


def test_no_number_has_more_answers_than_a_day_or_an_hour_allows(session, now):
    campaigns = shelf(hearing.shop())
    for minute in range(50):
        take(session, campaigns, "HELP", now + timedelta(minutes=minute))
    assert len(replies(session)) == MOST_AN_HOUR
    for hour in range(1, 20):
        for _ in range(4):
            take(session, campaigns, "HELP", now + timedelta(hours=hour, minutes=50))
    assert len(replies(session)) == MOST_A_DAY


@pytest.mark.parametrize("number", ["+881612345678", "+979123456789", "+39899123456", "+25261234567"])
@pytest.mark.parametrize("text", ["hello, who is this", "HELP", "STOP", "GELATO"])
def test_no_stranger_has_us_pay_for_a_premium_or_satellite_number(session, now, number, text):
    """Whoever rents such numbers earns by each text to them; a STOP from one has its effect all the same."""
    take(session, shelf(hearing.shop()), text, now, number=number)
    assert queued(session, number) == []
    if text == "STOP":
        assert set(suppressions.suppressed_by(session, hearing.person(session, number))) == {make.BRAND}
