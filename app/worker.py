"""The worker: empties the outbox through its gateways, fetches news from them, and keeps house between.

One thread keeps the database: it takes leases, and writes in batches what the crew of senders reports. Told to stop,
the worker takes no more leases, gives back those nobody has begun and waits for the answers of those in flight.
"""

from __future__ import annotations

import logging
import random
import secrets
import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from app.actions import Means, broadcast, deliver, ration, receive
from app.actions.release import release
from app.actions.route import route
from app.courier import Courier, poster
from app.crew import Crew
from app.engines import Bell
from app.gateways import Gateway, GatewayError, Inbound, Receipt
from app.housekeeping import Housekeeping
from app.inquiry import Inquiry
from app.means import engine_of, gateways_of, means_of
from app.report import Report
from app.routing import Routing
from app.rules.campaign import Campaign
from app.rules.clock import Clock, Look, moved
from app.rules.message import Kind
from app.rules.pace import Paces
from app.rules.route import Routes, chain
from app.settings import SENT_AGAIN, Settings
from app.store import Session, Sessions, StoreUnavailable, broadcasts, law, outbox, words
from app.store.campaigns import Campaigns
from app.store.outbox import Attempt, Leased

IN_FLIGHT = 128
LEAST_TAKEN = 8  # out of the queue in a turn
POLL_S = 0.1
CROWD_S = 0.005  # answers come in crowds: one commit for the crowd, not one each
HOUSEKEEPING_S = 1.0  # between two rounds of it
NEWS_AT_ONCE = 100
LEVELS = {"good": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}
STOP_S = 8.0  # whoever stops the worker kills it after ten
SOON = timedelta(seconds=1)  # a job is not over while something falls due so soon: a pace, a next attempt
DOWN_S = 1.0  # pause after the database was not to be had

log = logging.getLogger(__name__)


def run(settings: Settings, stop: threading.Event, *, quiet: bool = False) -> None:
    """Works until `stop` is set; then as long as the gateways take to answer what is in flight, at most STOP_S.

    The log tells what becomes of campaign files: of all processes the worker's alone, and not if it is `quiet`.
    """
    engine = engine_of(settings)
    sessions = Sessions(settings.database_url, settings.secret_keys, engine.rings)
    says = words.load()
    campaigns = Campaigns(sessions, settings.campaigns, says)
    gateways = gateways_of(settings)
    means = means_of(settings, says, law.load(settings.law))
    rules = Rules(settings.routes, settings.paces, settings.sent_again)
    courier = Courier(sessions, poster(trial=settings.allow_insecure and settings.simulated))
    try:
        with courier.at_work(stop), engine.at_work(stop) as bell:
            Worker(sessions, gateways, means, campaigns, rules, bell, quiet=quiet).work(stop)
    finally:
        engine.close()
        sessions.close()


@dataclass(frozen=True)
class Rules:
    """How an operator wants texts to leave: by which gateways, how fast, which once more if nobody knows."""

    routes: Routes
    paces: Paces = field(default_factory=dict)
    sent_again: Collection[Kind] = SENT_AGAIN


class Worker:
    """One worker's hands; `work` is its day, `turn` one round of it.

    Its gateways come by name; without rules the first of them sends, and each other takes over from those before it.
    It looks into the outbox while its bell has been rung; without one always.
    """

    def __init__(
        self,
        sessions: Sessions,
        gateways: Mapping[str, Gateway],
        means: Means,
        campaigns: Campaigns,
        rules: Rules | None = None,
        bell: Bell | None = None,
        *,
        quiet: bool = False,
    ) -> None:
        self._sessions, self._gateways = sessions, gateways
        self._bell = bell or Bell(steady=True)
        self._rules = rules or Rules(chain(gateways))
        self._routing = Routing(self._rules.routes, time.monotonic)
        self._inquiry = Inquiry(sessions, gateways, self._rules.sent_again, _now)
        self._turns, self._report = 0, Report(self._routing, secrets.token_hex(4))
        self._means, self._campaigns, self._quiet = means, campaigns, quiet
        self._crew: Crew[Leased, Attempt] = Crew(
            IN_FLIGHT, "sender", lambda held: _timed(lambda: deliver.attempt(gateways, held, _now, random.random))
        )
        self._is_moving = False  # whether the last turn took anything out of the queue that no gateway holds up
        self._most = IN_FLIGHT  # to take out in a turn; fewer while most of them would wait for their pace
        self._is_crowded = False  # whether there were more of them than hands
        self._filling = False  # whether a broadcast is being queued
        self._housekeeping = Housekeeping(sessions, gateways, means, campaigns, self._report.name)
        self._housekeeping_at = 0.0
        self._clock = Clock(Look(_now(), time.monotonic()))

    def work(self, stop: threading.Event) -> None:
        """Takes turns until told to stop, then finishes what is in flight."""
        with self._crew.at_work(), self._inquiry.at_work():
            try:
                while not stop.is_set():
                    if not self._survive(self.turn):
                        stop.wait(DOWN_S)
                    elif not self._crew.in_hand and not self._is_moving and not self._filling:
                        self._bell.idle(POLL_S)
            finally:
                self._finish()
                self._bell.close()

    def turn(self) -> None:
        """One round: look for edits now and then, write what ended, take what is due, queue a broadcast's next texts,
        keep house, fetch news.

        News come last: an answer is judged by the campaigns, and a gateway that cannot be asked holds up nothing else.
        """
        self._look_at_clock()
        self._report.hear(self._crew.gather(POLL_S if self._crew.in_hand else 0.0, CROWD_S))
        housekeeping = time.monotonic() >= self._housekeeping_at
        if housekeeping:
            self._take_up_edits()
        self._write_and_lease()
        self._answer()
        if housekeeping or self._filling:
            self._fill()
        if housekeeping:
            self._inquiry.turn(self._campaigns.shelf.campaigns)
            self._report.tell(self._sessions, _now())
            self._housekeeping.keep(ahead=self._clock.ahead, is_back=self._clock.is_back)
            self._housekeeping_at = time.monotonic() + HOUSEKEEPING_S
            self._sweep()
        self._take_news()

    def _look_at_clock(self) -> None:
        """Notes if the clock was moved, for as long as leases last that were taken by the clock before."""
        look = Look(_now(), time.monotonic())
        if by := moved(self._clock.looked, look):
            log.warning("the clock was moved by %.0f s", by.total_seconds())
        self._clock = self._clock.at(look, deliver.LEASE.total_seconds())

    def _take_up_edits(self) -> None:
        for each in self._campaigns.refresh():
            if not self._quiet:
                log.log(LEVELS[each.kind], "campaign %s: %s", each.campaign, each.says, exc_info=each.bug)

    def _write_and_lease(self) -> None:
        ended = self._crew.ended
        free = self._routing.room(min(self._crew.free + len(ended), self._most))
        due = self._bell.hear() and free > 0 and self._is_due(_now())
        self._is_moving = False
        if not due and not ended:
            return
        held: Sequence[Leased] = ()
        campaigns = self._campaigns.shelf.campaigns
        with self._sessions.begin() as session:
            deliver.record(session, campaigns, ended)
            if due:
                held = self._take_out(session, campaigns, free)
        self._crew.written()
        self._crew.hand_out(held)

    def _is_due(self, by: datetime) -> bool:
        with self._sessions.read() as session:
            return outbox.is_due(session, by)

    def _answer(self) -> None:
        """Tells who has rung that nothing is due any more, nor will be in a moment."""
        if self._bell.waits and not self._crew.in_hand and not self._is_moving and not self._is_due(_now() + SOON):
            self._bell.answer()

    def _sweep(self) -> None:
        """Rings where something is due that nobody has rung for here: held until now, or left by who was killed.

        Not by way of the engine: where that fails texts leave all the same.
        """
        if not self._bell.is_steady and not self._bell.waits and self._is_due(_now()):
            self._bell.ring()

    def _take_out(self, session: Session, campaigns: Mapping[str, Campaign], free: int) -> Sequence[Leased]:
        """What leaves now: shared between campaigns, where there was more than could be taken the last time."""
        now, turn = _now(), self._turns if self._is_crowded else None
        times = {"now": now, "until": now + deliver.LEASE}
        held, looked_at = release(session, self._means, campaigns, **times, most=free, turn=turn)
        self._turns, self._is_crowded = self._turns + 1, looked_at == free
        several = len(self._gateways) > 1
        leaving = route(session, self._routing, self._rules.paces, held, several=several, now=now)
        ration.count(session, self._means, leaving, now)
        self._is_moving = looked_at > len(held) or bool(leaving)
        self._most = IN_FLIGHT if len(leaving) == len(held) else max(LEAST_TAKEN, 2 * len(leaving))
        return leaving

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
        """Gives back what nobody began, then waits a while for the rest and writes it down.

        What a gateway has not answered by then is nobody's once its lease has run out, and is asked about.
        """
        until, heard = time.monotonic() + STOP_S, len(self._crew.ended)
        untouched = self._crew.recall(STOP_S)
        self._report.hear(self._crew.ended[heard:])
        while not self._survive(lambda: self._write_last(untouched)) and time.monotonic() < until:
            time.sleep(POLL_S)
        self._survive(lambda: self._report.tell(self._sessions, _now()))
        self._survive(lambda: self._report.close(self._sessions))

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


def _timed(attempt: Callable[[], Attempt]) -> Attempt:
    began = time.monotonic()
    ended = attempt()
    return replace(ended, took_s=time.monotonic() - began)
