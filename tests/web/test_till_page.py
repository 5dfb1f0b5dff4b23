"""The till's page as a cashier, a hand scanner and a bad line meet it: in a real browser, on a real handbill."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, Route, expect

from app.rules.coupon import write_code
from app.settings import Settings
from app.store import Sessions
from tests import make, serving
from tests.conftest import KEYS

SMALL_TILL = {"width": 1024, "height": 600}
WALL_TILL = {"width": 800, "height": 480}
PHONE = {"width": 390, "height": 844}
SCANNER_MS = 4  # between two keys
BY_HAND_MS = 90
LATE_KEY_MS = 150  # of a scanner whose till was busy
Coupons = Callable[..., str]

# A reader as Android's Chrome has one, and a camera that sees nothing but what the test holds up.
FAKE_CAMERA = """
window.held = "";
window.BarcodeDetector = class {
  static async getSupportedFormats() { return ["qr_code"]; }
  async detect() { return window.held ? [{ rawValue: window.held }] : []; }
};
const canvas = document.createElement("canvas");
navigator.mediaDevices.getUserMedia = async () => (canvas.getContext("2d"), canvas.captureStream());
"""


@pytest.fixture(scope="module")
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[serving.Server]:
    """One handbill for all tests of this file: what a page does in a browser hangs on no database."""
    folder = tmp_path_factory.mktemp("till")
    database = shutil.copy(request.getfixturevalue("_migrated_sqlite"), folder / "handbill.db")
    campaigns = folder / "campaigns"
    campaigns.mkdir()
    (campaigns / f"{make.CAMPAIGN_ID}.toml").write_text(make.source())
    url = f"sqlite:///{database}"
    with serving.running(Settings(folder, url, campaigns, "http://localhost", KEYS)) as server:
        yield server


@pytest.fixture
def coupon(server: serving.Server) -> Iterator[Coupons]:
    """Makes a coupon of an hour ago, and gives its code, or the path of its page."""
    sessions = Sessions(server.settings.database_url, KEYS)

    def made(*, as_page: bool = False) -> str:
        with sessions.begin() as session:
            one = make.coupon(session, issued_at=datetime.now(UTC) - timedelta(hours=1))
        return make.page_of(one) if as_page else write_code(one.serial, KEYS)

    yield made
    sessions.close()


@pytest.fixture
def till(server: serving.Server, page: Page) -> Iterator[Page]:
    """The till's page on a small screen; whatever pops up, or is refused by the policy, fails the test."""
    popped: list[str] = []
    page.on("dialog", lambda dialog: (popped.append(dialog.message), dialog.dismiss()))
    page.on("popup", lambda opened: popped.append(opened.url))
    page.on("download", lambda download: popped.append(download.url))
    page.on("pageerror", lambda error: popped.append(str(error)))
    page.on("console", lambda said: popped.append(said.text) if "Content Security Policy" in said.text else None)
    page.set_viewport_size(SMALL_TILL)
    page.goto(f"{server.base_url}/till")
    expect(page.get_by_role("heading", name="Scan the code, or type it")).to_be_visible()
    yield page
    assert popped == []


def scan(page: Page, text: str, end: str = "Enter") -> None:
    """Types as a hand scanner does: fast, and with a key at the end."""
    page.keyboard.type(text, delay=SCANNER_MS)
    page.keyboard.press(end)


def view(page: Page, name: str) -> None:
    """Waits for a screen: idle, yes or no."""
    expect(page.locator("body")).to_have_attribute("data-view", name)


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id"))


def test_a_scan_says_yes_and_the_next_scan_takes_over(till: Page, coupon: Coupons) -> None:
    first, second = coupon(), coupon()
    scan(till, first)
    view(till, "yes")
    expect(till.locator("#verdict")).to_contain_text("Take 25% off")
    expect(till.locator("#verdict")).to_contain_text(f"Code {first.replace('-', ' ')} is spent now.")
    scan(till, first)
    view(till, "no")
    expect(till.locator("#verdict")).to_contain_text("Already used today")
    scan(till, second)
    view(till, "yes")
    expect(till.locator("#verdict")).to_contain_text(second.replace("-", " "))
    till.get_by_role("button", name="Next customer").click()
    view(till, "idle")
    assert (focused(till), till.locator("#code").input_value()) == ("code", "")


def test_whatever_has_the_focus_the_scan_goes_into_the_field(till: Page, coupon: Coupons) -> None:
    till.locator("h1").click()
    assert focused(till) == "code"
    till.locator("#check").focus()
    scan(till, coupon().lower())
    view(till, "yes")
    till.get_by_role("button", name="Undo, 5 min").focus()
    scan(till, coupon())
    view(till, "yes")
    assert focused(till) == "code"


@pytest.mark.parametrize("end", ["Enter", "Tab"])
def test_a_scanner_may_end_with_return_or_tab(till: Page, coupon: Coupons, end: str) -> None:
    scan(till, coupon(), end)
    view(till, "yes")


@pytest.mark.parametrize("end", ["Enter", "Tab"])
def test_one_late_key_does_not_make_a_hand_of_a_scanner(till: Page, coupon: Coupons, end: str) -> None:
    till.locator("#check").focus()
    till.keyboard.type(coupon(), delay=SCANNER_MS)
    till.wait_for_timeout(LATE_KEY_MS)
    till.keyboard.press(end)
    view(till, "yes")


def test_a_hand_that_tabs_on_asks_nothing(till: Page, coupon: Coupons) -> None:
    till.keyboard.type(coupon(), delay=BY_HAND_MS)
    till.wait_for_timeout(BY_HAND_MS)
    till.keyboard.press("Tab")
    expect(till.locator("#check")).to_be_focused()
    view(till, "idle")


def test_a_key_that_is_held_down_is_no_scanner(till: Page) -> None:
    for _ in range(8):  # without an up between, all but the first are repeats
        till.keyboard.down("2")
    till.wait_for_timeout(BY_HAND_MS)
    till.keyboard.press("Tab")
    expect(till.locator("#check")).to_be_focused()
    view(till, "idle")


def test_a_scanner_that_sends_two_returns_does_not_wipe_its_answer_away(till: Page, coupon: Coupons) -> None:
    scan(till, coupon())
    till.keyboard.press("Enter")
    view(till, "yes")
    till.wait_for_timeout(50)
    till.keyboard.press("Enter")
    till.wait_for_timeout(50)
    view(till, "yes")
    till.wait_for_timeout(800)
    till.keyboard.press("Enter")
    view(till, "idle")


@pytest.mark.parametrize("key", ["Control+j", "Control+m", "Control+b", "Control+]"])
def test_control_characters_of_a_scanner_open_nothing(till: Page, coupon: Coupons, key: str) -> None:
    code = coupon()
    till.keyboard.type(code[:5], delay=SCANNER_MS)
    till.keyboard.press(key)
    scan(till, code[5:])
    view(till, "yes")


def test_the_address_of_a_coupons_page_keeps_its_capitals(server: serving.Server, till: Page, coupon: Coupons) -> None:
    scan(till, server.base_url + coupon(as_page=True))
    view(till, "yes")


def test_typing_is_grouped_and_forgiven(till: Page, coupon: Coupons) -> None:
    field = till.locator("#code")
    for typed, shown, missing in [
        ("k7q", "K7Q", "· ···· ····"),
        ("m", "K7QM", " ···· ····"),
        ("-2f", "K7QM 2F", "·· ····"),
    ]:
        till.keyboard.type(typed)
        assert field.input_value() == shown
        assert till.locator("#missing").text_content() == missing
    till.keyboard.press("Backspace")
    assert field.input_value() == "K7QM 2"
    for _ in range(3):
        till.keyboard.press("ArrowLeft")
    till.keyboard.type("x")
    assert field.input_value() == "K7QX M2"
    till.keyboard.press("Escape")
    assert field.input_value() == ""
    scan(till, f" {coupon().lower().replace('-', ' ')} ")
    view(till, "yes")


def test_check_with_an_empty_field_says_what_to_do_until_something_is_typed(till: Page) -> None:
    field, hint = till.locator("#code"), till.locator("#hint")
    for press in (till.get_by_role("button", name="Check and redeem").click, lambda: till.keyboard.press("Enter")):
        press()
        expect(hint).to_have_text("Nothing typed yet. Scan the code, or type its 12 letters and numbers.")
        expect(field).to_have_attribute("aria-invalid", "true")
        assert focused(till) == "code"
        till.keyboard.type("k")
        expect(hint).to_have_text("12 letters and numbers. Capitals and spaces don’t matter.")
        expect(field).not_to_have_attribute("aria-invalid", "true")
        till.keyboard.press("Escape")


def test_type_again_brings_the_letters_back(till: Page) -> None:
    scan(till, "K7QM 2FYV 3785")
    view(till, "no")
    expect(till.locator("#verdict")).to_contain_text("Not one of ours. Check the letters once more.")
    till.get_by_role("button", name="Type again").click()
    view(till, "idle")
    assert (till.locator("#code").input_value(), focused(till)) == ("K7QM 2FYV 3785", "code")


def test_undo_from_the_verdict_and_from_the_list(till: Page, coupon: Coupons) -> None:
    first, second = coupon(), coupon()
    scan(till, first)
    view(till, "yes")
    till.get_by_role("button", name="Undo, 5 min", exact=True).click()
    view(till, "idle")
    expect(till.locator("#notice")).to_have_text("Undone. The code can be used again.")
    scan(till, second)
    view(till, "yes")
    till.keyboard.press("Escape")
    till.get_by_role("button", name="Undo, 5 min left").first.click()
    expect(till.locator("#recent .state").nth(1)).to_have_text("Undone")
    expect(till.locator("#recent .state").first).to_have_text("Undone")
    scan(till, first)
    view(till, "yes")


def test_slow_lines_say_checking_and_swallow_what_is_typed_meanwhile(till: Page, coupon: Coupons) -> None:
    waiting: list[Route] = []
    till.route("**/till/redeem", lambda route: waiting.append(route))
    scan(till, coupon())
    expect(till.locator("#check")).to_have_text("Checking…")
    till.keyboard.type("XXXX")
    waiting[0].continue_()
    view(till, "yes")
    till.keyboard.press("Escape")
    expect(till.locator("#check")).to_have_text("Check and redeem")
    assert till.locator("#code").input_value() == ""


def test_offline_says_the_truth_and_a_lost_answer_is_a_yes_the_second_time(till: Page, coupon: Coupons) -> None:
    code = coupon()

    def lose(route: Route) -> None:
        route.fetch()  # it arrives, and its answer does not
        route.abort()

    till.route("**/till/redeem", lose)
    scan(till, code)
    bar = till.locator("#trouble")
    expect(bar).to_have_text("Offline. Codes cannot be checked until the connection is back.")
    assert bar.evaluate("bar => getComputedStyle(bar).backgroundColor") == "rgb(0, 0, 0)"
    view(till, "idle")
    assert till.locator("#code").input_value() == code.replace("-", " "), "nothing that was typed is lost"
    till.unroute("**/till/redeem")
    till.keyboard.press("Enter")
    view(till, "yes")
    expect(bar).to_be_hidden()


def test_a_server_that_cannot_answer_is_no_verdict(till: Page, coupon: Coupons) -> None:
    till.route("**/till/redeem", lambda route: route.fulfill(status=503, body="{}"))
    scan(till, coupon())
    expect(till.locator("#trouble")).to_contain_text("Not checked")
    view(till, "idle")


def test_the_camera_reads_a_code_once_while_it_is_held_up(server: serving.Server, page: Page, coupon: Coupons) -> None:
    page.add_init_script(FAKE_CAMERA)
    page.set_viewport_size(SMALL_TILL)
    page.goto(f"{server.base_url}/till")
    page.get_by_role("button", name="Scan with the camera").click()
    expect(page.locator("#seen")).to_have_text("Hold the phone up to the camera")
    page.evaluate("code => { held = code }", coupon())
    view(page, "yes")
    page.wait_for_timeout(600)
    view(page, "yes")
    page.evaluate("code => { held = code }", "2222-2222-2222")
    view(page, "no")
    assert focused(page) == "code"


def test_without_a_reader_the_panel_says_what_to_use(till: Page) -> None:
    till.evaluate("delete window.BarcodeDetector")
    till.reload()
    expect(till.locator("#seen")).to_contain_text("Use the hand scanner, or type.")


@pytest.mark.parametrize("size", [SMALL_TILL, WALL_TILL, PHONE], ids=["small", "wall", "phone"])
def test_every_screen_fits_without_scrolling_and_can_be_hit(till: Page, coupon: Coupons, size: dict[str, int]) -> None:
    till.set_viewport_size(size)
    for code in [None, coupon(), "wrong"]:
        if code:
            scan(till, code)
            view(till, "no" if code == "wrong" else "yes")
        over = (
            "[document.documentElement.scrollWidth - innerWidth, document.documentElement.scrollHeight - innerHeight]"
        )
        assert till.evaluate(over) == [0, 0]
        for button in till.get_by_role("button").all():
            box = button.bounding_box()
            assert box
            assert box["height"] >= 44
            assert box["y"] + box["height"] <= size["height"]


def test_without_script_everything_works_with_pages(server: serving.Server, till: Page, coupon: Coupons) -> None:
    assert till.context.browser
    context = till.context.browser.new_context(java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    page.goto(f"{server.base_url}/till")
    page.locator("#code").press_sequentially(coupon())
    page.keyboard.press("Enter")
    view(page, "yes")
    page.reload()
    view(page, "yes")
    page.get_by_role("button", name="Undo, 5 min").click()
    expect(page.locator("#notice")).to_have_text("Undone. The code can be used again.")
    page.locator("#code").press_sequentially("nonsense")
    page.get_by_role("button", name="Check and redeem").click()
    view(page, "no")
    page.get_by_role("button", name="Next customer").click()
    view(page, "idle")
    context.close()
