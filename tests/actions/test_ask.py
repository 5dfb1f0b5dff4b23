"""A YES grants what the text that asked has named, and the ledger keeps the words it answers."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.actions import Means, receive
from app.actions.apply import Application
from app.actions.ask import ask_by_text
from app.actions.join import join
from app.actions.remind import remind
from app.gateways import Inbound
from app.rules.campaign import Campaign
from app.rules.phone import read_number
from app.store import Session, Sql, ledger, subscribers, words
from app.store.visits import Visit
from tests import make

SAYS = words.load()
NUMBER = "+4915155500342"
NAMED = "Gelateria Aurora: codice [...]. O rispondi SI, anche per Aurora Club, fino a 4 SMS al mese. Non eri tu? [...]"
COUPON_ALONE = "Gelateria Aurora: [...] è il tuo codice. Scrivilo nella pagina o rispondi SI. Non eri tu? [...]"


@pytest.fixture
def means() -> Means:
    return make.means(SAYS)


@pytest.fixture
def campaign(session: Session) -> Campaign:
    campaign = make.campaign()
    make.release(session, campaign, SAYS)
    return campaign


def leave_number(session, means, campaign, now, *, marketing: bool, page: int = 11) -> Visit:
    visit = Visit(page, campaign.id, "k7q2m", "it", True, None, {})
    left = Application(read_number(NUMBER, ["DE"]), marketing, "it", "203.0.113.9", {})
    join(session, means, campaign, visit, left, now)
    return visit


def say_yes(session, means, campaign, now) -> list[tuple[str, str | None]]:
    """(purpose, the words it answers) of each consent that the number's own YES confirmed."""
    text = Inbound("in-1", NUMBER, make.SENDER, "JA")
    receive.take_text(session, means, {campaign.id: campaign}, text, "phone", now)
    person = subscribers.subscriber_of(session, NUMBER)
    return [(row.purpose, row.words) for row in ledger.consents_of(session, person.id) if row.event == "confirm"]


@pytest.mark.rule("EU-DOI-1", "EU-GDPR-7-1")
def test_a_yes_joins_the_programme_that_the_text_named_and_the_ledger_keeps_its_words(session, means, campaign, now):
    leave_number(session, means, campaign, now, marketing=True)
    assert say_yes(session, means, campaign, now) == [("coupon", NAMED), ("marketing", NAMED)]


@pytest.mark.rule("EU-DOI-1", "EU-GDPR-7-1")
def test_a_yes_to_a_text_that_named_no_programme_brings_the_coupon_alone(session, means, campaign, now):
    """The second page shares the pin of the first, and no text went out for its tick."""
    leave_number(session, means, campaign, now, marketing=False)
    leave_number(session, means, campaign, now + timedelta(seconds=5), marketing=True, page=12)
    assert say_yes(session, means, campaign, now + timedelta(seconds=9)) == [("coupon", COUPON_ALONE)]


def test_a_yes_that_may_be_meant_for_the_first_of_two_texts_grants_no_more_than_that_named(
    session, means, campaign, now
):
    later = now + timedelta(minutes=10)
    leave_number(session, means, campaign, now, marketing=False)
    leave_number(session, means, campaign, later, marketing=True, page=12)
    assert len(make.texts(session, campaign.id, NUMBER)) == 2
    assert [purpose for purpose, _ in say_yes(session, means, campaign, later)] == ["coupon"]


def test_a_text_that_asks_again_names_what_its_page_asked_for(session, means, campaign, now):
    visit = leave_number(session, means, campaign, now, marketing=True)
    later = now + timedelta(minutes=10)
    person = subscribers.subscriber_of(session, NUMBER)
    remind(session, means, campaign, replace(visit, subscriber=person.id), later)
    assert say_yes(session, means, campaign, later) == [("coupon", NAMED), ("marketing", NAMED)]


def test_a_question_of_before_words_were_kept_brings_the_coupon_alone(session, means, campaign, now):
    leave_number(session, means, campaign, now, marketing=True)
    session.run(Sql("UPDATE proofs SET words_digest = NULL"))
    assert say_yes(session, means, campaign, now) == [("coupon", None)]


def test_a_yes_to_the_programme_alone_answers_the_words_that_asked_for_it(session, means, campaign, now):
    id = make.subscriber(session, number=NUMBER, country="DE")
    person = subscribers.subscriber(session, id)
    ask_by_text(session, means, campaign, person, placement="", now=now)
    ((purpose, said),) = say_yes(session, means, campaign, now)
    assert purpose == "marketing"
    assert said == (
        "Gelateria Aurora: rispondi SI per entrare in Aurora Club, al massimo 4 SMS al mese. Non eri tu? [...]"
    )


@pytest.mark.rule("EU-DOI-1", "EU-GDPR-7-1")
def test_a_yes_to_a_text_that_cannot_be_answered_brings_the_coupon_alone(session, means, now):
    """It offered no YES and named nothing; in Slovakia a name sends, as everywhere else in the file."""
    campaign = make.campaign(countries=["SK", "IT"])
    make.release(session, campaign, SAYS)
    number, visit = "+421905123456", Visit(11, campaign.id, "k7q2m", "it", True, None, {})
    left = Application(read_number(number, ["SK"]), True, "it", "203.0.113.9", {})
    join(session, means, campaign, visit, left, now)
    text = Inbound("in-1", number, make.SENDER, "YES")
    receive.take_text(session, means, {campaign.id: campaign}, text, "phone", now)
    person = subscribers.subscriber_of(session, number)
    confirmed = [row for row in ledger.consents_of(session, person.id) if row.event == "confirm"]
    assert [(row.purpose, row.words) for row in confirmed] == [("coupon", None)]
