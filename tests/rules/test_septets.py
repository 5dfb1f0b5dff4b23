"""GSM-7 by its numbers."""

import pytest

from app.rules.message import BASIC, EXTENDED
from app.rules.septets import ESCAPE, EXTENSION, TABLE, read_septets


def test_the_table_holds_the_alphabet_that_texts_are_counted_in():
    assert len(TABLE) == 128
    assert set(TABLE) - {chr(ESCAPE)} == BASIC
    assert set(EXTENSION.values()) == EXTENDED


@pytest.mark.parametrize(
    ("octets", "text"),
    [
        (b"STOP", "STOP"),
        (b"\x00\x02\x11 \x7f\x05", "@$_ àé"),
        (b"\x1b\x65 12 \x1b\x3c1\x1b\x3e", "€ 12 [1]"),
        (b"\x1bA", "A"),
        (b"S\x1b", "S"),
        (b"\xc3\xa8\x1b\x1b", "\ufffd" * 3),
        (b"", ""),
    ],
)
def test_septets_are_read(octets, text):
    assert read_septets(octets) == text
