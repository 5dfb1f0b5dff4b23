"""What the page of a coupon is told while it is open, and what says whether its device may keep it."""

from __future__ import annotations

import gzip
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient

from app.actions.undo import reverse
from app.store import Sessions, Sql, access, guesses
from app.store.coupons import Coupon, Worth
from tests import make
from tests.web.test_press import FIRST_FLIGHT
from tests.web.visiting import parts_of, release, words

STATIC = Path(__file__).parents[2] / "static"
NOW = datetime.now(UTC)
DAY = timedelta(days=1)
SOON_S = 10.0
COPY_UNTIL = "Handbill-Copy-Until"
OVER = {
    "used": {"spent_at": NOW},
    "expired": {"issued_at": NOW - 9 * DAY, "valid_until": NOW - DAY},
    "withdrawn": {"revoked": True},
}

Coupons = Callable[..., Coupon]


@pytest.fixture
def coupon(sessions: Sessions) -> Coupons:
    """Makes a coupon of yesterday: coupon(valid_until=…)."""

    def made(*, revoked: bool = False, **changes: object) -> Coupon:
        with sessions.begin() as session:
            one = make.coupon(session, **{"language": "en", "issued_at": NOW - DAY, **changes})
            if revoked:
                session.run(Sql("UPDATE coupons SET revoked_at = 1"))
        return one

    return made


def spend(sessions: Sessions, one: Coupon, name: str = "Via Roma", at: datetime = NOW) -> tuple[str, int]:
    """(redemption, till) of the coupon's use at a till of this name."""
    with sessions.begin() as session:
        till = make.till(session, name=name)
        return make.redemption(session, one.serial, at=at, till=till), till


def stands(client: FlaskClient, one: Coupon, language: str = "en") -> dict[str, str]:
    """What the open page is told."""
    answer = client.get(f"{make.page_of(one)}/state.json?language={language}")
    assert answer.status_code == 200
    told: dict[str, str] = answer.get_json()
    return told


def test_as_soon_as_it_is_used_it_says_when_and_where(client: FlaskClient, sessions: Sessions, coupon: Coupons) -> None:
    one = coupon()
    before = stands(client, one)
    assert before["said"] == "It can be used now."
    now = datetime.now(UTC)
    spend(sessions, one, at=now)
    time = f"{now.astimezone(ZoneInfo('Europe/Rome')):%H:%M}"
    after = stands(client, one, "it")
    assert after["said"] == f"Usato alle {time}, Via Roma"
    assert after["version"] != before["version"]


def test_a_use_of_an_earlier_day_is_told_with_its_day(client: FlaskClient, sessions: Sessions, coupon: Coupons) -> None:
    one = coupon(issued_at=NOW - 4 * DAY)
    spend(sessions, one, at=NOW - 3 * DAY)
    assert re.fullmatch(r"Used \w+day, \w+ \d+ at \d+:\d\d [ap]\.m\., Via Roma", stands(client, one)["said"])


def test_what_was_undone_is_told_and_is_as_it_was(client: FlaskClient, sessions: Sessions, coupon: Coupons) -> None:
    one = coupon()
    before = stands(client, one)
    redemption, till = spend(sessions, one)
    with sessions.begin() as session:
        assert reverse(session, parts_of(client).means, access.Till(till, ""), redemption, "typed wrong", NOW)
    after = stands(client, one)
    assert (after["said"], after["version"]) == (before["said"], before["version"])


def test_each_use_of_several_is_told_with_what_is_left(
    client: FlaskClient, sessions: Sessions, coupon: Coupons
) -> None:
    one = coupon(worth=Worth(uses=3))
    before = stands(client, one)
    assert before["said"] == "0 of 3 used"
    spend(sessions, one)
    after = stands(client, one)
    assert re.fullmatch(r"1 of 3 used · Last: .+ at .+, Via Roma", after["said"])
    assert after["version"] != before["version"]


def test_a_card_says_what_is_left_on_it(client: FlaskClient, coupon: Coupons) -> None:
    release(client, offer={"kind": "card", "value": 25, "currency": "EUR", "uses": None, "line": None})
    assert stands(client, coupon(worth=Worth(uses=None, balance=1250, promised=2500)))["said"] == "€12.50 left"


@pytest.mark.parametrize(
    ("why", "said"),
    [("expired", "This coupon was for an earlier day."), ("withdrawn", "Withdrawn by Gelateria Aurora")],
)
def test_what_ended_says_why(client: FlaskClient, coupon: Coupons, why: str, said: str) -> None:
    assert stands(client, coupon(**OVER[why]))["said"] == said


def test_an_edit_of_the_campaign_is_a_new_page(client: FlaskClient, coupon: Coupons) -> None:
    one = coupon()
    before = stands(client, one)["version"]
    release(client, offer={"terms": "Not on Sundays."})
    assert stands(client, one)["version"] != before


def test_asking_changes_nothing_and_the_answer_is_kept_by_nobody(client: FlaskClient, coupon: Coupons) -> None:
    one, path = coupon(), "/state.json"
    answer = client.get(make.page_of(one) + path)
    assert answer.headers["Cache-Control"] == "no-store"
    assert len(answer.data) < 300
    first = stands(client, one)
    assert stands(client, one)["version"] == first["version"]


def _counts_up_to(sessions: Sessions, pages: int) -> bool:
    """Whether so many guesses were counted, soon: that is done behind the answer."""
    until = time.monotonic() + SOON_S
    while time.monotonic() < until:
        with sessions.read() as session:
            if guesses.all_counted(session) == {guesses.PAGES: pages}:
                return True
        time.sleep(0.02)
    return False


def test_an_address_that_no_coupon_has_is_an_error_for_programs_and_counts_as_a_guess(
    client: FlaskClient, sessions: Sessions
) -> None:
    answer = client.get("/k/22LhR3oTCnkX/state.json")
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (404, "unknown")
    assert _counts_up_to(sessions, 1)


def test_every_address_under_a_link_counts_as_a_guess_and_leads_to_waiting(
    client: FlaskClient, sessions: Sessions
) -> None:
    app, counted = client.application, 0
    rules = [each for each in app.url_map.iter_rules() if re.match(r"/[ksw]/<token>", each.rule)]
    assert {each.rule[:3] for each in rules} == {"/k/", "/s/", "/w/"}
    for rule in rules:
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            answer = client.open(rule.rule.replace("<token>", "22LhR3oTCnkX"), method=method)
            assert answer.status_code == 404, rule
            counted += 1
            assert _counts_up_to(sessions, counted), rule
    with sessions.begin() as session:
        for _ in range(guesses.PAGES_FROM_ADDRESS):
            guesses.note_page(session, "127.0.0.1", datetime.now(UTC))
    answers = {client.post(f"/k/22LhR3oTCnkX/{what}").status_code for what in ("stop", "again", "not-me", "share")}
    assert answers == {429}


@pytest.mark.parametrize("path", ["", "/state.json"])
def test_what_is_good_may_be_kept_on_its_device_for_as_long_and_by_no_cache(
    client: FlaskClient, coupon: Coupons, path: str
) -> None:
    until = datetime(2036, 7, 12, 22, 0, tzinfo=UTC)
    answer = client.get(make.page_of(coupon(valid_until=until)) + path)
    assert answer.headers[COPY_UNTIL] == str(int(until.timestamp()))
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["", "/state.json"])
@pytest.mark.parametrize("why", OVER)
def test_what_is_over_may_not_be_kept(client: FlaskClient, coupon: Coupons, why: str, path: str) -> None:
    assert COPY_UNTIL not in client.get(make.page_of(coupon(**OVER[why])) + path).headers


def test_what_a_copy_will_say_stands_in_the_page_in_its_language_and_is_not_shown(
    client: FlaskClient, coupon: Coupons
) -> None:
    page = client.get(f"{make.page_of(coupon())}?language=it")
    assert re.search(r"Nessuna connessione\. Alle \d\d:\d\d di \w+ì? \d+º? \w+ risultava così\.", words(page))
    assert 'class="live"' in page.text
    assert ".live:not(.away) .lost{display:none}" in page.text


def test_the_page_that_is_kept_does_not_hold_the_number(
    client: FlaskClient, sessions: Sessions, coupon: Coupons
) -> None:
    with sessions.begin() as session:
        person = make.subscriber(session, number=make.NUMBER)
    page = client.get(make.page_of(coupon(subscriber=person)))
    digits = re.sub(r"[\s.()-]|<[^>]+>", "", page.text)
    assert make.NUMBER.removeprefix("+39") not in digits
    assert "•••" not in words(page), "nor what masks leave of it"


def test_the_code_alone_is_a_page_without_script_too(client: FlaskClient, coupon: Coupons) -> None:
    here = make.page_of(coupon())
    ticket = client.get(here)
    assert f'href="{here}/qr"' in ticket.text
    page = client.get(f"{here}/qr")
    drawing = re.compile(r'<svg class="qr".+?</svg>')
    assert drawing.findall(page.text) == drawing.findall(ticket.text) != []
    assert "<script" not in page.text
    assert f'href="{here}?language=en"' in page.text
    assert (page.headers["Cache-Control"], page.headers["Referrer-Policy"]) == ("no-store", "no-referrer")


@pytest.mark.parametrize("why", OVER)
def test_what_is_over_has_no_code_alone(client: FlaskClient, coupon: Coupons, why: str) -> None:
    here = make.page_of(coupon(**OVER[why]))
    answer = client.get(f"{here}/qr")
    assert (answer.status_code, answer.location) == (303, here)
    assert client.get("/k/22LhR3oTCnkX/qr").status_code == 404


def test_the_worker_answers_for_coupons_alone_and_asks_nobody_else(client: FlaskClient) -> None:
    answer = client.get("/k/worker.js")
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; connect-src 'self'"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "Service-Worker-Allowed" not in answer.headers, "its own folder is all it answers for"
    assert client.get("/k/worker.js", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_the_page_comes_in_one_flight_and_its_scripts_in_half_of_another(client: FlaskClient, coupon: Coupons) -> None:
    page = client.get(make.page_of(coupon()))
    assert len(gzip.compress(page.data, 6)) < 0.7 * FIRST_FLIGHT
    scripts = [(STATIC / name).read_bytes() for name in ("coupon.js", "coupon-worker.js")]
    assert sum(len(gzip.compress(script, 6)) for script in scripts) < FIRST_FLIGHT / 2
