"""Numbers in a few letters: whoever holds one can read it back, nobody can make one, and one purpose is not another."""

import pytest

from app.actions.link import NOT_ME
from app.rules.coupon import BadCode, read_token, write_token
from app.rules.sealed import SERIALS, Kind

KEYS = ["spring"]
SERIAL = 123_456_789


@pytest.mark.parametrize("serial", [0, 1, SERIAL, SERIALS - 1])
def test_what_is_sealed_is_read_back_from_twelve_letters(serial):
    token = NOT_ME.write(serial, KEYS)
    assert len(token) == 12
    assert NOT_ME.read(token, KEYS) == serial


def test_a_token_in_a_text_keeps_its_meaning():
    """Texts outlive releases: these pairs must never change."""
    assert write_token(SERIAL, KEYS) == "3DJXaDYqCKEN"
    assert NOT_ME.write(SERIAL, KEYS) == "3DJXaFTDbday"


def test_a_token_of_one_purpose_is_none_of_another():
    with pytest.raises(BadCode):
        read_token(NOT_ME.write(SERIAL, KEYS), KEYS)
    with pytest.raises(BadCode):
        Kind("handbill.else").read(NOT_ME.write(SERIAL, KEYS), KEYS)


def test_one_letter_changed_is_no_token():
    token = NOT_ME.write(SERIAL, KEYS)
    for at in range(len(token)):
        for letter in "2aZ":
            forged = token[:at] + letter + token[at + 1 :]
            if forged != token:
                with pytest.raises(BadCode):
                    NOT_ME.read(forged, KEYS)


def test_keys_can_change_while_tokens_are_out():
    assert NOT_ME.read(NOT_ME.write(SERIAL, KEYS), ["spring", "summer"]) == SERIAL
    with pytest.raises(BadCode):
        NOT_ME.read(NOT_ME.write(SERIAL, ["spring", "summer"]), KEYS)
