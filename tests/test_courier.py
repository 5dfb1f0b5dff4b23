"""What happens reaches whoever wants to hear it: at least once, signed, and never from within a transaction."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.actions import Means, dispatch, redeem, undo
from app.actions.sale import Redeemed, Sale
from app.courier import Courier, poster
from app.rules import webhook as webhook_rules
from app.rules.coupon import write_code
from app.rules.event import KINDS, Kind
from app.rules.webhook import PATIENCE, Outcome
from app.settings import Settings
from app.store import Sessions, Sql, access, deliveries, events, webhooks, words
from app.store.deliveries import Ended, Leased
from tests import make, serving
from tests.conftest import KEYS
from tests.receiving import receiving

SAYS = words.load()
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
WITHIN_S = 20.0


@pytest.fixture
def means() -> Means:
    return make.means(SAYS)


@pytest.fixture
def at() -> datetime:
    return datetime.now(UTC)


def add(sessions: Sessions, means: Means, url: str, kinds: tuple[Kind, ...] = KINDS) -> int:
    with sessions.begin() as session:
        id = webhooks.add_webhook(session, url, kinds, SECRET, datetime.now(UTC))
        means.wanted.look(session)
    return id


def spend(sessions: Sessions, means: Means, at: datetime, **values: Any) -> Redeemed:
    """A coupon, spent at a till."""
    with sessions.begin() as session:
        one = make.coupon(session, issued_at=at - timedelta(hours=1), **values)
        till = access.Till(make.till(session, now=at), "Till 1")
        offers = make.offers(session, make.campaign())
        offers.of(one.campaign, one.placement, one.language)
    with sessions.begin() as session:
        offers = make.offers(session, make.campaign())
        done = redeem.redeem(session, means, offers, till, Sale(write_code(one.serial, KEYS)), at)
    assert isinstance(done, Redeemed)
    return done


def rows(sessions: Sessions, statement: str, **values: Any) -> list[Any]:
    with sessions.read() as session:
        return list(session.run(Sql(statement), **values).fetchall())


def states(sessions: Sessions) -> list[str]:
    return [row[0] for row in rows(sessions, "SELECT state FROM deliveries ORDER BY event_id")]


def carried(sessions: Sessions, until: Callable[[], bool]) -> None:
    """A courier works until that is so."""
    stop, ends = threading.Event(), time.monotonic() + WITHIN_S
    with Courier(sessions, poster(trial=True)).at_work(stop):
        while not until():
            assert time.monotonic() < ends, "it did not come to that"
            time.sleep(0.02)


def make_due(sessions: Sessions) -> None:
    """Lets so much time pass that all that waits is due, and every lease has run out."""
    with sessions.begin() as session:
        session.run(Sql("UPDATE deliveries SET due_at = 0 WHERE state IN ('queued', 'sending')"))


def test_a_redemption_arrives_signed_and_as_the_api_writes_it(sessions: Sessions, means: Means, at: datetime) -> None:
    with receiving() as receiver:
        add(sessions, means, receiver.url)
        done = spend(sessions, means, at)
        carried(sessions, lambda: states(sessions) == ["delivered"])
    headers, body = receiver.got[0]
    told = json.loads(body)
    assert told["kind"] == "coupon.redeemed"
    assert told["id"] == headers["webhook-id"]
    assert told["data"] | done.facts == told["data"]
    assert told["data"]["offer"]["kind"] == "percent"
    sent_at = datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC)
    assert headers["webhook-signature"] == webhook_rules.signature(told["id"], sent_at, body, [SECRET])
    assert "+39" not in body
    assert len(receiver.got) == 1


def test_where_nobody_wants_to_hear_nothing_is_written(sessions: Sessions, means: Means, at: datetime) -> None:
    spend(sessions, means, at)
    add(sessions, means, "https://crm.aurora.example/", (Kind.REVERSED,))
    spend(sessions, means, at)
    assert rows(sessions, "SELECT 1 FROM events") == []


def test_an_event_is_there_exactly_if_its_cause_is(sessions: Sessions, means: Means, at: datetime) -> None:
    add(sessions, means, "https://crm.aurora.example/")

    class Lost(Exception):
        pass

    with sessions.begin() as session:
        one = make.coupon(session, issued_at=at)
        till = access.Till(make.till(session, now=at), "Till 1")

    def lose() -> None:
        with sessions.begin() as session:
            offers = make.offers(session, make.campaign())
            redeem.redeem(session, means, offers, till, Sale(write_code(one.serial, KEYS)), at)
            raise Lost

    with pytest.raises(Lost):
        lose()
    assert rows(sessions, "SELECT 1 FROM events") == []


def test_a_reversal_is_told_without_the_number_that_stands_in_its_reason(
    sessions: Sessions, means: Means, at: datetime
) -> None:
    add(sessions, means, "https://crm.aurora.example/", (Kind.REVERSED,))
    done = spend(sessions, means, at)
    with sessions.begin() as session:
        made = session.run(Sql("SELECT till_id FROM redemptions WHERE id = :id"), id=done.id).fetchone()
        till = access.Till(made[0], "Till 1")
        assert undo.reverse(session, means, till, done.id, "it was +39 333 1234342", at)
        (sealed,) = session.run(Sql("SELECT body_sealed FROM events")).fetchone()
        told = json.loads(session.vault.open(sealed))
    assert (told["kind"], told["data"]["id"]) == ("redemption.reversed", done.id)
    assert "1234342" not in json.dumps(told)


def test_bodies_are_sealed_at_rest(sessions: Sessions, means: Means, at: datetime) -> None:
    add(sessions, means, "https://crm.aurora.example/")
    done = spend(sessions, means, at)
    assert done.code not in make.dump(sessions)
    assert SECRET not in make.dump(sessions)


def test_what_failed_comes_again_under_the_same_id(sessions: Sessions, means: Means, at: datetime) -> None:
    with receiving(answers=lambda nth: 500 if nth == 1 else 200) as receiver:
        id = add(sessions, means, receiver.url)
        spend(sessions, means, at)
        carried(sessions, lambda: states(sessions) == ["queued"] and bool(receiver.got))
        with sessions.read() as session:
            failed = deliveries.latest(session, id, 1)[0]
            assert (failed.status, failed.tries) == (500, 1)
            assert failed.due_at > failed.tried_at  # type: ignore[operator]
            assert webhooks.all_webhooks(session)[0].failing_since
        make_due(sessions)
        carried(sessions, lambda: states(sessions) == ["delivered"])
        with sessions.read() as session:
            assert webhooks.all_webhooks(session)[0].failing_since is None
    assert len({headers["webhook-id"] for headers, _ in receiver.got}) == 1
    assert len(receiver.got) == 2


def test_a_webhook_that_is_gone_ends_with_an_alarm_and_hears_no_more(
    sessions: Sessions, means: Means, at: datetime
) -> None:
    with receiving(answers=lambda _: 410) as receiver:
        id = add(sessions, means, receiver.url)
        for _ in range(2):
            spend(sessions, means, at)
        carried(sessions, lambda: states(sessions) == ["failed", "failed"])
    with sessions.read() as session:
        assert webhooks.all_webhooks(session)[0].ended_because == "gone"
        means.wanted.look(session)
    assert Kind.REDEEMED not in means.wanted
    (alarm,) = rows(sessions, "SELECT kind, subject FROM alarms")
    assert tuple(alarm) == ("webhook_ended", str(id))


def test_after_three_days_of_failure_it_is_ended(sessions: Sessions, means: Means, at: datetime) -> None:
    id = add(sessions, means, "https://crm.aurora.example/")
    spend(sessions, means, at)

    def fails(moment: datetime) -> None:
        with sessions.begin() as session:
            (held,) = deliveries.lease(session, {}, now=moment, until=moment, most=1, to_one=1, to_one_failing=1)
            again = moment + timedelta(seconds=1)
            ended = Ended(id, held.event, held.attempt, Outcome.AGAIN, 503, None, again, moment)
            dispatch.record(session, [ended])

    fails(at)
    fails(at + PATIENCE - timedelta(minutes=1))
    assert states(sessions) == ["queued"]
    fails(at + PATIENCE)
    assert states(sessions) == ["failed"]
    with sessions.read() as session:
        assert webhooks.all_webhooks(session)[0].ended_because == "failing"


def test_nothing_goes_to_one_that_is_paused_until_it_is_resumed(sessions: Sessions, means: Means, at: datetime) -> None:
    with receiving() as receiver:
        id = add(sessions, means, receiver.url)
        with sessions.begin() as session:
            assert webhooks.pause(session, id, at)
        spend(sessions, means, at)
        with sessions.read() as session:
            assert deliveries.due(session, at + timedelta(days=1)) == []
        with sessions.begin() as session:
            assert webhooks.resume(session, id)
        carried(sessions, lambda: states(sessions) == ["delivered"])


def test_what_arrived_can_be_told_again_under_its_id(sessions: Sessions, means: Means, at: datetime) -> None:
    with receiving() as receiver:
        id = add(sessions, means, receiver.url)
        for _ in range(2):
            spend(sessions, means, at)
        carried(sessions, lambda: states(sessions) == ["delivered"] * 2)
        first = receiver.got[0][0]["webhook-id"]
        with sessions.begin() as session:
            assert deliveries.replay(session, id, at, event="e-unknown") == 0
            assert deliveries.replay(session, id, at, event=first) == 1
        carried(sessions, lambda: states(sessions) == ["delivered"] * 2)
        with sessions.begin() as session:
            assert deliveries.replay(session, id, at, since=at + timedelta(minutes=1)) == 0
            assert deliveries.replay(session, id, at, since=at) == 2
        carried(sessions, lambda: states(sessions) == ["delivered"] * 2)
    ids = [headers["webhook-id"] for headers, _ in receiver.got]
    assert (len(ids), len(set(ids)), ids.count(first)) == (5, 2, 3)


def test_a_courier_that_comes_late_changes_nothing(sessions: Sessions, means: Means, at: datetime) -> None:
    id = add(sessions, means, "https://crm.aurora.example/")
    spend(sessions, means, at)
    limits = {"most": 9, "to_one": 9, "to_one_failing": 9}
    with sessions.begin() as session:
        (late,) = deliveries.lease(session, {}, now=at, until=at + dispatch.LEASE, **limits)
        assert deliveries.lease(session, {}, now=at, until=at + dispatch.LEASE, **limits) == []
        (other,) = deliveries.lease(session, {}, now=at + dispatch.LEASE, until=at + dispatch.LEASE * 2, **limits)
        assert (late.event, other.attempt) == (other.event, late.attempt + 1)
        failed = Ended(id, late.event, late.attempt, Outcome.FAILED, 500, None, None, at)
        assert not deliveries.settle(session, failed)
    assert states(sessions) == ["sending"]


def test_workers_that_hear_at_once_that_a_webhook_is_gone_do_not_wait_for_each_other_for_ever(
    sessions: Sessions, means: Means, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = add(sessions, means, "https://crm.aurora.example/")
    for _ in range(2):
        spend(sessions, means, at)
    with sessions.begin() as session:
        limits = {"most": 9, "to_one": 9, "to_one_failing": 9}
        held = deliveries.lease(session, {}, now=at, until=at + dispatch.LEASE, **limits)
    both, failing = threading.Barrier(2, timeout=1.0), webhooks.failing

    def once_both_have_settled(*args: Any) -> datetime | None:
        with suppress(threading.BrokenBarrierError):  # the other waits for this one's end, as it should
            both.wait()
        return failing(*args)

    monkeypatch.setattr(webhooks, "failing", once_both_have_settled)

    def gone(each: Leased) -> None:
        with sessions.begin() as session:
            dispatch.record(session, [Ended(id, each.event, each.attempt, Outcome.GONE, 410, None, None, at)])

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(gone, held)) == [None, None]
    assert states(sessions) == ["failed", "failed"]
    with sessions.read() as session:
        assert [each.ended_because for each in webhooks.all_webhooks(session)] == ["gone"]


def test_a_webhook_is_removed_while_a_call_to_it_is_written_down(
    sessions: Sessions, means: Means, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = add(sessions, means, "https://crm.aurora.example/")
    spend(sessions, means, at)
    with sessions.begin() as session:
        (held,) = deliveries.lease(session, {}, now=at, until=at, most=1, to_one=1, to_one_failing=1)
        webhooks.failing(session, id, at)
    well, at_work, settled = webhooks.well, ThreadPoolExecutor(1), threading.Event()

    def remove() -> bool:
        assert settled.wait(WITHIN_S)
        with sessions.begin() as session:
            return webhooks.remove(session, id, at)

    def while_it_is_removed(*args: Any) -> None:
        settled.set()
        time.sleep(0.3)  # the removal is under way, or waits
        well(*args)

    monkeypatch.setattr(webhooks, "well", while_it_is_removed)
    removed = at_work.submit(remove)
    with at_work, sessions.begin() as session:
        dispatch.record(session, [Ended(id, held.event, held.attempt, Outcome.DELIVERED, 200, None, None, at)])
    assert removed.result(WITHIN_S)
    assert states(sessions) == ["delivered"]


def test_a_worker_that_is_killed_in_the_middle_of_a_call_loses_nothing(
    settings: Settings, sessions: Sessions, means: Means, at: datetime
) -> None:
    go = threading.Event()

    def answers(nth: int) -> int:
        return 200 if nth > 1 or go.wait(WITHIN_S) else 500

    with receiving(answers=answers) as receiver:
        add(sessions, means, receiver.url)
        spend(sessions, means, at)
        environ = {**os.environ, **serving.variables(settings), "HANDBILL_ALLOW_INSECURE": "1"}
        worker = subprocess.Popen([sys.executable, "-m", "app.cli", "worker", "--quiet"], env=environ)
        try:
            assert receiver.came.acquire(timeout=60), "the call never came"
        finally:
            worker.send_signal(signal.SIGKILL)
            worker.wait()
        go.set()
        assert states(sessions) == ["sending"]
        make_due(sessions)
        carried(sessions, lambda: states(sessions) == ["delivered"])
    assert len({headers["webhook-id"] for headers, _ in receiver.got}) == 1
    assert len(receiver.got) == 2


def test_no_transaction_is_open_while_a_webhook_takes_its_time(sessions: Sessions, means: Means, at: datetime) -> None:
    go = threading.Event()
    with receiving(answers=lambda _: 200 if go.wait(WITHIN_S) else 500) as receiver:
        add(sessions, means, receiver.url)
        spend(sessions, means, at)
        stop = threading.Event()
        with Courier(sessions, poster(trial=True)).at_work(stop):
            assert receiver.came.acquire(timeout=WITHIN_S)
            began = time.monotonic()
            spend(sessions, means, at)  # a write, which a transaction in the courier's hand would hold up
            assert time.monotonic() - began < 5
            go.set()
    assert set(states(sessions)) <= {"delivered", "queued"}


def test_told_to_stop_it_does_not_wait_for_ever_and_what_was_not_answered_is_told_again(
    sessions: Sessions, means: Means, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker that it works beside must have ended within ten seconds."""
    monkeypatch.setattr("app.courier.STOP_S", 0.3)
    go = threading.Event()
    with receiving(answers=lambda _: 200 if go.wait(WITHIN_S) else 500) as receiver:
        add(sessions, means, receiver.url)
        spend(sessions, means, at)
        with Courier(sessions, poster(trial=True)).at_work(threading.Event()):
            assert receiver.came.acquire(timeout=WITHIN_S)
        assert states(sessions) == ["sending"]
        go.set()
        make_due(sessions)
        carried(sessions, lambda: states(sessions) == ["delivered"])


def test_one_webhook_that_fails_takes_nobody_elses_place(sessions: Sessions, means: Means, at: datetime) -> None:
    ids = [add(sessions, means, f"https://{name}.example/", (Kind.REDEEMED,)) for name in ("bad", "good")]
    for _ in range(5):
        spend(sessions, means, at)
    with sessions.begin() as session:
        webhooks.failing(session, ids[0], at)
        held = deliveries.lease(session, {}, now=at, until=at, most=16, to_one=4, to_one_failing=1)
    assert [each.webhook for each in held] == [ids[0], *[ids[1]] * 4]


def test_events_are_forgotten_when_their_time_is_over(sessions: Sessions, means: Means, at: datetime) -> None:
    add(sessions, means, "https://crm.aurora.example/")
    spend(sessions, means, at)
    with sessions.begin() as session:
        assert events.forget_events(session, at - timedelta(seconds=1), 10) == 0
        assert events.forget_events(session, at, 10) == 1
    assert rows(sessions, "SELECT 1 FROM deliveries") == []


def test_a_webhook_that_is_removed_takes_its_secrets_along(sessions: Sessions, means: Means, at: datetime) -> None:
    id = add(sessions, means, "https://crm.aurora.example/")
    spend(sessions, means, at)
    with sessions.begin() as session:
        assert webhooks.remove(session, id, at)
        assert not webhooks.remove(session, id, at)
        assert webhooks.all_webhooks(session) == []
        assert webhooks.secrets_of(session, id) == ()
    assert states(sessions) == ["failed"]
