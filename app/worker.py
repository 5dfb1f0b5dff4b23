"""The worker: empties the outbox through its gateways, fetches news from them, and keeps house between.

One thread keeps the database: it takes leases, and writes in batches what the crew of senders reports. Told to stop,
the worker takes no more leases, gives back those nobody has begun and waits for the answers of those in flight.
"""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from app.actions import Means, broadcast, deliver, receive
from app.actions.release import release
from app.courier import Courier, poster
from app.crew import Crew
from app.gateways import Gateway, GatewayError, Inbound, Receipt
from app.housekeeping import Housekeeping
from app.means import gateways_of, means_of
from app.rules.campaign import Campaign
from app.settings import Settings
from app.store import Session, Sessions, StoreUnavailable, broadcasts, law, outbox, words
from app.store.campaigns import Campaigns
from app.store.outbox import Attempt, Leased

IN_FLIGHT = 128
POLL_S = 0.1
CROWD_S = 0.005  # answers come in crowds: one commit for the crowd, not one each
HOUSEKEEPING_S = 1.0  # between two rounds of it
NEWS_AT_ONCE = 100
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
    gateways = gateways_of(settings)
    means = means_of(settings, says, law.load(settings.law))
    worker = Worker(sessions, gateways, means, campaigns, quiet=quiet)
    courier = Courier(sessions, poster(trial=settings.allow_insecure and settings.simulated))
    try:
        with courier.at_work(stop):
            worker.work(stop)
    finally:
        sessions.close()


class Worker:
    """One worker's hands; `work` is its day, `turn` one round of it. Its gateways come by name, in order."""

    def __init__(
        self,
        sessions: Sessions,
        gateways: Mapping[str, Gateway],
        means: Means,
        campaigns: Campaigns,
        *,
        quiet: bool = False,
    ) -> None:
        self._sessions, self._gateways = sessions, gateways
        self._means, self._campaigns, self._quiet = means, campaigns, quiet
        self._crew: Crew[Leased, Attempt] = Crew(
            IN_FLIGHT, "sender", lambda held: deliver.attempt(gateways, held, _now, random.random)
        )
        self._looked_at = 0  # messages taken out of the queue in the last turn, sent or not
        self._filling = False  # whether a broadcast is being queued
        self._housekeeping = Housekeeping(sessions, gateways, means, campaigns)
        self._housekeeping_at = 0.0

    def work(self, stop: threading.Event) -> None:
        """Takes turns until told to stop, then finishes what is in flight."""
        with self._crew.at_work():
            try:
                while not stop.is_set():
                    if not self._survive(self.turn):
                        stop.wait(DOWN_S)
                    elif not self._crew.in_hand and not self._looked_at and not self._filling:
                        stop.wait(POLL_S)
            finally:
                self._finish()

    def turn(self) -> None:
        """One round: look for edits now and then, write what ended, take what is due, queue a broadcast's next texts,
        keep house, fetch news.

        News come last: an answer is judged by the campaigns, and a gateway that cannot be asked holds up nothing else.
        """
        self._crew.gather(POLL_S if self._crew.in_hand else 0.0, CROWD_S)
        housekeeping = time.monotonic() >= self._housekeeping_at
        if housekeeping:
            self._take_up_edits()
        self._write_and_lease()
        if housekeeping or self._filling:
            self._fill()
        if housekeeping:
            self._housekeeping.keep()
            self._housekeeping_at = time.monotonic() + HOUSEKEEPING_S
        self._take_news()

    def _take_up_edits(self) -> None:
        for each in self._campaigns.refresh():
            if not self._quiet:
                log.log(LEVELS[each.kind], "campaign %s: %s", each.campaign, each.says, exc_info=each.bug)

    def _write_and_lease(self) -> None:
        free, ended = self._crew.free, self._crew.ended
        with self._sessions.read() as session:
            due = free > 0 and outbox.is_due(session, _now())
        self._looked_at = 0
        if not due and not ended:
            return
        held: Sequence[Leased] = ()
        campaigns = self._campaigns.shelf.campaigns
        with self._sessions.begin() as session:
            deliver.record(session, campaigns, ended)
            if due:
                now = _now()
                until = now + deliver.LEASE
                held, self._looked_at = release(session, self._means, campaigns, now=now, until=until, most=free)
        self._crew.written()
        self._crew.hand_out(held)

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
        for name, gateway in self._gateways.items():
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
                receive.take_receipt(session, campaigns, each, name, _now())
            else:
                handles_stop = self._gateways[name].can.handles_stop
                receive.take_text(session, self._means, campaigns, each, name, _now(), handles_stop=handles_stop)

    def _finish(self) -> None:
        """Gives back what nobody began, then waits for the rest and writes it down."""
        untouched = self._crew.recall()
        self._survive(lambda: self._write_last(untouched))

    def _write_last(self, untouched: Sequence[Leased]) -> None:
        with self._sessions.begin() as session:
            outbox.release(session, untouched, _now())
            deliver.record(session, self._campaigns.shelf.campaigns, self._crew.ended)

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
