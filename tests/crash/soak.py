"""Memory stays flat however many texts a worker sends; `make torture` runs this, with so many as SOAK says.

The second half of what the worker's process holds is held against the first; what it takes to get warm counts for
neither.
"""

from __future__ import annotations

import os
import signal
import statistics
import threading
from collections.abc import Callable
from pathlib import Path

from app.settings import Settings
from app.store import Sessions, Sql
from tests.crash.test_kills import counted, forkserver
from tests.crash.test_memory import Forgetful, at_work, send

TEXTS = int(os.environ.get("SOAK", "20000"))
LOOKS, WARM = 20, 4
AT_ONCE = 500
MOST_GROWTH = 1.05
SENT = Sql("SELECT COUNT(*) FROM messages WHERE state = 'sent'")


def work(settings: Settings) -> None:
    """A worker, until it is told to stop."""
    stop, sessions = threading.Event(), Sessions(settings.database_url, settings.secret_keys)
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    with at_work(settings, sessions, Forgetful()):
        stop.wait()
    sessions.close()


def held_mib(process: int) -> float:
    """What a process holds in memory now."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def test_memory_stays_flat_however_many_texts_leave(
    settings: Settings, sessions: Sessions, record_property: Callable[[str, object], None]
) -> None:
    process, looks = forkserver.Process(target=work, args=(settings,)), []
    process.start()
    try:
        for _ in range(LOOKS):
            for _ in range(max(1, TEXTS // LOOKS // AT_ONCE)):
                send(sessions, AT_ONCE)
            looks.append(held_mib(process.pid or 0))
    finally:
        process.terminate()
        process.join()
    warm, half = looks[WARM:], (LOOKS - WARM) // 2
    first, second = statistics.mean(warm[:half]), statistics.mean(warm[half:])
    sent = counted(sessions, SENT)
    record_property("terminal", f"{sent:,} texts: {first:.1f} MiB in the first half, {second:.1f} MiB in the second")
    assert (process.exitcode, sent) == (0, max(TEXTS, LOOKS * AT_ONCE))
    assert second <= first * MOST_GROWTH
