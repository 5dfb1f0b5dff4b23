"""The clock is moved by an hour while texts leave: none is lost, none doubled, and none waits for the hour."""

from __future__ import annotations

import random
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.settings import Settings
from app.store import Sessions
from tests.crash.test_kills import (
    HANDS,
    KILLS,
    MODES,
    Hands,
    environ,
    forkserver,
    judge,
    progress,
    provider,
    queue,
    queued,
    rest,
)

TEXTS = 20  # between two moves
HOUR_S = 3540.0  # a minute less: what is older by the clock than an hour is not sent, and rightly
MOVES = {"ahead": [HOUR_S], "back": [-HOUR_S, -2 * HOUR_S], "to and fro": [HOUR_S, 0.0, -HOUR_S, 0.0]}


@pytest.mark.parametrize("how", MOVES)
def test_moved_by_an_hour_it_makes_no_text_wait_get_lost_or_come_twice(
    settings: Settings, sessions: Sessions, tmp_path: Path, now: datetime, how: str
) -> None:
    """It is noon for them, whenever they run: nothing is held back because it is night."""
    noon = (now - datetime.now(UTC)).total_seconds()
    journal, moved, dice = tmp_path / "journal", forkserver.Value("d", noon), random.Random(how)
    queued.clear()
    with provider(journal, *MODES) as url:
        hands = Hands(environ(settings, "android", url), moved)
        try:
            for _ in range(max(1, KILLS // 20)):
                for seconds in MOVES[how]:
                    queue(sessions, TEXTS, datetime.now(UTC) + timedelta(seconds=moved.value))
                    progress(sessions, len(queued) - TEXTS)
                    time.sleep(dice.uniform(0.4, 0.7))  # none is moved so often that nobody sees it
                    moved.value = noon + seconds
                queue(sessions, TEXTS, datetime.now(UTC) + timedelta(seconds=moved.value))
                rest(sessions)  # from an hour back to an hour ahead is two: what is left by then is rightly not sent
            assert hands.stop() == [0] * HANDS
        finally:
            hands.end()
    judge(sessions, journal)
