"""Procrastinate: jobs in the same PostgreSQL, rung by the transaction that queues the texts.

A job says "drain". A worker that takes it looks until nothing is due, and goes on until every transaction has ended
that was under way when the job began: one that saw the job waiting has added none of its own, and may commit after
our first look. Jobs of workers that were killed are rung for again.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy.engine import Engine as Database
from sqlalchemy.engine import make_url

from app.engines import BadEngine, Bell, Place
from app.store import Rings
from app.store.jobs import DRAIN, ENDED, QUEUE, RING, UNDER_WAY, is_ready, prepare

if TYPE_CHECKING:
    import procrastinate

HEARTBEAT_S, STALLED_S = 1.0, 8.0  # a worker that is silent for so long is gone, and so are its jobs
RESCUE_S = 2.0
OLDER_S = 10.0  # how long a drain waits for older transactions; what one leaves later is swept up
PAUSE_S = 0.1
DOWN_S = 1.0  # pause after the database was not to be had
ENDS_S = 1.0  # from the worker's last commit on
CONNECTIONS = 2  # of each worker, and one that listens

log = logging.getLogger(__name__)


class Engine:
    """Jobs of procrastinate; needs PostgreSQL. Raises BadEngine."""

    rings = Rings(within=RING)

    def __init__(self, place: Place) -> None:
        url = make_url(place.database_url)
        if url.get_backend_name() != "postgresql":
            raise BadEngine("HANDBILL_ENGINE=procrastinate keeps its jobs in PostgreSQL: set HANDBILL_DATABASE_URL.")
        self._conninfo = url.set(drivername="postgresql").render_as_string(hide_password=False)

    def prepare(self, database: Database) -> None:
        """Makes procrastinate's tables and our function, or brings them to this release."""
        from procrastinate.schema import SchemaManager

        prepare(database, SchemaManager.get_schema(), {path.name: path.read_text("utf-8") for path in _steps()})

    def fault(self, database: Database) -> str | None:
        """What is missing. Raises StoreUnavailable."""
        newest = max(path.name for path in _steps())
        return (
            None
            if is_ready(database, newest)
            else "procrastinate's tables are not of this release; next: handbill migrate"
        )

    @contextmanager
    def at_work(self, stop: threading.Event) -> Iterator[Bell]:
        """A bell rung by jobs that a thread of ours takes; the last to end is the job that the worker was at."""
        bell = Bell()
        thread = threading.Thread(target=lambda: asyncio.run(self._work(bell, stop)), name="jobs", daemon=True)
        thread.start()
        try:
            yield bell
        finally:
            stop.set()
            bell.close()
            thread.join(ENDS_S)

    def close(self) -> None:
        """Nothing was begun."""

    async def _work(self, bell: Bell, stop: threading.Event) -> None:
        """Shift after shift: procrastinate's worker ends by itself whenever the database goes away."""
        import procrastinate
        import psycopg

        away = (psycopg.Error, procrastinate.exceptions.ConnectorException)
        while not stop.is_set():
            try:
                await self._shift(bell, stop)
            except away as error:
                log.warning("no jobs for a moment: %s", error.__cause__ or error)
            except Exception:
                log.exception("a bug: no jobs for a moment")
            await _either(stop, DOWN_S)

    async def _shift(self, bell: Bell, stop: threading.Event) -> None:
        """Takes jobs until told to stop, or until the database goes away."""
        import procrastinate
        from procrastinate.worker import Worker

        connector = procrastinate.PsycopgConnector(
            conninfo=self._conninfo, min_size=1, max_size=CONNECTIONS, timeout=STALLED_S, kwargs={"connect_timeout": 5}
        )
        jobs = procrastinate.App(connector=connector)
        drains = _Drains(connector, bell)
        jobs.task(name=DRAIN, queue=QUEUE)(drains.drain)
        async with jobs.open_async():
            worker: Any = Worker(
                jobs,
                queues=[QUEUE],
                install_signal_handlers=False,
                delete_jobs="always",
                fetch_job_polling_interval=DOWN_S,
                update_heartbeat_interval=HEARTBEAT_S,
                stalled_worker_timeout=STALLED_S,
            )
            drains.worker = worker
            at_work = asyncio.create_task(worker.run())
            beside = [asyncio.create_task(drains.rescue(jobs)), asyncio.create_task(_either(stop))]
            try:
                await asyncio.wait([at_work, *beside], return_when=asyncio.FIRST_COMPLETED)
                worker.stop()
                await at_work
                await _ended(beside)
            finally:
                for task in beside:
                    task.cancel()


class _Drains:
    """The jobs of one shift."""

    def __init__(self, connector: procrastinate.PsycopgConnector, bell: Bell) -> None:
        self.worker: Any = None
        self._connector, self._bell = connector, bell

    async def drain(self) -> None:
        """The job: rings until it is answered with nothing older under way.

        Of a worker that stops the job is not done: it takes no other, and rings for whoever goes on.
        """
        under_way = await self._asked(UNDER_WAY)
        until = time.monotonic() + OLDER_S
        while True:
            is_last = time.monotonic() > until or await self._asked(ENDED, under_way=under_way)
            if not await asyncio.to_thread(self._bell.answered, self._bell.ring()):
                self.worker.stop()
                await self._connector.execute_query_async(RING)
                return
            if is_last:
                return
            await asyncio.sleep(PAUSE_S)

    async def rescue(self, jobs: procrastinate.App) -> None:
        """Rings for the jobs of workers that were killed, and removes them; another may be quicker."""
        from procrastinate import exceptions
        from procrastinate.jobs import Status

        while True:
            await asyncio.sleep(RESCUE_S)
            stalled = await jobs.job_manager.get_stalled_jobs(queue=QUEUE, seconds_since_heartbeat=STALLED_S)
            for job in stalled:
                log.warning("a worker is gone: its job is rung for again")
                await self._connector.execute_query_async(RING)
                with suppress(exceptions.ConnectorException):
                    await jobs.job_manager.finish_job(job, Status.FAILED, delete_job=True)

    async def _asked(self, query: Any, **values: Any) -> Any:
        row = await self._connector.execute_query_one_async(query, **values)
        return next(iter(row.values()))


async def _either(stop: threading.Event, within_s: float | None = None) -> None:
    """Waits until told to stop, or so long."""
    until = None if within_s is None else time.monotonic() + within_s
    while not stop.is_set() and (until is None or time.monotonic() < until):
        await asyncio.sleep(PAUSE_S)


async def _ended(tasks: list[asyncio.Task[None]]) -> None:
    """Raises what one of those that have ended raised."""
    for task in tasks:
        if task.done():
            await task


def _steps() -> list[Path]:
    from procrastinate.schema import SchemaManager

    return sorted(Path(SchemaManager.get_migrations_path()).glob("*.sql"))
