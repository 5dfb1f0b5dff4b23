"""START: lifts what its sender's brands were told, gives back what a STOP took, and grants nothing new."""

from datetime import timedelta

import pytest

from app.actions import issue
from app.rules.message import Kind, State
from app.rules.suppression import NOT_ME, Scope
from app.store import ledger, messages, outbox, subscribers, suppressions
from tests import hearing, make
from tests.hearing import replies, shelf, take

OTHER = "Second Quest Games"
ELSEWHERE = {  # ways of saying no that no sender hears of
    "stopped on the preference page": Scope.ALL,
    "stopped on the coupon's page": Scope.ALL,
    "stopped by hand": Scope.ALL,
    NOT_ME: Scope.ALL,
    "no, imported": Scope.MARKETING,
    "no topic wanted, on the preference page": Scope.MARKETING,
}


def orders(session) -> set[tuple[str, str]]:
    return {(each.brand, each.reason) for each in suppressions.orders_of(session, hearing.person(session))}


def shared():
    """Two brands that write from one sender."""
    return shelf(hearing.shop("ice"), hearing.shop("games", word="QUEST", brand={"name": OTHER}))


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
@pytest.mark.parametrize("text", ["START", "VOLVER AURORA"])
def test_what_the_provider_took_for_a_start_brings_back_and_is_not_answered_twice(session, now, text):
    make.consent(session, hearing.pitch(session))
    take(session, shelf(hearing.shop()), "STOP", now, command="stop", handles_stop=True)
    take(session, shelf(hearing.shop()), text, now, command="start", handles_stop=True)
    assert suppressions.suppressed_by(session, hearing.person(session)) == {}
    assert events(session) == ["grant", "withdraw", "confirm"]
    assert replies(session) == []


@pytest.mark.rule("US-KW-7")
def test_a_yes_that_nobody_asked_for_starts_nothing_though_the_provider_takes_it_for_a_start(session, now):
    make.consent(session, hearing.pitch(session))
    for text, taken_for in (("STOP", "stop"), ("YES", "start")):
        take(session, shelf(hearing.shop()), text, now, command=taken_for, handles_stop=True)
    assert set(suppressions.suppressed_by(session, hearing.person(session))) == {make.BRAND}
    assert hearing.meanings(session)[-1] == ("unclear", make.CAMPAIGN_ID)
    assert replies(session) == []


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


@pytest.mark.rule("US-KW-7", "EU-SUPP-1")
@pytest.mark.parametrize("reason", ELSEWHERE)
def test_it_does_not_lift_what_another_brand_behind_the_sender_was_told_elsewhere(session, now, reason):
    """The number told one brand no on its own page and never by text; it answers the other one."""
    id = hearing.pitch(session, brand=OTHER, campaign="games")
    make.consent(session, id)
    suppressions.suppress(session, id, make.BRAND, reason=reason, now=now, scope=ELSEWHERE[reason])
    take(session, shared(), "START", now)
    assert orders(session) == {(make.BRAND, reason)}
    assert events(session) == ["grant"]
    for text in ("STOP", "START"):
        take(session, shared(), text, now)
    assert orders(session) == {(make.BRAND, reason)}
    assert "confirm" not in events(session)


@pytest.mark.rule("US-KW-7")
@pytest.mark.parametrize("reason", ELSEWHERE)
def test_it_lifts_whatever_the_brand_was_told_that_it_answers(session, now, reason):
    """The only one that writes from there, or of several the last that did."""
    for campaigns, number in ((shelf(hearing.shop()), make.NUMBER), (shared(), "+393331234343")):
        id = hearing.pitch(session, number)
        suppressions.suppress(session, id, make.BRAND, reason=reason, now=now, scope=ELSEWHERE[reason])
        take(session, campaigns, "START", now, number=number)
        assert suppressions.suppressed_by(session, id) == {}


@pytest.mark.rule("US-KW-7", "US-TCPA-REV-4")
def test_it_lifts_for_all_brands_behind_the_sender_what_a_stop_to_it_ended(session, now):
    hearing.pitch(session)
    make.consent(session, hearing.person(session), brand=OTHER, campaign="games")
    for text in ("STOP", "START"):
        take(session, shared(), text, now)
    assert orders(session) == set()
    assert events(session) == ["grant", "withdraw", "confirm"]


@pytest.mark.rule("US-KW-7")
def test_a_stop_to_another_sender_is_lifted_there(session, now):
    """One brand writes from two senders and shares each with another brand."""
    there, brands = "+393399911111", ("Third Bakery", "Fourth Books")
    campaigns = shelf(
        hearing.shop("ice"),
        hearing.shop("ice-there", keyword={"sender": there}),
        hearing.shop("bread", word="PANE", brand={"name": brands[0]}),
        hearing.shop("books", word="LIBRI", brand={"name": brands[1]}, keyword={"sender": there}),
    )
    hearing.pitch(session, sender=there, brand=brands[1], campaign="books")
    take(session, campaigns, "STOP", now, to=hearing.LINE)
    take(session, campaigns, "START", now, to=there)
    assert set(suppressions.suppressed_by(session, hearing.person(session))) == {make.BRAND, brands[0]}
    take(session, campaigns, "START", now, to=hearing.LINE)
    assert suppressions.suppressed_by(session, hearing.person(session)) == {}


@pytest.mark.rule("US-KW-7", "EU-SUPP-1")
@pytest.mark.parametrize("first", ["the import", "the stop"])
def test_what_stood_before_a_stop_or_came_on_top_stands_after_it(session, now, first):
    id = hearing.pitch(session, brand=OTHER, campaign="games")
    imported = {"reason": "no, imported", "now": now, "scope": Scope.MARKETING}
    if first == "the import":
        suppressions.suppress(session, id, make.BRAND, **imported)
    take(session, shared(), "STOP", now)
    if first == "the stop":
        suppressions.suppress(session, id, make.BRAND, **imported)
    take(session, shared(), "START", now)
    assert suppressions.suppressed_by(session, id) == {make.BRAND: Scope.MARKETING}


def test_where_nobody_can_tell_which_brand_is_meant_a_person_is_named(session, now):
    id = make.subscriber(session, language="en")
    for brand in (make.BRAND, OTHER):
        suppressions.suppress(session, id, brand, reason="stopped by hand", now=now)
    take(session, shared(), "START", now)
    assert len(orders(session)) == 2
    (said,) = replies(session)
    assert "ciao@aurora.example" in said


@pytest.mark.rule("COUP-CONS-3", "US-KW-7")
@pytest.mark.parametrize("later", [timedelta(minutes=1), timedelta(days=3)])
def test_a_coupon_whose_text_the_stop_kept_back_is_texted_after_a_start(session, now, later):
    """The page had promised it; soon after or days later, once."""
    campaigns = shelf(hearing.shop())
    campaign = campaigns[make.CAMPAIGN_ID]
    person = subscribers.subscriber(session, make.subscriber(session, language="en"))
    issue.issue(session, hearing.MEANS, campaign, person, placement=make.PLACEMENT, visit=7, now=now)
    take(session, campaigns, "STOP", now)
    for at in (now + later, now + later * 2):
        take(session, campaigns, "START", at, sent_at=at)
    coupon = [each for each in messages.messages_of(session, person.id) if each.kind is Kind.SERVICE]
    assert [each.state for each in coupon] == [State.SUPPRESSED, State.QUEUED]
    leased = outbox.lease(session, now=now + later, until=now + later * 2, most=9)
    assert Kind.SERVICE in {each.kind for each in leased}


@pytest.mark.parametrize("why", ["it came before the stop", "it is spent", "it is expired"])
def test_no_coupon_is_texted_again_that_its_owner_has_or_cannot_use(session, now, why):
    campaigns = shelf(hearing.shop())
    id = hearing.pitch(session)
    made = {"it is spent": {"spent_at": now}, "it is expired": {"valid_until": now + timedelta(minutes=1)}}
    make.coupon(session, subscriber=id, **made.get(why, {}))
    early = why == "it came before the stop"
    make.message(session, subscriber=id, sender=hearing.LINE, state=State.DELIVERED if early else State.QUEUED)
    take(session, campaigns, "STOP", now)
    take(session, campaigns, "START", now + timedelta(minutes=2))
    assert not [
        each for each in messages.messages_of(session, id) if each.state is State.QUEUED and each.kind is Kind.SERVICE
    ]


@pytest.mark.rule("US-KW-7")
def test_the_word_of_a_campaign_says_whom_the_start_after_it_means(session, now):
    """As the pages say where brands share a number: the word is answered, and the START answers that."""
    id = hearing.pitch(session, brand=OTHER, campaign="games")
    suppressions.suppress(session, id, make.BRAND, reason="stopped on the preference page", now=now)
    take(session, shared(), "GELATO", now)
    assert "START" in replies(session)[-1]
    take(session, shared(), "START", now)
    assert suppressions.suppressed_by(session, id) == {}
