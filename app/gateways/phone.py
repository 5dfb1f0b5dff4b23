"""The simulated phone: a small mobile network in one file, so that nobody is contacted and nothing is billed.

Each number is a phone with its own weather: in coverage, slow, out of coverage
or dead. It may answer by itself. Texts and answers stay in phone.db in the data
folder, apart from handbill's own database, as a provider's would.
"""

from __future__ import annotations

import hmac
import json
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from app.gateways import BadSignature, Hook, Inbound, Outgoing, Receipt
from app.rules.message import State

IN_COVERAGE_S, SLOW_S = 2, 40
INBOUND = "phone-in-"

SCHEMA = """
CREATE TABLE IF NOT EXISTS phones (
    number TEXT PRIMARY KEY, weather TEXT NOT NULL DEFAULT 'coverage', answer TEXT NOT NULL DEFAULT '');
CREATE TABLE IF NOT EXISTS texts (
    id INTEGER PRIMARY KEY, reference TEXT UNIQUE, number TEXT NOT NULL REFERENCES phones, sender TEXT NOT NULL,
    text TEXT NOT NULL, outbound BOOLEAN NOT NULL, at REAL NOT NULL, arrived_at REAL, told BOOLEAN NOT NULL);
CREATE INDEX IF NOT EXISTS texts_of_number ON texts (number, id);
CREATE INDEX IF NOT EXISTS texts_untold ON texts (at) WHERE NOT told;
"""


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


class Gateway:
    """The network's side that handbill talks to, and the phones' side that people see."""

    idempotent = True

    def __init__(self, data: Path, keys: Sequence[str], _environ: Mapping[str, str] | None = None) -> None:
        self._file = data / "phone.db"
        self._key = hmac.digest(keys[0].encode(), b"handbill.phone", "sha256")
        self._local = threading.local()

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

    def collect(self, now: datetime) -> Sequence[Receipt | Inbound]:
        """Receipts of what has arrived by now or never will, and what phones answered by themselves."""
        if self._db().execute("SELECT 1 FROM texts WHERE NOT told LIMIT 1").fetchone() is None:
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
        told = self._signed(hook)
        state = State(str(told["status"]))
        reference = str(told["reference"])
        return [Receipt(f"phone-{reference}", state.value, state, reference)]

    def read_inbound(self, hook: Hook) -> Sequence[Inbound]:
        """One text as JSON: id, from, to, text."""
        told = self._signed(hook)
        return [Inbound(str(told["id"]), str(told["from"]), str(told["to"]), str(told["text"]))]

    def sign(self, body: bytes) -> str:
        """The signature that hooks of this network carry in X-Handbill-Signature."""
        return hmac.new(self._key, body, "sha256").hexdigest()

    def answer(self, number: str, sender: str, text: str, now: datetime) -> Inbound:
        """The text that somebody typed on a simulated phone; whoever asked for it passes it on."""
        with self._transaction() as db:
            db.execute("INSERT OR IGNORE INTO phones (number) VALUES (?)", (number,))
            id = _add_answer(db, number, sender, text, now.timestamp(), told=True)
        return Inbound(f"{INBOUND}{id}", number, sender, text)

    def phones(self) -> list[Phone]:
        """All phones, the last used first."""
        rows = self._db().execute(
            "SELECT phones.number, weather, answer, COUNT(arrived_at), COUNT(texts.id) - COUNT(arrived_at), MAX(at)"
            " FROM phones LEFT JOIN texts USING (number) GROUP BY phones.number ORDER BY MAX(texts.id) DESC"
        )
        return [Phone(row[0], Weather(row[1]), row[2], row[3], row[4], _moment(row[5])) for row in rows]

    def texts(self, number: str) -> list[Text]:
        """What has arrived on this phone and what left it, oldest first."""
        rows = self._db().execute(
            "SELECT id, reference, number, sender, text, outbound, at, arrived_at FROM texts"
            " WHERE number = ? AND arrived_at IS NOT NULL ORDER BY arrived_at, id",
            (number,),
        )
        return [Text(*row[:5], bool(row[5]), _moment(row[6]) or datetime.now(UTC), _moment(row[7])) for row in rows]

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
                _add_answer(db, number, sender, answer, now.timestamp(), told=False)

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        db = self._db()
        db.execute("BEGIN IMMEDIATE")
        with db:
            yield db

    def _signed(self, hook: Hook) -> Mapping[str, object]:
        if not hmac.compare_digest(
            hook.headers.get("x-handbill-signature", "").encode(), self.sign(hook.body).encode()
        ):
            raise BadSignature("the signature does not fit the body")
        told = json.loads(hook.body)
        if not isinstance(told, dict):
            raise ValueError("the body must be a JSON object")
        return told

    def _db(self) -> sqlite3.Connection:
        db: sqlite3.Connection | None = getattr(self._local, "db", None)
        if db is None:
            db = sqlite3.connect(self._file, timeout=10, isolation_level=None)
            db.execute("PRAGMA journal_mode=WAL")
            db.execute("PRAGMA synchronous=OFF")  # a toy's memory; handbill's own promises are in its database
            db.executescript(SCHEMA)
            self._local.db = db
        return db


def _moment(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _add_answer(db: sqlite3.Connection, number: str, sender: str, text: str, at: float, *, told: bool) -> int:
    added = db.execute(
        "INSERT INTO texts (number, sender, text, outbound, at, arrived_at, told) VALUES (?, ?, ?, FALSE, ?, ?, ?)",
        (number, sender, text, at, at, told),
    )
    return int(added.lastrowid or 0)


def _news(
    id: int, reference: str, number: str, sender: str, text: str, outbound: bool, arrived_at: float | None
) -> Receipt | Inbound:
    if not outbound:
        return Inbound(f"{INBOUND}{id}", number, sender, text)
    if arrived_at is None:
        return Receipt(f"phone-{reference}", "dead number", State.UNDELIVERED, reference)
    return Receipt(f"phone-{reference}", "delivered", State.DELIVERED, reference)


def _id(inbound: Inbound) -> int:
    return int(inbound.vendor_reference.removeprefix(INBOUND))
