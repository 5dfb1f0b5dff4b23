"""Texts are judged once more as they leave: a night, a STOP or a cap may lie between."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from app.actions.release import release
from app.rules.decision import Reason
from app.rules.message import Kind, State
from app.rules.preference import Preference
from app.store import Sql, messages, moment, outbox, preferences, words
from tests import make

NOON = make.NOW
NIGHT = datetime(2026, 7, 3, 22, 0, tzinfo=UTC)  # midnight in Rome
MORNING = datetime(2026, 7, 4, 6, 0, tzinfo=UTC)
SAYS = words.load()
CAMPAIGNS = {make.CAMPAIGN_ID: make.campaign(programme={"frequency": 9})}


def person(session, number: str = make.NUMBER) -> int:
    id = make.subscriber(session, number=number)
    make.consent(session, id)
    return id


def let_go(session, at: datetime, most: int = 99, means=None) -> list[outbox.Leased]:
    values = {"now": at, "until": at + timedelta(minutes=1), "most": most}
    return release(session, means or make.means(SAYS), CAMPAIGNS, **values)[0]


def row(session, message: messages.Message) -> tuple[str, str | None, int, int]:
    statement = Sql("SELECT state, reason, due_at, attempt FROM messages WHERE id = :id")
    return tuple(session.run(statement, id=message.id).fetchone())


@pytest.mark.rule("US-TCPA-QH-1", "CAP-2")
def test_what_comes_at_night_waits_for_the_morning_and_then_leaves(session):
    text = make.message(session, subscriber=person(session), kind=Kind.MARKETING, queued_at=NIGHT)
    assert let_go(session, NIGHT) == []
    state, reason, due, attempt = row(session, text)
    assert (state, reason, attempt) == ("queued", "quiet_hours", 0), "waiting is no attempt"
    assert let_go(session, NIGHT + timedelta(minutes=5)) == []
    assert MORNING <= moment(due) <= NOON
    assert [each.id for each in let_go(session, NOON)] == [text.id]


def test_what_is_asked_for_leaves_at_night(session):
    kinds = [Kind.REPLY, Kind.SERVICE, Kind.PROOF]
    id = person(session)
    for kind in kinds:
        make.message(session, subscriber=id, kind=kind, queued_at=NIGHT)
    assert sorted(each.kind for each in let_go(session, NIGHT)) == sorted(kinds)


@pytest.mark.rule("CAP-2", "EU-OBJ-1")
def test_a_consent_that_ended_while_the_text_waited_ends_the_text(session):
    id = person(session)
    text = make.message(session, subscriber=id, kind=Kind.MARKETING, queued_at=NIGHT)
    let_go(session, NIGHT)
    make.consent(session, id, event="withdraw")
    assert let_go(session, NOON) == []
    assert row(session, text)[:2] == (State.SUPPRESSED.value, Reason.WITHDRAWN.value)


@pytest.mark.rule("CAP-2")
def test_a_pause_beyond_the_life_of_a_text_ends_it(session):
    id = person(session)
    text = make.message(session, subscriber=id, kind=Kind.MARKETING, queued_at=NOON)
    preferences.choose(session, id, make.BRAND, Preference(paused_until=NOON + timedelta(days=30)), NOON)
    assert let_go(session, NOON) == []
    assert row(session, text)[:2] == (State.SUPPRESSED.value, Reason.PAUSED.value)


def test_texts_beyond_a_cap_stay_in_the_queue_and_go_the_next_day(session):
    id = person(session)
    texts = [make.message(session, subscriber=id, kind=Kind.MARKETING, queued_at=NOON) for _ in range(3)]
    sent = let_go(session, NOON)
    assert [each.id for each in sent] == [text.id for text in texts[:2]]
    for each in sent:
        messages.advance(session, each.id, State.SENDING, State.SENT, reason=None, now=NOON)
    assert let_go(session, NOON + timedelta(hours=23)) == []
    assert [each.id for each in let_go(session, NOON + timedelta(hours=48))] == [texts[2].id]


@pytest.mark.rule("CAP-1")
def test_two_workers_together_stay_below_the_cap(sessions):
    """Each takes texts of the same people, half at a time; the second waits for what the first decided."""
    with sessions.begin() as session:
        for n in range(10):
            id = person(session, f"+39333123{n:04d}")
            for _ in range(4):
                make.message(session, subscriber=id, kind=Kind.MARKETING, queued_at=NOON)
    start, sent = threading.Barrier(2), []

    def work() -> None:
        start.wait(10)
        for _ in range(8):
            with sessions.begin() as session:
                sent.extend(let_go(session, NOON, most=5))

    workers = [threading.Thread(target=work) for _ in range(2)]
    for each in workers:
        each.start()
    for each in workers:
        each.join(30)
    assert len(sent) == 20, "two a day each"
    assert len({each.id for each in sent}) == 20
    assert max(sum(each.subscriber == one.subscriber for each in sent) for one in sent) == 2
