"""The simulated phone: a small mobile network in one file, so that nobody is contacted and nothing is billed.

Each number is a phone with its own weather: in coverage, slow, out of coverage
or dead. It may answer by itself. Texts and answers stay in phone.db in the data
folder, apart from handbill's own database, as a provider's would.
"""

from __future__ import annotations

import hmac
import json
import re
import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from app.gateways import BadSignature, Can, GatewayError, Hook, Inbound, Outgoing, Place, Pushing, Receipt
from app.rules.failure import Failure
from app.rules.message import State

IN_COVERAGE_S, SLOW_S = 2, 40
INBOUND = "phone-in-"
BUSY_S = 10.0  # how long another process may keep the file
MOST_PHONES = 50

SCHEMA = """
CREATE TABLE IF NOT EXISTS phones (
    number TEXT PRIMARY KEY, weather TEXT NOT NULL DEFAULT 'coverage', answer TEXT NOT NULL DEFAULT '');
CREATE TABLE IF NOT EXISTS texts (
    id INTEGER PRIMARY KEY, reference TEXT UNIQUE, number TEXT NOT NULL REFERENCES phones, sender TEXT NOT NULL,
    text TEXT NOT NULL, outbound BOOLEAN NOT NULL, at REAL NOT NULL, arrived_at REAL, told BOOLEAN NOT NULL);
CREATE INDEX IF NOT EXISTS texts_of_number ON texts (number, id);
CREATE INDEX IF NOT EXISTS texts_untold ON texts (at) WHERE NOT told;
"""

ON_IT = "WHERE texts.number = phones.number"
PHONES = f"""
    SELECT number, weather, answer, (SELECT COUNT(*) FROM texts {ON_IT} AND outbound AND arrived_at IS NOT NULL),
           (SELECT COUNT(*) FROM texts {ON_IT} AND arrived_at IS NULL), (SELECT MAX(at) FROM texts {ON_IT})
    FROM phones"""
TEXTS = "SELECT id, reference, number, sender, text, outbound, at, arrived_at FROM texts"
E164 = re.compile(r"\+[1-9][0-9]{6,14}")


class Weather(StrEnum):
    """How it is for a phone."""

    COVERAGE = "coverage"
    SLOW = "slow"
    OUT = "out"
    DEAD = "dead"


@dataclass(frozen=True)
class Text:
    """A text on a phone. outbound: from us to the phone; arrived_at is None while it is on its way."""

    id: int
    reference: str | None
    number: str
    sender: str
    text: str
    outbound: bool
    at: datetime
    arrived_at: datetime | None


@dataclass(frozen=True)
class Phone:
    """A simulated phone and what it does by itself."""

    number: str
    weather: Weather
    answer: str
    texts: int
    waiting: int
    last_at: datetime | None


class Gateway(Pushing):
    """The network's side that handbill talks to, and the phones' side that people see."""

    can = Can(idempotent=True, look_up=True)

    def __init__(self, place: Place) -> None:
        self._file = place.data / "phone.db"
        self._key = hmac.digest(place.keys[0].encode(), b"handbill.phone", "sha256")
        self._local = threading.local()
        self._turn = threading.Lock()  # threads wait here in line; at the file they would ask again and again

    def send(self, message: Outgoing) -> str:
        """Takes the text over; a repeated reference is the same text."""
        with self._transaction() as db:
            db.execute("INSERT OR IGNORE INTO phones (number) VALUES (?)", (message.number,))
            db.execute(
                "INSERT OR IGNORE INTO texts (reference, number, sender, text, outbound, at, told)"
                " VALUES (?, ?, ?, ?, TRUE, ?, FALSE)",
                (message.reference, message.number, message.sender, message.text, datetime.now(UTC).timestamp()),
            )
        return f"phone-{message.reference}"

    def look_up(self, message: Outgoing, vendor_reference: str | None, sent_at: datetime) -> Receipt | None:
        """Where the text stands."""
        rows = self._rows(
            "SELECT id, reference, number, sender, text, outbound, arrived_at FROM texts JOIN phones USING (number)"
            " WHERE reference = ?",
            message.reference,
        )
        if not rows:
            return None
        arrived = rows[0][-1] is not None
        state = State.DELIVERED if arrived else State.SENT
        return Receipt(f"phone-{message.reference}", state.value, state, message.reference)

    def collect(self, now: datetime) -> Sequence[Receipt | Inbound]:
        """Receipts of what has arrived by now or never will, and what was answered on the phones."""
        if not self._rows("SELECT 1 FROM texts WHERE NOT told LIMIT 1"):
            return ()
        with self._transaction() as db:
            self._let_arrive(db, now)
            rows = db.execute(
                "SELECT id, reference, number, sender, text, outbound, arrived_at FROM texts JOIN phones USING (number)"
                " WHERE NOT told AND (arrived_at IS NOT NULL OR weather = 'dead') ORDER BY id LIMIT 500"
            ).fetchall()
        return [_news(*row) for row in rows]

    def acknowledge(self, news: Sequence[Receipt | Inbound]) -> None:
        """What is written down need not be told again."""
        with self._transaction() as db:
            for each in news:
                name, value = ("reference", each.reference) if isinstance(each, Receipt) else ("id", _id(each))
                db.execute(f"UPDATE texts SET told = TRUE WHERE {name} = ?", (value,))

    def read_receipts(self, hook: Hook) -> Sequence[Receipt]:
        """One receipt as JSON: reference, status."""
        status, reference = self._signed(hook, "status", "reference")
        state = State(status)
        return [Receipt(f"phone-{reference}", state.value, state, reference)]

    def read_inbound(self, hook: Hook) -> Sequence[Inbound]:
        """One text as JSON: id, from, to, text."""
        id, number, sender, text = self._signed(hook, "id", "from", "to", "text")
        if not E164.fullmatch(number):
            raise ValueError("a text comes from a number in E.164")
        return [Inbound(id, number, sender, text)]

    def sign(self, body: bytes) -> str:
        """The signature that hooks of this network carry in X-Handbill-Signature."""
        return hmac.new(self._key, body, "sha256").hexdigest()

    def answer(self, number: str, sender: str, text: str, now: datetime) -> Inbound:
        """The text that somebody typed on a phone. Until it is acknowledged, `collect` gives it too."""
        with self._transaction() as db:
            db.execute("INSERT OR IGNORE INTO phones (number) VALUES (?)", (number,))
            id = _add_answer(db, number, sender, text, now.timestamp())
        return Inbound(f"{INBOUND}{id}", number, sender, text, now)

    def phones(self, digits: str = "", most: int = MOST_PHONES) -> list[Phone]:
        """The phones whose number holds these digits, the last used first."""
        rows = self._rows(
            f"{PHONES} WHERE number LIKE ? ORDER BY (SELECT MAX(id) FROM texts {ON_IT}) DESC LIMIT ?",
            f"%{digits}%",
            most,
        )
        return [_phone(row) for row in rows]

    def phone(self, number: str) -> Phone | None:
        """The phone with this number."""
        rows = self._rows(f"{PHONES} WHERE number = ?", number)
        return _phone(rows[0]) if rows else None

    def count(self) -> int:
        """How many phones there are."""
        return int(self._rows("SELECT COUNT(*) FROM phones")[0][0])

    def texts(self, number: str | None = None) -> list[Text]:
        """What has arrived on this phone, or on any, and what left it, oldest first."""
        of_one = "AND number = ?" if number else ""
        rows = self._rows(
            f"{TEXTS} WHERE arrived_at IS NOT NULL {of_one} ORDER BY arrived_at, id", *([number] if number else [])
        )
        return [_text(row) for row in rows]

    def last_sent(self, number: str) -> Text | None:
        """The last text that was handed over for this phone, arrived or not."""
        rows = self._rows(f"{TEXTS} WHERE number = ? AND outbound ORDER BY id DESC LIMIT 1", number)
        return _text(rows[0]) if rows else None

    def add(self, number: str) -> None:
        """There is such a phone from now on, with nothing on it."""
        with self._transaction() as db:
            db.execute("INSERT OR IGNORE INTO phones (number) VALUES (?)", (number,))

    def set_weather(self, number: str, weather: Weather) -> None:
        """Makes the phone so from now on."""
        self._set(number, "weather", weather.value)

    def set_answer(self, number: str, answer: str) -> None:
        """Lets the phone answer every text by itself; with an empty text it no longer does."""
        self._set(number, "answer", answer)

    def _set(self, number: str, column: str, value: str) -> None:
        with self._transaction() as db:
            db.execute("INSERT OR IGNORE INTO phones (number) VALUES (?)", (number,))
            db.execute(f"UPDATE phones SET {column} = ? WHERE number = ?", (value, number))

    def _let_arrive(self, db: sqlite3.Connection, now: datetime) -> None:
        due = db.execute(
            "SELECT id, number, sender, answer FROM texts JOIN phones USING (number)"
            " WHERE NOT told AND arrived_at IS NULL AND weather IN ('coverage', 'slow')"
            " AND at <= ? - CASE weather WHEN 'slow' THEN ? ELSE ? END ORDER BY id",
            (now.timestamp(), SLOW_S, IN_COVERAGE_S),
        ).fetchall()
        for id, number, sender, answer in due:
            db.execute("UPDATE texts SET arrived_at = ? WHERE id = ?", (now.timestamp(), id))
            if answer:
                _add_answer(db, number, sender, answer, now.timestamp())

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        try:
            with self._turn:
                db = self._db()
                db.execute("BEGIN IMMEDIATE")
                with db:
                    yield db
        except sqlite3.OperationalError as error:
            raise GatewayError(Failure.DOWN, f"phone.db: {error}") from error

    def _rows(self, query: str, *values: object) -> list[Any]:
        try:
            return self._db().execute(query, values).fetchall()
        except sqlite3.OperationalError as error:
            raise GatewayError(Failure.DOWN, f"phone.db: {error}") from error

    def _signed(self, hook: Hook, *wanted: str) -> list[str]:
        """The wanted members of the body. Raises BadSignature before it is read, ValueError when one is missing."""
        if not hmac.compare_digest(
            hook.headers.get("x-handbill-signature", "").encode(), self.sign(hook.body).encode()
        ):
            raise BadSignature("the signature does not fit the body")
        told = json.loads(hook.body)
        if not isinstance(told, dict) or not all(isinstance(told.get(name), str) for name in wanted):
            raise ValueError(f"the body must be a JSON object with {', '.join(wanted)}")
        return [told[name] for name in wanted]

    def _db(self) -> sqlite3.Connection:
        db: sqlite3.Connection | None = getattr(self._local, "db", None)
        if db is None:
            db = self._local.db = _open(self._file)
        return db


def _open(file: Path) -> sqlite3.Connection:
    db = sqlite3.connect(file, timeout=BUSY_S, isolation_level=None)
    db.execute("PRAGMA synchronous=OFF")  # a toy's memory; handbill's own promises are in its database
    until = time.monotonic() + BUSY_S
    while True:
        try:
            db.execute("PRAGMA journal_mode=WAL")
            db.executescript(SCHEMA)
        except sqlite3.OperationalError:  # of several that open a new file at once, SQLite turns some away unwaited
            if time.monotonic() > until:
                raise
            time.sleep(0.02)
        else:
            return db


def _moment(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _phone(row: Any) -> Phone:
    return Phone(row[0], Weather(row[1]), row[2], row[3], row[4], _moment(row[5]))


def _text(row: Any) -> Text:
    id, reference, number, sender, text, outbound, at, arrived_at = row
    return Text(
        id, reference, number, sender, text, bool(outbound), datetime.fromtimestamp(at, UTC), _moment(arrived_at)
    )


def _add_answer(db: sqlite3.Connection, number: str, sender: str, text: str, at: float) -> int:
    added = db.execute(
        "INSERT INTO texts (number, sender, text, outbound, at, arrived_at, told) VALUES (?, ?, ?, FALSE, ?, ?, FALSE)",
        (number, sender, text, at, at),
    )
    return int(added.lastrowid or 0)


def _news(
    id: int, reference: str, number: str, sender: str, text: str, outbound: bool, arrived_at: float | None
) -> Receipt | Inbound:
    if not outbound:
        return Inbound(f"{INBOUND}{id}", number, sender, text, _moment(arrived_at))
    if arrived_at is None:
        return Receipt(f"phone-{reference}", "dead number", State.UNDELIVERED, reference, Failure.UNREACHABLE)
    return Receipt(f"phone-{reference}", "delivered", State.DELIVERED, reference)


def _id(inbound: Inbound) -> int:
    return int(inbound.vendor_reference.removeprefix(INBOUND))
