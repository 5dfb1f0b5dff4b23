"""Workers are killed at any moment, the provider fails in every way, and every text still arrives once.

The provider's journal is the judge, not our database. `make torture` runs the same for much longer.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.settings import Settings
from app.store import Sessions, Sql
from app.worker import IN_FLIGHT
from tests import make
from tests.crash import hand
from tests.crash.provider import TOKEN
from tests.serving import variables

KILLS = int(os.environ.get("KILLS", "6"))
TEXTS = int(os.environ.get("TEXTS", "120"))
HANDS = 2
REST_S = 120.0 + TEXTS / 10
MODES = ["accept=88", "hang=1", "reset=2", "broken_after=2", "odd=1", "broken=1", "busy=2", "wait=1", "drop=2"]
LEFT = Sql("""
    SELECT COUNT(*) FROM messages
    WHERE state IN ('queued', 'sending') OR (state = 'unknown' AND ask_at < expires_at)""")
GONE = Sql("SELECT COUNT(*) FROM messages WHERE state <> 'queued'")
ENDS = Sql("SELECT reference, state, doubts FROM messages")

forkserver = multiprocessing.get_context("forkserver")
forkserver.set_forkserver_preload(["tests.crash.hand"])


@contextmanager
def provider(journal: Path, *modes: str) -> Iterator[str]:
    """The address of a provider in a process of its own."""
    command = [sys.executable, "-m", "tests.crash.provider", str(journal), "7", *modes]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
        finally:
            process.kill()


def environ(settings: Settings, gateway: str, url: str) -> dict[str, str]:
    own = {
        "twilio": {"ACCOUNT": "AC1", "TOKEN": TOKEN, "URL": url},
        "vonage": {"URL": url, "KEY": "k", "SECRET": "s", "SIGNATURE_SECRET": TOKEN},
        "android": {"URL": url, "USER": "u", "PASSWORD": "p", "SIGNING_KEY": "k", "SENDER": "+39333000000"},
    }[gateway]
    named = {f"HANDBILL_GATEWAY_{gateway.upper()}_{name}": value for name, value in own.items()}
    return {**os.environ, **variables(replace(settings, gateway=gateway)), **named, "HANDBILL_GATEWAY": gateway}


class Hands:
    """Workers that are killed and come again."""

    def __init__(self, given: dict[str, str], moved: Any = None, at_once: int = IN_FLIGHT) -> None:
        """`moved` holds by how many seconds their clock is wrong; each has so many texts in flight `at_once`."""
        self._given = given, moved, at_once
        self._listens: dict[Any, Any] = {}
        self.at_work = [self._begin() for _ in range(HANDS)]

    def _begin(self) -> Any:
        listens = forkserver.Event()
        process = forkserver.Process(target=hand.work, args=(*self._given, listens))
        process.start()
        self._listens[process] = listens
        return process

    def kill_one(self, dice: random.Random) -> None:
        which = dice.randrange(HANDS)
        self.at_work[which].kill()
        self.at_work[which].join()
        del self._listens[self.at_work[which]]
        self.at_work[which] = self._begin()

    def stop(self) -> list[int]:
        """How they ended once they were told to."""
        for process in self.at_work:  # one may have come this very moment
            assert self._listens[process].wait(REST_S)
            process.terminate()
        for process in self.at_work:
            process.join(12)
        return [process.exitcode for process in self.at_work]

    def end(self) -> None:
        for process in self.at_work:
            process.kill()
            process.join()


def queue(sessions: Sessions, count: int, at: datetime | None = None) -> None:
    made, at = {}, at or datetime.now(UTC)
    with sessions.begin() as session:
        for number in range(len(queued), len(queued) + count):
            code = f"2VPY-7FYV-{number + 1000}"
            made[make.message(session, queued_at=at, text=f"Il tuo codice: {code}").reference] = code
    queued.update(made)


queued: dict[str, str] = {}


def counted(sessions: Sessions, statement: Sql) -> int:
    with sessions.read() as session:
        return int(session.run(statement).fetchone()[0])


def progress(sessions: Sessions, beyond: int) -> int:
    """How many texts have left the queue, once these are more than that, or after a while all the same."""
    end = time.monotonic() + 5
    while (gone := counted(sessions, GONE)) <= beyond and time.monotonic() < end:
        time.sleep(0.01)
    return gone


def kill_now_and_then(
    sessions: Sessions, hands: Hands, dice: random.Random, kills: int = KILLS, texts: int = TEXTS
) -> None:
    """Kills one worker after the other, each a moment after some text has left, while more texts come in."""
    for turn in range(kills):
        gone = counted(sessions, GONE)
        queue(sessions, texts // kills + (turn < texts % kills))
        progress(sessions, gone)
        time.sleep(dice.uniform(0.05, 0.35))
        hands.kill_one(dice)


def until(true: Callable[[], bool]) -> None:
    """Until it is."""
    end = time.monotonic() + REST_S
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


def rest(sessions: Sessions) -> None:
    """Until nothing waits and nothing is asked any more."""
    end = time.monotonic() + REST_S
    while left := counted(sessions, LEFT):
        assert time.monotonic() < end, f"{left} are still under way"
        time.sleep(0.05)


@pytest.mark.parametrize("gateway", ["twilio", "android"])
def test_killed_at_any_moment_no_text_is_lost_and_none_is_doubled(
    settings: Settings, sessions: Sessions, tmp_path: Path, gateway: str
) -> None:
    killed(settings, sessions, tmp_path / "journal", gateway)


def killed(
    settings: Settings, sessions: Sessions, journal: Path, gateway: str, kills: int = KILLS, texts: int = TEXTS
) -> None:
    dice = random.Random(f"{gateway} {settings.database_url[:6]}")
    queued.clear()
    with provider(journal, *MODES) as url:
        hands = Hands(environ(settings, gateway, url))
        try:
            kill_now_and_then(sessions, hands, dice, kills, texts)
            rest(sessions)
            assert hands.stop() == [0] * HANDS
        finally:
            hands.end()
    assert len(queued) == texts
    judge(sessions, journal)


def read(journal: Path) -> list[dict[str, str]]:
    """What a provider took, in the order of its taking."""
    return [json.loads(line) for line in journal.read_text().splitlines()]


def is_sent(_: dict[str, str]) -> str:
    """How a text ends that nobody tells of."""
    return "sent"


def judge(sessions: Sessions, journal: Path, end: Callable[[dict[str, str]], str] = is_sent) -> None:
    """By the journal each text was taken once, with its own code; by the database each has come to its end."""
    entries = read(journal)
    taken = Counter(entry["reference"] for entry in entries)
    with sessions.read() as session:
        ends = {row[0]: row[1] for row in session.run(ENDS).fetchall() if row[0] in queued}
    assert {reference: count for reference, count in taken.items() if count > 1} == {}, "doubled"
    assert queued.keys() - taken.keys() == set(), "lost"
    assert ends == {entry["reference"]: end(entry) for entry in entries if entry["reference"] in queued}
    assert [entry for entry in entries if queued.get(entry["reference"], "") not in entry["text"]] == []
