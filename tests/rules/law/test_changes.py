"""What an operator may know better, and what stands whatever they say."""

from datetime import date

import pytest

from app.rules.law import BOOK, BadChange, changes
from app.rules.law.form import written

TODAY = date(2026, 11, 26)
WIDE = {"open": {"Mon-Sun": "08:00-21:00"}, "holidays": True, "reason": "our lawyer, 3 November 2026"}


def changed(place, topic, **table):
    return changes(BOOK, {place: {topic: {"reason": "our lawyer", **table}}})


def hours(book, *places):
    [(window, _)] = book.needs(places, TODAY).hours
    return written(window)


@pytest.mark.parametrize("place", ["CH", "AT", "IT", "US-CT", "GR"])
def test_hours_that_nobody_confirmed_can_be_others(place):
    book = changes(BOOK, {place: {"hours": WIDE}})
    assert hours(book, place) == "Mon-Sun 08:00-21:00"
    assert hours(BOOK, place) != "Mon-Sun 08:00-21:00"
    assert hours(book, "PT") == hours(BOOK, "PT")


def test_the_book_says_what_was_changed_and_why():
    [change] = changes(BOOK, {"CH": {"hours": WIDE}}).changed
    assert (change.place, change.topic) == ("CH", "hours")
    assert change.says == (
        "Mon-Sun 08:00-21:00 instead of Mon-Sat 09:00-20:00; no holidays (our lawyer, 3 November 2026)"
    )


def test_holidays_are_closed_unless_the_file_opens_them():
    assert hours(changed("CH", "hours", open={"Mon": "08:00-20:00"}), "CH") == "Mon 08:00-20:00; no holidays"


@pytest.mark.parametrize(
    ("place", "topic", "table", "rule"),
    [
        ("US", "hours", {"open": {"Mon-Sun": "07:00-22:00"}, "holidays": True}, "US-TCPA-QH-1 (grade L)"),
        ("US-CA", "hours", {"open": {"Mon-Sun": "07:00-22:00"}, "holidays": True}, "US-TCPA-QH-1 (grade L)"),
        ("US-TX", "hours", {"open": {"Mon-Sun": "08:00-21:00"}, "holidays": True}, "US-TX-HOURS (grade 2)"),
        ("FR", "hours", {"open": {"Mon-Sun": "08:00-20:00"}, "holidays": True}, "FR-2 (grade L)"),
        ("SK", "opt_in", {"ask": "single"}, "SK-1 (grade L)"),
        ("DE", "opt_in", {"ask": "single"}, "DE-1 (grade 2)"),
        ("IT", "soft_opt_in", {"allowed": True}, "IT-1 (grade 2)"),
        ("SK", "keyword_joins", {"allowed": True}, "SK-1 (grade L)"),
        ("IT", "age", {"least": 13}, "IT-AGE (grade 2)"),
        ("IT", "a_day", {"most": 5}, "CAP-DAY (grade U)"),
        ("FR", "keep", {"months": {"prospect": 48}}, "FR-4 (grade 2)"),
    ],
)
def test_what_a_rule_that_stands_asks_cannot_be_loosened(place, topic, table, rule):
    with pytest.raises(BadChange, match="asks for more") as refused:
        changed(place, topic, **table)
    assert rule in str(refused.value)
    assert f"{place}.{topic}" in str(refused.value)


def test_within_what_stands_there_is_room():
    assert hours(changed("FR", "hours", open={"Mon-Sat": "08:00-22:00"}), "FR") == "Mon-Sat 08:00-22:00; no holidays"


def test_a_change_of_everywhere_comes_first_and_leaves_the_law_of_a_place():
    values = {"IT": {"a_day": {"most": 4, "reason": "x"}}, "ALL": {"a_day": {"most": 6, "reason": "x"}}}
    book = changes(BOOK, values)
    assert [book.needs((code,), TODAY).a_day for code in ("IT", "GB", "US-FL", "US")] == [4, 6, 3, 2]


@pytest.mark.parametrize(
    ("place", "topic", "table", "after"),
    [
        ("IT", "opt_in", {"ask": "single"}, "single"),
        ("UA", "two_way", {"answers": True}, True),
        ("US", "age", {"least": 18}, 18),
        ("CZ", "label", {"text": "OS:"}, ("OS:",)),
        ("IT", "stop", {"words": ["basta"]}, ("BASTA",)),
        ("FR", "help", {"words": ["CONTACT", "AIDE"]}, ("CONTACT", "AIDE")),
        ("GB", "soft_opt_in", {"allowed": True}, True),
        ("GB", "keyword_joins", {"allowed": True}, True),
    ],
)
def test_other_topics_can_change_too(place, topic, table, after):
    assert getattr(changed(place, topic, **table).needs((place,), TODAY), topic) == after


def test_terms_of_keeping_that_are_not_named_stay():
    kept = {
        keep.what: keep.months for keep in changed("IT", "keep", months={"purchases": 36}).needs(("IT",), TODAY).keep
    }
    assert (kept["purchases"], kept["profile"]) == (36, 12)


def test_a_sender_that_gets_through_after_all_keeps_what_else_is_known_of_it():
    kinds = ["alphanumeric", "long_code"]
    assert changed("NZ", "sender", kinds=kinds).needs(("NZ",), TODAY).sender.kinds == set(kinds)
    italian = changed("IT", "sender", kinds=["alphanumeric"]).needs(("IT",), TODAY).sender
    assert (italian.shortest, [record.id for record in italian.records]) == (3, ["it_alias_registration"])


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"XX": {"hours": WIDE}}, "XX is no place"),
        ({"IT": "closed"}, "IT is a table"),
        ({"IT": {"hours": "closed"}}, "IT.hours is a table"),
        ({"IT": {"hour": WIDE}}, "IT.hour cannot be changed; what can is hours"),
        ({"IT": {"hours": {**WIDE, "reason": " "}}}, "IT.hours needs a reason"),
        ({"IT": {"hours": {"reason": "x"}}}, "IT.hours has no open"),
        ({"IT": {"hours": {**WIDE, "shut": 1}}}, "IT.hours.shut is not known; it takes open, holidays, reason"),
        ({"IT": {"hours": {**WIDE, "open": "always"}}}, "open is a table such as"),
        ({"IT": {"hours": {**WIDE, "open": {"Mon": "9-17"}}}}, "no time of day"),
        ({"IT": {"hours": {**WIDE, "holidays": "no"}}}, "holidays is true or false"),
        ({"IT": {"opt_in": {"ask": "triple", "reason": "x"}}}, "ask is one of single, double, double_on_page"),
        ({"ALL": {"a_day": {"most": 0, "reason": "x"}}}, "most is a whole number from 1 to 24"),
        ({"ALL": {"a_day": {"most": True, "reason": "x"}}}, "most is a whole number"),
        ({"IT": {"keep": {"months": {"beans": 3}, "reason": "x"}}}, "months is a table with customer"),
        ({"IT": {"stop": {"words": "BASTA", "reason": "x"}}}, "words is a list"),
        ({"CZ": {"label": {"text": 3, "reason": "x"}}}, "text is what stands"),
        ({"NZ": {"sender": {"kinds": ["pigeon"], "reason": "x"}}}, "kinds is a list of alphanumeric"),
        ({"NZ": {"sender": {"kinds": [["long_code"]], "reason": "x"}}}, "kinds is a list of alphanumeric"),
    ],
)
def test_a_change_that_cannot_be_read_is_refused_with_its_place(values, says):
    with pytest.raises(BadChange) as refused:
        changes(BOOK, values)
    assert says in str(refused.value)


def test_no_change_is_the_book_as_it_is():
    assert changes(BOOK, {}).needs(("IT",), TODAY) == BOOK.needs(("IT",), TODAY)
