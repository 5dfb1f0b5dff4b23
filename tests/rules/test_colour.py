import random
from math import cos, dist, sin

import pytest

from app.rules.colour import DARK_PAPER, INK, PAPER, STEP, contrast, oklch, tones

SAMPLES = {
    "#b3124b": (PAPER, "#8a0337", "#b3124b", "#f95e83", "#f8e8e8", "#3e1c23", "#b3124b", "#c52b59"),
    "#ffb800": (INK, "#da9e0c", "#886000", "#ffb800", "#fff7e2", "#4d3d14", "#bf8a0e", "#ffb800"),
    "#1f6b45": (PAPER, "#05502f", "#1f6b45", "#5da57b", "#ebf0e8", "#212d22", "#1f6b45", "#2d7750"),
}
NAMES = ("on", "deep", "text", "dtext", "tint", "dtint", "edge", "dedge")
ANY = [
    *("#000000", "#ffffff", "#808080"),
    *(f"#{number:06x}" for number in random.Random(1912).sample(range(1 << 24), 3000)),
]


@pytest.mark.parametrize("colour", SAMPLES)
def test_the_samples_look_as_they_were_drawn(colour):
    made = tones(colour)
    assert (made.brand, made.moved) == (colour, False)
    for name, drawn in zip(NAMES, SAMPLES[colour], strict=True):
        assert distance(getattr(made, name), drawn) <= 2 * STEP, name


def test_every_colour_can_be_read():
    moved = 0
    for colour in ANY:
        made = tones(colour)
        assert contrast(made.on, made.brand) >= 4.5, colour
        assert contrast(made.on, made.deep) >= 4.5, colour
        assert contrast(made.text, PAPER) >= 5.5, colour
        assert contrast(made.text, made.tint) >= 4.8, colour
        assert contrast(made.dtext, DARK_PAPER) >= 5.5, colour
        assert contrast(made.dtext, made.dtint) >= 4.8, colour
        assert contrast(made.edge, PAPER) >= 3, colour
        assert contrast(made.dedge, DARK_PAPER) >= 3, colour
        moved += made.moved
    assert 0 < moved < len(ANY) / 4


def test_a_colour_that_no_ink_can_be_read_on_is_darkened_and_says_so():
    made = tones("#8a7b6d")
    assert (made.moved, made.on) == (True, PAPER)
    assert made.brand != "#8a7b6d"
    assert 4.6 <= contrast(PAPER, made.brand) < 4.8


def test_contrast_is_that_of_the_standard():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast(INK, PAPER) == contrast(PAPER, INK) == pytest.approx(17.2, abs=0.1)


def distance(one: str, other: str) -> float:
    """How far two colours are apart, in the measure of lightness."""
    points = [(light, chroma * cos(hue), chroma * sin(hue)) for light, chroma, hue in (oklch(one), oklch(other))]
    return dist(*points)
