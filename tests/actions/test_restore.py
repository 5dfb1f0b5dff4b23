"""A database that was put back from a copy sends nothing that has left since the copy was made."""

from datetime import timedelta

import pytest

from app.actions import deliver, reconcile
from app.actions.reconcile import ASKED_AFTER
from app.actions.restore import Restored, restore
from app.gateways import Can, Receipt
from app.gateways.recording import Gateway as Recording
from app.rules.message import Kind, State
from app.settings import SENT_AGAIN
from app.store import broadcasts, doubts, messages, outbox, unsent
from tests import make

NAME, BACKUP = "recording", timedelta(minutes=20)


class Asked(Recording):
    """Can be asked, and has the texts of these references."""

    def __init__(self, *has: str) -> None:
        super().__init__()
        self.can = Can(look_up=True)
        self.has, self.since = has, []

    def look_up(self, message, vendor_reference, sent_at):
        self.since.append(sent_at)
        known = message.reference in self.has
        return Receipt(f"v-{message.reference}", "sent", State.SENT, message.reference) if known else None


def put_back(sessions, now, gateways=(NAME,)) -> Restored:
    with sessions.begin() as session:
        return restore(session, gateways, now)


def states(sessions, texts) -> list[State]:
    with sessions.read() as session:
        return [messages.state_of(session, text.id) for text in texts]


def work(sessions, gateways, now) -> None:
    """All that workers do in the next hour: ask, send, sweep."""
    for at in (now + timedelta(seconds=5 * n) for n in range(720)):
        with sessions.begin() as session:
            taken = doubts.take(session, now=at, until=at + reconcile.LEASE, most=99)
        told = [reconcile.ask(gateways, each) for each in taken]
        with sessions.begin() as session:
            for each in told:
                reconcile.settle(session, {}, each, again=SENT_AGAIN, now=at)
            deliver.sweep(session, gateways, {}, at)
        make.deliveries(sessions, gateways, lambda at=at: at, most=99)


def in_a_copy(sessions, queued_at) -> list[messages.Message]:
    """Texts of each class that wait, are in the hand of a worker, and in doubt."""
    with sessions.begin() as session:
        doubtful = [make.message(session, kind=kind, queued_at=queued_at, state=State.UNKNOWN) for kind in Kind]
        held = [make.message(session, kind=kind, queued_at=queued_at) for kind in Kind]
        outbox.lease(session, now=queued_at, until=queued_at + deliver.LEASE, most=99)
        waiting = [make.message(session, kind=kind, queued_at=queued_at) for kind in Kind]
    return [*waiting, *held, *doubtful]


@pytest.mark.parametrize("can", [Can(), Can(idempotent=True)])
@pytest.mark.parametrize("others", [(), ("other",)])
def test_nothing_is_sent_again_of_which_nobody_can_say_whether_it_left(sessions, now, can, others):
    """Whatever the operator's rule is, and also where the provider knew a repeated text again when it was sent."""
    texts = in_a_copy(sessions, now - BACKUP)
    assert put_back(sessions, now, [NAME, *others]).texts == len(texts)
    assert set(states(sessions, texts)) == {State.UNKNOWN}
    gateways = {name: Recording() for name in (NAME, *others)}
    for gateway in gateways.values():
        gateway.can = can
    work(sessions, gateways, now)
    assert [text for gateway in gateways.values() for text in gateway.sent] == []


def test_what_its_gateway_has_is_told_and_what_it_never_had_is_sent(sessions, now):
    with sessions.begin() as session:
        has, never = (make.message(session, queued_at=now - BACKUP) for _ in range(2))
    put_back(sessions, now)
    gateway = Asked(has.reference)
    work(sessions, {NAME: gateway}, now)
    assert [text.reference for text in gateway.sent] == [never.reference]
    assert states(sessions, [has, never]) == [State.SENT, State.SENT]
    assert max(gateway.since) < now - BACKUP, "it is asked about what it got since the copy was made"


def test_its_gateway_is_not_believed_at_once(sessions, now):
    """It may list a text some time after it has taken it."""
    with sessions.begin() as session:
        make.message(session, queued_at=now - BACKUP)
    put_back(sessions, now)
    at, gateway = now + ASKED_AFTER[0], Asked()
    for moment in (at, at + timedelta(seconds=1), at + timedelta(seconds=30)):
        with sessions.begin() as session:
            for each in doubts.take(session, now=moment, until=moment + reconcile.LEASE, most=9):
                reconcile.settle(session, {}, reconcile.ask({NAME: gateway}, each), again=(), now=moment)
    assert len(gateway.since) == 1


def test_what_ended_stays_as_it_was_and_what_waits_for_later_waits_on(sessions, now):
    ended = [state for state in State if state not in {State.QUEUED, State.SENDING, State.UNKNOWN}]
    with sessions.begin() as session:
        old = [make.message(session, queued_at=now - BACKUP, state=state) for state in ended]
        later = make.message(session, queued_at=now + BACKUP)
    assert put_back(sessions, now).texts == 0
    assert states(sessions, [*old, later]) == [*ended, State.QUEUED]


def test_a_broadcast_that_was_being_queued_is_stopped(sessions, now):
    with sessions.begin() as session:
        begun, filled = (
            broadcasts.add_broadcast(
                session,
                campaign=make.CAMPAIGN_ID,
                brand=make.BRAND,
                kind=Kind.MARKETING,
                topic=None,
                texts={"it": "Ciao"},
                by="staff",
                expires_at=now + timedelta(days=4),
                now=now - BACKUP,
            )
            for _ in range(2)
        )
        whole = broadcasts.broadcast(session, filled)
        broadcasts.fill(session, whole, reached=9, left_out={}, filled_at=now - BACKUP)
    assert put_back(sessions, now).broadcasts == 1
    with sessions.read() as session:
        assert not broadcasts.is_unfilled(session, now)
        stopped = [broadcasts.broadcast(session, id).stopped_at for id in (begun, filled)]
    assert stopped == [now, None]


def test_no_start_wakes_what_one_may_have_woken_since_the_copy_was_made(sessions, now):
    with sessions.begin() as session:
        person = make.subscriber(session)
        kept = make.message(session, subscriber=person, queued_at=now - BACKUP)
        messages.advance(session, kept.id, State.QUEUED, State.SUPPRESSED, reason="suppressed", now=now - BACKUP / 2)
    put_back(sessions, now)
    with sessions.begin() as session:
        assert unsent.wake(session, person, make.BRAND, since=now - BACKUP, now=now) == 0
        assert unsent.kept_back(session, person, make.BRAND) == []


def test_a_second_time_harms_nothing(sessions, now):
    texts = in_a_copy(sessions, now - BACKUP)
    assert put_back(sessions, now) == put_back(sessions, now)
    assert set(states(sessions, texts)) == {State.UNKNOWN}


def test_of_several_gateways_not_even_the_one_that_had_it_in_hand_is_asked(sessions, now):
    """After the copy that one was down, and the other sent it: the first would say that it never had it."""
    with sessions.begin() as session:
        text = make.message(session, queued_at=now - BACKUP)
        outbox.lease(session, now=now - BACKUP, until=now - BACKUP + deliver.LEASE, most=99)
        outbox.hand_to(session, "first", {text.id})
    put_back(sessions, now, ["first", "second"])
    gateways = {"first": Asked(), "second": Asked(text.reference)}
    work(sessions, gateways, now)
    assert [each.sent for each in gateways.values()] == [[], []]
    assert [each.since for each in gateways.values()] == [[], []]
