"""Workers are killed, and the provider knows no text again and cannot be asked: a text comes twice at most.

Of what a killed worker had in hand nobody can say then whether it left. A text that somebody waits for is sent once
more; so there are no more doubles than kills, and the second has the code of the first. `make torture` kills more.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from app.settings import Settings
from app.store import Sessions
from tests.crash.test_kills import (
    ENDS,
    HANDS,
    KILLS,
    TEXTS,
    Hands,
    environ,
    kill_now_and_then,
    provider,
    queued,
    read,
    rest,
)

MODES = ["slow=95", "busy=3", "wait=2"]  # no answer is lost but by a kill, and most kills lose one
AT_ONCE = 1  # text that a worker has in flight, and so one that a kill leaves in doubt
TWICE = 2


def test_killed_at_any_moment_nothing_is_lost_and_each_kill_doubles_one_text_at_most_with_its_code(
    settings: Settings, sessions: Sessions, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    journal, dice = tmp_path / "journal", random.Random(settings.database_url[:6])
    queued.clear()
    with provider(journal, *MODES) as url:
        hands = Hands(environ(settings, "vonage", url), at_once=AT_ONCE)
        try:
            kill_now_and_then(sessions, hands, dice, KILLS, TEXTS // 4)
            rest(sessions)
            assert hands.stop() == [0] * HANDS
        finally:
            hands.end()
    lost, doubled, unknown = judge(sessions, journal)
    came = f"{lost} lost, {doubled} doubled, each with its code, {unknown} still unknown"
    record_property("terminal", f"{KILLS} kills, {len(queued)} texts: {came}")


def judge(sessions: Sessions, journal: Path) -> tuple[int, int, int]:
    """How many texts never came, came twice, and stay unknown: those that were sent again and killed over again.

    None but one of these may be lost; all else is sent.
    """
    entries = read(journal)
    taken = Counter(entry["reference"] for entry in entries)
    with sessions.read() as session:
        ends = {row[0]: (row[1], row[2]) for row in session.run(ENDS).fetchall()}
    in_vain = {reference for reference, (state, doubts) in ends.items() if state == "unknown" and doubts == TWICE}
    assert {state for reference, (state, _) in ends.items() if reference not in in_vain} == {"sent"}
    assert queued.keys() - taken.keys() - in_vain == set(), "lost"
    doubled = {reference: count for reference, count in taken.items() if count > 1}
    assert set(doubled.values()) <= {TWICE}, "sent a third time"
    assert sum(doubled.values()) - len(doubled) <= KILLS, "doubled without a kill"
    assert all(ends[reference][1] for reference in doubled), "doubled without a doubt"
    assert [entry for entry in entries if queued[entry["reference"]] not in entry["text"]] == []
    return len(queued.keys() - taken.keys()), len(doubled), len(in_vain)
