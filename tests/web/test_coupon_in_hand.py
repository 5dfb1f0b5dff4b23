"""A coupon's page in a browser: what it shows without a line, what it notices by itself, and its code on white."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Error, Page, Request, expect

from app.actions.undo import reverse
from app.rules.coupon import write_code
from app.store import Sessions, Sql, access, coupons, words
from app.store.coupons import Coupon, Worth
from tests import make, serving
from tests.conftest import KEYS, PATIENCE_MS, PHONE, Serve

SAYS = words.load()
AN_HOUR_AGO = timedelta(hours=1)
CACHES = "caches.keys()"
WHOLE = "async () => (await (await caches.match(location.href)).text())"
MADE_OF = """async () => {
  const kept = await caches.open((await caches.keys())[0]);
  return (await kept.keys()).map(({ url }) => new URL(url).pathname);
}"""
# Each call for the screen to stay on, and each end of it, in order.
LOCKS = """
window.locks = [];
navigator.wakeLock.request = async (what) => {
  locks.push(what);
  const lock = { released: false, release() { this.released = true; locks.push("released"); } };
  return lock;
};
"""
HIDE = """(hidden) => {
  Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
  document.dispatchEvent(new Event("visibilitychange"));
}"""

Coupons = Callable[..., Coupon]
Open = Callable[[Coupon], Page]


@pytest.fixture(scope="module")
def server(serve: Serve) -> Iterator[serving.Server]:
    """One handbill for all tests of this file."""
    source = make.source(share={"reward": True, "most": 2}, brand={"look": {"colour": "#b3124b", "image": "cono.png"}})
    with serve(source, {"cono.png": Image.new("RGB", (600, 400), "#b3124b")}) as server:
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

    def made(**changes: Any) -> Coupon:
        with sessions.begin() as session:
            return make.coupon(session, **{"language": "en", "issued_at": datetime.now(UTC) - AN_HOUR_AGO, **changes})

    return made


@pytest.fixture
def opened(server: serving.Server, page: Page) -> Iterator[Open]:
    """Opens a coupon's page, and waits until its device has it."""
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None)

    def open(one: Coupon) -> Page:
        page.goto(server.base_url + make.page_of(one))
        until(page, CACHES, lambda names: any(name.endswith(make.page_of(one)[3:]) for name in names))
        until(page, WHOLE)
        return page

    yield open
    assert wrong == []


def until(page: Page, script: str, is_so: Callable[[Any], bool] = bool) -> None:
    """Waits until what a script gives is so; the page's policy lets nothing be evaluated again and again within it."""
    ends = time.monotonic() + PATIENCE_MS / 1000
    while not is_so(found := page.evaluate(f"async () => {{ try {{ return await ({call(script)}); }} catch {{}} }}")):
        assert time.monotonic() < ends, (script, found)
        page.wait_for_timeout(20)


def call(script: str) -> str:
    return f"({script})()" if "=>" in script else script


def spend(sessions: Sessions, one: Coupon, name: str) -> tuple[str, int]:
    """(redemption, till) of the coupon's use at a new till of this name."""
    with sessions.begin() as session:
        till = make.till(session, name=name)
        return make.redemption(session, one.serial, at=datetime.now(UTC), till=till), till


def undo(sessions: Sessions, redemption: str, till: int) -> None:
    with sessions.begin() as session:
        at = datetime.now(UTC)
        assert reverse(session, make.means(SAYS), access.Till(till, ""), redemption, "typed wrong", at)


def mark(page: Page) -> None:
    """Leaves something behind that a reload would take away."""
    page.evaluate("window.mark = 1")


def is_same(page: Page) -> bool:
    return bool(page.evaluate("window.mark === 1"))


def is_live(page: Page) -> None:
    expect(page.locator(".lost")).to_be_hidden()
    expect(page.locator(".pill")).to_be_visible()


def is_copy(page: Page) -> None:
    """It shows code and QR, says that and when it was made, and claims nothing."""
    notice = page.get_by_role("status")
    expect(notice).to_contain_text("No connection.")
    expect(notice).to_contain_text(re.compile(r"This was its state at \d+:\d\d [ap]\.m\. on \w+day, \w+ \d+\."))
    expect(page.locator(".stub .qr")).to_be_visible()
    expect(page.locator(".stub .code")).to_be_visible()
    expect(page.locator(".pill")).to_be_hidden()
    expect(page.get_by_role("button", name="Stop all texts")).to_be_hidden()


def test_it_opens_without_a_line_says_of_when_it_is_and_is_live_once_there_is_one(
    opened: Open, coupon: Coupons
) -> None:
    page = opened(one := coupon())
    is_live(page)
    page.context.set_offline(True)
    page.reload()
    is_copy(page)
    assert write_code(one.serial, KEYS).replace("-", " ") in page.locator(".stub .code").inner_text()
    page.context.set_offline(False)
    is_live(page)
    expect(page.get_by_role("button", name="Stop all texts")).to_be_visible()


def test_what_the_page_is_made_of_is_kept_with_it_and_shown_without_a_line(opened: Open, coupon: Coupons) -> None:
    page = opened(coupon())
    until(page, MADE_OF, lambda paths: len(paths) == 5)
    paths = sorted(page.evaluate(MADE_OF))
    assert paths[0].startswith("/image/")
    assert paths[1].startswith("/k/")
    assert paths[2:] == ["/static/coupon.js", "/static/icon.svg", "/static/share.js"]
    page.context.set_offline(True)
    page.reload()
    is_copy(page)
    until(page, "document.querySelector('.pic img').naturalWidth")


def test_an_open_page_whose_line_breaks_says_so_and_does_not_claim_to_be_valid(opened: Open, coupon: Coupons) -> None:
    page = opened(coupon())
    mark(page)
    page.context.set_offline(True)
    is_copy(page)
    page.context.set_offline(False)
    is_live(page)
    assert is_same(page)


def test_the_copy_is_found_by_its_exact_address_and_says_no_number(
    server: serving.Server, opened: Open, coupon: Coupons
) -> None:
    mine, theirs = coupon(), coupon()
    page = opened(mine)
    copy = page.evaluate(WHOLE)
    assert "•••" not in copy
    assert 'class="live away"' in copy
    page.context.set_offline(True)
    for address in (make.page_of(theirs), f"{make.page_of(mine)}?language=it", f"{make.page_of(mine)}x"):
        other = page.context.new_page()
        with pytest.raises(Error, match="ERR_"):
            other.goto(server.base_url + address)
        other.close()
    page.goto(f"{server.base_url}{make.page_of(mine)}?done=sent")
    is_copy(page)


def test_no_more_than_five_coupons_are_kept_the_last_ones(opened: Open, coupon: Coupons) -> None:
    several = [coupon() for _ in range(6)]
    for one in several:
        page = opened(one)
    names = [f"coupon {make.page_of(one)[3:]}" for one in several]
    until(page, CACHES, lambda kept: kept == names[1:])


def test_a_use_is_shown_at_once_and_takes_the_copy_and_its_undo_brings_both_back(
    opened: Open, coupon: Coupons, sessions: Sessions
) -> None:
    page = opened(one := coupon())
    mark(page)
    page.get_by_role("link", name="Show it large").click()
    redemption, till = spend(sessions, one, "Via Roma")
    with sessions.read() as session:
        used = coupons.coupon_by_id(session, one.id)
    assert used
    assert used.redeemed_at
    at = used.redeemed_at.astimezone(make.campaign().zone)
    expect(page.get_by_role("status").locator(".news")).to_have_text(f"Used at {SAYS['en'].time(at)}, Via Roma")
    expect(page.locator("dialog")).to_have_count(0)
    expect(page.locator(".stamp")).to_have_text("Used")
    expect(page.locator(".qr")).to_have_count(0)
    expect(page.get_by_text("Lost the text?")).to_have_count(0)
    expect(page.get_by_role("button", name="Pass the link on")).to_be_visible()
    until(page, CACHES, lambda names: names == [])
    undo(sessions, redemption, till)
    expect(page.get_by_role("status").locator(".news")).to_have_text("It can be used now.")
    expect(page.locator(".stub .qr")).to_be_visible()
    until(page, CACHES, lambda names: len(names) == 1)
    assert is_same(page)


def test_each_use_of_several_is_shown_with_what_is_left(opened: Open, coupon: Coupons, sessions: Sessions) -> None:
    page = opened(one := coupon(worth=Worth(uses=2)))
    expect(page.locator(".left")).to_have_text("0 of 2 used")
    spend(sessions, one, "Piazza Grande")
    expect(page.get_by_role("status")).to_contain_text("1 of 2 used · Last: ")
    expect(page.locator(".left")).to_contain_text("Piazza Grande")
    expect(page.locator(".stub .qr")).to_be_visible()
    spend(sessions, one, "Lungarno")
    expect(page.get_by_role("status")).to_contain_text("Lungarno")
    expect(page.locator(".stub")).to_have_count(0)


def test_its_end_and_its_withdrawal_are_shown_by_themselves(opened: Open, coupon: Coupons, sessions: Sessions) -> None:
    for change, said in (("valid_until = 1", "earlier day"), ("revoked_at = 1", "Withdrawn by Gelateria Aurora")):
        page = opened(one := coupon())
        with sessions.begin() as session:
            session.run(Sql(f"UPDATE coupons SET {change} WHERE id = :id"), id=one.id)
        expect(page.get_by_role("status")).to_contain_text(said)
        expect(page.locator(".stub")).to_have_count(0)
        until(page, CACHES, lambda names: names == [])


def test_a_coupon_that_is_no_more_takes_its_copy_with_it(opened: Open, coupon: Coupons, sessions: Sessions) -> None:
    page = opened(one := coupon())
    with sessions.begin() as session:
        session.run(Sql("DELETE FROM coupons WHERE id = :id"), id=one.id)
    expect(page.get_by_text("We don't know this coupon")).to_be_visible()
    until(page, CACHES, lambda names: names == [])


def test_a_copy_whose_time_is_over_is_not_shown(opened: Open, coupon: Coupons) -> None:
    page = opened(coupon())
    page.evaluate("""async () => {
      const kept = await caches.open((await caches.keys())[0]), copy = await kept.match(location.href);
      const headers = new Headers(copy.headers);
      headers.set("Handbill-Copy-Until", "1");
      await kept.put(location.href, new Response(await copy.text(), { headers }));
    }""")
    page.context.set_offline(True)
    with pytest.raises(Error, match="ERR_"):
        page.reload()


def test_a_line_that_hangs_is_no_line(server: serving.Server, opened: Open, coupon: Coupons) -> None:
    page = opened(coupon())
    group = os.getpgid(server.process.pid)
    os.killpg(group, signal.SIGSTOP)
    try:
        page.reload()
        is_copy(page)
    finally:
        os.killpg(group, signal.SIGCONT)
    is_live(page)


def test_a_page_that_nobody_sees_does_not_ask(opened: Open, coupon: Coupons) -> None:
    page = opened(coupon())
    asked: list[str] = []

    def note(request: Request) -> None:
        if request.url.endswith("state.json?language=en"):
            asked.append(request.url)

    page.on("request", note)
    page.evaluate(HIDE, True)
    page.wait_for_timeout(4000)
    assert asked == []
    with page.expect_request("**/state.json?*"):
        page.evaluate(HIDE, False)


def test_the_screen_stays_on_while_the_code_is_in_view(server: serving.Server, page: Page, coupon: Coupons) -> None:
    page.add_init_script(LOCKS)
    page.goto(server.base_url + make.page_of(coupon()))
    until(page, "locks", lambda locks: locks == ["screen"])
    page.evaluate(HIDE, True)
    until(page, "locks", lambda locks: locks == ["screen", "released"])
    page.evaluate(HIDE, False)
    until(page, "locks", lambda locks: locks == ["screen", "released", "screen"])
    page.set_viewport_size({"width": 390, "height": 200})
    until(page, "locks", lambda locks: locks[3:] == ["released"])


def test_a_browser_that_cannot_keep_its_screen_on_does_without(
    server: serving.Server, page: Page, opened: Open, coupon: Coupons
) -> None:
    page.add_init_script("Object.defineProperty(navigator, 'wakeLock', { value: undefined })")
    is_live(opened(coupon()))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_tap_shows_the_code_alone_on_white_and_a_tap_or_escape_leads_back(
    page: Page, opened: Open, coupon: Coupons, scheme: Any
) -> None:
    page.emulate_media(color_scheme=scheme)
    opened(coupon())
    for back in (lambda: page.keyboard.press("Escape"), lambda: page.mouse.click(10, 10)):
        page.locator("a.large").click()
        alone = page.locator("dialog")
        expect(alone).to_have_css("background-color", "rgb(255, 255, 255)")
        assert alone.bounding_box() == {"x": 0, "y": 0, **PHONE}
        box = alone.locator(".qr").bounding_box()
        assert box
        assert box["width"] > 0.9 * PHONE["width"]
        assert box["height"] == box["width"]
        back()
        expect(alone).to_have_count(0)
    expect(page.locator(".stub .qr")).to_have_css("background-color", "rgb(255, 255, 255)")


def test_without_script_the_page_is_whole_and_a_link_shows_the_code_alone(
    server: serving.Server, request: pytest.FixtureRequest, coupon: Coupons
) -> None:
    browser: Browser = request.getfixturevalue("_browser")
    context = browser.new_context(viewport=PHONE, java_script_enabled=False, color_scheme="dark")
    page = context.new_page()
    page.goto(server.base_url + make.page_of(coupon()))
    expect(page.locator(".pill")).to_be_visible()
    expect(page.locator(".lost")).to_be_hidden()
    page.locator("a.large").click()
    page.wait_for_url("**/qr")
    expect(page.locator(".alone")).to_have_css("background-color", "rgb(255, 255, 255)")
    page.locator(".alone").click()
    page.wait_for_url("**/k/*?language=en")
    context.close()
