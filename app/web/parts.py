"""What every view can reach: made once for each process, and the moment of the request."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from flask import current_app, g

from app.actions import Means
from app.actions.reserve import spent_tiers
from app.actions.tell import Offers
from app.engines import Engine
from app.gateways import Gateway
from app.rules.campaign import Campaign
from app.rules.stock import Gone, gone, is_limited
from app.rules.words import Say
from app.settings import Settings
from app.store import Session, Sessions, StoreUnavailable, clicks, stock, visits
from app.store.campaigns import Campaigns
from app.store.clicks import Click
from app.store.visits import Scan
from app.wallets.pocket import Pocket
from app.web.later import Later
from app.web.recent import Recent

BATCH_S = 0.05
MOST_WAITING = 100_000  # scans and clicks kept while the database is away, about 20 MB

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Parts:
    """The joined parts of one web process."""

    settings: Settings
    engine: Engine
    sessions: Sessions
    campaigns: Campaigns
    says: Mapping[str, Say]
    gateways: Mapping[str, Gateway]
    means: Means
    offers: Offers
    counter: Counter
    stock: Stock
    later: Later
    pocket: Pocket
    stop: threading.Event = field(default_factory=threading.Event)
    recent: Recent = field(default_factory=lambda: Recent(time.monotonic))


def parts() -> Parts:
    """The parts of the process that answers this request."""
    found: Parts = current_app.extensions["handbill"]
    return found


def now() -> datetime:
    """The moment this request is answered at: one for the whole request, so that all it writes agrees."""
    moment: datetime | None = g.get("now")
    if moment is None:
        moment = g.now = datetime.now(UTC)
    return moment


class Counter:
    """Counts scans and clicks off the request's way: one writer a process, one commit for all that came within BATCH_S.

    A crash loses what came in the last BATCH_S; a stop loses nothing. With
    `durable` each is committed before its page is answered.
    """

    def __init__(self, sessions: Sessions, *, durable: bool) -> None:
        self._sessions, self._durable = sessions, durable
        self._waiting: queue.SimpleQueue[Scan | Click] = queue.SimpleQueue()
        self._writing = threading.Lock()

    def count(self, opened: Scan | Click) -> None:
        """Counts a scan or a click, soon or at once. Raises StoreUnavailable only if it is to be durable."""
        if self._durable:
            self._sessions.write(lambda session: _add(session, [opened]))
        elif self._waiting.qsize() < MOST_WAITING:
            self._waiting.put(opened)

    def watch(self, stop: threading.Event) -> threading.Thread:
        """The thread that writes; it ends after `stop` with nothing left waiting."""

        def write() -> None:
            while not stop.wait(BATCH_S):
                self.flush()
            self.flush()

        thread = threading.Thread(target=write, name="scans", daemon=True)
        thread.start()
        return thread

    def flush(self) -> None:
        """Writes what waits, and waits for a flush that is under way; what cannot be written waits on."""
        with self._writing:
            self._write()

    def _write(self) -> None:
        batch: list[Scan | Click] = []
        while not self._waiting.empty():
            batch.append(self._waiting.get())
        if not batch:
            return
        try:
            self._sessions.write(lambda session: _add(session, batch))
        except StoreUnavailable as error:
            log.warning("%d scans and clicks wait for the database: %s", len(batch), error)
            for opened in batch:
                self._waiting.put(opened)
        except Exception:  # these would fail again; those to come must not be lost with the thread
            log.exception("a bug: %d scans and clicks are not counted", len(batch))


def _add(session: Session, batch: Sequence[Scan | Click]) -> None:
    """Counts what was opened; scans first, for a click holds the row of whoever got the text."""
    visits.add_scans(session, [each for each in batch if isinstance(each, Scan)])
    clicks.add_clicks(session, [each for each in batch if isinstance(each, Click)])


class Stock:
    """What is left of campaigns, known to within a second without asking for each page."""

    def __init__(self, sessions: Sessions, campaigns: Campaigns) -> None:
        self._sessions, self._campaigns = sessions, campaigns
        self._taken: Mapping[str, Mapping[str, tuple[int, datetime]]] = {}
        self._spent: Mapping[str, frozenset[str | None]] = {}

    def gone(self, campaign: Campaign, placement: str, at: datetime) -> Gone | None:
        """What keeps people at this placement from a coupon; None while there are some."""
        taken = self._taken.get(campaign.id)
        if taken is None:
            return None
        spot = campaign.placement(placement) if placement else None
        spent = (spot.tier if spot else None) in self._spent.get(campaign.id, ())
        return gone(campaign, placement, taken, at, spent=spent)

    def refresh(self) -> None:
        """Looks again."""
        limited = [each for each in self._campaigns.shelf.campaigns.values() if is_limited(each)]
        with self._sessions.read() as session:
            self._taken = {each.id: stock.standing(session, each.id) for each in limited}
            self._spent = {each.id: spent_tiers(session, each) for each in limited if each.offer.limits.budget}
