"""Texts a second that are taken out of the outbox and written down as sent, nothing sent between, beside plain SQL.

ours      a lease on 100 texts with their numbers opened, and how each attempt ended, a transaction for both, as a
          worker under load has it: what ended before is written with the next lease
plain     ids of a table of two columns claimed 100 at a time and marked as done (SKIP LOCKED on PostgreSQL)

python -m benchmarks.outbox [--texts 20000] [--rounds 3] [--database sqlite, postgresql]
"""

from __future__ import annotations

import argparse
import sqlite3
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime

import sqlalchemy as sa

from app.actions import deliver
from app.rules.failure import Outcome
from app.rules.message import State
from app.store import Sessions, outbox
from app.store.outbox import Attempt, Leased
from benchmarks import measure
from benchmarks.queued import KEYS, database, fill

AT_ONCE = 100
DATABASES = ("sqlite", "postgresql")


def ours(url: str, texts: int) -> float:
    """Texts a second through lease and settle."""
    sessions = Sessions(url, KEYS)
    fill(sessions, texts)
    done, ended = 0, list[Attempt]()
    began = time.perf_counter()
    while done < texts:
        with sessions.begin() as session:
            outbox.settle(session, ended)
            now = datetime.now(UTC)
            held = outbox.lease(session, now=now, until=now + deliver.LEASE, most=AT_ONCE)
        done += len(ended)
        ended = [_sent(each, now) for each in held]
    took = time.perf_counter() - began
    sessions.close()
    return texts / took


def _sent(held: Leased, now: datetime) -> Attempt:
    return Attempt(
        held.id, held.attempt, "stub", Outcome.ACCEPTED, State.SENT, now, vendor_reference=f"stub-{held.reference}"
    )


def plain_sqlite(_url: str, texts: int) -> float:
    """Rows a second of a table that holds nothing else."""
    with tempfile.TemporaryDirectory() as folder, closing(sqlite3.connect(f"{folder}/plain.db")) as driver:
        driver.isolation_level = None
        driver.execute("PRAGMA journal_mode=WAL")
        driver.execute("PRAGMA synchronous=NORMAL")
        driver.execute("CREATE TABLE plain (id INTEGER PRIMARY KEY, body TEXT, state TEXT NOT NULL)")
        driver.execute("CREATE INDEX plain_new ON plain (id) WHERE state = 'new'")
        driver.executemany("INSERT INTO plain (body, state) VALUES (?, 'new')", [(str(n),) for n in range(texts)])
        claim = """UPDATE plain SET state = 'taken' WHERE id IN (
            SELECT id FROM plain WHERE state = 'new' ORDER BY id LIMIT ?) RETURNING id"""
        began = time.perf_counter()
        while ids := driver.execute(claim, (AT_ONCE,)).fetchall():
            driver.execute("BEGIN IMMEDIATE")
            driver.executemany("UPDATE plain SET state = 'done' WHERE id = ?", ids)
            driver.execute("COMMIT")
        return texts / (time.perf_counter() - began)


def plain_postgresql(url: str, texts: int) -> float:
    """The same with SKIP LOCKED, one claim and one completion to a transaction."""
    import psycopg

    plain = sa.make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain) as driver:
        driver.execute("DROP TABLE IF EXISTS plain")
        driver.execute("CREATE TABLE plain (id BIGSERIAL PRIMARY KEY, body TEXT, state TEXT NOT NULL DEFAULT 'new')")
        driver.execute("CREATE INDEX ON plain (id) WHERE state = 'new'")
        driver.execute("INSERT INTO plain (body) SELECT n::text FROM generate_series(1, %s) AS n", (texts,))
        driver.commit()
        claim = "SELECT id FROM plain WHERE state = 'new' ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED"
        began = time.perf_counter()
        while rows := driver.execute(claim, (AT_ONCE,)).fetchall():
            driver.execute("UPDATE plain SET state = 'done' WHERE id = ANY(%s)", ([row[0] for row in rows],))
            driver.commit()
        return texts / (time.perf_counter() - began)


PLAIN: dict[str, Callable[[str, int], float]] = {"sqlite": plain_sqlite, "postgresql": plain_postgresql}


def compared(kind: str, texts: int, rounds: int) -> Sequence[Sequence[object]]:
    """Two rows of the table, of rounds that took turns."""
    its, our = list[float](), list[float]()
    for _ in range(rounds):
        with database(kind) as url:
            its.append(PLAIN[kind](url, texts))
            our.append(ours(url, texts))
    return [
        [f"plain SQL, {kind}", f"{measure.median(its):,.0f}", ""],
        [f"outbox, {kind}", f"{measure.median(our):,.0f}", f"{measure.ratios(our, its):.2f}"],
    ]


def main() -> None:
    """Runs the rounds and prints the table."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--texts", type=int, default=20_000)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--database", choices=DATABASES, action="append")
    chosen = arguments.parse_args()
    rows = [row for kind in chosen.database or DATABASES for row in compared(kind, chosen.texts, chosen.rounds)]
    print(measure.table(rows, ["outbox, claim and complete", "texts/s", "ratio"]))


if __name__ == "__main__":
    main()
