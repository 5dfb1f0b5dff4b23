"""The codewords of a QR symbol: a text in bits, and the bytes that repair it.

python-qrcode says how a text is split into segments, how much each version
holds, how its blocks are cut and which polynomials repair them. The arithmetic
is ours, for it appends bit by bit and divides coefficient by coefficient,
which took two thirds of a symbol's time once the mask was cheap.
"""

from bisect import bisect_left
from collections.abc import Sequence
from functools import cache
from itertools import zip_longest
from typing import Final, Literal

from qrcode import LUT, base, constants, util

Level = Literal["L", "M", "Q", "H"]
LEVELS: Final[dict[Level, int]] = {
    "L": constants.ERROR_CORRECT_L,
    "M": constants.ERROR_CORRECT_M,
    "Q": constants.ERROR_CORRECT_Q,
    "H": constants.ERROR_CORRECT_H,
}
SIZE_CLASSES = (1, 9), (10, 26), (27, 40)  # versions whose length fields are equally long
SHORTEST_SEGMENT = 20  # python-qrcode's own default: below it a change of mode costs more than it saves
PADDING = 0xEC, 0x11


class TooLong(ValueError):
    """The text is longer than the largest symbol of this level holds."""


class _Bits:
    """Takes numbers as python-qrcode writes them, into one integer."""

    def __init__(self) -> None:
        self.value = self.length = 0

    def put(self, number: int, length: int) -> None:
        self.value = self.value << length | number
        self.length += length


def encode(text: str, level: Level) -> tuple[int, bytes]:
    """The smallest version (1 to 40) that holds the text in UTF-8, and its codewords in the order they are laid.

    Raises TooLong. ISO/IEC 18004:2015, 7.4 to 7.6.
    """
    version, bits = _fit(text, level)
    blocks = _blocks(version, level)
    room = sum(size for size, _ in blocks)
    bits.put(0, min(4, 8 * room - bits.length))
    bits.put(0, -bits.length % 8)
    words = bits.value.to_bytes(bits.length // 8)
    words += bytes(PADDING * room)[: room - len(words)]
    data, repair, start = [], [], 0
    for size, repairs in blocks:
        data.append(words[start : start + size])
        repair.append(_repair(data[-1], repairs))
        start += size
    return version, _interleave(data) + _interleave(repair)


@cache
def _blocks(version: int, level: Level) -> tuple[tuple[int, int], ...]:
    """For each block of a symbol, how many bytes of data it has and how many that repair them."""
    blocks = base.rs_blocks(version, LEVELS[level])
    return tuple((block.data_count, block.total_count - block.data_count) for block in blocks)


def _fit(text: str, level: Level) -> tuple[int, _Bits]:
    segments = list(util.optimal_data_chunks(text.encode(), minimum=SHORTEST_SEGMENT))
    for first, last in SIZE_CLASSES:
        lengths, bits = util.mode_sizes_for_version(first), _Bits()
        for segment in segments:
            bits.put(segment.mode, 4)
            bits.put(len(segment), lengths[segment.mode])
            segment.write(bits)
        version = bisect_left(util.BIT_LIMIT_TABLE[LEVELS[level]], bits.length, first)
        if version <= last:
            return version, bits
    raise TooLong(f"{len(text.encode())} bytes do not fit into a QR symbol of level {level}")


def _interleave(blocks: Sequence[bytes]) -> bytes:
    """First bytes of all blocks, then second ones; the first blocks may be a byte shorter."""
    if len(blocks) == 1:
        return blocks[0]
    return bytes(byte for column in zip_longest(*blocks) for byte in column if byte is not None)


def _repair(block: bytes, count: int) -> bytes:
    """The Reed-Solomon bytes of a block: its remainder by the generator of this degree."""
    table, top = _remainders(count), 8 * (count - 1)
    low, remainder = (1 << top) - 1, 0
    for byte in block:
        remainder = (remainder & low) << 8 ^ table[remainder >> top ^ byte]
    return remainder.to_bytes(count)


@cache
def _remainders(count: int) -> tuple[int, ...]:
    """What each leading byte adds to the remainder: a byte times the generator, all coefficients in one integer."""
    power, high = int.from_bytes(bytes(LUT.rsPoly_LUT[count][1:])), int.from_bytes(b"\x80" * count)
    table = [0]
    for _ in range(8):
        table += [power ^ entry for entry in table]
        carry = power & high
        power = (power ^ carry) << 1 ^ (carry >> 7) * 0x1D  # times x, modulo x^8 + x^4 + x^3 + x^2 + 1
    return tuple(table)
