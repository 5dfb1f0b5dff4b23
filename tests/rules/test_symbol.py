import random
from hashlib import sha256

import pytest
import qrcode
from qrcode import util

from app.rules.codewords import LEVELS, TooLong
from app.rules.mask import penalty
from app.rules.symbol import matrix

LONGEST = {"L": 2953, "M": 2331, "Q": 1663, "H": 1273}  # bytes, ISO/IEC 18004:2015, table 7
DICE = random.Random(18004)


def _texts():
    """What addresses are made of, what they are not, and every way to be packed."""
    digits, capitals, others = "0123456789", "ABCDEFGHIJ $%*+-./:", "https://aurora.example/k7q2mßé中🍦"
    yield from (
        "",
        "0",
        "A",
        "http://127.0.0.1:8000/k7q2m",
        "https://aurora.example/k7q2m",
        "A" * 25 + "1" * 25 + "a" * 3,
    )
    for length in (3, 17, 18, 30, 45, 45, 45, 60, 90, 140, 200, 290, 400):
        for alphabet in (digits, capitals, others, digits * 40 + others):
            yield "".join(DICE.choices(alphabet, k=length))


def _rows(modules):
    return tuple(int("".join("1" if dark else "0" for dark in row), 2) for row in modules)


def _by_python_qrcode(text, level):
    code = qrcode.QRCode(error_correction=LEVELS[level])
    code.add_data(text)
    code.make()
    return code


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("text", list(_texts()), ids=range(58))
def test_a_symbol_is_python_qrcodes_own(text, level):
    """The same version, mask and modules: the mask is written in the symbol, so one comparison holds for all."""
    assert matrix(text, level).rows == _rows(_by_python_qrcode(text, level).modules)


@pytest.mark.parametrize("size", [21, 25, 29, 57])
@pytest.mark.parametrize("share", [0.15, 0.5, 0.9])
def test_penalties_are_counted_as_python_qrcode_counts_them(size, share):
    for _ in range(5):
        modules = [[DICE.random() < share for _ in range(size)] for _ in range(size)]
        for at in range(0, size - 11, 7):  # finders are rare in noise
            modules[at][at : at + 11] = [digit == "1" for digit in DICE.choice(["10111010000", "00001011101"])]
        cells = int("".join("1" if dark else "0" for row in modules for dark in row), 2)
        assert penalty(cells, size) == util.lost_point(modules)


def test_a_code_on_paper_is_drawn_the_same_again():
    """Reprints must match what hangs already: this literal must never change."""
    symbol = matrix("https://aurora.example/k7q2m")
    assert symbol.size == 29
    assert sha256(repr(symbol.rows).encode()).hexdigest()[:16] == "198f776e0ade0aa1"


@pytest.mark.parametrize(("level", "most"), LONGEST.items())
def test_a_symbol_holds_what_the_standard_says_and_no_more(level, most):
    assert matrix("a" * most, level).size == 177
    with pytest.raises(TooLong):
        matrix("a" * (most + 1), level)


@pytest.mark.rule("QR-EC-1")
@pytest.mark.parametrize(("level", "bits"), [("M", 0b00), ("Q", 0b11), ("H", 0b10), (None, 0b00)])
def test_a_symbol_says_its_level_in_its_format_and_print_has_m(level, bits):
    """The first two format bits, ISO/IEC 18004 table 12, before the mask of all format bits 101010000010010."""
    symbol = matrix("https://aurora.example/k7q2m", level) if level else matrix("https://aurora.example/k7q2m")
    row = symbol.rows[8]
    first = row >> symbol.size - 2 & 0b11
    assert first ^ 0b10 == bits
