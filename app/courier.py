"""The courier: takes events to webhooks, with a crew of its own, beside the worker and out of its way.

Told to stop, it gives back what nobody began and waits a while for the calls under way.
"""

from __future__ import annotations

import logging
import random
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

from app.actions import dispatch
from app.actions.dispatch import NoAnswer, Post
from app.crew import Crew
from app.http_client import Answer, CallFailed, Client
from app.store import Session, Sessions, StoreUnavailable, deliveries, webhooks
from app.store.deliveries import Ended, Leased

CALLS, TO_ONE, TO_ONE_FAILING = 16, 4, 1  # under way at once: in all, to one webhook, and to one that fails
POLL_S = 0.5
STOP_S = 7.0  # whoever stops the worker kills it after ten, and who keeps it running after nine
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
        self._sessions = sessions
        self._crew: Crew[Leased, Ended] = Crew(
            CALLS, "caller", lambda held: dispatch.attempt(post, held, _now, random.random)
        )
        self._in_hand: Counter[int] = Counter()  # the crew's jobs, by webhook

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
        with self._crew.at_work():
            try:
                while not stop.is_set():
                    stop.wait(0.0 if self._survive(self.turn) else DOWN_S)
            finally:
                self._finish()

    def turn(self) -> None:
        """One round: wait a little for what ended, write it, take what is due."""
        self._crew.gather(POLL_S)
        ended = self._crew.ended
        with self._sessions.read() as session:
            due = deliveries.due(session, _now())
        if not ended and not (due and self._crew.free > 0):
            return
        with self._sessions.begin() as session:
            dispatch.record(session, ended)
            left = self._in_hand - Counter(each.webhook for each in ended)
            held = self._lease(session, left) if due else []
        self._in_hand = left + Counter(each.webhook for each in held)
        self._crew.written()
        self._crew.hand_out(held)

    def _lease(self, session: Session, under_way: Counter[int]) -> list[Leased]:
        now = _now()
        limits = {"most": self._crew.free, "to_one": TO_ONE, "to_one_failing": TO_ONE_FAILING}
        return deliveries.lease(session, under_way, now=now, until=now + dispatch.LEASE, **limits)

    def _finish(self) -> None:
        """Gives back what nobody began, waits a while for the rest and writes it down.

        What has no answer by then is told once more when its lease has run out.
        """
        untouched = self._crew.recall(STOP_S)
        self._survive(lambda: self._write_last(untouched))

    def _write_last(self, untouched: Sequence[Leased]) -> None:
        ended = self._crew.ended
        with self._sessions.begin() as session:
            webhooks.hold(session, {each.webhook for each in ended} | {each.webhook for each in untouched})
            dispatch.record(session, ended)
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
