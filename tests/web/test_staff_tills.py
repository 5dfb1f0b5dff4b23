"""Tills for staff: a link shown once, devices by name, and shutting out that counts at once."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from app.store import access
from app.web.access import TILL_COOKIE
from tests import make

OURS = {"Origin": "http://localhost"}
CHROME = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36"
NOW = datetime.now(UTC)


@pytest.fixture
def staff(client, sessions):
    """A browser that is signed in."""
    with sessions.begin() as session:
        id = access.add_staff(session, "giulia@aurora.example", NOW)
        access.add_pass(session, "link", kind="link", staff=id, expires_at=NOW + timedelta(days=1), now=NOW)
    assert client.post("/staff/in/link", headers=OURS).status_code == 303
    return client


@pytest.fixture
def till(sessions):
    """A till whose software has a token, in a shop."""
    with sessions.begin() as session:
        return make.till(session, name="Till 2", token="t2")


def plain(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def sign_in(client, address: str) -> None:
    """Opens a link as a tablet does."""
    path = address.removeprefix("http://localhost")
    token = re.search(r'name="token" value="([^"]+)"', client.get(path).text)[1]
    assert client.post(path, data={"token": token}, headers={**OURS, "User-Agent": CHROME}).status_code == 303


def link_of(page: str) -> str:
    return re.search(r"http://localhost/till/in/[\w-]+", page)[0]


def test_a_till_is_added_and_its_secrets_are_shown_once(staff, sessions):
    page = staff.post("/staff/tills/", data={"name": " Till  7 ", "shop": "Via Roma"}, headers=OURS).text
    assert "Shown once" in page
    assert '<svg class="qr" role="img"' in page
    token = re.search(r'<code dir="ltr">([\w-]{43})</code>', page)[1]
    with sessions.read() as session:
        assert access.till_of_token(session, token).shop == "via-roma"
    assert "Via Roma" in staff.get("/staff/tills/").text
    assert link_of(page) not in staff.get("/staff/tills/1").text


@pytest.mark.parametrize(
    ("name", "shop", "wrong"),
    [
        ("", "", "Give the till a name"),
        ("Till 2", "", "a till of that name already"),
        ("Till 3", "?", "A shop’s name is"),
    ],
)
def test_what_cannot_be_is_said_at_the_form(staff, till, name, shop, wrong):
    page = staff.post("/staff/tills/", data={"name": name, "shop": shop}, headers=OURS).text
    assert wrong in page
    assert page.count('scope="row"') == 1


def test_a_device_is_known_by_its_browser_and_signed_out_at_once(staff, till, sessions):
    sign_in(staff, link_of(staff.post(f"/staff/tills/{till}/link", headers=OURS).text))
    assert staff.get("/till").status_code == 200
    page = staff.get(f"/staff/tills/{till}").text
    assert "Chrome, Android Last seen: just now" in plain(page)
    device = re.search(r'name="device" value="([^"]+)"', page)[1]
    assert staff.post(f"/staff/tills/{till}/sign-out", data={"device": "0"}, headers=OURS).status_code == 303
    assert staff.get("/till").status_code == 200
    staff.post(f"/staff/tills/{till}/sign-out", data={"device": device}, headers=OURS)
    assert staff.get("/till").status_code == 303


def test_a_till_that_is_shut_out_is_out_everywhere(staff, till, sessions):
    unused = link_of(staff.post(f"/staff/tills/{till}/link", headers=OURS).text)
    sign_in(staff, link_of(staff.post(f"/staff/tills/{till}/link", headers=OURS).text))
    staff.post(f"/staff/tills/{till}/revoke", headers=OURS)
    assert staff.get("/till").status_code == 303
    with sessions.read() as session:
        assert access.till_of_token(session, "t2") is None
        assert not access.link_is_good(session, unused.rpartition("/")[2], NOW)
    assert "This till is shut out." in staff.get(f"/staff/tills/{till}").text
    token = re.search(r"<code[^>]*>([\w-]{43})</code>", staff.post(f"/staff/tills/{till}/token", headers=OURS).text)[1]
    with sessions.read() as session:
        assert access.till_of_token(session, token).id == till


def test_a_till_is_renamed_moved_and_asked_otherwise(staff, till, sessions):
    form = {"name": "Bar", "shop": "duomo", "sums": "always"}
    assert staff.post(f"/staff/tills/{till}", data=form, headers=OURS).status_code == 303
    with sessions.read() as session:
        found = access.till_named(session, "Bar")
    assert (found.shop, found.sums) == ("duomo", "always")
    assert staff.post(f"/staff/tills/{till}", data={**form, "sums": "?"}, headers=OURS).status_code == 200


def test_todays_coupons_and_wrong_codes_are_counted(staff, till, sessions):
    now = datetime.now(UTC)  # of this very day, also where the tests began yesterday
    with sessions.begin() as session:
        make.coupon(session, issued_at=now - timedelta(minutes=2), spent_at=now, till=till)
    for code in ("2222-2222-2222", "nonsense"):
        staff.post("/api/v1/redemptions", json={"code": code}, headers={"Authorization": "Bearer t2"})
    assert "Till 2 none no browser 1 0 2" in plain(staff.get("/staff/tills/").text)


def test_the_list_is_found_without_its_last_stroke(staff, till):
    assert "Till 2" in staff.get("/staff/tills", follow_redirects=True).text


def test_seen_is_noted_once_a_minute(sessions, till):
    with sessions.begin() as session:
        access.add_pass(session, "c", kind="cookie", till=till, expires_at=NOW + timedelta(days=1), now=NOW)
        for seconds, noted in [(0, 0), (30, 0), (61, 61)]:
            access.see(session, "c", NOW + timedelta(seconds=seconds))
            assert access.till_of_cookie(session, "c", NOW)[1] == NOW + timedelta(seconds=noted)


@pytest.mark.parametrize("path", ["", "{}", "{}/link", "{}/token", "{}/sign-out", "{}/revoke"])
def test_no_form_from_elsewhere_and_nobody_else(staff, till, path):
    path = f"/staff/tills/{path.format(till)}"
    assert staff.post(path, headers={"Origin": "https://evil.example"}).status_code == 403
    staff.delete_cookie("handbill_staff")
    assert staff.post(path, headers=OURS).headers["Location"] == "/staff/in"


def test_a_staff_cookie_is_no_tills(staff):
    staff.set_cookie(TILL_COOKIE, staff.get_cookie("handbill_staff").value)
    assert staff.get("/till").status_code == 303
