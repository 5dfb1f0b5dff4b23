"""STOP, in whatever words: what it ends, and the one answer it gets, or none."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.rules.keyword import Meaning
from app.rules.message import Kind, State
from app.store import Sql, ledger, limits, messages, outbox, proofs, suppressions
from tests import hearing, make
from tests.hearing import replies, shelf, take

OTHER = "Second Quest Games"
TOLL_FREE = "+18885550199"


def stopped(session, number: str = make.NUMBER) -> set[str]:
    return set(suppressions.suppressed_by(session, hearing.person(session, number)))


@pytest.mark.rule("US-CTIA-STOP-1")
def test_the_answer_names_the_programme_confirms_and_says_that_no_more_follows(session, now):
    hearing.pitch(session)
    take(session, shelf(hearing.shop()), "STOP", now)
    (text,) = replies(session)
    assert text == "Gelateria Aurora: you are unsubscribed from Aurora Club. No more texts will follow."


@pytest.mark.rule("US-CTIA-STOP-2")
def test_five_deliveries_of_one_stop_make_one_change_and_one_answer(session, now):
    make.consent(session, hearing.pitch(session))
    came = [take(session, shelf(hearing.shop()), "STOP", now, reference="the-same") for _ in range(5)]
    assert came == [Meaning.STOP, None, None, None, None]
    assert [row.event for row in ledger.consents_of(session, hearing.person(session))] == ["grant", "withdraw"]
    assert len(replies(session)) == 1


@pytest.mark.rule("US-CTIA-STOP-2")
def test_a_stop_in_other_words_after_a_stop_is_not_answered_again(session, now):
    for text in ("STOP", "unsubscribe me", "please stop texting me", "wrong number"):
        take(session, shelf(hearing.shop()), text, now)
    assert len(replies(session)) == 1


@pytest.mark.rule("US-KW-8", "US-TCPA-REV-1")
def test_stop_and_help_wait_for_no_quiet_hour_and_no_cap(session):
    """At three in the morning where the number is, with every text of the day spent."""
    night = datetime(2026, 7, 4, 3, 0, tzinfo=ZoneInfo("America/Los_Angeles")).astimezone(UTC)
    campaigns = shelf(hearing.american())
    hearing.pitch(session, hearing.US_NUMBER, sender=hearing.US_LINE, kind=Kind.MARKETING, queued_at=night)
    while limits.take(session, limits.TEXTS_TO_NUMBER, hearing.US_NUMBER, night) is None:
        pass
    for text in ("HELP", "STOP"):
        take(session, campaigns, text, night, number=hearing.US_NUMBER, to=hearing.US_LINE)
    leased = outbox.lease(session, now=night, until=night + timedelta(minutes=1), most=9)
    assert [each.kind for each in leased] == [Kind.REPLY, Kind.REPLY]
    assert stopped(session, hearing.US_NUMBER) == {make.BRAND}


@pytest.mark.rule("US-TCPA-REV-1")
def test_what_waits_is_not_sent_any_more(session, now):
    id = hearing.pitch(session)
    waits = make.message(session, subscriber=id, kind=Kind.MARKETING, sender=hearing.LINE)
    take(session, shelf(hearing.shop()), "STOP", now)
    assert messages.state_of(session, waits.id) is State.SUPPRESSED


@pytest.mark.rule("US-TCPA-REV-4")
def test_a_stop_ends_every_brand_behind_the_sender_and_is_answered_once(session, now):
    both = shelf(
        hearing.shop("ice"),
        hearing.shop("games", word="QUEST", brand={"name": OTHER}),
        hearing.shop("else", word="ALTRO", brand={"name": "Elsewhere"}, keyword={"sender": "+393399911111"}),
    )
    hearing.pitch(session, brand="Brand of old", campaign="gone")
    take(session, both, "STOP", now)
    assert stopped(session) == {make.BRAND, OTHER, "Brand of old"}
    assert len(replies(session)) == 1


@pytest.mark.rule("US-TCPA-REV-4")
def test_a_stop_to_one_sender_does_not_end_a_brand_that_writes_from_another(session, now):
    both = shelf(
        hearing.shop("ice"),
        hearing.shop("games", word="QUEST", brand={"name": OTHER}, keyword={"sender": "+393399911111"}),
    )
    hearing.pitch(session, sender="+393399911111", brand=OTHER, campaign="games")
    take(session, both, "STOP", now)
    assert stopped(session) == {make.BRAND}


@pytest.mark.parametrize("to", ["393399900000", "0039 339 9900000", "+39 339 990 0000"])
def test_a_sender_is_known_however_the_gateway_writes_it(session, now, to):
    both = shelf(hearing.shop("games", brand={"name": OTHER}, keyword={"sender": "+393399911111"}), hearing.shop("ice"))
    take(session, both, "STOP", now, to=to)
    assert stopped(session) == {make.BRAND}


@pytest.mark.rule("US-TCPA-REV-2")
def test_the_answer_leaves_within_five_minutes_of_the_stop_or_never(session, now):
    campaigns = shelf(hearing.shop())
    take(session, campaigns, "STOP", now, sent_at=now - timedelta(minutes=5))
    assert stopped(session) == {make.BRAND}
    assert replies(session) == []
    other = "+393331234343"
    take(session, campaigns, "STOP", now, number=other, sent_at=now - timedelta(minutes=3))
    assert len(replies(session, other)) == 1
    soon, late = now + timedelta(seconds=119), now + timedelta(seconds=120)
    assert outbox.lease(session, now=late, until=late + timedelta(minutes=1), most=9) == []
    assert len(outbox.lease(session, now=soon, until=late, most=9)) == 1


@pytest.mark.rule("US-TF-1", "US-CTIA-STOP-2")
@pytest.mark.parametrize(("text", "answers"), [("STOP", 0), (" stop. ", 0), ("unsubscribe", 1), ("HELP", 1)])
def test_a_toll_free_network_answers_stop_itself_and_we_only_record_it(session, now, text, answers):
    campaigns = shelf(hearing.american(sender=TOLL_FREE))
    hearing.pitch(session, hearing.US_NUMBER, sender=TOLL_FREE)
    take(session, campaigns, text, now, number=hearing.US_NUMBER, to=TOLL_FREE)
    assert stopped(session, hearing.US_NUMBER) == (set() if text == "HELP" else {make.BRAND})
    assert len(replies(session, hearing.US_NUMBER)) == answers


@pytest.mark.rule("US-CTIA-STOP-2")
def test_a_provider_that_handles_stop_leaves_us_nothing_to_say(session, now):
    take(session, shelf(hearing.shop()), "STOP", now, handles_stop=True)
    assert stopped(session) == {make.BRAND}
    assert replies(session) == []


@pytest.mark.rule("US-CTIA-STOP-2", "US-KW-1")
@pytest.mark.parametrize("answers", [True, False])
def test_what_the_provider_took_for_a_stop_is_one_whatever_its_words(session, now, answers):
    """An operator may have told the provider words of their own; whoever answers them, we write no more."""
    hearing.pitch(session)
    campaigns = shelf(hearing.shop())
    assert take(session, campaigns, "PARAR AURORA", now, command="stop", handles_stop=answers) is Meaning.STOP
    assert stopped(session) == {make.BRAND}
    assert len(replies(session)) == (0 if answers else 1)
    assert hearing.meanings(session) == [("stop", make.CAMPAIGN_ID)]


@pytest.mark.rule("US-TCPA-REV-1")
@pytest.mark.parametrize("taken_for", ["help", "start"])
@pytest.mark.parametrize(("text", "means"), [("STOP", Meaning.STOP), ("wrong number", Meaning.WRONG)])
def test_a_stop_is_one_whatever_the_provider_took_it_for(session, now, text, means, taken_for):
    assert take(session, shelf(hearing.shop()), text, now, command=taken_for, handles_stop=True) is means
    assert stopped(session) == {make.BRAND}


def test_the_ledger_keeps_what_the_provider_took_a_text_for(session, now):
    make.consent(session, hearing.pitch(session))
    take(session, shelf(hearing.shop()), "PARAR AURORA", now, command="stop")
    evidence = list(ledger.evidence_of(session, hearing.person(session)).values())[-1]
    assert (evidence["text"], evidence["taken_for"]) == ("PARAR AURORA", "stop")


def ask(session, person: int, now) -> None:
    values = {"visit": 7, "placement": make.PLACEMENT, "language": "en", "marketing": True, "pin": "123456"}
    until = now + timedelta(hours=1)
    proofs.add_proof(session, person, campaign=make.CAMPAIGN_ID, expires_at=until, now=now, **values)


def test_a_wrong_number_is_a_stop_by_its_name_and_closes_every_question(session, now):
    id = hearing.pitch(session)
    make.consent(session, id)
    ask(session, id, now)
    assert take(session, shelf(hearing.shop()), "you have the wrong number", now) is Meaning.WRONG
    assert session.run(Sql("SELECT reason FROM suppressions")).fetchone()[0] == "wrong number"
    assert [row.event for row in ledger.consents_of(session, id)] == ["grant", "withdraw"]
    assert proofs.open_proofs(session, id, now) == []
    assert proofs.proof_of_visit(session, 7).expires_at <= now
    assert len(replies(session)) == 1


@pytest.mark.rule("US-KW-7")
def test_a_yes_after_a_stop_answers_no_question_of_before(session, now):
    id = hearing.pitch(session)
    ask(session, id, now)
    take(session, shelf(hearing.shop()), "STOP", now)
    assert take(session, shelf(hearing.shop()), "yes", now) is Meaning.UNCLEAR
    assert [row.event for row in ledger.consents_of(session, id)] == []


@pytest.mark.rule("US-KW-1", "US-KW-2", "US-KW-3", "US-KW-4", "US-KW-5")
@pytest.mark.parametrize(
    "text",
    ["STOP", "End", "cancel", "UNSUBSCRIBE", "quit", "revoke", "opt out", "STOPALL", "OPT-OUT", "remove", "TD", "ARRÊT",
     "please stop texting me", "🛑"],
)  # fmt: skip
def test_every_word_that_ends_texts_ends_them(session, now, text):
    take(session, shelf(hearing.american()), text, now, number=hearing.US_NUMBER, to=hearing.US_LINE)
    assert stopped(session, hearing.US_NUMBER) == {make.BRAND}


@pytest.mark.parametrize(("text", "in_italian"), [("basta messaggi", True), ("unsubscribe", False), ("STOP", False)])
def test_the_answer_is_in_the_language_of_the_word_where_it_tells_one(session, now, text, in_italian):
    hearing.pitch(session)
    take(session, shelf(hearing.shop()), text, now)
    assert ("unsubscribed" not in replies(session)[0]) is in_italian
