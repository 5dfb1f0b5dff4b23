"""The tap that ends all texts, and the tap that takes it back: then all is as it was, also what waited to be sent."""

from datetime import timedelta

import pytest

from app.actions.choose import choices
from app.actions.end import stop
from app.actions.stop import REASON, stop_all, take_back
from app.actions.take_in import TakenIn, take_in
from app.rules.intake import Row
from app.rules.message import Kind, State
from app.rules.phone import Number
from app.rules.standing import Standing
from app.rules.suppression import STOP_BY_TEXT, Scope
from app.store import messages, outbox, subscribers, suppressions, sweeps
from tests import make

CAMPAIGN = make.campaign()
SHELF = {CAMPAIGN.id: CAMPAIGN}
MINUTE = timedelta(minutes=1)


@pytest.fixture
def person(session):
    id = make.subscriber(session)
    make.consent(session, id)
    return subscribers.subscriber(session, id)


def seen(session, person, now):
    return choices(session, SHELF, CAMPAIGN, person, now)


def undone(session, person, undo, now) -> bool:
    return take_back(session, seen(session, person, now), undo, {"how": "undo"}, now)


def state(session, message) -> State:
    return messages.state_of(session, message.id)


@pytest.mark.parametrize("kind", [Kind.SERVICE, Kind.CONFIRMATION])
def test_what_was_asked_for_and_dropped_by_the_stop_waits_again_after_the_undo(session, person, now, kind):
    text = make.message(session, subscriber=person.id, kind=kind)
    undo = stop_all(session, seen(session, person, now), {}, now)
    assert state(session, text) is State.SUPPRESSED
    assert undone(session, person, undo, now + 5 * MINUTE)
    assert state(session, text) is State.QUEUED
    leased = outbox.lease(session, now=now + 5 * MINUTE, until=now + 6 * MINUTE, most=9)
    assert [each.id for each in leased] == [text.id]


def test_so_does_a_coupon_that_was_texted_while_the_stop_stood(session, person, now):
    undo = stop_all(session, seen(session, person, now), {}, now)
    text = make.message(session, subscriber=person.id, queued_at=now + MINUTE)
    sweeps.sweep(session, now + 2 * MINUTE)
    assert undone(session, person, undo, now + 3 * MINUTE)
    assert state(session, text) is State.QUEUED


def test_what_is_too_old_or_was_dropped_before_stays_unsent(session, person, now):
    old = make.message(session, subscriber=person.id, queued_at=now - 55 * MINUTE)
    other = make.message(session, subscriber=person.id, brand="Other")
    stop(session, person, make.campaign(brand={"name": "Other"}), reason="STOP", evidence={}, now=now - MINUTE)
    undo = stop_all(session, seen(session, person, now), {}, now)
    assert undone(session, person, undo, now + 9 * MINUTE)
    assert {state(session, each) for each in (old, other)} == {State.SUPPRESSED}


@pytest.mark.rule("PREF-2", "EU-SUPP-1")
def test_a_stop_that_was_given_in_another_way_meanwhile_stands(session, person, now):
    undo = stop_all(session, seen(session, person, now), {}, now)
    assert not stop(session, person, CAMPAIGN, reason=STOP_BY_TEXT, evidence={}, now=now + MINUTE)
    assert not undone(session, person, undo, now + 2 * MINUTE)
    assert suppressions.suppressed_by(session, person.id) == {make.BRAND: Scope.ALL}
    assert seen(session, person, now).standing is Standing.WITHDRAWN


@pytest.mark.rule("PREF-2", "EU-SUPP-1")
def test_a_no_that_was_imported_before_or_meanwhile_stands(session, person, now):
    row = Row(2, Number(make.NUMBER, "IT", "mobile"), False, now, "", "shop", "", "it")
    undo = stop_all(session, seen(session, person, now), {}, now)
    assert take_in(session, CAMPAIGN, row, "shop.csv", now + MINUTE) is TakenIn.UNCHANGED
    assert undone(session, person, undo, now + 2 * MINUTE)
    assert suppressions.suppressed_by(session, person.id) == {make.BRAND: Scope.MARKETING}
    assert seen(session, person, now).standing is Standing.WITHDRAWN
    undo = stop_all(session, seen(session, person, now), {}, now + 3 * MINUTE)
    assert undone(session, person, undo, now + 4 * MINUTE)
    assert [each.reason for each in suppressions.orders_of(session, person.id)] == ["no, imported"]


def test_a_stop_is_taken_back_once(session, person, now):
    undo = stop_all(session, seen(session, person, now), {}, now)
    assert undone(session, person, undo, now + MINUTE)
    stop_all(session, seen(session, person, now), {}, now + 2 * MINUTE)
    assert not undone(session, person, undo, now + 3 * MINUTE)
    assert [each.reason for each in suppressions.orders_of(session, person.id)] == [REASON]
