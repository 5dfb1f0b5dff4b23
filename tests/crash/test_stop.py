"""Told to stop in the middle of its work, handbill ends in time, and of no text is it unknown whether it left.

The provider takes its time over each answer, and hundreds of texts wait. Its journal is the judge, not our database.
`make torture` stops it more often.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from app.settings import Settings
from app.store import Sessions
from tests.crash.test_kills import ENDS, KILLS, environ, judge, provider, queue, queued, read, rest, until
from tests.serving import running

STOPS = max(1, KILLS // 20)
TEXTS = 600  # more each time
BEGUN = 150  # answered by then: more than one crowd, and far from all
ENDS_WITHIN_S = 10.0

Start = Callable[[Settings, Mapping[str, str]], AbstractContextManager[subprocess.Popen[str]]]


@contextmanager
def run(settings: Settings, given: Mapping[str, str]) -> Iterator[subprocess.Popen[str]]:
    """All of it: pages, worker and who keeps them running."""
    with running(settings, environ={name: given[name] for name in given if "_GATEWAY" in name}) as server:
        yield server.process


@contextmanager
def worker(_: Settings, given: Mapping[str, str]) -> Iterator[subprocess.Popen[str]]:
    """The worker alone."""
    with subprocess.Popen([sys.executable, "-m", "app.cli", "worker"], env=given, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def stop(process: subprocess.Popen[str]) -> float:
    """In how many seconds it ended of itself."""
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    assert process.wait(2 * ENDS_WITHIN_S) == 0
    return time.monotonic() - began


def states(sessions: Sessions) -> dict[str, str]:
    """In which state each text is, by its reference."""
    with sessions.read() as session:
        return {row[0]: row[1] for row in session.run(ENDS).fetchall()}


@pytest.mark.parametrize("start", [run, worker])
def test_stopped_under_load_it_ends_in_time_and_is_in_doubt_about_no_text(
    settings: Settings, sessions: Sessions, tmp_path: Path, start: Start
) -> None:
    journal = tmp_path / "journal"
    queued.clear()
    with provider(journal, "slow=1") as url:
        given = environ(settings, "twilio", url)
        for _ in range(STOPS):
            before = len(read(journal))
            with start(settings, given) as process:
                queue(sessions, TEXTS)
                until(lambda begun=before + BEGUN: len(read(journal)) >= begun)
                assert stop(process) < ENDS_WITHIN_S
            taken = {entry["reference"] for entry in read(journal)}
            assert len(taken) < len(queued), "it was not in the middle of its work"
            assert states(sessions) == {each: "sent" if each in taken else "queued" for each in queued}
        with start(settings, given) as process:
            rest(sessions)
            stop(process)
    judge(sessions, journal)
