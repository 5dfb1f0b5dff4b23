"""Gives each text that is to leave its gateway, as fast as its sender may send; what finds none waits a moment longer.

What waits is not in the way: its turn comes again by its urgency, not by when it first came.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Protocol

from app.rules.decision import Reason
from app.rules.pace import Paces, pace_of
from app.store import Session, outbox, paces
from app.store.outbox import Leased

LEAST_REST_S, LONGEST_REST_S = 0.1, 30.0


class Ways(Protocol):
    """Who knows by which gateways texts may leave now."""

    def choose(self, held: Leased) -> Leased | None:
        """The text with its gateway; None where none takes it."""

    def forgo(self, chosen: Leased) -> None:
        """It does not leave now, though it was given its gateway."""

    def rest_s(self, held: Leased) -> float:
        """Seconds until one does."""


def route(
    session: Session, ways: Ways, pace: Paces, held: Sequence[Leased], *, several: bool, now: datetime
) -> list[Leased]:
    """Those that leave now, each with its gateway, which is noted with it where there are `several`."""
    leaving = []
    for each in held:
        chosen = ways.choose(each)
        if chosen:
            leaving.append(chosen)
        else:
            _hold(session, each, ways.rest_s(each), Reason.GATEWAY_CLOSED, now)
    if pace:
        leaving = _paced(session, ways, pace, leaving, now)
    if several:
        for gateway, some in groupby(sorted(leaving, key=_gateway), _gateway):
            outbox.hand_to(session, gateway, {each.id for each in some})
    return leaving


def _paced(session: Session, ways: Ways, pace: Paces, leaving: Iterable[Leased], now: datetime) -> list[Leased]:
    """Those that their senders may send now, in the order in which they came."""
    found: list[Leased] = []
    for (gateway, sender), group in groupby(sorted(leaving, key=_way), _way):  # in one order, so no two wait in a ring
        some, parts_s = list(group), pace_of(pace, gateway, sender)
        fitting = some if parts_s is None else _fitting(session, gateway, sender, parts_s, some, now)
        for each in some[len(fitting) :]:
            ways.forgo(each)
        found += fitting
    return found


def _fitting(
    session: Session, gateway: str, sender: str, parts_s: float, some: Iterable[Leased], now: datetime
) -> list[Leased]:
    room = paces.fill(session, gateway, sender, parts_s, now)
    fitting, taken, wanted = [], 0, 0
    for each in some:
        wanted += each.parts
        if wanted <= room:
            fitting.append(each)
            taken = wanted
        else:
            _hold(session, each, (wanted - room) / parts_s, Reason.PACED, now)
    paces.take(session, gateway, sender, taken)
    return fitting


def _hold(session: Session, held: Leased, rest_s: float, reason: Reason, now: datetime) -> None:
    until = now + timedelta(seconds=min(max(rest_s, LEAST_REST_S), LONGEST_REST_S))
    outbox.hold(session, held, until, reason, now)


def _gateway(held: Leased) -> str:
    return held.via


def _way(held: Leased) -> tuple[str, str]:
    return held.via, held.sender
