"""The till's page while its line is down: seals, what is noted down, and what is told once the line is back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import Page, Route, expect

from app.rules import offline_seal
from app.rules.coupon import write_code
from app.rules.seal_facts import Facts, Worth, mark
from app.store import Sessions, Sql, access, coupons, guesses, happened
from app.store.guesses import Guesser
from app.web.access import TILL_COOKIE, TRIAL_TILL
from tests import make, serving
from tests.conftest import KEYS, Serve
from tests.web.till_page import lose, scan, until, until_ready, view

SMALL_TILL = {"width": 1024, "height": 600}
PERCENT = Worth(kind="percent", number=Decimal(25))
AN_HOUR_AGO = timedelta(hours=1)
READY = "Offline. Codes are checked by their seal and reported later."
LETTERS = "Scan the square code: letters alone cannot be checked offline."
BLIND = "Offline. Codes cannot be checked until the connection is back."


@dataclass(frozen=True)
class Coupon:
    """A coupon, and what its QR symbol holds."""

    code: str
    serial: int
    text: str


Coupons = Callable[..., Coupon]


@pytest.fixture(scope="module")
def server(serve: Serve) -> Iterator[serving.Server]:
    """One handbill for all tests of this file."""
    with serve(make.source()) as server:
        yield server


@pytest.fixture
def sessions(server: serving.Server) -> Iterator[Sessions]:
    """The database of that handbill."""
    sessions = Sessions(server.settings.database_url, KEYS)
    yield sessions
    sessions.close()


@pytest.fixture
def coupon(sessions: Sessions) -> Coupons:
    """Makes a coupon of an hour ago."""

    def made(worth: Worth = PERCENT, *, key: str = KEYS[-1], **changes: datetime) -> Coupon:
        issued_at = datetime.now(UTC) - AN_HOUR_AGO
        with sessions.begin() as session:
            one = make.coupon(session, **{"issued_at": issued_at, **changes})
        code = write_code(one.serial, KEYS)
        facts = Facts(
            campaign=mark(make.CAMPAIGN_ID), valid_from=one.valid_from, valid_until=one.valid_until, worth=worth
        )
        return Coupon(code, one.serial, offline_seal.seal(code, facts, offline_seal.private_key(key)))

    return made


@pytest.fixture
def till(server: serving.Server, page: Page) -> Iterator[Page]:
    """The till's page on a small screen, once it has what it needs for a line that breaks."""
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None)
    page.set_viewport_size(SMALL_TILL)
    page.goto(f"{server.base_url}/till")
    until_ready(page)
    yield page
    assert wrong == []


# What the page has kept of the server's keys, clock and list of what is spent.
KIT = """() => new Promise((done) => {
  indexedDB.open("till").onsuccess = ({ target: { result: base } }) => {
    const kept = base.transaction("kit").objectStore("kit"), kit = kept.get("kit"), spent = kept.get("spent");
    kept.transaction.oncomplete = () => {
      base.close();
      done({ ...kit.result, spent: [...spent.result ?? []] });
    };
  };
})"""


# In the page itself: who listens on the network does not always see what a service worker leaves to it.
REFUSE_ONCE = """() => {
  window.turnedAway = new Set();
  const ask = window.fetch;
  window.fetch = (asked, ...how) => {
    const { pathname } = new URL(asked.url ?? asked, location);
    if (!/^.till.(happened|spent.json)$/.test(pathname) || turnedAway.has(pathname)) return ask(asked, ...how);
    turnedAway.add(pathname);
    return Promise.resolve(Response.json({}, { status: 429, headers: { "Retry-After": "1" } }));
  };
}"""


def cut(page: Page) -> None:
    """Breaks the line, and waits until the page has seen it."""
    page.context.set_offline(True)
    expect(page.locator("#line")).to_contain_text("Offline")


def mend(page: Page, *, by_itself: bool = False) -> None:
    """Mends the line. The browser says so a moment too early, and the page asks again in three seconds, or now."""
    page.context.set_offline(False)
    if not by_itself:
        page.evaluate("dispatchEvent(new Event('online')) && null")
    expect(page.locator("#line")).to_contain_text("Connected")


def spent(sessions: Sessions, found: Coupon) -> coupons.Coupon:
    with sessions.read() as session:
        one = coupons.coupon_by_serial(session, found.serial)
    assert one
    return one


def test_a_seal_says_yes_without_a_line_and_is_reported_once_it_is_back(till, coupon, sessions):
    found = coupon()
    cut(till)
    expect(till.locator("#trouble")).to_have_text(READY)
    scan(till, found.text)
    view(till, "yes")
    verdict = till.locator("#verdict")
    expect(verdict).to_contain_text("Take 25% off")
    expect(verdict).to_contain_text(f"Code {found.code.replace('-', ' ')} looks good by its seal.")
    expect(till.locator("#line")).to_have_text("Offline · to be reported: 1")
    assert spent(sessions, found).used == 0
    mend(till, by_itself=True)
    expect(till.locator("#notice")).to_have_text("Reported: 1.")
    expect(till.locator("#line")).to_have_text("Connected")
    assert spent(sessions, found).used == 1


def test_a_coupon_of_another_worth_than_the_offers_is_told_by_its_seal(till, coupon):
    found = coupon(Worth(kind="percent", number=Decimal(30)))
    cut(till)
    scan(till, found.text)
    view(till, "yes")
    expect(till.locator("#verdict h2")).to_contain_text("Take 30% off")
    mend(till)


def test_all_that_the_page_is_made_of_is_kept(till, server):
    """What the page names, and what that names in turn."""
    named, unread = set(), {"/till"}
    while unread:
        text = till.request.get(server.base_url + unread.pop()).text()
        found = set(re.findall(r"/static/[\w-]+\.(?:js|css|svg)", text)) - named
        named |= found
        unread |= {each for each in found if each.endswith(".js")}
    worker = till.request.get(f"{server.base_url}/till/worker.js").text()
    assert {"/static/till-line.js", "/static/qr-reader.js"} <= named
    assert named == {f"/static/{name}" for name in re.findall(r'"([\w-]+\.(?:js|css|svg))"', worker)}


def test_what_was_spent_here_or_before_is_refused_without_a_line(till, coupon):
    before, now = coupon(), coupon()
    scan(till, before.text)
    view(till, "yes")
    till.reload()
    until_ready(till)
    until(till, KIT, lambda kit: before.serial in kit["spent"])
    cut(till)
    scan(till, before.text)
    view(till, "no")
    expect(till.locator("#verdict")).to_contain_text("Already used")
    scan(till, now.text)
    view(till, "yes")
    scan(till, now.text)
    view(till, "no")
    expect(till.locator("#verdict")).to_contain_text("Already used here at")
    mend(till)


@pytest.mark.parametrize(
    ("what", "says"),
    [
        ("stranger", "Not one of ours."),
        ("forged", "Not one of ours."),
        ("late", "Ended"),
        ("early", "Starts"),
    ],
)
def test_a_no_without_a_line_says_why(till, coupon, what, says):
    now = datetime.now(UTC)
    text = {
        "stranger": lambda: coupon(key="a" * 32).text,
        "forged": lambda: coupon().text[:-3] + "BBB",
        "late": lambda: coupon(valid_until=now - timedelta(minutes=2)).text,
        "early": lambda: coupon(valid_from=now + timedelta(days=2)).text,
    }[what]()
    cut(till)
    scan(till, text)
    view(till, "no")
    expect(till.locator("#verdict h2")).to_contain_text(says)
    expect(till.locator("#line")).to_have_text("Offline")
    mend(till)


def test_letters_stay_in_the_field_until_somebody_can_be_asked(till, coupon):
    found = coupon()
    cut(till)
    scan(till, found.code)
    expect(till.locator("#trouble")).to_contain_text(LETTERS)
    view(till, "idle")
    mend(till)
    expect(till.locator("#trouble")).to_be_hidden()
    till.keyboard.press("Enter")
    view(till, "yes")


def test_the_page_opens_without_a_line_and_has_forgotten_nothing(till, coupon, sessions):
    found = coupon()
    cut(till)
    scan(till, found.text)
    view(till, "yes")
    till.reload()
    expect(till.locator("#line")).to_have_text("Offline · to be reported: 1")
    scan(till, found.text)
    view(till, "no")
    till.goto(till.url.replace("/till", "/till/today"))
    assert till.url.endswith("/till")
    mend(till)
    expect(till.locator("#notice")).to_have_text("Reported: 1.")
    assert spent(sessions, found).used == 1


def undo(page: Page, why: str = "Wrong customer") -> None:
    """Undoes what the screen said yes to."""
    page.get_by_role("button", name="Undo, 5 min").click()
    view(page, "why")
    page.get_by_role("button", name=why).click()
    view(page, "idle")
    expect(page.locator("#notice")).to_have_text("Undone. The code can be used again.")


def written(sessions: Sessions, found: Coupon) -> list[tuple[str | None, bool]]:
    """(why it was undone, whether it says when) of all redemptions of this coupon, as they happened."""
    rows = Sql("""
        SELECT reversed_reason, undone_at > happened_at FROM redemptions WHERE coupon_id = :coupon
        ORDER BY COALESCE(happened_at, at)""")
    with sessions.read() as session:
        one = coupons.coupon_by_serial(session, found.serial)
        return [(why, bool(is_after)) for why, is_after in session.run(rows, coupon=one.id if one else 0).fetchall()]


def test_an_undo_without_a_line_asks_why_and_is_reported_like_all_else(till, coupon, sessions):
    found = coupon()
    cut(till)
    scan(till, found.text)
    view(till, "yes")
    undo(till)
    expect(till.locator("#line")).to_have_text("Offline · to be reported: 1")
    scan(till, found.text)
    view(till, "yes")
    mend(till)
    expect(till.locator("#notice")).to_have_text("Reported: 2.")
    assert written(sessions, found) == [("wrong_customer", True), (None, False)]
    till.get_by_role("button", name="Undo, 5 min").click()
    till.get_by_role("button", name="Typed wrong").click()
    expect(till.locator("#notice")).to_have_text("Undone. The code can be used again.")
    assert spent(sessions, found).used == 0


def test_without_a_line_it_can_be_undone_no_longer_than_with_one(till, coupon, sessions):
    found = coupon()
    cut(till)
    scan(till, found.text)
    view(till, "yes")
    till.get_by_role("button", name="Undo, 5 min").click()
    till.clock.set_fixed_time(datetime.now(UTC) + timedelta(minutes=5, seconds=1))
    till.get_by_role("button", name="Wrong customer").click()
    expect(till.locator("#notice")).to_have_text("Too late to undo this here. It stays spent.")
    scan(till, found.text)
    view(till, "no")
    mend(till)
    expect(till.locator("#notice")).to_have_text("Reported: 1.")
    assert spent(sessions, found).used == 1


MISREAD = str.maketrans("258", "ZSB")


@pytest.mark.parametrize("first", ["scanned", "typed", "misread"])
def test_what_was_asked_with_a_line_and_undone_without_is_undone(till, coupon, sessions, first):
    """The answer was lost, so the till never heard that it was spent, of whichever way the code came in."""
    found = coupon()
    till.route("**/till/redeem", lose)
    till.route("**/readyz", lambda route: route.abort())
    if first != "scanned":
        scan(till, found.code if first == "typed" else found.code.translate(MISREAD))
        expect(till.locator("#trouble")).to_contain_text(LETTERS)
        till.locator("#code").fill("")
    scan(till, found.text)
    view(till, "yes")
    expect(till.locator("#verdict")).to_contain_text("looks good by its seal")
    assert spent(sessions, found).used == 1
    undo(till)
    till.unroute("**/readyz")
    till.unroute("**/till/redeem")
    expect(till.locator("#notice")).to_have_text("Reported: 1.")
    assert spent(sessions, found).used == 0
    scan(till, found.text)
    view(till, "yes")
    expect(till.locator("#verdict")).not_to_contain_text("looks good by its seal")


def test_what_is_undone_while_it_is_told_is_told_once_more(till, coupon, sessions):
    found, told = coupon(), []

    def hold(route: Route) -> None:
        if told:
            route.continue_()
        else:
            told.append((route, route.fetch()))

    cut(till)
    scan(till, found.text)
    view(till, "yes")
    till.route("**/till/happened", hold)
    mend(till)
    while not told:
        till.wait_for_timeout(20)
    assert spent(sessions, found).used == 1
    undo(till)
    ((route, answer),) = told
    route.fulfill(response=answer)
    expect(till.locator("#line")).to_have_text("Connected")
    assert written(sessions, found) == [("wrong_customer", True)]
    assert spent(sessions, found).used == 0
    cut(till)
    scan(till, found.text)
    view(till, "yes")
    mend(till)


def test_what_one_till_gave_is_never_reported_as_anothers(till, coupon, sessions, server):
    found, now = coupon(), datetime.now(UTC)
    with sessions.begin() as session:
        other = make.till(session, name="Duomo")
        access.add_pass(session, "duomo", kind="cookie", till=other, expires_at=now + timedelta(days=1), now=now)
    cut(till)
    scan(till, found.text)
    view(till, "yes")
    till.context.add_cookies([{"name": TILL_COOKIE, "value": "duomo", "url": server.base_url}])
    with till.expect_response("**/till/happened") as refused:
        mend(till)
    assert refused.value.status == 403, "the page is still that of the first till"
    till.reload()
    expect(till.locator("#line")).to_have_text(f"Connected · to be reported by {TRIAL_TILL}: 1")
    until_ready(till)
    cut(till)
    scan(till, found.text)
    view(till, "no")
    mend(till)
    assert spent(sessions, found).used == 0
    till.context.clear_cookies(name=TILL_COOKIE)
    till.reload()
    expect(till.locator("#notice")).to_have_text("Reported: 1.")
    expect(till.locator("#line")).to_have_text("Connected")
    assert spent(sessions, found).till == TRIAL_TILL


def test_a_double_is_reported_with_both_tills(till, coupon, sessions):
    found = coupon()
    cut(till)
    scan(till, found.text)
    view(till, "yes")
    with sessions.begin() as session:
        elsewhere = make.till(session, name="Via Roma")
        make.redemption(session, found.serial, at=datetime.now(UTC), till=elsewhere)
    mend(till)
    expect(till.locator("#notice")).to_have_text("Reported: 1. Already used elsewhere: 1. Staff see where.")
    with sessions.read() as session:
        [irregular] = [
            each
            for each in happened.irregular(session, datetime.now(UTC) - AN_HOUR_AGO, 100)
            if each.serial == found.serial
        ]
    assert (irregular.before_till, irregular.why) == ("Via Roma", "already_redeemed")


def test_an_answer_that_was_lost_on_its_way_is_not_counted_twice(till, coupon, sessions):
    found = coupon()

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    till.route("**/till/redeem", lose)
    scan(till, found.text)
    view(till, "yes")
    expect(till.locator("#verdict")).to_contain_text("looks good by its seal")
    till.unroute("**/till/redeem")
    expect(till.locator("#notice")).to_have_text("Reported: 1.")
    assert spent(sessions, found).used == 1
    with sessions.read() as session:
        doubles = happened.irregular(session, datetime.now(UTC) - AN_HOUR_AGO, 100)
    assert found.serial not in {each.serial for each in doubles}


def test_a_till_that_asked_too_often_goes_on_where_it_was(till, coupon):
    cut(till)
    scan(till, coupon().text)
    view(till, "yes")
    till.evaluate(REFUSE_ONCE)
    mend(till)
    expect(till.locator("#notice")).to_have_text("Reported: 1.")
    until(till, "kept.prepare()")
    assert till.evaluate("[...turnedAway]") == ["/till/happened", "/till/spent.json"]
    expect(till.locator("#line")).to_have_text("Connected")


def test_a_till_whose_storage_was_cleared_checks_nothing_without_a_line(till, coupon):
    till.evaluate("indexedDB.databases().then((all) => all.map(({ name }) => indexedDB.deleteDatabase(name)))")
    cut(till)
    till.reload()
    expect(till.locator("#trouble")).to_have_text(BLIND)
    scan(till, coupon().text)
    expect(till.locator("#trouble")).to_contain_text("This till has to be connected once first.")
    view(till, "idle")
    mend(till)
    until(till, "kept.canCheck")


def test_a_wrong_clock_is_set_right_by_the_servers(till, coupon, sessions):
    found = coupon()
    till.clock.set_fixed_time(datetime.now(UTC) + timedelta(days=400))
    till.evaluate("report()")
    until(till, KIT, lambda kit: kit["ahead"] > 1e9)
    cut(till)
    scan(till, found.text)
    view(till, "yes")
    mend(till)
    expect(till.locator("#notice")).to_have_text("Reported: 1.")
    redeemed_at = spent(sessions, found).redeemed_at
    assert redeemed_at
    assert abs(redeemed_at - datetime.now(UTC)) < timedelta(minutes=2)


def test_a_till_that_is_shut_out_keeps_what_it_could_not_tell(till, coupon, server):
    cut(till)
    scan(till, coupon().text)
    view(till, "yes")
    till.context.add_cookies([{"name": TILL_COOKIE, "value": "of-nobody", "url": server.base_url}])
    with till.expect_response("**/till/happened"):
        mend(till)
    till.wait_for_timeout(300)
    expect(till.locator("#line")).to_have_text("Connected · to be reported: 1")


def test_a_till_that_has_to_wait_tells_it_again_later(till, coupon, sessions):
    found, now = coupon(), datetime.now(UTC)
    cut(till)
    scan(till, found.text)
    view(till, "yes")
    with sessions.begin() as session:
        this = access.till_named(session, TRIAL_TILL)
        guesses.note(session, Guesser(this.id, ""), 10, now)
    mend(till)
    till.evaluate("report()")  # until it was told to wait
    expect(till.locator("#line")).to_have_text("Connected · to be reported: 1")
    with sessions.begin() as session:
        session.run(Sql("DELETE FROM buckets"))
    till.evaluate("report()")
    expect(till.locator("#notice")).to_have_text("Reported: 1.")
    assert spent(sessions, found).used == 1
