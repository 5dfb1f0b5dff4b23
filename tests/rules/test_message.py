from datetime import UTC, datetime, timedelta
from functools import reduce
from itertools import permutations
from timeit import timeit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.message import GSM7, UNASKED, Kind, State, expires, next_state, parts, priority

VECTORS = [
    *(("a", letters, "GSM-7", letters, count) for letters, count in ((160, 1), (161, 2), (306, 2), (307, 3))),
    *(("€", letters, "GSM-7", 2 * letters, count) for letters, count in ((80, 1), (81, 2), (152, 2), (153, 3))),
    *(("я", letters, "UCS-2", letters, count) for letters, count in ((70, 1), (71, 2), (134, 2), (135, 3))),
    *(("🙂", letters, "UCS-2", 2 * letters, count) for letters, count in ((35, 1), (36, 2), (66, 2), (67, 3))),
]
REPORTS = st.lists(st.sampled_from(State))


@pytest.mark.parametrize(("letter", "letters", "encoding", "units", "count"), VECTORS)
def test_a_text_is_counted_as_networks_count_it(letter, letters, encoding, units, count):
    counted = parts(letter * letters)
    assert (counted.encoding, counted.units, counted.count) == (encoding, units, count)


def test_the_alphabet_is_whole():
    """3GPP TS 23.038: 128 places less the escape, and ten more behind it."""
    assert len(GSM7) == 127 + 10


def test_an_empty_text_is_billed_as_one():
    assert parts("").count == 1


@pytest.mark.parametrize("letter", list("`ç’–…\u00a0\tЖ¢"))
def test_one_strange_letter_costs_more_than_half_the_room_and_is_named(letter):
    counted = parts("a" * 71 + letter + "b" + letter)
    assert (counted.encoding, counted.count, counted.forcing) == ("UCS-2", 2, (letter,))


def test_all_strange_letters_are_named_in_the_order_met():
    assert parts("“Größe” – 5 ç").forcing == ("“", "”", "–", "ç")


@given(st.text(alphabet=[*"aé€^[я🙂👩", "\n"], max_size=400))
def test_no_letter_is_cut_in_two(text):
    """Filling part by part as the header rules say gives the same count as the quick way."""
    gsm = set(text) <= GSM7
    sizes = [len(letter.encode("utf-16-le")) // 2 if not gsm else 1 + (letter in "€^[") for letter in text]
    alone, joined = (160, 153) if gsm else (70, 67)
    filled = [0]
    for size in sizes:
        filled = [*filled, size] if filled[-1] + size > joined else [*filled[:-1], filled[-1] + size]
    count = 1 if sum(sizes) <= alone else len(filled)
    assert parts(text).count == count


def test_counting_is_cheap():
    text = "Gelateria Aurora: il tuo codice è K7QM-2FYV-3784. " * 4
    assert min(timeit(lambda: parts(text), number=500) for _ in range(5)) / 500 < 200e-6


@given(REPORTS)
def test_reports_in_any_order_end_the_same(reports):
    forwards, backwards = (reduce(next_state, order, State.QUEUED) for order in (reports, reports[::-1]))
    assert forwards == backwards == reduce(next_state, reports + reports, State.QUEUED)


@pytest.mark.parametrize("reports", list(permutations([State.SENT, State.FAILED, State.UNKNOWN, State.DELIVERED])))
def test_a_delivered_text_is_delivered_whatever_else_was_said(reports):
    assert reduce(next_state, reports, State.SENDING) is State.DELIVERED


@pytest.mark.parametrize(
    ("current", "reported", "after"),
    [
        (State.DELIVERED, State.SENT, State.DELIVERED),
        (State.DELIVERED, State.FAILED, State.DELIVERED),
        (State.FAILED, State.DELIVERED, State.DELIVERED),
        (State.UNKNOWN, State.SENT, State.SENT),
        (State.SENT, State.UNKNOWN, State.SENT),
        (State.SENT, State.UNDELIVERED, State.UNDELIVERED),
        (State.UNDELIVERED, State.SENT, State.UNDELIVERED),
        (State.SUPPRESSED, State.QUEUED, State.SUPPRESSED),
    ],
)
def test_a_message_only_moves_forward(current, reported, after):
    assert next_state(current, reported) is after


def test_who_waits_goes_first_and_what_nobody_waits_for_last():
    order = sorted(Kind, key=priority)
    assert order[0] is Kind.PROOF
    assert set(order[-3:]) == UNASKED


def test_no_answer_comes_later_than_it_is_welcome():
    asked = datetime(2026, 6, 12, 14, 46, tzinfo=UTC)
    assert expires(Kind.REPLY, asked) == asked + timedelta(minutes=5)
    assert all(expires(kind, asked) > asked for kind in Kind)
