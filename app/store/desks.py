"""Tills as staff look after them: where each stands, who is signed in there, what it did today; and shutting it out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.store import Session, Sql, moment, moment_or_none, stamp
from app.store.access import hashed

DAY = 24 * 3600 * 10**6  # as moments are stored
ID_LETTERS = 16  # of a device's hash, in hex

DESKS = Sql("SELECT id, name, shop, sums, added_at, revoked_at, wrong_codes, wrong_day FROM tills ORDER BY name")
DESK = Sql("""
    SELECT id, name, shop, sums, added_at, revoked_at, wrong_codes, wrong_day FROM tills WHERE id = :id""")
DEVICES = Sql("""
    SELECT till_id, token_hash, device, seen_at, made_at FROM passes
    WHERE till_id IS NOT NULL AND kind = 'cookie' AND used_at IS NULL AND expires_at > :now ORDER BY made_at""")
SPENT = Sql("""
    SELECT till_id, COUNT(*), SUM(CASE WHEN reversed_at IS NULL THEN 0 ELSE 1 END) FROM redemptions
    WHERE at >= :since GROUP BY till_id""")
END_DEVICE = Sql("UPDATE passes SET used_at = :now WHERE token_hash = :hash AND till_id = :till AND used_at IS NULL")
END_ALL = Sql("UPDATE passes SET used_at = :now WHERE till_id = :till AND used_at IS NULL")
REVOKE = Sql("UPDATE tills SET revoked_at = :now, token_hash = :hash WHERE id = :till")
READMIT = Sql("UPDATE tills SET revoked_at = NULL WHERE id = :till")
NEW_TOKEN = Sql("UPDATE tills SET revoked_at = NULL, token_hash = :hash WHERE id = :till")
NAME_TAKEN = Sql("SELECT 1 FROM tills WHERE name = :name AND id <> :till")
CHANGE = Sql("UPDATE tills SET name = :name, shop = :shop, sums = :sums WHERE id = :till")
COUNT_WRONG = Sql("""
    UPDATE tills SET wrong_codes = CASE WHEN wrong_day = :day THEN wrong_codes + 1 ELSE 1 END, wrong_day = :day
    WHERE id = :till""")


@dataclass(frozen=True)
class Device:
    """A browser that is signed in as a till; seen_at is exact to a minute, and None if it never came back."""

    id: str
    name: str | None
    seen_at: datetime | None
    since: datetime


@dataclass(frozen=True)
class Desk:
    """A till with what staff want to know of it; wrong codes are those of this day, UTC."""

    id: int
    name: str
    shop: str | None
    sums: str
    added_at: datetime
    revoked_at: datetime | None
    wrong_codes: int
    devices: Sequence[Device] = ()
    spent: int = 0
    undone: int = 0


def desks(session: Session, since: datetime, now: datetime) -> list[Desk]:
    """All tills by name, with their redemptions since then."""
    spent = {row[0]: (row[1], int(row[2])) for row in session.run(SPENT, since=stamp(since)).fetchall()}
    devices: dict[int, list[Device]] = {}
    for till, *device in session.run(DEVICES, now=stamp(now)).fetchall():
        devices.setdefault(till, []).append(_device(*device))
    return [
        _desk(row, now, devices.get(row[0], ()), *spent.get(row[0], (0, 0))) for row in session.run(DESKS).fetchall()
    ]


def desk(session: Session, till: int, now: datetime) -> Desk | None:
    """The till with this id, without its devices and figures."""
    row = session.run(DESK, id=till).fetchone()
    return _desk(row, now) if row else None


def desk_named(session: Session, name: str, now: datetime) -> Desk | None:
    """The till of this name, shut out or not, without its devices and figures."""
    return next((_desk(row, now) for row in session.run(DESKS).fetchall() if row[1] == name), None)


def sign_out(session: Session, till: int, device: str, now: datetime) -> bool:
    """Whether this device of the till was signed in until now."""
    for owner, hash, *_ in session.run(DEVICES, now=stamp(now)).fetchall():
        if owner == till and _id(hash) == device:
            return bool(session.run(END_DEVICE, hash=bytes(hash), till=till, now=stamp(now)).rowcount)
    return False


def revoke(session: Session, till: int, noise: str, now: datetime) -> None:
    """Shuts the till out: its devices, links nobody used, and its token, in whose place stands noise nobody knows."""
    session.run(REVOKE, till=till, hash=hashed(noise), now=stamp(now))
    session.run(END_ALL, till=till, now=stamp(now))


def readmit(session: Session, till: int) -> None:
    """Lets a till that was shut out sign in by a new link; its old token stays dead."""
    session.run(READMIT, till=till)


def renew_token(session: Session, till: int, token: str) -> None:
    """Gives the till's software this token; the old one opens nothing any more."""
    session.run(NEW_TOKEN, till=till, hash=hashed(token))


def change(session: Session, till: int, *, name: str, shop: str | None, sums: str) -> bool:
    """Whether the till is now so; False, and nothing changed, if another has that name."""
    if session.run(NAME_TAKEN, name=name, till=till).fetchone():
        return False
    return bool(session.run(CHANGE, till=till, name=name, shop=shop, sums=sums).rowcount)


def count_wrong(session: Session, till: int, now: datetime) -> None:
    """One more wrong code at this till today."""
    at = stamp(now)
    session.run(COUNT_WRONG, till=till, day=at - at % DAY)


def _desk(row: tuple, now: datetime, devices: Sequence[Device] = (), spent: int = 0, undone: int = 0) -> Desk:  # type: ignore[type-arg]
    id, name, shop, sums, added, revoked, wrong, day = row
    today = stamp(now) - stamp(now) % DAY
    wrong = wrong if day == today else 0
    return Desk(id, name, shop, sums, moment(added), moment_or_none(revoked), wrong, devices, spent, undone)


def _device(hash: bytes, name: str | None, seen: int | None, made: int) -> Device:
    return Device(_id(hash), name, moment_or_none(seen), moment(made))


def _id(hash: bytes) -> str:
    return bytes(hash).hex()[:ID_LETTERS]
