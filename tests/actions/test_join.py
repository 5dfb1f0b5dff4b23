"""A number and a consent left on a page: what is recorded, what is promised, what is refused."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from app.actions import Means
from app.actions.apply import Application, Joined
from app.actions.confirm import confirm_pin
from app.actions.join import SoldOut, join, submit
from app.rules.message import Kind
from app.rules.phone import Number, read_number
from app.store import Session, Sql, coupons, figures, ledger, limits, stock, subscribers, visits, words
from app.store.visits import Visit
from tests import make

SAYS = words.load()


@pytest.fixture
def means() -> Means:
    """Means with dice that count, so that every run is the same."""
    return make.means(SAYS)


@pytest.fixture
def visit() -> Visit:
    """A visit that has opened Telegram."""
    return Visit(11, "estate-25", "k7q2m", "it", False, None, {"telegram": "clicked"})


def left(number: str = make.NUMBER, *, marketing: bool = False) -> Application:
    """What somebody left on the page."""
    read: Number = read_number(number, ["IT", "SM", "DE"])
    return Application(read, marketing, "it", "203.0.113.9", {"address": "203.0.113.9"})


def keep_words(session: Session, campaign: object) -> None:
    """The words of the consent boxes, as a release keeps them."""
    make.release(session, campaign, SAYS)


@pytest.fixture
def campaign(session: Session):
    """The sample campaign, released; a single opt-in wherever the number's country lets it choose."""
    campaign = make.campaign(programme={"opt_in": "single"})
    keep_words(session, campaign)
    return campaign


@pytest.mark.rule("US-CTIA-WEB-4", "EU-GDPR-7-4", "COUP-CONS-1", "US-CTIA-SINGLE-1")
def test_single_opt_in_gets_the_coupon_and_nothing_else(session, means, campaign, visit, now):
    assert join(session, means, campaign, visit, left(), now).joined is Joined.TEXTED
    assert make.texts(session, campaign.id) == [Kind.SERVICE]


def test_the_second_box_brings_a_confirmation_first(session, means, campaign, visit, now):
    join(session, means, campaign, visit, left(marketing=True), now)
    assert sorted(make.texts(session, campaign.id)) == [Kind.CONFIRMATION, Kind.SERVICE]
    person = subscribers.subscriber_of(session, make.NUMBER)
    assert person is not None
    entries = ledger.consents_of(session, person.id)
    assert [(row.event, row.purpose) for row in entries] == [("grant", "coupon"), ("grant", "marketing")]
    assert all(row.words and row.placement == "k7q2m" and row.release == campaign.digest for row in entries)


@pytest.mark.rule("EU-DOI-2")
def test_double_opt_in_asks_first_and_holds_a_coupon(session, means, campaign, visit, now):
    outcome = join(session, means, campaign, visit, left("+4915155500342"), now)
    assert outcome.joined is Joined.ASKED
    assert make.texts(session, campaign.id, "+4915155500342") == [Kind.PROOF]
    person = subscribers.subscriber_of(session, "+4915155500342")
    assert person is not None
    held = coupons.coupon_of(session, campaign.id, person.id)
    assert held is not None
    assert held.held_until == now + timedelta(hours=1)
    assert [row.event for row in ledger.consents_of(session, person.id)] == ["request"]


def test_pressing_send_twice_sends_once(session, means, campaign, visit, now):
    join(session, means, campaign, visit, left(), now)
    again = visits.visit(session, visit.id)
    assert again is not None
    again = replace(again, steps=visit.steps)
    assert join(session, means, campaign, again, left(), now).joined is Joined.AGAIN
    assert join(session, means, campaign, replace(visit), left(), now).joined is Joined.AGAIN
    assert make.texts(session, campaign.id) == [Kind.SERVICE]


def test_a_person_who_comes_back_gets_the_same_coupon_again(session, means, campaign, visit, now):
    join(session, means, campaign, visit, left(), now)
    later = replace(visit, id=12)
    assert join(session, means, campaign, later, left(), now + timedelta(days=1)).joined is Joined.TEXTED
    person = subscribers.subscriber_of(session, make.NUMBER)
    assert person is not None
    assert len(coupons.coupons_of(session, person.id)) == 1
    assert stock.taken(session, campaign.id)[0] == 1
    assert make.texts(session, campaign.id) == [Kind.SERVICE] * 2
    assert figures.funnel(session, campaign.id).joined == 1, "one number, however often it comes"


@pytest.mark.parametrize(("number", "kind"), [(make.NUMBER, Kind.SERVICE), ("+4915155500342", Kind.PROOF)])
def test_a_text_that_is_under_way_is_not_sent_twice(session, means, campaign, visit, now, number, kind):
    moments = [now, now + timedelta(seconds=50), now + timedelta(seconds=70)]
    for id, moment in enumerate(moments, start=21):
        join(session, means, campaign, replace(visit, id=id), left(number), moment)
    assert [make.texts(session, campaign.id, number, visit=id) for id in (21, 22, 23)] == [[kind], [], [kind]]


def test_one_pin_opens_both_pages_of_somebody_who_scanned_twice(session, means, campaign, visit, now):
    for id in (21, 22):
        join(session, means, campaign, replace(visit, id=id), left("+4915155500342"), now)
    pin = make.pin(session, "+4915155500342")
    assert confirm_pin(session, means, campaign, 21, "000000", now).tries_left == 4
    assert confirm_pin(session, means, campaign, 22, pin, now).coupon is not None
    assert confirm_pin(session, means, campaign, 21, pin, now).coupon is not None
    assert stock.taken(session, campaign.id)[0] == 1


def test_when_all_are_gone_the_answer_is_the_same_whether_the_number_has_a_coupon_or_not(session, means, visit, now):
    campaign = make.campaign(offer={"limits": {"total": 1}}, programme={"opt_in": "single"})
    keep_words(session, campaign)
    join(session, means, campaign, visit, left(), now)
    for id, number in enumerate((make.NUMBER, "+393331234399"), start=21):
        outcome = join(session, means, campaign, replace(visit, id=id), left(number), now)
        assert outcome.joined is Joined.SOLD_OUT
    assert make.texts(session, campaign.id) == [Kind.SERVICE]


def written(sessions, number: str) -> list[tuple[object, ...]]:
    """What a join left in every table it writes, but for what is random or sealed."""
    with sessions.read() as session:
        person = subscribers.subscriber_of(session, number)
        assert person is not None
        return [
            session.run(Sql(f"SELECT {columns} FROM {table} WHERE {mine} = :id"), id=person.id).fetchall()
            for table, mine, columns in [
                ("subscribers", "id", "country, language, first_at"),
                (
                    "visits",
                    "subscriber_id",
                    "campaign, placement, language, opened_at, without, followed_at, joined_at, joined",
                ),
                ("consents", "subscriber_id", "event, purpose, channel, brand, campaign, release, words_digest, at"),
                (
                    "coupons",
                    "subscriber_id",
                    "campaign, placement, language, issued_at, valid_from, valid_until, nth, uses, balance, promised",
                ),
                (
                    "messages",
                    "subscriber_id",
                    "brand, campaign, class, topic, priority, sender, parts, state, due_at",
                ),
                ("proofs", "subscriber_id", "campaign"),
            ]
        ]


def test_what_is_done_at_once_is_what_is_done_step_by_step(sessions, means, visit, now):
    campaign = make.campaign(programme={"opt_in": "single"})
    first, second = "+393331234342", "+393331234343"
    with sessions.begin() as session:
        keep_words(session, campaign)
    submit(sessions, means, campaign, lambda _: visit, left(first), now)
    with sessions.begin() as session:
        join(session, means, campaign, replace(visit, id=12), left(second), now)
        assert stock.taken(session, campaign.id) == (2, now)
    assert written(sessions, first) == written(sessions, second)


def test_who_comes_too_late_leaves_nothing_behind(sessions, means, visit, now):
    campaign = make.campaign(offer={"limits": {"total": 1}}, programme={"opt_in": "single"})
    with sessions.begin() as session:
        keep_words(session, campaign)
    submit(sessions, means, campaign, lambda _: visit, left("+393331234342"), now)
    _, outcome = submit(sessions, means, campaign, lambda _: replace(visit, id=12), left("+393331234343"), now)
    assert outcome.joined is Joined.SOLD_OUT
    with sessions.read() as session:
        assert subscribers.subscriber_of(session, "+393331234343") is None
        assert stock.taken(session, campaign.id)[0] == 1


def test_a_serial_that_is_in_use_is_drawn_anew(sessions, means, visit, now):
    campaign = make.campaign(programme={"opt_in": "single"})
    drawn = iter([7, 1, 0, 8, 2, 0])  # a coupon, the links of its text and the text, twice
    fixed = replace(means, dice=lambda below: next(drawn))
    with sessions.begin() as session:
        keep_words(session, campaign)
        make.coupon(session, serial=7)
    submit(sessions, fixed, campaign, lambda _: visit, left(), now)
    with sessions.read() as session:
        person = subscribers.subscriber_of(session, make.NUMBER)
        assert person is not None
        assert [each.serial for each in coupons.coupons_of(session, person.id)] == [8]


def test_no_more_than_three_pages_share_a_pin(session, means, campaign, visit, now):
    free = replace(means, limits=False)
    for id in range(21, 27):
        join(session, free, campaign, replace(visit, id=id), left("+4915155500342"), now)
    assert make.texts(session, campaign.id, "+4915155500342") == [Kind.PROOF] * 2


def test_a_page_that_wore_out_its_tries_wears_out_no_other(session, means, campaign, visit, now):
    join(session, means, campaign, replace(visit, id=21), left("+4915155500342"), now)
    for _ in range(5):
        confirm_pin(session, means, campaign, 21, "000000", now)
    join(session, means, campaign, replace(visit, id=22), left("+4915155500342"), now)
    pin = make.pin(session, "+4915155500342")
    assert confirm_pin(session, means, campaign, 22, pin, now).coupon is not None


def test_a_closed_gate_lets_nobody_through(session, means, campaign, visit, now):
    outcome = join(session, means, campaign, replace(visit, steps={}), left(), now)
    assert outcome.joined is Joined.GATED
    assert subscribers.subscriber_of(session, make.NUMBER) is None


def test_people_without_an_account_go_on(session, means, campaign, visit, now):
    outcome = join(session, means, campaign, replace(visit, steps={}, without=True), left(), now)
    assert outcome.joined is Joined.TEXTED


@pytest.mark.parametrize(
    "when", [datetime.fromisoformat("2026-05-31T21:00Z"), datetime.fromisoformat("2036-09-01T00:00Z")]
)
def test_outside_its_run_a_campaign_takes_no_number(session, means, campaign, visit, when):
    assert join(session, means, campaign, visit, left(), when).joined is Joined.CLOSED


def test_who_loses_the_last_coupon_in_a_race_leaves_nothing_behind(sessions, means, visit, now, monkeypatch):
    campaign = make.campaign(offer={"limits": {"total": 1}}, programme={"opt_in": "single"})
    with sessions.begin() as session:
        keep_words(session, campaign)
        make.coupon(session)
    monkeypatch.setattr("app.actions.join.is_sold_out", lambda *_: False)  # as it was a moment ago
    with pytest.raises(SoldOut), sessions.begin() as session:
        join(session, means, campaign, visit, left(), now)
    with sessions.read() as session:
        assert subscribers.subscriber_of(session, make.NUMBER) is None
        assert visits.visit(session, visit.id) is None
        assert stock.taken(session, campaign.id)[0] == 1


def test_a_number_gets_three_texts_a_day_over_all_visits(session, means, campaign, visit, now):
    moments = [now + timedelta(minutes=2 * n) for n in range(4)]
    outcomes = [
        join(session, means, campaign, replace(visit, id=id), left(), at) for id, at in enumerate(moments, start=21)
    ]
    assert [each.joined for each in outcomes] == [Joined.TEXTED] * 3 + [Joined.NUMBER_FULL]
    assert outcomes[-1].again_from is not None
    assert outcomes[-1].again_from > now


@pytest.mark.parametrize("marketing", [False, True])
@pytest.mark.parametrize(("number", "kind"), [(make.NUMBER, Kind.SERVICE), ("+4915155500342", Kind.PROOF)])
def test_only_a_text_that_leaves_counts_for_the_number(sessions, means, visit, now, number, kind, marketing):
    campaign = make.campaign(programme={"opt_in": "single"})
    with sessions.begin() as session:
        keep_words(session, campaign)
    asked = left(number, marketing=marketing)
    for id in (21, 22, 23):
        submit(sessions, means, campaign, lambda _, id=id: replace(visit, id=id), asked, now)
    with sessions.read() as session:
        assert make.texts(session, campaign.id, number).count(kind) == 1
        assert limits.exhausted(session, limits.TEXTS_TO_NUMBER, number, now) is None
        key, _ = limits.bucket(session, limits.TEXTS_TO_NUMBER, number)
        assert session.run(limits.PEEK, key=key).fetchone()[0] == limits.TEXTS_TO_NUMBER.size - 1


def test_without_limits_nobody_waits(session, means, campaign, visit, now):
    free = replace(means, limits=False)
    outcomes = [join(session, free, campaign, replace(visit, id=id), left(), now) for id in range(21, 26)]
    assert {each.joined for each in outcomes} == {Joined.TEXTED}
