"""Numbers as people write them, one case a line of numbers.tsv: countries, the chosen one, typed, what comes of it.

In expensive.tsv stand those that cost whoever calls or texts them; where it says *, all countries are served. Letters
that cannot be seen stand there as \\u{a0}, by the number that Unicode gives them.
"""

import csv
import re
from pathlib import Path

import phonenumbers
import pytest

from app.rules.country import COUNTRIES
from app.rules.phone import BadNumber, read_number


def table(name: str) -> list[dict[str, str]]:
    """The lines of a table in this folder, by the words of its head."""
    lines = (Path(__file__).parent / name).read_text().splitlines()
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


LINES, EXPENSIVE = table("numbers.tsv"), table("expensive.tsv")


def seen(typed: str) -> str:
    """What a person typed, with its invisible letters."""
    return re.sub(r"\\u\{([0-9a-f]+)\}", lambda code: chr(int(code[1], 16)), typed)


def answer(line: dict[str, str]) -> str:
    """The number in E.164, or the reason of its refusal."""
    try:
        return read_number(seen(line["typed"]), line["countries"].split(","), line["chosen"] or None).e164
    except BadNumber as refused:
        return refused.reason


@pytest.mark.parametrize("line", [pytest.param(line, id=f"{line['countries']} {line['note']}") for line in LINES])
def test_a_number_is_read_or_refused_as_a_fair_person_would(line):
    assert answer(line) == line["expected"]


def test_every_country_is_written_in_many_ways():
    written = {code: [line for line in LINES if code in line["countries"].split(",")] for code in COUNTRIES}
    assert len(LINES) >= 260
    assert {code for code, lines in written.items() if len(lines) < 7} == {"SM"}


@pytest.mark.parametrize("line", [pytest.param(line, id=f"{line['typed']} {line['note']}") for line in EXPENSIVE])
def test_no_text_goes_to_a_number_that_costs(line):
    served = list(COUNTRIES) if line["countries"] == "*" else line["countries"].split(",")
    with pytest.raises(BadNumber) as refused:
        read_number(line["typed"], served)
    assert refused.value.reason == line["reason"]


def test_the_numbers_that_cost_are_of_every_kind_and_of_every_country():
    assert len(EXPENSIVE) >= 100
    kinds = {"premium", "shared cost", "personal", "pager", "universal", "VoIP", "Iridium", "Inmarsat", "Thuraya"}
    assert kinds <= {line["note"] for line in EXPENSIVE}
    assert {code for line in EXPENSIVE for code in line["countries"].split(",")} >= set(COUNTRIES) - {"SM"}


def test_satellites_are_refused_although_the_library_calls_them_mobiles():
    satellite = phonenumbers.parse("+881 6 1234 5678")
    assert phonenumbers.number_type(satellite) == phonenumbers.PhoneNumberType.MOBILE
    with pytest.raises(BadNumber) as refused:
        read_number("+881 6 1234 5678", list(COUNTRIES))
    assert refused.value.reason == "not_served"


@pytest.mark.parametrize(
    ("typed", "country", "e164"),
    [
        ("+49 151 5550 342", "DE", "+491515550342"),
        ("07700 900123", "GB", "+447700900123"),
        ("071-123 45 67", "SE", "+46711234567"),
        ("(221) 234-5678", "US", "+12212345678"),
    ],
)
def test_a_range_that_is_newer_than_the_plan_is_let_through_to_proof_by_text(typed, country, e164):
    number = read_number(typed, [country])
    assert (number.e164, number.kind) == (e164, "unknown")


@pytest.mark.parametrize(("typed", "country"), [("900 123 4567", "US"), ("833 123 4567", "US"), ("0900 123456", "UA")])
def test_a_gap_in_a_range_that_costs_is_no_newer_range(typed, country):
    with pytest.raises(BadNumber) as refused:
        read_number(typed, [country])
    assert refused.value.reason == "premium"


@pytest.mark.parametrize("typed", ["+1 284 234 5678", "+1 268 123 4567", "+1 604 123 4567"])
def test_an_island_with_the_code_of_a_country_is_not_that_country(typed):
    with pytest.raises(BadNumber) as refused:
        read_number(typed, ["US"])
    assert refused.value.reason == "not_served"
