"""Opens connections to either database, set up so that transactions behave alike on both."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine

from app.store.turns import BUSY_S, insist

# The same connection serves again and again (a warm page cache), with room for the indexes of a busy day; a longer
# write-ahead log means that the pages many joins touch are copied into the file once and not forty times.
PRAGMAS = (
    "synchronous=FULL",
    "foreign_keys=ON",
    "cache_size=-8000",
    "temp_store=MEMORY",
    "wal_autocheckpoint=4000",
)

# How long libpq waits for a server to be there, and for a lost one to take what it was sent.
PATIENCE = {"connect_timeout": int(BUSY_S), "tcp_user_timeout": int(BUSY_S * 1000)}


def make_engine(url: str) -> Engine:
    """An engine whose transactions behave alike on both databases."""
    if url.startswith("sqlite"):
        engine = sa.create_engine(
            url,
            connect_args={"timeout": BUSY_S},
            pool_size=16,
            max_overflow=48,
            pool_timeout=BUSY_S,
            pool_use_lifo=True,
        )
        event.listen(engine, "connect", _open_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    return sa.create_engine(url, pool_size=8, max_overflow=24, pool_timeout=BUSY_S, connect_args=PATIENCE)


def _open_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # transactions begin where _begin_sqlite says, not where the driver guesses
    insist(connection, "PRAGMA journal_mode=WAL")  # several processes may open a new file at once
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    patience_s = connection.info.pop("writes_within_s", None)
    driver: Any = connection.connection.driver_connection
    if patience_s is None:
        driver.execute("BEGIN")
    else:
        insist(driver, "BEGIN IMMEDIATE", patience_s)
