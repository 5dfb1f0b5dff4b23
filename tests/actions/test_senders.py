"""Each country hears from its own sender, and from none that is not registered there."""

import pytest

from app.actions import issue
from app.actions.decide import Candidate, verdicts
from app.actions.write import write
from app.rules.decision import Reason, Text
from app.rules.message import Kind, expires
from app.store import messages, subscribers, words
from tests import make

REGISTERED = {"tcr_brand_id": "B1", "tcr_campaign_id": "C1"}


@pytest.fixture(scope="module")
def says():
    return words.load()


def american(**sender):
    return make.campaign(countries=["IT", "US"], senders=[{"from": "+12025550123", **sender}])


def reasons(session, means, campaign, now, *, kind=Kind.SERVICE, sender=""):
    """Why a text of the campaign to an American and an Italian number would not leave, if it would not."""
    candidates = [
        Candidate(
            make.subscriber(session, number=number, country=country),
            number,
            country,
            make.BRAND,
            make.CAMPAIGN_ID,
            Text(kind, now, expires(kind, now)),
            sender=sender,
        )
        for country, number in (("US", "+12025550199"), ("IT", make.NUMBER))
    ]
    campaigns = {campaign.id: campaign} if campaign else {}
    return [each.reason for each in verdicts(session, means, campaigns, candidates, now)]


@pytest.mark.rule("US-10DLC-1", "US-SND-1")
def test_nothing_leaves_for_a_country_where_its_sender_is_not_registered(session, says, now):
    real = make.means(says, simulated=False)
    assert reasons(session, real, american(), now) == [Reason.UNREGISTERED, None]
    assert reasons(session, real, american(records=REGISTERED), now) == [None, None]
    assert reasons(session, real, None, now) == [Reason.UNREGISTERED, Reason.UNREGISTERED]


def test_a_registration_that_ended_lets_nothing_leave(session, says, now):
    ended = american(records=REGISTERED, until="2020-01-01")
    assert reasons(session, make.means(says, simulated=False), ended, now) == [Reason.UNREGISTERED] * 2


def test_a_text_that_waits_is_judged_by_the_sender_it_was_written_with(session, says, now):
    real, campaign = make.means(says, simulated=False), american(records=REGISTERED)
    assert reasons(session, real, campaign, now, sender="+12025550123") == [None, None]
    assert reasons(session, real, campaign, now, sender="+12025550124") == [Reason.UNREGISTERED, None]
    assert reasons(session, real, campaign, now, sender="Gelateria") == [Reason.UNREGISTERED] * 2


def test_a_simulated_phone_takes_texts_from_any_sender(session, says, now):
    assert reasons(session, make.means(says), american(), now) == [None, None]


def test_a_stop_is_answered_whatever_is_on_record(session, says, now):
    real = make.means(says, simulated=False)
    assert reasons(session, real, american(), now, kind=Kind.REPLY) == [None, None]


def test_each_country_hears_from_its_own_sender_and_a_reply_from_the_one_written_to(session, says, now):
    senders = [{"countries": ["IT"], "from": "AURORA"}, {"countries": ["DE"], "from": "+4917604069000"}]
    campaign, means = make.campaign(senders=senders), make.means(says)
    for country, number in (("IT", make.NUMBER), ("DE", "+4917604069001")):
        person = subscribers.subscriber(session, make.subscriber(session, number=number, country=country, now=now))
        write(session, means, campaign, person, kind=Kind.SERVICE, text="x", now=now)
        write(session, means, campaign, person, kind=Kind.REPLY, text="x", now=now, sender="48123")
        sent = [each.sender for each in messages.messages_of(session, person.id)]
        assert sorted(sent) == sorted(["AURORA" if country == "IT" else "+4917604069000", "48123"])


@pytest.mark.parametrize(("country", "sender"), [("IT", "AURORA"), ("DE", "+4917604069000")])
def test_a_join_is_drafted_from_the_sender_of_its_country(says, now, country, sender):
    senders = [{"countries": ["IT"], "from": "AURORA"}, {"from": "+4917604069000"}]
    campaign = make.campaign(senders=senders, programme={"opt_in": "single"})
    drafted = issue.prepare(make.means(says), campaign, country=country, language="it", now=now)
    assert drafted.text.values["sender"] == sender
