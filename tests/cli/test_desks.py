"""`handbill till`: let in, listed, moved and shut out."""

import json
import re
from datetime import UTC, datetime

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


def test_a_till_stands_where_it_was_put_and_moves(settings, sessions):
    assert call(settings, "till", "add", "Till 2", "--shop", "Via Roma").exit_code == 0
    with sessions.read() as session:
        assert access.till_named(session, "Till 2").shop == "via-roma"
    assert json.loads(call(settings, "till", "move", "Till 2", "duomo", "--json").stdout)["shop"] == "duomo"
    with sessions.read() as session:
        assert access.till_named(session, "Till 2").shop == "duomo"
    assert call(settings, "till", "move", "Till 2", "-?-").exit_code == 2
    assert call(settings, "till", "move", "Till 9", "duomo").exit_code == 1


def test_the_list_shows_devices_and_shuts_one_out(settings, sessions):
    token = json.loads(call(settings, "till", "add", "Till 2", "--json").stdout)["token"]
    now = datetime.now(UTC)
    with sessions.begin() as session:
        till = access.till_named(session, "Till 2")
        access.add_pass(
            session, "c", kind="cookie", till=till.id, expires_at=now.replace(year=2100), now=now, device="Chrome, Mac"
        )
    [told] = json.loads(call(settings, "till", "list", "--json").stdout)
    assert (told["name"], told["devices"][0]["name"], told["shut_out"]) == ("Till 2", "Chrome, Mac", False)
    assert "Chrome, Mac, last seen" in call(settings, "till", "list").stdout
    device = told["devices"][0]["id"]
    assert call(settings, "till", "revoke", "Till 2", "--device", device).exit_code == 0
    assert call(settings, "till", "revoke", "Till 2", "--device", device).exit_code == 1
    with sessions.read() as session:
        assert access.till_of_cookie(session, "c", now) is None
        assert access.till_of_token(session, token)


def test_a_till_that_was_shut_out_comes_back_by_a_new_link_alone(settings, sessions):
    token = json.loads(call(settings, "till", "add", "Till 2", "--json").stdout)["token"]
    assert "shut out" in call(settings, "till", "revoke", "Till 2").stdout
    with sessions.read() as session:
        assert access.till_named(session, "Till 2") is None
    link = json.loads(call(settings, "till", "link", "Till 2", "--json").stdout)["link"]
    with sessions.begin() as session:
        till = access.till_named(session, "Till 2")
        assert access.use_link(session, link.rpartition("/")[2], datetime.now(UTC)) == (None, till.id)
        assert access.till_of_token(session, token) is None, "an old token stays dead"
