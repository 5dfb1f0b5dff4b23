"""A text as a QR symbol: which modules are dark.

python-qrcode draws what a version's symbols have in common, with each mask; the
codewords and the choice of the mask are ours (codewords.py, mask.py), and both are
laid over that drawing as whole integers. The result is python-qrcode's own, module
for module, in a thirtieth of its time: tests/rules/test_symbol.py compares them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from operator import itemgetter

from qrcode import QRCode

from app.rules.codewords import LEVELS, Level, encode
from app.rules.mask import penalty

MASKS = range(8)


@dataclass(frozen=True, slots=True)
class Symbol:
    """A square of size × size modules; each row is an integer, its leftmost module the highest bit, dark as 1."""

    size: int
    rows: tuple[int, ...]


def matrix(text: str, level: Level = "M") -> Symbol:
    """The smallest symbol that holds a text, without a quiet zone; level M repairs about 15 % of it.

    Raises TooLong beyond 2 331 bytes (level M; L 2 953, Q 1 663, H 1 273).
    """
    version, words = encode(text, level)
    size = 4 * version + 17
    laid = _lay(version, words)
    mask = min(MASKS, key=lambda mask: penalty(_trials(version)[mask] ^ laid, size))
    cells = _frame(version, level, mask) ^ laid
    row = (1 << size) - 1
    return Symbol(size, tuple(cells >> size * above & row for above in reversed(range(size))))


def _lay(version: int, words: bytes) -> int:
    """The codewords' bits where they belong in the symbol, row by row, everything else 0."""
    bits = f"{int.from_bytes(words):0{8 * len(words)}b}0"
    return int("".join(_places(version, len(words))(bits)), 2)


@cache
def _places(version: int, words: int) -> Callable[[str], tuple[str, ...]]:
    """For each module, row by row, the number of the bit that goes there, or the last one for none.

    The bits go up and down in columns two wide from the bottom right, past the upright timing pattern.
    """
    size, free = 4 * version + 17, _free(version, words)
    places, number = [8 * words] * size**2, 0
    for turn, right in enumerate([*range(size - 1, 6, -2), 5, 3, 1]):
        for row in range(size) if turn % 2 else reversed(range(size)):
            for place in (row * size + right, row * size + right - 1):
                if number < 8 * words and free[place] == "1":
                    places[place], number = number, number + 1
    return itemgetter(*places)


def _free(version: int, words: int) -> str:
    """A 1 for each module that data may fill: there a symbol of ones differs from one of zeros."""
    free = _drawn(version, "M", 0, b"\xff" * words) ^ _drawn(version, "M", 0)
    return f"{free:0{(4 * version + 17) ** 2}b}"


@cache
def _trials(version: int) -> tuple[int, ...]:
    """A symbol with all data zero for each mask, its format and version light: so python-qrcode judges masks."""
    return tuple(_drawn(version, "M", mask, trial=True) for mask in MASKS)


@cache
def _frame(version: int, level: Level, mask: int) -> int:
    """A symbol with all data zero."""
    return _drawn(version, level, mask)


def _drawn(version: int, level: Level, mask: int, words: bytes = b"", trial: bool = False) -> int:
    code = QRCode(version=version, error_correction=LEVELS[level], mask_pattern=mask)
    code.data_cache = list(words)
    code.makeImpl(trial, mask)
    return int("".join("1" if dark else "0" for row in code.modules for dark in row), 2)
