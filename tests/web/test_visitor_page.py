"""The visitor's pages in a browser: measured, walked without script, and asked what they load."""

from __future__ import annotations

import itertools
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
import zxingcpp
from flask import Flask
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from app.rules import offline_seal
from app.rules.campaign import parse
from app.rules.coupon import write_code
from app.rules.seal_facts import mark
from app.settings import Settings
from app.store import Sessions
from tests import make
from tests.conftest import PATIENCE_MS
from tests.web.visiting import OPEN

SAMPLES = Path(__file__).parents[2] / "campaigns"
CAMPAIGNS = {path.stem: parse(path.read_text("utf-8"), path.stem)[0] for path in sorted(SAMPLES.glob("*.toml"))}
PAGES = [(each.id, language) for each in CAMPAIGNS.values() for language in each.languages]
HEADLINES = {
    "short": "Ja",
    "german": "Sommerschlussverkaufsangebote im Frühstücksraum",
    "forty": "x" * 40,
    "even": "Un quarto in meno, sul serio, per davvero",
}
FOLD = 664  # px, of a phone of 390 with its bars

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def address(settings: Settings, build: Callable[[Settings], Flask], tmp_path: Path) -> Iterator[str]:
    """A handbill with the samples, one with an open gate, one that asks for an age, and one for each of HEADLINES."""
    folder = tmp_path / "samples"
    shutil.copytree(SAMPLES, folder)
    (folder / "plain.toml").write_text(make.source(**OPEN, placements=[{"id": "fr99", "name": "Door"}]))
    (folder / "wine.toml").write_text(
        make.source(**OPEN, category="alcohol", countries=["US"], placements=[{"id": "wnnn", "name": "Door"}])
    )
    for number, (name, headline) in enumerate(HEADLINES.items(), 2):
        (folder / f"{name}.toml").write_text(
            make.source(
                brand={"look": {"colour": "#b3124b", "image": "cono.webp"}},
                page={"headline": headline},
                placements=[{"id": f"wd{number}{number}", "name": "Door"}],
            )
        )
    server = make_server("127.0.0.1", 0, lambda environ, start: app(environ, start), threaded=True)
    base_url = f"http://127.0.0.1:{server.server_port}"
    app = build(replace(settings, campaigns=folder, base_url=base_url))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield base_url
    server.shutdown()
    thread.join(timeout=5)
    server.server_close()


@pytest.fixture
def bare(_browser: Browser) -> Iterator[Page]:
    """A page of a phone whose browser runs no script."""
    context = _browser.new_context(viewport={"width": 390, "height": FOLD}, locale="en-GB", java_script_enabled=False)
    context.set_default_timeout(PATIENCE_MS)
    yield context.new_page()
    context.close()


MEETING = """() => {
  const picture = document.querySelector('.pic').getBoundingClientRect(), heading = document.querySelector('h1')
  const size = parseFloat(getComputedStyle(heading).fontSize), range = document.createRange()
  range.selectNodeContents(heading)
  return [...range.getClientRects()].filter(line => {
    const middle = (line.top + line.bottom) / 2
    return line.right > picture.left && line.left < picture.right && middle + .36 * size > picture.top
  }).length
}"""
SIDEWAYS = "() => document.documentElement.scrollWidth - innerWidth"
SMALL = """() => [...document.querySelectorAll('a, button, select, input, label.box')]
  .filter(each => each.type !== 'hidden' && each.type !== 'checkbox' && each.offsetParent)
  .filter(each => !each.closest('[aria-hidden]'))
  .map(each => [each.textContent.trim() || each.name, each.getBoundingClientRect()])
  .filter(([, box]) => box.height < 43.5)
  .map(([name, box]) => `${name}: ${box.height}`)"""


def test_no_line_of_a_headline_meets_the_picture(page, address):
    for id, language in [*PAGES, *((name, "it") for name in HEADLINES)]:
        for part in ("", "#number"):
            page.goto(f"{address}/c/{id}?language={language}{part}")
            for width in (320, 390, 480):
                page.set_viewport_size({"width": width, "height": 900})
                assert page.evaluate(MEETING) == 0, (id, language, part, width)


def test_nothing_scrolls_sideways(page, address):
    """195 px is a phone of 390 at 200 %."""
    for where in (*(f"c/{id}?language={language}" for id, language in PAGES), *(f"c/{name}" for name in HEADLINES),
                  "c/second-quest#number", "zzzz2", "t/brezel", "privacy/brezel", "t/second-quest", "p", "k/nope",
                  "c/wine#number"):  # fmt: skip
        page.goto(f"{address}/{where}")
        for width, direction in itertools.product((320, 195), ("ltr", "rtl")):
            page.set_viewport_size({"width": width, "height": 900})
            page.evaluate(f"document.documentElement.dir = '{direction}'")
            assert page.evaluate(SIDEWAYS) <= 0, (where, width, direction)


def test_everything_that_can_be_tapped_is_large_enough(page, address):
    for where in (
        "k7q2m",
        "g4m7#number",
        "zzzz2",
        "t/brezel",
        "privacy/brezel",
        "p",
        "c/plain?language=en#number",
        "c/wine#number",
    ):
        page.goto(f"{address}/{where}")
        assert page.evaluate(SMALL) == [], where


def test_who_what_until_when_and_what_to_do_are_above_the_fold(page, address):
    page.set_viewport_size({"width": 390, "height": FOLD})
    page.goto(f"{address}/c/plain?language=en")
    for selector in (".name", "h1", ".tag", ".facts", ".steps >> visible=true", ".row >> nth=0"):
        box = page.locator(selector).bounding_box()
        assert box, selector
        assert box["y"] + box["height"] <= FOLD, selector


def test_one_filled_button_at_a_time(page, address):
    for where in ("k7q2m", "g4m7", "g4m7#number", "zzzz2"):
        page.goto(f"{address}/{where}")
        expect(page.locator(".go >> visible=true"), where).to_have_count(1)


def test_the_whole_way_can_be_walked_without_script(bare, address, settings):
    faults: list[str] = []
    loaded: list[str] = []
    bare.on(
        "console", lambda message: faults.append(message.text) if "Content Security Policy" in message.text else None
    )
    bare.on("request", lambda request: loaded.append(request.url))
    bare.goto(f"{address}/c/plain?language=en")
    expect(bare.locator("#tel")).to_be_hidden()
    bare.get_by_role("link", name="Next: your number").click()
    bare.locator("#tel").fill("333 12")
    bare.get_by_role("button", name="Text me the code").click()
    expect(bare.locator("#tel")).to_have_value("333 12")
    expect(bare.locator("#tel")).to_be_focused()
    expect(bare.locator("#coupon-bad")).to_be_visible()
    bare.locator("#tel").fill("333 123 4342")
    bare.get_by_label("Text me this coupon").check()
    bare.get_by_role("button", name="Text me the code").click()
    bare.locator("#pin").fill(last_pin(settings))
    bare.get_by_role("button", name="Show the coupon").click()
    expect(bare.locator(".qr")).to_be_visible()
    code = bare.locator(".code").bounding_box()
    assert code
    assert code["y"] + code["height"] <= FOLD
    assert faults == []
    assert all(url.startswith(address) for url in loaded)


CALL = """() => {
  const button = document.querySelector('form[action$=join] button.go'), body = getComputedStyle(document.body)
  return [...document.querySelectorAll('form[action$=join] label.box, form[action$=join] .links')].map(each => {
    const words = each.querySelector('span') || each, box = words.getBoundingClientRect()
    return {
      before: box.bottom <= button.getBoundingClientRect().top,
      after: box.top >= document.querySelector('#tel').getBoundingClientRect().bottom,
      folded: !!each.closest('details, dialog, footer, [hidden]') || words.scrollHeight > words.clientHeight + 1
        || !each.checkVisibility({opacityProperty: true, visibilityProperty: true}),
      small: [words, ...words.querySelectorAll('*')].some(part =>
        parseFloat(getComputedStyle(part).fontSize) < parseFloat(body.fontSize)),
      ticked: !!each.querySelector('input:checked'),
    }
  })
}"""


@pytest.mark.rule("US-CTIA-CTA-6", "US-CTIA-CTA-8", "US-CTIA-WEB-1", "EU-GDPR-7-2")
@pytest.mark.parametrize("width", [320, 390])
def test_what_is_agreed_to_stands_whole_between_number_and_button(page, address, width):
    page.set_viewport_size({"width": width, "height": 900})
    right = {"before": True, "after": True, "folded": False, "small": False, "ticked": False}
    for id, language in [*PAGES, ("wine", "en")]:
        page.goto(f"{address}/c/{id}?language={language}#number")
        if not page.locator("#tel").count():  # behind a gate
            page.get_by_role("button").filter(has_text=re.compile("use these|uso")).click()
        expect(page.locator("#tel")).to_be_visible()
        page.wait_for_load_state()
        assert page.evaluate(CALL) == [right] * 3, (id, language)


@pytest.mark.rule("US-CTIA-WEB-1")
def test_going_back_from_another_page_ticks_nothing(page, address):
    page.goto(f"{address}/g4m7?language=en#number")
    page.check("input[name=coupon]")
    page.check("input[name=marketing]")
    page.goto(f"{address}/t/second-quest")
    page.go_back()
    expect(page.locator("#tel")).to_be_visible()
    expect(page.locator("input[name=coupon]:checked, input[name=marketing]:checked")).to_have_count(0)


@pytest.mark.rule("US-AGE-2")
def test_a_date_of_birth_can_be_left_without_script(bare, address):
    bare.goto(f"{address}/c/wine?language=en#number")
    bare.get_by_label("Month", exact=True).fill("13")
    bare.get_by_label("Day", exact=True).fill("1")
    bare.get_by_label("Year", exact=True).fill("1990")
    bare.get_by_role("button", name="Text me the code").click()
    expect(bare.get_by_label("Year", exact=True)).to_have_value("1990")
    expect(bare.locator("[name=born_month]")).to_be_focused()
    expect(bare.locator("#born-bad")).to_be_visible()
    bare.get_by_label("Month", exact=True).fill("1")
    bare.get_by_label("Year", exact=True).fill("2020")
    bare.get_by_role("button", name="Text me the code").click()
    expect(bare.get_by_role("heading", name="This one has to wait")).to_be_visible()
    assert "2020" not in bare.url


def test_a_follow_opens_beside_the_page_and_the_gate_then_opens(bare, address):
    asked: list[str] = []
    bare.context.on("request", lambda request: asked.append(request.url))
    bare.goto(f"{address}/k7q2m?language=en")
    with bare.context.expect_page() as opened:
        bare.get_by_role("button", name=re.compile("TikTok")).click()
    opened.value.wait_for_load_state()
    assert "https://www.tiktok.com/@gelateria.aurora" in asked
    bare.get_by_role("button", name="Next: your number").click()
    expect(bare.locator("#tel")).to_be_visible()


def test_the_number_is_asked_on_the_same_page_without_another_request(page, address):
    asked: list[str] = []
    page.goto(f"{address}/g4m7?language=en")
    page.wait_for_load_state("networkidle")
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_role("link", name="Next: your number").click()
    expect(page.locator("#tel")).to_be_visible()
    expect(page.locator(".rows")).to_be_hidden()
    assert [url for url in asked if not url.endswith("/static/icon.svg")] == []
    assert page.evaluate("scrollY") == 0


def test_back_to_a_page_that_named_a_mistake_shows_it_again(page, address):
    page.goto(f"{address}/fr99#number")
    page.fill("input[name=number]", "12")
    page.check("input[name=coupon]")
    page.click("form[action$=join] button.go")
    page.fill("input[name=number]", "333 123 4342")
    page.click("form[action$=join] button.go")
    expect(page).to_have_url(re.compile("/sent"))
    page.go_back()
    expect(page).to_have_url(re.compile("/join$"))
    expect(page.locator("input[name=number]")).not_to_be_empty()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_qr_stays_dark_on_white(page, address, settings, scheme):
    sessions = Sessions(settings.database_url, settings.secret_keys)
    with sessions.begin() as session:
        coupon = make.coupon(session, campaign="estate-25", valid_until=datetime(2036, 1, 1, tzinfo=UTC))
    sessions.close()
    page.emulate_media(color_scheme=scheme)
    page.goto(address + make.page_of(coupon))
    fills = page.eval_on_selector_all(".qr path", "paths => paths.map(path => getComputedStyle(path).fill)")
    assert fills == ["rgb(255, 255, 255)", "rgb(28, 25, 20)"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("campaign", ["estate-25", "second-quest", "brezel"])
def test_a_coupons_qr_is_read_off_the_screen_in_modules_of_half_a_millimetre(page, address, settings, scheme, campaign):
    """A phone's screen has about 160 px of CSS to the inch; what readers of goods ask for is 0.25 mm."""
    sessions = Sessions(settings.database_url, settings.secret_keys)
    with sessions.begin() as session:
        coupon = make.coupon(session, campaign=campaign, valid_until=datetime(2036, 1, 1, tzinfo=UTC))
    sessions.close()
    page.emulate_media(color_scheme=scheme)
    page.goto(address + make.page_of(coupon))
    seen = zxingcpp.read_barcodes(Image.open(BytesIO(page.screenshot())))
    assert [each.text.partition(" ")[0] for each in seen] == [write_code(coupon.serial, make.KEYS).replace("-", "")]
    assert offline_seal.read(seen[0].text, offline_seal.public_keys(make.KEYS)).campaign == mark(campaign)
    modules = page.eval_on_selector(".qr", "svg => svg.viewBox.baseVal.width")
    assert page.locator(".qr").bounding_box()["width"] / modules / 160 * 25.4 > 0.5


def last_pin(settings: Settings) -> str:
    sessions = Sessions(settings.database_url, settings.secret_keys)
    with sessions.read() as session:
        pin = make.pin(session, "+393331234342")
    sessions.close()
    return pin
