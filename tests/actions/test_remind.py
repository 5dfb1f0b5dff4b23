"""A text is sent once more when its time has come, and a number is never flooded."""

from datetime import timedelta

import pytest

from app.actions.apply import Application
from app.actions.join import join
from app.actions.remind import PAUSE, Reminded, ready_at, remind
from app.rules.message import Kind
from app.rules.phone import read_number
from app.store import coupons, proofs, visits, words
from app.store.visits import Visit
from tests import make

SAYS = words.load()
NUMBER = "+393331234342"


@pytest.fixture
def means():
    return make.means(SAYS)


def joined(session, means, now, **changes):
    """A campaign, and a visit that left NUMBER."""
    campaign = make.campaign(follow=None, **changes)
    make.release(session, campaign, SAYS)
    visit = Visit(11, campaign.id, make.PLACEMENT, "it", False, None, {})
    join(session, means, campaign, visit, Application(read_number(NUMBER, ["IT"]), True, "it", "203.0.113.9", {}), now)
    kept = visits.visit(session, 11)
    assert kept is not None
    return campaign, kept


def kinds(session):
    return make.texts(session, make.CAMPAIGN_ID, NUMBER, visit=11)


def test_a_question_is_asked_again_with_a_new_pin(session, means, now):
    campaign, visit = joined(session, means, now)
    first = make.pin(session, NUMBER)
    assert remind(session, means, campaign, visit, now + PAUSE).reminded is Reminded.SENT
    assert kinds(session) == [Kind.PROOF, Kind.PROOF]
    assert make.pin(session, NUMBER) != first
    proof = proofs.proof_of_visit(session, 11)
    assert proof is not None
    assert proof.marketing


def test_a_coupon_is_texted_again_and_stays_the_same(session, means, now):
    campaign, visit = joined(session, means, now, programme={"opt_in": "single"})
    before = coupons.coupon_of(session, campaign.id, visit.subscriber)
    assert remind(session, means, campaign, visit, now + PAUSE).reminded is Reminded.SENT
    assert kinds(session).count(Kind.SERVICE) == 2
    assert coupons.coupon_of(session, campaign.id, visit.subscriber) == before


def test_before_its_time_nothing_is_sent(session, means, now):
    campaign, visit = joined(session, means, now)
    outcome = remind(session, means, campaign, visit, now + PAUSE / 2)
    assert (outcome.reminded, outcome.again_from) == (Reminded.TOO_SOON, now + PAUSE)
    assert ready_at(session, visit) == now + PAUSE
    assert kinds(session) == [Kind.PROOF]


def test_a_number_gets_three_texts_a_day(session, means, now):
    campaign, visit = joined(session, means, now)
    outcomes = [remind(session, means, campaign, visit, now + n * 2 * PAUSE).reminded for n in (1, 2, 3)]
    assert outcomes == [Reminded.SENT, Reminded.SENT, Reminded.TOO_OFTEN]
    assert remind(session, means, campaign, visit, now + timedelta(days=1)).reminded is Reminded.SENT


def test_a_visit_without_a_number_waits_for_nothing(session, means, now):
    campaign = make.campaign()
    visit = Visit(12, campaign.id, make.PLACEMENT, "it", False, None, {})
    assert remind(session, means, campaign, visit, now).reminded is Reminded.NOTHING


def test_a_campaign_that_has_ended_asks_nobody_again(session, means, now):
    campaign, visit = joined(session, means, now)
    assert remind(session, means, campaign, visit, campaign.ends + PAUSE).reminded is Reminded.NOTHING
    assert kinds(session) == [Kind.PROOF]
