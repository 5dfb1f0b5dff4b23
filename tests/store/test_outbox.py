"""Who is next: whoever somebody waits for, and then each campaign as much as the others."""

from collections import Counter
from datetime import timedelta

import pytest

from app.rules.message import Kind
from app.store import Sql, clock, outbox, stamp, sweeps
from tests import make

MINUTE = timedelta(minutes=1)
MANY_MORE = Sql("""
    INSERT INTO messages (reference, subscriber_id, brand, campaign, class, priority, sender, text_sealed, parts, state,
                          attempt, queued_at, due_at, expires_at, changed_at)
    SELECT reference || '-' || (SELECT COUNT(*) FROM messages), subscriber_id, brand, campaign, class, priority, sender,
           text_sealed, parts, state, attempt, queued_at, due_at, expires_at, changed_at FROM messages""")


def queue(session, now, **many: int) -> None:
    for campaign, count in many.items():
        for _ in range(count):
            make.message(session, campaign=campaign, kind=Kind.MARKETING, queued_at=now)


def take(session, now, most: int, turn: int) -> Counter[str]:
    held = outbox.lease(session, now=now, until=now + MINUTE, most=most, turn=turn)
    return Counter(each.campaign for each in held)


def test_a_campaign_that_floods_the_queue_gets_no_more_than_the_others(session, now):
    queue(session, now - MINUTE, flood=30)
    queue(session, now, small=3, other=9)
    assert take(session, now, 12, 0) == {"flood": 4, "other": 4, "small": 3} | {"flood": 5}
    assert take(session, now, 10, 1) == {"flood": 5, "other": 5}
    assert take(session, now, 99, 2) == {"flood": 20}


def test_with_fewer_hands_than_campaigns_each_has_its_turn(session, now):
    queue(session, now, a=5, b=5, c=5)
    taken = [take(session, now, 1, turn) for turn in range(6)]
    assert taken == [{"a": 1}, {"b": 1}, {"c": 1}] * 2


def test_whoever_somebody_waits_for_goes_before_all_of_that(session, now):
    queue(session, now - MINUTE, flood=9, small=9)
    make.message(session, campaign="small", kind=Kind.SERVICE, queued_at=now)
    make.message(session, campaign="flood", kind=Kind.CONFIRMATION, queued_at=now)
    held = outbox.lease(session, now=now, until=now + MINUTE, most=4, turn=0)
    assert [each.kind for each in held] == [Kind.SERVICE, Kind.CONFIRMATION, Kind.MARKETING, Kind.MARKETING]
    assert Counter(each.campaign for each in held) == {"small": 2, "flood": 2}


def test_what_is_not_due_yet_takes_nobodys_place(session, now):
    queue(session, now + MINUTE, later=9)
    queue(session, now, due=9)
    assert take(session, now, 6, 0) == {"due": 6}


@pytest.mark.parametrize("turn", [None, 0, 1, 7])
def test_everything_is_taken_once_whoever_shares(session, now, turn):
    queue(session, now, a=7, b=1, c=4)
    seen = [each.id for _ in range(9) for each in outbox.lease(session, now=now, until=now + MINUTE, most=5, turn=turn)]
    assert len(seen) == len(set(seen)) == 12


def test_what_waits_for_its_hour_is_not_looked_at_over_and_over(session, now, database):
    """However much that is: a worker asks ten times a second whether anything is due."""
    queue(session, now, waits=1)
    for _ in range(12):
        session.run(MANY_MORE)
    session.run(Sql("ANALYZE messages"))
    explain, statement = {
        "sqlite": ("EXPLAIN QUERY PLAN", outbox.DUE.sqlite),
        "postgresql": ("EXPLAIN", outbox.DUE.postgres),
    }[database]
    plan = str(session._driver.execute(f"{explain} {statement}", {"now": stamp(now)}).fetchall())
    assert "ix_messages_due" in plan
    assert {"sqlite": "(priority=? AND due_at<?)", "postgresql": "Index Cond: ((priority = ANY"}[database] in plan


PUT_BACK = Sql("SELECT due_at, leased_until, ask_at, changed_at FROM messages WHERE id = :id")
NEAR = Sql("SELECT COUNT(*) FROM messages WHERE changed_at <= :now")
AN_HOUR_AHEAD = timedelta(hours=1)


def near(session, now, change: str) -> tuple:
    """(due, leased until, asked at, changed), as seconds from now, of a text after a clock was put back by an hour."""
    made = make.message(session, queued_at=now + AN_HOUR_AHEAD)
    session.run(Sql(f"UPDATE messages SET {change} WHERE id = :id"), id=made.id)
    clock.bring_near(session, short=15 * MINUTE, latest=now + 5 * MINUTE, now=now)
    found = session.run(PUT_BACK, id=made.id).fetchone()
    return tuple(None if each is None else (each - stamp(now)) / 1e6 for each in found)


@pytest.mark.parametrize(
    ("change", "seconds"),
    [
        ("attempt = 0", (0, None, None, 0)),
        ("due_at = changed_at + 20000000", (20, None, None, 0)),
        ("due_at = changed_at + 7200000000", (3 * 3600, None, None, 0)),
        ("state = 'sending', leased_until = changed_at + 60000000", (0, 60, None, 0)),
        ("state = 'unknown', ask_at = changed_at + 15000000", (0, None, 15, 0)),
        ("state = 'unknown', changed_at = changed_at - 7200000000, ask_at = changed_at", (3600, None, 300, -3600)),
        ("state = 'sent'", (3600, None, None, 3600)),
    ],
)
def test_after_a_clock_was_put_back_what_was_to_be_soon_still_is(session, now, change, seconds):
    """What waits for an hour of the day waits for that, and what is over stays as it was."""
    assert near(session, now, change) == seconds


def test_of_what_waits_a_share_is_brought_near_each_time_and_all_in_the_end(session, now):
    for kind in (Kind.PROOF, Kind.SERVICE, Kind.MARKETING, Kind.MARKETING, Kind.MARKETING):
        make.message(session, kind=kind, queued_at=now + AN_HOUR_AHEAD)
    near, place = [], sweeps.START
    for _ in range(3):
        times = {"short": 15 * MINUTE, "latest": now + 5 * MINUTE, "now": now}
        place = clock.bring_near(session, after=place, most=2, **times)
        near.append(session.run(NEAR, now=stamp(now)).fetchone()[0])
    assert (near, place) == ([2, 4, 5], sweeps.START)
