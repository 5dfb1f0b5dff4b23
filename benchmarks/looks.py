"""How long the pages take by which people watch texts leave, with a million messages: list, sums, strip, metrics.

    python -m benchmarks.looks [--rows 1000000] [--queued 150000] [--database URL-OF-AN-EMPTY-POSTGRESQL]

Each figure is the median of single calls in one thread, in ms, with what goes over the wire left out. A tenth of the
messages is of one broadcast; what waits is due, and is nobody's who said stop.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from app import create_app
from app.rules.failure import Failure
from app.rules.message import Kind, State
from app.rules.traffic import Tally
from app.settings import Settings
from app.store import Session, Sessions, Sql, access, broadcasts, heartbeats, make_engine, stamp, sweeps, tallies
from app.store.message_list import Wanted, listed, piles
from app.store.migrate import migrate
from benchmarks import measure

KEYS = ("a key for the benchmarks only",)
CALLS, BATCH = 15, 100_000
DAYS = 60
ROWS = "WITH RECURSIVE rows (id) AS (SELECT CAST(:first AS BIGINT) UNION ALL SELECT id + 1 FROM rows WHERE id < :last)"
PEOPLE = """
    INSERT INTO subscribers (id, number_index, number_sealed, country, language, first_at)
    {rows} SELECT id, CAST({name} AS {blob}), :sealed, CASE WHEN MOD(id, 5) = 0 THEN 'US' ELSE 'IT' END, 'it', :now
    FROM rows"""
MESSAGES = """
    INSERT INTO messages (id, reference, subscriber_id, brand, campaign, class, priority, sender, text_sealed, parts,
                          state, reason, attempt, queued_at, due_at, expires_at, changed_at, topic, broadcast_id,
                          country)
    {rows} SELECT id, CAST(id AS TEXT), MOD(id, :people) + 1, 'Aurora', 'estate-25', 'marketing', 5, 'Aurora', :sealed,
           1 + MOD(id, 3),
           CASE WHEN id > :waiting THEN 'queued' WHEN MOD(id, 50) = 0 THEN 'failed'
                WHEN MOD(id, 20) = 0 THEN 'undelivered' WHEN MOD(id, 10) = 0 THEN 'suppressed' ELSE 'delivered' END,
           CASE WHEN MOD(id, 10) = 0 AND id <= :waiting THEN 'blocked' END, 1, :begins + id * :each,
           CASE WHEN id > :waiting THEN :now ELSE :begins + id * :each END, :until, :begins + id * :each, NULL,
           CASE WHEN MOD(id, 10) = 1 THEN :broadcast END,
           CASE WHEN MOD(MOD(id, :people) + 1, 5) = 0 THEN 'US' ELSE 'IT' END
    FROM rows"""


def fill(sessions: Sessions, rows: int, queued: int, now: datetime) -> int:
    """The id of the broadcast, once all is there."""
    sealed, people = sessions.vault.seal("+393400000000"), max(1, rows // 5)
    begins = now - timedelta(days=DAYS)
    with sessions.begin() as session:
        broadcast = broadcasts.add_broadcast(
            session,
            campaign="estate-25",
            brand="Aurora",
            kind="marketing",
            topic=None,
            texts={"it": "Due gusti"},
            by="",
            expires_at=now + timedelta(days=4),
            now=now,
        )
    values = {"sealed": sealed, "now": stamp(now), "until": stamp(now + timedelta(days=4))}
    more = {"people": people, "waiting": rows - queued, "broadcast": broadcast, "begins": stamp(begins)}
    more["each"] = (stamp(now) - stamp(begins)) // (rows + 1)
    is_sqlite = sessions.engine.dialect.name == "sqlite"
    name = "id" if is_sqlite else "CAST(id AS TEXT)"
    for text, count, given in ((PEOPLE, people, {}), (MESSAGES, rows, more)):
        statement = Sql(text.replace("{rows}", ROWS).replace("{name}", name))
        for first in range(1, count + 1, BATCH):
            with sessions.begin() as session:
                session.run(statement, first=first, last=min(first + BATCH - 1, count), **values, **given)
    with sessions.begin() as session:
        for minute in range(60):
            counted = [Tally(f"gateway{n}", code, None, 200) for n in range(3) for code in ("IT", "US", "DE", "FR")]
            counted += [replace(each, failure=Failure.BLOCKED, attempts=9) for each in counted]
            tallies.add(session, counted, now - timedelta(minutes=minute))
        heartbeats.beat_of(session, "a", now)
        session.run(Sql("ANALYZE"))  # as PostgreSQL does by itself within a minute
    if not is_sqlite:
        with sessions.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM messages")  # the same
    return broadcast


def timed(call: Callable[[], object]) -> float:
    """The median of single calls, in ms."""
    taken = []
    for _ in range(CALLS):
        began = time.perf_counter()
        call()
        taken.append(time.perf_counter() - began)
    return measure.median(taken) * 1000


def measured(url: str, folder: Path, rows: int, queued: int) -> dict[str, float]:
    """Each look's median in ms."""
    engine = make_engine(url)
    migrate(engine)
    engine.dispose()
    sessions, now = Sessions(url, KEYS), datetime.now(UTC)
    broadcast = fill(sessions, rows, queued, now)
    prices = {"IT": (Decimal("0.0450"), "EUR"), "US": (Decimal("0.0083"), "USD")}
    settings = Settings(folder, url, measure.ROOT / "campaigns", "http://localhost", KEYS, prices=prices)
    client = create_app(settings).test_client()
    with sessions.begin() as session:
        staff = access.add_staff(session, "giulia@aurora.example", now)
        access.add_pass(session, "in", kind="link", staff=staff, expires_at=now + timedelta(hours=1), now=now)
    client.post("/staff/in/in", headers={"Origin": "http://localhost"})

    def page(path: str) -> Callable[[], object]:
        def get() -> None:
            if client.get(path).status_code != 200:
                raise SystemExit(f"{path} cannot be seen")

        return get

    def read(what: Callable[[Session], object]) -> Callable[[], object]:
        def look() -> None:
            with sessions.read() as session:
                what(session)

        return look

    swept = sweeps.START

    def sweep() -> None:
        nonlocal swept
        with sessions.begin() as session:
            swept = sweeps.sweep(session, datetime.now(UTC), swept)

    month = Wanted(since=now - timedelta(days=30), until=now)
    rare = Wanted(state=State.SENDING)
    found = {
        "messages, the newest, with the strip": timed(page("/staff/messages/")),
        "the strip alone, as it is asked for again": timed(page("/staff/messages/live")),
        "messages of one state": timed(page("/staff/messages/?state=undelivered")),
        "… of a state that none has": timed(read(lambda session: listed(session, rare, 51))),
        "sums of 30 days, half of all": timed(read(lambda session: piles(session, month))),
        "… of one class": timed(read(lambda session: piles(session, replace(month, kind=Kind.MARKETING)))),
        "… of everything": timed(read(lambda session: piles(session, Wanted(until=now)))),
        "/metrics": timed(page("/metrics")),
        f"the page of a broadcast of {rows // 10:,}": timed(page(f"/staff/broadcasts/{broadcast}")),
        "what is not to leave is ended, in each second": timed(sweep),
    }
    sessions.close()
    return found


def main() -> None:
    """Fills, measures and prints the table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rows", type=int, default=1_000_000)
    arguments.add_argument("--queued", type=int, default=150_000)
    arguments.add_argument("--database", help="an empty database; a temporary SQLite file if it is left out")
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = chosen.database or f"sqlite:///{folder}/handbill.db"
        found = measured(url, Path(folder), chosen.rows, chosen.queued)
    print(measure.table([[name, f"{ms:.1f}"] for name, ms in found.items()], ["look", f"ms, {chosen.rows:,} messages"]))


if __name__ == "__main__":
    main()
