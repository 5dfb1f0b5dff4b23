"""What a till sends again is answered once more and done once; whatever else is in the way ends with an error."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from app.store import Session, Sessions, Taken
from app.store.access import Till
from app.web.first_answers import Answer, KeyReused, Request, once
from tests import make

YES = Answer(201, "yes")


@pytest.fixture
def till(sessions: Sessions) -> Till:
    with sessions.begin() as session:
        return Till(make.till(session), "Till 1")


@pytest.fixture(autouse=True)
def _request(client: FlaskClient) -> Iterator[None]:
    """A request to be answered, for the moment it has."""
    with client.application.app_context():
        yield


def yes(_session: Session, _sent: Request | None) -> Answer:
    return YES


def test_the_first_answer_is_given_again(sessions: Sessions, till: Till) -> None:
    assert once(sessions, till, "k", "a", yes) == YES
    again = once(sessions, till, "k", "a", lambda *_: Answer(409, "no"))
    assert (again.status, again.text, again.replayed) == (201, "yes", True)
    with pytest.raises(KeyReused):
        once(sessions, till, "k", "b", yes)


@pytest.mark.parametrize("stepwise", [True, False])
def test_a_conflict_about_something_else_ends_with_an_error_after_two_tries(
    sessions: Sessions, till: Till, stepwise: bool
) -> None:
    tries = []

    def act(_session: Session, _sent: Request | None) -> Answer:
        tries.append(1)
        raise Taken

    with pytest.raises(Taken):
        once(sessions, till, "k", "a", act, stepwise=stepwise)
    assert len(tries) == 2


def test_an_answer_that_was_forgotten_just_now_is_earned_anew(sessions: Sessions, till: Till) -> None:
    tries = []

    def act(_session: Session, _sent: Request | None) -> Answer:
        tries.append(1)
        if len(tries) == 1:
            raise Taken
        return YES

    assert once(sessions, till, "k", "a", act) == YES
    assert once(sessions, till, "k", "a", yes).replayed
