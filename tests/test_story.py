"""The main job, end to end, through a real browser on a real handbill: read this first.

A poster's file is decoded, what it says is opened on a phone, the gate is passed,
a number is typed the way people type numbers, the text is read on the simulated
phone, the coupon is opened from it and spent at a till, once. Then its unhappy turns.
"""

import json
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from app.settings import Settings
from tests import serving
from tests.conftest import DATABASES, KEYS, Nothing
from tests.serving import Server

ROOT = Path(__file__).resolve().parents[1]
WITHIN_S = 15
CODE = re.compile(r"\b[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}\b")


@pytest.fixture(scope="module", params=DATABASES)
def shop(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A handbill with the three samples of campaigns/, on each database; whoever comes has a number of their own."""
    make_empty: Nothing = request.getfixturevalue(f"_empty_{request.param}")
    folder = tmp_path_factory.mktemp("shop")
    with serving.running(Settings(folder, make_empty(), ROOT / "campaigns", "http://localhost", KEYS)) as server:
        yield server


def decoded_poster(server: Server, campaign: str, placement: str, folder: Path) -> str:
    """What a camera reads off the file that `handbill qr` made for the printer."""
    command = ["qr", campaign, "--placement", placement, "--format", "png", "--out", str(folder)]
    environ = {**serving.variables(server.settings), "HANDBILL_BASE_URL": server.base_url}
    subprocess.run([sys.executable, "-m", "app.cli", *command], env=environ, check=True, capture_output=True)
    found = zxingcpp.read_barcodes(Image.open(folder / f"{campaign}-{placement}.png").convert("L"))
    return found[0].text


def texts(server: Server, number: str) -> list[str]:
    """What has arrived on a simulated phone, oldest first."""
    address = f"{server.base_url}/phone/messages.json?number={quote(number)}"
    with urllib.request.urlopen(address, timeout=5) as answer:
        return [each["text"] for each in json.load(answer)["messages"] if each["from"] != number]


def text_with(server: Server, number: str, pattern: str) -> str:
    """The first text on the phone in which the pattern is found; waits for it."""
    until = time.monotonic() + WITHIN_S
    while time.monotonic() < until:
        for text in texts(server, number):
            if re.search(pattern, text):
                return text
        time.sleep(0.1)
    raise AssertionError(f"no text with {pattern!r} on {number}: {texts(server, number)}")


def answer(server: Server, number: str, text: str, to: str = "") -> None:
    """Somebody texts from the simulated phone, to the last sender unless told."""
    body = json.dumps({"from": number, "to": to, "text": text}).encode()
    asked = urllib.request.Request(
        f"{server.base_url}/phone/messages", body, {"Content-Type": "application/json"}, method="POST"
    )
    urllib.request.urlopen(asked, timeout=5).close()


def redeem_at_till(page: Page, server: Server, code: str) -> None:
    """The cashier types the code."""
    page.goto(server.base_url + "/till")
    page.locator("input[name=code]").fill(code.lower().replace("-", " "))
    page.keyboard.press("Enter")


def verdict(page: Page) -> Locator:
    """What the till says in large letters."""
    return page.get_by_role("heading", name=re.compile("^(Yes|No)"))


def test_the_gelateria_from_poster_to_till(shop: Server, page: Page, tmp_path: Path):
    number = "+393401234567"
    address = decoded_poster(shop, "estate-25", "k7q2m", tmp_path)
    assert address == f"{shop.base_url}/k7q2m"

    page.goto(f"{address}?language=it")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Un quarto in meno")
    expect(page.locator("input[name=number]")).to_have_count(0)
    page.locator("button[value=without]").click()
    page.locator("select[name=country]").select_option("IT")
    page.locator("input[name=number]").fill("340 123-45 67")
    page.locator("input[name=coupon]").check()
    page.locator("input[name=marketing]").check()
    page.locator("form[action$=join] button.go").click()
    expect(page.locator("main, body").first).to_contain_text("567")

    text = text_with(shop, number, CODE.pattern)
    confirmation = text_with(shop, number, "Aurora Club")
    assert "Gelateria Aurora" in text
    assert all(word in confirmation for word in ("Gelateria Aurora", "4", "STOP", "HELP"))
    code, link = CODE.search(text).group(), re.search(r"https?://\S+/l/\w+", text).group()

    page.goto(link)
    expect(page.locator(".code")).to_contain_text(code.replace("-", " "))

    redeem_at_till(page, shop, code)
    expect(verdict(page)).to_contain_text("Yes")
    redeem_at_till(page, shop, code)
    expect(verdict(page)).to_contain_text("No")
    page.goto(link)
    expect(page.locator("dl")).to_contain_text("Till 1")


def test_stop_ends_texts_and_the_coupon_stays_good(shop: Server, page: Page):
    number = "+15035550142"
    page.goto(f"{shop.base_url}/g4m7?language=en")
    page.get_by_role("link", name="Next: your number").click()
    page.locator("input[name=number]").fill("(503) 555-0142")
    page.locator("input[name=coupon]").check()
    page.get_by_role("button", name="Text me the code").click()
    text = text_with(shop, number, CODE.pattern)
    assert "Msg & data rates may apply" in text
    answer(shop, number, "Stop!!")
    farewell = text_with(shop, number, "(?i)no more")
    assert "Second Quest" in farewell
    answer(shop, number, "stop")
    redeem_at_till(page, shop, CODE.search(text).group())
    expect(verdict(page)).to_contain_text("Yes")
    assert sum("no more" in each.lower() for each in texts(shop, number)) == 1


def test_the_word_on_a_poster_brings_a_coupon_that_a_till_takes(shop: Server, page: Page):
    number = "+393401234568"
    answer(shop, number, "gelato!", to="+393399900000")
    code = CODE.search(text_with(shop, number, CODE.pattern)).group()
    answer(shop, number, "Gelato", to="+393399900000")
    redeem_at_till(page, shop, code)
    expect(verdict(page)).to_contain_text("Yes")
    redeem_at_till(page, shop, code)
    expect(verdict(page)).to_contain_text("No")
    assert {CODE.search(each).group() for each in texts(shop, number)} == {code}


@pytest.mark.parametrize(("how", "typed"), [("pin", "0151 555 00342"), ("YES", "0151 555 00343")])
def test_a_german_number_proves_itself_before_it_gets_a_coupon(shop: Server, page: Page, how: str, typed: str):
    number = "+49" + typed.replace(" ", "")[1:]
    page.goto(f"{shop.base_url}/c/brezel?language=de")
    form = page.locator("form[action$=join]")
    if not page.locator("input[name=number]").is_visible():
        page.locator(".hello .go").click()
    page.locator("input[name=number]").fill(typed)
    page.locator("input[name=coupon]").check()
    form.locator("button.go").click()
    asked = text_with(shop, number, r"\d{3} ?\d{3}")
    assert CODE.search(asked) is None
    if how == "pin":
        page.locator("input[name=pin]").fill(re.search(r"\b\d{3} ?\d{3}\b", asked).group())
        page.keyboard.press("Enter")
        expect(page.locator(".code")).to_be_visible()
    else:
        answer(shop, number, "ja")
    assert "Lindner" in text_with(shop, number, CODE.pattern)


def test_a_wrong_number_is_said_at_the_field_and_what_was_typed_stays(shop: Server, page: Page):
    page.goto(f"{shop.base_url}/g4m7?language=en")
    page.get_by_role("link", name="Next: your number").click()
    page.locator("input[name=number]").fill("(503) 555-014")
    page.locator("input[name=coupon]").check()
    page.get_by_role("button", name="Text me the code").click()
    field = page.locator("input[name=number]")
    expect(field).to_have_value("(503) 555-014")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_role("alert")).to_contain_text("one digit short")
    expect(page.locator("input[name=coupon]")).to_be_checked()
