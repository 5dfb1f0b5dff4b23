"""After a backup was put back a person says so once, before a worker starts."""

import json
from datetime import timedelta

from app.cli.parts import now
from app.rules.message import State
from app.store import heartbeats, messages
from tests import make
from tests.serving import call


def texts(sessions, count):
    with sessions.begin() as session:
        return [make.message(session, queued_at=now() - timedelta(minutes=5)).id for _ in range(count)]


def state(sessions, id):
    with sessions.read() as session:
        return messages.state_of(session, id)


def test_what_waited_is_in_doubt_and_says_why(settings, sessions):
    first, _ = texts(sessions, 2)
    told = call(settings, "restored", "--yes", "--json")
    assert (told.exit_code, json.loads(told.stdout)) == (0, {"texts": 2, "broadcasts": 0})
    assert state(sessions, first) is State.UNKNOWN
    with sessions.read() as session:
        assert messages.message(session, first).reason == "restored"


def test_it_says_what_it_did_and_what_comes_next(settings, sessions):
    texts(sessions, 1)
    told = call(settings, "restored", "--yes").stdout
    assert "Texts in doubt: 1; sent if the gateway never had it." in told
    assert "docs/deployment.md" in told


def test_it_changes_nothing_while_a_worker_is_at_work(settings, sessions):
    (id,) = texts(sessions, 1)
    with sessions.begin() as session:
        heartbeats.beat_of(session, "one", now())
    told = call(settings, "restored", "--yes")
    assert (told.exit_code, state(sessions, id)) == (1, State.QUEUED)
    assert "Stop all of them" in told.stderr
    with sessions.begin() as session:
        heartbeats.leave(session, "one")
    assert call(settings, "restored", "--yes").exit_code == 0


def test_where_nobody_can_be_asked_it_changes_nothing(settings, sessions):
    (id,) = texts(sessions, 1)
    assert call(settings, "restored").exit_code == 2
    assert state(sessions, id) is State.QUEUED
