"""How texts fare on their way: what was counted of each gateway, and when so many fail that the way is ill."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from app.rules.failure import MEANINGS, Failure, is_of_way, state_of
from app.rules.message import State

MINUTE = timedelta(minutes=1)
LEAST_SENT, FAILING_SHARE = 100, 0.25  # on one way within an hour
NETWORK = re.compile(r"[2-7][0-9]{4,5}")  # ITU-T E.212: MCC, of three digits, and MNC, of two or three


@dataclass(frozen=True)
class Tally:
    """How many attempts of one gateway for one country ended by this failure, or well, and in how many parts.

    `reported` are texts that had been taken before, and of which a receipt said so later.
    """

    gateway: str
    country: str
    failure: Failure | None
    attempts: int = 0
    reported: int = 0
    parts: int = 0

    @property
    def sent(self) -> int:
        """Texts that the gateway said yes or no to."""
        return self.attempts if self.failure is None or MEANINGS[self.failure].outcome.is_final else 0

    @property
    def failed(self) -> int:
        """Texts that failed on their way, and not because of their number or their age."""
        if self.failure is None or not is_of_way(self.failure, state_of(State.FAILED, self.failure)):
            return 0
        return self.sent + self.reported


@dataclass(frozen=True)
class Fares:
    """How texts fared by one way: how many it said yes or no to, how many failed, and how often by which failure."""

    sent: int
    failed: int
    failures: Mapping[Failure, int] = field(default_factory=dict)

    @property
    def share(self) -> float:
        """What part of those sent failed, from 0 to 1; a receipt may tell of one that was sent before."""
        return min(1.0, self.failed / self.sent) if self.sent else float(self.failed > 0)

    @property
    def is_failing(self) -> bool:
        """Whether so many failed that something is wrong with the way, and not with the numbers."""
        return is_failing(self.sent, self.failed)


def is_failing(sent: int, failed: int) -> bool:
    """Whether so many texts of an hour failed that something is wrong with their way, and not with their numbers."""
    return sent >= LEAST_SENT and failed > FAILING_SHARE * sent


def read_network(written: str | None) -> str | None:
    """MCC and MNC, five or six digits; None for anything else."""
    return written if written and NETWORK.fullmatch(written) else None


def network_name(network: str) -> str:
    """MCC and MNC as people write them: "222 10"."""
    return f"{network[:3]} {network[3:]}"


def fares(tallies: Iterable[Tally]) -> Fares:
    """How all of these fared; failures the most frequent first."""
    counted = list(tallies)
    found: dict[Failure, int] = {}
    for each in counted:
        if each.failure:
            found[each.failure] = found.get(each.failure, 0) + each.attempts + each.reported
    failures = dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))
    return Fares(sum(each.sent for each in counted), sum(each.failed for each in counted), failures)


def by_way(tallies: Iterable[Tally]) -> dict[tuple[str, str], Fares]:
    """How texts fared by gateway and country."""
    ways: dict[tuple[str, str], list[Tally]] = {}
    for each in tallies:
        ways.setdefault((each.gateway, each.country), []).append(each)
    return {way: fares(counted) for way, counted in sorted(ways.items())}


def by_gateway(tallies: Iterable[Tally]) -> dict[str, Fares]:
    """How texts fared by gateway."""
    gateways: dict[str, list[Tally]] = {}
    for each in tallies:
        gateways.setdefault(each.gateway, []).append(each)
    return {name: fares(counted) for name, counted in sorted(gateways.items())}


def a_minute(counted: Mapping[datetime, int], now: datetime, minutes: int) -> float:
    """How many texts a minute were taken in the last `minutes`, counted by the minute that they were taken in.

    Of the minute in which the time began it has the share that lies within.
    """
    begins = now - minutes * MINUTE
    within = sum(n * min(1.0, max(0.0, (minute + MINUTE - begins) / MINUTE)) for minute, n in counted.items())
    return within / minutes
