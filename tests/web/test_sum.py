"""The sum that a browser is asked for: it lets people in, and where it cannot be done the page says what to do."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests import hearing, make, serving
from tests.conftest import PATIENCE_MS, Serve
from tests.web.visiting import ITALIAN, OPEN

WORKER = (Path(__file__).parents[2] / "static" / "sum-worker.js").read_text("utf-8")
# What a browser has no SHA-256 for: a page that came without TLS from anywhere but the own machine.
BARE = 'Object.defineProperty(crypto, "subtle", { value: undefined });\n'
BROKEN = 'throw new Error("not in this browser");'


def fulfil(body: str) -> Callable[[Route], None]:
    return lambda route: route.fulfill(body=body, content_type="text/javascript")


@pytest.fixture(scope="module")
def server(serve: Serve) -> Iterator[serving.Server]:
    with serve(make.source(**OPEN, keyword={"word": "GELATO", "sender": hearing.LINE})) as server:
        yield server


@pytest.fixture
def ask(page: Page, server: serving.Server) -> Callable[[], None]:
    """Sends a form as no person fills it in, which is answered with a sum."""

    def send() -> None:
        page.goto(f"{server.base_url}/c/{make.CAMPAIGN_ID}?language=en#number")
        page.fill("#tel", ITALIAN)
        page.check("input[name=coupon]")
        page.eval_on_selector("input[name=remark]", "field => field.value = 'cheap pills'")
        press(page)

    return send


def press(page: Page) -> None:
    page.click("form[action$=join] button.go")


def says_what_to_do(page: Page) -> None:
    instead = page.locator("[data-instead]")
    expect(instead).to_be_visible()
    expect(instead).to_contain_text("That does not work in your browser. Please wait a few seconds")
    expect(instead).to_contain_text("Text GELATO to")
    expect(page.locator("form[action$=join] button.go")).to_be_enabled()


def test_a_browser_that_works_it_out_is_let_in(page, ask):
    ask()
    expect(page.locator("[data-sum]")).to_have_text("Done. Please press the button once more.")
    expect(page.locator("[data-instead]")).to_be_hidden()
    page.eval_on_selector("input[name=remark]", "field => field.value = 'cheap pills'")
    press(page)
    page.wait_for_url("**/sent?*")


@pytest.mark.parametrize(
    "worker",
    [lambda route: route.abort(), fulfil(BROKEN), fulfil(BARE + WORKER)],
    ids=["that is blocked", "that fails", "without SHA-256"],
)
def test_where_the_sum_cannot_be_worked_out_it_is_said_at_once(page, ask, worker):
    page.route("**/static/sum-worker.js", worker)
    ask()
    says_what_to_do(page)
    expect(page.locator("[data-sum]")).to_be_hidden()
    expect(page.locator("[data-instead]")).to_be_focused()


def test_a_browser_without_workers_is_told(page, ask):
    page.add_init_script("delete window.Worker")
    ask()
    says_what_to_do(page)


def test_who_would_wait_for_ever_is_told_after_some_seconds(page, ask):
    page.clock.install()
    page.route("**/static/sum-worker.js", fulfil("// says nothing"))
    ask()
    expect(page.locator("form[aria-busy]")).to_be_visible()
    page.clock.fast_forward(20_000)
    says_what_to_do(page)


def test_where_no_script_comes_the_page_says_it_by_itself_after_some_seconds(page, ask):
    page.route("**/static/sum.js", lambda route: route.abort())
    ask()
    page.eval_on_selector("[data-instead]", "each => each.getAnimations().forEach(waiting => waiting.finish())")
    says_what_to_do(page)


@pytest.fixture
def bare(_browser: Browser) -> Iterator[Page]:
    """A page of a browser that runs no script."""
    context = _browser.new_context(java_script_enabled=False)
    context.set_default_timeout(PATIENCE_MS)
    yield context.new_page()
    context.close()


def test_without_javascript_it_is_said_at_once(bare, server):
    bare.goto(f"{server.base_url}/c/{make.CAMPAIGN_ID}?language=en#number")
    bare.fill("#tel", ITALIAN)
    bare.check("input[name=coupon]")
    bare.locator("input[name=remark]").fill("cheap pills", force=True)
    press(bare)
    expect(bare.locator("[data-instead]")).to_have_css("visibility", "visible")
    expect(bare.locator("[data-sum]")).to_be_hidden()
    says_what_to_do(bare)
