"""The worker: empties the outbox through the gateway, fetches news from it, and does what has fallen due.

One thread keeps the database: it takes leases, and writes in batches what the
sending threads report. Sending threads touch nothing but the gateway. Told to
stop, the worker takes no more leases, gives back those nobody has begun and
waits for the answers of those in flight.
"""

from __future__ import annotations

import logging
import os
import queue
import random
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from app import gateways
from app.actions import Means, broadcast, call, deliver, happened, receive, thank, tidy, watch
from app.actions.release import release
from app.actions.reserve import lapse
from app.courier import Courier, poster
from app.gateways import Gateway, GatewayError, Inbound, Receipt
from app.means import means_of
from app.rules.campaign import Campaign
from app.settings import Settings
from app.store import (
    Session,
    Sessions,
    StoreUnavailable,
    access,
    answers,
    broadcasts,
    heartbeats,
    law,
    limits,
    outbox,
    redemptions,
    words,
)
from app.store.campaigns import Campaigns
from app.store.outbox import Attempt, Leased

IN_FLIGHT = 128
POLL_S = 0.1
BEAT_S = 5.0
TIDY_EVERY = timedelta(hours=1)
ANSWERS_KEPT = timedelta(days=7)  # refusals; a redemption is its own answer
# As long as a redemption whose answer was lost may be told once more by a till without a line, and a week.
KEYS_KEPT = happened.OLDEST + ANSWERS_KEPT
KEYS_LOOKED_FOR = timedelta(
    days=3
)  # days that no worker was at work; what is older keeps its answer, which harms nobody
NEWS_AT_ONCE = 100
CALLS_AT_ONCE = 50
LEVELS = {"good": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}
DOWN_S = 1.0  # pause after the database was not to be had

log = logging.getLogger(__name__)


def run(settings: Settings, stop: threading.Event, *, quiet: bool = False) -> None:
    """Works until `stop` is set; then at most as long as the gateway takes to answer what is in flight.

    The log tells what becomes of campaign files: of all processes the worker's alone, and not if it is `quiet`.
    """
    sessions = Sessions(settings.database_url, settings.secret_keys)
    says = words.load()
    campaigns = Campaigns(sessions, settings.campaigns, says)
    names = dict.fromkeys(filter(None, (settings.gateway, settings.gateway_fallback)))
    lines = {
        name: gateways.find(name, data=settings.data, keys=settings.secret_keys, environ=os.environ) for name in names
    }
    means = means_of(settings, says, law.load(settings.law))
    worker = Worker(sessions, lines, means, campaigns, quiet=quiet)
    courier = Courier(sessions, poster(trial=settings.allow_insecure and settings.simulated))
    try:
        with courier.at_work(stop):
            worker.work(stop)
    finally:
        sessions.close()


class Worker:
    """One worker's hands; `work` is its day, `turn` one round of it. `lines` are its gateways by name, in order."""

    def __init__(
        self,
        sessions: Sessions,
        lines: Mapping[str, Gateway],
        means: Means,
        campaigns: Campaigns,
        *,
        quiet: bool = False,
    ) -> None:
        self._sessions, self._lines = sessions, lines
        self._means, self._campaigns, self._quiet = means, campaigns, quiet
        self._jobs: queue.SimpleQueue[Leased | None] = queue.SimpleQueue()
        self._ended: queue.SimpleQueue[Attempt] = queue.SimpleQueue()
        self._unwritten: list[Attempt] = []
        self._in_flight = 0
        self._looked_at = 0  # messages taken out of the queue in the last turn, sent or not
        self._filling = False  # whether a broadcast is being queued
        self._housekeeping_at = 0.0
        self._tidying = False

    def work(self, stop: threading.Event) -> None:
        """Takes turns until told to stop, then finishes what is in flight."""
        with ThreadPoolExecutor(IN_FLIGHT, "sender") as pool:
            for _ in range(IN_FLIGHT):
                pool.submit(self._send_all)
            try:
                while not stop.is_set():
                    if not self._survive(self.turn):
                        stop.wait(DOWN_S)
                    elif not self._in_flight and not self._looked_at and not self._filling:
                        stop.wait(POLL_S)
            finally:
                self._finish()

    def turn(self) -> None:
        """One round: look for edits now and then, write what ended, take what is due, queue a broadcast's next texts,
        keep house, fetch news.

        News come last: an answer is judged by the campaigns, and a gateway that cannot be asked holds up nothing else.
        """
        self._gather(wait=bool(self._in_flight))
        housekeeping = time.monotonic() >= self._housekeeping_at
        if housekeeping:
            self._take_up_edits()
        self._write_and_lease()
        if housekeeping or self._filling:
            self._fill()
        if housekeeping:
            self._keep_house()
            self._beside(self._call)
            self._beside(self._thank)
            self._tidy()
            self._housekeeping_at = time.monotonic() + BEAT_S / 5
        self._take_news()

    def _take_up_edits(self) -> None:
        for each in self._campaigns.refresh():
            if not self._quiet:
                log.log(LEVELS[each.kind], "campaign %s: %s", each.campaign, each.says, exc_info=each.bug)

    def _gather(self, *, wait: bool) -> None:
        """Collects ended attempts; waits a moment for the first, then takes whatever else is there."""
        try:
            if wait:
                self._unwritten.append(self._ended.get(timeout=POLL_S))
                time.sleep(0.005)  # answers come in crowds: one commit for the crowd, not one each
            while True:
                self._unwritten.append(self._ended.get_nowait())
        except queue.Empty:
            return

    def _write_and_lease(self) -> None:
        free = IN_FLIGHT - self._in_flight + len(self._unwritten)
        with self._sessions.read() as session:
            due = free > 0 and outbox.is_due(session, _now())
        self._looked_at = 0
        if not due and not self._unwritten:
            return
        held: Sequence[Leased] = ()
        campaigns = self._campaigns.shelf.campaigns
        with self._sessions.begin() as session:
            deliver.record(session, self._unwritten)
            if due:
                now = _now()
                until = now + deliver.LEASE
                held, self._looked_at = release(session, self._means, campaigns, now=now, until=until, most=free)
        self._in_flight += len(held) - len(self._unwritten)
        self._unwritten = []
        for each in held:
            self._jobs.put(each)

    def _fill(self) -> None:
        """Queues the next texts of a broadcast; where there is none, nobody waits to find that out."""
        with self._sessions.read() as session:
            self._filling = broadcasts.is_unfilled(session, _now())
        if not self._filling:
            return
        try:
            with self._sessions.begin() as session:
                self._filling = bool(broadcast.fill(session, self._means, self._campaigns.shelf.campaigns, _now()))
        except StoreUnavailable:
            raise
        except Exception:  # texts that somebody waits for are not to stop because of one that nobody does
            log.exception("a bug: no broadcast is queued")
            self._filling = False

    def _take_news(self) -> None:
        """Fetches news and writes them down before the gateway is told that it may forget them."""
        for name, gateway in self._lines.items():
            news = gateway.collect(_now())
            for start in range(0, len(news), NEWS_AT_ONCE):
                some = news[start : start + NEWS_AT_ONCE]
                self._write_down(name, some)
                gateway.acknowledge(some)

    def _write_down(self, name: str, news: Sequence[Receipt | Inbound]) -> None:
        """Writes news in one commit; if one brings a bug to light, each in its own, so that it stops no other."""
        try:
            with self._sessions.begin() as session:
                self._take(session, name, news, self._campaigns.shelf.campaigns)
        except StoreUnavailable:
            raise
        except Exception:
            if len(news) == 1:
                log.exception("a bug: news from gateway %s is set aside", name)
                return
            for each in news:
                self._write_down(name, [each])

    def _take(
        self, session: Session, name: str, news: Sequence[Receipt | Inbound], campaigns: Mapping[str, Campaign]
    ) -> None:
        receive.hold(session, news)
        for each in news:
            if isinstance(each, Receipt):
                receive.take_receipt(session, each, name, _now())
            else:
                handles_stop = self._lines[name].handles_stop
                receive.take_text(session, self._means, campaigns, each, name, _now(), handles_stop=handles_stop)

    def _keep_house(self) -> None:
        now = _now()
        with self._sessions.begin() as session:
            heartbeats.beat(session, "worker", now)
            deliver.sweep(session, self._lines, now)
            call.close(session, self._campaigns.shelf.campaigns, now)
            lapse(session, self._campaigns.shelf.campaigns, now)
            answers.forget_answers(session, now - ANSWERS_KEPT)
            access.forget_passes(session, now)
            limits.forget(session, now - timedelta(days=2))
            if heartbeats.claim(session, "alarms", watch.EVERY, now):
                watch.watch(session, self._campaigns.shelf.campaigns, now)
            tidy.forget_told(session, now)
            self._means.wanted.look(session)
            ours = heartbeats.claim(session, "retention", TIDY_EVERY, now)
            if ours:
                redemptions.forget_keys(session, now - KEYS_KEPT - KEYS_LOOKED_FOR, now - KEYS_KEPT)
        self._tidying = self._tidying or ours

    def _call(self) -> None:
        """Calls who waits for a coupon that came free, each in a transaction of their own."""
        campaigns = self._campaigns.shelf.campaigns
        with self._sessions.read() as session:
            due = call.due(session, campaigns, _now())
        for campaign in due:
            for _ in range(CALLS_AT_ONCE):
                with self._sessions.begin() as session:
                    if not call.call_next(session, self._means, campaign, _now()):
                        break

    def _beside(self, act: Callable[[], None]) -> None:
        """Does what must not keep texts from leaving should it bring a bug to light."""
        try:
            act()
        except StoreUnavailable:
            raise
        except Exception:
            log.exception("a bug: nobody is called or thanked in this round")

    def _thank(self) -> None:
        """Thanks whoever passed an offer on, or takes that back, each in a transaction of their own."""
        campaigns = self._campaigns.shelf.campaigns
        with self._sessions.read() as session:
            friends, undone = thank.due(session, campaigns, _now())
        for friend in friends:
            with self._sessions.begin() as session:
                thank.thank(session, self._means, campaigns, friend, _now())
        for reward in undone:
            with self._sessions.begin() as session:
                thank.take_back(session, campaigns, reward, _now())

    def _tidy(self) -> None:
        """Removes what is over, a small share each round, so that no text waits for it."""
        if not self._tidying:
            return
        now = _now()
        with self._sessions.read() as session:
            found = tidy.over(session, self._campaigns.shelf.campaigns, now)
        self._tidying = bool(found)
        if found:
            with self._sessions.begin() as session:
                self._tidying = tidy.tidy(session, found, now) > 0

    def _send_all(self) -> None:
        """A sending thread: takes jobs until it gets none."""
        while (job := self._jobs.get()) is not None:
            self._ended.put(deliver.attempt(self._lines, job, _now, random.random))

    def _finish(self) -> None:
        """Gives back what nobody began, then waits for the rest and writes it down."""
        untouched: list[Leased] = []
        try:
            while True:
                job = self._jobs.get_nowait()
                if job is not None:
                    untouched.append(job)
        except queue.Empty:
            self._in_flight -= len(untouched)
        for _ in range(IN_FLIGHT):
            self._jobs.put(None)
        while self._in_flight > len(self._unwritten):
            self._unwritten.append(self._ended.get())
        self._survive(lambda: self._write_last(untouched))

    def _write_last(self, untouched: Sequence[Leased]) -> None:
        with self._sessions.begin() as session:
            outbox.release(session, untouched, _now())
            deliver.record(session, self._unwritten)

    def _survive(self, act: Callable[[], None]) -> bool:
        """Whether the act went through; a database, a disk or a gateway that is away for a while ends nothing."""
        try:
            act()
        except (StoreUnavailable, GatewayError, OSError) as error:
            log.warning("trying again in a moment: %s", error)
            return False
        return True


def _now() -> datetime:
    return datetime.now(UTC)
