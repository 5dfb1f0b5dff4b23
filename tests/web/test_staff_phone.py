"""Staff on a phone: what a wide screen tells stands there too, and nothing runs out at its side."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import Browser, Page, StorageState

from app.rules.failure import Failure
from app.rules.message import State
from app.rules.shield import Range
from app.rules.traffic import Tally
from app.store import Session, Sessions, Sql, messages, ranges, stamp, tallies, traffic
from tests import make, serving
from tests.conftest import KEYS, PATIENCE_MS, Serve

ADD_ATTEMPT = Sql("""
    INSERT INTO attempts (message_id, attempt, gateway, ended_at, outcome, detail)
    VALUES (:id, :attempt, :gateway, :now, :outcome, '')""")
# What reaches over the inner edge of its card, or the page's.
WIDEST = """() => [...document.querySelectorAll("main *")].filter((each) => {
  const card = (each.closest(".card") ?? document.body).getBoundingClientRect(), own = each.getBoundingClientRect();
  return own.width && (own.right > card.right || own.right > innerWidth);
}).map((each) => each.outerHTML.slice(0, 120))"""
PAGES = ("messages/", "messages/1", "ranges", "alarms", "broadcasts/")


Browse = Callable[[str], Page]


@pytest.fixture(scope="module")
def server(serve: Serve) -> Iterator[serving.Server]:
    with serve(make.source()) as server:
        sessions = Sessions(server.settings.database_url, KEYS)
        with sessions.begin() as session:
            fill(session, datetime.now(UTC))
        sessions.close()
        yield server


def fill(session: Session, now: datetime) -> None:
    """A text that one gateway refused and the next took, counts of both, and ranges in each state."""
    text = make.message(session, text="Due gusti al prezzo di uno. " * 8, state=State.DELIVERED, queued_at=now)
    messages.note(session, text.id, "22210", (Decimal("0.0901"), "EUR"))
    for attempt, gateway, outcome in ((1, "twilio", "rejected"), (2, "phone", "accepted")):
        session.run(ADD_ATTEMPT, id=text.id, attempt=attempt, gateway=gateway, outcome=outcome, now=stamp(now))
    tallies.add(session, [Tally("twilio", "IT", None, 494), Tally("twilio", "IT", Failure.BLOCKED, 233)], now)
    soon = now + timedelta(minutes=14)
    held = [Range("IT", f"+3933399{n}", now, 0, 31, 2, 1, soon, 3) for n in (1, 2)]
    tried = Range("IT", "+39333998", now, 0, 31, 2, 1, now - timedelta(minutes=1), 3)
    opened = Range("DE", "+491511234", now, 9)
    ranges.keep(session, [(each, 1.0) for each in (*held, tried, opened)])
    ranges.sign(session, "DE", "+491511234", "giulia@aurora.example", now)
    traffic.add(session, {("all", ""): 5000, ("country", "IT"): 700, ("campaign", make.CAMPAIGN_ID): 5000}, now)


@pytest.fixture(scope="module")
def signed_in(_browser: Browser, server: serving.Server) -> Iterator[StorageState]:
    """The cookie of a member of staff."""
    context = _browser.new_context()
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto(server.address("Staff"))
    page.click("button")
    page.wait_for_selector("h1")
    yield context.storage_state()
    context.close()


@pytest.fixture
def browse(_browser: Browser, signed_in: StorageState) -> Iterator[Browse]:
    """Gives a page of a narrow phone whose reader is signed in, in their language."""
    contexts = []

    def open(locale: str) -> Page:
        phone = {"width": 320, "height": 700}
        contexts.append(_browser.new_context(storage_state=signed_in, locale=locale, viewport=phone))
        contexts[-1].set_default_timeout(PATIENCE_MS)
        return contexts[-1].new_page()

    yield open
    for each in contexts:
        each.close()


@pytest.mark.parametrize("locale", ["en-US", "de-DE", "es-ES", "it-IT"])
def test_nothing_runs_out_at_the_side(browse: Browse, server: serving.Server, locale: str) -> None:
    page, wide = browse(locale), []
    for path in PAGES:
        page.goto(f"{server.base_url}/staff/{path}")
        for width in (320, 390):
            page.set_viewport_size({"width": width, "height": 700})
            wide += [(path, width, each) for each in page.evaluate(WIDEST)]
    assert wide == []


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("messages/", ["Parts 2 · Cost €0.0901", "Italy twilio"]),
        ("messages/1", ["The gateway refused it. twilio · Attempt 1", "The gateway took it. phone · Attempt 2"]),
        ("ranges", ["31 texts, 2 answered"]),
    ],
)
def test_parts_cost_and_way_of_a_text_and_figures_of_a_range_are_told(
    browse: Browse, server: serving.Server, path: str, told: list[str]
) -> None:
    page = browse("en-US")
    page.goto(f"{server.base_url}/staff/{path}")
    seen = " ".join(page.inner_text("main").split())
    assert [each for each in told if each not in seen] == []


def test_a_range_has_its_state_beside_its_numbers_and_its_button_under_its_figures(
    browse: Browse, server: serving.Server
) -> None:
    page = browse("de-DE")
    page.goto(f"{server.base_url}/staff/ranges")
    for row in page.locator(".ranges tbody tr").all():
        name, state, figures, button = (
            row.locator(each).bounding_box() for each in ("bdi", ".badge", ".why", "button")
        )
        assert name["x"] + name["width"] <= state["x"]
        assert button["y"] >= figures["y"] + figures["height"]
        assert button["x"] == figures["x"]
