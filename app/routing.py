"""By which gateway each text leaves: routes by country, and circuits that open where a gateway fails.

One for each worker, used by its one thread that keeps the database. A circuit is kept for a gateway as a whole, for
each of its senders, and for each country that an account may not write to.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from app.rules.alarm import Cause
from app.rules.circuit import Circuit, Position, after, probing, shut_until
from app.rules.failure import MEANINGS, Failure
from app.rules.route import Routes, in_order, route_of
from app.rules.way import ALL, Way, cause_of, to_blame
from app.store.outbox import Attempt, Leased

TOLD_FROM_S = 60.0  # a pause so long: it has failed for more than a minute, or somebody has to put it right

log = logging.getLogger(__name__)


class Routing:
    """The ways out; `clock` gives seconds and only goes forward."""

    def __init__(self, routes: Routes, clock: Callable[[], float]) -> None:
        self._routes, self._clock = routes, clock
        self._gateways = {each.gateway for route in routes.values() for each in route}
        self._circuits: dict[Way, Circuit] = {}

    def choose(self, held: Leased) -> Leased | None:
        """The text with the gateway for this attempt; None where none takes it now.

        Attempts of one text go round the gateways that take it. What a gateway may have goes to no other.
        """
        at = self._clock()
        gateways = [held.gateway] if held.gateway else self._order(held, at)
        taking = [name for name in gateways if self._takes(name, held, at)]
        if not taking:
            return None
        chosen = taking[(held.attempt - 1) % len(taking)]
        for way in _ways(chosen, held.sender, held.country) if self._circuits else ():
            if way in self._circuits:
                self._circuits[way] = probing(self._circuits[way], at)
        return held._replace(via=chosen, others=len(taking) - 1)

    def forgo(self, chosen: Leased) -> None:
        """A text that has been given its gateway does not leave now: if it was to be a probe, another may be."""
        self._probe_again(_ways(chosen.via, chosen.sender, chosen.country))

    def rest_s(self, held: Leased) -> float:
        """Seconds until a gateway takes this text again; 0 if one does."""
        at = self._clock()
        gateways = [held.gateway] if held.gateway else self._order(held, at)
        return min((self._opens_at(name, held, at) for name in gateways), default=at) - at

    def room(self, free: int) -> int:
        """How many texts may be taken out of the queue: where every gateway is open as a whole, none or a probe."""
        at = self._clock()
        whole = [self._circuits.get((name, ALL, ALL), Circuit()) for name in self._gateways]
        if any(each.position(at) is Position.CLOSED for each in whole):
            return free
        return min(free, sum(each.takes(at) for each in whole))

    def shut(self) -> tuple[dict[Way, Circuit], float]:
        """The ways that are not closed circuits, and what the clock says."""
        open_ways = {way: each for way, each in self._circuits.items() if each.open_until is not None}
        return {way: replace(each, probed_at=None, lately=()) for way, each in open_ways.items()}, self._clock()

    def told(self, ended: Sequence[Attempt]) -> list[Cause]:
        """Heeds how attempts ended. Gives what staff should know: ways that stay shut for longer than a moment."""
        at, causes = self._clock(), []
        for each in ended:
            concerned = list(self._concerned(each))
            if self._circuits:  # of its other ways it says nothing, though it may have been their probe
                self._probe_again(set(_ways(each.gateway, each.sender, each.country)).difference(concerned))
            for way in concerned:
                before = self._circuit(way)
                now = self._circuits[way] = after(before, each.failure, at, each.retry_after_s)
                _say(way, before, now, at)
                if now.open_until != before.open_until and now.open_until and now.open_until - at >= TOLD_FROM_S:
                    causes.append(cause_of(way, now.why or Failure.DOWN))
        return sorted(causes, key=lambda cause: cause.subject)  # in one order, so that no two who write wait in a ring

    def shut_by_receipt(self, way: Way, why: Failure, left_s: float) -> None:
        """Shuts a way for so long, as a receipt asked: no attempt of this worker may ever have told of it."""
        at, before = self._clock(), self._circuit(way)
        now = self._circuits[way] = shut_until(before, why, at + left_s, at)
        if before.open_until is None:
            _say(way, before, now, at)

    def _probe_again(self, ways: Iterable[Way]) -> None:
        for way in ways:
            if way in self._circuits:
                self._circuits[way] = replace(self._circuits[way], probed_at=None)

    def _order(self, held: Leased, at: float) -> list[str]:
        route = route_of(self._routes, held.country)
        if len(route) == 1:
            return [route[0].gateway]

        def health(name: str) -> float:
            return min(self._circuit(way).share(at) for way in _ways(name, held.sender, held.country))

        # By its reference, so that all attempts of a text see the gateways in the same order.
        drawn = hashlib.blake2b(held.reference.encode(), digest_size=4).digest()
        return in_order(route, health, int.from_bytes(drawn) / 2**32)

    def _takes(self, name: str, held: Leased, at: float) -> bool:
        if not self._circuits:
            return True
        return all(self._circuit(way).takes(at) for way in _ways(name, held.sender, held.country))

    def _opens_at(self, name: str, held: Leased, at: float) -> float:
        return max(self._circuit(way).opens_at(at) for way in _ways(name, held.sender, held.country))

    def _circuit(self, way: Way) -> Circuit:
        return self._circuits.get(way) or Circuit()

    def _concerned(self, ended: Attempt) -> Iterator[Way]:
        """Whose circuits an attempt tells of: the one to blame; if it went well, all that ever failed before."""
        if ended.failure is None and not ended.outcome.is_final:
            return  # it was not even tried
        if ended.failure is None or MEANINGS[ended.failure].outcome.is_final:
            ways = _ways(ended.gateway, ended.sender, ended.country) if self._circuits else ()
            yield from (way for way in ways if way in self._circuits)
        else:
            yield to_blame(ended.gateway, ended.sender, ended.country, ended.failure)


def _ways(gateway: str, sender: str, country: str) -> tuple[Way, ...]:
    return (gateway, ALL, ALL), (gateway, sender, ALL), (gateway, ALL, country), (gateway, sender, country)


def _say(way: Way, before: Circuit, now: Circuit, at: float) -> None:
    name = " ".join(filter(None, way))
    if now.open_until is not None and now.open_until != before.open_until:
        pause_s = now.open_until - at
        log.warning("circuit of %s is open for %.0f s: %s", name, pause_s, now.why and now.why.value)
    elif before.open_until is not None and now.open_until is None:
        log.info("circuit of %s is closed again", name)
