"""A crew: what it is handed it ends or gives back, and it forgets nothing before that is written down."""

import threading

from app import departure
from app.crew import Crew

WITHIN_S = 30.0


def squares(size: int = 2) -> Crew[int, int]:
    return Crew(size, "squarer", lambda n: n * n)


def test_what_ended_stays_in_hand_until_it_is_written_down():
    crew = squares()
    with crew.at_work():
        crew.hand_out([1, 2, 3])
        while len(crew.ended) < 3:
            crew.gather(WITHIN_S)
    assert (sorted(crew.ended), crew.in_hand, crew.free) == ([1, 4, 9], 3, 2)
    crew.written()
    assert (crew.ended, crew.in_hand, crew.free) == ([], 0, 2)


def test_without_a_wait_it_takes_in_what_is_there():
    crew = squares()
    crew.gather()
    assert crew.ended == []
    with crew.at_work():
        crew.hand_out([2])
    crew.gather()
    assert crew.ended == [4]


def test_recalled_it_gives_back_what_nobody_began_and_ends_the_rest():
    begun, go = threading.Event(), threading.Event()

    def do(n: int) -> int:
        begun.set()
        assert go.wait(WITHIN_S)
        return n

    crew = Crew(1, "slow", do)
    with crew.at_work():
        crew.hand_out([1, 2, 3])
        assert begun.wait(WITHIN_S)
        threading.Timer(0.05, go.set).start()
        assert crew.recall() == [2, 3]
    assert (crew.ended, crew.in_hand) == ([1], 1)


def test_recalled_it_gives_back_what_has_not_left_and_waits_for_what_has():
    """Of three, one has left, one opens its connection, and one comes to that only once the crew is recalled."""
    on_the_way, recalled, go = threading.Barrier(4), threading.Event(), threading.Event()

    def do(n: int) -> tuple[int, bool]:
        if n < 3:
            assert departure.may_open()
        left = n == 1 and departure.may_leave()
        on_the_way.wait(WITHIN_S)
        assert recalled.wait(WITHIN_S)
        assert n != 2 or go.wait(WITHIN_S)
        return n, left or (departure.may_open() and departure.may_leave())

    crew = Crew(3, "leaver", do)
    with crew.at_work():
        crew.hand_out([1, 2, 3])
        on_the_way.wait(WITHIN_S)
        threading.Timer(0.05, recalled.set).start()
        assert crew.recall() == [2]
        go.set()
    assert sorted(crew.ended) == [(1, True), (3, False)]
    assert crew.in_hand == 2


def test_left_alone_it_does_all_that_it_was_handed():
    crew = squares(1)
    with crew.at_work():
        crew.hand_out(range(9))
    crew.gather()
    assert crew.ended == [n * n for n in range(9)]
