"""What may have left is asked about, and sent once more only where that harms nobody."""

from datetime import timedelta

import pytest

from app.actions import deliver, receive, reconcile
from app.actions.reconcile import ASKED_AFTER, NEWS_WITHIN
from app.gateways import Can, GatewayError, Receipt
from app.gateways.recording import Gateway as Recording
from app.rules.decision import Reason
from app.rules.failure import Failure
from app.rules.message import LIFETIMES, Kind, State
from app.settings import SENT_AGAIN
from app.store import Sql, doubts, messages, outbox, subscribers, unasked
from app.store import clock as clocks
from tests import make

NAME = "recording"
ROW = Sql("SELECT state, reason, gateway, attempt, doubts, ask_at FROM messages WHERE id = :id")


class Asked(Recording):
    """Can be asked, and says what a test tells it: a receipt, None, or that it cannot say."""

    def __init__(self, says: Receipt | GatewayError | None = None) -> None:
        super().__init__()
        self.can = Can(look_up=True)
        self.says, self.asked = says, list[tuple[str, str | None]]()

    def look_up(self, message, vendor_reference, sent_at):
        self.asked.append((message.reference, message.text))
        if isinstance(self.says, Exception):
            raise self.says
        return self.says


@pytest.fixture
def clock(now):
    def clock():
        return clock.at

    clock.at = now
    return clock


def lost(sessions, gateway, clock, **values) -> messages.Message:
    """A text that was handed over, without an answer."""
    with sessions.begin() as session:
        message = make.message(session, queued_at=clock.at, **values)
    gateway.failures = [GatewayError(Failure.LOST)]
    assert make.deliveries(sessions, {NAME: gateway}, clock) == 1
    return message


def ask(sessions, gateway, clock, again=SENT_AGAIN, gateways=None) -> int:
    """How many questions were asked."""
    with sessions.begin() as session:
        taken = doubts.take(session, now=clock.at, until=clock.at + reconcile.LEASE, most=9)
    told = [reconcile.ask(gateways if gateways is not None else {NAME: gateway}, each) for each in taken]
    with sessions.begin() as session:
        for each in told:
            reconcile.settle(session, {}, each, again=again, now=clock.at)
    return len(taken)


def ask_to_the_end(sessions, gateway, clock, **how) -> list[float]:
    """After how many seconds it was asked."""
    start, at = clock.at, []
    while clock.at < start + timedelta(minutes=9):
        if ask(sessions, gateway, clock, **how):
            at.append((clock.at - start).total_seconds())
        clock.at += timedelta(seconds=1)
    return at


def row(sessions, message) -> tuple:
    with sessions.read() as session:
        return tuple(session.run(ROW, id=message.id).fetchone())


def state(sessions, message) -> State:
    return State(row(sessions, message)[0])


def test_it_is_asked_soon_and_then_less_often(sessions, clock):
    gateway = Asked(GatewayError(Failure.DOWN))
    lost(sessions, gateway, clock)
    assert ask_to_the_end(sessions, gateway, clock, again=()) == [wait.total_seconds() for wait in ASKED_AFTER]


def test_a_receipt_settles_it(sessions, clock):
    message = lost(sessions, gateway := Asked(), clock)
    gateway.says = Receipt("v1", "delivered", State.DELIVERED, message.reference)
    clock.at += ASKED_AFTER[0]
    assert ask(sessions, gateway, clock) == 1
    assert gateway.asked == [(message.reference, "Il tuo codice: 2VPY-7FYV-3784")]
    assert state(sessions, message) is State.DELIVERED
    clock.at += timedelta(days=1)
    assert ask(sessions, gateway, clock) == 0


def test_what_it_never_had_is_sent_by_whom_it_may_be_and_only_when_that_is_sure(sessions, clock):
    """A provider may list a text some time after it took it: the first no is not believed."""
    message = lost(sessions, gateway := Asked(), clock, kind=Kind.MARKETING)
    clock.at += ASKED_AFTER[0]
    ask(sessions, gateway, clock)
    assert state(sessions, message) is State.UNKNOWN
    clock.at += ASKED_AFTER[1]
    ask(sessions, gateway, clock)
    assert row(sessions, message)[:3] == ("queued", None, None)
    assert make.deliveries(sessions, {NAME: gateway}, clock) == 1
    assert [sent.reference for sent in gateway.sent] == [message.reference]
    assert state(sessions, message) is State.SENT


@pytest.mark.parametrize(
    ("kind", "again"),
    [(Kind.SERVICE, True), (Kind.PROOF, True), (Kind.CONFIRMATION, True), (Kind.MARKETING, False), (Kind.REPLY, False)],
)
@pytest.mark.parametrize("gateway", [Recording(), Asked(GatewayError(Failure.DOWN))], ids=["cannot be asked", "down"])
def test_where_nobody_can_say_the_class_decides(sessions, clock, kind, again, gateway):
    message = lost(sessions, gateway, clock, kind=kind)
    ask_to_the_end(sessions, gateway, clock)
    assert state(sessions, message) is (State.QUEUED if again else State.UNKNOWN)
    assert (row(sessions, message)[5] is None) is again


def test_it_is_sent_once_more_and_not_twice(sessions, clock):
    message = lost(sessions, gateway := Recording(), clock)
    ask_to_the_end(sessions, gateway, clock)
    gateway.failures = [GatewayError(Failure.LOST)]
    assert make.deliveries(sessions, {NAME: gateway}, clock) == 1
    ask_to_the_end(sessions, gateway, clock)
    assert row(sessions, message)[:1] + row(sessions, message)[3:5] == ("unknown", 2, 2)
    assert make.deliveries(sessions, {NAME: gateway}, clock) == 0


def late(sessions, gateway, clock) -> messages.Message:
    """A text that a gateway may have, and that was to be handed to it once more when its time was over."""
    gateway.can = Can(look_up=True, idempotent=True)
    message = lost(sessions, gateway, clock)
    assert row(sessions, message)[:3] == ("queued", "lost", NAME)
    clock.at += timedelta(hours=1)
    with sessions.begin() as session:
        deliver.sweep(session, {NAME: gateway}, {}, clock.at)
    return message


def test_what_may_have_left_before_its_time_was_over_did_not_expire_but_is_asked_about(sessions, clock):
    message = late(sessions, gateway := Asked(), clock)
    assert state(sessions, message) is State.UNKNOWN
    gateway.says = Receipt("v1", "sent", State.SENT, message.reference)
    assert ask(sessions, gateway, clock) == 1
    assert state(sessions, message) is State.SENT


def test_what_did_not_leave_before_its_time_was_over_expires(sessions, clock):
    message = late(sessions, gateway := Asked(), clock)
    ask_to_the_end(sessions, gateway, clock)
    assert state(sessions, message) is State.QUEUED
    with sessions.begin() as session:
        deliver.sweep(session, {NAME: gateway}, {}, clock.at)
    assert row(sessions, message)[:2] == ("expired", "too_late")


def test_of_what_nobody_can_say_it_stays_unknown_once_it_is_too_late_to_send_it_again(sessions, clock):
    message = late(sessions, gateway := Asked(GatewayError(Failure.DOWN)), clock)
    ask_to_the_end(sessions, gateway, clock)
    assert state(sessions, message) is State.UNKNOWN


def test_a_receipt_that_comes_while_it_is_asked_wins(sessions, clock):
    message = lost(sessions, Recording(), clock)
    clock.at += ASKED_AFTER[-1]
    with sessions.begin() as session:
        (doubt,) = doubts.take(session, now=clock.at, until=clock.at + reconcile.LEASE, most=9)
        messages.advance(session, message.id, State.UNKNOWN, State.SENT, reason=None, now=clock.at)
        assert not doubts.send_again(session, doubt, clock.at)
    assert state(sessions, message) is State.SENT


def test_of_two_workers_one_asks(sessions, clock):
    lost(sessions, Recording(), clock)
    clock.at += ASKED_AFTER[0]
    with sessions.begin() as session:
        times = {"now": clock.at, "until": clock.at + reconcile.LEASE}
        assert [len(doubts.take(session, **times, most=9)) for _ in range(2)] == [1, 0]


def test_what_a_former_gateway_may_have_is_asked_of_no_other(sessions, clock):
    message = lost(sessions, Recording(), clock)
    other = Asked()
    ask_to_the_end(sessions, other, clock, gateways={"other": other}, again=())
    assert (other.asked, state(sessions, message)) == ([], State.UNKNOWN)


def test_a_bug_in_a_gateway_ends_no_other_question(sessions, clock):
    message = lost(sessions, gateway := Asked(), clock)
    gateway.says = ZeroDivisionError()
    ask_to_the_end(sessions, gateway, clock, again=())
    assert len(gateway.asked) == len(ASKED_AFTER)
    assert state(sessions, message) is State.UNKNOWN


# ---- workers that die


def die(sessions, gateways, clock, most: int = 1) -> list[outbox.Leased]:
    """What a worker had in hand that is no more."""
    with sessions.begin() as session:
        held = outbox.lease(session, now=clock.at, until=clock.at + deliver.LEASE, most=most)
    clock.at += deliver.LEASE
    with sessions.begin() as session:
        deliver.sweep(session, gateways, {}, clock.at)
    return held


def test_what_a_dead_worker_may_have_handed_over_is_asked_at_once(sessions, clock):
    with sessions.begin() as session:
        message = make.message(session, queued_at=clock.at)
    gateway = Asked()
    die(sessions, {NAME: gateway}, clock)
    assert row(sessions, message)[:3] == ("unknown", Reason.INTERRUPTED, NAME)
    assert ask(sessions, gateway, clock) == 1
    with sessions.read() as session:
        ((_, outcome, detail, attempt, gateway_name),) = messages.path(session, message.id)
    assert (outcome, detail, attempt, gateway_name) == ("ambiguous", "the worker was interrupted", 1, NAME)


def test_one_attempt_is_one_doubt_though_its_worker_ends_it_after_all(sessions, clock):
    """Its lease had run out, and the sweep had noted it; a second doubt would cost the text its one repeat."""
    with sessions.begin() as session:
        message = make.message(session, queued_at=clock.at)
    gateway = Asked()
    (held,) = die(sessions, {NAME: gateway}, clock)
    gateway.failures = [GatewayError(Failure.LOST)]
    ended = deliver.attempt({NAME: gateway}, held._replace(until=None), clock, lambda: 0.0)
    with sessions.begin() as session:
        deliver.record(session, {}, [ended])
    state, reason, _, attempt, doubts, _ = row(sessions, message)
    assert (state, reason, attempt, doubts) == ("unknown", Failure.LOST, 1, 1)


def test_a_text_that_brings_down_its_worker_again_and_again_is_set_aside(sessions, clock):
    """Where a repeat harms nobody it is handed over again, but not for ever."""
    with sessions.begin() as session:
        message = make.message(session, queued_at=clock.at)
    gateway = Recording()
    gateway.can = Can(idempotent=True)
    seen = []
    while state(sessions, message) is State.QUEUED:
        if die(sessions, {NAME: gateway}, clock):
            seen.append(row(sessions, message)[0])
    assert seen == ["queued"] * deliver.MOST_CRASHES + ["failed"]
    assert row(sessions, message)[1] == Reason.POISON


def test_so_is_one_that_brings_them_down_before_its_gateway_has_it(sessions, clock):
    with sessions.begin() as session:
        message = make.message(session, kind=Kind.MARKETING, queued_at=clock.at)
    gateway = Asked()
    died = 0
    for _ in range(9):
        died += len(die(sessions, {NAME: gateway}, clock))
        ask_to_the_end(sessions, gateway, clock)
    assert (died, row(sessions, message)[:2]) == (reconcile.MOST_CRASHES + 1, ("failed", Reason.POISON))


def test_good_texts_that_died_with_a_bad_one_come_apart_from_it(sessions, clock):
    with sessions.begin() as session:
        ids = [make.message(session, queued_at=clock.at).id for _ in range(64)]
    gateway = Recording()
    gateway.can = Can(idempotent=True)
    for _ in range(2):
        assert len(die(sessions, {NAME: gateway}, clock, most=99)) == len(ids)
    together = []
    for _ in range(40):
        with sessions.begin() as session:
            together.append(len(outbox.lease(session, now=clock.at, until=clock.at + deliver.LEASE, most=99)))
        clock.at += timedelta(seconds=1)
    assert (sum(together), max(together)) == (len(ids), 2)


def test_what_was_in_hand_for_a_gateway_that_is_gone_is_not_forgotten(sessions, clock):
    with sessions.begin() as session:
        message = make.message(session, queued_at=clock.at)
        (held,) = outbox.lease(session, now=clock.at, until=clock.at + deliver.LEASE, most=1)
        outbox.hand_to(session, "former", {held.id})
    clock.at += deliver.LEASE + deliver.STRANGE
    with sessions.begin() as session:
        deliver.sweep(session, {NAME: Recording(), "other": Recording()}, {}, clock.at)
    assert row(sessions, message)[:3] == ("unknown", Reason.INTERRUPTED, "former")


# ---- what a look-up may say that settles nothing by itself


def test_a_report_that_came_before_we_knew_whose_it_was_settles_it_once_that_is_told(sessions, clock):
    """A provider that does not name our reference in its reports, but finds the text when it is asked."""
    message = lost(sessions, gateway := Asked(), clock)
    early = Receipt("v1", "delivered", State.DELIVERED)
    with sessions.begin() as session:
        assert receive.take_receipt(session, {}, early, NAME, clock.at)
    gateway.says = Receipt("v1", "delivered", State.DELIVERED, message.reference)
    clock.at += ASKED_AFTER[0]
    assert ask(sessions, gateway, clock) == 1
    with sessions.begin() as session:
        deliver.sweep(session, {NAME: gateway}, {}, clock.at)
    assert state(sessions, message) is State.DELIVERED


def test_what_a_provider_says_of_another_text_of_the_same_words_is_not_believed(sessions, clock):
    with sessions.begin() as session:
        make.message(session, queued_at=clock.at)
    gateway = Asked()
    assert make.deliveries(sessions, {NAME: gateway}, clock) == 1
    message = lost(sessions, gateway, clock)
    gateway.says = Receipt("recorded-1", "delivered", State.DELIVERED, message.reference)
    ask_to_the_end(sessions, gateway, clock, again=())
    assert len(gateway.asked) == len(ASKED_AFTER)
    assert state(sessions, message) is State.UNKNOWN


# ---- what nobody could say in the end


def given_up(sessions, gateway, clock, kind=Kind.MARKETING, **values) -> messages.Message:
    """A text of which nobody has said anything by a week after it was too late."""
    message = lost(sessions, gateway, clock, kind=kind, **values)
    ask_to_the_end(sessions, gateway, clock, again=())
    assert state(sessions, message) is State.UNKNOWN
    clock.at = make.NOW + LIFETIMES[kind] + NEWS_WITHIN
    ask(sessions, gateway, clock)
    return message


@pytest.mark.parametrize("kind", Kind)
def test_a_text_of_which_nobody_could_say_ends_in_view_of_staff(sessions, clock, kind):
    message = given_up(sessions, Recording(), clock, kind)
    assert row(sessions, message)[:2] == ("failed", Reason.NOBODY_KNOWS)
    with sessions.read() as session:
        assert not doubts.are_due(session, clock.at + timedelta(days=99))


def test_what_was_sent_once_more_and_is_in_doubt_again_ends_as_well(sessions, clock):
    message = lost(sessions, gateway := Recording(), clock)
    ask_to_the_end(sessions, gateway, clock)
    gateway.failures = [GatewayError(Failure.LOST)]
    assert make.deliveries(sessions, {NAME: gateway}, clock) == 1
    ask_to_the_end(sessions, gateway, clock)
    assert state(sessions, message) is State.UNKNOWN
    clock.at += timedelta(hours=1) + NEWS_WITHIN
    ask(sessions, gateway, clock)
    assert row(sessions, message)[:2] == ("failed", Reason.NOBODY_KNOWS)


def test_before_a_text_is_given_up_its_gateway_is_asked_a_last_time(sessions, clock):
    message = lost(sessions, gateway := Asked(GatewayError(Failure.DOWN)), clock, kind=Kind.MARKETING)
    ask_to_the_end(sessions, gateway, clock)
    gateway.says = Receipt("v1", "delivered", State.DELIVERED, message.reference)
    clock.at = make.NOW + LIFETIMES[Kind.MARKETING] + NEWS_WITHIN
    assert ask(sessions, gateway, clock) == 1
    assert state(sessions, message) is State.DELIVERED


def test_a_text_is_given_up_no_sooner_because_the_clock_was_put_back(sessions, clock):
    """Questions are brought near then; the end is not."""
    message = lost(sessions, gateway := Recording(), clock, kind=Kind.MARKETING)
    ask_to_the_end(sessions, gateway, clock)
    with sessions.begin() as session:
        short = timedelta(minutes=15)
        clocks.bring_near(session, short=short, latest=clock.at + ASKED_AFTER[-1], now=clock.at)
    clock.at += ASKED_AFTER[-1]
    assert ask(sessions, gateway, clock) == 1
    assert state(sessions, message) is State.UNKNOWN
    clock.at += timedelta(days=1)
    assert ask(sessions, gateway, clock) == 0


@pytest.mark.parametrize("told", [State.SENT, State.EXPIRED, State.FAILED, State.UNDELIVERED, State.DELIVERED])
def test_a_receipt_that_comes_later_still_settles_what_was_given_up(sessions, clock, told):
    message = given_up(sessions, Recording(), clock)
    with sessions.begin() as session:
        receipt = Receipt("v1", told.value, told, message.reference)
        assert receive.take_receipt(session, {}, receipt, NAME, clock.at)
    assert state(sessions, message) is told
    assert row(sessions, message)[1] != Reason.NOBODY_KNOWS


def test_what_was_given_up_counts_as_written_to_its_number_when_it_may_have_left(sessions, clock):
    """Caps and the wait between two questions for consent: nobody gets more because of what we do not know."""
    with sessions.begin() as session:
        person = make.subscriber(session)
    given_up(sessions, Recording(), clock, Kind.REPERMISSION, subscriber=person)
    with sessions.read() as session:
        since = clock.at - timedelta(days=30)
        ((_, _, at),) = unasked.recent(session, [person], since)[person]
        assert unasked.asked_again(session, [person], since) == {(person, make.BRAND): make.NOW}
    assert at == make.NOW


def test_what_nobody_can_read_any_more_is_asked_of_nobody_and_ends_as_well(sessions, clock):
    with sessions.begin() as session:
        person = make.subscriber(session)
    message = lost(sessions, gateway := Asked(), clock, subscriber=person)
    with sessions.begin() as session:
        messages.blank(session, person)
        subscribers.erase(session, person, clock.at)
    ask_to_the_end(sessions, gateway, clock)
    assert (gateway.asked, state(sessions, message)) == ([], State.UNKNOWN)
    clock.at += timedelta(hours=1) + NEWS_WITHIN
    ask(sessions, gateway, clock)
    assert row(sessions, message)[:2] == ("failed", Reason.NOBODY_KNOWS)
