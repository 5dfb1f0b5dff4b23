import json
from datetime import UTC, datetime, timedelta

from app.store import access
from tests.serving import call


def test_staff_come_in_by_a_link_for_a_day(settings, sessions):
    told = json.loads(call(settings, "staff", "add", "Giulia@Aurora.example", "--json").stdout)
    assert told["email"] == "giulia@aurora.example"
    token = told["link"].removeprefix("http://localhost/staff/in/")
    with sessions.read() as session:
        assert access.link_is_good(session, token, datetime.now(UTC))
        assert not access.link_is_good(session, token, datetime.now(UTC) + timedelta(days=1, minutes=1))


def test_an_address_is_asked_for(settings):
    assert call(settings, "staff", "add", "giulia").exit_code == 2
