"""Asks gateways what became of texts that may have left, beside a worker that sends."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from app.actions import reconcile
from app.actions.reconcile import Told
from app.crew import Crew
from app.gateways import Gateway
from app.rules.campaign import Campaign
from app.rules.message import Kind
from app.store import Sessions, doubts
from app.store.doubts import Doubt

AT_ONCE = 4  # questions: most providers allow fewer of them than texts


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
        now = self._clock()
        with self._sessions.begin() as session:
            for told in self._crew.ended:
                reconcile.settle(session, campaigns, told, again=self._again, now=now)
            taken = doubts.take(session, now=now, until=now + reconcile.LEASE, most=self._crew.free) if due else []
        self._crew.written()
        self._crew.hand_out(taken)
