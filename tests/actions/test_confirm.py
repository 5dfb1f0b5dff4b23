"""A number proves itself, by pin or by YES; then the coupon is settled, once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.actions import Means
from app.actions.apply import Application
from app.actions.confirm import Confirmed, confirm_pin
from app.actions.join import join
from app.actions.reserve import lapse
from app.rules.message import Kind
from app.rules.phone import read_number
from app.store import Session, coupons, ledger, messages, reservations, stock, subscribers, words
from app.store.visits import Visit
from tests import make

SAYS = words.load()
NUMBER = "+4915155500342"


@pytest.fixture
def means() -> Means:
    """Means whose first pin is known."""
    return make.means(SAYS)


@pytest.fixture
def asked(session: Session, means: Means, now):
    """A campaign, and a German number that was asked for its pin on visit 11; both boxes were ticked."""
    campaign = make.campaign()
    make.release(session, campaign, SAYS)
    visit = Visit(11, campaign.id, "k7q2m", "it", True, None, {})
    left = Application(read_number(NUMBER, ["DE"]), True, "it", "203.0.113.9", {})
    join(session, means, campaign, visit, left, now)
    return campaign


def pin_of(session: Session) -> str:
    """The six digits of the text that asked."""
    return make.pin(session, NUMBER)


def test_the_pin_settles_the_coupon_and_confirms_both_boxes(session, means, asked, now):
    outcome = confirm_pin(session, means, asked, 11, pin_of(session), now)
    assert outcome.confirmed is Confirmed.YES
    assert outcome.coupon is not None
    assert outcome.coupon.held_until is None
    person = subscribers.subscriber_of(session, NUMBER)
    assert person is not None
    events = [(row.event, row.purpose) for row in ledger.consents_of(session, person.id)]
    assert events[2:] == [("confirm", "coupon"), ("confirm", "marketing")]
    assert sorted(make.texts(session, asked.id, NUMBER)) == sorted([Kind.PROOF, Kind.SERVICE, Kind.CONFIRMATION])


@pytest.mark.rule("EU-DOI-1")
def test_the_evidence_names_the_question_and_the_answer(session, means, asked, now):
    question = next(each for each in messages.messages_of(session, subscribers.subscriber_of(session, NUMBER).id))
    session.run(make.Sql("UPDATE messages SET gateway = 'phone', vendor_reference = '42'"))
    later = now + timedelta(seconds=40)
    confirm_pin(session, means, asked, 11, pin_of(session), later)
    person = subscribers.subscriber_of(session, NUMBER)
    assert list(ledger.evidence_of(session, person.id).values())[-1] == {
        "how": "pin on the page",
        "asked_at": now.isoformat(),
        "answered_at": later.isoformat(),
        "question": question.reference,
        "question_at_gateway": "phone 42",
    }


def test_a_pin_works_once(session, means, asked, now):
    pin = pin_of(session)
    confirm_pin(session, means, asked, 11, pin, now)
    assert confirm_pin(session, means, asked, 11, pin, now).confirmed is Confirmed.TOO_LATE


def test_a_wrong_pin_says_how_many_tries_are_left(session, means, asked, now):
    outcomes = [confirm_pin(session, means, asked, 11, "000000", now) for _ in range(5)]
    assert [each.tries_left for each in outcomes] == [4, 3, 2, 1, 0]
    assert outcomes[-1].confirmed is Confirmed.TOO_LATE
    assert confirm_pin(session, means, asked, 11, pin_of(session), now).confirmed is Confirmed.TOO_LATE


def test_a_pin_of_another_visit_is_wrong(session, means, asked, now):
    assert confirm_pin(session, means, asked, 12, pin_of(session), now).confirmed is Confirmed.TOO_LATE


@pytest.mark.rule("EU-DOI-3")
def test_a_pin_grows_old(session, means, asked, now):
    late = now + timedelta(hours=24)
    assert confirm_pin(session, means, asked, 11, pin_of(session), late).confirmed is Confirmed.TOO_LATE


def test_a_coupon_released_meanwhile_is_taken_anew_or_said_to_be_gone(session, means, asked, now):
    pin = pin_of(session)
    assert lapse(session, {}, now + timedelta(hours=2)) == 1
    few = replace(asked, offer=replace(asked.offer, limits=replace(asked.offer.limits, total=1)))
    make.coupon(session)
    assert confirm_pin(session, means, few, 11, pin, now).confirmed is Confirmed.SOLD_OUT


class Lapsing(Session):
    """A transaction in which another lets all held coupons lapse just before one is settled."""

    def run(self, statement, **values):
        if statement is reservations.SETTLE:
            lapse(self, {}, make.NOW + timedelta(days=1))
        return super().run(statement, **values)


def test_a_coupon_that_lapses_as_it_is_settled_is_taken_anew(session, means, asked, now):
    lapsing = Lapsing(session._driver, session.vault, sqlite=session._sqlite)
    outcome = confirm_pin(lapsing, means, asked, 11, pin_of(session), now)
    person = subscribers.subscriber_of(session, NUMBER)
    assert person is not None
    assert outcome.coupon is not None
    assert outcome.coupon == coupons.coupon_of(session, asked.id, person.id)
    assert stock.taken(session, asked.id)[0] == 1
