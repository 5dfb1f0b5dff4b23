"""A circuit breaker for one way out: it opens where a gateway fails time and again, and closes once a probe is through.

Closed, texts go. Open, none do, for a pause that doubles from one failed probe to the next. Half open, one text probes
at a time. Late answers to what was sent before it opened change nothing. Afterwards its share of new texts grows back
slowly, so that what is barely well is not knocked over again.

Times are seconds of a clock that only goes forward.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from app.rules.failure import MEANINGS, Failure, Follows

IN_A_ROW, LATELY, MOST_OF_LATELY = 5, 20, 10  # failures that open it: so many running, or more than half of the last
FIRST_PAUSE_S, LONGEST_PAUSE_S = 5.0, 300.0
CLOSED_BY_US_S = 900.0  # where somebody has to put something right first
PROBE_S = 60.0  # as long as a lease: by then the probe has been answered, or never will be
LOOK_S = 1.0  # a probe is answered in a moment as a rule: what waits for it comes again so soon
LEAST_SHARE, RECOVERY_S = 0.1, 540.0
OF_GATEWAY = frozenset({Failure.THROTTLED, Failure.DOWN, Failure.LOST, Failure.BROKEN})
FOR_SOMEBODY = frozenset({Follows.CLOSE_GATEWAY, Follows.CLOSE_SENDER})


class Position(StrEnum):
    """Whether texts go."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


@dataclass(frozen=True, slots=True)
class Circuit:
    """How one way out has fared."""

    in_a_row: int = 0
    lately: tuple[bool, ...] = ()  # whether each of the last attempts failed
    open_until: float | None = None
    pause_s: float = 0.0
    probed_at: float | None = None
    closed_at: float | None = None  # when it last closed after having been open
    opened_at: float | None = None  # since when it is open, through probes that failed
    why: Failure | None = None

    def position(self, at: float) -> Position:
        """Whether texts go at that time."""
        if self.open_until is None:
            return Position.CLOSED
        return Position.OPEN if at < self.open_until else Position.HALF_OPEN

    def takes(self, at: float) -> bool:
        """Whether a text may go this way: any one while it is closed, one probe while it is half open."""
        where = self.position(at)
        idle = self.probed_at is None or at >= self.probed_at + PROBE_S
        return where is Position.CLOSED or (where is Position.HALF_OPEN and idle)

    def opens_at(self, at: float) -> float:
        """When the next text may go this way, or it is worth another look; `at` if one may now."""
        if self.takes(at):
            return at
        probed_until = at if self.probed_at is None else min(at + LOOK_S, self.probed_at + PROBE_S)
        return max(self.open_until or at, probed_until)

    def share(self, at: float) -> float:
        """What part of its usual texts it gets, from LEAST_SHARE to 1."""
        if self.open_until is not None:
            return LEAST_SHARE
        if self.closed_at is None:
            return 1.0
        return min(1.0, LEAST_SHARE + (1 - LEAST_SHARE) * (at - self.closed_at) / RECOVERY_S)


def probing(circuit: Circuit, at: float) -> Circuit:
    """The circuit once a text went this way: half open, that is its probe."""
    return replace(circuit, probed_at=at) if circuit.position(at) is Position.HALF_OPEN else circuit


def after(circuit: Circuit, failure: Failure | None, at: float, retry_after_s: float | None = None) -> Circuit:
    """The circuit once an attempt has ended, with this failure or without."""
    where = circuit.position(at)
    if failure is not None and MEANINGS[failure].follows in FOR_SOMEBODY:
        return _opened(circuit, failure, at, max(retry_after_s or 0.0, CLOSED_BY_US_S))
    if failure not in OF_GATEWAY:  # whatever it said of the number or the text: it answered
        return circuit if where is Position.OPEN else _answered(circuit, where, at)
    if where is Position.OPEN:
        return circuit
    counted = replace(circuit, in_a_row=circuit.in_a_row + 1, lately=(*circuit.lately[1 - LATELY :], True))
    asked = failure is Failure.THROTTLED and retry_after_s is not None
    if asked or where is Position.HALF_OPEN or _is_ill(counted):
        pause_s = min(LONGEST_PAUSE_S, max(FIRST_PAUSE_S, circuit.pause_s * 2))
        return _opened(counted, failure, at, max(retry_after_s or 0.0, 0.0 if asked else pause_s))
    return counted


def shut_until(circuit: Circuit, why: Failure, until: float, at: float) -> Circuit:
    """The circuit, open until then at least, for a reason that no attempt told of."""
    if circuit.open_until is not None and circuit.open_until >= until - LOOK_S:
        return circuit
    return _opened(circuit, why, at, until - at)


def _is_ill(circuit: Circuit) -> bool:
    return circuit.in_a_row >= IN_A_ROW or sum(circuit.lately) > MOST_OF_LATELY


def _answered(circuit: Circuit, where: Position, at: float) -> Circuit:
    if where is Position.HALF_OPEN:
        return Circuit(closed_at=at)
    return replace(circuit, in_a_row=0, lately=(*circuit.lately[1 - LATELY :], False))


def _opened(circuit: Circuit, why: Failure | None, at: float, pause_s: float) -> Circuit:
    until = max(at + pause_s, circuit.open_until or at)
    since = at if circuit.open_until is None else circuit.opened_at
    return replace(circuit, open_until=until, pause_s=pause_s, probed_at=None, why=why, opened_at=since)
