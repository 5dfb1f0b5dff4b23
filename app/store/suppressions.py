"""Standing orders not to write, by brand; each outranks every consent.

They hang on the keyed hash of a number and not on its row: who is erased leaves the "no" behind and nothing else
(EU-SUPP-1), and a "no" can come before we ever meet the number. Nothing lifts one but an act of the number itself,
and no retention ends one (US-VA-1).

Each way of saying no is an order of its own, by its reason, and they stand side by side: what lifts one leaves the
others as they are. A brand is kept from as much as the widest of them says.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.rules.suppression import Scope
from app.store import EPOCH, Moment, Session, Sql, listed, metadata, moment, stamp

suppressions = sa.Table(
    "suppressions",
    metadata,
    sa.Column("number_index", sa.LargeBinary(16), primary_key=True),
    sa.Column("brand", sa.Text, primary_key=True),
    sa.Column(
        "scope", sa.Text, nullable=False, comment="all: no text but replies; marketing: none but what is asked for"
    ),
    sa.Column("since", Moment, nullable=False),
    sa.Column("reason", sa.Text, primary_key=True, comment="in which way the number said no"),
)


@dataclass(frozen=True)
class Order:
    """A standing order not to write."""

    brand: str
    scope: Scope
    since: datetime
    reason: str


# For other statements to stand on: the rows that keep the message `due` from leaving.
AGAINST_DUE = """SELECT 1 FROM suppressions JOIN subscribers ON subscribers.number_index = suppressions.number_index
    WHERE subscribers.id = {due}.subscriber_id AND suppressions.brand = {due}.brand
      AND (suppressions.scope = 'all' OR {due}.class IN ('marketing', 'activity', 're-permission'))"""

SUPPRESS = Sql("""
    INSERT INTO suppressions (number_index, brand, scope, since, reason) VALUES (:index, :brand, :scope, :now, :reason)
    ON CONFLICT (number_index, brand, reason) DO UPDATE SET scope = 'all', since = excluded.since
    WHERE suppressions.scope = 'marketing' AND excluded.scope = 'all'""")
LIFT = Sql("DELETE FROM suppressions WHERE number_index = :index AND brand = :brand")
NARROW = Sql("DELETE FROM suppressions WHERE number_index = :index AND brand = :brand AND scope = 'marketing'")
LIFT_ONE = Sql("DELETE FROM suppressions WHERE number_index = :index AND brand = :brand AND reason = :reason")
TAKE_BACK = Sql("""
    DELETE FROM suppressions WHERE number_index = :index AND brand = :brand AND scope = 'all' AND since = :since
      AND reason = :reason""")
SCOPES = Sql("SELECT scope FROM suppressions WHERE number_index = :index AND brand = :brand")
ORDERS = Sql("""
    SELECT brand, scope, since, reason FROM suppressions WHERE number_index = :index ORDER BY brand, scope, since""")
INDEX_OF = Sql("SELECT number_index FROM subscribers WHERE id = :subscriber")
OF_MANY = Sql("""
    SELECT subscribers.id, brand, scope FROM suppressions
    JOIN subscribers ON subscribers.number_index = suppressions.number_index WHERE subscribers.id {in :subscribers}
    ORDER BY scope DESC""")  # so that of each brand the widest, 'all', comes last


def suppress(
    session: Session, subscriber: int, brand: str, *, reason: str, now: datetime, scope: Scope = Scope.ALL
) -> bool:
    """Whether the order not to write is new, or reaches further than the one before."""
    return suppress_index(session, _index(session, subscriber), brand, reason=reason, now=now, scope=scope)


def suppress_index(
    session: Session, index: bytes, brand: str, *, reason: str, now: datetime, scope: Scope = Scope.ALL
) -> bool:
    """The same for a number of which only the keyed hash is at hand."""
    before = {Scope(row[0]) for row in session.run(SCOPES, index=index, brand=brand).fetchall()}
    values = {"index": index, "brand": brand, "scope": scope.value, "now": stamp(now), "reason": reason}
    is_new = bool(session.run(SUPPRESS, **values).rowcount)
    return is_new and not before & {Scope.ALL, scope}


def lift(session: Session, subscriber: int, brand: str, *, scope: Scope = Scope.ALL) -> bool:
    """Whether orders not to write were lifted, whatever their reasons; those of a wider scope stay."""
    statement = LIFT if scope is Scope.ALL else NARROW
    return bool(session.run(statement, index=_index(session, subscriber), brand=brand).rowcount)


def lift_one(session: Session, subscriber: int, order: Order) -> None:
    """Lifts this order; others of the brand stay."""
    index = _index(session, subscriber)
    session.run(LIFT_ONE, index=index, brand=order.brand, reason=order.reason)


def take_back(session: Session, subscriber: int, brand: str, *, given_at: datetime, reason: str) -> bool:
    """Whether the stop of this very moment and reason still stood, and now is none; one that was given again stays."""
    values = {"index": _index(session, subscriber), "since": stamp(given_at), "reason": reason}
    return bool(session.run(TAKE_BACK, brand=brand, **values).rowcount)


def suppressed_by(session: Session, subscriber: int) -> dict[str, Scope]:
    """How far each brand that this number told to stop is kept from writing to it."""
    return {brand: order.scope for brand, order in widest(orders_of(session, subscriber)).items()}


def widest(orders: Sequence[Order]) -> dict[str, Order]:
    """Of each brand the order that reaches furthest, and the first of those that reach as far."""
    last = sorted(orders, key=lambda each: (each.scope is Scope.ALL, EPOCH - each.since))
    return {each.brand: each for each in last}


def orders(session: Session, index: bytes) -> list[Order]:
    """The orders of a number, by its keyed hash, with when and why they came; perhaps several of one brand."""
    rows = session.run(ORDERS, index=index).fetchall()
    return [Order(row[0], Scope(row[1]), moment(row[2]), row[3]) for row in rows]


def orders_of(session: Session, subscriber: int) -> list[Order]:
    """The same for a number that we know."""
    return orders(session, _index(session, subscriber))


def suppressed_among(session: Session, subscribers: Collection[int]) -> dict[tuple[int, str], Scope]:
    """The same for many numbers at once, by (subscriber, brand)."""
    if not subscribers:
        return {}
    rows = session.run(OF_MANY, subscribers=listed(subscribers)).fetchall()
    return {(row[0], row[1]): Scope(row[2]) for row in rows}


def _index(session: Session, subscriber: int) -> bytes:
    return bytes(session.run(INDEX_OF, subscriber=subscriber).fetchone()[0])
