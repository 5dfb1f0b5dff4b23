"""What a worker tells the others of its work: what it counted and timed, which ways are shut, what staff must know.

Heard as attempts end, written once a second at most, and only where there is something new.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from app.routing import Routing
from app.rules.alarm import Cause
from app.rules.circuit import Circuit
from app.rules.failure import Failure
from app.rules.traffic import Tally
from app.rules.way import Way
from app.store import Sessions, alarms, circuits, heartbeats, tallies, timings
from app.store.circuits import Shut
from app.store.outbox import Attempt

LOOK_EVERY = timedelta(seconds=5)  # at what receipts have shut


class Report:
    """One worker's, by a name that no other has; used by its one thread that keeps the database."""

    def __init__(self, routing: Routing, name: str) -> None:
        self.name = name
        self._routing, self._causes = routing, list[Cause]()
        self._tallies = dict[tuple[str, str, Failure | None], Tally]()
        self._timings = dict[tuple[str, int], tuple[int, int]]()
        self._told: dict[Way, Circuit] = {}
        self._looked_at: datetime | None = None

    def hear(self, ended: Sequence[Attempt]) -> None:
        """Heeds how attempts ended, once, however often it takes to write that down."""
        self._causes += self._routing.told(ended)
        for each in ended:
            if each.failure is None and not each.outcome.is_final:
                continue  # it was not even tried
            key = each.gateway, each.country, each.failure
            before = self._tallies.get(key, Tally(*key))
            self._tallies[key] = replace(before, attempts=before.attempts + 1, parts=before.parts + each.parts)
            took_ms = each.took_s * 1000
            bucket = each.gateway, timings.bucket(took_ms)
            attempts, in_all = self._timings.get(bucket, (0, 0))
            self._timings[bucket] = attempts + 1, in_all + round(took_ms)

    def tell(self, sessions: Sessions, now: datetime) -> None:
        """Writes what is new since the last time; takes up which ways receipts have shut, whoever took them in."""
        if self._looked_at is None or abs(now - self._looked_at) >= LOOK_EVERY:
            self._take_up(sessions, now)
        shut, at = self._routing.shut()
        if not self._tallies and not self._causes and shut == self._told:
            return
        with sessions.begin() as session:
            for cause in self._causes:
                alarms.add_alarm(session, cause, now)
            tallies.add(session, self._tallies.values(), now)
            timings.add(session, self._timings)
            if shut != self._told:
                circuits.write(session, self.name, [_shut(way, each, at, now) for way, each in shut.items()])
        self._tallies, self._timings, self._causes, self._told = {}, {}, [], shut

    def _take_up(self, sessions: Sessions, now: datetime) -> None:
        with sessions.read() as session:
            found = circuits.by_receipts(session, now)
        for each in found:
            way = each.gateway, each.sender, each.country
            self._routing.shut_by_receipt(way, each.why, (each.until - now).total_seconds())
        self._looked_at = now

    def close(self, sessions: Sessions) -> None:
        """Takes back what this worker alone was the reason for: it ends."""
        with sessions.begin() as session:
            circuits.write(session, self.name, ())
            heartbeats.leave(session, self.name)


def _shut(way: Way, circuit: Circuit, at: float, now: datetime) -> Shut:
    """The circuit by the clock on the wall, where it has `at` for now."""
    since = now - timedelta(seconds=at - (circuit.opened_at or at))
    until = now + timedelta(seconds=(circuit.open_until or at) - at)
    return Shut(*way, since, until, circuit.why or Failure.DOWN)
