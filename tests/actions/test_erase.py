"""Who asks to be forgotten is: the "no" stays on a keyed hash, the proof without a name, the coupon as anybody's."""

from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta

import pytest

from app.actions import end, look_up, receive, redeem, undo
from app.actions.apply import Application
from app.actions.confirm import confirm_pin
from app.actions.enrol import marketing_standing
from app.actions.erase import Erased, erase
from app.actions.join import join, submit
from app.actions.sale import Redeemed, Sale
from app.gateways import Inbound
from app.rules.coupon import write_code
from app.rules.failure import Failure, Outcome
from app.rules.message import Kind, State
from app.rules.phone import read_number
from app.rules.preference import Preference
from app.rules.redemption import Status
from app.rules.standing import Standing
from app.rules.suppression import Scope
from app.store import coupons, ledger, messages, outbox, preferences, stock, subscribers, suppressions, visits, words
from app.store.access import Till
from app.store.outbox import Attempt
from app.store.tables import metadata
from app.store.visits import Visit
from tests import make

SAYS = words.load()
NUMBER = "+4915155500342"
ADDRESS, BROWSER, TYPED, TEXT = "203.0.113.9", "Handy/5.0 (Linux)", "01515 55 00 342", "Hallo, hier ist Zoe"
HOW = {"how": "on the preference page", "address": ADDRESS}


@pytest.fixture
def means():
    return make.means(SAYS)


@pytest.fixture
def campaign():
    return make.campaign(countries=["DE", "US", "IT"])


def visit_of(campaign, id=11):
    return Visit(id, campaign.id, make.PLACEMENT, "it", True, None, {})


def joins(session, means, campaign, now, *, number=NUMBER, visit=11, marketing=True):
    """Somebody joins and, where that is asked, types the pin; their subscriber."""
    make.release(session, campaign, SAYS)
    evidence = {"address": ADDRESS, "browser": BROWSER, "number": TYPED, "page": "https://aurora.example/k7q2m"}
    left = Application(read_number(number, ["DE", "US"]), marketing, "it", ADDRESS, evidence)
    join(session, means, campaign, visit_of(campaign, visit), left, now)
    if number == NUMBER:
        confirm_pin(session, means, campaign, visit, make.pin(session, number), now)
    return subscribers.subscriber_of(session, number)


def lives(session, means, campaign, now):
    """Somebody who joined, wrote to us, chose, and has texts that wait; (who, their coupon)."""
    person = joins(session, means, campaign, now)
    text = Inbound(number=NUMBER, sender=make.BRAND, text=TEXT, vendor_reference="in-1")
    receive.take_text(session, means, {campaign.id: campaign}, text, "recording", now)
    preferences.choose(session, person.id, make.BRAND, Preference(1, frozenset(), frozenset(), None), now)
    return person, coupons.coupon_of(session, campaign.id, person.id)


@pytest.mark.rule("EU-DSAR-1", "EU-SUPP-1", "US-REC-1", "COUP-CONS-3")
def test_nothing_of_a_person_is_left_in_the_whole_database(sessions, means, campaign, now):
    with sessions.begin() as session:
        person, coupon = lives(session, means, campaign, now)
        pin = make.pin(session, NUMBER)
    with sessions.begin() as session:
        erased = erase(session, person, {campaign.id: campaign}, HOW, now)
    assert (erased.persons, erased.withdrawn, erased.inbound, erased.coupons) == (1, 2, 1, 1)
    dump = make.dump(sessions)
    secrets = [NUMBER, NUMBER[1:], ADDRESS, BROWSER, TYPED, TEXT, pin, write_code(coupon.serial, make.KEYS), "•••"]
    assert [secret for secret in secrets if secret in dump] == []
    assert opened_in(sessions) == [str(coupon.serial)]


def opened_in(sessions):
    """All that our keys open anywhere in the database."""
    with sessions.engine.connect() as connection:
        rows = [row for table in metadata.sorted_tables for row in connection.execute(table.select())]
    blobs = (bytes(cell) for row in rows for cell in row if isinstance(cell, bytes | memoryview))
    return [opened for blob in blobs if len(blob) > 32 and (opened := sessions.vault.opened(blob)) is not None]


@pytest.mark.rule("EU-GDPR-7-1", "US-REC-1")
def test_what_is_left_still_proves_what_was_agreed_and_how_it_ended(session, means, campaign, now):
    person, _ = lives(session, means, campaign, now)
    before = ledger.consents_of(session, person.id)
    erase(session, person, {campaign.id: campaign}, HOW, now)
    after = ledger.consents_of(session, person.id)
    assert after[: len(before)] == before
    assert [(row.event, row.purpose) for row in after[len(before) :]] == [
        ("withdraw", "coupon"),
        ("withdraw", "marketing"),
    ]
    assert list(ledger.faults(session)) == []


@pytest.mark.rule("COUP-CONS-3", "EU-DETR-1", "REDEEM-1")
def test_the_coupon_of_somebody_erased_is_still_good(session, means, campaign, now):
    person, coupon = lives(session, means, campaign, now)
    till = Till(make.till(session, name="Front"), "Front")
    erase(session, person, {campaign.id: campaign}, HOW, now)
    code = write_code(coupon.serial, make.KEYS)
    assert look_up.look_up(session, means, till, code, now).status is Status.VALID
    spent = redeem.redeem(session, means, make.offers(session, campaign), till, Sale(code), now)
    assert isinstance(spent, Redeemed)
    assert undo.reverse(session, means, till, spent.id, "wrong coupon", now)


@pytest.mark.rule("EU-SUPP-1", "EU-SUPP-2")
def test_every_brand_that_dealt_with_the_number_is_kept_from_it(session, means, campaign, now):
    person, _ = lives(session, means, campaign, now)
    make.message(session, subscriber=person.id, brand="Bottega Blu", campaign="blu")
    suppressions.suppress(session, person.id, "Bottega Blu", reason="STOP by text", now=now)
    erased = erase(session, person, {campaign.id: campaign}, HOW, now)
    assert erased.kept_from == ("Bottega Blu", make.BRAND)
    orders = suppressions.orders(session, session.vault.index("number", NUMBER))
    assert [(each.brand, each.scope) for each in orders] == [
        ("Bottega Blu", Scope.ALL),
        ("Bottega Blu", Scope.MARKETING),
        (make.BRAND, Scope.MARKETING),
    ]


def test_a_second_erasure_finds_nobody(session, means, campaign, now):
    person, _ = lives(session, means, campaign, now)
    assert erase(session, person, {campaign.id: campaign}, HOW, now).persons == 1
    entries = ledger.consents_of(session, person.id)
    assert erase(session, person, {campaign.id: campaign}, HOW, now) == Erased()
    assert ledger.consents_of(session, person.id) == entries
    assert subscribers.subscriber_of(session, NUMBER) is None


def test_two_who_erase_at_once_erase_once(sessions, means, campaign, now):
    with sessions.begin() as session:
        person, _ = lives(session, means, campaign, now)

    def erases(_):
        with sessions.begin() as session:
            return erase(session, person, {campaign.id: campaign}, HOW, now).persons

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(erases, range(4))) == [0, 0, 0, 1]
    with sessions.read() as session:
        assert [row.event for row in ledger.consents_of(session, person.id)].count("withdraw") == 2
        assert list(ledger.faults(session)) == []


def test_an_act_that_comes_a_moment_too_late_leaves_no_evidence(session, means, campaign, now):
    person, _ = lives(session, means, campaign, now)
    erase(session, person, {campaign.id: campaign}, HOW, now)
    end.stop(session, person, campaign, reason="by hand", evidence={"address": ADDRESS}, now=now)
    make.consent(session, person.id, event="object")
    assert not any(ledger.evidence_of(session, person.id).values())
    assert list(ledger.faults(session)) == []


def test_what_waits_is_not_sent_and_says_why(session, means, campaign, now):
    person, _ = lives(session, means, campaign, now)
    waiting = make.message(session, subscriber=person.id)
    erase(session, person, {campaign.id: campaign}, HOW, now)
    ended = messages.message_of(session, waiting.reference)
    assert (ended.state, ended.reason) == (State.SUPPRESSED, "erased")
    assert outbox.lease(session, now=now, until=now + timedelta(minutes=1), most=99) == []


def test_a_text_in_a_gateways_hands_is_not_tried_again_for_somebody_erased(session, means, campaign, now):
    person = joins(session, means, campaign, now)
    held = outbox.lease(session, now=now, until=now + timedelta(minutes=1), most=99)
    erase(session, person, {campaign.id: campaign}, HOW, now)
    late = now + timedelta(seconds=5)
    outbox.settle(
        session,
        [Attempt(held[0].id, 1, "recording", Outcome.DEFERRED, State.QUEUED, now, failure=Failure.DOWN, due_at=late)],
    )
    assert outbox.lease(session, now=late, until=late + timedelta(minutes=1), most=99) == []
    ended = messages.message_of(session, held[0].reference)
    assert (ended.state, ended.reason) == (State.SUPPRESSED, "erased")


@pytest.mark.rule("EU-SUPP-1")
@pytest.mark.parametrize("number", [NUMBER, "+12125550123"])
def test_the_same_number_is_somebody_new_whose_no_stands_until_the_number_confirms(
    session, means, campaign, now, number
):
    before = joins(session, means, campaign, now, number=number)
    erase(session, before, {campaign.id: campaign}, HOW, now)
    later = now + timedelta(days=1)
    after = joins(session, means, campaign, later, number=number, visit=12)
    assert after.id != before.id
    if number == NUMBER:  # its pin was typed, so the number itself confirmed
        assert marketing_standing(session, after.id, campaign) is Standing.GRANTED
        assert suppressions.suppressed_by(session, after.id) == {}
        return
    assert marketing_standing(session, after.id, campaign) is Standing.PENDING
    assert suppressions.suppressed_by(session, after.id) == {make.BRAND: Scope.MARKETING}
    assert make.texts(session, campaign.id, number)[-1] is Kind.PROOF  # "reply YES", and no welcome
    yes = Inbound(number=number, sender=make.BRAND, text="YES", vendor_reference="in-9")
    receive.take_text(session, means, {campaign.id: campaign}, yes, "recording", later)
    assert marketing_standing(session, after.id, campaign) is Standing.GRANTED
    assert suppressions.suppressed_by(session, after.id) == {}


def test_the_visit_of_somebody_erased_is_nobodys(session, means, campaign, now):
    person = joins(session, means, campaign, now)
    assert visits.visit(session, 11).subscriber == person.id
    erase(session, person, {campaign.id: campaign}, HOW, now)
    assert visits.visit(session, 11).subscriber is None


def test_a_worker_that_holds_a_text_and_an_erasure_do_not_wait_for_each_other(sessions, now):
    """The worker takes texts along with their people, and passes over whom somebody erases."""
    with sessions.begin() as session:
        id = make.subscriber(session)
        make.message(session, subscriber=id, kind=Kind.MARKETING, queued_at=now)
        person = subscribers.subscriber(session, id)

    def forget() -> Erased:
        with sessions.begin() as session:
            return erase(session, person, {}, HOW, now)

    with ThreadPoolExecutor(1) as pool:
        with sessions.begin() as session:
            outbox.lease(session, now=now, until=now + timedelta(minutes=1), most=9)
            gone = pool.submit(forget)
            wait([gone], timeout=0.5)
            subscribers.hold(session, [id])
        assert gone.result(timeout=30).persons == 1


@pytest.mark.parametrize("number", [NUMBER, "+12125550123"])
@pytest.mark.parametrize("how_often", [1, 3])
def test_nobody_gets_a_second_coupon_by_being_erased(sessions, means, campaign, now, number, how_often):
    """Asked for twice or once, step by step or in one act: the number gets the same again, and the stock gives one."""
    with sessions.begin() as session:
        person = joins(session, means, campaign, now, number=number)
        first = coupons.coupon_of(session, campaign.id, person.id)
    left = Application(read_number(number, ["DE", "US"]), False, "it", ADDRESS, {})
    for n in range(how_often):
        later, visit = now + timedelta(days=n + 1), 12 + n
        with sessions.begin() as session:
            erase(session, subscribers.subscriber_of(session, number), {campaign.id: campaign}, HOW, later)
        submit(sessions, means, campaign, lambda _, id=visit: visit_of(campaign, id), left, later)
        with sessions.begin() as session:
            if number == NUMBER:
                confirm_pin(session, means, campaign, visit, make.pin(session, number), later)
            again = coupons.coupon_of(session, campaign.id, subscribers.subscriber_of(session, number).id)
            assert (again.serial, again.valid_until) == (first.serial, first.valid_until)
            assert stock.taken(session, campaign.id)[0] == 1
