"""Nobody waits while there are coupons, nobody passes the gate by waiting, and nobody has a stranger texted by it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from app.actions import Means
from app.actions.apply import Application, Joined
from app.actions.join import join
from app.actions.wait import Outcome, Stood, Wish, wait
from app.rules.campaign import Campaign
from app.rules.phone import E164, Number
from app.rules.shield import prefix_of
from app.rules.stock import ALL, Scope
from app.store import Session, limits, stock, subscribers, waiting, words
from app.store.visits import Visit
from tests import make

SAYS = words.load()
FOLLOWED = {"telegram": "clicked"}


@pytest.fixture
def means() -> Means:
    return make.means(SAYS)


@pytest.fixture
def campaign(session: Session) -> Campaign:
    """A campaign of one coupon, behind a gate."""
    made = make.campaign(offer={"limits": {"total": 1}})
    make.release(session, made, SAYS)
    return made


@pytest.fixture
def sold_out(session: Session, campaign: Campaign, now: datetime) -> Campaign:
    """The same once its coupon is gone."""
    assert stock.take(session, campaign.id, [Scope(ALL, 1)], now)
    return campaign


def ask(
    session: Session, means: Means, campaign: Campaign, now: datetime, *, number: str = make.NUMBER, **changes: object
) -> Outcome:
    """A number left on the page, after the gate unless told otherwise."""
    seen: dict[str, object] = {"steps": FOLLOWED, "without": False, **changes}
    visit = Visit(11, campaign.id, make.PLACEMENT, "it", subscriber=None, **seen)  # type: ignore[arg-type]
    wish = Wish(Number(E164(number), "IT", "mobile"), "it", "192.0.2.1", "https://aurora.example/", {})
    return wait(session, means, campaign, visit, wish, now)


def test_while_there_are_coupons_nobody_waits_and_nothing_is_kept(session, means, campaign, now):
    assert ask(session, means, campaign, now) == Outcome(Stood.NOT_SOLD_OUT)
    assert subscribers.subscriber_of(session, make.NUMBER) is None
    assert waiting.count(session, campaign.id) == 0


def test_who_waits_has_passed_the_gate(session, means, sold_out, now):
    assert ask(session, means, sold_out, now, steps={}) == Outcome(Stood.GATED)
    assert subscribers.subscriber_of(session, make.NUMBER) is None
    assert ask(session, means, sold_out, now) == Outcome(Stood.IN_LINE)
    assert waiting.count(session, sold_out.id) == 1


@pytest.mark.parametrize("is_known", [False, True])
def test_a_number_is_asked_for_as_often_as_it_may_be_texted_whether_we_know_it_or_not(
    session, means, sold_out, now, is_known
):
    if is_known:
        make.subscriber(session, number=make.NUMBER)
    aside = limits.ASIDE_TO_NUMBER
    said = [ask(session, means, sold_out, now) for _ in range(aside.size + 1)]
    assert [each.stood for each in said] == [Stood.IN_LINE] * aside.size + [Stood.TOO_OFTEN]
    assert said[-1].again_from == now + aside.per / aside.size
    assert limits.take(session, limits.TEXTS_TO_NUMBER, make.NUMBER, now) is None, "one join is left"
    assert limits.exhausted(session, limits.TEXTS_TO_NUMBER, make.NUMBER, now), "it asks the same bucket"


def test_who_puts_a_whole_range_in_line_keeps_nobody_of_it_from_joining_elsewhere(session, means, sold_out, now):
    for _ in range(limits.PLACES_OF_RANGE.size):
        limits.take(session, limits.PLACES_OF_RANGE, prefix_of(make.NUMBER), now)
    assert ask(session, means, sold_out, now).stood is Stood.TOO_OFTEN
    other = make.campaign("other", follow=None)
    make.release(session, other, SAYS)
    left = Application(Number(E164(make.NUMBER), "IT", "mobile"), False, "it", "192.0.2.1", {})
    visit = Visit(12, other.id, make.PLACEMENT, "it", False, None, {})
    assert join(session, means, other, visit, left, now).joined in {Joined.TEXTED, Joined.ASKED}


def test_an_address_that_joins_too_often_waits_too(session, means, sold_out, now):
    for _ in range(limits.JOINS_FROM_ADDRESS.size):
        limits.take(session, limits.JOINS_FROM_ADDRESS, "192.0.2.1", now)
    assert ask(session, means, sold_out, now).stood is Stood.TOO_OFTEN
    assert ask(session, means, sold_out, now + timedelta(hours=1)).stood is Stood.IN_LINE
