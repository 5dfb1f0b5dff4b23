"""What a worker does besides sending takes long at no time, however many texts wait."""

from datetime import UTC, datetime, timedelta

import pytest

from app import housekeeping
from app.settings import Settings
from app.store import Sessions, Sql, stamp, words
from app.store.campaigns import Campaigns
from app.store.sweeps import AT_ONCE
from tests import make
from tests.store.test_outbox import MANY_MORE

AHEAD = Sql("SELECT COUNT(*) FROM messages WHERE changed_at > :now")


def test_after_a_clock_was_put_back_each_round_brings_a_share_near(
    settings: Settings, sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also when that was long enough ago for a worker to have forgotten it."""
    monkeypatch.setattr(housekeeping, "SHARES_AT_ONCE", 1)
    now, says = datetime.now(UTC), words.load()
    with sessions.begin() as session:
        make.message(session, queued_at=now + timedelta(hours=1))
        for _ in range(11):
            session.run(MANY_MORE)

    def ahead() -> int:
        with sessions.read() as session:
            return int(session.run(AHEAD, now=stamp(now + timedelta(minutes=30))).fetchone()[0])

    campaigns = Campaigns(sessions, settings.campaigns, says)
    campaigns.refresh()
    keeping = housekeeping.Housekeeping(sessions, {}, make.means(says), campaigns)
    left = [ahead()]
    for round in range(3):
        keeping.keep(is_back=round == 0)
        left.append(ahead())
    assert left == [2048, 2048 - AT_ONCE, 2048 - 2 * AT_ONCE, 0]
