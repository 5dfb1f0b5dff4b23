"""Wrong codes: what they cost a till, an address and everybody."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from app.store import Session, guesses
from app.store.guesses import DEARER, FROM_ADDRESS, OVER_ALL, PAGES, PAGES_FROM_ADDRESS, Guesser


def guess(session: Session, who: Guesser, now: datetime) -> bool:
    """Whether the till could type this wrong code, or had to wait."""
    room = guesses.room(session, who, now)
    if room.again_from is None:
        guesses.note(session, who, room.cost, now)
    return room.again_from is None


def test_a_till_types_ten_wrong_codes_in_ten_minutes_and_then_one_a_minute(session: Session, now: datetime) -> None:
    till = Guesser(1, "192.0.2.1")
    assert [guess(session, till, now) for _ in range(12)] == [True] * 10 + [False] * 2
    assert guesses.room(session, till, now).again_from == now + timedelta(minutes=1)
    assert not guess(session, till, now + timedelta(seconds=59))
    assert guess(session, till, now + timedelta(seconds=61))
    assert guess(session, Guesser(2, "192.0.2.1"), now), "another till never typed a wrong one"


@pytest.mark.parametrize(("address", "most"), [("192.0.2.1", FROM_ADDRESS), ("", OVER_ALL)])
def test_many_tills_that_guess_slow_down_each_other_and_shut_nobody_out(
    session: Session, now: datetime, address: str, most: int
) -> None:
    guessed = sum(guess(session, Guesser(till, address or f"a{till}"), now) for till in range(40) for _ in range(10))
    assert most <= guessed < most + (400 - most) / 2, "of four hundred"
    fresh = Guesser(99, address or "a99")
    assert guesses.room(session, fresh, now) == guesses.Room(None, DEARER), (
        "its right codes ask for its own bucket alone"
    )
    assert sum(guess(session, fresh, now) for _ in range(10)) == 4
    later = now + timedelta(minutes=21)
    assert guesses.room(session, fresh, later) == guesses.Room(None, 1)


def test_the_worker_can_make_guesses_dearer_everywhere_for_ten_minutes(session: Session, now: datetime) -> None:
    guesses.slow_down(session, now)
    assert guesses.room(session, Guesser(5), now).cost == DEARER
    assert guesses.room(session, Guesser(5), now + timedelta(minutes=11)).cost == 1


def test_guessed_pages_use_up_an_address_and_no_till(session: Session, now: datetime) -> None:
    for _ in range(PAGES_FROM_ADDRESS):
        assert guesses.pages_again_from(session, "192.0.2.1", now) is None
        guesses.note_page(session, "192.0.2.1", now)
    again_from = guesses.pages_again_from(session, "192.0.2.1", now)
    assert again_from is not None
    assert guesses.pages_again_from(session, "192.0.2.1", again_from + timedelta(seconds=1)) is None
    assert guesses.pages_again_from(session, "192.0.2.2", now) is None
    assert guesses.room(session, Guesser(1, "192.0.2.1"), now) == guesses.Room(None, 1)


def test_wrong_codes_are_counted_where_they_were_typed(session: Session, now: datetime) -> None:
    for till, count in ((1, 3), (2, 1)):
        for _ in range(count):
            guesses.note(session, Guesser(till), 1, now)
    guesses.note_page(session, "192.0.2.1", now)
    begins = guesses.slot(now)
    assert begins <= now < begins + guesses.SLOT
    assert guesses.counted(session, begins, begins + guesses.SLOT) == {"till 1": 3, "till 2": 1, PAGES: 1}
    assert guesses.counted(session, begins + guesses.SLOT, begins + 2 * guesses.SLOT) == {}
    assert guesses.forget(session, now + guesses.KEPT + guesses.SLOT) == 3


def test_a_clock_that_steps_back_empties_no_bucket_and_fills_none(session: Session, now: datetime) -> None:
    till = Guesser(1)
    guess(session, till, now)
    assert guess(session, till, now - timedelta(hours=1))
    assert sum(guess(session, till, now - timedelta(hours=1)) for _ in range(20)) == 8
