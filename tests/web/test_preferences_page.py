"""The preference centre in a browser without script: two taps to the end, and the focus on what was done."""

from __future__ import annotations

import itertools
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Locator, Page, expect
from werkzeug.serving import make_server

from app.actions.link import preferences_path
from app.settings import Settings
from app.store import suppressions
from app.web.parts import Parts
from tests import make
from tests.conftest import PATIENCE_MS
from tests.web.test_visitor_page import SIDEWAYS, SMALL

SAMPLES = Path(__file__).parents[2] / "campaigns"
ENDED = "Texts from Second Quest Games have ended."

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@dataclass(frozen=True)
class House:
    """A running handbill with the sample campaigns, and one number of Second Quest Games."""

    address: str
    parts: Parts
    person: int

    @property
    def mine(self) -> str:
        """The address of this number's preferences."""
        campaign = self.parts.campaigns.get("second-quest")
        assert campaign
        return self.address + preferences_path(self.parts.means, campaign, self.person, datetime.now(UTC))


@pytest.fixture
def house(settings: Settings, build: Callable[[Settings], Flask], tmp_path: Path) -> Iterator[House]:
    folder = tmp_path / "samples"
    shutil.copytree(SAMPLES, folder)
    server = make_server("127.0.0.1", 0, lambda environ, start: app(environ, start), threaded=True)
    address = f"http://127.0.0.1:{server.server_port}"
    app = build(replace(settings, campaigns=folder, base_url=address))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    parts = app.extensions["handbill"]
    with parts.sessions.begin() as session:
        person = make.subscriber(session, number="+15035550142", country="US", language="en")
        for purpose in ("coupon", "marketing"):
            make.consent(session, person, purpose=purpose, brand="Second Quest Games", campaign="second-quest")
        make.message(session, subscriber=person, campaign="second-quest", brand="Second Quest Games")
    yield House(address, parts, person)
    server.shutdown()
    thread.join(timeout=5)
    server.server_close()


@pytest.fixture
def bare(_browser: Browser) -> Iterator[Page]:
    """A page of a phone whose browser runs no script."""
    context = _browser.new_context(viewport={"width": 390, "height": 664}, locale="en-US", java_script_enabled=False)
    context.set_default_timeout(PATIENCE_MS)
    yield context.new_page()
    context.close()


def focused(page: Page) -> Locator:
    """The element that has the focus."""
    return page.locator(":focus")


@pytest.mark.rule("PREF-1", "US-TCPA-REV-1")
def test_two_taps_from_the_text_and_all_texts_have_stopped(bare, house):
    bare.goto(house.mine)  # the first tap, on the link
    stop = bare.get_by_role("button", name="Stop all texts")
    box = stop.bounding_box()
    assert box
    assert box["y"] + box["height"] < 664
    stop.click()
    expect(focused(bare)).to_contain_text(ENDED)
    with house.parts.sessions.read() as session:
        assert "Second Quest Games" in suppressions.suppressed_by(session, house.person)
    bare.get_by_role("button", name="Take the stop back").click()
    expect(focused(bare)).to_contain_text("All is as it was.")


def test_what_is_saved_is_said_where_the_focus_is(bare, house):
    bare.goto(house.mine)
    bare.get_by_label("Deals").uncheck()
    bare.locator("[name=monthly][value='2']").check()
    bare.locator("[name=pause][value=month]").check()
    bare.get_by_role("button", name="Save").click()
    expect(focused(bare)).to_contain_text("Saved.")
    expect(bare.get_by_label("Deals")).not_to_be_checked()
    expect(bare.locator("[name=monthly][value='2']")).to_be_checked()
    expect(bare.locator("[name=pause][value=keep]")).to_be_checked()


def test_the_data_comes_as_a_file_and_an_erasure_asks_first(bare, house):
    bare.goto(house.mine)
    with bare.expect_download() as file:
        bare.get_by_role("button", name="Download my data").click()
    assert file.value.suggested_filename == "my-data.json"
    bare.get_by_role("link", name="Erase everything").click()
    bare.get_by_role("button", name="Erase everything").click()
    expect(focused(bare)).to_contain_text("All of it is erased")
    assert bare.goto(house.mine).status == 410


def test_it_loads_nothing_else_and_breaks_no_policy(page, house):
    faults: list[str] = []
    loaded: list[str] = []
    page.on("console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None)
    page.on("request", lambda request: loaded.append(request.url))
    for where in ("", "/kept", "/erase", "/not-me"):
        page.goto(house.mine + where)
    assert faults == []
    assert {url for url in loaded if not url.startswith(f"{house.address}/p/")} <= {f"{house.address}/static/icon.svg"}


def test_nothing_scrolls_sideways_and_all_can_be_tapped(page, house):
    """195 px is a phone of 390 at 200 %."""
    for where in (*(house.mine + part for part in ("", "/kept", "/erase", "/not-me")), f"{house.address}/p"):
        page.goto(where)
        for width, scheme, direction in itertools.product((320, 195), ("light", "dark"), ("ltr", "rtl")):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            page.evaluate(f"document.documentElement.dir = '{direction}'")
            assert page.evaluate(SIDEWAYS) <= 0, (where, width, scheme, direction)
            assert page.evaluate(SMALL) == [], (where, width, scheme, direction)


def test_one_filled_button_at_a_time(page, house):
    for where in ("", "/kept", "/erase", "/not-me"):
        page.goto(house.mine + where)
        assert page.locator(".go >> visible=true").count() <= 1, where
