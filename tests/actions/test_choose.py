"""What a number chooses, how it stops and comes back: nothing but the number itself gets it in."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.actions import Means, receive
from app.actions.choose import WHOLE, Wanted, ask_again, choices, choose, copy
from app.actions.export import export
from app.actions.link import denied, holder, not_me_link, preferences_path, text_link
from app.actions.stop import UNDO_VALID, deny, read_undo, stop_all, take_back, write_undo
from app.gateways import Inbound
from app.rules.message import Kind, State
from app.rules.preference import Preference
from app.rules.standing import Standing
from app.rules.suppression import Scope
from app.store import coupons, ledger, limits, messages, preferences, proofs, subscribers, suppressions, words
from tests import make

SAYS = words.load()
OTHER = "Second Quest Games"
HOW = {"how": "on the preference page", "address": "203.0.113.9"}


@pytest.fixture
def means() -> Means:
    return make.means(SAYS)


@pytest.fixture
def campaign(session):
    made = make.campaign(programme={"topics": ["offers", "flavours"]})
    make.release(session, made, SAYS)
    return made


@pytest.fixture
def shelf(campaign):
    return {campaign.id: campaign, "games": make.campaign("games", brand={"name": OTHER})}


@pytest.fixture
def person(session):
    """A number that gets the programme."""
    id = make.subscriber(session, country="IT")
    make.consent(session, id, purpose="coupon")
    make.consent(session, id)
    return subscribers.subscriber(session, id)


@pytest.fixture
def see(session, shelf, campaign, person, now):
    return lambda: choices(session, shelf, campaign, person, now)


def wanted(**changes) -> Wanted:
    return replace(Wanted(frozenset({"offers", "flavours"}), None, None, "it"), **changes)


def events(session, person) -> list[tuple[str, str]]:
    return [(row.event, row.purpose) for row in ledger.consents_of(session, person.id)]


def texts(session, person) -> list[Kind]:
    return [each.kind for each in messages.messages_of(session, person.id)]


def test_choices_are_those_of_the_brand_and_lead_on_to_others(session, shelf, campaign, person, now):
    make.consent(session, person.id, brand=OTHER, campaign="games")
    seen = choices(session, shelf, campaign, person, now)
    assert (seen.is_in, seen.is_stopped, seen.topics) == (True, False, ("offers", "flavours"))
    assert [each.id for each in seen.others] == ["games"]
    assert {row.brand for row in seen.consents} == {make.BRAND}


def test_less_is_kept_and_the_language_follows(session, person, see, now):
    until = now + timedelta(days=7)
    choose(session, see(), wanted(topics=frozenset({"offers"}), monthly=1, paused_until=until, language="en"), HOW, now)
    kept = preferences.chosen_by(session, person.id)[make.BRAND]
    assert kept == Preference(1, frozenset({"flavours"}), frozenset(), until)
    assert subscribers.subscriber(session, person.id).language == "en"
    choose(session, see(), wanted(), HOW, now)
    assert preferences.chosen_by(session, person.id)[make.BRAND] == Preference()


def test_topics_that_the_page_did_not_show_stay_off(session, person, see, now):
    preferences.choose(session, person.id, make.BRAND, Preference(topics_off=frozenset({"older"})), now)
    choose(session, see(), wanted(), HOW, now)
    assert preferences.chosen_by(session, person.id)[make.BRAND].topics_off == {"older"}


@pytest.mark.rule("EU-GDPR-7-3", "PREF-1")
def test_wanting_no_topic_takes_the_consent_back_and_leaves_what_is_asked_for(session, person, see, now):
    choose(session, see(), wanted(topics=frozenset()), HOW, now)
    assert see().standing is Standing.WITHDRAWN
    assert suppressions.suppressed_by(session, person.id) == {make.BRAND: Scope.MARKETING}
    assert events(session, person)[-1] == ("withdraw", "marketing")


def test_a_programme_without_topics_is_wanted_or_not(session, person, now):
    plain = make.campaign()
    seen = choices(session, {plain.id: plain}, plain, person, now)
    choose(session, seen, wanted(topics=frozenset({WHOLE})), HOW, now)
    assert choices(session, {plain.id: plain}, plain, person, now).is_in
    choose(session, seen, wanted(topics=frozenset()), HOW, now)
    assert not choices(session, {plain.id: plain}, plain, person, now).is_in


@pytest.mark.rule("PREF-2")
def test_choosing_opts_nobody_in(session, campaign, shelf, now):
    id = make.subscriber(session, number="+393331234343")
    make.consent(session, id, purpose="coupon")
    person = subscribers.subscriber(session, id)
    choose(session, choices(session, shelf, campaign, person, now), wanted(), HOW, now)
    assert events(session, person) == [("grant", "coupon")]
    assert preferences.chosen_by(session, id) == {}


@pytest.mark.rule("PREF-2")
def test_back_in_takes_one_step_and_the_yes_of_the_number(session, means, shelf, campaign, person, see, now):
    make.coupon(session, subscriber=person.id)
    choose(session, see(), wanted(topics=frozenset()), HOW, now)
    assert ask_again(session, means, see(), HOW, now) is None
    assert (see().standing, see().is_asked, see().is_in) == (Standing.PENDING, True, False)
    assert events(session, person)[-1] == ("request", "marketing")
    yes = Inbound("in-1", person.number, make.BRAND, "YES")
    receive.take_text(session, means, shelf, yes, "phone", now)
    assert see().is_in
    assert events(session, person)[-1] == ("confirm", "marketing")
    assert texts(session, person) == [Kind.PROOF, Kind.CONFIRMATION]  # and the coupon not once more
    assert len(coupons.coupons_of(session, person.id)) == 1


def test_no_pin_answers_a_question_that_was_asked_by_text_alone(session, means, campaign, person, see, now):
    choose(session, see(), wanted(topics=frozenset()), HOW, now)
    ask_again(session, means, see(), HOW, now)
    (proof,) = proofs.open_proofs(session, person.id, now)
    assert not proof.has_pin
    assert not proofs.try_pin(session, proof, "", tries=5, now=now)
    assert not proofs.is_shared(session, person.id, campaign.id, now)


def test_asking_again_and_again_brings_three_texts_a_day(session, means, person, see, now):
    choose(session, see(), wanted(topics=frozenset()), HOW, now)
    asked = [ask_again(session, means, see(), HOW, now + timedelta(minutes=2 * n)) for n in range(5)]
    assert texts(session, person).count(Kind.PROOF) == 3
    assert [each is None for each in asked] == [True, True, True, False, False]


@pytest.mark.rule("EU-SUPP-2")
def test_who_stopped_all_is_not_asked(session, means, person, see, now):
    stop_all(session, see(), HOW, now)
    ask_again(session, means, see(), HOW, now)
    assert texts(session, person) == []


@pytest.mark.rule("SK-1")
def test_nobody_is_asked_by_text_where_texts_cannot_be_answered(session, means, campaign, shelf, now):
    id = make.subscriber(session, number="+421912123456", country="SK")
    person = subscribers.subscriber(session, id)
    ask_again(session, means, choices(session, shelf, campaign, person, now), HOW, now)
    assert texts(session, person) == []


@pytest.mark.rule("US-TCPA-REV-1", "US-TCPA-REV-4", "EU-GDPR-7-3", "EU-OBJ-1", "AU-1", "NZ-1")
def test_one_tap_ends_all_programmes_of_the_brand_and_what_waits_of_them(session, person, see, now):
    waiting = make.message(session, subscriber=person.id, kind=Kind.MARKETING, campaign="another-of-the-brand")
    assert stop_all(session, see(), HOW, now)
    assert see().is_stopped
    assert messages.state_of(session, waiting.id) is State.SUPPRESSED
    assert events(session, person)[-1] == ("withdraw", "marketing")
    assert texts(session, person) == [Kind.MARKETING]  # no text says that no text will come
    assert stop_all(session, see(), HOW, now) is None


def test_a_stop_is_taken_back_once_and_all_is_as_it_was(session, means, person, see, now):
    undo = stop_all(session, see(), HOW, now)
    sealed = write_undo(undo, means)
    assert read_undo(sealed, means, now + UNDO_VALID) == undo
    assert take_back(session, see(), undo, HOW, now + timedelta(minutes=1))
    assert see().is_in
    assert not take_back(session, see(), undo, HOW, now + timedelta(minutes=1))
    assert events(session, person)[-2:] == [("withdraw", "marketing"), ("confirm", "marketing")]


@pytest.mark.rule("PREF-2")
def test_taking_a_stop_back_puts_nobody_in_who_was_out(session, person, see, now):
    choose(session, see(), wanted(topics=frozenset()), HOW, now)
    undo = stop_all(session, see(), HOW, now + timedelta(minutes=1))
    assert take_back(session, see(), undo, HOW, now + timedelta(minutes=2))
    assert suppressions.suppressed_by(session, person.id) == {make.BRAND: Scope.MARKETING}
    assert see().standing is Standing.WITHDRAWN


def test_an_undo_is_of_ten_minutes_of_one_stop_and_of_one_person(session, means, campaign, shelf, see, now):
    undo = stop_all(session, see(), HOW, now)
    assert read_undo(write_undo(undo, means), means, now + UNDO_VALID + timedelta(seconds=1)) is None
    written = write_undo(undo, means)
    assert read_undo(written[:-1] + ("B" if written.endswith("A") else "A"), means, now) is None
    assert read_undo(preferences_path(means, campaign, undo.subscriber, now)[3:], means, now) is None
    stranger = subscribers.subscriber(session, make.subscriber(session, number="+393331234343"))
    assert not take_back(session, choices(session, shelf, campaign, stranger, now), undo, HOW, now)
    take_back(session, see(), undo, HOW, now)
    stop_all(session, see(), HOW, now + timedelta(minutes=1))
    assert not take_back(session, see(), undo, HOW, now + timedelta(minutes=2))


@pytest.mark.rule("US-REASSIGN-1")
def test_no_undo_takes_back_that_it_is_somebody_else_s_number(session, campaign, see, now):
    undo = stop_all(session, see(), HOW, now)
    deny(session, see().person, campaign, HOW, now + timedelta(minutes=1))
    assert not take_back(session, see(), undo, HOW, now + timedelta(minutes=2))
    assert see().standing is Standing.WITHDRAWN
    assert see().is_stopped


@pytest.mark.rule("US-TCPA-REV-3")
def test_not_me_stops_and_closes_the_strangers_question(session, means, campaign, person, see, now):
    id = ask_for(session, person, now)
    token = not_me_link(means, id).rpartition("/")[2]
    proof = denied(session, means, token)
    assert proof
    assert proof.subscriber == person.id
    deny(session, person, campaign, HOW, now)
    assert see().is_stopped
    assert not proofs.try_pin(session, proof, "123456", tries=5, now=now)
    assert proofs.open_proofs(session, person.id, now) == []
    assert denied(session, means, token[:-1] + ("a" if token[-1] != "a" else "b")) is None


def test_a_link_is_the_number_s_for_ever_and_holds_no_number(means, campaign, person, now):
    path = preferences_path(means, campaign, person.id, now)
    held = holder(means, path.removeprefix("/p/"), now + timedelta(days=3650))
    assert held
    assert (held.subscriber, held.campaign) == (person.id, campaign.id)
    assert person.number[3:] not in path
    assert holder(means, "nonsense", now) is None


def test_the_link_goes_to_whom_we_know_and_to_nobody_else(session, means, shelf, person, now):
    text_link(session, means, shelf, "+393339999999", now)
    text_link(session, means, shelf, person.number, now)
    assert texts(session, person) == [Kind.SERVICE]
    assert subscribers.subscriber_of(session, "+393339999999") is None


def test_one_text_speaks_for_the_brand_dealt_with_last(session, means, shelf, person, now):
    make.consent(session, person.id, brand=OTHER, campaign="games")
    text_link(session, means, shelf, person.number, now)
    assert [each.brand for each in messages.messages_of(session, person.id)] == [OTHER]
    suppressions.suppress(session, person.id, OTHER, reason="STOP by text", now=now)
    text_link(session, means, shelf, person.number, now)
    assert [each.brand for each in messages.messages_of(session, person.id)] == [OTHER, make.BRAND]


@pytest.mark.rule("EU-SUPP-2")
def test_who_said_stop_gets_no_link(session, means, shelf, person, see, now):
    stop_all(session, see(), HOW, now)
    text_link(session, means, shelf, person.number, now)
    assert texts(session, person) == []


@pytest.mark.rule("EU-SUPP-2", "PREF-2")
def test_no_limit_tells_afterwards_whether_a_link_was_sent(session, means, shelf, person, now):
    """Whoever asks for links and then leaves the number on a page finds as much left of any number."""
    for number in (person.number, "+393339999999"):
        for _ in range(3):
            text_link(session, means, shelf, number, now)
        assert limits.exhausted(session, limits.ASIDE_TO_NUMBER, number, now)
        assert limits.take(session, limits.TEXTS_TO_NUMBER, number, now) is None
        assert limits.exhausted(session, limits.TEXTS_TO_NUMBER, number, now)


def test_a_number_gets_two_links_a_day_and_a_join_is_left(session, means, shelf, person, now):
    for _ in range(5):
        text_link(session, means, shelf, person.number, now)
    assert texts(session, person) == [Kind.SERVICE] * 2
    assert limits.take(session, limits.TEXTS_TO_NUMBER, person.number, now) is None


@pytest.mark.rule("EU-DSAR-1", "PREF-2")
def test_a_copy_holds_all_but_what_would_let_a_stranger_act(session, means, shelf, campaign, person, now):
    ask_for(session, person, now)
    make.message(session, subscriber=person.id, kind=Kind.PROOF, text="Gelateria Aurora: 123456 is your code.")
    make.message(session, subscriber=person.id)
    known, whole = copy(session, means, shelf, person), export(session, person, shelf, means)
    assert known["number"] == "+39 ••• ••• 342"
    assert [each["text"] for each in known["messages"]] == [None, whole["messages"][1]["text"]]
    assert {key for key in known if known[key] != whole[key]} == {"number", "messages"}


def ask_for(session, person, now) -> int:
    """The id of a question with the pin 123456."""
    facts = {"campaign": make.CAMPAIGN_ID, "visit": 7, "placement": make.PLACEMENT, "language": "it", "now": now}
    until = now + timedelta(hours=1)
    return proofs.add_proof(session, person.id, marketing=True, pin="123456", expires_at=until, **facts)
