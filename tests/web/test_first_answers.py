"""What a till sends again is answered once more and done once; whatever else is in the way ends with an error."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from app.store import Session, Sessions, Taken
from app.store.access import Till
from app.store.redemptions import Answered, Asked
from app.web.first_answers import Answer, KeyReused, Running, StillRunning, asked_under, once
from tests import make

YES = Answer(201, "yes")
A, B = asked_under("k", "a"), asked_under("k", "b")


@pytest.fixture
def till(sessions: Sessions) -> Till:
    with sessions.begin() as session:
        return Till(make.till(session), "Till 1")


@pytest.fixture(autouse=True)
def _request(client: FlaskClient) -> Iterator[None]:
    """A request to be answered, for the moment it has."""
    with client.application.app_context():
        yield


def yes(_session: Session, _asked: Asked | None) -> Answer:
    return YES


def again(_session: Session, _made: Answered) -> str:
    return "made"


def test_the_first_answer_is_given_again(sessions: Sessions, till: Till) -> None:
    assert once(sessions, till, A, yes, again) == YES
    second = once(sessions, till, A, lambda *_: Answer(409, "no"), again)
    assert (second.status, second.text, second.replayed) == (201, "yes", True)
    with pytest.raises(KeyReused):
        once(sessions, till, B, yes, again)


@pytest.mark.parametrize("stepwise", [True, False])
def test_a_conflict_about_something_else_ends_with_an_error_after_two_tries(
    sessions: Sessions, till: Till, stepwise: bool
) -> None:
    tries = []

    def act(_session: Session, _asked: Asked | None) -> Answer:
        tries.append(1)
        raise Taken

    with pytest.raises(Taken):
        once(sessions, till, A, act, again, stepwise=stepwise)
    assert len(tries) == 2


def test_an_answer_that_was_forgotten_just_now_is_earned_anew(sessions: Sessions, till: Till) -> None:
    tries = []

    def act(_session: Session, _asked: Asked | None) -> Answer:
        tries.append(1)
        if len(tries) == 1:
            raise Taken
        return YES

    assert once(sessions, till, A, act, again) == YES
    assert once(sessions, till, A, yes, again).replayed


def test_a_request_that_is_at_work_is_not_begun_again_and_keys_of_other_tills_are_others() -> None:
    running = Running()
    with running.alone(1, A.key_hash):
        with pytest.raises(StillRunning), running.alone(1, A.key_hash):
            pass
        with running.alone(2, A.key_hash):
            pass
    with running.alone(1, A.key_hash):
        pass
