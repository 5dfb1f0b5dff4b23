"""A worker that a crash test kills, as it would be on a machine with less patience: leases and waits are short.

It is forked from a process that has imported everything, so that two hundred of them take minutes and not hours.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import app.engines.procrastinate
import app.http_pool
from app import housekeeping, settings, worker
from app.actions import deliver, reconcile

LEASE_S, ANSWER_S = 3.0, 1.0
ASKED_AFTER = tuple(timedelta(seconds=each) for each in (0.2, 0.5, 1.0))


def work(environ: Mapping[str, str], moved: Any, at_once: int, listens: Any) -> None:
    """Works until it is terminated, by a clock that is wrong by so many seconds as `moved` holds, if it holds any.

    It has so many texts in flight `at_once`, and sets `listens` once it can be told to stop.
    """
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    listens.set()
    os.environ.clear()
    os.environ.update(environ)
    deliver.LEASE = timedelta(seconds=LEASE_S)
    deliver.WAITS_S = (0.1, 0.2, 0.5)  # type: ignore[assignment]
    deliver.ASKED_AFTER = ASKED_AFTER  # type: ignore[assignment,attr-defined]
    reconcile.ASKED_AFTER, reconcile.LEASE = ASKED_AFTER, timedelta(seconds=LEASE_S)  # type: ignore[assignment]
    app.engines.procrastinate.STALLED_S = 2.0
    worker.IN_FLIGHT = at_once
    app.http_pool.Pool.__init__.__kwdefaults__["whole_s"] = ANSWER_S
    if moved:
        worker._now = housekeeping._now = lambda: datetime.now(UTC) + timedelta(seconds=moved.value)
    worker.run(settings.read(environ), stop, quiet=True)
