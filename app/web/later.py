"""What an answer must not wait for: whoever measures how long it takes learns nothing of what is done.

Work waits in this process and is done within PAUSE_S, one after the other. A crash loses what waits, a stop nothing;
so only that goes here which its visitor would simply ask for once more.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable

from app.store import StoreUnavailable

PAUSE_S = 0.1
MOST_WAITING = 10_000

Work = Callable[[], None]

log = logging.getLogger(__name__)


class Later:
    """Does what requests leave behind, off their way."""

    def __init__(self) -> None:
        self._waiting: queue.SimpleQueue[Work] = queue.SimpleQueue()
        self._turn = threading.Lock()

    def put(self, work: Work) -> None:
        """Lets the work be done, soon; unless as much waits already as nobody could have meant."""
        if self._waiting.qsize() < MOST_WAITING:
            self._waiting.put(work)

    def watch(self, stop: threading.Event) -> threading.Thread:
        """The thread that works; it ends after `stop` with nothing left waiting."""

        def run() -> None:
            while not stop.wait(PAUSE_S):
                self.flush()
            self.flush()

        thread = threading.Thread(target=run, name="later", daemon=True)
        thread.start()
        return thread

    def flush(self) -> None:
        """Does all that waits, now; what another thread has begun is done by then, too."""
        with self._turn:
            while not self._waiting.empty():
                self._do(self._waiting.get_nowait())

    @staticmethod
    def _do(work: Work) -> None:
        try:
            work()
        except StoreUnavailable as error:
            log.warning("what a visitor asked for is not done: %s", error)
        except Exception:  # what comes next must not be lost with the thread
            log.exception("a bug: what a visitor asked for is not done")
