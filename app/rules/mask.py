"""The penalty of a QR symbol, by which the best of its eight masks is chosen.

ISO/IEC 18004 asks for the mask whose symbol is least like a finder and least
lumpy. Counting that module by module is seven eighths of what python-qrcode
spends on a symbol. Here the whole symbol is one integer, so that one shift and
one XOR compare every module with its neighbour at once; a step of 1 looks along
the rows, a step of a row's length down the columns.

The points are python-qrcode's to the last one, for a printed code must not
change when the program that drew it does.
"""

from functools import cache

RUN, BLOCK, FINDER, BALANCE = 3, 3, 40, 10
WINDOW = 11  # modules: a finder's 1011101 with four light ones before or behind


def penalty(cells: int, size: int) -> int:
    """The points of a symbol of size × size modules, written row by row into an integer, dark as 1.

    Adds up the four features of ISO/IEC 18004:2015, 7.8.3.1: runs of five and more, blocks
    of 2 × 2, patterns like a finder, and dark modules too many or too few.
    """
    along, down = _alike(cells, 1, size), _alike(cells, size, size)
    blocks = along & along >> size & down
    return (
        _runs(along, 1)
        + _runs(down, size)
        + BLOCK * blocks.bit_count()
        + FINDER * (_finders(cells, 1, size) + _finders(cells, size, size))
        + BALANCE * int(abs(cells.bit_count() / size**2 * 100 - 50) / 5)
    )


def _alike(cells: int, step: int, size: int) -> int:
    """A 1 wherever a module and the next one are of one colour."""
    return ~(cells ^ cells >> step) & _starts(size, step, 2)


def _runs(alike: int, step: int) -> int:
    """Three points for each run of five, one more for each module beyond."""
    pairs = alike & alike >> step
    fives = pairs & pairs >> 2 * step
    firsts = fives & ~(fives >> step)
    return fives.bit_count() + (RUN - 1) * firsts.bit_count()


def _finders(cells: int, step: int, size: int) -> int:
    """How often a finder's pattern has its gap behind or before it; no module begins both."""
    light = ~cells
    pairs = light & light >> step
    gap = pairs & pairs >> 2 * step
    ends = cells & light >> step & cells >> 2 * step
    finder = ends & cells >> 3 * step & ends >> 4 * step
    return ((finder & gap >> 7 * step | gap & finder >> 4 * step) & _starts(size, step, WINDOW)).bit_count()


@cache
def _starts(size: int, step: int, length: int) -> int:
    """A 1 for every module from which a window of this length stays inside its row or column."""
    if step == size:
        return (1 << size * (size - length + 1)) - 1
    row = (1 << size - length + 1) - 1
    return sum(row << size * number for number in range(size))
