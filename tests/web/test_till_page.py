"""The till's page as a cashier, a hand scanner and a bad line meet it: in a real browser, on a real handbill."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from app.rules import offline_seal
from app.rules.coupon import write_code
from app.rules.qr import matrix
from app.rules.seal_facts import MOST_WORDS, Facts, Worth, mark
from app.store import Sessions, coupons
from tests import make, serving
from tests.conftest import KEYS, Serve
from tests.web.till_page import lose, scan, type_fast, until_ready, view

STATIC = Path(__file__).parents[2] / "static"
SMALL_TILL = {"width": 1024, "height": 600}
WALL_TILL = {"width": 800, "height": 480}
PHONE = {"width": 390, "height": 844}
BY_HAND_MS = 90
LATE_KEY_S = 0.15  # of a scanner whose till was busy
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

# A browser without a reader, and a camera before which a phone moves, with a symbol on it: rows of 0 and 1.
MOVING_CAMERA = """
delete window.BarcodeDetector;
window.held = [];
const canvas = document.createElement("canvas"), pen = canvas.getContext("2d");
canvas.width = 640;
canvas.height = 480;
setInterval(() => {
  const at = performance.now() / 1000;
  pen.setTransform(1, 0, 0, 1, 0, 0);
  pen.fillStyle = "#7a746a";
  pen.fillRect(0, 0, 640, 480);
  pen.translate(320 + 60 * Math.sin(at), 240 + 40 * Math.cos(1.7 * at));
  pen.rotate(0.4 * Math.sin(0.8 * at));
  pen.fillStyle = "#111";
  pen.fillRect(-130, -170, 260, 340);
  pen.fillStyle = "#f4f4f4";
  pen.fillRect(-110, -110, 220, 220);
  pen.fillStyle = "#1c1914";
  const module = 176 / held.length;
  held.forEach((row, y) => [...row].forEach((dark, x) => {
    if (dark === "1") pen.fillRect(x * module - 88, y * module - 88, module + 0.5, module + 0.5);
  }));
}, 40);
window.tracks = [];
window.torch = null;
navigator.mediaDevices.getUserMedia = async () => {
  const stream = canvas.captureStream(), [track] = stream.getVideoTracks();
  track.getCapabilities = () => ({ torch: true });
  track.applyConstraints = async ({ advanced: [{ torch }] }) => { window.torch = torch; };
  tracks.push(track);
  return stream;
};
"""


@pytest.fixture(scope="module")
def server(serve: Serve) -> Iterator[serving.Server]:
    """One handbill for all tests of this file."""
    with serve(make.source()) as server:
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


def test_what_a_coupons_qr_holds_is_typed_by_a_scanner_and_shown_as_its_code(till: Page, coupon: Coupons) -> None:
    code = coupon()
    day = datetime(2026, 7, 4, tzinfo=UTC)
    worth = Worth(kind="item", words="x" * MOST_WORDS)
    facts = Facts(campaign=mark(make.CAMPAIGN_ID), valid_from=day, valid_until=day, worth=worth)
    till.locator("#check").focus()
    scan(till, offline_seal.seal(code, facts, offline_seal.private_key(KEYS[-1])))
    view(till, "yes")
    expect(till.locator("#verdict")).to_contain_text(f"Code {code.replace('-', ' ')} is spent now.")


@pytest.mark.parametrize("end", ["Enter", "Tab"])
def test_one_late_key_does_not_make_a_hand_of_a_scanner(till: Page, coupon: Coupons, end: str) -> None:
    till.locator("#check").focus()
    scan(till, coupon(), end, late_s=LATE_KEY_S)
    view(till, "yes")


def test_no_page_listens_to_letters_that_come_up():
    """Or the scanner of these tests, of whose letters none does, would be none."""
    assert [each.name for each in STATIC.glob("*.js") if "keyup" in each.read_text("utf-8")] == []


def test_a_hand_that_tabs_on_before_the_last_letter_asks_nothing(till: Page, coupon: Coupons) -> None:
    till.keyboard.type(coupon()[:-1], delay=BY_HAND_MS)
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
    type_fast(till, code[:5])
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
    view(till, "why")
    till.get_by_role("button", name="Wrong customer").click()
    view(till, "idle")
    expect(till.locator("#notice")).to_have_text("Undone. The code can be used again.")
    scan(till, second)
    view(till, "yes")
    till.keyboard.press("Escape")
    till.get_by_role("button", name="Undo, 5 min left").first.click()
    till.get_by_role("button", name="Typed wrong").click()
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
    until_ready(till)
    till.route("**/till/redeem", lose)
    till.route("**/readyz", lambda route: route.abort())  # else the line is back before a busy machine has looked
    scan(till, code)
    bar = till.locator("#trouble")
    expect(bar).to_contain_text("letters alone cannot be checked offline")
    assert bar.evaluate("bar => getComputedStyle(bar).backgroundColor") == "rgb(0, 0, 0)"
    view(till, "idle")
    assert till.locator("#code").input_value() == code.replace("-", " "), "nothing that was typed is lost"
    till.unroute("**/till/redeem")
    till.unroute("**/readyz")
    expect(till.locator("#line")).to_contain_text("Connected")
    till.keyboard.press("Enter")
    view(till, "yes")
    expect(bar).to_be_hidden()


def test_a_server_that_cannot_answer_is_no_verdict(till: Page, coupon: Coupons) -> None:
    until_ready(till)
    till.route("**/till/redeem", lambda route: route.fulfill(status=503, body="{}"))
    till.route("**/readyz", lambda route: route.abort())  # else the line is back before a busy machine has looked
    scan(till, coupon())
    expect(till.locator("#trouble")).to_contain_text("letters alone cannot be checked offline")
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


def hold(page: Page, text: str) -> None:
    """Holds a phone up to the moving camera."""
    symbol = matrix(text)
    page.evaluate("rows => { held = rows }", [f"{row:0{symbol.size}b}" for row in symbol.rows])


@pytest.fixture
def scanning(server: serving.Server, till: Page) -> Page:
    """The till with the moving camera open, in a browser that has no reader of its own."""
    till.add_init_script(MOVING_CAMERA)
    till.reload()
    till.get_by_role("button", name="Scan with the camera").click()
    expect(till.locator("#seen")).to_have_text("Hold the phone up to the camera")
    return till


def test_without_a_reader_of_the_browsers_ours_reads_the_code(scanning: Page, coupon: Coupons) -> None:
    hold(scanning, coupon())
    view(scanning, "yes")
    expect(scanning.locator("#verdict")).to_contain_text("Take 25% off")
    scanning.wait_for_timeout(600)
    assert len(scanning.workers) == 1, "the page itself stays free"
    view(scanning, "yes")
    hold(scanning, "2222-2222-2222")
    view(scanning, "no")
    assert focused(scanning) == "code"


def test_ours_reads_a_code_with_its_seal_in_the_smallest_and_the_largest_symbol_of_a_coupons_page(
    scanning: Page, coupon: Coupons
) -> None:
    day = datetime(2026, 7, 4, tzinfo=UTC)
    for version, worth in (
        (6, Worth(kind="percent", number=Decimal(25))),
        (8, Worth(kind="item", words="x" * MOST_WORDS)),
    ):
        code = coupon()
        facts = Facts(campaign=mark(make.CAMPAIGN_ID), valid_from=day, valid_until=day, worth=worth)
        text = offline_seal.seal(code, facts, offline_seal.private_key(KEYS[-1]))
        assert matrix(text).size == 4 * version + 17
        hold(scanning, text)
        expect(scanning.locator("#verdict")).to_contain_text(f"Code {code.replace('-', ' ')} is spent now.")
        view(scanning, "yes")


def test_ours_reads_the_address_of_a_coupons_page(server: serving.Server, scanning: Page, coupon: Coupons) -> None:
    hold(scanning, server.base_url + coupon(as_page=True))
    view(scanning, "yes")


def test_our_reader_is_fetched_when_it_is_needed(server: serving.Server, page: Page) -> None:
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url.rpartition("/")[2]))
    page.add_init_script(FAKE_CAMERA)
    page.goto(f"{server.base_url}/till")
    assert not {"till-camera.js", "qr-reader.js"} & set(fetched)
    page.get_by_role("button", name="Scan with the camera").click()
    expect(page.locator("#seen")).to_have_text("Hold the phone up to the camera")
    assert "till-camera.js" in fetched
    assert "qr-reader.js" not in fetched, "this browser reads by itself"
    page.add_init_script(MOVING_CAMERA)
    with page.expect_request("**/qr-reader.js"):
        page.reload()


def test_without_workers_our_reader_works_in_the_page(scanning: Page, coupon: Coupons) -> None:
    scanning.add_init_script("delete window.Worker")
    scanning.reload()
    expect(scanning.locator("#seen")).to_have_text("Hold the phone up to the camera")
    hold(scanning, coupon())
    view(scanning, "yes")


def test_a_strangers_code_is_said_once_and_costs_no_guess(scanning: Page, coupon: Coupons) -> None:
    asked: list[str] = []
    scanning.on("request", lambda request: asked.append(request.url) if request.method == "POST" else None)
    hold(scanning, "https://elsewhere.example/menu")
    expect(scanning.locator("#seen")).to_have_text("This QR code is not one of our coupons.")
    expect(scanning.locator("#seen")).to_have_text("Hold the phone up to the camera")
    scanning.wait_for_timeout(300)
    expect(scanning.locator("#seen")).to_have_text("Hold the phone up to the camera")
    assert asked == []
    view(scanning, "idle")
    hold(scanning, coupon())
    view(scanning, "yes")


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        ("NotAllowedError", "The browser may not use the camera. Allow it beside the page’s address, then try again."),
        ("NotFoundError", "No camera was found. Connect one, or use the hand scanner."),
        ("NotReadableError", "Another program uses the camera. Close it, then try again."),
        ("TypeError", "The camera is not to be had. Use the hand scanner, or type."),
    ],
)
def test_a_camera_that_cannot_be_had_says_why_and_can_be_tried_again(till: Page, error: str, sentence: str) -> None:
    till.add_init_script(MOVING_CAMERA)
    till.reload()
    button = till.get_by_role("button", name="Scan with the camera")
    till.evaluate(
        """name => {
          const { getUserMedia } = navigator.mediaDevices;
          navigator.mediaDevices.getUserMedia = async () => {
            navigator.mediaDevices.getUserMedia = getUserMedia;
            throw new DOMException("", name);
          };
        }""",
        error,
    )
    button.click()
    expect(till.locator("#seen")).to_have_text(sentence)
    expect(till.locator("#seen")).to_be_visible()
    button.click()
    expect(till.locator("#seen")).to_have_text("Hold the phone up to the camera")


def test_a_browser_without_cameras_says_what_to_use(till: Page) -> None:
    till.add_init_script("Object.defineProperty(navigator, 'mediaDevices', { value: undefined })")
    till.reload()
    expect(till.locator("#seen")).to_have_text("No camera in this browser. Use the hand scanner, or type.")
    expect(till.get_by_role("button", name="Scan with the camera")).to_be_hidden()


def test_a_camera_rests_while_nobody_sees_the_page_and_is_released_at_the_end(scanning: Page, coupon: Coupons) -> None:
    hide = "hidden => { Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });"
    hide += " document.dispatchEvent(new Event('visibilitychange')); return tracks[0].enabled; }"
    assert scanning.evaluate(hide, True) is False
    hold(scanning, coupon())
    scanning.wait_for_timeout(500)
    view(scanning, "idle")
    assert scanning.evaluate(hide, False) is True
    view(scanning, "yes")
    scanning.keyboard.press("Escape")
    scanning.get_by_role("button", name="Stop").click()
    assert scanning.evaluate("tracks.map(track => track.readyState)") == ["ended"]
    expect(scanning.locator("#video")).to_be_hidden()
    scanning.get_by_role("button", name="Scan with the camera").click()
    expect(scanning.get_by_role("button", name="Stop")).to_be_visible()


def test_a_camera_that_is_pulled_out_says_so_and_can_be_opened_again(scanning: Page) -> None:
    scanning.evaluate("tracks[0].dispatchEvent(new Event('ended'))")
    expect(scanning.locator("#seen")).to_have_text("No camera was found. Connect one, or use the hand scanner.")
    scanning.get_by_role("button", name="Scan with the camera").click()
    expect(scanning.locator("#seen")).to_have_text("Hold the phone up to the camera")


def test_a_camera_with_a_light_can_switch_it(scanning: Page) -> None:
    button = scanning.get_by_role("button", name="Light")
    expect(button).to_have_attribute("aria-pressed", "false")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    assert scanning.evaluate("torch") is True
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    assert scanning.evaluate("torch") is False


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
    view(page, "why")
    page.get_by_role("button", name="Another reason").click()
    expect(page.locator("#notice")).to_have_text("Undone. The code can be used again.")
    page.locator("#code").press_sequentially("nonsense")
    page.get_by_role("button", name="Check and redeem").click()
    view(page, "no")
    page.get_by_role("button", name="Next customer").click()
    view(page, "idle")
    context.close()


# ---- the sum of a purchase


@pytest.fixture(scope="module")
def limited(serve: Serve) -> Iterator[serving.Server]:
    """A handbill whose offer hangs on what was bought, and which has a card, too."""
    card = make.source(
        offer={"kind": "card", "value": 50, "currency": "EUR"}, placements=[{"id": "k7q2n", "name": "Counter"}]
    )
    source = make.source(offer={"least": "20 EUR", "most": "10 EUR"})
    with serve(source, {"card.toml": card}) as server:
        yield server


@pytest.fixture
def desk(limited: serving.Server, page: Page) -> Page:
    """The till's page of that handbill."""
    page.set_viewport_size(SMALL_TILL)
    page.goto(f"{limited.base_url}/till")
    expect(page.get_by_role("heading", name="Scan the code, or type it")).to_be_visible()
    return page


@pytest.fixture
def limited_coupon(limited: serving.Server) -> Iterator[Coupons]:
    """Makes a coupon there, or a card of 50 euros, and gives its code."""
    sessions = Sessions(limited.settings.database_url, KEYS)

    def made(*, card: bool = False) -> str:
        worth = coupons.Worth(uses=None, balance=5000) if card else coupons.ONCE
        campaign = "card" if card else make.CAMPAIGN_ID
        with sessions.begin() as session:
            one = make.coupon(session, campaign=campaign, worth=worth, issued_at=datetime.now(UTC) - timedelta(hours=1))
        return write_code(one.serial, KEYS)

    yield made
    sessions.close()


def test_the_sum_is_typed_with_fingers_and_taken_off_as_money(desk: Page, limited_coupon: Coupons) -> None:
    scan(desk, limited_coupon())
    view(desk, "sum")
    expect(desk.locator("#verdict")).to_contain_text("25% off, from €20 on, €10 at most")
    assert focused(desk) == "amount"
    for key in "29.9":
        desk.locator("#pad").get_by_role("button", name=key, exact=True).click()
    desk.get_by_role("button", name="Delete").click()
    desk.keyboard.type("8", delay=90)
    expect(desk.locator("#amount")).to_have_value("29.8")
    desk.get_by_role("button", name="Redeem").click()
    view(desk, "yes")
    expect(desk.locator("#verdict")).to_contain_text("Take €7.45 off")


def test_enter_alone_skips_the_sum_but_not_the_scanners_second_one(desk: Page, limited_coupon: Coupons) -> None:
    scan(desk, limited_coupon())
    desk.keyboard.press("Enter")
    view(desk, "sum")
    desk.wait_for_timeout(800)
    desk.keyboard.press("Enter")
    view(desk, "yes")
    expect(desk.locator("#verdict")).to_contain_text("Take 25% off, €10 at most")


def test_a_card_is_not_skipped_and_says_what_is_left(desk: Page, limited_coupon: Coupons) -> None:
    scan(desk, limited_coupon(card=True))
    view(desk, "sum")
    expect(desk.get_by_role("button", name="Skip")).to_have_count(0)
    desk.wait_for_timeout(800)
    desk.keyboard.press("Enter")
    expect(desk.locator("#sum-hint")).to_have_text("Type the sum in figures, such as 39.90.")
    desk.keyboard.type("12,5", delay=90)
    desk.keyboard.press("Enter")
    view(desk, "yes")
    expect(desk.locator("#verdict")).to_contain_text("€37.50 is left on card")


def test_a_scan_while_the_sum_is_asked_is_the_next_customer(desk: Page, limited_coupon: Coupons) -> None:
    first, second = limited_coupon(), limited_coupon(card=True)
    scan(desk, first)
    view(desk, "sum")
    desk.keyboard.type("29", delay=90)
    desk.wait_for_timeout(100)
    scan(desk, second)
    expect(desk.locator("#verdict")).to_contain_text("€50 is on this card.")
    expect(desk.locator("#amount")).to_have_value("")
    scan(desk, "4012345678901")
    view(desk, "no")
    scan(desk, first)
    view(desk, "sum")


def test_a_lost_answer_takes_off_once_whatever_is_typed_then(desk: Page, limited_coupon: Coupons) -> None:
    scan(desk, limited_coupon(card=True))
    view(desk, "sum")
    desk.route("**/till/redeem", lambda route: (route.fetch(), route.abort()))
    desk.keyboard.type("12.5", delay=90)
    desk.keyboard.press("Enter")
    expect(desk.locator("#trouble")).to_be_visible()
    view(desk, "sum")
    desk.unroute("**/till/redeem")
    desk.keyboard.type("0", delay=90)
    desk.keyboard.press("Enter")
    view(desk, "yes")
    expect(desk.locator("#verdict")).to_contain_text("€37.50 is left on card")


@pytest.mark.parametrize("size", [SMALL_TILL, WALL_TILL, PHONE], ids=["small", "wall", "phone"])
def test_the_question_for_the_sum_fits_and_can_be_hit(
    desk: Page, limited_coupon: Coupons, size: dict[str, int]
) -> None:
    desk.set_viewport_size(size)
    scan(desk, limited_coupon())
    view(desk, "sum")
    over = "[document.documentElement.scrollWidth - innerWidth, document.documentElement.scrollHeight - innerHeight]"
    assert desk.evaluate(over) == [0, 0]
    for button in desk.locator("#verdict button, #verdict a").all():
        box = button.bounding_box()
        assert box
        assert box["height"] >= 52
        assert box["y"] + box["height"] <= size["height"]


def test_without_script_the_sum_is_asked_with_pages(
    limited: serving.Server, desk: Page, limited_coupon: Coupons
) -> None:
    assert desk.context.browser
    context = desk.context.browser.new_context(java_script_enabled=False, locale="de-DE")
    page = context.new_page()
    page.goto(f"{limited.base_url}/till")
    page.locator("#code").press_sequentially(limited_coupon())
    page.keyboard.press("Enter")
    view(page, "sum")
    expect(page.locator("#pad")).to_be_hidden()
    page.locator("#amount").press_sequentially("39,90")
    page.keyboard.press("Enter")
    view(page, "yes")
    expect(page.locator("#verdict")).to_contain_text("9,98")
    context.close()


@pytest.mark.parametrize("width", [390, 360])
def test_on_a_phone_the_days_list_keeps_an_offer_on_one_line_and_its_undo_beside_the_code(
    till: Page, coupon: Coupons, width: int
) -> None:
    scan(till, coupon())
    view(till, "yes")
    till.set_viewport_size({"width": width, "height": 844})
    till.goto(till.url.replace("/till", "/till/today"))
    row = till.locator("tbody tr").first
    offer, code, undo = (row.locator(each).bounding_box() for each in ("td:nth-child(2) span", "bdi", "button"))
    assert offer
    assert code
    assert undo
    assert offer["height"] < 30
    assert code["x"] + code["width"] < undo["x"]
    assert abs(code["y"] + code["height"] / 2 - undo["y"] - undo["height"] / 2) < 4
    assert undo["x"] + undo["width"] <= width


# ---- typing by hand


@pytest.mark.parametrize("between", ["", " ", "-"])
def test_the_twelfth_letter_typed_by_hand_sends_the_code(till: Page, coupon: Coupons, between: str) -> None:
    till.keyboard.type(coupon().replace("-", between), delay=80)
    view(till, "yes")
    till.keyboard.press("Enter")
    view(till, "yes")


def test_correcting_and_pasting_send_nothing_by_themselves(till: Page, coupon: Coupons) -> None:
    code = coupon().replace("-", "")
    type_fast(till, f"{code[:11]}2")
    till.keyboard.press("Backspace")
    till.wait_for_timeout(100)
    till.keyboard.type(code[11], delay=90)
    expect(till.locator("#typed")).to_have_text(f"{code[:4]} {code[4:8]} {code[8:]}")
    view(till, "idle")
    till.keyboard.press("Enter")
    view(till, "yes")
    till.keyboard.press("Escape")
    other = coupon().replace("-", " ")
    till.evaluate("text => { code.focus(); document.execCommand('insertText', false, text); }", f" {other} ")
    expect(till.locator("#typed")).to_have_text(other)
    view(till, "idle")
    till.keyboard.press("Enter")
    view(till, "yes")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("K7O", "No code has the letter O or a zero. Look again: it may be D, Q, C or G."),
        ("1", "No code has I, L or a one. Look again: it may be J, T or 7."),
        ("KE", "No code has the letter E. Look again."),
    ],
)
def test_letters_that_no_code_has_are_named_at_once(till: Page, typed: str, said: str) -> None:
    hint = till.locator("#hint")
    till.keyboard.type(typed, delay=80)
    expect(hint).to_have_text(said)
    till.keyboard.press("Backspace")
    expect(hint).to_have_text("12 letters and numbers. Capitals and spaces don’t matter.")


def test_mute_is_remembered(till: Page) -> None:
    mute = till.get_by_role("button", name="No sounds")
    expect(mute).to_have_attribute("aria-pressed", "false")
    mute.click()
    assert focused(till) == "code"
    till.reload()
    expect(mute).to_have_attribute("aria-pressed", "true")
    expect(till.get_by_role("button", name="Full screen")).to_be_visible()


# ---- the day


def test_the_day_lists_what_was_spent_and_why_it_was_undone(till: Page, coupon: Coupons) -> None:
    first, second = coupon(), coupon()
    scan(till, first)
    view(till, "yes")
    till.get_by_role("link", name="Today").click()
    row = till.locator("tbody tr").first
    expect(row).to_contain_text(first[:4])
    row.get_by_role("button").click()
    view(till, "why")
    till.get_by_role("button", name="Customer changed their mind").click()
    view(till, "idle")
    till.get_by_role("link", name="Today").click()
    expect(row).to_contain_text("Customer changed their mind")
    assert row.locator("bdi").evaluate("code => getComputedStyle(code).textDecorationLine") == "line-through"
    till.locator("h1").click()
    scan(till, second)
    view(till, "yes")


def test_the_page_with_its_script_and_style_is_small(server: serving.Server, till: Page) -> None:
    """As it goes over the line, compressed; what the camera needs comes only when it is asked for."""
    page = till.request.get(f"{server.base_url}/till").body()
    files = re.findall(rb'(?:href|src)="(/static/[^"]+\.(?:js|css))"', page)
    bodies = [page, *(till.request.get(server.base_url + file.decode()).body() for file in files)]
    assert len(files) >= 3
    assert sum(len(gzip.compress(body, 6)) for body in bodies) < 30_000
