import random
from datetime import timedelta

import pytest

from app.rules.message import COUPON
from app.rules.robot import Opener
from app.store import clicks, figures
from app.store.clicks import DOUBLE, Click, Clicked
from tests import make

SITE = "https://aurora.example/menu"
SECOND = timedelta(seconds=1)


@pytest.fixture
def texted(session):
    """Two texts of a coupon to one person, and two to another; ids of (message, subscriber)."""
    one, other = make.subscriber(session), make.subscriber(session, number="+393331234343")
    made = [make.message(session, subscriber=who, topic=COUPON) for who in (one, one, other, other)]
    return [(each.id, each.subscriber) for each in made]


def click(of, now, opener=Opener.PERSON, number=0, link="coupon", broadcast=None) -> Click:
    return Click(of[0], number, of[1], make.CAMPAIGN_ID, broadcast, link, opener, now)


def test_people_are_counted_once_however_many_texts_they_open(session, texted, now):
    clicks.add_clicks(session, [click(each, now) for each in texted[:3]])
    clicks.add_clicks(session, [click(texted[0], now + DOUBLE)])
    found = clicks.of_coupons(session, make.CAMPAIGN_ID)
    assert found == Clicked(subscribers=2, texts=3, people=4)
    assert figures.funnel(session, make.CAMPAIGN_ID).clicked == 2


def test_what_follows_within_seconds_is_the_same_click(session, texted, now):
    """The browser that loads again, the second tap; across batches and within one, and whatever order they come in."""
    moments = [now, now + SECOND, now + DOUBLE]
    random.Random(5).shuffle(moments)
    clicks.add_clicks(session, [click(texted[0], at) for at in moments])
    clicks.add_clicks(session, [click(texted[0], now + 2 * DOUBLE - SECOND)])
    clicks.add_clicks(session, [click(texted[0], now + 3 * DOUBLE)])
    found = clicks.of_coupons(session, make.CAMPAIGN_ID)
    assert (found.people, found.again, found.texts) == (2, 3, 1)


def test_what_programs_open_stands_apart_and_a_person_after_them_counts(session, texted, now):
    programs = [Opener.PREVIEW, Opener.SCANNER, Opener.SCANNER, Opener.ROBOT]
    clicks.add_clicks(session, [click(texted[0], now, each) for each in programs])
    found = clicks.of_coupons(session, make.CAMPAIGN_ID)
    assert found == Clicked(0, 0, 0, 0, previews=1, scanners=2, robots=1)
    assert found.apart == 4
    clicks.add_clicks(session, [click(texted[0], now + SECOND)])
    assert clicks.of_coupons(session, make.CAMPAIGN_ID).subscribers == 1
    assert figures.funnel(session, make.CAMPAIGN_ID).clicks_apart == 4


def test_each_link_of_each_broadcast_has_its_figures(session, texted, now):
    batch = [
        click(texted[0], now),
        click(texted[1], now, number=3, link=SITE, broadcast=7),
        click(texted[2], now, number=3, link=SITE, broadcast=7),
        click(texted[2], now, number=2, link="page", broadcast=7),
        click(texted[3], now, Opener.PREVIEW, number=3, link=SITE, broadcast=8),
    ]
    clicks.add_clicks(session, batch)
    found = clicks.by_link(session, make.CAMPAIGN_ID)
    assert {key: (each.subscribers, each.apart) for key, each in found.items()} == {
        (7, SITE): (2, 0),
        (None, "coupon"): (1, 0),
        (7, "page"): (1, 0),
        (8, SITE): (0, 1),
    }
    assert next(iter(found)) == (7, SITE), "the most clicked first"
    assert clicks.of_broadcast(session, make.CAMPAIGN_ID, 7) == Clicked(2, 2, 3)
    assert clicks.by_link(session, "winter") == {}


def test_its_owner_may_see_what_they_opened(session, texted, now):
    clicks.add_clicks(session, [click(texted[0], now, Opener.SCANNER), click(texted[0], now + SECOND)])
    clicks.add_clicks(session, [click(texted[1], now, Opener.PREVIEW)])
    (opened,) = clicks.opened_by(session, texted[0][1])
    assert (opened.link, opened.times, opened.first_at, opened.last_at) == ("coupon", 1, now, now + SECOND)
