"""Whether anything slows down as rows pile up: scan, join, redemption, dashboard, at ten thousand and ten million rows.

    python -m benchmarks.growth [--small 10000] [--large 10000000] [--database URL-OF-AN-EMPTY-POSTGRESQL]

Each figure is the median of single calls in one thread, in ms; the last column is large ÷ small.
"""

from __future__ import annotations

import argparse
import secrets
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from app.actions import Means
from app.actions.apply import Application
from app.actions.join import submit
from app.actions.redeem import redeem
from app.actions.sale import Redeemed, Sale
from app.actions.tell import Offers
from app.rules.campaign import Campaign, parse
from app.rules.consent import coupon_box, marketing_box
from app.rules.coupon import SERIALS, write_code
from app.rules.phone import read_number
from app.store import Session, Sessions, Sql, access, figures, ledger, make_engine, stamp, visits, words
from app.store.access import Till
from app.store.migrate import migrate
from app.store.visits import Scan, Visit
from benchmarks import measure

KEYS = ("a key for the benchmarks only",)
CALLS = 300
BATCH = 1_000_000
MOST = 100_000  # coupons that can be spent
STEP = SERIALS // MOST  # their serials are spread over the whole space

# People, visits, coupons and delivered texts. What they are found by is as random as in life, but comes in its order,
# which fills an index in a tenth of the time.
ROWS = "WITH RECURSIVE rows (id) AS (SELECT CAST(:first AS BIGINT) UNION ALL SELECT id + 1 FROM rows WHERE id < :last)"
FOUND_BY = {
    "sqlite": "ordered AS MATERIALIZED (SELECT randomblob(16) AS found_by FROM rows ORDER BY 1)",
    "postgresql": "ordered AS MATERIALIZED (SELECT uuid_send(gen_random_uuid()) AS found_by FROM rows ORDER BY 1)",
}
NUMBERED = "numbered AS (SELECT :first - 1 + ROW_NUMBER() OVER () AS id, found_by FROM ordered)"
PILE = [
    """INSERT INTO subscribers (id, number_index, number_sealed, country, language, first_at)
    {rows} SELECT id, found_by, :sealed, 'IT', 'it', :now FROM numbered""",
    """INSERT INTO coupons (id, campaign, subscriber_id, serial_index, serial_sealed, placement, language, issued_at,
                            valid_from, valid_until)
    {rows} SELECT id, 'estate-25', id, found_by, :sealed, 'k7q2m', 'it', :now, :now, :until FROM numbered""",
    """INSERT INTO visits (id, campaign, placement, language, opened_at, without, passed_at, subscriber_id, joined_at,
                           joined)
    {rows} SELECT id, 'estate-25', 'k7q2m', 'it', :now, FALSE, :now, id, :now, 1 FROM numbered""",
    """INSERT INTO messages (id, reference, subscriber_id, brand, campaign, class, priority, sender, text_sealed, parts,
                             visit_id, state, attempt, queued_at, due_at, expires_at, changed_at, topic)
    {rows} SELECT id, CAST(id AS TEXT), id, 'Aurora', 'estate-25', 'service', 1, 'Aurora', :sealed, 1, id, 'delivered',
           1, :now, :now, :until, :now, 'coupon' FROM numbered""",
]
ADD_COUPON = Sql("""
    INSERT INTO coupons (id, campaign, subscriber_id, serial_index, serial_sealed, placement, language, issued_at,
                         valid_from, valid_until, nth)
    VALUES (:id, 'estate-25', :subscriber, :index, :sealed, 'k7q2m', 'it', :now, :now, :until, 2)""")
COUNT_UP = Sql("SELECT setval(pg_get_serial_sequence(:table, 'id'), :id)")
ANALYZE = Sql("ANALYZE subscribers, coupons, visits, messages")  # as PostgreSQL does by itself within a minute


def fill(sessions: Sessions, rows: int, now: datetime, *, spendable: int = CALLS) -> None:
    """People, visits, coupons and delivered texts, as many of each as rows; as many scans; and coupons to spend."""
    database = sessions.engine.dialect.name
    pile = [Sql(text.format(rows=f"{ROWS}, {FOUND_BY[database]}, {NUMBERED}")) for text in PILE]
    until, sealed = stamp(now + timedelta(days=30)), sessions.vault.seal("+393400000000")
    for first in range(1, rows + 1, BATCH):
        last = min(first + BATCH - 1, rows)
        with sessions.begin() as session:
            for statement in pile:
                session.run(statement, first=first, last=last, now=stamp(now), until=until, sealed=sealed)
    with sessions.begin() as session:
        hours = [Scan("estate-25", "k7q2m", now - timedelta(hours=hour), False) for hour in range(1000)]
        visits.add_scans(session, hours * (rows // len(hours)))
        _add_spendable(session, rows, spendable, now)
        if database == "postgresql":
            for table in ("subscribers", "coupons", "messages"):
                session.run(COUNT_UP, table=table, id=rows + spendable + 1)
            session.run(ANALYZE)


def _add_spendable(session: Session, rows: int, count: int, now: datetime) -> None:
    """One more coupon for the first people, at most as many as rows; its code is that of its number times STEP."""
    made = []
    for n in range(1, count + 1):
        serial = str(n * STEP)
        index, sealed = session.vault.index("serial", serial), session.vault.seal(serial)
        until = stamp(now + timedelta(days=30))
        made.append(
            {"id": rows + n, "subscriber": n, "index": index, "sealed": sealed, "now": stamp(now), "until": until}
        )
    session.run_many(ADD_COUPON, made)


def timed(call: Callable[[int], object]) -> float:
    """The median of single calls, in ms."""
    taken = []
    for n in range(CALLS):
        began = time.perf_counter()
        call(n)
        taken.append(time.perf_counter() - began)
    return measure.median(taken) * 1000


def measured(url: str, campaign: Campaign, rows: int) -> dict[str, float]:
    """Each operation's median in ms with this many rows in the database."""
    engine = make_engine(url)
    migrate(engine)
    engine.dispose()
    sessions, says, now = Sessions(url, KEYS), words.load(), datetime.now(UTC)
    means = Means(KEYS, "http://127.0.0.1:8000", says, secrets.randbelow, False)
    fill(sessions, rows, now)
    with sessions.begin() as session:
        for language in campaign.languages:
            for box in (coupon_box(campaign, says[language]), marketing_box(campaign, says[language])):
                ledger.add_words(session, box.digest, language, box.words)
        till = Till(access.add_till(session, "Till 1", secrets.token_hex(), now) or 0, "Till 1")
    order = secrets.SystemRandom().sample(range(1, CALLS + 1), CALLS)

    def scan(_: int) -> None:
        came = [Scan("estate-25", "k7q2m", datetime.now(UTC), False)]
        sessions.write(lambda session: visits.add_scans(session, came))

    def join_one(n: int) -> None:
        left = Application(read_number(f"3391{n:06d}", ["IT"]), n % 2 == 0, "it", "127.0.0.1", {})
        visit = Visit(2**61 + n, campaign.id, "k7q2m", "it", True, None, {})
        submit(sessions, means, campaign, lambda _: visit, left, now)

    offers = Offers(sessions.begin, {campaign.id: campaign}.get)

    def redeem_one(n: int) -> None:
        sale = Sale(write_code(order[n] * STEP, KEYS))
        with sessions.stepwise() as session:
            done = redeem(session, means, offers, till, sale, datetime.now(UTC))
        if not isinstance(done, Redeemed):
            raise SystemExit(f"coupon {order[n]} was not spent: {done}")

    def look(_: int) -> None:
        with sessions.read() as session:
            figures.placements(session, campaign.id)

    taken = {"scan": timed(scan), "join": timed(join_one), "redemption": timed(redeem_one)}
    began = time.perf_counter()
    look(0)
    taken["dashboard, once"] = (time.perf_counter() - began) * 1000
    sessions.close()
    return taken


def main() -> None:
    """Fills, measures and prints the table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--small", type=int, default=10_000)
    arguments.add_argument("--large", type=int, default=10_000_000)
    arguments.add_argument("--database", help="an empty database; a temporary SQLite file if it is left out")
    chosen = arguments.parse_args()
    source = (measure.ROOT / "campaigns" / "estate-25.toml").read_text()
    campaign, _ = parse(source, "estate-25")
    with tempfile.TemporaryDirectory() as folder:
        urls = [chosen.database] * 2 if chosen.database else [f"sqlite:///{folder}/{n}.db" for n in ("small", "large")]
        small = measured(urls[0], campaign, chosen.small)
        large = measured(urls[1], campaign, chosen.large)
    rows = [[name, f"{small[name]:.2f}", f"{large[name]:.2f}", f"{large[name] / small[name]:.2f}"] for name in small]
    print(measure.table(rows, ["operation, ms", f"{chosen.small:,} rows", f"{chosen.large:,} rows", "ratio"]))


if __name__ == "__main__":
    main()
