"""Asks gateways what became of texts that may have left, beside a worker that sends."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from app.actions import reconcile
from app.actions.reconcile import Told
from app.crew import Crew
from app.gateways import Gateway
from app.rules.campaign import Campaign
from app.rules.message import Kind
from app.store import Sessions, StoreUnavailable, doubts
from app.store.doubts import Doubt

AT_ONCE = 4  # questions: most providers allow fewer of them than texts

log = logging.getLogger(__name__)


class Inquiry:
    """One worker's share of it; `turn` is one round, `again` the classes sent once more where nobody can say."""

    def __init__(
        self,
        sessions: Sessions,
        gateways: Mapping[str, Gateway],
        again: Collection[Kind],
        clock: Callable[[], datetime],
    ) -> None:
        self._sessions, self._again, self._clock = sessions, again, clock
        self._crew: Crew[Doubt, Told] = Crew(AT_ONCE, "asker", lambda doubt: reconcile.ask(gateways, doubt))

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """While it can ask. What it has asked and not heard of at the end is asked again by whoever comes next."""
        with self._crew.at_work():
            try:
                yield
            finally:
                self._crew.recall(within_s=0.0)

    def turn(self, campaigns: Mapping[str, Campaign]) -> None:
        """Writes down what was said, and asks what is due, if there is anything of either."""
        self._crew.gather()
        with self._sessions.read() as session:
            due = self._crew.free > 0 and doubts.are_due(session, self._clock())
        if not due and not self._crew.ended:
            return
        for told in self._crew.ended:
            self._settle(campaigns, told)
        self._crew.written()
        if due:
            now = self._clock()
            with self._sessions.begin() as session:
                taken = doubts.take(session, now=now, until=now + reconcile.LEASE, most=self._crew.free)
            self._crew.hand_out(taken)

    def _settle(self, campaigns: Mapping[str, Campaign], told: Told) -> None:
        """Each in a commit of its own; what an answer with a bug in it is of, is as if none had come."""
        try:
            with self._sessions.begin() as session:
                reconcile.settle(session, campaigns, told, again=self._again, now=self._clock())
        except StoreUnavailable:
            raise
        except Exception:
            if told == Told(told.doubt):
                raise
            log.exception("a bug: what gateway %s said of %s is set aside", told.doubt.gateway, told.doubt.reference)
            self._settle(campaigns, Told(told.doubt))
