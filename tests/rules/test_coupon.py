import pytest

from app.rules.coupon import ALPHABET, BadCode, read_code, write_code

SERIAL = 123_456_789
CODE = "2VPY-7FYV-3784"
SAME = [CODE, CODE.lower(), CODE.replace("-", " "), CODE + "\n", CODE.replace("8", "B"), CODE.replace("2", "z")]
NEITHER = ["", "hello", "ÄÖÜ", "2VPY-7FYV", CODE + "2222", *(CODE[:-1] + end for end in ALPHABET if end != "4")]


def test_a_code_on_paper_keeps_its_meaning():
    """Printed codes outlive releases: this pair must never change."""
    assert write_code(SERIAL, ["spring"]) == CODE


@pytest.mark.parametrize("typed", SAME)
def test_a_code_is_read_however_it_is_typed(typed):
    assert read_code(typed, ["spring"]) == SERIAL


@pytest.mark.parametrize("typed", NEITHER)
def test_anything_else_is_refused(typed):
    with pytest.raises(BadCode):
        read_code(typed, ["spring"])


def test_keys_can_change_while_codes_are_out():
    both = ["spring", "summer"]
    assert read_code(CODE, both) == SERIAL
    assert read_code(write_code(SERIAL, both), ["summer"]) == SERIAL
    with pytest.raises(BadCode):
        read_code(CODE, ["summer"])
