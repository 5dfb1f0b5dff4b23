"""Messages as staff look through them: the newest first, some at a time, and one with its words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from app.rules.cost import BILLED, Pile, Price, asked, price_of
from app.rules.message import Kind, State
from app.store import MICROSECOND, Session, Sql, moment, stamp


@dataclass(frozen=True)
class Wanted:
    """Which messages are looked for; None is any. `before` is the id that the page before ended with.

    They were queued from `since` on, and before `until`.
    """

    campaign: str | None = None
    kind: Kind | None = None
    state: State | None = None
    reason: str | None = None
    broadcast: int | None = None
    subscriber: int | None = None
    before: int | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Listed:
    """One message and whose it is; the number is None once nobody can open it, `due_at` is when it may leave."""

    id: int
    subscriber: int
    number: str | None
    country: str
    campaign: str
    brand: str
    kind: Kind
    sender: str
    parts: int
    state: State
    reason: str | None
    topic: str | None
    broadcast: int | None
    queued_at: datetime
    due_at: datetime
    expires_at: datetime
    network: str | None = None
    price: Price | None = None


_LISTED = """
    SELECT messages.id, subscriber_id, number_sealed, subscribers.country, campaign, brand, class, sender, parts, state,
           reason, topic, broadcast_id, network, billed, billed_in, queued_at, due_at, expires_at
    FROM messages JOIN subscribers ON subscribers.id = messages.subscriber_id"""
FEW = frozenset({State.SENDING, State.UNKNOWN})
ENDS = (State.EXPIRED, State.FAILED, State.UNDELIVERED, State.SUPPRESSED)
ENDED = "state IN ('expired', 'failed', 'undelivered', 'suppressed')"
CONDITIONS = {
    "campaign": "campaign = :campaign",
    "kind": "class = :kind",
    "state": "",  # see _conditions
    "reason": "reason = :reason",
    "broadcast": "broadcast_id = :broadcast",
    "subscriber": "subscriber_id = :subscriber",
    "before": "messages.id < :before",
    "since": "queued_at >= :since",
    "until": "queued_at < :until",
    "first": "messages.id >= :first",
    "end": "messages.id < :end",
}
APART = timedelta(hours=1)  # that the ids of two messages may be in another order than the moments they were queued at
NEXT = Sql("SELECT id, queued_at FROM messages WHERE id >= :id ORDER BY id LIMIT 1")
LAST = Sql("SELECT COALESCE(MAX(id), 0) FROM messages")
PILES = f"""
    SELECT COALESCE(country, ''), COUNT(*), SUM(CASE WHEN billed IS NULL THEN parts ELSE 0 END),
           COALESCE(SUM(billed), 0), billed_in
    FROM messages WHERE state IN ({", ".join(f"'{state}'" for state in BILLED)}) {{}}
    GROUP BY country, billed_in ORDER BY 1, 5"""
ONE = Sql(f"{_LISTED} WHERE messages.id = :id")
TEXT = Sql("SELECT text_sealed FROM messages WHERE id = :id")


def listed(session: Session, wanted: Wanted, most: int) -> list[Listed]:
    """The newest of the wanted messages, at most so many."""
    values = {**_values(wanted), **_within(session, wanted)}
    where = " AND ".join(_conditions(values))
    order = "+messages.id" if wanted.state in FEW else "messages.id"  # of few, no walk through all by their ids
    query = Sql(f"{_LISTED} {f'WHERE {where}' if where else ''} ORDER BY {order} DESC LIMIT :most")
    return [_listed(session, row) for row in session.run(query, most=most, **values).fetchall()]


def piles(session: Session, wanted: Wanted) -> list[Pile]:
    """What all of the wanted messages that left come to, on whichever page they stand."""
    values = _values(replace(wanted, before=None))
    query = Sql(PILES.format("".join(f" AND {condition}" for condition in _conditions(values))))
    rows = session.run(query, **values).fetchall()
    return [Pile(row[0], int(row[1]), int(row[2]), asked(int(row[3])), row[4]) for row in rows]


def listed_one(session: Session, id: int) -> Listed | None:
    """The message with this id."""
    row = session.run(ONE, id=id).fetchone()
    return _listed(session, row) if row else None


def words_of(session: Session, id: int) -> str | None:
    """What a message says; None where nobody can open it any more."""
    row = session.run(TEXT, id=id).fetchone()
    return session.vault.opened(bytes(row[0])) if row else None


def _conditions(values: Mapping[str, Any]) -> Iterator[str]:
    """Those of the given values; a state is written out, for an index of some states is found by its own words."""
    for name in values:
        if name != "state":
            yield CONDITIONS[name]
        else:
            state = State(values[name])
            yield f"state = '{state}'" + (f" AND {ENDED}" if state in ENDS else "")


def _within(session: Session, wanted: Wanted) -> dict[str, int]:
    """The ids between which all of a period are, so that what is older or newer is not walked through."""
    found, apart = dict[str, int](), APART // MICROSECOND
    if wanted.since:
        found["first"] = _first_since(session, stamp(wanted.since) - apart)
    if wanted.until:
        found["end"] = _first_since(session, stamp(wanted.until) + apart)
    return found


def _first_since(session: Session, stamped: int) -> int:
    """The id from which on messages were queued since then, found by halves."""
    low, high = 0, int(session.run(LAST).fetchone()[0]) + 1
    while low < high:
        middle = (low + high) // 2
        row = session.run(NEXT, id=middle).fetchone()
        if row is None or row[1] >= stamped:
            high = middle
        else:
            low = row[0] + 1
    return high


def _values(wanted: Wanted) -> dict[str, Any]:
    given = {name: value for name in CONDITIONS if (value := getattr(wanted, name, None)) is not None}
    return {name: stamp(value) if isinstance(value, datetime) else value for name, value in given.items()}


def _listed(session: Session, row: Any) -> Listed:
    id, subscriber, number, country, campaign, brand, kind, sender, parts, state, reason, topic, broadcast, *rest = row
    network, billed, billed_in, *times = rest
    queued_at, due_at, expires_at = map(moment, times)
    return Listed(
        id=id,
        subscriber=subscriber,
        number=session.vault.opened(bytes(number)),
        country=country,
        campaign=campaign,
        brand=brand,
        kind=Kind(kind),
        sender=sender,
        parts=parts,
        state=State(state),
        reason=reason,
        topic=topic,
        broadcast=broadcast,
        queued_at=queued_at,
        due_at=due_at,
        expires_at=expires_at,
        network=network,
        price=price_of(billed, billed_in),
    )
