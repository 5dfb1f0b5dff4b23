"""How long gateways take to answer: attempts by gateway, in buckets, since the first."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from app.store import Session, Sql, metadata

BUCKETS_MS = (25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000)
LONGER = 0  # than any of them

timings = sa.Table(
    "timings",
    metadata,
    sa.Column("gateway", sa.Text, primary_key=True),
    sa.Column("up_to_ms", sa.BigInteger, primary_key=True, comment="0 for longer than any"),
    sa.Column("attempts", sa.BigInteger, nullable=False),
    sa.Column("took_ms", sa.BigInteger, nullable=False),
)

ADD = Sql("""
    INSERT INTO timings (gateway, up_to_ms, attempts, took_ms) VALUES (:gateway, :up_to, :attempts, :took)
    ON CONFLICT (gateway, up_to_ms)
    DO UPDATE SET attempts = timings.attempts + excluded.attempts, took_ms = timings.took_ms + excluded.took_ms""")
READ = Sql("SELECT gateway, up_to_ms, attempts, took_ms FROM timings ORDER BY gateway, up_to_ms")

Timings = Mapping[tuple[str, int], tuple[int, int]]  # (attempts, ms in all) by gateway and bucket


def bucket(took_ms: float) -> int:
    """The bucket of an attempt that took so long."""
    return next((each for each in BUCKETS_MS if took_ms <= each), LONGER)


def add(session: Session, timed: Timings) -> None:
    """Adds what was timed; in one order, so that no two who add wait in a ring."""
    rows = [
        {"gateway": gateway, "up_to": up_to, "attempts": attempts, "took": took}
        for (gateway, up_to), (attempts, took) in sorted(timed.items())
    ]
    session.run_many(ADD, rows)


def read(session: Session) -> Timings:
    """All that was timed."""
    return {(row[0], row[1]): (int(row[2]), int(row[3])) for row in session.run(READ).fetchall()}
