"""The shield as visitors meet it: what is asked of whom, and that nobody is locked out by somebody else."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from app.actions import Means, ration
from app.actions.apply import Application, Joined, Outcome
from app.actions.confirm import Confirmed, confirm_pin
from app.actions.join import join
from app.actions.join_known import join_known
from app.actions.link import text_link
from app.actions.remind import Reminded, remind
from app.rules.campaign_keyword import Heard
from app.rules.message import Kind
from app.rules.phone import E164, Number, read_number
from app.rules.shield import LEAST_FILL, prefix_of
from app.store import Session, Sessions, Sql, limits, ranges, subscribers
from app.store.visits import Visit
from tests import hearing, make

VISIT = Visit(11, make.CAMPAIGN_ID, make.PLACEMENT, "it", False, None, {"telegram": "clicked"})
OTHER = "+393331239999"  # of the same range


@pytest.fixture
def means(session: Session) -> Means:
    return make.means(hearing.SAYS)


@pytest.fixture
def campaign(session: Session):
    """A campaign with a keyword, that asks for a pin."""
    campaign = hearing.shop(programme={"opt_in": "double"})
    make.release(session, campaign, hearing.SAYS)
    return campaign


def left(number: str = make.NUMBER, *, address: str = "203.0.113.9", **changes: object) -> Application:
    read: Number = read_number(number, ["IT"])
    return Application(read, False, "it", address, {"address": address}, **changes)


def wish(session, means, campaign, now, *, id: int = 11, **changes: object) -> Outcome:
    return join(session, means, campaign, replace(VISIT, id=id), left(**changes), now)


def close(session: Session, means: Means, now: datetime, number: str = make.NUMBER) -> None:
    """Closes the number's range, and lets pages know."""
    ration.change(session, means, ("IT", prefix_of(number)), close=True, by="anna@aurora.example", now=now)
    means.shield.look(session, now)


def use_up(session, means, campaign, now) -> datetime:
    """Somebody asks for texts to a number that is not theirs, until it gets no more; the moment after that."""
    for id in range(101, 104):
        assert wish(session, means, campaign, now, id=id, address="192.0.2.7").joined is Joined.ASKED
        now += timedelta(minutes=2)
    return now


def test_who_was_texted_by_somebody_else_types_that_pin_on_the_own_page(session, means, campaign, now):
    later = use_up(session, means, campaign, now)
    assert wish(session, means, campaign, later).joined is Joined.ASKED
    assert len(make.texts(session, campaign.id)) == 3, "no further text left"
    pin = make.pin(session, make.NUMBER)
    assert confirm_pin(session, means, campaign, 11, pin, later).confirmed is Confirmed.YES


def test_the_budgets_of_a_pin_stay_however_many_pages_ask_for_it(session, means, campaign, now):
    later = use_up(session, means, campaign, now)
    came = [wish(session, means, campaign, later, id=id).joined for id in range(21, 31)]
    waiting = Sql("SELECT COUNT(*) FROM proofs GROUP BY pin_index")
    assert max(row[0] for row in session.run(waiting).fetchall()) <= 3
    assert came[-1] is Joined.NUMBER_FULL


def test_who_holds_the_number_gets_in_by_keyword_whoever_used_up_its_texts(session, means, campaign, now):
    later = use_up(session, means, campaign, now)
    heard = hearing.take(session, {campaign.id: campaign}, "GELATO", later, by=means)
    assert isinstance(heard, Heard)
    assert make.texts(session, campaign.id).count(Kind.SERVICE) == 1


def test_on_a_closed_range_nothing_is_queued_and_the_keyword_still_brings_the_coupon(session, means, campaign, now):
    close(session, means, now)
    assert wish(session, means, campaign, now).joined is Joined.HELD_UP
    assert subscribers.subscriber_of(session, make.NUMBER) is None
    assert limits.exhausted(session, limits.TEXTS_TO_NUMBER, make.NUMBER, now) is None
    hearing.take(session, {campaign.id: campaign}, "GELATO", now, by=means)
    assert make.texts(session, campaign.id) == [Kind.SERVICE]


def test_whom_we_know_is_answered_as_a_stranger_is_and_texted_all_the_same(sessions: Sessions, now):
    campaign, means = hearing.shop(programme={"opt_in": "double"}), make.means(hearing.SAYS)
    with sessions.begin() as session:
        make.release(session, campaign, hearing.SAYS)
        id = make.subscriber(session)
        assert subscribers.answer(session, id, now)
        make.subscriber(session, number=OTHER)
        close(session, means, now)
        assert {
            wish(session, means, campaign, now, id=n, number=to).joined for n, to in ((1, make.NUMBER), (2, OTHER))
        } == {Joined.HELD_UP}
    for number in (make.NUMBER, OTHER):
        join_known(sessions, means, campaign, VISIT, left(number), now)
    with sessions.begin() as session:
        assert make.texts(session, campaign.id) == [Kind.PROOF]
        assert make.texts(session, campaign.id, OTHER) == []


def test_a_stranger_of_a_closed_range_keeps_no_writer_waiting(sessions: Sessions, monkeypatch, now):
    campaign, means = hearing.shop(programme={"opt_in": "double"}), make.means(hearing.SAYS)
    with sessions.begin() as session:
        make.release(session, campaign, hearing.SAYS)
        make.subscriber(session)

    def never(*_):
        raise AssertionError("something was about to be written")

    monkeypatch.setattr(Sessions, "write", never)
    join_known(sessions, means, campaign, VISIT, left(), now)


def test_a_text_that_went_to_whom_we_know_a_moment_ago_tells_nobody(sessions: Sessions, now):
    campaign, means = hearing.shop(programme={"opt_in": "double"}), make.means(hearing.SAYS)
    with sessions.begin() as session:
        make.release(session, campaign, hearing.SAYS)
        subscribers.answer(session, make.subscriber(session), now)
        close(session, means, now)
    join_known(sessions, means, campaign, VISIT, left(), now)
    with sessions.begin() as session:
        assert make.texts(session, campaign.id) == [Kind.PROOF]
        assert wish(session, means, campaign, now, id=2).joined is Joined.HELD_UP


def test_who_ended_the_programme_is_not_asked_by_every_form_of_a_minute(session, means, now):
    campaign = hearing.shop(programme={"opt_in": "single"})
    make.release(session, campaign, hearing.SAYS)
    make.consent(session, make.subscriber(session), event="withdraw")
    for id in range(5):
        form = replace(left(address=f"203.0.113.{id}"), marketing=True)
        join(session, means, campaign, replace(VISIT, id=id), form, now + timedelta(seconds=id))
    assert len(make.texts(session, campaign.id)) <= limits.TEXTS_TO_NUMBER.size


def test_other_ranges_go_on(session, means, campaign, now):
    close(session, means, now, "+393471111111")
    assert wish(session, means, campaign, now).joined is Joined.ASKED


def test_a_link_to_the_preferences_is_not_texted_to_a_stranger_of_a_closed_range(session, means, campaign, now):
    campaigns = {campaign.id: campaign}
    id = make.subscriber(session)
    make.consent(session, id)
    close(session, means, now)
    text_link(session, means, campaigns, make.NUMBER, now)
    assert make.texts(session, campaign.id) == []
    subscribers.answer(session, id, now)
    text_link(session, means, campaigns, make.NUMBER, now)
    assert make.texts(session, campaign.id) == [Kind.SERVICE]


def test_who_asks_for_links_to_a_whole_range_keeps_nobody_of_it_from_joining(session, means, campaign, now):
    for nth in range(limits.LINKS_TO_RANGE.size):
        text_link(session, means, {campaign.id: campaign}, E164(f"{prefix_of(make.NUMBER)}{nth:04d}"), now)
    assert limits.exhausted(session, limits.LINKS_TO_RANGE, prefix_of(make.NUMBER), now)
    assert wish(session, means, campaign, now).joined is Joined.ASKED


def test_of_links_to_a_range_only_so_many_wait_but_whom_we_know_gets_theirs(session, means, campaign, now):
    id, campaigns = make.subscriber(session), {campaign.id: campaign}
    make.consent(session, id)
    for _ in range(limits.LINKS_TO_RANGE.size):
        limits.take(session, limits.LINKS_TO_RANGE, prefix_of(make.NUMBER), now)
    text_link(session, means, campaigns, make.NUMBER, now)
    assert make.texts(session, campaign.id) == []
    subscribers.answer(session, id, now)
    text_link(session, means, campaigns, make.NUMBER, now)
    assert make.texts(session, campaign.id) == [Kind.SERVICE]


def test_asking_again_is_held_up_too(session, means, campaign, now):
    wish(session, means, campaign, now)
    close(session, means, now)
    person = subscribers.subscriber_of(session, make.NUMBER)
    again = remind(session, means, campaign, replace(VISIT, subscriber=person.id), now + timedelta(minutes=2))
    assert again.reminded is Reminded.HELD_UP


def test_an_odd_form_is_asked_for_a_sum_and_costs_nobody_anything(session, means, campaign, now):
    for id in range(5):
        odd = wish(session, means, campaign, now, id=id, odd=True)
        assert odd == Outcome(Joined.CHECK, now + LEAST_FILL)
    assert wish(session, means, campaign, now, id=9, odd=True, solved="a sum").joined is Joined.ASKED
    assert make.texts(session, campaign.id) == [Kind.PROOF]


def test_a_sum_counts_once(session, means, campaign, now):
    wish(session, means, campaign, now, odd=True, solved="a sum")
    again = wish(session, means, campaign, now, id=12, number=OTHER, odd=True, solved="a sum")
    assert again.joined is Joined.CHECK


def test_near_the_limit_of_an_address_a_sum_is_asked_for_and_below_it_none(session, means, campaign, now):
    most = limits.JOINS_FROM_ADDRESS.size
    for _ in range(most * 7 // 10 - 1):
        limits.take(session, limits.JOINS_FROM_ADDRESS, "203.0.113.9", now)
    assert wish(session, means, campaign, now).joined is Joined.ASKED
    near = wish(session, means, campaign, now, id=12, number=OTHER)
    assert near.joined is Joined.CHECK
    assert wish(session, means, campaign, now, id=12, number=OTHER, solved="a sum").joined is Joined.ASKED


def test_who_cannot_solve_a_sum_is_told_when_none_is_asked_for(session, means, campaign, now):
    for _ in range(limits.JOINS_FROM_ADDRESS.size * 3 // 4):
        limits.take(session, limits.JOINS_FROM_ADDRESS, "203.0.113.9", now)
    near = wish(session, means, campaign, now)
    assert near.joined is Joined.CHECK
    assert wish(session, means, campaign, near.again_from - timedelta(minutes=1)).joined is Joined.CHECK
    assert wish(session, means, campaign, near.again_from + timedelta(seconds=1)).joined is Joined.ASKED


def test_a_whole_line_of_ipv6_is_one_address(session, means, campaign, now):
    for _ in range(limits.JOINS_FROM_ADDRESS.size):
        limits.take(session, limits.JOINS_FROM_ADDRESS, "2001:db8::/64", now)
    assert wish(session, means, campaign, now, address="2001:db8::7").joined is Joined.TOO_OFTEN
    assert wish(session, means, campaign, now, address="2001:db8:0:1::7").joined is Joined.ASKED


def test_a_refusal_takes_nothing_from_the_number(session, means, campaign, now):
    for _ in range(limits.JOINS_TO_RANGE.size):
        limits.take(session, limits.JOINS_TO_RANGE, prefix_of(make.NUMBER), now)
    for id in range(5):
        assert wish(session, means, campaign, now, id=id).joined is Joined.TOO_OFTEN
    assert limits.exhausted(session, limits.TEXTS_TO_NUMBER, make.NUMBER, now) is None
    for _ in range(limits.TEXTS_TO_NUMBER.size):
        assert limits.take(session, limits.TEXTS_TO_NUMBER, make.NUMBER, now) is None


@pytest.mark.parametrize("how", ["pin", "text"])
def test_who_answers_is_noted_once(session, means, campaign, now, how):
    wish(session, means, campaign, now)
    for _ in range(2):
        if how == "pin":
            confirm_pin(session, means, campaign, 11, make.pin(session, make.NUMBER), now)
        else:
            hearing.take(session, {campaign.id: campaign}, "Ciao", now, by=means)
    assert ration.hear(session, means, now) == 1
    assert ration.hear(session, means, now) == 0
    assert ranges.found(session, {("IT", prefix_of(make.NUMBER))})["IT", prefix_of(make.NUMBER)].answered == 1


def test_without_limits_nothing_is_held_up(session, campaign, now):
    means = make.means(hearing.SAYS, limits=False)
    close(session, means, now)
    assert wish(session, means, campaign, now, odd=True).joined is Joined.ASKED
