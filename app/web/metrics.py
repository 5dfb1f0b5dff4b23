"""What /metrics says; docs/metrics.md says what each family means, and is held against FAMILIES by a test.

Counters are sums that workers keep in the database (store/tallies.py, store/timings.py): they go on through restarts
and only grow. Gauges are counted when they are asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal

from app.rules import cost
from app.rules.alarm import Kind as Alarm
from app.rules.circuit import Position
from app.rules.cost import Pile
from app.rules.message import Kind
from app.rules.traffic import Tally
from app.store import Session, alarms, circuits, figures, guesses, heartbeats, live, messages, stock, tallies, timings
from app.store.figures import PlacementFigures
from app.store.timings import LONGER
from app.web.exposition import Family, Labels
from app.web.live import FRESH_S
from app.web.parts import now, parts

STATES_FOR_S = 60.0  # counting them reads an index from end to end
SHUT = {Position.CLOSED: 0, Position.HALF_OPEN: 1, Position.OPEN: 2}

_CAMPAIGN, _GATEWAY = ("campaign",), ("gateway",)
FAMILIES = {
    family.name: family
    for family in (
        Family(
            "handbill_messages_waiting", "gauge", "Messages that wait, by class, due or for later.", ("class", "when")
        ),
        Family("handbill_messages_oldest_waiting_seconds", "gauge", "How long the oldest that waits has been due."),
        Family("handbill_messages_leased", "gauge", "Messages in a worker's hand."),
        Family("handbill_messages_unknown", "gauge", "Messages of which nobody knows whether they left."),
        Family("handbill_messages", "gauge", "Messages by state.", ("state",)),
        Family(
            "handbill_attempts_total",
            "counter",
            "Attempts that ended, by gateway, country and what came of them.",
            ("gateway", "country", "outcome"),
        ),
        Family(
            "handbill_reported_failures_total",
            "counter",
            "Messages that a gateway had taken, and of which a receipt said later that they failed.",
            ("gateway", "country", "failure"),
        ),
        Family("handbill_parts_total", "counter", "Parts of messages that gateways took.", ("gateway", "country")),
        Family("handbill_cost", "gauge", "What those parts come to at the prices that are set now.", ("currency",)),
        Family("handbill_attempt_duration_seconds", "histogram", "From handing over to the answer.", _GATEWAY),
        Family("handbill_circuit_state", "gauge", "Whether texts go: 0 yes, 1 one probe, 2 no.", _GATEWAY),
        Family("handbill_circuits_open", "gauge", "Ways of a gateway that are shut, by sender or country.", _GATEWAY),
        Family("handbill_workers", "gauge", "Workers that were seen of late."),
        Family("handbill_worker_heartbeat_age_seconds", "gauge", "Since the last of the workers was seen."),
        Family("handbill_scans_total", "counter", "Openings by people.", _CAMPAIGN),
        Family("handbill_robot_scans_total", "counter", "Openings by robots.", _CAMPAIGN),
        Family("handbill_joins_total", "counter", "Numbers left.", _CAMPAIGN),
        Family("handbill_coupons_issued", "gauge", "Coupons taken from the stock.", _CAMPAIGN),
        Family("handbill_coupons_redeemed", "gauge", "Coupons spent.", _CAMPAIGN),
        Family("handbill_alarms_open", "gauge", "Alarms that staff have not seen.", ("kind",)),
        Family(
            "handbill_wrong_codes",
            "gauge",
            f"Wrong codes at tills, and guessed addresses of coupons, of the last {guesses.KEPT.days} days.",
            ("where",),
        ),
    )
}


def metrics() -> str:
    """All families with their samples."""
    with parts().sessions.read() as session:
        return "".join([*_queue(session), *_gateways(session), *_workers(session), *_campaigns(session)])


def _queue(session: Session) -> Iterator[str]:
    found = parts().recent.of("queue", FRESH_S, lambda: live.queue(session, now()))
    waiting: dict[Labels, float] = {}
    for kind in Kind:
        waiting[kind.value, "due"], waiting[kind.value, "later"] = found.due.get(kind, 0), found.later.get(kind, 0)
    yield FAMILIES["handbill_messages_waiting"].of(waiting)
    yield FAMILIES["handbill_messages_oldest_waiting_seconds"](_age(found.oldest))
    yield FAMILIES["handbill_messages_leased"](found.leased)
    yield FAMILIES["handbill_messages_unknown"](found.unknown)
    states = parts().recent.of("states", STATES_FOR_S, lambda: messages.count_by_state(session))
    yield FAMILIES["handbill_messages"].of({(state,): count for state, count in states.items()})


def _gateways(session: Session) -> Iterator[str]:
    counted = tallies.in_all(session)
    attempts: dict[Labels, float] = {
        (each.gateway, each.country, each.failure.value if each.failure else "accepted"): float(each.attempts)
        for each in counted
        if each.attempts
    }
    yield FAMILIES["handbill_attempts_total"].of(attempts)
    reported: dict[Labels, float] = {
        (each.gateway, each.country, each.failure.value): float(each.reported)
        for each in counted
        if each.failure and each.reported
    }
    yield FAMILIES["handbill_reported_failures_total"].of(reported)
    taken = [each for each in counted if each.failure is None]
    yield FAMILIES["handbill_parts_total"].of({(each.gateway, each.country): each.parts for each in taken})
    yield FAMILIES["handbill_cost"].of({(name,): float(sum) for name, sum in _cost(taken).items()})
    yield FAMILIES["handbill_attempt_duration_seconds"].histogram(_durations(timings.read(session)))


def _cost(taken: list[Tally]) -> Mapping[str, Decimal]:
    piles = [Pile(each.country, each.attempts, each.parts) for each in taken]
    return cost.sums(piles, parts().settings.prices).by_currency


def _durations(timed: timings.Timings) -> dict[Labels, tuple[Mapping[float, int], int, float]]:
    found: dict[Labels, tuple[Mapping[float, int], int, float]] = {}
    for gateway in sorted({name for name, _ in timed}):
        of = {up_to: timed.get((gateway, up_to), (0, 0)) for up_to in (*timings.BUCKETS_MS, LONGER)}
        buckets = {up_to / 1000: attempts for up_to, (attempts, _) in of.items() if up_to != LONGER}
        count, took_ms = sum(attempts for attempts, _ in of.values()), sum(took for _, took in of.values())
        found[(gateway,)] = buckets, count, took_ms / 1000
    return found


def _workers(session: Session) -> Iterator[str]:
    names = parts().settings.gateways
    state, open_ways = dict.fromkeys(names, Position.CLOSED), dict.fromkeys(names, 0)
    for each, _ in circuits.shut(session, now() - heartbeats.SEEN_WITHIN):
        if each.sender or each.country:
            open_ways[each.gateway] = open_ways.get(each.gateway, 0) + 1
        else:
            state[each.gateway] = Position.OPEN if now() < each.until else Position.HALF_OPEN
    yield FAMILIES["handbill_circuit_state"].of({(name,): SHUT[position] for name, position in state.items()})
    yield FAMILIES["handbill_circuits_open"].of({(name,): count for name, count in open_ways.items()})
    beats, beat = heartbeats.workers(session), heartbeats.last_beat(session, "worker")
    yield FAMILIES["handbill_workers"](sum(now() - at <= heartbeats.SEEN_WITHIN for at in beats))
    if beat:
        yield FAMILIES["handbill_worker_heartbeat_age_seconds"](_age(beat))


def _campaigns(session: Session) -> Iterator[str]:
    sums = {id: list(each.values()) for id, each in figures.all_placements(session).items()}
    issued: dict[Labels, float] = {(id,): stock.taken(session, id)[0] for id in parts().campaigns.shelf.campaigns}
    yield FAMILIES["handbill_scans_total"].of(_by(sums, "scans"))
    yield FAMILIES["handbill_robot_scans_total"].of(_by(sums, "robots"))
    yield FAMILIES["handbill_joins_total"].of(_by(sums, "joined"))
    yield FAMILIES["handbill_coupons_issued"].of(issued)
    yield FAMILIES["handbill_coupons_redeemed"].of(_by(sums, "redeemed"))
    alarmed, wrong = alarms.count_open(session), guesses.all_counted(session)
    yield FAMILIES["handbill_alarms_open"].of({(kind.value,): alarmed.get(kind, 0) for kind in Alarm})
    pages = wrong.get(guesses.PAGES, 0)
    yield FAMILIES["handbill_wrong_codes"].of({("tills",): sum(wrong.values()) - pages, ("pages",): pages})


def _by(sums: Mapping[str, list[PlacementFigures]], what: str) -> dict[Labels, float]:
    return {(id,): sum(getattr(each, what) for each in placements) for id, placements in sums.items()}


def _age(moment: datetime | None) -> float:
    """Seconds since then; 0 for never."""
    return max(0.0, (now() - moment).total_seconds()) if moment else 0.0
