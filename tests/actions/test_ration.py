"""What pages caused is counted as it leaves: what is over a ceiling stays, says why, and staff are told."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from app.actions import Means, ration
from app.actions.release import release
from app.rules.alarm import Kind as Alarm
from app.rules.ceiling import read_ceilings
from app.rules.decision import Reason
from app.rules.message import Kind, State
from app.rules.phone import E164
from app.rules.shield import COUNTRY, prefix_of
from app.store import Session, Sql, alarms, incoming, limits, ranges, subscribers, sweeps, traffic
from app.store.outbox import Leased
from tests import hearing, make

CAMPAIGNS = {make.CAMPAIGN_ID: make.campaign(programme={"frequency": 9})}
MINUTE = timedelta(minutes=1)


def means(ceilings: str = "", **changes: object) -> Means:
    return make.means(hearing.SAYS, ceilings=read_ceilings(ceilings), **changes)


def queue(
    session: Session, now: datetime, count: int = 1, *, first: int = 0, kind: Kind = Kind.PROOF, **row
) -> list[int]:
    """Texts to numbers of ranges of their own; the ids of whom they go to."""
    people = [make.subscriber(session, number=E164(f"+39334{first + n:03d}1234")) for n in range(count)]
    for id in people:
        make.message(session, subscriber=id, kind=kind, queued_at=now)
    return people


def let_go(session: Session, by: Means, now: datetime) -> list[Leased]:
    """What leaves now, as the worker has it."""
    leaving, _ = release(session, by, CAMPAIGNS, now=now, until=now + MINUTE, most=99)
    ration.count(session, by, leaving, now)
    return leaving


def states(session: Session) -> list[tuple[str, str | None]]:
    return [tuple(row) for row in session.run(Sql("SELECT state, reason FROM messages ORDER BY id")).fetchall()]


@pytest.mark.parametrize(
    "ceilings",
    [
        "texts 3 an hour",
        "texts 3 a day",
        "IT 3 an hour",
        "country 3 an hour",
        "campaign 3 a day",
        "money 0.14 EUR a day",
    ],
)
def test_what_is_over_a_ceiling_stays_and_says_why(session, now, ceilings):
    by = means(ceilings, prices={"IT": (Decimal("0.0450"), "EUR")})
    queue(session, now, 5)
    assert len(let_go(session, by, now)) == 3
    assert states(session)[3:] == [("queued", Reason.CEILING.value)] * 2
    assert [each.cause.kind for each in alarms.open_alarms(session)] == [Alarm.CEILING]
    sweeps.sweep(session, now + timedelta(hours=1))
    assert states(session)[3:] == [("expired", Reason.CEILING.value)] * 2, "why it did not leave stays readable"


def test_a_ceiling_of_the_hour_lets_texts_out_again_when_the_hour_is_over(session, now):
    by = means("texts 3 an hour")
    queue(session, now, 3)
    assert len(let_go(session, by, now)) == 3
    for minutes, leaves in ((59, 0), (75, 1)):
        later = now + minutes * MINUTE
        queue(session, later, first=minutes)
        assert len(let_go(session, by, later)) == leaves


def test_what_people_texted_for_and_what_is_not_asked_for_counts_in_no_ceiling(session, now):
    by = means("texts 1 an hour")
    (id,) = queue(session, now, kind=Kind.SERVICE)
    subscribers.answer(session, id, now)
    made = {
        "gateway": "phone",
        "vendor_reference": "in-1",
        "sender": hearing.LINE,
        "text": "GELATO",
        "meaning": "keyword",
    }
    incoming.add_inbound(session, subscriber=id, campaign=make.CAMPAIGN_ID, at=now, **made)
    make.consent(session, id)
    make.message(session, subscriber=id, kind=Kind.MARKETING, queued_at=now)
    make.message(session, subscriber=id, kind=Kind.REPLY, queued_at=now)
    assert len(let_go(session, by, now)) == 3
    assert traffic.sums(session, now) == {}


def test_a_text_that_is_tried_again_counts_once(session, now):
    by = means("texts 1 an hour")
    queue(session, now)
    let_go(session, by, now)
    session.run(Sql("UPDATE messages SET state = 'queued'"))
    assert [each.attempt for each in let_go(session, by, now)] == [2]
    assert traffic.sums(session, now)["all", ""].hour == 1


def test_a_range_that_does_not_answer_closes_and_staff_are_told(session, now):
    by = means()
    people = [make.subscriber(session, number=E164(f"+39333123{n:04d}")) for n in range(20)]
    for id in people:
        make.message(session, subscriber=id, kind=Kind.PROOF, queued_at=now)
    left = len(let_go(session, by, now))
    assert 10 < left < 20
    assert set(states(session)[left:]) == {("queued", Reason.RANGE_CLOSED.value)}
    (told,) = alarms.open_alarms(session)
    assert told.cause.facts == {"country": "IT", "prefix": "+39333123", "sent": left, "answered": 0}
    by.shield.look(session, now)
    assert by.shield.standing(by.ceilings, "IT", "+393331239999", make.CAMPAIGN_ID, now).held
    assert by.shield.standing(by.ceilings, "IT", "+393331249999", make.CAMPAIGN_ID, now).held is None


def test_who_was_heard_of_before_passes_a_closed_range(session, now):
    by = means()
    stranger, known = (make.subscriber(session, number=E164(f"+39333123{n}")) for n in ("0001", "0002"))
    subscribers.answer(session, known, now)
    ration.change(session, by, ("IT", "+39333123"), close=True, by="anna@aurora.example", now=now)
    for id in (stranger, known):
        make.message(session, subscriber=id, kind=Kind.PROOF, queued_at=now)
    assert [each.subscriber for each in let_go(session, by, now)] == [known]


def test_in_a_country_that_staff_closed_a_range_that_answers_gets_no_texts_either(session, now):
    by = means()
    stranger = make.subscriber(session, number=E164("+393331230001"))
    for _ in range(4):
        ranges.note_answer(session, "IT", "+39333123")
    ration.hear(session, by, now)
    ration.change(session, by, ("IT", COUNTRY), close=True, by="anna@aurora.example", now=now)
    make.message(session, subscriber=stranger, kind=Kind.PROOF, queued_at=now)
    assert let_go(session, by, now) == []
    by.shield.look(session, now)
    assert by.shield.standing(by.ceilings, "IT", "+393331230001", make.CAMPAIGN_ID, now).held


def test_a_range_with_three_answers_passes_a_country_that_closed_by_itself(session, now):
    by = means()
    for _ in range(3):
        ranges.note_answer(session, "IT", "+39333123")
    ration.hear(session, by, now)
    ratios = {"sent": 2000, "answered": 100, "closed_until": now + timedelta(days=1)}
    whole = ranges.found(session, {("IT", COUNTRY)})["IT", COUNTRY]
    ranges.keep(session, [(replace(whole, **ratios), 1.0)])
    later = now + 20 * MINUTE
    for number in ("+393331230001", "+393331240001"):
        make.message(session, subscriber=make.subscriber(session, number=E164(number)), queued_at=later)
    assert [each.number for each in let_go(session, by, later)] == ["+393331230001"]
    by.shield.look(session, later)
    assert by.shield.standing(by.ceilings, "IT", "+393331230009", make.CAMPAIGN_ID, later).held is None
    assert by.shield.standing(by.ceilings, "IT", "+393331240009", make.CAMPAIGN_ID, later).held


def test_answers_open_a_range_again(session, now):
    by = means()
    for n in range(20):
        id = make.subscriber(session, number=E164(f"+39333123{n:04d}"))
        make.message(session, subscriber=id, kind=Kind.PROOF, queued_at=now)
    let_go(session, by, now)
    for _ in range(4):
        ranges.note_answer(session, "IT", "+39333123")
    assert ration.hear(session, by, now + MINUTE) == 4
    by.shield.look(session, now + MINUTE)
    assert by.shield.standing(by.ceilings, "IT", "+393331239999", make.CAMPAIGN_ID, now + MINUTE).held is None


def test_what_was_held_leaves_within_a_minute_once_its_range_answers(session, now):
    by = means()
    for n in range(20):
        make.message(session, subscriber=make.subscriber(session, number=E164(f"+39333123{n:04d}")), queued_at=now)
    left = len(let_go(session, by, now))
    for _ in range(4):
        ranges.note_answer(session, "IT", "+39333123")
    ration.hear(session, by, now)
    assert len(let_go(session, by, now + MINUTE)) == 20 - left


def test_a_pin_that_a_ceiling_held_leaves_as_soon_as_it_may(session, now):
    by, full = means("texts 3 an hour"), now.replace(minute=0, second=0)
    queue(session, full, 3)
    assert len(let_go(session, by, full)) == 3
    late = full + 65 * MINUTE
    queue(session, late, first=9)
    assert let_go(session, by, late) == []
    assert len(let_go(session, by, full + 70 * MINUTE)) == 1, "while somebody waits for it"


def test_a_clock_that_was_ahead_and_is_put_right_stops_nothing_and_forgets_nothing(session, now):
    by, wrong, key = means("texts 3 an hour"), now + timedelta(days=30), ("IT", "+39334000")
    queue(session, wrong, 2)
    assert len(let_go(session, by, wrong)) == 2
    used, empty = (limits.JOINS_FROM_ADDRESS, "203.0.113.9"), []
    while (again := limits.take(session, *used, wrong)) is None:
        empty.append(again)
    ration.bring_near(session, now)
    queue(session, now, 2, first=50)
    assert len(let_go(session, by, now)) == 1, "the hour's other two were counted"
    assert ranges.found(session, {key})[key].at == now
    assert limits.take(session, *used, now + MINUTE) is None
    assert traffic.sums(session, now + 80 * MINUTE)["all", ""].hour == 0


def test_staff_close_and_open_and_it_is_known_who_did(session, now):
    by, key = means(), ("IT", "+39333123")
    ration.change(session, by, key, close=True, by="anna@aurora.example", now=now)
    ((closed, who, when),) = ranges.shown(session)
    assert (closed.closed_by, who, when) == ("anna@aurora.example", "anna@aurora.example", now)
    ration.change(session, by, key, close=False, by="ben@aurora.example", now=now + MINUTE)
    ((opened, who, when),) = ranges.shown(session)
    assert (opened.closed_until, who, when) == (None, "ben@aurora.example", now + MINUTE)


def test_what_is_over_is_forgotten_and_what_staff_closed_stays(session, now):
    by = means()
    queue(session, now, 2)
    let_go(session, by, now)
    ration.change(session, by, ("IT", prefix_of(make.NUMBER)), close=True, by="anna@aurora.example", now=now)
    ration.forget(session, now + timedelta(days=8))
    assert [each.prefix for each, _, _ in ranges.shown(session)] == [prefix_of(make.NUMBER)]
    assert ranges.found(session, {("IT", "+39334000")}) == {}
    assert traffic.sums(session, now) == {}


def test_without_limits_nothing_is_counted(session, now):
    by = means("texts 1 an hour", limits=False)
    queue(session, now, 3)
    assert len(let_go(session, by, now)) == 3
    assert traffic.sums(session, now) == {}
    assert State.SENDING.value in {state for state, _ in states(session)}
