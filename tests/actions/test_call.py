"""Who waits is called in turn and once, when there is something to give; and comes in time or leaves it to the next."""

from datetime import UTC, datetime, timedelta

import pytest

from app.actions import call, end
from app.actions.call import KEPT, call_next, close, take
from app.actions.erase import erase
from app.actions.reserve import is_sold_out, lapse, reserve
from app.actions.wait import Stood, Wish, wait
from app.rules.message import Kind
from app.rules.phone import Number
from app.rules.stock import scopes
from app.store import coupons, ledger, messages, stock, subscribers, waiting, words
from app.store.subscribers import Subscriber
from app.store.visits import Visit
from tests import make

SAYS = words.load()
HOW = {"how": "by the link"}
DAY = timedelta(days=1)


@pytest.fixture
def now():
    """A Wednesday noon: on Sundays nobody in Italy is texted."""
    return datetime(2026, 7, 8, 10, 0, tzinfo=UTC)


@pytest.fixture
def means():
    """The usual means."""
    return make.means(SAYS)


def campaign_of(session, **offer):
    """A campaign with its words kept, of one coupon in all unless told otherwise."""
    made = make.campaign(follow=None, offer={"limits": {"total": 1}, **offer})
    make.release(session, made, SAYS)
    return made


def get_in_line(session, means, campaign, number, now, *, placement=make.PLACEMENT):
    """Somebody with this number waits; it is now that what there may be left is gone."""
    stocks, taken = scopes(campaign, placement, now), 0
    while not is_sold_out(session, campaign, placement, now):
        taken += stock.take(session, campaign.id, stocks, now)
    visit = Visit(11, campaign.id, placement, "it", False, None, {})
    wish = Wish(Number(number, "IT", "mobile"), "it", "127.0.0.1", "https://aurora.example/", {"address": "127.0.0.1"})
    assert wait(session, means, campaign, visit, wish, now).stood is Stood.IN_LINE
    for scope in stocks:
        stock.give_back(session, campaign.id, scope.name, taken)
    return subscribers.subscriber_of(session, number)


def number_of(n):
    """One number after the other."""
    return f"+39333123{n:04d}"


def sell_out(session, means, campaign, now, *, hold=None, number="+393339990000", placement=make.PLACEMENT):
    """The last coupon goes to somebody."""
    who = Subscriber(make.subscriber(session, number=number), number, "IT", "it")
    draft = coupons.draft(session.vault, means.dice(1 << 31))
    taken = reserve(session, means, campaign, who, draft, placement=placement, hold=hold, now=now)
    assert taken
    return taken


def free_one(session, campaign, now):
    """What was held for nothing is there again."""
    return lapse(session, {campaign.id: campaign}, now)


def texts_of(session, campaign, who):
    """The kinds of texts to this person."""
    return [each.kind for each in messages.messages_in(session, who.id, campaign.id)]


def test_while_all_are_gone_nobody_is_called(session, means, now):
    campaign = campaign_of(session)
    sell_out(session, means, campaign, now)
    get_in_line(session, means, campaign, make.NUMBER, now)
    assert call.due(session, {campaign.id: campaign}, now) == []
    assert not call_next(session, means, campaign, now)


def test_the_first_in_line_is_called_and_takes_it(session, means, now):
    campaign = campaign_of(session)
    sell_out(session, means, campaign, now, hold=timedelta(hours=1))
    first, second = (get_in_line(session, means, campaign, number_of(n), now) for n in (1, 2))
    later = now + timedelta(hours=1)
    assert free_one(session, campaign, later) == 1
    assert call.due(session, {campaign.id: campaign}, later) == [campaign]
    assert call_next(session, means, campaign, later)
    assert not call_next(session, means, campaign, later)
    assert (texts_of(session, campaign, first), texts_of(session, campaign, second)) == ([Kind.SERVICE], [])
    (place,) = waiting.places_of(session, first.id)
    assert (place.until, waiting.count(session, campaign.id)) == (later + KEPT, 1)
    coupon = take(session, means, campaign, place, HOW, later)
    assert coupon.held_until is None
    assert texts_of(session, campaign, first) == [Kind.SERVICE, Kind.SERVICE]
    assert take(session, means, campaign, place, HOW, later) is None, "once"
    said = [(row.purpose, row.event, bool(row.words)) for row in ledger.consents_of(session, first.id)]
    assert said == [("waiting", "grant", True), ("waiting", "confirm", False), ("coupon", "grant", True)]


def test_who_does_not_come_in_time_leaves_it_to_the_next_and_is_not_called_again(session, means, now):
    campaign = campaign_of(session)
    sell_out(session, means, campaign, now, hold=timedelta(hours=1))
    first, second = (get_in_line(session, means, campaign, number_of(n), now) for n in (1, 2))
    later = now + timedelta(hours=1)
    free_one(session, campaign, later)
    call_next(session, means, campaign, later)
    (place,) = waiting.places_of(session, first.id)
    late = later + KEPT
    assert take(session, means, campaign, place, HOW, late) is None
    assert close(session, {campaign.id: campaign}, late) == 1
    assert free_one(session, campaign, late) == 1
    assert call_next(session, means, campaign, late)
    assert waiting.places_of(session, second.id)[0].called_at == late
    get_in_line(session, means, campaign, number_of(1), late)
    assert waiting.count(session, campaign.id) == 0
    assert texts_of(session, campaign, first) == [Kind.SERVICE]


def test_asking_again_while_waiting_changes_nothing(session, means, now):
    campaign = campaign_of(session)
    sell_out(session, means, campaign, now)
    who = get_in_line(session, means, campaign, make.NUMBER, now)
    get_in_line(session, means, campaign, make.NUMBER, now + DAY)
    assert waiting.count(session, campaign.id) == 1
    assert waiting.places_of(session, who.id)[0].since == now
    assert len(ledger.consents_of(session, who.id)) == 1


@pytest.mark.rule("US-KW-4")
def test_a_stop_ends_the_wait_and_frees_what_was_kept_back(session, means, now):
    campaign = campaign_of(session)
    sell_out(session, means, campaign, now, hold=timedelta(hours=1))
    first, second = (get_in_line(session, means, campaign, number_of(n), now) for n in (1, 2))
    later = now + timedelta(hours=1)
    free_one(session, campaign, later)
    call_next(session, means, campaign, later)
    end.stop(session, first, campaign, reason="STOP by text", evidence=HOW, now=later)
    assert waiting.places_of(session, first.id)[0].ended_as == "stopped"
    assert free_one(session, campaign, later) == 1
    assert call_next(session, means, campaign, later)
    assert waiting.places_of(session, second.id)[0].called_at == later


def test_a_number_that_had_said_stop_is_passed_over(session, means, now):
    campaign = campaign_of(session)
    first, second = (get_in_line(session, means, campaign, number_of(n), now) for n in (1, 2))
    end.stop(session, first, campaign, reason="STOP by text", evidence=HOW, now=now - DAY)
    waiting.add(session, first.id, campaign=campaign.id, brand=make.BRAND, placement="", now=now)
    while call_next(session, means, campaign, now):
        pass
    assert texts_of(session, campaign, first) == []
    assert texts_of(session, campaign, second) == [Kind.SERVICE]


def test_an_erasure_and_the_campaigns_end_end_the_wait(session, means, now):
    campaign = campaign_of(session)
    sell_out(session, means, campaign, now)
    first, second = (get_in_line(session, means, campaign, number_of(n), now) for n in (1, 2))
    erase(session, first, {campaign.id: campaign}, HOW, now)
    assert waiting.places_of(session, first.id)[0].ended_as == "stopped"
    assert close(session, {campaign.id: campaign}, campaign.ends) == 1
    assert waiting.places_of(session, second.id)[0].ended_as == "over"


def test_a_coupon_is_kept_no_longer_than_the_campaign(session, means, now):
    campaign = make.campaign(follow=None, runs={"until": "2026-08-26"}, offer={"limits": {"total": 1}})
    who = get_in_line(session, means, campaign, make.NUMBER, now)
    last_hour = campaign.ends - timedelta(hours=8)
    assert call_next(session, means, campaign, last_hour)
    assert waiting.places_of(session, who.id)[0].until == campaign.ends


@pytest.mark.rule("US-TCPA-QH-1")
def test_nobody_is_woken_up(session, means):
    night = datetime(2026, 7, 4, 0, 30, tzinfo=UTC)
    campaign = campaign_of(session)
    who = get_in_line(session, means, campaign, make.NUMBER, night)
    assert not call_next(session, means, campaign, night)
    assert call_next(session, means, campaign, night + timedelta(hours=10))
    assert texts_of(session, campaign, who) == [Kind.SERVICE]


def test_the_next_day_brings_the_first_what_the_day_allows(session, means, now):
    campaign = make.campaign(follow=None, offer={"limits": {"per_day": 1}})
    sell_out(session, means, campaign, now)
    for n in (1, 2):
        get_in_line(session, means, campaign, number_of(n), now)
    assert not call_next(session, means, campaign, now)
    assert [call_next(session, means, campaign, now + DAY) for _ in range(2)] == [True, False]
    assert stock.by_scope(session, campaign.id)["day 2026-07-09"] == 1


def test_a_place_without_stock_keeps_no_other_place_waiting(session, means, now):
    spots = [{"id": make.PLACEMENT, "name": "Door", "total": 1}, {"id": "n4t8x", "name": "Table", "total": 1}]
    campaign = make.campaign(follow=None, placements=spots)
    sell_out(session, means, campaign, now)
    get_in_line(session, means, campaign, number_of(1), now)
    second = get_in_line(session, means, campaign, number_of(2), now, placement="n4t8x")
    assert call_next(session, means, campaign, now)
    assert texts_of(session, campaign, second) == [Kind.SERVICE]
