"""Webhooks as staff see them: how each does, and why what did not arrive did not."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from app.rules.event import KINDS, Kind, event
from app.rules.webhook import Outcome
from app.store import access, deliveries, events, webhooks
from app.store.deliveries import Ended

OURS = {"Origin": "http://localhost"}
NOW = datetime.now(UTC)


@pytest.fixture
def staff(client, sessions):
    """A browser that is signed in."""
    with sessions.begin() as session:
        id = access.add_staff(session, "giulia@aurora.example", NOW)
        access.add_pass(session, "link", kind="link", staff=id, expires_at=NOW + timedelta(days=1), now=NOW)
    assert client.post("/staff/in/link", headers=OURS).status_code == 303
    return client


def plain(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def tried(session, id, *, status=None, reason=None):
    made = event(Kind.REDEEMED, NOW, id, {})
    events.add_event(session, made)
    (held,) = deliveries.lease(session, {}, now=NOW, until=NOW, most=1, to_one=1, to_one_failing=1)
    again = NOW + timedelta(minutes=5)
    deliveries.settle(session, Ended(id, made.id, held.attempt, Outcome.AGAIN, status, reason, again, NOW))
    webhooks.failing(session, id, NOW)


def test_without_a_webhook_the_page_says_how_to_make_one(staff):
    assert "handbill webhook add URL" in staff.get("/staff/webhooks/").text


@pytest.mark.parametrize(
    ("status", "reason", "says"), [(503, None, "It answered 503."), (None, "tls", "Its certificate does not prove")]
)
def test_what_did_not_arrive_says_why_and_when_it_is_tried_again(staff, sessions, status, reason, says):
    with sessions.begin() as session:
        id = webhooks.add_webhook(session, "https://crm.aurora.example/<b>", KINDS, "whsec_MQ==", NOW)
        tried(session, id, status=status, reason=reason)
    page = staff.get("/staff/webhooks/")
    text = plain(page.text)
    assert says in text
    assert "Tried once; again" in text
    assert "Failing" in text
    assert "<b>" not in page.text.split("</h2>")[0].split("<h2")[1]
    assert "whsec_" not in page.text


def test_only_staff_see_them(client):
    assert client.get("/staff/webhooks/").status_code == 303
