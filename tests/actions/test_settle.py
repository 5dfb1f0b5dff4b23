"""A person says what a text means: it then counts as if it had said so itself, once, in that person's name."""

from datetime import timedelta

import pytest

from app.actions import settle
from app.actions.settle import Settled
from app.rules.keyword import Meaning
from app.store import Sql, incoming, ledger, proofs, suppressions
from tests import hearing, make
from tests.hearing import replies, shelf, take

GIULIA, PAOLO = "giulia@aurora.example", "paolo@aurora.example"
UNCLEAR = "Wann endet das?"


@pytest.fixture
def campaigns():
    return shelf(hearing.shop())


@pytest.fixture
def unclear(session, campaigns, now) -> int:
    """The id of a text that nobody understood, from somebody who had agreed to marketing."""
    make.consent(session, hearing.pitch(session))
    take(session, campaigns, UNCLEAR, now, reference="abc")
    (row,) = waiting(session, now)
    return row.id


def waiting(session, now) -> list[incoming.Unclear]:
    return incoming.unclear(session, since=now - timedelta(days=90), most=99)


def say(session, campaigns, id: int, meant: Meaning, now, *, by: str = GIULIA) -> Settled:
    return settle.settle(session, hearing.MEANS, campaigns, id, meant, by=by, now=now)


def ask(session, now) -> None:
    values = {"visit": 7, "placement": make.PLACEMENT, "language": "en", "marketing": True, "pin": "123456"}
    until, id = now + timedelta(hours=24), hearing.person(session)
    proofs.add_proof(session, id, campaign=make.CAMPAIGN_ID, expires_at=until, now=now, **values)


@pytest.mark.rule("US-KW-4", "US-KW-5", "US-TCPA-REV-1")
def test_it_means_stop_ends_the_brand_and_the_ledger_names_who_read_it(session, campaigns, unclear, now):
    assert say(session, campaigns, unclear, Meaning.STOP, now + timedelta(minutes=4)) is Settled.DONE
    id = hearing.person(session)
    assert set(suppressions.suppressed_by(session, id)) == {make.BRAND}
    *_, withdrawn = ledger.consents_of(session, id)
    assert withdrawn.event == "withdraw"
    told = ledger.evidence_of(session, id)[withdrawn.id]
    assert (told["how"], told["by"], told["text"], told["reference"]) == ("read by staff", GIULIA, UNCLEAR, "abc")
    assert len(replies(session)) == 1
    settled = session.run(Sql("SELECT settled_by, settled_as FROM inbound")).fetchone()
    assert tuple(settled) == (GIULIA, "stop")
    assert waiting(session, now) == []


@pytest.mark.rule("US-TCPA-REV-2")
def test_a_stop_that_is_read_late_counts_and_is_not_answered(session, campaigns, unclear, now):
    assert say(session, campaigns, unclear, Meaning.STOP, now + timedelta(minutes=5)) is Settled.DONE
    assert set(suppressions.suppressed_by(session, hearing.person(session))) == {make.BRAND}
    assert replies(session) == []


def test_of_two_who_tap_the_first_one_counts(session, campaigns, unclear, now):
    assert say(session, campaigns, unclear, Meaning.NOTHING, now) is Settled.DONE
    assert say(session, campaigns, unclear, Meaning.STOP, now, by=PAOLO) is Settled.TAKEN
    assert suppressions.suppressed_by(session, hearing.person(session)) == {}
    assert session.run(Sql("SELECT settled_by FROM inbound")).fetchone()[0] == GIULIA


def test_of_two_who_tap_in_the_same_moment_one_update_counts(session, unclear, now):
    tapped = [incoming.settle(session, unclear, by=by, meaning="stop", now=now) for by in (GIULIA, PAOLO)]
    assert tapped == [True, False]


def test_a_wrong_number_closes_its_questions(session, campaigns, unclear, now):
    ask(session, now)
    assert say(session, campaigns, unclear, Meaning.WRONG, now) is Settled.DONE
    assert proofs.open_proofs(session, hearing.person(session), now) == []
    assert session.run(Sql("SELECT reason FROM suppressions")).fetchone()[0] == "wrong number"


@pytest.mark.rule("US-CTIA-HELP-1")
def test_the_help_answer_is_sent_within_a_day(session, campaigns, unclear, now):
    assert say(session, campaigns, unclear, Meaning.HELP, now + timedelta(hours=23)) is Settled.DONE
    assert "ciao@aurora.example" in replies(session)[0]


def test_help_that_comes_a_day_late_is_not_offered(session, campaigns, unclear, now):
    assert say(session, campaigns, unclear, Meaning.HELP, now + timedelta(hours=25)) is Settled.TOO_LATE
    assert replies(session) == []
    assert len(waiting(session, now)) == 1


@pytest.mark.rule("US-KW-7")
def test_a_yes_counts_only_while_a_question_is_open(session, campaigns, unclear, now):
    assert say(session, campaigns, unclear, Meaning.YES, now) is Settled.NO_QUESTION
    ask(session, now)
    assert say(session, campaigns, unclear, Meaning.YES, now) is Settled.DONE
    assert [row.event for row in ledger.consents_of(session, hearing.person(session))][-1] == "confirm"


@pytest.mark.rule("US-KW-7")
def test_a_yes_answers_no_question_that_was_asked_after_it(session, campaigns, unclear, now):
    later = now + timedelta(hours=1)
    ask(session, later)
    assert say(session, campaigns, unclear, Meaning.YES, later) is Settled.NO_QUESTION


def test_nobody_settles_what_was_understood_or_is_older_than_ninety_days(session, campaigns, unclear, now):
    assert say(session, campaigns, unclear, Meaning.STOP, now + timedelta(days=91)) is Settled.TAKEN
    take(session, campaigns, "ok thanks", now)
    assert say(session, campaigns, unclear + 1, Meaning.STOP, now) is Settled.TAKEN
    assert say(session, campaigns, unclear, Meaning.START, now) is Settled.TAKEN
    assert suppressions.suppressed_by(session, hearing.person(session)) == {}
