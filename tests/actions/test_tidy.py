"""What is over goes, by itself and a little at a time; a "no" never does."""

from datetime import datetime, timedelta

import pytest

from app.actions.tidy import over, tidy
from app.rules.message import State
from app.rules.robot import Opener
from app.rules.standing import Standing, standing
from app.rules.suppression import Scope
from app.store import (
    clicks,
    coupons,
    heartbeats,
    incoming,
    ledger,
    left_behind,
    messages,
    proofs,
    removals,
    subscribers,
    suppressions,
    visits,
)
from app.store.clicks import Click, Clicked
from tests import hearing, make

DAY = timedelta(days=1)
YEAR = 365.25 * DAY
MONTH = YEAR / 12
US, FR, SE = "+12125550123", "+33612345678", "+46701234567"


def runs(session, now, most=500, campaigns=()):
    """Tidies until nothing is over; how much went, in all."""
    removed = 0
    while found := over(session, hearing.shelf(*campaigns), now, most):
        gone = tidy(session, found, now)
        assert gone, f"found and never removed: {found}"
        removed += gone
    return removed


def stands(session, person):
    return standing(ledger.marketing_events(session, {person}).get((person, make.BRAND), ()))


def is_known(session, person):
    return subscribers.subscriber_or_none(session, person) is not None


def test_clicks_go_as_scans_do(session, now):
    person = make.subscriber(session)
    make.consent(session, person, event="confirm", now=now + 12 * MONTH)
    text = make.message(session, subscriber=person, queued_at=now + 2 * MONTH)
    kinds = (Opener.PERSON, Opener.SCANNER)
    batch = [
        Click(text.id, n, text.subscriber, text.campaign, None, "page", kind, now + 20 * DAY * n)
        for n, kind in enumerate(kinds)
    ]
    clicks.add_clicks(session, batch)
    assert runs(session, now + 12 * MONTH) == 0
    assert runs(session, now + 13 * MONTH + DAY) == 1
    assert clicks.by_link(session, text.campaign)[None, "page"] == Clicked(scanners=1)


def test_texts_of_both_sides_are_blanked_after_thirteen_months(session, now):
    person = make.subscriber(session)
    make.consent(session, person, event="confirm", now=now + 12 * MONTH)
    make.message(session, subscriber=person, state=State.DELIVERED)
    young = make.message(session, subscriber=person, state=State.DELIVERED, queued_at=now + 2 * DAY)
    said = {"gateway": "phone", "vendor_reference": "in-1", "sender": make.BRAND, "meaning": "unclear"}
    incoming.add_inbound(session, subscriber=person, text="Ciao", campaign=None, at=now, **said)
    assert runs(session, now + 12 * MONTH) == 0
    assert runs(session, now + 13 * MONTH + DAY) == 2
    assert [text for text in messages.texts_of(session, person).values() if text is None] == [None]
    assert messages.texts_of(session, person)[young.id]
    assert incoming.inbound_of(session, person)[0].text is None
    assert removals.counted(session, now)[0][:2] == ("inbound", 1)


@pytest.mark.rule("CA-CASL-3")
def test_questions_go_sixty_days_after_they_expired(session, now):
    person = make.subscriber(session)
    make.consent(session, person, event="confirm")
    asks = {"campaign": make.CAMPAIGN_ID, "placement": make.PLACEMENT, "language": "it", "marketing": True}
    proofs.add_proof(session, person, visit=11, pin="123456", expires_at=now + DAY, now=now, **asks)
    assert runs(session, now + 60 * DAY) == 0
    assert runs(session, now + 61 * DAY) == 1


def test_a_number_that_never_confirmed_is_forgotten_after_thirty_days(session, now):
    asked = make.subscriber(session)
    make.consent(session, asked, event="request")
    with_coupon = make.subscriber(session, number=FR, country="FR")
    make.consent(session, with_coupon, event="request")
    make.coupon(session, subscriber=with_coupon)
    assert runs(session, now + 29 * DAY) == 0
    assert runs(session, now + 31 * DAY) == 1
    assert (is_known(session, asked), is_known(session, with_coupon)) == (False, True)


@pytest.mark.rule("FR-4", "IT-3", "US-INACT-1")
@pytest.mark.parametrize(
    ("number", "country", "months"), [(make.NUMBER, "IT", 24), (FR, "FR", 36), (SE, "SE", 36), (US, "US", 18)]
)
def test_a_consent_expires_when_nothing_was_heard_for_too_long(session, now, number, country, months):
    person = make.subscriber(session, number=number, country=country)
    make.consent(session, person, event="confirm")
    runs(session, now + months * MONTH - 3 * DAY)
    assert stands(session, person) is Standing.GRANTED
    runs(session, now + months * MONTH + 3 * DAY)
    assert stands(session, person) is Standing.NONE
    assert is_known(session, person)
    assert messages.messages_of(session, person) == []  # nobody is written to because of it
    assert list(ledger.faults(session)) == []


@pytest.mark.rule("FR-4", "US-INACT-1")
def test_what_came_from_the_person_keeps_a_consent_young(session, now):
    person = make.subscriber(session)
    make.consent(session, person, event="confirm")
    said = {"gateway": "phone", "vendor_reference": "in-1", "sender": make.BRAND, "meaning": "unclear"}
    incoming.add_inbound(session, subscriber=person, text="Ciao", campaign=None, at=now + YEAR, **said)
    american = make.subscriber(session, number=US, country="US")
    make.consent(session, american, event="grant")
    make.message(session, subscriber=american, state=State.DELIVERED, queued_at=now + YEAR)
    runs(session, now + 2.1 * YEAR)
    assert (stands(session, person), stands(session, american)) == (Standing.GRANTED, Standing.GRANTED)
    runs(session, now + 3.1 * YEAR)
    assert (stands(session, person), stands(session, american)) == (Standing.NONE, Standing.NONE)


@pytest.mark.rule("FR-4", "SK-2", "US-REC-2")
@pytest.mark.parametrize(("country", "years"), [("FR", 1), ("SK", 5), ("US", 5)])
def test_whoever_was_not_heard_of_is_forgotten_some_time_after(session, now, country, years):
    person = make.subscriber(session, country=country)
    make.consent(session, person, event="confirm")
    make.consent(session, person, event="expire", now=now)
    coupon = make.coupon(session, subscriber=person)
    runs(session, now + years * YEAR - 3 * DAY)
    assert is_known(session, person)
    runs(session, now + years * YEAR + 3 * DAY)
    assert not is_known(session, person)
    assert coupons.coupon_by_serial(session, coupon.serial) is not None


@pytest.mark.rule("US-REC-2", "SK-2", "US-VA-1", "EU-SUPP-1")
@pytest.mark.parametrize("ended", ["withdraw", "object"])
def test_a_proof_is_kept_five_years_after_the_end_and_the_no_for_good(session, now, ended):
    person = make.subscriber(session)
    make.consent(session, person, event="confirm")
    make.consent(session, person, event=ended)
    suppressions.suppress(session, person, "Bottega Blu", reason="STOP by text", now=now)
    runs(session, now + 5 * YEAR - 3 * DAY)
    assert ledger.evidence_of(session, person)
    assert is_known(session, person)
    runs(session, now + 5 * YEAR + 3 * DAY)
    assert not is_known(session, person)
    assert not any(ledger.evidence_of(session, person).values())
    orders = suppressions.orders(session, session.vault.index("number", make.NUMBER))
    assert [(each.brand, each.scope) for each in orders] == [
        ("Bottega Blu", Scope.ALL),
        (make.BRAND, Scope.MARKETING),
    ]
    runs(session, now + 40 * YEAR)
    assert len(suppressions.orders(session, session.vault.index("number", make.NUMBER))) == 2


def test_visits_of_nobody_go_after_thirteen_months(session, now):
    person = make.subscriber(session)
    make.consent(session, person, event="confirm")
    for id in (11, 12):
        visits.add_visit(session, id, campaign=make.CAMPAIGN_ID, placement=make.PLACEMENT, language="it", now=now)
        visits.add_step(session, id, "telegram", "clicked", now)
    left = visits.visit(session, 12)
    visits.join(session, left, person, first=True, now=now)
    assert runs(session, now + 13 * MONTH + DAY) == 1
    assert (visits.visit(session, 11), visits.visit(session, 12).subscriber) == (None, person)


def test_it_goes_a_little_at_a_time(session, now):
    for _ in range(7):
        make.message(session, state=State.DELIVERED)
    late = now + 13 * MONTH + DAY
    found = over(session, {}, late, most=3)
    assert [len(ids) for kind, ids in found.rows if kind == "texts"] == [3]
    runs(session, late, most=3)
    assert not over(session, {}, late, most=3)


def test_of_several_workers_one_has_the_turn(session, now):
    claims = [
        heartbeats.claim(session, "retention", timedelta(hours=1), now + minutes * timedelta(minutes=1))
        for minutes in (0, 1, 59, 60, 61)
    ]
    assert claims == [True, False, False, True, False]


def test_nobody_is_removed_who_wrote_meanwhile(session, now):
    person = make.subscriber(session)
    make.consent(session, person, event="request")
    late: datetime = now + 31 * DAY
    found = over(session, {}, late)
    make.consent(session, person, event="confirm", now=late)
    assert tidy(session, found, late) == 0
    assert is_known(session, person)


@pytest.mark.rule("COUP-CONS-3")
def test_the_trace_of_who_left_a_coupon_goes_when_it_can_serve_nothing_any_more(session, now):
    """Neither does the coupon count, nor could the number get a second one."""
    number = "+393331234343"
    person = make.subscriber(session, number=number)
    coupon = make.coupon(session, subscriber=person)  # for 30 days
    left_behind.leave(session, person, number)
    subscribers.erase(session, person, now)
    goes_on, over_by_then = make.campaign(), make.campaign(runs={"until": "2026-08-31"})
    assert runs(session, now + 13 * MONTH, campaigns=[over_by_then]) == 0
    late = now + 14 * MONTH + 3 * DAY
    assert runs(session, late, campaigns=[goes_on]) == 0
    assert left_behind.is_left(session, make.CAMPAIGN_ID, number)
    assert runs(session, late, campaigns=[over_by_then]) == 1
    assert not left_behind.is_left(session, make.CAMPAIGN_ID, number)
    assert coupons.coupon_by_serial(session, coupon.serial) is not None
    assert [(kind, count) for kind, count, _ in removals.counted(session, now)] == [("coupon traces", 1)]


def test_so_does_that_of_a_campaign_whose_file_is_gone(session, now):
    person = make.subscriber(session)
    make.coupon(session, subscriber=person)
    left_behind.leave(session, person, make.NUMBER)
    subscribers.erase(session, person, now)
    assert runs(session, now + 14 * MONTH + 3 * DAY) == 1
