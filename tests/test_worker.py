"""A worker: what it takes it ends; stopped, it leaves nothing open; killed, it loses nothing and doubles nothing."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from app import wire
from app.actions import Means, broadcast, deliver
from app.gateways import Can, GatewayError, Inbound, Receipt
from app.gateways.phone import Gateway as Phone
from app.gateways.phone import Weather
from app.gateways.recording import Gateway as Recording
from app.http_pool import Pool
from app.means import place_of
from app.rules import alarm
from app.rules.failure import Failure
from app.rules.law import Book
from app.rules.law.common import EVERYWHERE
from app.rules.message import Kind, State
from app.store import (
    StoreUnavailable,
    alarms,
    broadcasts,
    circuits,
    doubts,
    heartbeats,
    messages,
    removals,
    subscribers,
    suppressions,
    tallies,
    timings,
    waiting,
    words,
)
from app.store import outbox as outbox_rows
from app.store.campaigns import Campaigns
from app.worker import HOUSEKEEPING_S, IN_FLIGHT, Worker
from tests import make

NUMBER = "+393331234342"
WITHIN_S = 30.0  # nobody waits so long, but on a machine with much else to do


class Slow(Recording):
    """Answers when it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.taken, self.go = threading.Semaphore(0), threading.Event()

    def send(self, message):
        self.taken.release()
        assert self.go.wait(WITHIN_S)
        return super().send(message)


class Broken(Recording):
    """Cannot be asked for news."""

    def collect(self, now):
        raise GatewayError(Failure.DOWN, "no line")


@pytest.fixture
def worker(settings, sessions) -> Callable[..., Worker]:
    says = words.load()
    campaigns = Campaigns(sessions, settings.campaigns, says)
    means = Means(settings.secret_keys, settings.base_url, says, lambda n: 12345 % n, limits=False)
    return lambda gateway, name="recording", **more: Worker(sessions, {name: gateway}, means, campaigns, **more)


@pytest.fixture
def phone(settings) -> Phone:
    return Phone(place_of(settings, "phone"))


@contextmanager
def at_work(worker: Worker) -> Iterator[threading.Event]:
    stop = threading.Event()
    thread = threading.Thread(target=worker.work, args=(stop,))
    thread.start()
    try:
        yield stop
    finally:
        stop.set()
        thread.join(WITHIN_S)
        assert not thread.is_alive()


def test_a_broadcast_is_queued_by_the_worker_and_then_no_longer_looked_at(worker, sessions):
    with sessions.begin() as session:
        person = make.subscriber(session)
        make.consent(session, person)
        now = datetime.now(UTC)
        values = {"campaign": make.CAMPAIGN_ID, "brand": make.BRAND, "kind": "marketing", "topic": None, "by": ""}
        texts, end = {"it": "Due gusti"}, now + timedelta(days=4)
        id = broadcasts.add_broadcast(session, texts=texts, expires_at=end, now=now, **values)

    def found() -> broadcasts.Broadcast:
        with sessions.read() as session:
            return broadcasts.broadcast(session, id)

    with at_work(worker(Recording())):
        until(lambda: found().filled_at)
    assert found().reached == person
    with sessions.read() as session:
        assert [(each.kind, each.subscriber) for each in messages.messages_of(session, person)] == [
            (Kind.MARKETING, person)
        ]


def test_who_waits_is_called_by_the_worker(settings, sessions):
    says = words.load()
    means = Means(
        settings.secret_keys, settings.base_url, says, lambda n: 12345 % n, limits=False, law=Book((EVERYWHERE,), ())
    )
    with sessions.begin() as session:
        person, now = make.subscriber(session), datetime.now(UTC)
        waiting.add(session, person, campaign=make.CAMPAIGN_ID, brand=make.BRAND, placement=make.PLACEMENT, now=now)

    def called() -> bool:
        with sessions.read() as session:
            return waiting.places_of(session, person)[0].called_at is not None

    gateway = Recording()
    with at_work(Worker(sessions, {"recording": gateway}, means, Campaigns(sessions, settings.campaigns, says))):
        until(called)
        until(lambda: gateway.sent)
    assert "/w/" in gateway.sent[0].text


def test_once_a_broadcast_is_stopped_no_more_of_ten_thousand_leave_than_were_in_hand(sessions, worker, outbox):
    now = datetime.now(UTC)
    with sessions.begin() as session:
        person = make.subscriber(session)
        values = {"campaign": make.CAMPAIGN_ID, "brand": make.BRAND, "kind": "marketing", "topic": None, "by": ""}
        end = now + timedelta(days=4)
        id = broadcasts.add_broadcast(session, texts={"it": "Due gusti"}, expires_at=end, now=now, **values)
        broadcasts.fill(session, broadcasts.broadcast(session, id), reached=person, left_out={}, filled_at=now)
        draft = messages.draft(
            session.vault,
            reference="",
            brand=make.BRAND,
            campaign=make.CAMPAIGN_ID,
            kind=Kind.SERVICE,
            sender=make.SENDER,
            text="Due gusti",
            now=now,
            broadcast=id,
        )
        rows = [{**draft.values, "reference": f"b{n}", "subscriber": person, "visit": None} for n in range(10_000)]
        session.run_many(messages.QUEUE_ONCE, rows)
    with at_work(worker(outbox)):
        until(lambda: len(outbox.sent) > 200)
        with sessions.begin() as session:
            stopped = broadcast.stop(session, id, datetime.now(UTC), by="giulia@aurora.example")
        left = len(outbox.sent)
        until(lambda: not states(sessions)["sending"])
    assert stopped.waited + stopped.sent == 10_000
    assert stopped.waited > 5_000
    assert len(outbox.sent) == stopped.sent, "what was in hand left, and nothing else"
    assert stopped.sent - left <= IN_FLIGHT
    assert states(sessions) == {"suppressed": stopped.waited, "sent": stopped.sent}
    with sessions.read() as session:
        assert broadcasts.broadcast(session, id).stopped_by == "giulia@aurora.example"


def queue(sessions, count: int = 1) -> list[messages.Message]:
    now = datetime.now(UTC)
    with sessions.begin() as session:
        return [make.message(session, queued_at=now) for _ in range(count)]


def states(sessions) -> Counter[str]:
    with sessions.read() as session:
        return Counter(messages.count_by_state(session))


def until(happened: Callable[[], object]) -> None:
    end = time.monotonic() + WITHIN_S
    while not happened():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


@pytest.mark.parametrize("quiet", [False, True])
def test_the_log_tells_of_a_faulty_file_once_if_it_is_to_tell(worker, settings, caplog, quiet):
    (settings.campaigns / "winter.toml").write_text("name = 3\n")
    at_hand = worker(Recording(), quiet=quiet)
    for _ in range(2):
        at_hand._housekeeping_at = 0.0
        at_hand.turn()
    told = [each for each in caplog.records if "campaign winter: line 1, column " in each.getMessage()]
    assert [each.levelname for each in told] == ([] if quiet else ["ERROR"])


def test_what_is_over_is_removed_by_the_worker_whose_turn_it_is(sessions, worker):
    with sessions.begin() as session:
        long_ago = datetime.now(UTC) - timedelta(days=400)
        old = make.message(session, state=State.DELIVERED, queued_at=long_ago)
        make.consent(session, old.subscriber, event="confirm", now=long_ago)
    hands = [worker(Recording()), worker(Recording())]
    for each in hands:
        each.turn()
    with sessions.read() as session:
        assert messages.texts_of(session, old.subscriber) == {old.id: None}
        assert removals.counted(session, datetime.now(UTC) - timedelta(days=2))[0][:2] == ("texts", 1)
    assert [each._housekeeping.is_tidying for each in hands] == [True, False]


def test_what_waits_is_sent_and_its_receipt_taken(sessions, worker, phone):
    queue(sessions, 3)
    with at_work(worker(phone, "phone")):
        until(lambda: states(sessions) == {"delivered": 3})
    assert len(phone.texts()) == 3


def test_an_answer_on_a_phone_has_its_effect(sessions, worker, phone):
    now = datetime.now(UTC)
    with sessions.begin() as session:
        person = make.subscriber(session, number=NUMBER)
        make.message(session, subscriber=person, queued_at=now)
    phone.set_answer(NUMBER, "STOP")

    def stopped() -> bool:
        with sessions.read() as session:
            return bool(suppressions.suppressed_by(session, person))

    with at_work(worker(phone, "phone")):
        until(stopped)
        phone.set_answer(NUMBER, "")


def test_an_answer_that_waited_for_the_worker_is_judged_by_the_campaigns(sessions, worker, outbox):
    """The very first turn knows the campaigns already: a STOP must not be lost to an empty shelf."""
    outbox.news = [Inbound("in-1", NUMBER, make.BRAND, "STOP")]
    worker(outbox).turn()
    with sessions.read() as session:
        person = subscribers.subscriber_of(session, NUMBER)
        assert set(suppressions.suppressed_by(session, person.id)) == {make.BRAND}
    assert outbox.news == []


@pytest.mark.rule("US-CTIA-STOP-2")
def test_a_gateway_that_answers_stop_itself_is_left_to_it(sessions, worker, outbox):
    outbox.can, outbox.news = Can(handles_stop=True), [Inbound("in-1", NUMBER, make.BRAND, "STOP")]
    worker(outbox).turn()
    with sessions.read() as session:
        person = subscribers.subscriber_of(session, NUMBER)
        assert set(suppressions.suppressed_by(session, person.id)) == {make.BRAND}
        assert make.texts(session, make.CAMPAIGN_ID, NUMBER) == []


def test_told_to_stop_it_waits_for_what_is_in_flight_and_takes_no_more(sessions, worker):
    slow = Slow()
    queue(sessions, 5)
    with at_work(worker(slow)) as stop:
        for _ in range(5):
            assert slow.taken.acquire(timeout=WITHIN_S)
        stop.set()
        queue(sessions, 2)
        slow.go.set()
    assert states(sessions) == {"sent": 5, "queued": 2}
    with sessions.read() as session:
        assert [each.attempts for each in tallies.in_all(session)] == [5]


def test_told_to_stop_it_does_not_wait_for_ever_and_what_is_open_is_asked_about(sessions, worker, monkeypatch):
    """Whoever stops a worker kills it after ten seconds: it must have ended by itself before."""
    monkeypatch.setattr("app.worker.STOP_S", 0.3)
    slow = Slow()
    queue(sessions, 2)
    with at_work(worker(slow)) as stop:
        for _ in range(2):
            assert slow.taken.acquire(timeout=WITHIN_S)
        queue(sessions, 3)
        started = time.monotonic()
        stop.set()
    assert time.monotonic() - started < 5
    slow.go.set()
    assert states(sessions) == {"sending": 2, "queued": 3}
    later = datetime.now(UTC) + deliver.LEASE
    with sessions.begin() as session:
        deliver.sweep(session, {"recording": slow}, {}, later)
    with sessions.begin() as session:
        assert len(doubts.take(session, now=later, until=later, most=9)) == 2


def test_told_to_stop_it_gives_back_what_could_not_leave_yet(sessions, worker, monkeypatch):
    """A name that is not found, a line that does not open, may take longer than anybody waits: nothing has left."""
    opening, go = threading.Semaphore(0), threading.Event()

    def open_late(*_):
        opening.release()
        assert go.wait(WITHIN_S)
        raise OSError

    class Far(Recording):
        def send(self, message):
            return wire.post_json(Pool("http://127.0.0.1:9"), "/", {"to": message.number}, {}).text

    monkeypatch.setattr("app.http_pool.socket.create_connection", open_late)
    queue(sessions, 5)
    with at_work(worker(Far())) as stop:
        for _ in range(5):
            assert opening.acquire(timeout=WITHIN_S)
        stop.set()
    assert states(sessions) == {"queued": 5}
    with sessions.read() as session:
        assert outbox_rows.is_due(session, datetime.now(UTC)), "another may take them at once"
    go.set()


def test_told_to_stop_it_writes_down_what_was_sent_though_the_database_is_away_for_a_moment(
    sessions, worker, monkeypatch
):
    slow, away = Slow(), [StoreUnavailable("away"), StoreUnavailable("away")]

    def release(*held):
        if away:
            raise away.pop()
        return release_for_good(*held)

    release_for_good = outbox_rows.release
    monkeypatch.setattr(outbox_rows, "release", release)
    queue(sessions, 2)
    with at_work(worker(slow)) as stop:
        for _ in range(2):
            assert slow.taken.acquire(timeout=WITHIN_S)
        stop.set()
        slow.go.set()
    assert (away, states(sessions)) == ([], {"sent": 2})


def test_a_gateway_that_is_down_is_left_and_the_other_takes_over(settings, sessions, outbox):
    down = Recording()
    down.failures = [GatewayError(Failure.DOWN) for _ in range(999)]
    queue(sessions, 40)
    says = words.load()
    means = Means(settings.secret_keys, settings.base_url, says, lambda n: 12345 % n, limits=False)
    campaigns = Campaigns(sessions, settings.campaigns, says)
    with at_work(Worker(sessions, {"first": down, "second": outbox}, means, campaigns)):
        until(lambda: states(sessions) == {"sent": 40})
    assert len({sent.reference for sent in outbox.sent}) == len(outbox.sent) == 40


def test_a_gateway_that_refuses_us_is_told_to_staff_once_and_its_texts_wait(sessions, worker):
    closed = Recording()
    closed.failures = [GatewayError(Failure.CREDENTIALS) for _ in range(99)]
    queue(sessions, 5)

    def told() -> list[str]:
        with sessions.read() as session:
            say = words.load()["en"]
            return [alarm.told(say, each.cause)[0] for each in alarms.open_alarms(session)]

    with at_work(worker(closed)):
        until(told)
        queue(sessions, 5)
        time.sleep(0.5)
    assert told() == ["recording takes no texts. The gateway does not know us by our credentials."]
    assert states(sessions) == {"queued": 10}


def test_what_it_sent_and_what_failed_is_counted(sessions, worker, outbox):
    outbox.failures = [GatewayError(Failure.BLOCKED), GatewayError(Failure.BAD_NUMBER)]
    queue(sessions, 6)
    with at_work(worker(outbox)):
        until(lambda: states(sessions) == {"sent": 4, "undelivered": 2})
    with sessions.read() as session:
        counted = tallies.in_all(session)
        assert counted == tallies.since(session, datetime.now(UTC) - timedelta(hours=1))
        assert {each.failure: (each.attempts, each.parts) for each in counted} == {
            None: (4, 4),
            Failure.BLOCKED: (1, 1),
            Failure.BAD_NUMBER: (1, 1),
        }
        timed = timings.read(session)
    assert sum(attempts for attempts, _ in timed.values()) == 6
    assert {gateway for gateway, _ in timed} == {"recording"}


def test_which_ways_are_shut_is_written_down_while_the_worker_lives(sessions, worker):
    closed = Recording()
    closed.failures = [GatewayError(Failure.CREDENTIALS) for _ in range(99)]
    queue(sessions, 2)

    def shut(within: timedelta = timedelta(minutes=1)) -> list[tuple[circuits.Shut, int]]:
        with sessions.read() as session:
            return circuits.shut(session, datetime.now(UTC) - within)

    with at_work(worker(closed)):
        until(shut)
        [(way, workers)] = shut()
        assert shut(timedelta(minutes=-1)) == [], "of a worker that has not been seen"
    assert (way.gateway, way.sender, way.country, way.why, workers) == ("recording", "", "", Failure.CREDENTIALS, 1)
    now = datetime.now(UTC)
    assert way.since < now < way.until < now + timedelta(minutes=15)
    assert shut() == []
    with sessions.read() as session:
        assert heartbeats.workers(session) == []


def test_who_could_not_be_heard_for_a_while_need_not_say_again_what_is_shut(sessions, worker, outbox):
    """The database was away: a way is told once, when it is shut, and that may be for a quarter of an hour."""
    now = datetime.now(UTC)
    way = circuits.Shut("twilio", "", "IT", now, now + timedelta(minutes=9), Failure.REGION)
    with sessions.begin() as session:
        heartbeats.beat_of(session, "away", now - timedelta(minutes=10))
        circuits.write(session, "away", [way])
    worker(outbox).turn()
    with sessions.begin() as session:
        assert heartbeats.last_beat(session, "alarms"), "it was looked for workers that are gone"
        heartbeats.beat_of(session, "away", now)
        assert len(circuits.shut(session, now - heartbeats.SEEN_WITHIN)) == 1


def test_of_several_workers_the_one_that_waits_longest_speaks_and_dead_ones_do_not(sessions):
    now = datetime.now(UTC)
    with sessions.begin() as session:
        for name, seen, minutes in (("a", 1, 5), ("b", 2, 9), ("c", 90, 99)):
            heartbeats.beat_of(session, name, now - timedelta(seconds=seen))
            until = now + timedelta(minutes=minutes)
            circuits.write(session, name, [circuits.Shut("twilio", "", "IT", now, until, Failure.REGION)])
        circuits.write(session, "never", [circuits.Shut("twilio", "", "", now, now, Failure.DOWN)])
        dead = now - timedelta(minutes=1)
        [(way, workers)] = circuits.shut(session, dead)
        assert (way.until, workers) == (now + timedelta(minutes=9), 2)
        assert circuits.forget(session, dead) == 2
        assert heartbeats.forget(session, dead) == 1


def test_what_nobody_knows_of_is_asked_by_the_worker(sessions, worker, monkeypatch):
    monkeypatch.setattr("app.actions.deliver.ASKED_AFTER", [timedelta()])

    class Asked(Recording):
        def look_up(self, message, vendor_reference, sent_at):
            return Receipt("v1", "delivered", State.DELIVERED, message.reference)

    asked = Asked()
    asked.can, asked.failures = Can(look_up=True), [GatewayError(Failure.LOST)]
    queue(sessions, 1)
    with at_work(worker(asked)):
        until(lambda: states(sessions) == {"delivered": 1})
    assert asked.sent == []


def test_a_bug_in_what_became_of_one_text_stops_no_other(sessions, worker, monkeypatch):
    monkeypatch.setattr("app.actions.deliver.ASKED_AFTER", [timedelta()])

    class Odd(Recording):
        def look_up(self, message, vendor_reference, sent_at):
            asked.set()
            return Receipt("v1", "odd", "no such state", message.reference)

    asked, odd = threading.Event(), Odd()
    odd.can, odd.failures = Can(look_up=True), [GatewayError(Failure.LOST)]
    queue(sessions, 1)
    with at_work(worker(odd)):
        assert asked.wait(WITHIN_S)
        time.sleep(2 * HOUSEKEEPING_S)
        queue(sessions, 1)
        until(lambda: states(sessions) == {"unknown": 1, "sent": 1})


def test_what_a_provider_calls_a_text_is_kept_whatever_it_is(sessions, worker):
    class Odd(Recording):
        def send(self, message):
            return super().send(message) + "\0\ud800"

    queue(sessions, 2)
    with at_work(worker(Odd())):
        until(lambda: states(sessions) == {"sent": 2})


def test_a_slow_gateway_holds_up_neither_news_nor_the_heartbeat(sessions, worker):
    slow = Slow()
    queue(sessions, 1)
    with at_work(worker(slow)):
        assert slow.taken.acquire(timeout=WITHIN_S)
        slow.news = [Inbound("in-1", NUMBER, make.BRAND, "ciao")]
        until(lambda: slow.news == [])
        with sessions.read() as session:
            assert heartbeats.last_beat(session, "worker") is not None
        slow.go.set()


def test_a_gateway_that_cannot_be_asked_still_gets_what_is_due(sessions, worker):
    broken = Broken()
    queue(sessions, 3)
    with at_work(worker(broken)):
        until(lambda: states(sessions) == {"sent": 3})


def test_a_bug_in_a_gateway_stops_no_other_text(sessions, worker, outbox):
    outbox.failures = [ZeroDivisionError(), KeyError("to")]
    queue(sessions, 6)
    with at_work(worker(outbox)):
        until(lambda: states(sessions) == {"sent": 4, "unknown": 2})


def test_news_with_a_bug_in_it_are_set_aside_and_stop_no_other(sessions, worker, outbox):
    (message,) = queue(sessions)
    bad = Receipt("v1", "odd", "no such state", message.reference)
    outbox.news = [bad, Receipt("v1", "delivered", State.DELIVERED, message.reference)]
    worker(outbox).turn()
    assert outbox.news == []
    assert states(sessions)["delivered"] == 1


def process(settings) -> subprocess.Popen[bytes]:
    environ = {
        "HANDBILL_DATA": str(settings.data),
        "HANDBILL_DATABASE_URL": settings.database_url,
        "HANDBILL_CAMPAIGNS": str(settings.campaigns),
        "HANDBILL_SECRET_KEYS": ",".join(settings.secret_keys),
    }
    return subprocess.Popen([sys.executable, "-m", "app.cli", "worker"], env={**os.environ, **environ})


@contextmanager
def sending(settings, sessions, phone: Phone) -> Iterator[subprocess.Popen[bytes]]:
    """A worker in a process of its own, caught while it sends."""
    running = process(settings)
    try:
        until(lambda: states(sessions)["sending"] and phone.count())
        yield running
    finally:
        running.kill()
        running.wait(WITHIN_S)


def test_terminated_it_ends_in_time_and_leaves_nothing_open(settings, sessions, phone):
    queue(sessions, 600)
    with sending(settings, sessions, phone) as running:
        started = time.monotonic()
        running.send_signal(signal.SIGTERM)
        assert running.wait(WITHIN_S) == 0
    assert time.monotonic() - started < WITHIN_S
    found = states(sessions)
    assert found["sending"] == found["unknown"] == 0
    assert found.total() == 600


def test_killed_it_loses_nothing_and_sends_nothing_twice(settings, sessions, phone):
    phone.add(NUMBER)
    phone.set_weather(NUMBER, Weather.COVERAGE)
    queue(sessions, 600)
    with sending(settings, sessions, phone) as running:
        running.send_signal(signal.SIGKILL)
        running.wait(WITHIN_S)
    later = datetime.now(UTC) + deliver.LEASE + timedelta(seconds=1)
    with sessions.begin() as session:
        deliver.sweep(session, {"phone": phone}, {}, later)
    while make.deliveries(sessions, {"phone": phone}, lambda: later, most=100):
        pass
    phone.collect(later + timedelta(seconds=60))
    phone.collect(later + timedelta(seconds=60))
    references = [text.reference for text in phone.texts()]
    assert len(references) == len(set(references)) == 600
    assert states(sessions).keys() <= {"sent", "delivered"}
