"""Once means once: twelve tills in four processes, the last coupons, STOP against the outbox, schedulers against one
another; on both databases.
"""

from __future__ import annotations

import multiprocessing
import random
import secrets
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from multiprocessing.pool import Pool
from typing import Any, TypeVar

import pytest

from app import create_app
from app.actions import Means, end
from app.actions.apply import Application, Joined
from app.actions.join import SoldOut, submit
from app.actions.redeem import redeem
from app.actions.release import release as leave
from app.actions.sale import Redeemed, Sale
from app.actions.take_in import TakenIn, take_in_all
from app.actions.tell import Offers
from app.gateways.recording import Gateway
from app.rules.campaign import Campaign
from app.rules.coupon import write_code
from app.rules.intake import Row
from app.rules.law import Book
from app.rules.law.common import EVERYWHERE
from app.rules.message import Kind, State
from app.rules.phone import E164, Number
from app.rules.redemption import Refusal
from app.settings import Settings
from app.store import Session, Sessions, Sql, access, heartbeats, words
from app.store.messages import Message
from app.store.subscribers import Subscriber
from app.store.visits import Visit
from tests import make
from tests.conftest import KEYS

PROCESSES, THREADS = 4, 3
TILLS = PROCESSES * THREADS
COUPONS, STOCK, JOINS, NUMBERS, SENDS = 100, 50, 500, 20, 20
ROUNDS, AT_ONCE = 100, 5
STOPS = ROUNDS * AT_ONCE
IMPORTS, PEOPLE = 10, 60
TURNS, EVERY = 100, timedelta(hours=1)
OTHER = "Second Quest Games"
LONGEST_S = 60.0
UNLIMITED = 1_000_000  # requests a minute; a till of these tests is faster than a cashier
CAMPAIGN = {"follow": None, "programme": {"opt_in": "single"}}
SAYS = words.load()

Result = TypeVar("Result")
Crew = Callable[..., list[Any]]
meeting: dict[int, Any] = {}  # in each process of the crew: a barrier for so many threads


@pytest.fixture(scope="module")
def crew() -> Iterator[Crew]:
    """Four processes; crew(act, *arguments) gives what act returned in each, in order."""
    context = multiprocessing.get_context("spawn")
    barriers = {many: context.Barrier(many, timeout=LONGEST_S) for many in (2, 6, TILLS)}
    with context.Pool(PROCESSES, initializer=_let_meet, initargs=(barriers,)) as pool:
        yield lambda act, *arguments, processes=PROCESSES: _work(pool, act, arguments, processes)


@pytest.fixture
def at(sessions: Sessions) -> datetime:
    """Now, with a till for each thread of the crew."""
    at = datetime.now(UTC)
    with sessions.begin() as session:
        for number in range(TILLS):
            make.till(session, name=f"Till {number}", token=token(number), now=at)
    return at


# ---- one coupon, many tills


def test_a_coupon_is_spent_once_at_whichever_till(crew: Crew, sessions: Sessions, at: datetime) -> None:
    codes = some_codes(sessions, at)
    outcomes = [outcome for each in crew(spend_everywhere, sessions_url(sessions), codes) for outcome in each]
    yes = [code for code, refusal in outcomes if refusal is None]
    assert sorted(yes) == sorted(codes)
    assert Counter(refusal for _, refusal in outcomes if refusal) == {
        Refusal.ALREADY_REDEEMED.value: (TILLS - 1) * COUPONS
    }
    assert count(sessions, "SELECT COUNT(*) FROM redemptions") == COUPONS


def spend_everywhere(process: int, url: str, codes: Sequence[str]) -> list[tuple[str, str | None]]:
    """(code, refusal) of every code at every till of this process."""
    sessions, campaign = Sessions(url, KEYS), make.campaign()
    offers = Offers(sessions.begin, {campaign.id: campaign}.get)

    def till(thread: int) -> list[tuple[str, str | None]]:
        with sessions.read() as session:
            mine = access.till_of_token(session, token(process * THREADS + thread))
        assert mine
        meeting[TILLS].wait()
        done = []
        for code in codes:
            with sessions.stepwise() as session:
                outcome = redeem(session, means(), offers, mine, Sale(code), datetime.now(UTC))
            done.append((code, None if isinstance(outcome, Redeemed) else outcome.refusal.value))
        return done

    return flat(together(till, THREADS, sessions))


def test_each_of_two_requests_that_race_is_answered_alike_however_often_it_is_sent(
    crew: Crew, sessions: Sessions, settings: Settings, at: datetime
) -> None:
    """Every code is asked for under two request ids, each sent by six threads at once, all as one till."""
    codes = some_codes(sessions, at)
    answers: dict[tuple[str, str], set[tuple[int, bytes]]] = {}
    for each in crew(send_again_and_again, settings, codes):
        for code, key, status, body in each:
            answers.setdefault((code, key), set()).add((status, body))
    assert all(len(different) == 1 for different in answers.values())
    for code in codes:
        statuses = sorted(status for key in "ab" for status, _ in answers[code, key])
        assert statuses == [201, 409]
    assert count(sessions, "SELECT COUNT(*) FROM redemptions") == COUPONS


def send_again_and_again(process: int, settings: Settings, codes: Sequence[str]) -> list[tuple[str, str, int, bytes]]:
    """(code, key, status, body) of every answer that this process got."""
    app = create_app(replace(settings, api_a_minute=UNLIMITED))
    parts = app.extensions["handbill"]

    def till(thread: int) -> list[tuple[str, str, int, bytes]]:
        client, key = app.test_client(), "ab"[(process * THREADS + thread) % 2]
        meeting[TILLS].wait()
        done = []
        for code in codes:
            headers = {"Authorization": f"Bearer {token(0)}", "Idempotency-Key": f"{key} {code}"}
            response = client.post("/api/v1/redemptions", json={"code": code}, headers=headers)
            while b"still_running" in response.data:  # in this process; asked again, as a till does
                response = client.post("/api/v1/redemptions", json={"code": code}, headers=headers)
            done.append((code, key, response.status_code, response.data))
        return done

    try:
        return flat(together(till, THREADS, parts.sessions))
    finally:
        parts.stop.set()


# ---- the last coupons, and one person twice


def test_the_last_fifty_coupons_go_to_fifty_people(crew: Crew, sessions: Sessions, at: datetime) -> None:
    changes = {**CAMPAIGN, "offer": {"limits": {"total": STOCK}}}
    release(sessions, changes)
    numbers = [f"+39333{number:07d}" for number in range(JOINS)]
    outcomes = Counter(flat(crew(join_each, sessions_url(sessions), changes, numbers, False)))
    assert outcomes == {Joined.TEXTED.value: STOCK, Joined.SOLD_OUT.value: JOINS - STOCK}
    assert count(sessions, "SELECT COUNT(*) FROM coupons") == STOCK
    assert count(sessions, "SELECT taken FROM stock") == STOCK
    assert count(sessions, "SELECT COUNT(*) FROM messages") == STOCK


def test_a_number_that_joins_twelve_times_at_once_has_one_coupon(crew: Crew, sessions: Sessions, at: datetime) -> None:
    release(sessions, CAMPAIGN)
    numbers = [f"+39333{number:07d}" for number in range(NUMBERS)]
    outcomes = Counter(flat(crew(join_each, sessions_url(sessions), CAMPAIGN, numbers, True)))
    assert outcomes == {Joined.TEXTED.value: TILLS * NUMBERS}
    assert count(sessions, "SELECT COUNT(*) FROM coupons") == NUMBERS
    assert count(sessions, "SELECT taken FROM stock") == NUMBERS
    assert count(sessions, "SELECT COUNT(*) FROM subscribers") == NUMBERS


def join_each(process: int, url: str, changes: dict[str, Any], numbers: Sequence[str], all_of_them: bool) -> list[str]:
    """What became of joining with each number in every thread, or with each in one of them."""
    sessions, campaign = Sessions(url, KEYS), make.campaign(**changes)

    def visitor(thread: int) -> list[str]:
        mine = numbers if all_of_them else numbers[process * THREADS + thread :: TILLS]
        meeting[TILLS].wait()
        done = []
        for number in mine:
            visit = Visit(secrets.randbelow(2**62), campaign.id, make.PLACEMENT, "it", False, None, {})
            left = Application(Number(number, "IT", "mobile"), False, "it", "127.0.0.1", {})
            try:
                _, outcome = submit(sessions, means(), campaign, lambda _, visit=visit: visit, left, datetime.now(UTC))
                done.append(outcome.joined.value)
            except SoldOut:
                done.append(Joined.SOLD_OUT.value)
        return done

    return flat(together(visitor, THREADS, sessions))


# ---- the outbox


@pytest.mark.rule("CAP-2", "EU-SUPP-1", "EU-OBJ-1")
def test_no_marketing_leaves_once_stop_is_committed(crew: Crew, sessions: Sessions, at: datetime) -> None:
    stopped, leased = crew(stop_or_lease, sessions_url(sessions), processes=2)
    assert len(stopped) == STOPS
    for message, began in leased.items():
        assert began < stopped[message], "a text that was released after STOP had been committed"
    states = states_of(sessions)
    assert set(states.values()) <= {State.SUPPRESSED.value, State.SENDING.value}
    assert {id for id, state in states.items() if state == State.SENDING.value} == set(leased)
    assert 0 < len(leased) < STOPS, "neither always wins"


def stop_or_lease(process: int, url: str) -> dict[int, float]:
    """By message: when its STOP was committed (process 0), or when the transaction that leased it began (process 1)."""
    sessions = Sessions(url, KEYS)
    try:
        return _stop_each(sessions) if process == 0 else _lease_each(sessions)
    finally:
        sessions.close()


def _stop_each(sessions: Sessions) -> dict[int, float]:
    campaign, stopped = make.campaign(**CAMPAIGN), {}
    for number in range(ROUNDS):
        numbers = [f"+39333{AT_ONCE * number + each:07d}" for each in range(AT_ONCE)]
        with sessions.begin() as session:
            texts = [(each, _marketing_to(session, each)) for each in numbers]
        meeting[2].wait()
        for each, text in texts:
            time.sleep(random.random() / 500)
            with sessions.begin() as session:
                known = Subscriber(text.subscriber, E164(each), "IT", "it")
                end.stop(session, known, campaign, reason="STOP", evidence={}, now=datetime.now(UTC))
            stopped[text.id] = time.monotonic()
        meeting[2].wait()
    return stopped


def _marketing_to(session: Session, number: str) -> Message:
    person = make.subscriber(session, number=number)
    make.consent(session, person, event="grant")
    return make.message(session, subscriber=person, kind=Kind.MARKETING, queued_at=datetime.now(UTC))


def _lease_each(sessions: Sessions) -> dict[int, float]:
    leased, campaigns = {}, {make.CAMPAIGN_ID: make.campaign(**CAMPAIGN)}
    for _ in range(ROUNDS):
        meeting[2].wait()
        for _ in range(AT_ONCE):
            time.sleep(random.random() / 500)
            began, now = time.monotonic(), datetime.now(UTC)
            with sessions.begin() as session:
                held, _ = leave(session, means(), campaigns, now=now, until=now + timedelta(minutes=1), most=1)
            leased |= {each.id: began for each in held}
        meeting[2].wait()
    return leased


def test_an_import_and_the_queue_pass_each_other_by(crew: Crew, sessions: Sessions, at: datetime) -> None:
    """One takes many people's "no" in one transaction while the other takes those people's texts out of the queue."""
    stopped, leased = crew(say_no_or_lease, sessions_url(sessions), processes=2)
    assert stopped == IMPORTS * PEOPLE
    assert leased >= IMPORTS * PEOPLE, "the other brand's texts"
    assert State.QUEUED.value not in states_of(sessions).values()


def say_no_or_lease(process: int, url: str) -> int:
    """How many people's "no" was taken in (process 0), or how many texts left (process 1)."""
    sessions = Sessions(url, KEYS)
    try:
        return sum((_take_in_each if process == 0 else _lease_all)(sessions))
    finally:
        sessions.close()


def _take_in_each(sessions: Sessions) -> Iterator[int]:
    campaign = make.campaign(**CAMPAIGN)
    for number in range(IMPORTS):
        numbers = [Number(f"+39333{PEOPLE * number + each:07d}", "IT", "mobile") for each in range(PEOPLE)]
        with sessions.begin() as session:
            for each in numbers:
                person = _marketing_to(session, each.e164).subscriber
                make.consent(session, person, brand=OTHER, campaign="games")
                make.message(
                    session,
                    subscriber=person,
                    kind=Kind.MARKETING,
                    brand=OTHER,
                    campaign="games",
                    queued_at=datetime.now(UTC),
                )
        rows = [Row(2, each, False, datetime.now(UTC), "", "shop", "", "it") for each in numbers]
        meeting[2].wait()
        with sessions.begin() as session:
            came = [what for _, what in take_in_all(session, campaign, rows, "shop.csv", datetime.now(UTC))]
        meeting[2].wait()
        yield came.count(TakenIn.STOPPED)


def _lease_all(sessions: Sessions) -> Iterator[int]:
    campaigns = {make.CAMPAIGN_ID: make.campaign(**CAMPAIGN), "games": make.campaign("games", brand={"name": OTHER})}
    for _ in range(IMPORTS):
        meeting[2].wait()
        time.sleep(random.random() / 20)
        yield _leased(sessions, campaigns)
        meeting[2].wait()
        while left := _leased(sessions, campaigns):
            yield left


def _leased(sessions: Sessions, campaigns: dict[str, Campaign]) -> int:
    now = datetime.now(UTC)
    with sessions.begin() as session:
        held, _ = leave(session, means(), campaigns, now=now, until=now + timedelta(minutes=1), most=2 * PEOPLE)
    return len(held)


def test_six_workers_and_one_message_make_one_send(crew: Crew, sessions: Sessions, at: datetime) -> None:
    sent = Counter(flat(crew(send_each, sessions_url(sessions), processes=3)))
    assert sent == {f"message-of-round-{number}": 1 for number in range(SENDS)}
    assert set(states_of(sessions).values()) == {State.SENT.value}


def send_each(process: int, url: str) -> list[str]:
    """The references that the workers of this process sent; before each round one message is queued."""
    sessions, gateway = Sessions(url, KEYS), Gateway()

    def worker(thread: int) -> None:
        for number in range(SENDS):
            if process == thread == 0:
                with sessions.begin() as session:
                    make.message(session, reference=f"message-of-round-{number}", queued_at=datetime.now(UTC))
            meeting[6].wait()
            make.deliveries(sessions, {"recording": gateway}, lambda: datetime.now(UTC))
            meeting[6].wait()

    together(worker, 2, sessions)
    return [each.reference for each in gateway.sent]


# ---- what falls due now and then


def test_of_twelve_schedulers_one_has_each_turn(crew: Crew, sessions: Sessions, at: datetime) -> None:
    turns = Counter(flat(crew(claim_each, sessions_url(sessions), at)))
    assert turns == dict.fromkeys(range(TURNS), 1)


def claim_each(process: int, url: str, at: datetime) -> list[int]:
    """Which turns the schedulers of this process had. In each all twelve ask, by clocks that differ a little."""
    sessions = Sessions(url, KEYS)

    def scheduler(thread: int) -> list[int]:
        mine = []
        for turn in range(TURNS):
            now = at + turn * EVERY + timedelta(milliseconds=process * THREADS + thread)
            meeting[TILLS].wait()
            with sessions.begin() as session:
                if heartbeats.claim(session, "retention", EVERY - timedelta(seconds=1), now):
                    mine.append(turn)
            meeting[TILLS].wait()
        return mine

    return flat(together(scheduler, THREADS, sessions))


# ---- what the crew has in common


def _let_meet(barriers: dict[int, Any]) -> None:
    meeting.update(barriers)


def _work(pool: Pool, act: Callable[..., Any], arguments: Sequence[Any], processes: int) -> list[Any]:
    jobs = [pool.apply_async(act, (process, *arguments)) for process in range(processes)]
    return [job.get(timeout=LONGEST_S) for job in jobs]


def together(act: Callable[[int], Result], threads: int, sessions: Sessions) -> list[Result]:
    """What act(thread) gave in each thread; the connections are given back."""
    try:
        with ThreadPoolExecutor(threads) as pool:
            return list(pool.map(act, range(threads)))
    finally:
        sessions.close()


def flat(lists: Sequence[Sequence[Result]]) -> list[Result]:
    return [each for some in lists for each in some]


def means() -> Means:
    """What actions need, under a law without quiet hours: these tests run at night too."""
    return Means(KEYS, "http://localhost", SAYS, secrets.randbelow, limits=False, law=Book((EVERYWHERE,), ()))


def token(till: int) -> str:
    return f"token-{till}"


def sessions_url(sessions: Sessions) -> str:
    return sessions.engine.url.render_as_string(hide_password=False)


def some_codes(sessions: Sessions, at: datetime) -> list[str]:
    before = at - timedelta(hours=1)
    with sessions.begin() as session:
        return [write_code(make.coupon(session, issued_at=before).serial, KEYS) for _ in range(COUPONS)]


def release(sessions: Sessions, changes: dict[str, Any]) -> None:
    with sessions.begin() as session:
        make.release(session, make.campaign(**changes), SAYS)


def count(sessions: Sessions, statement: str) -> int:
    with sessions.read() as session:
        return int(session.run(Sql(statement)).fetchone()[0])


def states_of(sessions: Sessions) -> dict[int, str]:
    with sessions.read() as session:
        return dict(session.run(Sql("SELECT id, state FROM messages")).fetchall())
