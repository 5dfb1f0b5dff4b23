"""No more of a number than its country and its last three digits leaves these rules."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.country import COUNTRIES
from app.rules.phone import BadNumber, mask, prefix, problem, read_number
from app.rules.redact import redact
from tests.rules.test_phone import SAY

DIGITS = "0123456789"
CODES = sorted({prefix(country) for country in COUNTRIES})
NATIONAL = st.text("23456789", min_size=8, max_size=11)  # no zero first, which some write and some leave out
GAPS = st.sampled_from(["", " ", "-", ".", "/", "\u00a0", "\u2011"])
LABELS = st.sampled_from(
    ["", "to ", "Tel. ", "number=", '{"to":"', "sip:", "no route to ", "2026-11-22 10:00:00,120 INFO "]
)
ENDS = st.sampled_from(["", " ", ".", ",", ": unreachable", '"}', "\n", " at 10:15", "?"])


def spelled(code: str, national: str, gap: str) -> str:
    """The number in groups of three."""
    groups = [national[at : at + 3] for at in range(0, len(national), 3)]
    return gap.join([code, *groups] if code else groups)


def digits(text: str) -> str:
    """What is left of the text when only its digits are."""
    return "".join(letter for letter in text if letter in DIGITS)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("to +393331234342 failed", "to +39•••342 failed"),
        ("+1 503 555 0142", "+1•••142"),
        ("%2B15035550142", "+1•••142"),
        ("+%37 9123", "+%37 9123"),
        ("0039 333 123 4342", "+39•••342"),
        ("393331234342: unknown subscriber", "•••342: unknown subscriber"),
        ('{"to":393331234342}', '{"to":•••342}'),
        ("https://wa.me/393331234342", "https://wa.me/•••342"),
        ("+39 333 123 4342, +44 7400 123456", "+39•••342, +44•••456"),
        ("(503) 555-0142", "•••142"),
        ("1503-55-50142", "•••142"),
        ("2026-11-22 0123456", "2026-11-22 •••456"),
    ],
)
def test_a_number_keeps_its_country_and_its_end(text, shown):
    assert redact(text) == shown


@pytest.mark.parametrize(
    "text",
    ["2026-11-22 10:00:00,123 INFO", "127.0.0.1:8000", "coupon 1234", "http://127.0.0.1:50214/", "took 123456 µs", ""],
)
def test_what_is_no_number_stays(text):
    assert redact(text) == text


@given(LABELS, st.sampled_from(CODES), NATIONAL, GAPS, ENDS)
def test_no_log_line_holds_more_than_country_and_end(label, code, national, gap, end):
    line = redact(label + spelled(code, national, gap) + end)
    code = digits(code)
    assert line == f"{label}+{code[: 1 if code[0] in '17' else 2]}•••{national[-3:]}{end}"


@given(LABELS.filter(lambda label: label != "sip:"), NATIONAL, GAPS, ENDS.filter(lambda end: end != " at 10:15"))
def test_no_log_line_holds_more_than_the_end_of_a_number_without_its_country(label, national, gap, end):
    assert redact(label + spelled("", national, gap) + end) == f"{label}•••{national[-3:]}{end}"


@given(st.sampled_from(CODES), NATIONAL)
def test_no_page_shows_more_than_country_and_end(code, national):
    assert digits(mask(code + national)) == digits(code) + national[-3:]


@given(st.text(DIGITS + " +-()", max_size=18))
def test_whatever_a_mask_is_given_it_shows_no_more_than_a_country_and_three_digits(text):
    assert len(digits(mask(text))) <= 6


@given(st.sampled_from(sorted(COUNTRIES)), st.text(DIGITS, min_size=8, max_size=15), st.sampled_from(["", "+", "00"]))
def test_no_refusal_tells_the_number(country, typed, before):
    try:
        read_number(before + typed, [country])
        told = ""
    except BadNumber as bad:
        told = f"{bad!r} {vars(bad)} {problem(SAY, bad)}".replace(bad.example, "")
    assert typed not in digits(told)
