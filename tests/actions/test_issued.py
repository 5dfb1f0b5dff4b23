"""No way to a coupon is silent: whoever gets one, however they came, is told to the webhooks that want it."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.actions import Means, call, share, thank
from app.actions.apply import Application
from app.actions.confirm import confirm_pin
from app.actions.join import join, submit
from app.actions.reserve import lapse, reserve
from app.actions.wait import Stood, Wish, wait
from app.rules.event import Kind, coupon_name
from app.rules.phone import E164, Number, read_number
from app.store import Sessions, Sql, coupons, subscribers, waiting, webhooks, words
from app.store.subscribers import Subscriber
from app.store.visits import Visit
from tests import hearing, make
from tests.actions.test_notify import told

APP = Path(__file__).parents[2] / "app"
SAYS = words.load()
GERMAN, LAST = "+4915155500342", E164("+393339990000")
HOUR = timedelta(hours=1)
SINGLE: dict[str, Any] = {"programme": {"opt_in": "single"}}

# What makes a coupon somebody's. `reserve` alone may only hold one, which nobody is told of.
MAKER = re.compile(r"coupons\.add_coupon|reservations\.settle|(\w+\.)?(reserve|reserve_reward|join_at_once)")
HOLDING = {"actions/issue.py hold", "actions/call.py _call"}
TAKING = {"actions/reserve.py _add"}  # out of the stock, for whoever tells


@pytest.fixture
def now() -> datetime:
    """A Wednesday noon: on Sundays nobody in Italy is texted."""
    return datetime(2026, 7, 8, 10, 0, tzinfo=UTC)


@pytest.fixture
def means(sessions: Sessions, now: datetime) -> Means:
    """The usual means, with a webhook that wants to hear of each new coupon."""
    made = make.means(SAYS)
    with sessions.begin() as session:
        webhooks.add_webhook(session, "https://crm.aurora.example/", [Kind.ISSUED], "whsec_MQ==", now)
        made.wanted.look(session)
    return made


def left(number: str) -> Application:
    return Application(read_number(number, ["IT", "DE"]), False, "it", "203.0.113.9", {})


def seen(id: int = 11) -> Visit:
    return Visit(id, make.CAMPAIGN_ID, make.PLACEMENT, "it", True, None, {})


def at_once(sessions: Sessions, means: Means, now: datetime) -> None:
    campaign = make.campaign(**SINGLE)
    with sessions.begin() as session:
        make.release(session, campaign, SAYS)
    submit(sessions, means, campaign, lambda _: seen(), left(make.NUMBER), now)


def step_by_step(sessions: Sessions, means: Means, now: datetime) -> None:
    campaign = make.campaign(**SINGLE)
    with sessions.begin() as session:
        make.release(session, campaign, SAYS)
        join(session, means, campaign, seen(), left(make.NUMBER), now)


def by_pin(sessions: Sessions, means: Means, now: datetime) -> None:
    campaign = make.campaign()
    with sessions.begin() as session:
        make.release(session, campaign, SAYS)
        join(session, means, campaign, seen(), left(GERMAN), now)
    with sessions.read() as session:
        assert told(session) == [], "what is only held is nobody's"
    with sessions.begin() as session:
        confirm_pin(session, means, campaign, 11, make.pin(session, GERMAN), now)


def by_yes(sessions: Sessions, means: Means, now: datetime) -> None:
    campaign = hearing.shop(languages=["it", "en"])
    with sessions.begin() as session:
        make.release(session, campaign, SAYS)
        join(session, means, campaign, seen(), left(GERMAN), now)
        hearing.take(session, hearing.shelf(campaign), "YES", now, number=GERMAN, by=means)


def by_word(sessions: Sessions, means: Means, now: datetime) -> None:
    with sessions.begin() as session:
        hearing.take(session, hearing.shelf(hearing.shop()), "GELATO", now, by=means)


def in_line(sessions: Sessions, means: Means, now: datetime) -> None:
    campaign = make.campaign(follow=None, offer={"limits": {"total": 1}})
    with sessions.begin() as session:
        make.release(session, campaign, SAYS)
        other = Subscriber(make.subscriber(session, number=LAST), LAST, "IT", "it")
        draft = coupons.draft(session.vault, means.dice(1 << 31))
        reserve(session, means, campaign, other, draft, placement=make.PLACEMENT, hold=HOUR, now=now)
        number = Number(E164(make.NUMBER), "IT", "mobile")
        wish = Wish(number, "it", "127.0.0.1", "https://aurora.example/", {"address": "127.0.0.1"})
        assert wait(session, means, campaign, seen(), wish, now).stood is Stood.IN_LINE
        lapse(session, {campaign.id: campaign}, now + HOUR)
        assert call.call_next(session, means, campaign, now + HOUR)
        person = subscribers.subscriber_of(session, E164(make.NUMBER))
        assert person
        (place,) = waiting.places_of(session, person.id)
        assert call.take(session, means, campaign, place, {}, now + HOUR)


def as_thanks(sessions: Sessions, means: Means, now: datetime) -> None:
    campaign = make.campaign(follow=None, share={"reward": True, "most": 2})
    with sessions.begin() as session:
        make.release(session, campaign, SAYS)
        mine, theirs = (make.coupon(session, issued_at=now) for _ in range(2))
        share.agree(session, means, campaign, subscribers.subscriber(session, mine.subscriber), {}, now)
        session.run(Sql("UPDATE coupons SET friend_of = :mine WHERE id = :id"), mine=mine.id, id=theirs.id)
        make.redemption(session, theirs.serial, at=now)
        (friend,), _ = thank.due(session, {campaign.id: campaign}, now + HOUR)
        assert thank.thank(session, means, {campaign.id: campaign}, friend, now + HOUR)
        session.run(Sql("DELETE FROM redemptions"))
        session.run(Sql("DELETE FROM coupons WHERE thanks_for IS NULL"))  # they were there before


# Each place that makes a coupon somebody's, and all the ways that lead there.
WAYS: dict[str, list[Callable[[Sessions, Means, datetime], None]]] = {
    "actions/join.py _join_at_once": [at_once],
    "actions/issue.py issue": [step_by_step, by_pin, by_yes, by_word],
    "actions/call.py take": [in_line],
    "actions/thank.py thank": [as_thanks],
}


def makers() -> set[str]:
    """Each function outside the store that calls what makes a coupon somebody's."""
    found = set()
    for path in APP.rglob("*.py"):
        room = path.relative_to(APP)
        if room.parts[0] == "store":
            continue
        for function in ast.walk(ast.parse(path.read_text())):
            if isinstance(function, ast.FunctionDef):
                calls = {ast.unparse(node.func) for node in ast.walk(function) if isinstance(node, ast.Call)}
                found |= {f"{room} {function.name}"} if any(map(MAKER.fullmatch, calls)) else set()
    return found


@pytest.mark.parametrize("way", [way for ways in WAYS.values() for way in ways], ids=lambda way: way.__name__)
def test_every_way_to_a_coupon_is_told_once(
    way: Callable[[Sessions, Means, datetime], None], sessions: Sessions, means: Means, now: datetime
) -> None:
    way(sessions, means, now)
    with sessions.read() as session:
        events = told(session)
        rows = session.run(Sql("SELECT serial_index FROM coupons WHERE held_until IS NULL")).fetchall()
    assert rows
    assert sorted(each["data"]["coupon"] for each in events) == sorted(coupon_name(bytes(row[0])) for row in rows)
    assert {each["kind"] for each in events} == {"coupon.issued"}


def test_there_is_no_other_way_to_a_coupon() -> None:
    """A new one is put into WAYS, with what walks it, so that the test above finds it where it tells nobody."""
    assert makers() - HOLDING - TAKING == set(WAYS)
