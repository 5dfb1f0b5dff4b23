"""A code is texted as long as it is good; of one that is not, its owner hears just that, by whichever way they ask."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from app.actions.apply import Application, Joined
from app.actions.catch_up import catch_up
from app.actions.confirm import Confirmed, confirm_pin
from app.actions.join import join
from app.actions.remind import Reminded, remind, remind_of
from app.actions.revoke import revoke
from app.actions.write import PAUSE
from app.rules.campaign import Campaign
from app.rules.coupon import write_code, write_token
from app.rules.decision import Reason
from app.rules.message import Kind, State
from app.rules.phone import read_number
from app.store import Session, Sql, coupons, messages, stamp, subscribers, visits
from app.store.coupons import Coupon
from app.store.visits import Visit
from tests import hearing, make
from tests.hearing import MEANS

SINGLE = {"follow": None, "programme": {"opt_in": "single"}}
SAID = {
    "withdrawn": "Gelateria Aurora took your coupon back. Write to us and we tell you why: ciao@aurora.example",
    "spent": "Gelateria Aurora: your coupon is used, so its code works no more.",
    "out of date": "Gelateria Aurora: your coupon was for an earlier day, so its code works no more.",
}


@pytest.fixture
def campaign(session: Session) -> Campaign:
    """It asks for no pin, and has a word to text."""
    made = hearing.shop(**SINGLE)
    make.release(session, made, hearing.SAYS)
    return made


@pytest.fixture
def coupon(session: Session, campaign: Campaign, now: datetime) -> Coupon:
    """Somebody's coupon, which was texted to them."""
    assert left(session, campaign, 11, now) is Joined.TEXTED
    return owned(session, campaign)


def left(session: Session, campaign: Campaign, visit: int, now: datetime) -> Joined:
    """What came of leaving the number on a page."""
    seen = Visit(visit, campaign.id, make.PLACEMENT, "en", False, None, {})
    application = Application(read_number(make.NUMBER, ["IT"]), False, "en", "203.0.113.9", {})
    return join(session, MEANS, campaign, seen, application, now).joined


def owned(session: Session, campaign: Campaign) -> Coupon:
    """The coupon of the number."""
    found = coupons.coupon_of(session, campaign.id, hearing.person(session))
    assert found
    return found


def end(session: Session, campaign: Campaign, coupon: Coupon, fate: str, now: datetime) -> None:
    """Makes the coupon good for nothing."""
    if fate == "withdrawn":
        assert revoke(session, hearing.shelf(campaign), coupon, by="giulia@aurora.example", reason="misuse", now=now)
    elif fate == "spent":
        make.redemption(session, coupon.serial, at=now)
    else:
        session.run(Sql("UPDATE coupons SET valid_until = :now"), now=stamp(now))


def by_joining_again(session: Session, campaign: Campaign, now: datetime) -> None:
    assert left(session, campaign, 12, now) is Joined.TEXTED


def by_asking_on_the_page(session: Session, campaign: Campaign, now: datetime) -> None:
    seen = visits.visit(session, 11)
    assert seen
    assert remind(session, MEANS, campaign, seen, now).reminded is Reminded.SENT


def by_the_word(session: Session, campaign: Campaign, now: datetime) -> None:
    hearing.take(session, hearing.shelf(campaign), "GELATO", now)


def by_a_pin(session: Session, _campaign: Campaign, now: datetime) -> None:
    """The campaign asks for one since."""
    asking = hearing.shop(follow=None, programme={"opt_in": "double"})
    make.release(session, asking, hearing.SAYS)
    assert left(session, asking, 12, now) is Joined.ASKED
    done = confirm_pin(session, MEANS, asking, 12, make.pin(session, make.NUMBER), now)
    assert (done.confirmed, done.coupon) == (Confirmed.YES, owned(session, asking)), "its page says how it stands"


WAYS = [by_joining_again, by_asking_on_the_page, by_the_word, by_a_pin]


@pytest.mark.parametrize("fate", SAID)
@pytest.mark.parametrize("way", WAYS)
def test_a_code_that_works_no_more_is_texted_by_no_way(
    session: Session,
    campaign: Campaign,
    coupon: Coupon,
    now: datetime,
    way: Callable[[Session, Campaign, datetime], None],
    fate: str,
) -> None:
    end(session, campaign, coupon, fate, now + PAUSE)
    known = len(hearing.queued(session))
    way(session, campaign, now + 2 * PAUSE)
    new = hearing.queued(session)[known:]
    assert [text for text in new if tells(text, coupon)] == []
    assert f"{SAID[fate]} Reply STOP to end." in new


@pytest.mark.parametrize("way", WAYS)
def test_a_code_that_is_good_is_texted_again(
    session: Session,
    campaign: Campaign,
    coupon: Coupon,
    now: datetime,
    way: Callable[[Session, Campaign, datetime], None],
) -> None:
    way(session, campaign, now + 2 * PAUSE)
    assert sum(tells(text, coupon) for text in hearing.queued(session)) == 2


@pytest.mark.parametrize("fate", SAID)
def test_the_page_of_a_coupon_texts_nothing_once_it_is_over(session, campaign, coupon, now, fate):
    end(session, campaign, coupon, fate, now + PAUSE)
    known = hearing.queued(session)
    assert remind_of(session, MEANS, campaign, owned(session, campaign), now + 2 * PAUSE) is Reminded.NOTHING
    assert hearing.queued(session) == known


def test_what_it_says_is_no_text_with_a_code(session, campaign, coupon, now):
    """Figures count those, and whoever withdraws another coupon ends those that wait."""
    end(session, campaign, coupon, "withdrawn", now)
    by_joining_again(session, campaign, now + PAUSE)
    last = messages.messages_of(session, coupon.subscriber)[-1]
    assert (last.kind, last.state) == (Kind.SERVICE, State.QUEUED)
    assert session.run(Sql("SELECT topic FROM messages ORDER BY id DESC")).fetchone()[0] is None


@pytest.mark.rule("US-KW-7")
def test_what_a_stop_kept_back_stays_back_once_its_coupon_is_withdrawn(session, campaign, coupon, now):
    shelf = hearing.shelf(campaign)
    hearing.take(session, shelf, "STOP", now)
    assert messages.messages_of(session, coupon.subscriber)[0].state is State.SUPPRESSED
    end(session, campaign, coupon, "withdrawn", now + PAUSE)
    hearing.take(session, shelf, "START", now + timedelta(hours=1))
    first, *_ = messages.messages_of(session, coupon.subscriber)
    assert (first.state, first.reason) == (State.SUPPRESSED, Reason.COUPON_WITHDRAWN)
    person = subscribers.subscriber(session, coupon.subscriber)
    assert catch_up(session, MEANS, shelf, person, campaign.brand.name, now + timedelta(hours=1)) == 0
    assert sum(tells(text, coupon) for text in hearing.queued(session)) == 1, "the one that never left"


def tells(text: str, coupon: Coupon) -> bool:
    """Whether the coupon could be spent with this text."""
    return write_code(coupon.serial, make.KEYS) in text or write_token(coupon.serial, make.KEYS) in text
