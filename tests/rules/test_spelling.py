import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.rules.spelling import LONGEST, body, one_slip, slips, words

NEAR = st.text("ab", max_size=6)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Don’t STÖP!", ["dont", "stop"]),
        ("ＳＴＯＰ", ["stop"]),
        ("s\u200bto\u00adp", ["stop"]),
        ("  opt-out\n", ["opt", "out"]),
        ("Zakończ, Ærø, Straße", ["zakoncz", "aero", "strasse"]),
        ("ｽﾄｯﾌﾟ 停止。", ["ストッフ", "停止"]),
        ("हाँ जी", ["हा", "जी"]),
        ("… 🛑 _ ?", []),
    ],
)
def test_a_word_is_what_is_left_without_case_width_accents_and_signs(text, read):
    assert words(text) == read


@pytest.mark.parametrize(
    "text",
    [
        *("STOP", "STOP\n\nSent from my iPhone", "STOP\n--\nMario Rossi", "STOP\r\n-- \r\nMario", "STOP\n> our text"),
        *("STOP\nVon meinem iPhone gesendet", "STOP\nInviato da iPhone", "\n STOP \n\n___\nAcme Ltd\n1 High St"),
    ],
)
def test_a_signature_and_a_quoted_text_are_not_the_message(text):
    assert body(text).strip() == "STOP"


@pytest.mark.parametrize("text", ["--\nSTOP", "STOP\nME", "> STOP", "a - b\nc", "--\n--\nSTOP"])
def test_what_stands_above_is_never_all_lost(text):
    assert words(body(text)) == words(text)


def test_nobody_reads_on_forever():
    assert len(body("x" * 99_999)) == LONGEST


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [
        ("stop", "stop", 0),
        ("stpo", "stop", 1),
        ("sop", "stop", 1),
        ("stoop", "stop", 1),
        ("shop", "stop", 1),
        ("", "ab", 2),
    ],
)
def test_a_slip_is_a_letter_too_few_too_many_mistaken_or_swapped(one, other, count):
    assert slips(one, other) == slips(other, one) == count


@settings(deadline=None)
@given(NEAR, NEAR)
def test_one_slip_is_seen_without_counting(one, other):
    assert one_slip(one, other) == one_slip(other, one) == (slips(one, other) < 2)
