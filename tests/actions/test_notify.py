"""Whoever gets a coupon is an event, once, whichever way they came; and only where somebody wants to hear of it."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from app.actions import Means, notify
from app.actions.apply import Application, Joined
from app.actions.confirm import confirm_pin
from app.actions.join import join, submit
from app.rules.event import KINDS, Kind
from app.rules.phone import read_number
from app.store import Session, Sessions, Sql, webhooks, words
from app.store.visits import Visit
from tests import make

SAYS = words.load()
GERMAN = "+4915155500342"


@pytest.fixture
def means() -> Means:
    return make.means(SAYS)


def listen(session: Session, means: Means, *kinds: Kind, now: datetime) -> None:
    webhooks.add_webhook(session, "https://crm.aurora.example/", kinds or KINDS, "whsec_MQ==", now)
    means.wanted.look(session)


def told(session: Session) -> list[dict[str, Any]]:
    rows = session.run(Sql("SELECT body_sealed FROM events ORDER BY id")).fetchall()
    return [json.loads(session.vault.open(row[0])) for row in rows]


def left(number: str) -> Application:
    return Application(read_number(number, ["IT", "SM", "DE"]), False, "it", "203.0.113.9", {})


def visit(id: int = 11) -> Visit:
    return Visit(id, make.CAMPAIGN_ID, make.PLACEMENT, "it", True, None, {})


def test_a_join_is_told_with_the_offer_and_without_number_or_code(
    session: Session, means: Means, now: datetime
) -> None:
    campaign = make.campaign(programme={"opt_in": "single"})
    make.release(session, campaign, SAYS)
    listen(session, means, now=now)
    assert join(session, means, campaign, visit(), left(make.NUMBER), now).joined is Joined.TEXTED
    (event,) = told(session)
    assert event["kind"] == "coupon.issued"
    assert event["data"]["offer"]["title"] == "25 % di sconto"
    assert (event["data"]["campaign"], event["data"]["placement"]) == (campaign.id, make.PLACEMENT)
    assert "code" not in event["data"]
    assert "1234342" not in json.dumps(event)


def test_a_join_at_once_is_told_too_and_one_more_text_is_not(sessions: Sessions, means: Means, now: datetime) -> None:
    campaign = make.campaign(programme={"opt_in": "single"})
    with sessions.begin() as session:
        make.release(session, campaign, SAYS)
        listen(session, means, now=now)
    for number, moment in ((11, now), (12, now + timedelta(hours=2))):
        seen = visit(number)
        _, outcome = submit(sessions, means, campaign, lambda _, seen=seen: seen, left(make.NUMBER), moment)
        assert outcome.joined is Joined.TEXTED
    with sessions.read() as session:
        assert [each["kind"] for each in told(session)] == ["coupon.issued"]


def test_a_coupon_that_is_held_is_told_when_its_number_is_proven(session: Session, means: Means, now: datetime) -> None:
    campaign = make.campaign()
    make.release(session, campaign, SAYS)
    listen(session, means, now=now)
    assert join(session, means, campaign, visit(), left(GERMAN), now).joined is Joined.ASKED
    assert told(session) == []
    assert confirm_pin(session, means, campaign, 11, make.pin(session, GERMAN), now).coupon
    assert [each["kind"] for each in told(session)] == ["coupon.issued"]


def test_only_what_is_wanted_is_written(session: Session, means: Means, now: datetime) -> None:
    campaign = make.campaign(programme={"opt_in": "single"})
    make.release(session, campaign, SAYS)
    listen(session, means, Kind.REDEEMED, now=now)
    join(session, means, campaign, visit(), left(make.NUMBER), now)
    assert told(session) == []


def test_what_no_webhook_wanted_a_moment_ago_is_not_written(session: Session, means: Means, now: datetime) -> None:
    """A webhook that nobody has looked for yet is told of nothing, of whichever kind."""
    one = make.coupon(session)
    webhooks.add_webhook(session, "https://crm.aurora.example/", KINDS, "whsec_MQ==", now)
    notify.issued(
        session,
        means,
        make.campaign(),
        coupon=b"index",
        placement=make.PLACEMENT,
        language="it",
        until=one.valid_until,
        now=now,
    )
    notify.redeemed(session, means, {"id": "r1"}, coupon=b"index", placement=make.PLACEMENT, till="Till 1", now=now)
    which = {"coupon": one.id, "campaign": one.campaign, "now": now}
    notify.reversed_(session, means, redemption="r1", reason="", at=now, **which)
    notify.double(session, means, redemption="r2", double_of="r1", happened_at=now, till="Till 2", **which)
    assert told(session) == []


def test_what_was_spent_twice_names_both_redemptions(session: Session, means: Means, now: datetime) -> None:
    listen(session, means, now=now)
    one = make.coupon(session)
    notify.double(
        session,
        means,
        redemption="r2",
        double_of="r1",
        happened_at=now - timedelta(hours=1),
        coupon=one.id,
        campaign=one.campaign,
        till="Till 2",
        now=now,
    )
    (event,) = told(session)
    assert (event["kind"], event["data"]["id"], event["data"]["double_of"]) == ("redemption.double", "r2", "r1")
