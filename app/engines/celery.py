"""Celery: for those who have a broker. Rung after the commit, by a thread that no request waits for.

The task does nothing but ring the bell of the worker that takes it, so it is done at once, and nothing is lost with a
broker that forgets it. One that is away is told in the log, and texts leave a second later.
"""

from __future__ import annotations

import importlib
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sqlalchemy.engine import Engine as Database

from app.engines import BadEngine, Bell, Place
from app.store import Rings

if TYPE_CHECKING:
    import celery
    from celery.worker import WorkController

QUEUE = DRAIN = "handbill.drain"
EXPIRES_S = 30.0  # a ring that nobody has taken by then is of no use: workers have looked by themselves
DOWN_S = 1.0  # pause after it was not to be had
AGAIN_S = 5.0  # pause after a worker of Celery ended by itself
CROWD_S = 0.01  # between two rings of a process: a crowd rings once
PATIENCE_S = 4.0  # with a broker that does not answer
ONE_TRY = {"max_retries": 1, "interval_start": 0, "interval_step": 0}  # to ring; the next ring is another
ENDS_S = 0.7  # from the worker's last commit on
LOOK_S = 0.05  # into the folder, where that is the broker
STOPS = int(ENDS_S / LOOK_S)  # while the process still waits
IMPORTED_LATE = ("celery.app.events", "celery.events", "kombu.utils.limits")  # with the first task that is sent

log = logging.getLogger(__name__)


class Engine:
    """Tasks of Celery, by the broker of HANDBILL_BROKER_URL. Raises BadEngine."""

    def __init__(self, place: Place) -> None:
        if not place.broker_url:
            raise BadEngine(
                "HANDBILL_ENGINE=celery needs a broker: set HANDBILL_BROKER_URL, such as redis://localhost."
            )
        self._broker_url = place.broker_url
        self._tasks = _loaded(_tasks(place.broker_url))
        self._changed = threading.Condition()
        self._is_wanted = self._is_over = False
        self._ringer: threading.Thread | None = None

    @property
    def rings(self) -> Rings:
        """Each commit of texts is told to our thread."""
        return Rings(after=self._ring)

    @contextmanager
    def at_work(self, stop: threading.Event) -> Iterator[Bell]:
        """A bell rung by tasks that a worker of Celery takes, in a thread of ours."""
        bell, tasks = Bell(), _tasks(self._broker_url)
        tasks.task(name=DRAIN, ignore_result=True, shared=False)(bell.ring)
        taker = _Taker(tasks, stop)
        taker.start()
        try:
            yield bell
        finally:
            stop.set()
            bell.close()
            taker.join(ENDS_S)

    def prepare(self, _database: Database) -> None:
        """Nothing to do: the broker makes the queue with the first message."""

    def fault(self, _database: Database) -> None:
        """Nothing of it is in the database."""

    def close(self) -> None:
        """Lets a ring that is wanted go out."""
        with self._changed:
            self._is_over = True
            self._changed.notify_all()
        if self._ringer:
            self._ringer.join(ENDS_S)

    def _ring(self) -> None:
        with self._changed:
            self._is_wanted = True
            if self._ringer is None:  # not before: a thread does not live on in a forked process
                self._ringer = threading.Thread(target=self._keep_ringing, name="ringer", daemon=True)
                self._ringer.start()
            self._changed.notify_all()

    def _keep_ringing(self) -> None:
        """Sends one task for all who have rung since the last."""
        while self._next():
            try:
                self._tasks.send_task(DRAIN, queue=QUEUE, expires=EXPIRES_S, ignore_result=True, retry=False)
            except Exception as error:  # each broker has failures of its own, and none may end this thread
                log.warning("the broker is not to be had, so texts leave a second later: %s", type(error).__name__)
                self._rest(DOWN_S)
            self._rest(CROWD_S)

    def _next(self) -> bool:
        """Waits for a ring; False once it is over and none is left."""
        with self._changed:
            self._changed.wait_for(lambda: self._is_wanted or self._is_over)
            wanted, self._is_wanted = self._is_wanted, False
            return wanted

    def _rest(self, seconds: float) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._is_over, seconds)


def _tasks(broker_url: str) -> celery.Celery:
    """Celery for this broker, with nothing of it kept anywhere else."""
    import celery

    tasks = celery.Celery("handbill", broker=broker_url, set_as_current=False)
    tasks.conf.update(
        broker_connection_timeout=PATIENCE_S,
        broker_transport_options=ONE_TRY,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        worker_enable_remote_control=False,
        worker_hijack_root_logger=False,
    )
    if broker_url.startswith("filesystem:"):  # a folder that all share, to try it without a server
        folder = urlsplit(broker_url).path
        ways = dict.fromkeys(("data_folder_in", "data_folder_out", "processed_folder", "control_folder"), folder)
        tasks.conf.broker_transport_options = {**ONE_TRY, **ways, "polling_interval": LOOK_S}
    return tasks


def _loaded(tasks: celery.Celery) -> celery.Celery:
    """The same, once all is imported that a ring needs. Raises BadEngine.

    Else the thread that rings and another may begin the same packages from two ends, and Python ends one of them.
    """
    try:
        _ = tasks.connection_for_write(), tasks.amqp, tasks.tasks
    except (KeyError, ImportError, AttributeError) as error:  # the last where kombu lacks the broker's own package
        scheme = urlsplit(str(tasks.conf.broker_url)).scheme
        raise BadEngine(
            f"HANDBILL_BROKER_URL starts with {scheme}: and no such broker can be had here; "
            f'next: pip install "celery[{scheme}]", or write another.'
        ) from error
    for name in IMPORTED_LATE:
        importlib.import_module(name)
    return tasks


def _worker(tasks: celery.Celery) -> WorkController:
    from celery.worker import WorkController

    return WorkController(
        app=tasks, pool="solo", queues=[QUEUE], without_mingle=True, without_gossip=True, without_heartbeat=False
    )


class _Taker:
    """Takes tasks by a worker of Celery, until `stop` is set.

    A broker that is away its worker asks again by itself; what it calls an unrecoverable error ends it. Then the next
    one begins, after a pause.
    """

    def __init__(self, tasks: celery.Celery, stop: threading.Event) -> None:
        self._tasks, self._stop, self._worker = tasks, stop, _worker(tasks)
        self._taking = threading.Thread(target=self._take, name="tasks", daemon=True)
        self._ending = threading.Thread(target=self._end, name="tasks' end", daemon=True)

    def start(self) -> None:
        self._taking.start()
        self._ending.start()

    def join(self, most_s: float) -> None:
        self._taking.join(most_s)

    def _take(self) -> None:
        self._tasks.set_current()  # of this thread: where a task is looked up
        while not self._stop.is_set():
            self._worker.start()
            if self._stop.is_set():
                break
            log.warning("Celery's worker has ended by itself; texts leave a second later until the next begins, soon")
            if not self._stop.wait(AGAIN_S):
                self._worker = _worker(self._tasks)

    def _end(self) -> None:
        """Stops the worker as soon as ours is to; more than once, for it may be about to begin."""
        self._stop.wait()
        for _ in range(STOPS):
            self._worker.stop()
            self._taking.join(LOOK_S)
