"""What is over: rows whose time is up, found in a look that no writer waits for, and removed by their ids.

How long each kind is kept is for rules/retention.py to say. Nothing here touches a suppression.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from app.store import Session, Sql, listed, stamp

OLD_TEXTS = Sql("""
    SELECT id FROM messages
    WHERE queued_at <= :before AND LENGTH(text_sealed) > 0 AND state NOT IN ('queued', 'sending')
    ORDER BY id LIMIT :most""")
OLD_INBOUND = Sql("SELECT id FROM inbound WHERE at <= :before AND LENGTH(text_sealed) > 0 ORDER BY id LIMIT :most")
OLD_QUESTIONS = Sql("SELECT id FROM proofs WHERE expires_at <= :before ORDER BY id LIMIT :most")
OLD_VISITS = Sql("SELECT id FROM visits WHERE subscriber_id IS NULL AND opened_at <= :before LIMIT :most")
OLD_CLICKS = Sql("SELECT id FROM clicks WHERE first_at <= :before AND last_at <= :before ORDER BY id LIMIT :most")
OLD_TRACES = """
    SELECT id FROM coupons WHERE left_by IS NOT NULL AND valid_until <= :before AND campaign NOT IN ({})
    ORDER BY id LIMIT :most"""
# They are many people's, so nobody is waited for: what somebody else has in hand is over another time.
_AT_HAND = "id IN (WITH picked AS MATERIALIZED (SELECT id FROM {} WHERE {} {{skip_locked}}) SELECT id FROM picked)"
_ONE_OF = "id {in :ids}"
_DONE = f"{_ONE_OF} AND state NOT IN ('queued', 'sending')"
BLANK_TEXTS = Sql(f"UPDATE messages SET text_sealed = :nothing WHERE {_AT_HAND.format('messages', _DONE)}")
BLANK_INBOUND = Sql(f"UPDATE inbound SET text_sealed = :nothing WHERE {_AT_HAND.format('inbound', _ONE_OF)}")
DELETE_CLICKS = Sql(f"DELETE FROM clicks WHERE {_AT_HAND.format('clicks', _ONE_OF)}")
DELETE_QUESTIONS = Sql("DELETE FROM proofs WHERE id {in :ids}")
WIPE_TRACES = Sql("UPDATE coupons SET left_by = NULL WHERE id {in :ids} AND left_by IS NOT NULL")
# A visit that left its number meanwhile is somebody's, and stays with its steps.
DELETE_STEPS = Sql("""
    DELETE FROM steps WHERE visit_id IN (SELECT id FROM visits WHERE subscriber_id IS NULL AND id {in :ids})""")
DELETE_VISITS = Sql("DELETE FROM visits WHERE subscriber_id IS NULL AND id {in :ids}")

# Nothing that came from the person since: neither an entry of the ledger, nor a text, nor a coupon spent.
_QUIET = """erased_at IS NULL AND first_at <= :before
    AND NOT EXISTS (SELECT 1 FROM consents WHERE subscriber_id = subscribers.id AND at > :before)
    AND NOT EXISTS (SELECT 1 FROM inbound WHERE subscriber_id = subscribers.id AND at > :before)
    AND NOT EXISTS (SELECT 1 FROM stock JOIN coupons ON stock.scope = 'all' AND coupons.campaign = stock.campaign
                    AND coupons.subscriber_id = subscribers.id WHERE redeemed_at > :before)"""
# Some consent to marketing was asked for or given, and has not ended.
_OPEN = """EXISTS (SELECT 1 FROM consents AS given WHERE subscriber_id = subscribers.id AND purpose = 'marketing'
    AND event IN ('request', 'grant', 'confirm', 'import') AND NOT EXISTS (
        SELECT 1 FROM consents AS ended WHERE ended.subscriber_id = given.subscriber_id AND ended.purpose = 'marketing'
        AND ended.brand = given.brand AND ended.id > given.id AND ended.event IN ('expire', 'withdraw', 'object')))"""
_ARRIVED = """EXISTS (SELECT 1 FROM messages WHERE subscriber_id = subscribers.id AND state = 'delivered'
    AND changed_at > :before)"""
_FOUND = "SELECT id FROM subscribers WHERE country {} AND "
_ONE, _SOME = " AND id = :id", " ORDER BY id LIMIT :most"

UNCONFIRMED = f"""SELECT id FROM subscribers WHERE {_QUIET}
    AND NOT EXISTS (SELECT 1 FROM consents WHERE subscriber_id = subscribers.id AND event <> 'request')
    AND NOT EXISTS (SELECT 1 FROM messages WHERE subscriber_id = subscribers.id AND queued_at > :before)
    AND NOT EXISTS (SELECT 1 FROM inbound WHERE subscriber_id = subscribers.id AND at > :texts)
    AND NOT EXISTS (SELECT 1 FROM stock JOIN coupons ON stock.scope = 'all' AND coupons.campaign = stock.campaign
                    AND coupons.subscriber_id = subscribers.id)"""
TOO_OLD = f"{_FOUND} {_QUIET} AND {_OPEN}"
TOO_OLD_IF_NONE_ARRIVED = f"{TOO_OLD} AND NOT {_ARRIVED}"
EXPIRED = f"""{_FOUND} {_QUIET} AND NOT {_OPEN}
    AND EXISTS (SELECT 1 FROM consents WHERE subscriber_id = subscribers.id AND event = 'expire')
    AND NOT EXISTS (SELECT 1 FROM consents WHERE subscriber_id = subscribers.id
                    AND event IN ('withdraw', 'object') AND at > :proof)"""
PROVEN_LONG_ENOUGH = f"{_FOUND} {_QUIET} AND NOT {_OPEN}"


def among(countries: Collection[str], *, other: bool = False) -> str:
    """The part of a statement that picks numbers of these countries, or of all others."""
    quoted = ", ".join(f"'{code}'" for code in sorted(countries))
    return f"{'NOT ' if other else ''}IN ({quoted})"


def rows_over(session: Session, statement: Sql, before: datetime, most: int) -> list[int]:
    """The ids of rows, oldest first, whose time was up before that moment."""
    return [row[0] for row in session.run(statement, before=stamp(before), most=most).fetchall()]


def traces_over(session: Session, before: datetime, most: int, *, besides: Collection[str]) -> list[int]:
    """Coupons of people who were erased that expired before that moment, of campaigns besides these."""
    values = {f"campaign{n}": campaign for n, campaign in enumerate(sorted(besides))}
    names = ", ".join(f":{name}" for name in values) or "''"
    found = session.run(Sql(OLD_TRACES.format(names)), before=stamp(before), most=most, **values)
    return [row[0] for row in found.fetchall()]


def remove_rows(session: Session, statement: Sql, ids: Collection[int]) -> int:
    """How many of these rows were blanked or deleted."""
    if not ids:
        return 0
    return int(session.run(statement, ids=listed(ids), nothing=b"").rowcount)


def persons_over(session: Session, statement: str, where: str, most: int, **moments: datetime) -> list[int]:
    """The subscribers of whom the statement holds."""
    found = session.run(Sql(statement.format(where) + _SOME), most=most, **_stamps(statement, moments))
    return [row[0] for row in found.fetchall()]


def is_over(session: Session, statement: str, where: str, id: int, **moments: datetime) -> bool:
    """Whether the statement still holds of this subscriber."""
    found = session.run(Sql(statement.format(where) + _ONE), id=id, **_stamps(statement, moments))
    return found.fetchone() is not None


def _stamps(statement: str, moments: dict[str, datetime]) -> dict[str, int]:
    return {name: stamp(moment) for name, moment in moments.items() if f":{name}" in statement}
