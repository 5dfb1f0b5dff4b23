"""Number ranges as staff see them: which are closed and why, and closed and opened by hand."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.rules.alarm import Cause, Kind
from app.rules.ceiling import read_ceilings
from app.rules.shield import Range
from app.store import access, alarms, ranges, traffic

OURS = {"Origin": "http://localhost"}
NOW = datetime.now(UTC)
CLOSED = Range("IT", "+39333999", NOW, 0, 31, 2, 1, NOW + timedelta(minutes=14), 3)


@pytest.fixture
def staff(client, sessions):
    """A browser that is signed in."""
    sign_in(client, sessions)
    return client


def sign_in(client, sessions) -> None:
    with sessions.begin() as session:
        id = access.add_staff(session, "giulia@aurora.example", NOW)
        access.add_pass(session, "link", kind="link", staff=id, expires_at=NOW + timedelta(days=1), now=NOW)
    assert client.post("/staff/in/link", headers=OURS).status_code == 303


def plain(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def change(staff, act: str, country: str = "IT", prefix: str = "+39333999", headers=OURS):
    return staff.post("/staff/ranges", data={"act": act, "country": country, "prefix": prefix}, headers=headers)


def test_what_is_closed_is_listed_with_its_figures_and_never_with_a_whole_number(staff, sessions):
    page = plain(staff.get("/staff/ranges").text)
    assert "All are open" in page
    assert "With the simulated phone nothing is held back until HANDBILL_CEILINGS is set." in page
    with sessions.begin() as session:
        ranges.keep(session, [(CLOSED, 1.0)])
        traffic.add(session, {("all", ""): 5000}, NOW)
    page = plain(staff.get("/staff/ranges").text)
    assert "+39333999 ••••" in page
    assert "31 texts, 2 answered · Until" in page
    assert "20,000 texts an hour 25%" in page


def test_staff_are_told_of_a_keyword_only_where_there_may_be_one(staff, sessions):
    with sessions.begin() as session:
        facts = {"country": "DE", "prefix": "+49151123", "sent": 15, "answered": 0}
        alarms.add_alarm(session, Cause(Kind.RANGE_CLOSED, "DE", facts), NOW)
    assert "offered the keyword, where the campaign has one." in plain(staff.get("/staff/ranges").text)
    assert "offered the keyword where the campaign has one." in plain(staff.get("/staff/alarms").text)


def test_staff_open_and_close_by_hand_and_the_page_says_who_did(staff, sessions):
    with sessions.begin() as session:
        ranges.keep(session, [(CLOSED, 1.0)])
    assert change(staff, "open").status_code == 303
    assert "By giulia@aurora.example" in plain(staff.get("/staff/ranges").text)
    change(staff, "close")
    page = plain(staff.get("/staff/ranges").text)
    assert "By giulia@aurora.example" in page
    assert "Closed" in page
    with sessions.read() as session:
        assert ranges.found(session, {("IT", "+39333999")})["IT", "+39333999"].closed_by == "giulia@aurora.example"


def test_a_whole_country_is_closed_by_who_was_asked_and_by_nobody_else(staff, sessions):
    asked = change(staff, "close", prefix="")
    assert (asked.status_code, asked.headers["Location"]) == (303, "/staff/ranges/close?country=IT")
    with sessions.read() as session:
        assert ranges.shown(session) == []
    page = staff.get(asked.headers["Location"])
    assert "Close all of Italy?" in plain(page.text)
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="(\w*)"', page.text.partition("Yes, close it")[0]))
    staff.post("/staff/ranges", data={**fields, "act": "close"}, headers=OURS)
    assert "All of Italy" in plain(staff.get("/staff/ranges").text)
    assert staff.get("/staff/ranges/close?country=XX").status_code == 404


@pytest.mark.parametrize("place", ["XX +39333", "IT 39333", "IT +39333123412345", "IT +٣", "IT +39333", "DE +39333123"])
def test_what_is_no_range_is_said(staff, sessions, place):
    page = change(staff, "close", *place.split())
    assert page.status_code == 422
    assert "Write it like +39333123." in plain(page.text)
    with sessions.read() as session:
        assert ranges.shown(session) == []


def test_another_site_changes_nothing(staff, sessions):
    assert change(staff, "close", headers={"Origin": "https://evil.example"}).status_code == 403
    with sessions.read() as session:
        assert ranges.shown(session) == []


def test_ceilings_are_said_in_words_of_the_language(staff, sessions):
    with sessions.begin() as session:
        traffic.add(session, {("all", ""): 1400, ("country", "IT"): 700}, NOW)
        ranges.keep(session, [(CLOSED, 1.0)])
    assert change(staff, "open").status_code == 303
    page = plain(staff.get("/staff/ranges", headers={"Accept-Language": "de"}).text)
    for said in (
        "Anteil verbraucht",
        "20.000 SMS in der Stunde 7 %",
        "10.000 SMS in der Stunde Italien 7 %",
        "Offen",
    ):
        assert said in page
    for foreign in ("texts", "an hour", "Eingelöst", "Öffnen"):
        assert foreign not in page


def test_a_ceiling_of_money_is_said_as_money(settings, build, sessions):
    client = build(replace(settings, ceilings=read_ceilings("money 50 EUR a day, IT 1 a day"))).test_client()
    sign_in(client, sessions)
    page = plain(client.get("/staff/ranges").text)
    assert "€50 a day 0%" in page
    assert "one text a day Italy 0%" in page
