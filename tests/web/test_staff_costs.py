"""What texts cost, and how it is with them at this moment, as staff see it."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from app.rules.cost import Pile
from app.rules.failure import Failure
from app.rules.message import Kind, State
from app.rules.traffic import Tally
from app.store import Sql, access, circuits, heartbeats, message_list, messages, networks, tallies
from app.store.message_list import Wanted
from tests import make

OURS = {"Origin": "http://localhost"}
NOW = datetime.now(UTC)
PRICES = {"IT": (Decimal("0.0450"), "EUR"), "US": (Decimal("0.0083"), "USD")}
TWO_PARTS = "Due gusti al prezzo di uno. " * 8


@pytest.fixture
def staff(settings, build, sessions):
    """A browser that is signed in, where prices are set."""
    client = build(replace(settings, prices=PRICES)).test_client()
    with sessions.begin() as session:
        id = access.add_staff(session, "giulia@aurora.example", NOW)
        access.add_pass(session, "link", kind="link", staff=id, expires_at=NOW + timedelta(hours=10), now=NOW)
    assert client.post("/staff/in/link", headers=OURS).status_code == 303
    return client


def plain(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def sent(session, country="IT", state=State.SENT, n=1, **more):
    numbers = {"IT": "+3933312%05d", "US": "+12025550%03d", "FR": "+3361234%04d"}
    person = make.subscriber(session, number=numbers[country] % n, country=country)
    return make.message(session, subscriber=person, state=state, queued_at=NOW, **more)


def test_each_text_says_what_it_costs_and_why_or_that_nobody_knows(staff, sessions):
    with sessions.begin() as session:
        two = sent(session, text=TWO_PARTS)
        unknown = sent(session, "FR")
        waits = sent(session, "US", State.QUEUED)
        asked = sent(session, "US", n=2)
        messages.note(session, asked.id, "310260", (Decimal("0.0333"), "USD"))
    listed = plain(staff.get("/staff/messages/").text)
    for told in ("€0.09 2 × €0.045", "not known", "nothing", "$0.0333 as its gateway says"):
        assert told in listed
    pages = {each.id: plain(staff.get(f"/staff/messages/{each.id}").text) for each in (two, unknown, waits, asked)}
    assert "Cost €0.09 2 × €0.045" in pages[two.id]
    assert "Cost not known No price is set for its country." in pages[unknown.id]
    assert "Cost nothing It has not left, or its gateway refused it." in pages[waits.id]
    assert "Cost $0.0333 as its gateway says" in pages[asked.id]
    assert "Network 310 260" in pages[asked.id]


def test_sums_are_of_all_that_left_in_the_chosen_days(staff, sessions):
    with sessions.begin() as session:
        for n in range(60):
            sent(session, n=n)
        sent(session, n=61, text=TWO_PARTS, kind=Kind.MARKETING)
        sent(session, "FR", State.UNDELIVERED)
        sent(session, "US", State.FAILED)
        messages.note(session, sent(session, "US", n=2).id, None, (Decimal("0.0333"), "USD"))
    assert "Choose days to see what texts cost." in plain(staff.get("/staff/messages/").text)
    days = f"from={NOW - timedelta(days=1):%Y-%m-%d}&until={NOW + timedelta(days=1):%Y-%m-%d}"
    told = plain(staff.get(f"/staff/messages/?{days}").text)
    assert "63 of these have left. €2.79 $0.0333 One part to France has no price." in told
    assert "One of these has left. €0.09" in plain(staff.get(f"/staff/messages/?{days}&class=marketing").text)
    older = f"until={NOW - timedelta(days=2):%Y-%m-%d}"
    assert "0 of these have left." in plain(staff.get(f"/staff/messages/?{older}").text)
    for odd in ("from=yesterday&until=9999-12-31", "from=0001-01-01&until=9999-12-30"):
        assert staff.get(f"/staff/messages/?{odd}").status_code == 200


def test_the_messages_of_a_day_are_found_among_many_without_walking_through_all(sessions):
    with sessions.begin() as session:
        person = make.subscriber(session)
        for hours in range(240, 0, -3):
            make.message(session, subscriber=person, queued_at=NOW - timedelta(hours=hours))
        make.message(session, subscriber=person, queued_at=NOW - timedelta(hours=3, minutes=30))  # a clock that lags
        for since, until in ((240, 200), (100, 76), (5, 0), (999, 300), (3, None), (None, 230), (None, None)):
            wanted = Wanted(
                since=None if since is None else NOW - timedelta(hours=since),
                until=None if until is None else NOW - timedelta(hours=until),
            )
            everything = message_list.listed(session, Wanted(), 999)
            within = [
                each.id
                for each in everything
                if (wanted.since is None or each.queued_at >= wanted.since)
                and (wanted.until is None or each.queued_at < wanted.until)
            ]
            assert [each.id for each in message_list.listed(session, wanted, 999)] == within


def test_sums_of_days_read_an_index_and_none_of_the_messages(sessions, database):
    with sessions.begin() as session:
        sent(session)
        wanted = Wanted(kind=Kind.SERVICE, since=NOW - timedelta(days=1), until=NOW + timedelta(days=1))
        assert message_list.piles(session, wanted) == [Pile("IT", 1, 1)]
        where = " AND queued_at >= :since AND queued_at < :until"
        query = message_list.PILES.format(where)
        how = "EXPLAIN QUERY PLAN" if database == "sqlite" else "EXPLAIN"
        if database == "postgresql":
            session.run(Sql("SET LOCAL enable_seqscan = off"))
        rows = session.run(Sql(f"{how} {query}"), since=1, until=2).fetchall()
    plan = " ".join(str(row[-1]) for row in rows)
    assert re.search(
        r"(COVERING INDEX|Index Only Scan using|Index Scan using|Bitmap Index Scan on) ix_messages_billed", plan
    )


def test_the_strip_tells_what_waits_how_fast_it_leaves_and_how_each_gateway_does(staff, sessions):
    now = datetime.now(UTC)  # the page looks at the clock itself
    with sessions.begin() as session:
        make.message(session, queued_at=now - timedelta(minutes=7))
        draft = messages.draft(
            session.vault,
            reference="later",
            brand=make.BRAND,
            campaign=make.CAMPAIGN_ID,
            kind=Kind.MARKETING,
            sender=make.SENDER,
            text="Due gusti",
            now=now,
            due=now + timedelta(hours=9),
        )
        messages.queue(session, draft, make.subscriber(session))
        tallies.add(session, [Tally("twilio", "IT", None, 740), Tally("twilio", "IT", Failure.THROTTLED, 9)], now)
        tallies.add(session, [Tally("phone", "US", None, 74), Tally("phone", "US", Failure.BLOCKED, 26, 1)], now)
        for n in range(100):
            networks.add(session, "twilio", "22210", now, failed=n < 30)
        heartbeats.beat_of(session, "a", now + timedelta(minutes=1))
        shut = circuits.Shut("phone", "", "US", now, now + timedelta(minutes=9), Failure.REGION)
        circuits.write(session, "a", [shut])
    told = plain(staff.get("/staff/messages/live").text)
    assert "Waiting 1 the oldest for 7 minutes" in told
    assert "For later 1" in told
    assert "Workers 1 at work" in told
    assert "phone ◐ Takes some texts" in told
    assert "twilio ● Takes texts" in told
    assert "No texts to United States. Our account may not send to this country. Since" in told
    assert "Answered in an hour" in told
    assert "100 27 ▲ 27%" in told
    assert "27 The recipient or their network blocks it." in told
    assert "9 The gateway asked us to slow down." in told
    assert re.search(r"Network 222 10 twilio 100 30 ▲ 30%", told)
    assert "Italy" not in told, "where receipts name the network, the country says no more"
    page = staff.get("/staff/messages/")
    assert told[:40] in plain(page.text), "without script it is a page like any other"
    assert "script-src 'self'; connect-src 'self'" in page.headers["Content-Security-Policy"]


def test_nobody_at_work_is_told(staff):
    told = plain(staff.get("/staff/messages/live").text)
    assert "Workers 0 nobody sends" in told
    assert "nothing is due" in told


@pytest.mark.parametrize("asked", ["broadcast=1e", "before=1e", "campaign=%00", "reason=%00"])
def test_what_no_message_can_be_looked_for_by_is_left_out(staff, asked):
    assert staff.get(f"/staff/messages/?{asked.replace('1e', '9' * 20)}").status_code == 200


@pytest.mark.parametrize("path", ["messages/{}", "broadcasts/{}", "broadcasts/{}/live"])
def test_a_number_that_no_database_keeps_is_of_nothing(staff, path):
    assert staff.get(f"/staff/{path.format('9' * 20)}").status_code == 404


def test_the_strip_is_for_staff_alone(client):
    assert client.get("/staff/messages/live").status_code in {302, 303, 401, 403}
