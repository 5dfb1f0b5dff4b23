"""Three ways to run, one behaviour: whichever engine rings, the same texts leave, once, and none waits for ever.

Where a test says that nobody sweeps, the worker does not look by itself: what leaves then was rung for.
"""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app import engines
from app.actions import Means
from app.engines.celery import QUEUE
from app.gateways.recording import Gateway as Recording
from app.means import engine_of
from app.rules.message import Kind
from app.settings import Settings
from app.store import Session, Sessions, Sql, messages, words
from app.store.campaigns import Campaigns
from app.worker import IN_FLIGHT, Worker
from tests import make

WITHIN_S = 30.0  # nobody waits so long, but on a machine with much else to do
JOBS = Sql("SELECT COUNT(*) FROM procrastinate_jobs WHERE status = 'todo'")
UNDER_WAY = Sql("SELECT COUNT(*) FROM procrastinate_jobs WHERE status = 'doing'")
HANDS = Sql("SELECT COUNT(*) FROM procrastinate_workers")
END_ALL = Sql("""
    SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()""")
LEFT_AT = Sql("SELECT MAX(ended_at) FROM attempts")
ADD_STALLED = Sql("""
    INSERT INTO procrastinate_jobs (queue_name, task_name, queueing_lock, status)
    VALUES ('handbill', 'handbill.drain', 'handbill.drain', 'doing')""")


class Slow(Recording):
    """Answers when it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.taken, self.go = threading.Semaphore(0), threading.Event()

    def send(self, message: Any) -> str:
        self.taken.release()
        assert self.go.wait(WITHIN_S)
        return super().send(message)


@pytest.fixture
def database_url(prepared_url: str) -> str:
    return prepared_url


@pytest.fixture(params=engines.NAMES)
def way(request: pytest.FixtureRequest, settings: Settings, tmp_path: Path) -> Settings:
    """Settings that choose one way to run; a folder is the broker, between whichever processes."""
    return choose(request.param, settings, tmp_path)


@pytest.fixture
def jobs(settings: Settings, tmp_path: Path) -> Settings:
    return choose("procrastinate", settings, tmp_path)


@pytest.fixture
def unswept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody sweeps."""
    monkeypatch.setattr(Worker, "_sweep", lambda worker: None)


@pytest.fixture
def rung(way: Settings) -> Iterator[Sessions]:
    """Transactions that ring by the way that is chosen, as those of the web do."""
    with ringing(way) as sessions:
        yield sessions


def choose(name: str, settings: Settings, folder: Path) -> Settings:
    broker = folder / "broker"
    broker.mkdir(exist_ok=True)
    return replace(settings, engine=name, broker_url=f"filesystem://{broker}")


@contextmanager
def ringing(way: Settings) -> Iterator[Sessions]:
    engine = engine_of(way)
    sessions = Sessions(way.database_url, way.secret_keys, engine.rings)
    yield sessions
    engine.close()
    sessions.close()


@contextmanager
def at_work(way: Settings, gateway: Recording) -> Iterator[threading.Event]:
    """A worker in a thread of its own; it has ended within ten seconds of being told to."""
    stop = threading.Event()
    thread = threading.Thread(target=work, args=(way, gateway, stop))
    thread.start()
    try:
        yield stop
    finally:
        stop.set()
        thread.join(WITHIN_S)
        assert not thread.is_alive()


def work(way: Settings, gateway: Recording, stop: threading.Event) -> None:
    says = words.load()
    means = Means(way.secret_keys, way.base_url, says, lambda n: 12345 % n)
    with ringing(way) as sessions, engine_of(way).at_work(stop) as bell:
        campaigns = Campaigns(sessions, way.campaigns, says)
        Worker(sessions, {"recording": gateway}, means, campaigns, None, bell).work(stop)


def queue(sessions: Sessions, count: int = 1) -> None:
    with sessions.begin() as session:
        for _ in range(count):
            make.message(session, queued_at=datetime.now(UTC))


def states(sessions: Sessions) -> Counter[str]:
    with sessions.read() as session:
        return Counter(messages.count_by_state(session))


def counted(sessions: Sessions, statement: Sql) -> int:
    with sessions.read() as session:
        return int(session.run(statement).fetchone()[0])


def rings(sessions: Sessions, way: Settings) -> int:
    """How many rings wait for a worker."""
    broker = str(way.broker_url).removeprefix("filesystem://")
    return counted(sessions, JOBS) + len(list(Path(broker).glob("*.msg")))


def until(happened: Callable[[], object]) -> None:
    end = time.monotonic() + WITHIN_S
    while not happened():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


@pytest.mark.usefixtures("unswept")
def test_a_text_that_is_queued_is_sent(way: Settings, rung: Sessions, outbox: Recording) -> None:
    with at_work(way, outbox):
        for count in (1, 2, 3):  # it is rung for again and again, not just found at the start
            queue(rung)
            until(lambda count=count: states(rung) == {"sent": count})
    assert len(outbox.sent) == 3


@pytest.mark.usefixtures("unswept")
def test_a_text_that_waits_for_the_first_worker_is_sent(way: Settings, rung: Sessions, outbox: Recording) -> None:
    queue(rung)
    with at_work(way, outbox):
        until(lambda: states(rung) == {"sent": 1})


def test_a_transaction_that_is_undone_rings_nowhere(way: Settings, rung: Sessions) -> None:
    def queue_and_fail(session: Session) -> None:
        make.message(session)
        raise LookupError

    with pytest.raises(LookupError), rung.begin() as session:
        queue_and_fail(session)
    with pytest.raises(LookupError):
        rung.write(queue_and_fail)
    with rung.begin():
        pass
    assert rings(rung, way) == 0


def test_a_crowd_rings_once_or_nearly_so(way: Settings, rung: Sessions) -> None:
    for _ in range(50):
        rung.write(lambda session: make.message(session))
    if way.engine == "celery":
        until(lambda: rings(rung, way))
    assert rings(rung, way) <= {"embedded": 0, "procrastinate": 1, "celery": 40}[way.engine]


def test_a_text_that_waits_for_its_hour_leaves_then(way: Settings, rung: Sessions, outbox: Recording) -> None:
    now = datetime.now(UTC)
    due = now + timedelta(seconds=1.2)
    with rung.begin() as session:
        values: dict[str, Any] = {"brand": make.BRAND, "campaign": make.CAMPAIGN_ID, "sender": make.SENDER}
        values |= {"kind": Kind.SERVICE, "text": "Ciao", "now": now, "due": due}
        messages.queue(session, messages.draft(session.vault, reference="held", **values), make.subscriber(session))
    with at_work(way, outbox):
        until(lambda: states(rung) == {"sent": 1})
    assert counted(rung, LEFT_AT) >= due.timestamp() * 1e6


def test_two_workers_share(way: Settings, rung: Sessions) -> None:
    """One has its hands full and waits for its gateway: the other takes the rest."""
    both = Slow(), Slow()
    with at_work(way, both[0]), at_work(way, both[1]):
        for _ in range(2):
            queue(rung, IN_FLIGHT // 2 + 20)
        for slow in both:
            assert slow.taken.acquire(timeout=WITHIN_S)
        for slow in both:
            slow.go.set()
        until(lambda: states(rung) == {"sent": IN_FLIGHT + 40})
    assert len({sent.reference for slow in both for sent in slow.sent}) == IN_FLIGHT + 40
    assert all(slow.sent for slow in both)


def test_told_to_stop_it_leaves_nothing_open_and_another_goes_on(
    way: Settings, rung: Sessions, outbox: Recording
) -> None:
    slow = Slow()
    queue(rung, 5)
    with at_work(way, slow) as stop:
        for _ in range(5):
            assert slow.taken.acquire(timeout=WITHIN_S)
        stop.set()
        queue(rung, 2)
        slow.go.set()
    assert states(rung) == {"sent": 5, "queued": 2}
    assert (counted(rung, UNDER_WAY), counted(rung, HANDS)) == (0, 0)
    with at_work(way, outbox):
        until(lambda: states(rung) == {"sent": 7})


@pytest.mark.usefixtures("unswept")
def test_a_job_looks_again_until_all_have_committed_who_saw_it_wait(
    jobs: Settings, sessions: Sessions, outbox: Recording
) -> None:
    with ringing(jobs) as rung, rung.begin() as late:
        queue(rung)
        make.message(late, queued_at=datetime.now(UTC))
        late.toll()
        late.is_rung = False  # it has seen the job that waits, and adds none
        assert counted(sessions, JOBS) == 1
        with at_work(jobs, outbox):
            until(lambda: states(sessions) == {"sent": 1})
            late._driver.execute("COMMIT; BEGIN")
            until(lambda: states(sessions) == {"sent": 2})


def test_a_ring_that_fails_undoes_nothing(jobs: Settings, sessions: Sessions) -> None:
    """Such as after an update of procrastinate that somebody else made."""
    with ringing(jobs) as rung, rung.begin() as session:
        make.message(session)
        session.run(Sql("ALTER FUNCTION procrastinate_defer_jobs_v1 RENAME TO gone"))
        session.toll()
        session.is_rung = False
        session.run(Sql("ALTER FUNCTION gone RENAME TO procrastinate_defer_jobs_v1"))
    assert (states(sessions), counted(sessions, JOBS)) == ({"queued": 1}, 0)


@pytest.mark.usefixtures("unswept")
def test_when_the_database_comes_back_so_do_the_jobs(jobs: Settings, sessions: Sessions, outbox: Recording) -> None:
    with ringing(jobs) as rung, at_work(jobs, outbox):
        queue(rung)
        until(lambda: states(sessions) == {"sent": 1})
        assert counted(sessions, END_ALL) > 3
        rung.close()
        queue(rung)
        until(lambda: states(sessions) == {"sent": 2})


@pytest.mark.usefixtures("unswept")
def test_the_job_of_a_worker_that_was_killed_is_rung_for_again(
    jobs: Settings, sessions: Sessions, outbox: Recording
) -> None:
    queue(sessions)
    with sessions.begin() as session:
        session.run(ADD_STALLED)
    with at_work(jobs, outbox):
        until(lambda: states(sessions) == {"sent": 1})
        until(lambda: counted(sessions, UNDER_WAY) == 0)


def test_with_a_broker_that_is_away_texts_leave_all_the_same(
    settings: Settings, outbox: Recording, caplog: pytest.LogCaptureFixture
) -> None:
    way = replace(settings, engine="celery", broker_url="amqp://127.0.0.1:9//")
    with ringing(way) as rung:
        with at_work(way, outbox):
            queue(rung)
            until(lambda: states(rung) == {"sent": 1})
        until(lambda: "the broker is not to be had" in caplog.text)


@pytest.fixture
def tasks(settings: Settings, tmp_path: Path) -> Settings:
    return choose("celery", settings, tmp_path)


def break_worker(way: Settings) -> None:
    """Lays something before Celery's worker that is no task, which it holds for an error that cannot be mended."""
    broker = Path(str(way.broker_url).removeprefix("filesystem://"))
    (broker / f"0_0.{QUEUE}.msg").write_text("no task")


@pytest.mark.usefixtures("unswept")
def test_a_worker_of_celery_that_ends_by_itself_begins_again(
    tasks: Settings, outbox: Recording, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.engines.celery.AGAIN_S", 0.05)
    with ringing(tasks) as rung, at_work(tasks, outbox):
        for count in (1, 2):
            break_worker(tasks)
            until(lambda count=count: caplog.text.count("has ended by itself") == count)
            queue(rung)
            until(lambda count=count: states(rung) == {"sent": count})


def test_told_to_stop_while_it_waits_to_begin_again_it_ends(
    tasks: Settings, outbox: Recording, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.engines.celery.AGAIN_S", 10 * WITHIN_S)
    before = set(threading.enumerate())
    with at_work(tasks, outbox):
        break_worker(tasks)
        until(lambda: "has ended by itself" in caplog.text)
    until(lambda: not [each for each in set(threading.enumerate()) - before if each.name.startswith("tasks")])
