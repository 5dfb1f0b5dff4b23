"""A withdrawn coupon is spent no more; what was kept back for it is free, and nothing that was spent comes back."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest

from app.actions import Means, redeem
from app.actions.release import release
from app.actions.reserve import may_have_another, worth
from app.actions.revoke import revoke
from app.actions.sale import Redeemed, Refused, Sale
from app.rules.campaign import Campaign
from app.rules.coupon import write_code
from app.rules.decision import Reason, sentence
from app.rules.message import COUPON, Kind, State
from app.rules.redemption import Purchase, Refusal
from app.rules.stock import ALL
from app.store import Session, Sessions, budgets, coupons, messages, outbox, stock, words
from app.store.access import Till
from app.store.coupons import Coupon
from tests import make

HOUR = timedelta(hours=1)
WHO = {"by": "giulia@aurora.example", "reason": "misuse"}
FIVE = {"kind": "amount", "value": 5, "currency": "EUR", "limits": {"budget": "100 EUR"}}


@pytest.fixture
def means() -> Means:
    return make.means({})


@pytest.fixture
def till(session: Session) -> Till:
    return Till(make.till(session, name="Duomo"), "Duomo")


def issued(session: Session, campaign: Campaign, now: datetime) -> Coupon:
    """A coupon that its budget knows of."""
    reach = worth(campaign.offer)
    coupon = make.coupon(session, issued_at=now - HOUR, worth=reach)
    assert budgets.promise(session, campaign.id, 10_000, "EUR", reach.kept_back)
    return coupon


def spend(session, means, till, campaign, coupon, now, purchase=None) -> Redeemed | Refused:
    sale = Sale(write_code(coupon.serial, make.KEYS), purchase)
    return redeem.redeem(session, means, make.offers(session, campaign), till, sale, now)


def test_a_withdrawn_coupon_is_refused_and_keeps_who_and_why(session, means, till, now):
    campaign = make.campaign(offer=FIVE)
    coupon = issued(session, campaign, now)
    assert [revoke(session, {campaign.id: campaign}, coupon, **WHO, now=now) for _ in range(2)] == [True, False]
    refused = spend(session, means, till, campaign, coupon, now)
    assert (refused.refusal, budgets.stands(session, campaign.id)) == (Refusal.REVOKED, budgets.Budget("EUR", 0, 0))
    assert stock.taken(session, campaign.id, ALL)[0] == 0, "somebody else may have it"
    found = coupons.coupon_by_id(session, coupon.id)
    assert (found.revoked_at, found.revoked_by, found.revoked_reason) == (now, *WHO.values())
    assert not may_have_another(campaign, found, now)


def test_of_a_coupon_that_was_used_the_rest_is_withdrawn(session, means, till, now):
    campaign = make.campaign(offer={**FIVE, "uses": 3})
    coupon = issued(session, campaign, now)
    assert isinstance(spend(session, means, till, campaign, coupon, now), Redeemed)
    assert revoke(session, {campaign.id: campaign}, coupon, **WHO, now=now)
    assert budgets.stands(session, campaign.id) == budgets.Budget("EUR", 0, 500)
    assert stock.taken(session, campaign.id, ALL)[0] == 1
    assert spend(session, means, till, campaign, coupon, now).refusal is Refusal.REVOKED


def test_of_a_card_the_balance_is_withdrawn(session, means, till, now):
    campaign = make.campaign(offer={"kind": "card", "value": 20, "currency": "EUR", "limits": {"budget": "100 EUR"}})
    coupon = issued(session, campaign, now)
    spend(session, means, till, campaign, coupon, now, Purchase(750, "EUR"))
    assert revoke(session, {campaign.id: campaign}, coupon, **WHO, now=now)
    assert budgets.stands(session, campaign.id) == budgets.Budget("EUR", 0, 750)


def states(session: Session, person: int) -> dict[str, tuple[str, str | None]]:
    """How this person's texts stand, and why, by their references."""
    return {each.reference: (each.state.value, each.reason) for each in messages.messages_of(session, person)}


def test_its_text_leaves_no_more_and_says_why_and_others_do(session, now):
    campaign, person = make.campaign(), make.subscriber(session)
    coupon = make.coupon(session, issued_at=now - HOUR, subscriber=person)
    another = make.coupon(session, issued_at=now - HOUR, subscriber=person, nth=2)
    make.message(session, subscriber=person, reference="code", coupon=coupon, queued_at=now)
    make.message(session, subscriber=person, reference="left", coupon=coupon, queued_at=now, state=State.SENT)
    make.message(session, subscriber=person, reference="call", queued_at=now)
    make.message(session, subscriber=person, reference="news", topic=COUPON, kind=Kind.MARKETING, queued_at=now)
    make.message(session, subscriber=person, reference="other", coupon=another, queued_at=now)
    assert revoke(session, {campaign.id: campaign}, coupon, **WHO, now=now)
    queued = ("queued", None)
    assert states(session, person) == {
        "code": ("suppressed", Reason.COUPON_WITHDRAWN),
        "left": ("sent", None),
        "call": queued,
        "news": queued,
        "other": queued,
    }
    assert sentence(words.load()["en"], Reason.COUPON_WITHDRAWN) == "The coupon was withdrawn."


def test_what_was_in_a_workers_hand_leaves_no_more_once_it_is_put_off(session, means, now):
    campaign, person = make.campaign(), make.subscriber(session)
    coupon = make.coupon(session, issued_at=now - HOUR, subscriber=person)
    make.message(session, subscriber=person, reference="code", coupon=coupon, queued_at=now)
    shelf, until = {campaign.id: campaign}, now + HOUR
    (held,), _ = release(session, means, shelf, now=now, until=until, most=9)
    assert revoke(session, shelf, coupon, **WHO, now=now)
    outbox.release(session, [held], now)
    assert release(session, means, shelf, now=now, until=until, most=9) == ([], 1)
    assert states(session, person) == {"code": ("suppressed", Reason.COUPON_WITHDRAWN)}


@pytest.mark.parametrize("fate", ["spent", "out of date", "held"])
def test_what_cannot_be_spent_is_not_withdrawn_and_frees_nothing(session, now, fate):
    campaign = make.campaign(offer=FIVE)
    past = {"spent": {"spent_at": now}, "out of date": {"valid_until": now}, "held": {"held_until": now + HOUR}}
    coupon = make.coupon(session, issued_at=now - HOUR, worth=worth(campaign.offer), **past[fate])
    budgets.promise(session, campaign.id, 10_000, "EUR", 500)
    before = budgets.stands(session, campaign.id)
    assert not revoke(session, {campaign.id: campaign}, coupon, **WHO, now=now)
    assert (budgets.stands(session, campaign.id), stock.taken(session, campaign.id, ALL)[0]) == (before, 1)


def test_a_campaign_whose_file_is_gone_still_withdraws(session, now):
    coupon = make.coupon(session, issued_at=now - HOUR)
    assert revoke(session, {}, coupon, **WHO, now=now)


def test_a_till_and_a_member_of_staff_at_once_are_one_after_the_other(sessions: Sessions, means, now):
    campaign = make.campaign(offer=FIVE)
    with sessions.begin() as session:
        till = Till(make.till(session, name="Duomo"), "Duomo")
        found = [issued(session, campaign, now) for _ in range(12)]
    start, done = threading.Barrier(2), {"spent": 0, "withdrawn": 0}

    def at_the_till() -> None:
        start.wait()
        for coupon in found:
            with sessions.begin() as session:
                done["spent"] += isinstance(spend(session, means, till, campaign, coupon, now), Redeemed)

    def at_the_desk() -> None:
        start.wait()
        for coupon in reversed(found):
            with sessions.begin() as session:
                done["withdrawn"] += revoke(session, {campaign.id: campaign}, coupon, **WHO, now=now)

    threads = [threading.Thread(target=work) for work in (at_the_till, at_the_desk)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(done.values()) == 12
    with sessions.read() as session:
        assert budgets.stands(session, campaign.id) == budgets.Budget("EUR", 0, 500 * done["spent"])
