"""How a headline is laid beside a picture: as large as can be, and no line of it meets the picture.

Lengths are in hundredths of the sheet's width (u), as in static/visitor.css, where everything in the printed block
is measured so: what is worked out once holds on every phone. Letters have the widths of a bold condensed face, taken
a little wide, for phones differ in theirs; where one is wider still, the words wrap around the picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from math import ceil
from typing import Literal

Size = Literal["xl", "l", "m"]

# font size, line height in it, letters of the longest word, letters in all, lines
SCALE: dict[Size, tuple[float, float, int, int, int]] = {
    "xl": (14.2, 0.94, 9, 30, 3),
    "l": (11.2, 0.98, 13, 55, 3),
    "m": (9.5, 1.0, 99, 999, 4),
}
BLOCK_U, START_U = 86.5, 4.6  # the printed block, and where words begin in it
MOST_BESIDE, MOST_ALONE = 63.0, 78.0  # a headline's widest line, with a picture and without one
TOP_U, GAP_U, TAG_U, BOTTOM_U = 4.4, 3.6, 10.0, 4.8
PICTURES_U, TALLEST_U = (33.0, 30.0, 27.0, 24.0), 48.0
CLEAR_U = 1.5  # between a line and the picture
TICKET_U = TALLEST_U + 2.0
HEADROOM_U = 4.0  # above the picture
EXTRA_U = (0.0, 3.0)  # what a block may be higher, where that keeps its picture large

LETTERS_EM = {  # a bold condensed face, grouped by width
    **dict.fromkeys("iIjl,.;:!'’ ", 0.25),
    **dict.fromkeys('tfr()-“”"', 0.33),
    **dict.fromkeys("acsvxyzäàáâ?", 0.455),
    **dict.fromkeys("mMW—", 0.74),
    **dict.fromkeys("w%", 0.63),
}
USUAL_EM, CAPITAL_EM = 0.485, 0.57
FULL_EM = 1.0  # Han, kana and hangul have no condensed face


@dataclass(frozen=True)
class Layout:
    """A headline's step of the scale, its measure (em), the block's height and the picture's sides (u).

    later_u is the block's height in later steps, where a headline is printed no larger than l.
    """

    size: Size
    measure_em: float
    height_u: float
    later_u: float
    picture_u: tuple[float, float] = (0.0, 0.0)


def lay(headline: str, *, ratio: float | None, tagged: bool = True, largest: Size = "xl") -> Layout:
    """The layout of a headline beside a picture of this ratio (width by height), or alone."""
    words = headline.split() or [""]
    pictures = [_fitted(wide, ratio) for wide in PICTURES_U] if ratio else [(0.0, 0.0)]
    for size in list(SCALE)[list(SCALE).index(largest) :]:
        font, _, longest, letters, most_lines = SCALE[size]
        most = (MOST_BESIDE if ratio else MOST_ALONE) / font
        if max(map(len, words)) > longest or len(headline) > letters or max(map(width_em, words)) > most:
            continue
        measure = _narrowest(words, most)
        lines = _broken(words, measure)
        for picture, extra in product(pictures, EXTRA_U) if len(lines) <= most_lines else ():
            layout = _layout(lines, size, measure, picture, tagged, extra)
            steps = ((size, layout.height_u), (_later(size), layout.later_u))
            if all(_is_clear(lines, step, height, picture) for step, height in steps):
                return layout
    room = (BLOCK_U - START_U - CLEAR_U - pictures[-1][0]) / SCALE["m"][0]
    lines = [line for line in _broken(words, room) for _ in range(ceil(width_em(line) / room) or 1)]
    return _layout(lines, "m", room, pictures[-1], tagged)


def beside_numeral(ratio: float | None) -> Layout:
    """The layout of a ticket: its numeral has a size of its own, so only the block and the picture are measured."""
    picture = _fitted(PICTURES_U[0], ratio) if ratio else (0.0, 0.0)
    return Layout("l", 0.0, TICKET_U, TICKET_U, picture)


def width_em(text: str) -> float:
    """About how wide a text is, in its own size."""
    return sum(map(_letter_em, text))


def _layout(
    lines: Sequence[str], size: Size, measure: float, picture: tuple[float, float], tagged: bool, extra: float = 0.0
) -> Layout:
    now, later = (_height(lines, step, picture, tagged) + extra for step in (size, _later(size)))
    return Layout(size, measure, now, later, picture)


def _later(size: Size) -> Size:
    return "l" if size == "xl" else size


def _fitted(wide: float, ratio: float) -> tuple[float, float]:
    width = min(wide, TALLEST_U * ratio)
    return width, width / ratio


def _height(lines: Sequence[str], size: Size, picture: tuple[float, float], tagged: bool) -> float:
    font, leading, *_ = SCALE[size]
    words = TOP_U + len(lines) * font * leading + (GAP_U + TAG_U if tagged else 0.0) + BOTTOM_U
    return max(words, picture[1] + HEADROOM_U if picture[1] else 0.0)


def _is_clear(lines: Sequence[str], size: Size, height: float, picture: tuple[float, float]) -> bool:
    """Whether each line that stands as low as the picture ends before it."""
    font, leading, *_ = SCALE[size]
    room = BLOCK_U - START_U - CLEAR_U - picture[0]
    ends = (TOP_U + (number + 1) * font * leading for number in range(len(lines)))
    beginning = height - picture[1]
    return all(end <= beginning or width_em(line) * font <= room for line, end in zip(lines, ends, strict=True))


def _broken(words: Sequence[str], measure: float) -> list[str]:
    """The lines that words make in a measure; a word wider than that has a line to itself."""
    lines = [words[0]]
    for word in words[1:]:
        longer = f"{lines[-1]} {word}"
        if width_em(longer) <= measure:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _narrowest(words: Sequence[str], most: float) -> float:
    """The smallest measure that takes no more lines than the widest does, so that they come out even."""
    count = len(_broken(words, most))
    spans = {width_em(" ".join(words[i:j])) for i in range(len(words)) for j in range(i + 1, len(words) + 1)}
    fits = [span for span in sorted(spans) if span <= most and len(_broken(words, span)) <= count]
    return max(fits[0] if fits else most, max(map(width_em, words)))


def _letter_em(letter: str) -> float:
    usual = FULL_EM if letter >= "\u2e80" else CAPITAL_EM if letter.isupper() else USUAL_EM
    return LETTERS_EM.get(letter, usual)
