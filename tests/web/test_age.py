"""The age gate: a date of birth that is judged once and kept nowhere."""

import gzip
import json
import logging
import re
from datetime import date

import pytest

from app.store import Sessions, Sql
from tests import make
from tests.web.visiting import HERE, ID, OPEN, count, join, release, scan, send, words

OLD = {"born_day": "17", "born_month": "4", "born_year": "1987"}
YOUNG = {"born_day": "17", "born_month": "4", "born_year": str(date.today().year - 12)}  # noqa: DTZ011  # of any zone
TABLES = ("visits", "subscribers", "consents", "messages", "coupons")


@pytest.fixture
def client(client):
    """A client of a campaign for people of 18 and over, and of 21 where it is told so."""
    release(client, category="alcohol", **OPEN)
    return client


def evidence(sessions: Sessions) -> list[dict[str, str]]:
    with sessions.read() as session:
        rows = session.run(Sql("SELECT evidence_sealed FROM consents")).fetchall()
        return [json.loads(session.vault.open(row[0])) for row in rows]


def fields(page) -> list[str]:
    return re.findall(r'<input name="born_[^>]*>', page.text)


@pytest.mark.rule("US-AGE-1", "US-AGE-2")
def test_the_page_asks_for_a_date_of_birth_in_the_order_of_the_language(client):
    english, italian = (client.get(HERE, headers={"Accept-Language": each}) for each in ("en", "it"))
    assert "Your date of birth" in words(english)
    assert "For people of 18 and over." in words(english)
    assert re.findall(r'autocomplete="(bday-\w+)"', english.text) == ["bday-month", "bday-day", "bday-year"]
    assert re.findall(r'autocomplete="(bday-\w+)"', italian.text) == ["bday-day", "bday-month", "bday-year"]
    assert english.text.index("born_year") < english.text.index('name="number"')


@pytest.mark.rule("EU-MIN-1")
def test_no_other_campaign_asks_for_a_date_or_for_anything_but_number_and_boxes(client):
    release(client, **OPEN)
    page = client.get(HERE)
    form = page.text.partition(f'action="/c/{ID}/join"')[2].partition("</form>")[0]
    assert set(re.findall(r' name="(\w+)"', form)) == {
        "csrf_token",
        "language",
        "number",
        "country",
        "coupon",
        "marketing",
        "remark",  # which nobody sees
    }
    assert join(client, scan(client), **YOUNG).status_code == 303


@pytest.mark.rule("US-AGE-1")
def test_without_a_date_nobody_joins(client, sessions):
    page = join(client, scan(client))
    assert page.status_code == 422
    assert "Enter your date of birth: day, month and year." in words(page)
    assert [count(sessions, table) for table in TABLES] == [0] * len(TABLES)


def test_what_was_typed_is_still_there_and_the_mistake_is_named_beside_it(client):
    page = join(client, scan(client), **{**OLD, "born_month": "13"}, marketing="yes")
    assert page.status_code == 422
    assert "There is no such day." in words(page)
    assert [re.search(r'value="(\d*)"', field)[1] for field in fields(page)] == ["13", "17", "1987"]
    assert all('aria-invalid="true"' in field for field in fields(page))
    assert page.text.count("autofocus") == 1
    assert 'aria-describedby="born-bad born-hint"' in page.text
    assert page.text.count(" checked") == 2


@pytest.mark.rule("US-AGE-2")
def test_who_is_old_enough_joins_and_the_date_is_kept_nowhere(client, sessions, caplog):
    with caplog.at_level(logging.DEBUG):
        mine = scan(client)
        answer = join(client, mine, marketing="yes", **OLD)
        assert answer.status_code == 303
        page = client.get(answer.headers["Location"])
    kept = evidence(sessions)
    assert len(kept) == 2
    for each in kept:
        assert (each["of_age"], each["age_asked"]) == ("yes", "18")
        assert re.fullmatch(r"20\d\d-\d\d-\d\dT.*", each["age_checked_at"])
    told = [make.dump(sessions), json.dumps(kept), answer.headers["Location"], page.text, caplog.text]
    assert [place for place in told if re.search(r"\b1987\b|born_", place)] == []


@pytest.mark.rule("US-AGE-1", "US-AGE-2")
def test_who_is_too_young_hears_it_kindly_and_leaves_nothing(client, sessions, caplog):
    release(client, "cones", placements=[{"id": "cnnes", "name": "Door"}], page={"headline": "Cones for all"}, **OPEN)
    page = join(client, scan(client), marketing="yes", **YOUNG)
    assert page.status_code == 403
    assert "This one has to wait" in words(page)
    assert "is for people of 18 and over." in words(page)
    assert "Cones for all" in words(page)
    assert "<form" not in page.text
    assert [count(sessions, table) for table in TABLES] == [0] * len(TABLES)
    assert YOUNG["born_year"] not in page.text + caplog.text


@pytest.mark.rule("US-AGE-2")
def test_another_date_on_the_same_page_changes_nothing(client, sessions):
    mine = scan(client)
    assert join(client, mine, "333 12", **YOUNG).status_code == 403  # a slip beside it is no way round
    for again in (OLD, {}):
        assert join(client, mine, **again).status_code == 403
    assert count(sessions, "subscribers") == 0
    fresh = send(client, "gate", mine, way="next").headers["Location"]  # its page has a new token, of the same visit
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get(fresh).text)
    assert token
    assert join(client, token[1], **OLD).status_code == 403
    assert join(client, scan(client), **OLD).status_code == 303


def test_of_several_countries_the_strictest_age_is_asked(client):
    release(client, category="alcohol", countries=["IT", "US"], **OPEN)
    assert "For people of 21 and over." in words(client.get(HERE, headers={"Accept-Language": "en"}))
    nineteen = {**OLD, "born_year": str(date.today().year - 19), "born_month": "1", "born_day": "1"}  # noqa: DTZ011
    assert join(client, scan(client), **nineteen).status_code == 403


def test_an_age_is_asked_for_whatever_is_sold(client):
    release(client, age=16, **OPEN)
    assert join(client, scan(client), **YOUNG).status_code == 403
    assert join(client, scan(client), **OLD).status_code == 303


def test_the_page_still_comes_in_the_first_flight_of_packets(client):
    release(client, category="alcohol", countries=["IT", "US", "CA", "SK"], **OPEN)
    page = client.get(HERE, headers={"Accept-Encoding": "gzip"})
    assert "born_year" in gzip.decompress(page.data).decode()
    assert len(page.data) <= 14 * 1024
