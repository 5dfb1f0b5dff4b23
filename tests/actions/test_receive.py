import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from app.actions import Means, receive
from app.gateways import Inbound, Receipt
from app.rules.failure import Failure
from app.rules.keyword import Meaning
from app.rules.message import Kind, State
from app.store import (
    alarms,
    circuits,
    coupons,
    incoming,
    ledger,
    messages,
    outbox,
    proofs,
    subscribers,
    suppressions,
    words,
)
from tests import make

SENDER = make.SENDER
OTHER = "Second Quest Games"
WORDS = "0" * 64


@pytest.fixture
def means() -> Means:
    numbers = iter(range(10**9, 10**9 + 10**6))
    return Means(("spring-key-of-the-tests",), "http://localhost", words.load(), lambda n: next(numbers) % n)


@pytest.fixture
def campaigns():
    return {make.CAMPAIGN_ID: make.campaign()}


@pytest.fixture
def person(session) -> int:
    """A number that was written to once."""
    id = make.subscriber(session)
    make.message(session, subscriber=id, state=State.DELIVERED)
    return id


def inbound(text: str, *, id: str = "in-1", number: str = make.NUMBER, sender: str = SENDER) -> Inbound:
    return Inbound(id, number, sender, text)


def replies(session, person: int) -> list[messages.Message]:
    return [each for each in messages.messages_of(session, person) if each.kind is Kind.REPLY]


def ask(session, person: int, now, *, marketing: bool = True, campaign: str = make.CAMPAIGN_ID) -> None:
    """A coupon held for a number that has still to prove itself."""
    make.coupon(session, subscriber=person, campaign=campaign, issued_at=now, held_until=now + timedelta(hours=1))
    ledger.add_words(session, WORDS, "it", "what the text asked")
    proofs.add_proof(
        session,
        person,
        campaign=campaign,
        visit=7,
        placement=make.PLACEMENT,
        language="it",
        marketing=marketing,
        pin="123456",
        words=WORDS,
        expires_at=now + timedelta(hours=1),
        now=now,
    )


def test_yes_settles_the_coupon_and_texts_it_once(session, means, campaigns, person, now):
    ask(session, person, now)
    assert receive.take_text(session, means, campaigns, inbound("sì"), "phone", now) is Meaning.YES
    assert receive.take_text(session, means, campaigns, inbound("sì"), "phone", now) is None
    receive.take_text(session, means, campaigns, inbound("sì", id="in-2"), "phone", now)
    (coupon,) = coupons.coupons_of(session, person)
    assert coupon.held_until is None
    waiting = [each.kind for each in messages.messages_of(session, person) if each.state is State.QUEUED]
    assert sorted(waiting) == [Kind.CONFIRMATION, Kind.SERVICE]
    events = [(row.event, row.purpose) for row in ledger.consents_of(session, person)]
    assert events == [("confirm", "coupon"), ("confirm", "marketing")]


def test_yes_answers_our_question_though_the_provider_takes_it_for_a_start(session, means, campaigns, person, now):
    ask(session, person, now)
    text = Inbound("in-1", make.NUMBER, SENDER, "Yes", command="start")
    assert receive.take_text(session, means, campaigns, text, "phone", now, handles_stop=True) is Meaning.YES
    assert [each.held_until for each in coupons.coupons_of(session, person)] == [None]
    waiting = [each.kind for each in messages.messages_of(session, person) if each.state is State.QUEUED]
    assert sorted(waiting) == [Kind.CONFIRMATION, Kind.SERVICE]


@pytest.mark.parametrize(("own", "stranger"), [(True, False), (False, True)])
def test_yes_grants_no_marketing_that_only_one_of_two_pages_asked_for(
    session, means, campaigns, person, now, own, stranger
):
    """Two pages named the number, and one text went out: somebody else's tick must not ride on its answer."""
    ask(session, person, now, marketing=own)
    shared = {"placement": make.PLACEMENT, "language": "it", "marketing": stranger, "now": now}
    assert proofs.share_proof(session, person, campaign=make.CAMPAIGN_ID, visit=8, **shared)
    for id in ("in-1", "in-2"):
        receive.take_text(session, means, campaigns, inbound("sì", id=id), "phone", now)
    events = [(row.event, row.purpose) for row in ledger.consents_of(session, person)]
    assert events == [("confirm", "coupon")]
    assert not proofs.proved(session, 8, person)


def test_yes_after_stop_confirms_nothing(session, means, campaigns, person, now):
    ask(session, person, now)
    receive.take_text(session, means, campaigns, inbound("STOP"), "phone", now)
    assert receive.take_text(session, means, campaigns, inbound("sì", id="in-2"), "phone", now) is not Meaning.YES
    assert ledger.consents_of(session, person) == []
    assert set(suppressions.suppressed_by(session, person)) == {make.BRAND}


def test_yes_answers_nothing_that_was_not_asked(session, means, campaigns, person, now):
    assert receive.take_text(session, means, campaigns, inbound("yes"), "phone", now) is not Meaning.YES
    assert coupons.coupons_of(session, person) == []


def test_stop_ends_the_brand_and_what_waits_of_it(session, means, campaigns, person, now):
    make.consent(session, person)
    queued = make.message(session, subscriber=person)
    elsewhere = make.message(session, subscriber=person, brand=OTHER, campaign="games", sender=OTHER)
    assert receive.take_text(session, means, campaigns, inbound("Stop!"), "phone", now) is Meaning.STOP
    assert set(suppressions.suppressed_by(session, person)) == {make.BRAND}
    assert messages.state_of(session, queued.id) is State.SUPPRESSED
    assert messages.state_of(session, elsewhere.id) is State.QUEUED
    assert [row.event for row in ledger.consents_of(session, person)] == ["grant", "withdraw"]
    assert len(replies(session, person)) == 1


@pytest.mark.rule("US-KW-4")
def test_whoever_has_the_number_by_mistake_is_written_to_no_more(session, means, campaigns, person, now):
    assert receive.take_text(session, means, campaigns, inbound("wrong number"), "phone", now) is Meaning.WRONG
    assert set(suppressions.suppressed_by(session, person)) == {make.BRAND}


def test_a_machine_is_not_answered(session, means, campaigns, person, now):
    text = "Automatic reply: I am out of the office. Text HELP to reach my colleague."
    assert receive.take_text(session, means, campaigns, inbound(text), "phone", now) is Meaning.AUTOMATIC
    assert replies(session, person) == []
    assert suppressions.suppressed_by(session, person) == {}


def test_stop_again_changes_nothing_and_is_not_answered_again(session, means, campaigns, person, now):
    for id in ("in-1", "in-2"):
        receive.take_text(session, means, campaigns, inbound("STOP", id=id), "phone", now)
    assert len(replies(session, person)) == 1


def test_stop_to_a_shared_sender_ends_every_brand_behind_it(session, means, now):
    both = {
        "ice": make.campaign("ice", keyword={"word": "GELATO", "sender": "+393399900000"}),
        "games": make.campaign("games", brand={"name": OTHER}, keyword={"word": "QUEST", "sender": "+393399900000"}),
    }
    receive.take_text(session, means, both, inbound("STOP", sender="+393399900000"), "phone", now)
    person = subscribers.subscriber_of(session, make.NUMBER)
    assert set(suppressions.suppressed_by(session, person.id)) == {make.BRAND, OTHER}


def test_stop_to_a_sender_that_nobody_knows_ends_who_wrote_last(session, means, campaigns, person, now):
    receive.take_text(session, means, campaigns, inbound("STOP", sender="12345"), "phone", now)
    assert set(suppressions.suppressed_by(session, person)) == {make.BRAND}


def test_stop_counts_from_a_number_that_never_met_us(session, means, campaigns, now):
    receive.take_text(session, means, campaigns, inbound("STOP"), "phone", now)
    person = subscribers.subscriber_of(session, make.NUMBER)
    assert set(suppressions.suppressed_by(session, person.id)) == {make.BRAND}


@pytest.mark.parametrize("spelling", ["393331234342", "00393331234342", " +39 333 123 4342"])
def test_stop_counts_however_the_gateway_writes_the_number(session, means, campaigns, person, now, spelling):
    receive.take_text(session, means, campaigns, inbound("STOP", number=spelling), "phone", now)
    assert set(suppressions.suppressed_by(session, person)) == {make.BRAND}


@pytest.mark.parametrize("sender", ["50350", "AURORA"])
def test_a_short_number_or_a_name_becomes_no_subscriber(session, means, campaigns, now, sender):
    assert receive.take_text(session, means, campaigns, inbound("STOP", number=sender), "phone", now) is None


def test_start_lifts_a_stop_and_says_so(session, means, campaigns, person, now):
    make.consent(session, person)
    receive.take_text(session, means, campaigns, inbound("STOP"), "phone", now)
    receive.take_text(session, means, campaigns, inbound("START", id="in-2"), "phone", now)
    assert suppressions.suppressed_by(session, person) == {}
    assert [row.event for row in ledger.consents_of(session, person)] == ["grant", "withdraw", "confirm"]
    assert len(replies(session, person)) == 2


def test_start_alone_opts_nobody_in(session, means, campaigns, person, now):
    receive.take_text(session, means, campaigns, inbound("START"), "phone", now)
    assert ledger.consents_of(session, person) == []
    assert replies(session, person) == []


def test_help_is_answered_also_after_a_stop(session, means, campaigns, person, now):
    receive.take_text(session, means, campaigns, inbound("STOP"), "phone", now)
    receive.take_text(session, means, campaigns, inbound("AIUTO", id="in-2"), "phone", now)
    assert len(replies(session, person)) == 2
    leased = outbox.lease(session, now=now, until=now + timedelta(minutes=1), most=9)
    assert {each.kind for each in leased} == {Kind.REPLY}


def test_what_is_unclear_does_nothing_by_itself(session, means, campaigns, person, now):
    assert receive.take_text(session, means, campaigns, inbound("Wann endet das?"), "phone", now) is Meaning.UNCLEAR
    assert replies(session, person) == []


def test_what_was_taken_in_is_kept_with_the_campaign_it_answers_and_its_own_time(
    session, means, campaigns, person, now
):
    sent_at = now - timedelta(minutes=3)
    receive.take_text(session, means, campaigns, Inbound("in-1", make.NUMBER, SENDER, "when?", sent_at), "phone", now)
    (kept,) = incoming.inbound_of(session, person)
    assert (kept.meaning, kept.campaign, kept.at, kept.text) == ("unclear", make.CAMPAIGN_ID, sent_at, "when?")


def test_no_text_was_sent_in_the_future(session, means, campaigns, person, now):
    """The clock of a provider may be ahead of ours."""
    early = Inbound("in-1", make.NUMBER, SENDER, "STOP", now + timedelta(hours=1))
    receive.take_text(session, means, campaigns, early, "phone", now)
    assert incoming.inbound_of(session, person)[0].at == now


def test_receipts_end_the_same_in_any_order_and_however_often(session, now):
    one, other = make.message(session), make.message(session)
    told = [("queued", State.QUEUED), ("sent", State.SENT), ("failed", State.FAILED), ("delivered", State.DELIVERED)]
    for message, order in ((one, told), (other, told[::-1])):
        for word, state in order * 2:
            receive.take_receipt(
                session, {}, Receipt("v1", f"{message.id}{word}", state, message.reference), "phone", now
            )
        assert messages.state_of(session, message.id) is State.DELIVERED


def test_a_receipt_told_twice_is_news_once(session, now):
    message = make.message(session)
    receipt = Receipt("v1", "delivered", State.DELIVERED, message.reference)
    assert receive.take_receipt(session, {}, receipt, "phone", now)
    assert not receive.take_receipt(session, {}, receipt, "phone", now)


@pytest.mark.parametrize(
    ("failure", "way"),
    [
        (Failure.ACCOUNT, ("twilio", "", "")),
        (Failure.BALANCE, ("twilio", "", "")),
        (Failure.SENDER, ("twilio", SENDER, "IT")),
        (Failure.REGION, ("twilio", "", "IT")),
    ],
)
@pytest.mark.parametrize("is_orphan", [False, True])
def test_what_only_a_receipt_says_of_our_account_shuts_the_way_and_tells_staff_once(
    session, now, failure, way, is_orphan
):
    for at in range(3):
        reference = f"v{at}"
        told = Receipt(reference, "undelivered 30002", State.FAILED, failure=failure)
        if is_orphan:
            receive.take_receipt(session, {}, told, "twilio", now)
        person = make.subscriber(session, number=f"+39333123434{at}")
        text = make.message(session, subscriber=person, sender=SENDER, state=State.SENT)
        known = "UPDATE messages SET gateway = 'twilio', vendor_reference = :it WHERE id = :id"
        session.run(make.Sql(known), it=reference, id=text.id)
        receive.adopt_orphans(session, "twilio", now)
        if not is_orphan:
            receive.take_receipt(session, {}, told, "twilio", now)
    (shut,) = circuits.by_receipts(session, now)
    assert (shut.gateway, shut.sender, shut.country) == way
    assert (shut.since, shut.until, shut.why) == (now, now + timedelta(minutes=15), failure)
    (alarm,) = alarms.open_alarms(session)
    assert (alarm.cause.kind.value, alarm.cause.facts["why"]) == ("gateway", failure.value)
    assert circuits.by_receipts(session, now + timedelta(minutes=15)) == []


def test_a_way_that_receipts_shut_stays_so_while_they_come(session, now):
    for minutes in (0, 5):
        text = make.message(session, state=State.SENT)
        told = Receipt(f"v{minutes}", "failed", State.FAILED, text.reference, Failure.ACCOUNT)
        receive.take_receipt(session, {}, told, "twilio", now + timedelta(minutes=minutes))
    (shut,) = circuits.by_receipts(session, now)
    assert (shut.since, shut.until) == (now, now + timedelta(minutes=20))
    assert circuits.forget(session, now + timedelta(minutes=19)) == 0
    assert circuits.forget(session, now + timedelta(minutes=20)) == 1


def test_what_is_told_of_a_text_that_left_long_ago_shuts_nothing(session, now):
    text = make.message(session, queued_at=now - timedelta(hours=1), state=State.UNKNOWN)
    told = Receipt("v1", "failed", State.FAILED, text.reference, Failure.SENDER)
    receive.take_receipt(session, {}, told, "twilio", now)
    assert circuits.by_receipts(session, now) == []


def test_what_a_clock_that_was_ahead_has_shut_is_open_once_that_is_put_right_and_can_be_shut_again(session, now):
    ahead = now + timedelta(days=1)
    for at in (ahead, now):
        text = make.message(session, queued_at=at, state=State.SENT)
        told = Receipt(f"v{at:%d}", "failed", State.FAILED, text.reference, Failure.ACCOUNT)
        receive.take_receipt(session, {}, told, "twilio", at)
        if at == ahead:
            assert circuits.by_receipts(session, now) == []
    (shut,) = circuits.by_receipts(session, now)
    assert (shut.since, shut.until) == (now, now + timedelta(minutes=15))


@pytest.mark.parametrize("failure", [Failure.UNREACHABLE, Failure.FILTERED, Failure.REFUSED, Failure.BAD_NUMBER, None])
def test_what_a_receipt_says_of_one_text_shuts_nothing(session, now, failure):
    text = make.message(session, state=State.SENT)
    receive.take_receipt(session, {}, Receipt("v1", "failed", State.FAILED, text.reference, failure), "twilio", now)
    assert (circuits.by_receipts(session, now), alarms.open_alarms(session)) == ([], [])


def test_a_receipt_that_was_overtaken_still_counts(session, now):
    """Another report moved the message between our look and our step."""
    message = make.message(session, state=State.UNDELIVERED)
    receive.advance(session, message.id, State.SENT, State.DELIVERED, "delivered", now)
    assert messages.state_of(session, message.id) is State.DELIVERED


def test_a_receipt_for_an_unknown_text_is_kept_and_changes_nothing(session, now):
    message = make.message(session)
    assert receive.take_receipt(session, {}, Receipt("v9", "delivered", State.DELIVERED), "phone", now)
    assert messages.state_of(session, message.id) is State.QUEUED


@pytest.mark.rule("EU-DOI-1")
def test_yes_answers_only_what_its_own_sender_asked(session, means, person, now):
    """A stranger types the number on the page of another brand, while its owner is about to say YES to ours."""
    here, there = "+393399911111", "+393399900000"
    games = make.campaign("games", brand={"name": OTHER}, senders=[{"from": there}])
    campaigns = {make.CAMPAIGN_ID: make.campaign(senders=[{"from": here}]), "games": games}
    ask(session, person, now)
    ask(session, person, now, campaign="games")
    receive.take_text(session, means, campaigns, inbound("sì", sender=here), "phone", now)
    assert {row.campaign for row in ledger.consents_of(session, person)} == {make.CAMPAIGN_ID}


def test_the_same_text_brought_by_the_page_and_by_the_worker_at_once_is_taken_once(sessions, means, campaigns, now):
    """The worker holds whoever wrote before it keeps their texts; who brings one alone must do so, too."""
    with sessions.begin() as session:
        person = make.subscriber(session, now=now)
        make.message(session, subscriber=person, queued_at=now, state=State.DELIVERED)
    texts = [inbound("STOP", id=f"in-{n}") for n in range(20)]
    start = threading.Barrier(2)

    def alone(each: Inbound) -> Meaning | None:
        start.wait()
        with sessions.begin() as session:
            return receive.take_text(session, means, campaigns, each, "phone", now)

    def among_others(each: Inbound) -> Meaning | None:
        start.wait()
        with sessions.begin() as session:
            receive.hold(session, [each])
            return receive.take_text(session, means, campaigns, each, "phone", now)

    with ThreadPoolExecutor(2) as pool:
        for each in texts:
            taken = [pool.submit(bring, each) for bring in (alone, among_others)]
            assert sorted(str(one.result(timeout=30)) for one in taken) == ["None", "stop"]
