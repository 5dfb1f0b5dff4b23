"""Killed at any named point, a coupon's way ends as it should once it is gone on with.

One run for each point: a process tells the story and kills itself there; another goes on, as a person, a provider and a
till would who had no answer; then there is one coupon, texted once, spent once.
"""

from __future__ import annotations

import json
import multiprocessing
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.settings import Settings
from app.store import Sessions, Sql
from tests import make
from tests.crash import story
from tests.crash.provider import TOKEN
from tests.crash.story import JOINED, NUMBER, TILL, Point
from tests.crash.test_kills import provider
from tests.web import visiting

ANY = ("before", "after", "before_commit", "after_commit")
STEPS = {
    "a visit": (r"INTO visits", ANY),
    "a consent": (r"INTO consents", ("before", "after")),
    "a coupon": (r"INTO coupons", ("before", "after")),
    "a text": (r"INTO messages", ANY),
    "a lease": (r"SET state = 'sending'", ANY),
    "a request": (r"http request", ("before", "after")),
    "a response": (r"http getresponse", ("after",)),
    "a state": (r"SET state = [^ ]+, reason = [^ ]+, gateway = COALESCE", ANY),
    "a receipt": (r"INTO receipts", ANY),
    "a redemption": (r"INTO redemptions", ("before", "after")),  # PostgreSQL commits it in the very same statement
    "the answer to a person": (JOINED, ("before", "after")),
    "the answer to a provider": (r"http answer to /hooks/", ("before", "after")),
    "the answer to a till": (r"http answer to /api/v1/redemptions", ("before", "after")),
}
POINTS = [Point(name, words, moment) for name, (words, moments) in STEPS.items() for moment in moments]
forkserver = multiprocessing.get_context("forkserver")
forkserver.set_forkserver_preload(["tests.crash.hand", "tests.crash.story"])


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The address of a provider that takes everything, and its journal."""
    journal = tmp_path_factory.mktemp("provider") / "journal"
    with provider(journal, "accept=1") as url:
        yield url, journal


@pytest.fixture
def given(settings: Settings, sessions: Sessions, taken: tuple[str, Path]) -> Settings:
    """Settings with the provider, one campaign that asks for nothing but the number, and one till."""
    (settings.campaigns / f"{make.CAMPAIGN_ID}.toml").write_text(make.source(**visiting.SINGLE))
    with sessions.begin() as session:
        make.till(session, name="Till 1", token=TILL)
    own = {"ACCOUNT": "AC1", "TOKEN": TOKEN, "URL": taken[0]}
    named = {f"HANDBILL_GATEWAY_TWILIO_{name}": value for name, value in own.items()}
    return replace(settings, gateway="twilio", of_gateways=named)


@pytest.mark.parametrize("point", POINTS, ids=lambda point: f"{point.moment} {point.name}")
def test_killed_there_it_goes_on_to_one_coupon_texted_once_and_spent_once(
    given: Settings, sessions: Sessions, taken: tuple[str, Path], point: Point
) -> None:
    before = len(taken[1].read_text().splitlines())
    for act, end in ((story.die, -signal.SIGKILL), (story.go_on, 0)):
        teller = forkserver.Process(target=act, args=(given, point))
        teller.start()
        teller.join(60)
        assert teller.exitcode == end, "it did not come to the point" if end else "it did not go on"
    assert [visiting.count(sessions, table) for table in ("subscribers", "coupons", "messages", "redemptions")] == [
        1
    ] * 4
    with sessions.read() as session:
        assert session.run(Sql("SELECT state FROM messages")).fetchone()[0] == "delivered"
        assert session.run(Sql("SELECT COUNT(*) FROM consents WHERE event = 'grant'")).fetchone()[0] >= 1
    journal = [json.loads(line) for line in taken[1].read_text().splitlines()][before:]
    assert [entry["number"] for entry in journal] == [NUMBER]
