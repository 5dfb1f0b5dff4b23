"""Broadcasts: the dry run tells what happens, a crash neither loses nor doubles a text, and stop stops."""

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import UTC, datetime, timedelta

import pytest

from app.actions import broadcast
from app.actions.broadcast import Stopped, fill, over_at, plan, start, stop
from app.actions.lead import lead
from app.actions.release import release
from app.actions.take_in import take_in_all
from app.rules import short_link
from app.rules.decision import Reason
from app.rules.failure import Outcome
from app.rules.intake import Row
from app.rules.link import read
from app.rules.marketing import Announcement
from app.rules.message import Kind, State
from app.rules.phone import Number
from app.rules.preference import Preference
from app.rules.robot import Opener
from app.rules.suppression import Scope
from app.store import Sql, broadcasts, messages, outbox, preferences, suppressions, words
from app.store.outbox import Attempt
from tests import make

NOW = make.NOW  # ten in the morning in London, six in New York
SAYS = words.load()
CAMPAIGN = make.campaign(countries=["IT", "US", "SE", "SK"], programme={"topics": ["gelato", "club"], "frequency": 2})
CAMPAIGNS = {CAMPAIGN.id: CAMPAIGN}
MEANS = make.means(SAYS)
ROME, NEW_YORK, STOCKHOLM, BRATISLAVA = "+3933300{:05d}", "+1212736{:04d}", "+4670123{:04d}", "+42190112{:04d}"


def told(kind: Kind = Kind.MARKETING, topic: str | None = None, days: int = 3, **texts: str) -> Announcement:
    return Announcement(kind, topic, texts or {"it": "Due gusti al prezzo di uno."}, NOW + timedelta(days=days))


def person(session, number: str, *events: str, country: str = "IT", language: str = "it", now=NOW) -> int:
    id = make.subscriber(session, number=number, country=country, language=language, now=now)
    for event in events or ("grant",):
        make.consent(session, id, event=event, now=now)
    return id


def thought(session, what: Announcement, at: datetime = NOW):
    return plan(session, MEANS, CAMPAIGNS, CAMPAIGN, what, at)


def begun(session, what: Announcement, at: datetime = NOW) -> int:
    """The id of a broadcast with all its texts queued."""
    id = start(session, MEANS, CAMPAIGN, what, by="giulia@aurora.example", now=at)
    assert isinstance(id, int)
    while broadcasts.is_unfilled(session, at):
        fill(session, MEANS, CAMPAIGNS, at)
    return id


def leave(session, at: datetime) -> list[int]:
    """Whose texts leave at this moment; they are handed over at once."""
    held, _ = release(session, MEANS, CAMPAIGNS, now=at, until=at + timedelta(minutes=1), most=999)
    for each in held:
        messages.advance(session, each.id, State.SENDING, State.SENT, reason=None, now=at)
    return sorted(each.subscriber for each in held)


def reasons(session) -> dict[int, str | None]:
    return dict(session.run(Sql("SELECT subscriber_id, reason FROM messages")).fetchall())


# ---- the dry run and what happens


@pytest.mark.rule("CAP-1", "CAP-2", "EU-SUPP-1", "US-TCPA-QH-1")
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_dry_run_tells_what_the_worker_then_does(session, seed):
    chance = random.Random(seed)
    people = [_somebody(session, chance, number) for number in range(60)]
    what = told(topic="gelato", it="Due gusti: {link}")
    thinks = thought(session, what)
    assert thinks.problems == ()
    assert sum(thinks.fates.values()) == len(people)
    assert session.run(Sql("SELECT COUNT(*) FROM broadcasts")).fetchone()[0] == 0

    found = broadcasts.broadcast(session, begun(session, what))
    assert found is not None
    assert found.left_out == {reason.value: n for reason, n in thinks.left_out.items()}
    waiting = session.run(Sql("SELECT due_at, reason FROM messages WHERE broadcast_id IS NOT NULL")).fetchall()
    assert Counter(reason for _, reason in waiting) == Counter(thinks.held) + Counter({None: thinks.now})
    leaving = leave(session, NOW)
    assert len(leaving) == thinks.now > 0
    assert thinks.later, "some wait"
    for hour, _ in thinks.later.items():
        leaving += leave(session, hour + timedelta(hours=1))
    assert len(leaving) == len(set(leaving)) == thinks.texts


@pytest.mark.rule("CAP-1", "CAP-2", "EU-SUPP-1", "US-TCPA-QH-1")
@pytest.mark.parametrize("filled", [0, 25, 60])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_dry_run_counts_what_waits_for_the_same_people(session, seed, filled):
    """A broadcast is queued, or begins to be, and nothing has left: the next one is told as it then comes about."""
    chance = random.Random(seed)
    for number in range(60):
        _somebody(session, chance, number)
    alone = thought(session, told(it="Secondo gusto."))
    start(session, MEANS, CAMPAIGN, told(it="Primo gusto."), by="", now=NOW)
    if filled:
        fill(session, MEANS, CAMPAIGNS, NOW, most=filled)
    thinks, second = thought(session, told(it="Secondo gusto.")), begun(session, told(it="Secondo gusto."))
    left: Counter[datetime] = Counter()
    for half_hours in range(5 * 48):
        at = NOW + timedelta(minutes=30 * half_hours)
        leave(session, at)
        gone = {state: n for state, _, n in broadcasts.progress(session, second)}.get("sent", 0)
        left[at.replace(minute=0)] += gone - left.total()
    assert +left == +Counter({NOW: thinks.now, **thinks.later})
    assert 0 < thinks.texts < alone.texts, "the first had taken some of the room"


def _somebody(session, chance: random.Random, number: int) -> int:
    """Somebody at random: where, what they agreed to, chose and got so far."""
    pattern, country = chance.choice([(ROME, "IT"), (NEW_YORK, "US"), (STOCKHOLM, "SE")])
    history = chance.choice([["grant"], ["request", "confirm"], ["request"], ["grant", "withdraw"], ["import"]])
    id = person(session, pattern.format(1000 + number), *history, country=country, language=chance.choice(["it", "en"]))
    if chance.random() < 0.15:
        suppressions.suppress(session, id, make.BRAND, reason="STOP", now=NOW, scope=chance.choice(list(Scope)))
    if chance.random() < 0.4:
        chosen = Preference(
            chance.choice([None, 0, 1]),
            frozenset(chance.choice([[], ["gelato"], ["club"]])),
            frozenset(chance.choice([[], ["sms"]])),
            chance.choice([None, NOW + timedelta(hours=30), NOW + timedelta(days=60)]),
        )
        preferences.choose(session, id, make.BRAND, chosen, NOW)
    for _ in range(chance.choice([0, 0, 1, 2])):
        ago = timedelta(hours=chance.choice([1, 5, 20, 100, 700]))
        make.message(session, subscriber=id, kind=Kind.MARKETING, queued_at=NOW - ago, state=State.SENT)
    return id


def test_a_dry_run_counts_by_reason_country_language_and_parts(session):
    person(session, ROME.format(1))
    person(session, ROME.format(2), language="en")
    person(session, NEW_YORK.format(1000), country="US", language="en")
    person(session, ROME.format(3), "grant", "withdraw")
    make.subscriber(session, number=ROME.format(4))  # had nothing to do with marketing
    found = thought(session, told(it="Due gusti. " * 20, en="Two scoops."))
    assert (found.now, found.texts, found.parts) == (2, 3, 2 + 1 + 1)
    assert found.left_out == {Reason.WITHDRAWN: 1}
    assert found.held == {Reason.QUIET_HOURS: 1}
    assert found.count(lambda fate: fate.country) == {"IT": 2, "US": 1}
    assert found.count(lambda fate: fate.language) == {"en": 2, "it": 1}
    assert found.count(lambda fate: fate.parts) == {1: 2, 2: 1}
    assert list(found.later.values()) == [1]


def test_a_faulty_text_starts_nothing(session):
    person(session, ROME.format(1))
    what = told(it="Look: https://bit.ly/x")
    assert [each.name for each in thought(session, what).problems] == ["shortener"]
    assert [each.name for each in start(session, MEANS, CAMPAIGN, what, by="", now=NOW)] == ["shortener"]
    assert broadcasts.newest(session, 9) == []


# ---- who gets what, and when


@pytest.mark.rule("US-TCPA-QH-1", "US-TCPA-QH-2", "US-TCPA-QH-3")
def test_a_text_waits_for_the_morning_where_its_reader_is(session):
    """Consent lifts no quiet hours; at six in New York it waits while Rome has read it."""
    rome, york = person(session, ROME.format(1)), person(session, NEW_YORK.format(1000), country="US")
    begun(session, told())
    assert leave(session, NOW) == [rome]
    assert reasons(session) == {rome: None, york: Reason.QUIET_HOURS.value}
    assert leave(session, datetime(2026, 7, 4, 11, 59, tzinfo=UTC)) == []
    assert leave(session, datetime(2026, 7, 4, 14, 0, tzinfo=UTC)) == [york]


@pytest.mark.rule("CAP-2", "EU-OBJ-1", "EU-SUPP-1")
@pytest.mark.parametrize("scope", list(Scope))
def test_who_says_stop_during_the_night_gets_nothing_in_the_morning(session, scope):
    evening = datetime(2026, 7, 4, 23, 0, tzinfo=UTC)
    id = person(session, ROME.format(1))
    begun(session, told(), evening)
    assert leave(session, evening) == []
    suppressions.suppress(session, id, make.BRAND, reason="STOP", now=evening, scope=scope)
    for hours in range(48):
        assert leave(session, evening + timedelta(hours=hours)) == []


@pytest.mark.rule("EU-GRAN-1", "MSG-ALL-1", "EU-OBJ-1")
def test_topics_channels_and_pauses_are_kept(session):
    ids = [person(session, ROME.format(number)) for number in range(1, 5)]
    off, none, pause = frozenset({"gelato"}), frozenset({"sms"}), NOW + timedelta(hours=24)
    for id, chosen in zip(
        ids,
        [Preference(topics_off=off), Preference(channels_off=none), Preference(paused_until=pause)],
        strict=False,
    ):
        preferences.choose(session, id, make.BRAND, chosen, NOW)
    found = broadcasts.broadcast(session, begun(session, told(topic="gelato")))
    assert found.left_out == {Reason.TOPIC_OFF.value: 1, Reason.CHANNEL_OFF.value: 1}
    assert leave(session, NOW) == [ids[3]]
    assert leave(session, NOW + timedelta(hours=48)) == [ids[2]], "a Sunday lies between"


@pytest.mark.rule("CAP-1")
def test_no_more_leave_in_a_month_than_were_promised(session):
    id = person(session, ROME.format(1))
    for days in (0, 2, 4):
        begun(session, told(days=days + 3), NOW + timedelta(days=days))
    sent = [day for day in range(30) if leave(session, NOW + timedelta(days=day)) == [id]]
    assert len(sent) == CAMPAIGN.programme.frequency


@pytest.mark.rule("US-DNC-1", "IT-2")
@pytest.mark.parametrize("history", [["request"], ["grant", "object"], ["grant", "expire"]])
def test_who_does_not_agree_now_gets_no_text(session, history):
    person(session, ROME.format(1), *history)
    begun(session, told())
    assert reasons(session) == {}


@pytest.mark.rule("EU-REPERM-1", "EU-SUPP-2", "SK-1")
def test_only_who_agreed_provably_is_asked_again_and_not_soon_again(session):
    good = person(session, ROME.format(1))
    person(session, ROME.format(2), "import")
    person(session, ROME.format(3), "grant", "withdraw")
    asked = person(session, ROME.format(4))
    ago = NOW - timedelta(days=89)
    make.message(session, subscriber=asked, kind=Kind.REPERMISSION, queued_at=ago, state=State.SENT)
    person(session, BRATISLAVA.format(1), country="SK")
    id = begun(session, told(Kind.REPERMISSION, it="Ancora con noi? Rispondi YES."))
    assert broadcasts.broadcast(session, id).left_out == {
        Reason.AGREED_ELSEWHERE.value: 1,
        Reason.WITHDRAWN.value: 1,
        Reason.ASKED_LATELY.value: 1,
        Reason.NOT_BY_TEXT.value: 1,
    }
    assert leave(session, NOW) == [good]
    later = NOW + timedelta(days=2)
    again = thought(session, told(Kind.REPERMISSION, days=5, it="Ancora con noi?"), later)
    assert Reason.ASKED_LATELY in again.left_out
    assert again.texts == 1, "89 days and two are enough"


@pytest.mark.rule("EU-EPRIV-13-4")
def test_where_texts_cannot_be_answered_each_carries_its_owners_link(session):
    id = person(session, BRATISLAVA.format(1), country="SK", language="en")
    begun(session, told(en="Two scoops."))
    monday = datetime(2026, 7, 6, 10, 0, tzinfo=UTC)
    held, _ = release(session, MEANS, CAMPAIGNS, now=monday, until=monday + timedelta(minutes=1), most=9)
    serial, number = short_link.read(held[0].text.rpartition("/l/")[2], make.KEYS)
    way = lead(session, MEANS, CAMPAIGNS, serial, number, opener=Opener.PERSON, now=NOW)
    assert way is not None
    assert read("preferences", way.to.removeprefix("/p/"), make.KEYS, NOW) == f"{id}.{CAMPAIGN.id}"


# ---- once, and no longer than wanted


def test_a_crash_between_two_batches_loses_and_doubles_nothing(sessions):
    with sessions.begin() as session:
        people = [person(session, ROME.format(number)) for number in range(7)]
        start(session, MEANS, CAMPAIGN, told(), by="", now=NOW)
    looked, crashes = 0, iter([False, True, False, True, True, False, False, False, False, False])
    while looked < len(people):
        try:
            with sessions.begin() as session:
                n = fill(session, MEANS, CAMPAIGNS, NOW, most=2)
                if next(crashes):
                    raise RuntimeError
            looked += n
        except RuntimeError:
            continue
    with sessions.begin() as session:
        assert fill(session, MEANS, CAMPAIGNS, NOW, most=2) == 0
        assert broadcasts.newest(session, 1)[0].filled_at == NOW
        rows = session.run(Sql("SELECT subscriber_id FROM messages ORDER BY id")).fetchall()
        assert [row[0] for row in rows] == people


def test_a_text_that_is_there_already_is_not_queued_again(session):
    person(session, ROME.format(1))
    id = begun(session, told())
    session.run(Sql("UPDATE broadcasts SET reached = 0, filled_at = NULL WHERE id = :id"), id=id)
    while fill(session, MEANS, CAMPAIGNS, NOW):
        pass
    assert session.run(Sql("SELECT COUNT(*) FROM messages")).fetchone()[0] == 1


def test_nothing_leaves_once_a_broadcast_is_stopped(session):
    for number in range(6):
        person(session, ROME.format(number))
    id = start(session, MEANS, CAMPAIGN, told(), by="", now=NOW)
    assert fill(session, MEANS, CAMPAIGNS, NOW, most=4) == 4
    held, _ = release(session, MEANS, CAMPAIGNS, now=NOW, until=NOW + timedelta(minutes=1), most=1)
    assert len(held) == 1
    assert stop(session, id, NOW, by="giulia@aurora.example") == Stopped(waited=3, sent=1)
    assert stop(session, id, NOW + timedelta(hours=1), by="giulia@aurora.example") == Stopped(
        waited=0, sent=1, over_at=NOW
    )
    assert fill(session, MEANS, CAMPAIGNS, NOW) == 0
    assert [leave(session, NOW + timedelta(hours=hours)) for hours in range(72)] == [[]] * 72
    assert ("suppressed", Reason.BROADCAST_STOPPED, 3) in broadcasts.progress(session, id)


def test_one_that_is_done_has_nothing_to_stop_and_says_since_when(session):
    for number in range(3):
        person(session, ROME.format(number))
    id, later = begun(session, told()), NOW + timedelta(hours=2)
    assert over_at(session, id, NOW) is None
    held, _ = release(session, MEANS, CAMPAIGNS, now=later, until=later + timedelta(minutes=1), most=9)
    assert over_at(session, id, later) is None, "they are in a worker's hand"
    ended = [
        Attempt(each.id, 1, "recording", Outcome.ACCEPTED, State.SENT, later, vendor_reference="r") for each in held
    ]
    outbox.settle(session, ended)
    messages.advance(session, held[0].id, State.SENT, State.DELIVERED, reason=None, now=later + timedelta(hours=1))
    assert stop(session, id, later + timedelta(hours=3), by="giulia@aurora.example") == Stopped(
        waited=0, sent=3, over_at=later
    )
    assert broadcasts.broadcast(session, id).stopped_at is None, "done, and not stopped"


def test_one_whose_time_is_up_is_over(session):
    person(session, ROME.format(1))
    id = start(session, MEANS, CAMPAIGN, told(days=1), by="", now=NOW)
    assert stop(session, id, NOW + timedelta(days=2), by="giulia@aurora.example") == Stopped(
        waited=0, sent=0, over_at=NOW + timedelta(days=1)
    )


def test_a_broadcast_whose_campaign_is_gone_stops(session):
    person(session, ROME.format(1))
    id = start(session, MEANS, CAMPAIGN, told(), by="", now=NOW)
    while fill(session, MEANS, {}, NOW):
        pass
    assert broadcasts.broadcast(session, id).stopped_at == NOW


def test_many_people_are_looked_at_a_few_at_a_time(session, monkeypatch):
    monkeypatch.setattr(broadcast, "BATCH", 3)
    for number in range(10):
        person(session, ROME.format(number))
    assert thought(session, told()).texts == 10


def test_a_button_pressed_twice_at_once_begins_one_broadcast(sessions):
    """The second press comes while the first is not yet committed, and waits for it."""

    def press() -> int:
        with sessions.begin() as session:
            return start(session, MEANS, CAMPAIGN, told(), by="giulia@aurora.example", now=NOW)

    with ThreadPoolExecutor(1) as pool:
        with sessions.begin() as session:
            first = start(session, MEANS, CAMPAIGN, told(), by="giulia@aurora.example", now=NOW)
            second = pool.submit(press)
            wait([second], timeout=0.5)
        assert second.result(timeout=30) == first


def test_whoever_stops_it_and_an_import_that_ends_its_texts_do_not_wait_for_each_other(sessions):
    """The one goes by people, the other by numbers: the import has both in hand before it touches a text."""
    numbers = [Number(ROME.format(at), "IT", "mobile") for at in (2, 1)]
    with sessions.begin() as session:
        for each in numbers:
            person(session, each.e164)
        id = begun(session, told())
    rows = [Row(2, each, False, NOW, "", "shop", "", "it") for each in numbers]

    def end() -> int | None:
        with sessions.begin() as session:
            return stop(session, id, NOW, by="giulia@aurora.example")

    with ThreadPoolExecutor(1) as pool:
        with sessions.begin() as session:
            came = take_in_all(session, CAMPAIGN, rows, "shop.csv", NOW)
            next(came)
            ended = pool.submit(end)
            wait([ended], timeout=0.5)
            next(came)
        assert ended.result(timeout=30).waited == 0
