"""Wrong codes: how many a till, an address and everybody may type, and how many were typed where.

A wrong code costs its till one token of ten, which come back over ten minutes; a till without one waits. The address
it came from and all tills together have buckets too. Nobody waits for those: while one of them is empty, a wrong code
costs its till DEARER tokens. So one guesser with many tills is slowed at each of them, and a till that types right
codes goes on whatever others do. A right code asks for its till's bucket alone, inside the statement that spends it.

Strangers who guess the addresses of coupons' pages have buckets of their own, and take nothing from any till.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from app.store import EPOCH, MICROSECOND, Moment, Session, Sql, limits, metadata, moment, stamp

SLOT = timedelta(minutes=10)
PAGES = "pages"  # where strangers guess; a till's place is "till 7"
DEARER = 3
KEPT = timedelta(days=8)

# All three fill up in ten minutes, so that one statement knows how fast: what differs is what one wrong code takes.
AT_TILL = limits.WRONG_CODES_AT_TILL
FROM_ADDRESS, OVER_ALL = 60, 300  # wrong codes in a SLOT; a large shop has one address
PAGES_FROM_ADDRESS, PAGES_OVER_ALL = 100, 1000  # a network of phones has one address

guesses = sa.Table(
    "guesses",
    metadata,
    sa.Column("place", sa.Text, primary_key=True, comment="a till, or pages"),
    sa.Column("slot", Moment, primary_key=True, comment="its first moment; ten minutes"),
    sa.Column("wrong", sa.Integer, nullable=False),
    sqlite_with_rowid=False,
)

LOOK = Sql("SELECT key, tokens, at FROM buckets WHERE key IN (:till, :address, :all)")
# A bucket that is overdrawn is so once over at the most: whoever waits, waits for twice as long, and not for ever.
TAKE = Sql("""
    INSERT INTO buckets (key, tokens, at)
    VALUES (:till, :till_left, :now), (:address, :address_left, :now), (:all, :all_left, :now)
    ON CONFLICT (key) DO UPDATE
    SET tokens = {greatest}(-:size,
            {least}(:size, buckets.tokens + {greatest}(:now - buckets.at, 0) * :rate) + excluded.tokens - :size),
        at = {greatest}(buckets.at, excluded.at)""")
COUNT = Sql("""
    INSERT INTO guesses (place, slot, wrong) VALUES (:place, :slot, 1)
    ON CONFLICT (place, slot) DO UPDATE SET wrong = guesses.wrong + 1""")
DRAIN = Sql("""
    INSERT INTO buckets (key, tokens, at) VALUES (:all, -:size, :now)
    ON CONFLICT (key) DO UPDATE SET tokens = excluded.tokens, at = {greatest}(buckets.at, excluded.at)""")
SINCE = Sql("SELECT place, SUM(wrong) FROM guesses WHERE slot >= :since AND slot < :until GROUP BY place")
ALL = Sql("SELECT place, SUM(wrong) FROM guesses GROUP BY place ORDER BY place")
FORGET = Sql("DELETE FROM guesses WHERE slot < :before")


@dataclass(frozen=True)
class Guesser:
    """Who may have typed a wrong code: a till, and the address that its request came from, if that is known."""

    till: int
    address: str = ""


@dataclass(frozen=True)
class Room:
    """What is left for wrong codes: until when the till waits, and what the next one costs it."""

    again_from: datetime | None
    cost: int


def place(till: int) -> str:
    """The till, as the table calls it."""
    return f"till {till}"


def room(session: Session, who: Guesser, now: datetime) -> Room:
    """How it stands with the till, before a wrong code is counted; takes nothing."""
    keys = _keys(session, who)
    rows = {bytes(row[0]): row[1] + max(stamp(now) - row[2], 0) * AT_TILL.rate for row in _look(session, keys)}
    left = rows.get(keys["till"], float(AT_TILL.size))
    over = min(rows.get(keys["address"], 1.0), rows.get(keys["all"], 1.0)) <= 0
    again = now + MICROSECOND * ((1 - left) / AT_TILL.rate) if left < 1 else None
    return Room(again, DEARER if over else 1)


def note(session: Session, who: Guesser, cost: int, now: datetime) -> None:
    """Counts a wrong code at a till; all of it, or none."""
    _note(session, place(who.till), _keys(session, who), (cost, FROM_ADDRESS, OVER_ALL), now)


def note_page(session: Session, address: str, now: datetime) -> None:
    """Counts a wrong address of a coupon's page."""
    # The first bucket is nobody's: one statement serves both.
    keys = {"till": b"pages", "address": _key(session, "address of pages", address), "all": _key(session, PAGES)}
    _note(session, PAGES, keys, (0, PAGES_FROM_ADDRESS, PAGES_OVER_ALL), now)


def pages_again_from(session: Session, address: str, now: datetime) -> datetime | None:
    """Until when this address has guessed pages enough; None while it may."""
    key = _key(session, "address of pages", address)
    row = next(iter(_look(session, {"till": key, "address": key, "all": key})), None)
    left = row[1] + max(stamp(now) - row[2], 0) * AT_TILL.rate if row else AT_TILL.size
    return None if left > 0 else now + MICROSECOND * ((_share(PAGES_FROM_ADDRESS) - left) / AT_TILL.rate)


def slow_down(session: Session, now: datetime) -> None:
    """Makes wrong codes dearer at every till for a SLOT, because too many are typed over all."""
    session.run(DRAIN, all=_key(session, "all"), size=float(AT_TILL.size), now=stamp(now))


def counted(session: Session, since: datetime, until: datetime) -> Mapping[str, int]:
    """Wrong codes by place, in the slots that began from `since` on and before `until`."""
    rows = session.run(SINCE, since=stamp(since), until=stamp(until)).fetchall()
    return {row[0]: int(row[1]) for row in rows}


def all_counted(session: Session) -> Mapping[str, int]:
    """The same for as long as they are KEPT."""
    return {row[0]: int(row[1]) for row in session.run(ALL).fetchall()}


def slot(now: datetime) -> datetime:
    """The first moment of the slot that `now` is in."""
    return moment((now - EPOCH) // SLOT * (SLOT // MICROSECOND))


def forget(session: Session, now: datetime) -> int:
    """How many counts were too old to compare with."""
    return int(session.run(FORGET, before=stamp(now - KEPT)).rowcount)


def _note(session: Session, place: str, keys: Mapping[str, bytes], takes: tuple[int, int, int], now: datetime) -> None:
    cost, from_address, over_all = takes
    size = float(AT_TILL.size)
    left = {"till_left": size - cost, "address_left": size - _share(from_address), "all_left": size - _share(over_all)}

    def write(session: Session) -> None:
        session.run(TAKE, **keys, **left, size=size, rate=AT_TILL.rate, now=stamp(now))
        session.run(COUNT, place=place, slot=stamp(slot(now)))

    session.whole(write)


def _share(most: int) -> float:
    """What one wrong code takes of a bucket in which there is room for `most`."""
    return AT_TILL.size / most


def _keys(session: Session, who: Guesser) -> dict[str, bytes]:
    till = limits.bucket(session, AT_TILL, str(who.till))[0]
    return {"till": till, "address": _key(session, "address", who.address), "all": _key(session, "all")}


def _key(session: Session, *of: str) -> bytes:
    return session.vault.index("wrong codes", " ".join(of))


def _look(session: Session, keys: Mapping[str, bytes]) -> list[tuple]:  # type: ignore[type-arg]
    found: list[tuple] = session.run(LOOK, **keys).fetchall()  # type: ignore[type-arg]
    return found
