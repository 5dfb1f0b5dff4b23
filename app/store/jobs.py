"""The tables of procrastinate beside ours, and the function by which a transaction rings.

One job that waits is enough for any number of texts: whoever finds one waiting adds none. It cannot be begun and come
to its end without us: a drain looks until all transactions have ended that were under way when it began, and ours was,
or it would have seen another job (engines/procrastinate.py).
"""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from app.store import StoreUnavailable
from app.store.migrate import LOCK

QUEUE, DRAIN = "handbill", "handbill.drain"
RING = "SELECT handbill_ring()"
# As PostgreSQL counts transactions that write: those before UNDER_WAY have begun, and ENDED says that all have ended.
UNDER_WAY = "SELECT txid_snapshot_xmax(txid_current_snapshot())"
ENDED = "SELECT txid_snapshot_xmin(txid_current_snapshot()) >= %(under_way)s"

# The block with the exception costs a subtransaction, so it is entered only where no job is seen to wait.
_RING = f"""
    CREATE OR REPLACE FUNCTION handbill_ring() RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (SELECT 1 FROM procrastinate_jobs WHERE queueing_lock = '{DRAIN}' AND status = 'todo') THEN
            RETURN;
        END IF;
        BEGIN
            PERFORM procrastinate_defer_jobs_v1(ARRAY[
                ROW('{QUEUE}', '{DRAIN}', 0, NULL, '{DRAIN}', '{{}}', NULL)]::procrastinate_job_to_defer_v1[]);
        EXCEPTION
            WHEN unique_violation THEN NULL;  -- somebody else has rung in this moment
            WHEN OTHERS THEN RAISE WARNING 'handbill has not rung: %', SQLERRM;  -- texts are found without it
        END;
    END $$"""
_STANDS_AT = "SELECT obj_description(to_regprocedure('handbill_ring()'), 'pg_proc')"


def prepare(engine: Engine, schema: str, steps: Mapping[str, str]) -> None:
    """Brings procrastinate's tables and our function to this release, from however many machines at once.

    `schema` makes the tables where there are none; `steps` are procrastinate's migrations by their names, in order, of
    which those are taken that a database of ours has not had. Tables that somebody else made are theirs to keep.
    """
    newest = max(steps)
    with engine.begin() as connection:
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        at = _stands_at(connection)
        if not connection.execute(sa.text("SELECT to_regclass('procrastinate_jobs')")).scalar():
            _run(connection, schema)
        elif at is not None:
            for name in sorted(name for name in steps if name > at):
                _run(connection, steps[name])
        _run(connection, _RING)
        _run(connection, f"COMMENT ON FUNCTION handbill_ring() IS '{newest}'")


def is_ready(engine: Engine, newest: str) -> bool:
    """Whether all of that is there, up to the newest of procrastinate's migrations. Raises StoreUnavailable."""
    try:
        with engine.connect() as connection:
            return (_stands_at(connection) or "") >= newest
    except sa.exc.OperationalError as error:
        raise StoreUnavailable(str(error)) from error


def _stands_at(connection: Connection) -> str | None:
    at: str | None = connection.execute(sa.text(_STANDS_AT)).scalar()
    return at


def _run(connection: Connection, statements: str) -> None:
    """Runs them as they are written: several at once, and % is %."""
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute(statements)
