"""The courier: takes events to webhooks, in threads of its own, beside the worker and out of its way.

One thread keeps the database: it takes leases and writes what the calling threads report. They touch nothing but the
network. Told to stop, it gives back what nobody began and waits for the calls under way; killed, it loses nothing:
its leases run out and another takes them up.
"""

from __future__ import annotations

import logging
import queue
import random
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime

from app.actions import dispatch
from app.actions.dispatch import NoAnswer, Post
from app.http_client import Answer, CallFailed, Client
from app.store import Session, Sessions, StoreUnavailable, deliveries, webhooks
from app.store.deliveries import Ended, Leased

CALLS, TO_ONE, TO_ONE_FAILING = 16, 4, 1  # under way at once: in all, to one webhook, and to one that fails
POLL_S = 0.5
DOWN_S = 2.0  # pause after the database was not to be had

log = logging.getLogger(__name__)


def poster(*, trial: bool) -> Post:
    """Calls URLs for `dispatch.attempt`; in a trial also this very machine, by http."""
    client = Client(trial=trial)

    def post(url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        try:
            return client.post(url, body, headers)
        except CallFailed as failed:
            raise NoAnswer(failed.why) from failed

    return post


class Courier:
    """One courier's hands; `work` is its day, `turn` one round of it."""

    def __init__(self, sessions: Sessions, post: Post) -> None:
        self._sessions, self._post = sessions, post
        self._jobs: queue.SimpleQueue[Leased | None] = queue.SimpleQueue()
        self._ended: queue.SimpleQueue[Ended] = queue.SimpleQueue()
        self._unwritten: list[Ended] = []
        self._under_way: Counter[int] = Counter()

    @contextmanager
    def at_work(self, stop: threading.Event) -> Iterator[None]:
        """While it works in a thread of its own, until `stop` is set."""
        thread = threading.Thread(target=self.work, args=(stop,), name="courier")
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()

    def work(self, stop: threading.Event) -> None:
        """Takes turns until told to stop, then finishes what is under way."""
        with ThreadPoolExecutor(CALLS, "caller") as pool:
            for _ in range(CALLS):
                pool.submit(self._call_all)
            try:
                while not stop.is_set():
                    stop.wait(0.0 if self._survive(self.turn) else DOWN_S)
            finally:
                self._finish()

    def turn(self) -> None:
        """One round: wait a little for what ended, write it, take what is due."""
        self._gather(POLL_S)
        with self._sessions.read() as session:
            due = deliveries.due(session, _now())
        room = CALLS - self._under_way.total() + len(self._unwritten)
        if not self._unwritten and not (due and room > 0):
            return
        with self._sessions.begin() as session:
            dispatch.record(session, self._unwritten)
            after = self._under_way - Counter(each.webhook for each in self._unwritten)
            held = self._lease(session, after) if due else []
        self._under_way, self._unwritten = after + Counter(each.webhook for each in held), []
        for each in held:
            self._jobs.put(each)

    def _lease(self, session: Session, under_way: Counter[int]) -> list[Leased]:
        now, room = _now(), CALLS - under_way.total()
        limits = {"most": room, "to_one": TO_ONE, "to_one_failing": TO_ONE_FAILING}
        return deliveries.lease(session, under_way, now=now, until=now + dispatch.LEASE, **limits)

    def _gather(self, wait_s: float) -> None:
        """Collects what ended; waits so long for the first, then takes whatever else is there."""
        try:
            self._unwritten.append(self._ended.get(timeout=wait_s))
            while True:
                self._unwritten.append(self._ended.get_nowait())
        except queue.Empty:
            return

    def _call_all(self) -> None:
        """A calling thread: takes jobs until it gets none."""
        while (job := self._jobs.get()) is not None:
            self._ended.put(dispatch.attempt(self._post, job, _now, random.random))

    def _finish(self) -> None:
        untouched: list[Leased] = []
        try:
            while True:
                job = self._jobs.get_nowait()
                if job is not None:
                    untouched.append(job)
        except queue.Empty:
            pass
        for _ in range(CALLS):
            self._jobs.put(None)
        while len(self._unwritten) + len(untouched) < self._under_way.total():
            self._unwritten.append(self._ended.get())
        self._survive(lambda: self._write_last(untouched))

    def _write_last(self, untouched: list[Leased]) -> None:
        with self._sessions.begin() as session:
            webhooks.hold(session, {each.webhook for each in self._unwritten} | {each.webhook for each in untouched})
            dispatch.record(session, self._unwritten)
            for each in untouched:
                deliveries.release(session, each, _now())

    def _survive(self, act: Callable[[], None]) -> bool:
        """Whether the act went through; what is under way stays in hand if it did not."""
        try:
            act()
        except (StoreUnavailable, OSError) as error:
            log.warning("webhooks wait for the database: %s", error)
            return False
        except Exception:  # without this thread nothing would ever leave again, and nobody would know
            log.exception("a bug: webhooks wait")
            return False
        return True


def _now() -> datetime:
    return datetime.now(UTC)
