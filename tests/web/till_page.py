"""A till's page in a browser: a hand scanner, what is on the screen, and an answer that is lost.

The scanner's keys come a few milliseconds apart by their own time stamps, however busy the machine is that runs the
browser: a page that tells scanners from hands by those never takes it for a hand.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, Route, expect

from tests.conftest import PATIENCE_MS

BETWEEN_KEYS_S = 0.004
KEYS = {"Enter": (13, "\r"), "Tab": (9, "\t")}  # Windows' virtual key code, and what the key writes


def scan(page: Page, text: str, end: str = "Enter", *, late_s: float = 0.0) -> None:
    """Types a text as a hand scanner does: fast, and with a key at the end, which may be late."""
    type_fast(page, text, end, late_s=late_s)


def type_fast(page: Page, text: str, *ends: str, late_s: float = 0.0) -> None:
    """Types a text, and so much later these keys, as fast as a hand scanner."""
    devtools = page.context.new_cdp_session(page)
    at = time.time()
    for nth, key in enumerate([*text, *ends]):
        at += BETWEEN_KEYS_S
        if nth == len(text) and late_s:
            page.wait_for_timeout(1000 * late_s)  # what the page does meanwhile by its own clock, it does
            at += late_s
        number, written = KEYS.get(key, (0, key))
        pressed = {"type": "keyDown", "key": key, "text": written, "windowsVirtualKeyCode": number, "timestamp": at}
        devtools.send("Input.dispatchKeyEvent", pressed)
        if key in KEYS:  # nobody listens to letters that come up, and a seal has many
            devtools.send("Input.dispatchKeyEvent", {"type": "keyUp", "key": key, "timestamp": at})
    devtools.detach()


def view(page: Page, name: str) -> None:
    """Waits for a screen: idle, sum, why, yes or no."""
    expect(page.locator("body")).to_have_attribute("data-view", name)


def lose(route: Route) -> None:
    """The request arrives, its answer does not."""
    route.fetch()
    route.abort()


def until(page: Page, script: str, is_so: Callable[[Any], bool] = bool) -> None:
    """Waits until what a script gives is so; the page's policy lets nothing be evaluated again and again within it."""
    ends = time.monotonic() + PATIENCE_MS / 1000
    while not is_so(page.evaluate(script)):
        assert time.monotonic() < ends, script
        page.wait_for_timeout(20)


def until_ready(page: Page) -> None:
    """Waits until the page has what it needs for a line that breaks."""
    until(page, "Boolean(kept?.canCheck && navigator.serviceWorker.controller)")
