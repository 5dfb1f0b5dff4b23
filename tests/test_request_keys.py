"""Keys of tills' requests: how long an answer is kept, and that of two processes with one key one does it."""

from __future__ import annotations

import multiprocessing
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from app import create_app
from app.housekeeping import ANSWERS_KEPT, KEYS_KEPT
from app.rules.coupon import write_code
from app.settings import Settings
from app.store import Sessions, Sql, answers, redemptions, stamp
from app.web.first_answers import asked_under
from tests import make
from tests.conftest import KEYS

TOKEN, ROUNDS = "token-of-till-1", 25
KEPT_REFUSAL, KEPT_YES = "a refusal", "a redemption"


@pytest.fixture
def till(sessions: Sessions) -> int:
    with sessions.begin() as session:
        return make.till(session, name="Till 1", token=TOKEN, now=datetime.now(UTC))


def codes(sessions: Sessions, many: int) -> list[str]:
    at = datetime.now(UTC) - timedelta(hours=1)
    with sessions.begin() as session:
        return [write_code(make.coupon(session, issued_at=at).serial, KEYS) for _ in range(many)]


def redeem(client: FlaskClient, code: str, key: str) -> tuple[int, str, bool]:
    """(status, code of the error if it is one, whether it was said before)."""
    headers = {"Authorization": f"Bearer {TOKEN}", "Idempotency-Key": key}
    answer = client.post("/api/v1/redemptions", json={"code": code}, headers=headers)
    body: dict[str, Any] = answer.get_json(force=True)
    return answer.status_code, body.get("error", {}).get("code", ""), "Idempotency-Replayed" in answer.headers


def tidy(sessions: Sessions, now: datetime) -> None:
    """What the worker does about keys at that moment."""
    with sessions.begin() as session:
        answers.forget_answers(session, now - ANSWERS_KEPT)
        redemptions.forget_keys(session, now - KEYS_KEPT - timedelta(days=3), now - KEYS_KEPT)


def test_a_refusal_is_kept_for_seven_days_and_a_redemption_for_a_month_and_a_week(
    client: FlaskClient, sessions: Sessions, till: int
) -> None:
    one, other = codes(sessions, 2)
    assert redeem(client, one, KEPT_YES) == (201, "", False)
    assert redeem(client, one, KEPT_REFUSAL) == (409, "already_redeemed", False)
    now = datetime.now(UTC)
    tidy(sessions, now + ANSWERS_KEPT - timedelta(minutes=1))
    assert redeem(client, one, KEPT_YES) == (201, "", True)
    assert redeem(client, one, KEPT_REFUSAL) == (409, "already_redeemed", True)
    assert redeem(client, other, KEPT_YES) == (422, "key_reused", False)
    assert redeem(client, other, KEPT_REFUSAL) == (422, "key_reused", False)
    tidy(sessions, now + ANSWERS_KEPT + timedelta(minutes=1))
    assert redeem(client, one, KEPT_REFUSAL) == (409, "already_redeemed", False)
    assert redeem(client, one, KEPT_YES) == (201, "", True)
    tidy(sessions, now + KEYS_KEPT + timedelta(minutes=1))
    assert redeem(client, other, KEPT_YES) == (201, "", False)


@pytest.mark.parametrize("had_a_line", [True, False])
def test_what_a_till_tells_once_more_within_a_month_and_a_week_is_no_double_of_itself(
    client: FlaskClient, sessions: Sessions, till: int, had_a_line: bool
) -> None:
    """It may have asked, or told it, and heard no answer, and then have no line for a month."""
    (code,), now = codes(sessions, 1), datetime.now(UTC)
    body = {"clock": now.isoformat(), "given": [{"id": "slip 1", "code": code, "at": now.isoformat()}]}

    def told() -> Any:
        headers = {"Authorization": f"Bearer {TOKEN}"}
        return client.post("/api/v1/redemptions/happened", json=body, headers=headers).get_json()["given"]

    if had_a_line:
        assert redeem(client, code, "slip 1") == (201, "", False)
    first = told()
    assert first[0]["why"] is None
    tidy(sessions, now + KEYS_KEPT - timedelta(minutes=1))
    assert told() == first
    tidy(sessions, now + KEYS_KEPT + timedelta(minutes=1))
    assert told()[0]["why"] == "already_redeemed"


def test_what_has_no_answer_yet_is_still_running(client: FlaskClient, sessions: Sessions, till: int) -> None:
    (code,) = codes(sessions, 1)
    running = client.application.extensions["handbill.running"]
    with running.alone(till, asked_under("k", "").key_hash):
        assert redeem(client, code, "k") == (409, "still_running", False)
        headers = {"Authorization": f"Bearer {TOKEN}", "Idempotency-Key": "k"}
        undo = client.post("/api/v1/redemptions/r1/reversal", json={"reason": "x"}, headers=headers)
        assert (undo.status_code, undo.get_json(force=True)["error"]["code"]) == (409, "still_running")
    assert redeem(client, code, "k") == (201, "", False)


def test_a_key_that_spent_a_coupon_undoes_none(client: FlaskClient, sessions: Sessions, till: int) -> None:
    (code,) = codes(sessions, 1)
    redeem(client, code, "k")
    headers = {"Authorization": f"Bearer {TOKEN}", "Idempotency-Key": "k"}
    undo = client.post("/api/v1/redemptions/r1/reversal", json={"reason": "x"}, headers=headers)
    assert (undo.status_code, undo.get_json(force=True)["error"]["code"]) == (422, "key_reused")


def test_two_processes_that_race_with_one_key_do_one_thing(settings: Settings, sessions: Sessions, till: int) -> None:
    """Each round both send the same key: in even rounds with the same body, in odd ones each with its own."""
    ours, theirs = codes(sessions, ROUNDS), codes(sessions, ROUNDS)
    theirs = [mine if nth % 2 == 0 else other for nth, (mine, other) in enumerate(zip(ours, theirs, strict=True))]
    context = multiprocessing.get_context("spawn")
    barrier, results = context.Barrier(2, timeout=60), context.Queue()
    racers = [context.Process(target=race, args=(settings, each, barrier, results)) for each in (ours, theirs)]
    for racer in racers:
        racer.start()
    told = [results.get(timeout=120) for _ in racers]
    for racer in racers:
        racer.join()
    for nth, (first, second) in enumerate(zip(*told, strict=True)):
        statuses = sorted([first[0], second[0]])
        assert statuses == ([201, 201] if nth % 2 == 0 else [201, 422]), (nth, first, second)
        if nth % 2 == 0:
            assert Counter([first[2], second[2]]) == {True: 1, False: 1}
    with sessions.read() as session:
        (made,) = session.run(Sql("SELECT COUNT(*) FROM redemptions")).fetchone()
    assert made == ROUNDS


def race(settings: Settings, mine: list[str], barrier: Any, results: Any) -> None:
    """Sends each code under the key of its round, at the same moment as the other process."""
    app = create_app(settings)
    client, done = app.test_client(), []
    for nth, code in enumerate(mine):
        barrier.wait()
        done.append(redeem(client, code, f"key {nth}"))
    results.put(done)
    app.extensions["handbill"].stop.set()


def test_ids_of_redemptions_are_in_order_of_time() -> None:
    at = datetime(2026, 7, 4, tzinfo=UTC)
    assert redemptions.first_id(at) < redemptions.first_id(at + timedelta(milliseconds=1))
    assert redemptions.first_id(at) == f"r{stamp(at) // 1000:012x}"
