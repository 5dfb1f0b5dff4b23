import pytest

from app.rules.law.form import BadHours, Keep, Record, Rule, Sender, Terms, strictest, week, written


@pytest.mark.parametrize(
    ("days", "line"),
    [
        ({"Mon-Sun": "08:00-21:00"}, "Mon-Sun 08:00-21:00"),
        ({"Mon-Fri": "09:00-18:00", "Sat": "09:00-13:00"}, "Mon-Fri 09:00-18:00, Sat 09:00-13:00"),
        ({"Sun": "12:00-24:00"}, "Sun 12:00-24:00"),
        ({}, "never"),
    ],
)
def test_hours_are_read_as_people_write_them(days, line):
    assert written(week(days)) == line
    assert written(week(days, holidays=False)) == f"{line}; no holidays"


@pytest.mark.parametrize(
    "days",
    [
        {"Monday": "08:00-20:00"},
        {"Mon-": "8-20"},
        {"Mon-Foo": "08:00-20:00"},
        {"Mon": "8:00-20:00"},
        {"Mon": "20:00-08:00"},
        {"Mon": "08:00-20:10"},
        {"Mon": "08:00-24:15"},
        {"Mon": ""},
    ],
)
def test_hours_that_cannot_be_read_are_refused(days):
    with pytest.raises(BadHours):
        week(days)


def test_of_two_rules_the_strictest_of_each_topic_holds():
    one = Terms(opt_in="single", two_way=True, hours=week({"Mon-Sat": "08:00-21:00"}), a_day=3, age=13, stop=("ALTO",))
    other = Terms(
        opt_in="double", two_way=False, hours=week({"Mon-Sun": "10:00-22:00"}), a_day=2, age=16, stop=("BAJA",)
    )
    merged = strictest((one, other))
    assert (merged.opt_in, merged.two_way, merged.a_day, merged.age) == ("double", False, 2, 16)
    assert merged.hours == week({"Mon-Sat": "10:00-21:00"})
    assert merged.stop == ("ALTO", "BAJA")
    assert merged.label is None


def test_what_must_be_kept_is_kept_longest_and_what_may_be_kept_shortest():
    one = Terms(keep=(Keep("proof", 48), Keep("purchases", 24)))
    other = Terms(keep=(Keep("proof", 60), Keep("purchases", 12)))
    assert strictest((one, other)).keep == (Keep("proof", 60), Keep("purchases", 12))


def test_of_two_senders_what_gets_through_in_both_places_is_left():
    one = Sender(kinds=frozenset({"alphanumeric", "long_code"}), shortest=3, records=(Record("one"),))
    other = Sender(
        kinds=frozenset({"long_code"}), generic=False, forbidden=frozenset({"+336"}), records=(Record("two"),)
    )
    merged = one & other
    assert merged.kinds == {"long_code"}
    assert (merged.shortest, merged.generic, merged.forbidden) == (3, False, {"+336"})
    assert [record.id for record in merged.records] == ["one", "two"]


@pytest.mark.parametrize(
    ("grade", "unconfirmed"),
    [("U", True), ("V", True), ("V, U", True), ("2, V", False), ("L, U", False), ("D", False), ("V, D", False)],
)
def test_only_what_no_law_is_known_for_is_unconfirmed(grade, unconfirmed):
    assert Rule("X-1", "Asks.", grade).unconfirmed == unconfirmed
