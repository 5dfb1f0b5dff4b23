"""A campaign's word, texted: what the coupon and the programme take, and what is said where there is none."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from app.rules.consent import keyword_words
from app.rules.law import BOOK, changes
from app.rules.message import Kind
from app.rules.phone import spaced
from app.rules.standing import Standing, standing
from app.store import coupons, figures, ledger, messages, subscribers, suppressions
from tests import hearing, make
from tests.hearing import queued, replies, shelf, take

GERMAN, SLOVAK = "+4915155500342", "+421905555012"


def events(session, number: str = make.NUMBER) -> list[tuple[str, str]]:
    return [(row.event, row.purpose) for row in ledger.consents_of(session, hearing.person(session, number))]


@pytest.mark.rule("US-TCPA-ONDEMAND-1", "US-CTIA-SINGLE-1", "US-ESIGN-1")
def test_the_word_brings_the_coupon_at_once_and_nothing_else(session, now):
    campaigns = shelf(hearing.american())
    heard = take(session, campaigns, "Gelato!", now, number=hearing.US_NUMBER, to=hearing.US_LINE)
    assert heard.campaign == make.CAMPAIGN_ID
    (row,) = ledger.consents_of(session, hearing.person(session, hearing.US_NUMBER))
    assert (row.event, row.purpose, row.placement) == ("grant", "coupon", "")
    (text,) = queued(session, hearing.US_NUMBER)
    assert make.BRAND in text
    (message,) = messages.messages_of(session, hearing.person(session, hearing.US_NUMBER))
    assert (message.kind, message.queued_at) == (Kind.SERVICE, now)
    assert len(coupons.coupons_of(session, hearing.person(session, hearing.US_NUMBER))) == 1


@pytest.mark.rule("US-ESIGN-1")
def test_the_ledger_keeps_the_text_and_the_words_in_print(session, now):
    campaign = hearing.shop()
    take(session, shelf(campaign), "gelato please", now, reference="abc")
    (row,) = ledger.consents_of(session, hearing.person(session))
    (evidence,) = ledger.evidence_of(session, hearing.person(session)).values()
    told = {"how": "text", "text": "gelato please", "sender": hearing.LINE, "gateway": "phone", "reference": "abc"}
    assert evidence == told
    base = hearing.MEANS.base_url
    printed = {"terms": f"{base}/t/{campaign.id}", "privacy": f"{base}/privacy/{campaign.id}"}
    printed["number"] = spaced(hearing.LINE)
    assert row.words == keyword_words(campaign, hearing.SAYS["en"], **printed)


def test_whoever_texts_the_word_counts_as_having_come_without_a_placement(session, now):
    for _ in range(2):
        take(session, shelf(hearing.shop()), "GELATO", now)
    assert figures.placements(session, make.CAMPAIGN_ID)[""].joined == 1


@pytest.mark.parametrize("text", ["gelatto", "I want the GELATO", "gel ato", "ok gelato 🍦"])
def test_near_misses_count(session, now, text):
    take(session, shelf(hearing.shop()), text, now)
    assert len(coupons.coupons_of(session, hearing.person(session))) == 1


def test_the_same_word_brings_the_same_coupon_and_only_as_often_as_a_number_may_have_texts(session, now):
    for hour in range(6):
        take(session, shelf(hearing.shop()), "GELATO", now + timedelta(minutes=10 * hour))
    assert len(coupons.coupons_of(session, hearing.person(session))) == 1
    texts = queued(session)
    assert len(texts) == 3
    assert len({re.sub(r"/l/\w+", "", text) for text in texts}) == 1, "but for the link, which is each text's own"


def test_a_word_sent_twice_in_a_minute_brings_one_text(session, now):
    for _ in range(2):
        take(session, shelf(hearing.shop()), "GELATO", now)
    assert len(queued(session)) == 1


@pytest.mark.rule("EU-DOI-3")
def test_the_text_itself_proves_a_number_that_a_page_would_ask_for_a_pin(session, now):
    take(session, shelf(hearing.shop()), "GELATO", now, number=GERMAN)
    (coupon,) = coupons.coupons_of(session, hearing.person(session, GERMAN))
    assert coupon.held_until is None
    assert Kind.PROOF not in make.texts(session, make.CAMPAIGN_ID, GERMAN)


@pytest.mark.parametrize(
    ("changes", "answer"),
    [
        ({"runs": {"from": "2027-06-01"}}, "begins"),
        ({"runs": {"until": "2026-06-30"}}, "over"),
        ({"runs": {"paused": True}}, "over"),
    ],
)
def test_a_campaign_that_does_not_run_says_so_once_a_day(session, now, changes, answer):
    for _ in range(3):
        take(session, shelf(hearing.shop(**changes)), "GELATO", now)
    (text,) = replies(session)
    assert answer in text
    assert coupons.coupons_of(session, hearing.person(session)) == []
    assert ledger.consents_of(session, hearing.person(session)) == []


def test_a_campaign_without_coupons_says_so_and_whoever_has_one_gets_it_again(session, now):
    campaigns = shelf(hearing.shop(offer={"limits": {"total": 1}}))
    take(session, campaigns, "GELATO", now)
    take(session, campaigns, "GELATO", now, number=GERMAN)
    assert "gone" in replies(session, GERMAN)[0]
    assert ledger.consents_of(session, hearing.person(session, GERMAN)) == []
    take(session, campaigns, "GELATO", now + timedelta(minutes=5))
    assert len(queued(session)) == 2


@pytest.mark.rule("US-AGE-2")
def test_an_offer_for_the_grown_is_joined_on_its_page_only(session, now):
    """No file may have both, but an age may come to be asked for while posters hang."""
    take(session, shelf(replace(hearing.shop(), age=18)), "GELATO", now)
    (text,) = queued(session)
    assert f"https://aurora.example/c/{make.CAMPAIGN_ID}" in text
    assert coupons.coupons_of(session, hearing.person(session)) == []


def test_a_number_of_another_country_gets_no_text(session, now):
    take(session, shelf(hearing.shop()), "GELATO", now, number=hearing.US_NUMBER)
    assert queued(session, hearing.US_NUMBER) == []


@pytest.mark.rule("US-KW-3")
@pytest.mark.parametrize("text", ["stop gelato", "STOP", "gelato stop"])
def test_what_is_reserved_outranks_the_word(session, now, text):
    take(session, shelf(hearing.shop()), text, now)
    assert coupons.coupons_of(session, hearing.person(session)) == []


def test_two_words_in_one_text_are_asked_back(session, now):
    both = shelf(hearing.shop("ice"), hearing.shop("cake", word="TORTA"))
    heard = take(session, both, "gelato torta", now)
    assert heard.ambiguous
    (text,) = queued(session)
    assert "GELATO" in text
    assert "TORTA" in text
    assert coupons.coupons_of(session, hearing.person(session)) == []


def test_of_two_campaigns_with_one_word_the_one_that_runs_answers(session, now):
    both = shelf(hearing.shop("now"), hearing.shop("before", runs={"until": "2026-06-30"}))
    assert take(session, both, "GELATO", now).campaign == "now"


@pytest.mark.rule("US-KW-7", "US-TCPA-REV-1")
def test_the_word_lifts_no_stop_and_says_what_does(session, now):
    campaigns = shelf(hearing.shop())
    take(session, campaigns, "STOP", now)
    for _ in range(3):
        take(session, campaigns, "GELATO", now)
    _, told = replies(session)
    assert "START" in told
    assert suppressions.suppressed_by(session, hearing.person(session))
    assert coupons.coupons_of(session, hearing.person(session)) == []
    take(session, campaigns, "START", now)
    take(session, campaigns, "GELATO", now)
    assert len(coupons.coupons_of(session, hearing.person(session))) == 1


@pytest.mark.rule("US-CTIA-CONF-1", "US-CTIA-CONF-2")
def test_where_the_word_is_a_consent_it_joins_the_programme_and_is_confirmed_at_once(session, now):
    campaigns = shelf(hearing.american("programme"))
    take(session, campaigns, "GELATO", now, number=hearing.US_NUMBER, to=hearing.US_LINE)
    assert events(session, hearing.US_NUMBER) == [("grant", "coupon"), ("grant", "marketing")]
    (confirmation,) = queued(session, hearing.US_NUMBER, Kind.CONFIRMATION)
    assert all(each in confirmation for each in ("Aurora Club", "4 texts", "data rates", "HELP", "STOP"))
    take(session, campaigns, "GELATO", now + timedelta(hours=1), number=hearing.US_NUMBER, to=hearing.US_LINE)
    assert len(queued(session, hearing.US_NUMBER, Kind.CONFIRMATION)) == 1


@pytest.mark.rule("EU-DOI-2", "EU-DOI-3", "US-CTIA-DOI-3", "UK-PECR-23")
def test_elsewhere_a_yes_must_follow_within_a_day_and_then_it_is_confirmed(session, now):
    campaigns = shelf(hearing.shop(joins="programme"))
    take(session, campaigns, "GELATO", now)
    assert events(session) == [("grant", "coupon"), ("request", "marketing")]
    (asked,) = queued(session, kind=Kind.PROOF)
    assert "YES" in asked
    assert not any("25" in word for word in asked.split() if "/n/" not in word), "nothing is advertised before a yes"
    assert queued(session, kind=Kind.CONFIRMATION) == []
    take(session, campaigns, "yes", now + timedelta(hours=23))
    assert ("confirm", "marketing") in events(session)
    (confirmation,) = queued(session, kind=Kind.CONFIRMATION)
    assert all(each in confirmation for each in (make.BRAND, "4 texts", "HELP", "STOP"))


@pytest.mark.rule("EU-DOI-3", "US-KW-7")
def test_a_yes_after_a_day_joins_nothing_and_is_left_to_a_person(session, now):
    campaigns = shelf(hearing.shop(joins="programme"))
    take(session, campaigns, "GELATO", now)
    take(session, campaigns, "yes", now + timedelta(hours=25))
    assert ("confirm", "marketing") not in events(session)
    assert hearing.meanings(session)[-1][0] == "unclear"


@pytest.mark.rule("EU-DOI-3")
def test_an_open_question_is_not_asked_again(session, now):
    campaigns = shelf(hearing.shop(joins="programme"))
    for hour in range(3):
        take(session, campaigns, "GELATO", now + timedelta(hours=hour))
    assert len(queued(session, kind=Kind.PROOF)) == 1


@pytest.mark.parametrize("ended", ["withdraw", "object", "expire"])
def test_whatever_ended_the_programme_no_word_alone_brings_it_back(session, now, ended):
    campaigns = shelf(hearing.american("programme"))
    id = hearing.pitch(session, hearing.US_NUMBER, sender=hearing.US_LINE)
    for event in ("grant", ended):
        make.consent(session, id, event=event)
    for hour in range(3):
        at = now + timedelta(hours=hour)
        take(session, campaigns, "GELATO", at, number=hearing.US_NUMBER, to=hearing.US_LINE)
    said = [event for event, purpose in events(session, hearing.US_NUMBER) if purpose == "marketing"]
    assert said == ["grant", ended, "request"]
    assert queued(session, hearing.US_NUMBER, Kind.CONFIRMATION) == []


@pytest.mark.rule("SK-1", "RU-1")
@pytest.mark.parametrize(("country", "number"), [("SK", SLOVAK), ("RU", "+79165550123")])
def test_where_no_text_may_ask_the_word_brings_the_coupon_alone(session, now, country, number):
    named = [{"countries": [country], "from": "AURORA"}]
    campaigns = shelf(hearing.shop(joins="programme", countries=[country, "IT"], senders=named))
    take(session, campaigns, "GELATO", now, number=number)
    assert events(session, number) == [("grant", "coupon")]
    assert make.texts(session, make.CAMPAIGN_ID, number) == [Kind.SERVICE]


def test_an_operator_may_know_better_what_the_word_is_worth(session, now):
    known = {"IT": {"keyword_joins": {"allowed": True, "reason": "Studio Rossi, 3 November 2026"}}}
    by = replace(hearing.MEANS, law=changes(BOOK, known))
    take(session, shelf(hearing.shop(joins="programme")), "GELATO", now, by=by)
    assert events(session) == [("grant", "coupon"), ("grant", "marketing")]


@pytest.mark.rule("US-CTIA-DOI-2")
@pytest.mark.parametrize("changes", [{"premium": True}, {"opt_in": "double"}])
def test_a_programme_that_asks_twice_asks_after_the_word_too(session, now, changes):
    campaigns = shelf(hearing.american("programme", programme=changes))
    take(session, campaigns, "GELATO", now, number=hearing.US_NUMBER, to=hearing.US_LINE)
    assert ("request", "marketing") in events(session, hearing.US_NUMBER)
    assert queued(session, hearing.US_NUMBER, Kind.CONFIRMATION) == []


@pytest.mark.rule("US-KW-7")
def test_whoever_left_the_programme_is_asked_before_the_word_brings_them_back(session, now):
    campaigns = shelf(hearing.american("programme"))
    id = hearing.pitch(session, hearing.US_NUMBER, sender=hearing.US_LINE)
    for event in ("grant", "withdraw"):
        make.consent(session, id, event=event)
    take(session, campaigns, "GELATO", now, number=hearing.US_NUMBER, to=hearing.US_LINE)
    assert events(session, hearing.US_NUMBER)[-1] == ("request", "marketing")
    said = [event for event, purpose in events(session, hearing.US_NUMBER) if purpose == "marketing"]
    assert standing(said) is not Standing.GRANTED
    take(session, campaigns, "YES", now + timedelta(minutes=2), number=hearing.US_NUMBER, to=hearing.US_LINE)
    assert events(session, hearing.US_NUMBER)[-1] == ("confirm", "marketing")


def test_the_word_counts_against_the_texts_of_a_day_and_a_stop_does_not(session, now):
    """Three texts a day for each number, whatever asked for them; what ends texts waits for none of it."""
    campaigns = shelf(
        *(hearing.shop(f"c{n}", word=word) for n, word in enumerate(["GELATO", "TORTA", "PANNA", "CAFFE"]))
    )
    for word in ("GELATO", "TORTA", "PANNA", "CAFFE"):
        take(session, campaigns, word, now)
    person = subscribers.subscriber_of(session, make.NUMBER)
    assert len(coupons.coupons_of(session, person.id)) == 3
    take(session, campaigns, "STOP", now)
    assert len(replies(session)) == 1


def test_a_word_that_a_provider_takes_for_a_start_is_heard_all_the_same(session, now):
    """Which words are a START there is the operator's to set, and a campaign's may be among them."""
    campaigns = shelf(hearing.american())
    to = {"number": hearing.US_NUMBER, "to": hearing.US_LINE}
    heard = take(session, campaigns, "Gelato", now, command="start", handles_stop=True, **to)
    assert heard.campaign == make.CAMPAIGN_ID
    assert len(coupons.coupons_of(session, hearing.person(session, hearing.US_NUMBER))) == 1
