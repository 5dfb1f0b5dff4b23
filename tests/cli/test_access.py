import json
import re
from datetime import UTC, datetime, timedelta

from app.store import access
from tests.serving import call


def test_a_new_till_s_token_lets_its_software_in(settings, sessions):
    told = json.loads(call(settings, "till", "add", "Till 2", "--json").stdout)
    assert told["name"] == "Till 2"
    with sessions.read() as session:
        found = access.till_of_token(session, told["token"])
    assert found
    assert found.name == "Till 2"


def test_a_new_till_s_link_opens_once(settings, sessions):
    told = call(settings, "till", "add", "Till 2").stdout
    token = re.search(r"http://localhost/till/in/(\S+)", told)[1]
    now = datetime.now(UTC)
    with sessions.begin() as session:
        assert access.use_link(session, token, now) == (None, access.till_named(session, "Till 2").id)
        assert access.use_link(session, token, now) is None


def test_a_name_belongs_to_one_till(settings):
    assert call(settings, "till", "add", "Till 2").exit_code == 0
    again = call(settings, "till", "add", "Till 2")
    assert again.exit_code == 1
    assert "already. Nothing was changed." in again.stderr


def test_staff_come_in_by_a_link_for_a_day(settings, sessions):
    told = json.loads(call(settings, "staff", "add", "Giulia@Aurora.example", "--json").stdout)
    assert told["email"] == "giulia@aurora.example"
    token = told["link"].removeprefix("http://localhost/staff/in/")
    with sessions.read() as session:
        assert access.link_is_good(session, token, datetime.now(UTC))
        assert not access.link_is_good(session, token, datetime.now(UTC) + timedelta(days=1, minutes=1))


def test_an_address_is_asked_for(settings):
    assert call(settings, "staff", "add", "giulia").exit_code == 2
