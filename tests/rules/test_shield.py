"""How much a range of numbers may get: more the more it answers, less the more it does not, and never below nothing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.rules import shield
from app.rules.shield import Range, Terms, allowance, as_of, fresh, heard, held, kept_back, network, texted

NOW = datetime(2026, 7, 4, 10, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
COUNTRY = shield.of_country(10_000)
WHOLE = fresh("IT", shield.COUNTRY, COUNTRY, NOW)
TERMS = shield.of_range(60, WHOLE, COUNTRY)
texts = some.floats(0, 1e6)
terms = some.builds(
    Terms, base=some.floats(1, 1e4), prior=some.floats(1, 1e3), probes=some.just(3), mean=some.floats(0.15, 0.5)
)


def of(**changes: object) -> Range:
    return replace(fresh("IT", "+39333123", TERMS, NOW), **changes)


def drained(range: Range, now: datetime = NOW) -> tuple[Range, int]:
    """The range after all the texts that may leave at once, and how many those are."""
    count = 0
    while held(range, TERMS, now) is None:
        range, count = texted(range, TERMS, now), count + 1
    return range, count


@given(texts, texts, texts, terms)
def test_the_allowance_grows_with_answers_and_shrinks_with_texts(sent, answered, more, terms):
    here = allowance(sent, answered, terms)
    assert 0 <= here <= shield.MOST * terms.base
    assert allowance(sent, answered + more, terms) >= here
    assert allowance(sent + more, answered, terms) <= here


@given(some.lists(some.tuples(some.sampled_from(["text", "answer", "wait"]), some.integers(-5, 600)), max_size=60))
def test_nothing_that_happens_makes_a_range_owe_texts(happens):
    range, now = of(), NOW
    for what, minutes in happens:
        now += minutes * MINUTE  # a clock may step back
        range = as_of(range, TERMS, now)
        if what == "text" and held(range, TERMS, now) is None:
            range = texted(range, TERMS, now)
        elif what == "answer":
            range = heard(range, TERMS)
        assert 0 <= range.tokens <= shield.MOST * TERMS.base
        assert range.sent >= 0
        assert 0 <= shield.used(range, TERMS) <= 1
        assert range.probes >= 0


def test_a_range_that_never_answers_closes_after_a_few_texts_and_for_longer_each_time():
    range, count = drained(of())
    assert count == 15
    pauses, now = [], NOW
    for _ in range_of(4):
        pauses.append(range.closed_until - now)
        now = range.closed_until
        range, probes = drained(as_of(range, TERMS, now), now)
        assert probes == TERMS.probes
    assert pauses == [15 * MINUTE, 30 * MINUTE, 60 * MINUTE, 120 * MINUTE]


def range_of(count: int) -> list[int]:
    return [*range(count)]


def test_a_range_opens_as_soon_as_it_answers():
    closed, _ = drained(of())
    assert held(heard(closed, TERMS, 2), TERMS, NOW) is None


def test_a_poster_in_a_company_keeps_its_range_open():
    """A hundred people of one range within a few minutes, of whom seven in ten answer at once."""
    range = of()
    for each in range_of(100):
        now = NOW + each * timedelta(seconds=3)
        range = as_of(range, TERMS, now)
        assert held(range, TERMS, now) is None
        range = texted(range, TERMS, now)
        range = heard(range, TERMS) if each % 10 < 7 else range


def test_in_a_country_that_hardly_answers_a_new_range_gets_less():
    doubted = shield.of_range(60, replace(WHOLE, sent=5000, answered=600), COUNTRY)
    range, count = fresh("IT", "+39333123", doubted, NOW), 0
    while held(range, doubted, NOW) is None:
        range, count = texted(range, doubted, NOW), count + 1
    assert 1 <= count <= 3


def test_where_a_country_is_closed_a_range_that_answers_passes():
    closed = replace(WHOLE, closed_until=NOW + MINUTE)
    good, new = of(sent=4, answered=3), of()
    assert kept_back((good, TERMS), (closed, COUNTRY), NOW) is None
    assert kept_back((new, TERMS), (closed, COUNTRY), NOW) is not None


def test_three_answers_are_three_for_hours_in_a_country_that_is_closed():
    closed = replace(WHOLE, closed_until=NOW + timedelta(days=1))
    good = of(sent=4, answered=3)
    for minutes, passes in ((1, True), (180, True), (240, False)):
        now = NOW + minutes * MINUTE
        assert (kept_back((as_of(good, TERMS, now), TERMS), (closed, COUNTRY), now) is None) is passes


def test_a_country_that_staff_closed_holds_whatever_its_ranges_answer():
    closed = shield.shut(WHOLE, "anna@aurora.example", NOW)
    good = of(sent=50, answered=50)
    assert kept_back((good, TERMS), (closed, COUNTRY), NOW) is not None
    assert kept_back((good, TERMS), (shield.opened(closed, COUNTRY, NOW), COUNTRY), NOW) is None


def test_what_staff_closed_only_staff_open():
    shut = shield.shut(of(), "anna@aurora.example", NOW)
    later = as_of(heard(shut, TERMS, 50), TERMS, NOW + timedelta(days=30))
    assert held(later, TERMS, NOW + timedelta(days=30)) is not None
    assert held(shield.opened(later, TERMS, NOW), TERMS, NOW) is None


def test_who_is_held_up_by_staff_is_sent_to_a_time_to_come():
    later = NOW + 60 * MINUTE
    assert held(shield.shut(of(), "anna@aurora.example", NOW), TERMS, later).until > later


@pytest.mark.parametrize(
    ("address", "whose"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("", ""),
    ],
)
def test_a_line_of_ipv6_counts_as_one_address(address, whose):
    assert network(address) == whose
