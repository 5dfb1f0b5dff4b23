"""The tones of a brand: one colour of a campaign file becomes every tone its pages need, each readable.

Lightness moves in OKLCH (Björn Ottosson, "A perceptual color space for image processing", 2020), where an equal
step looks equally large in every hue; chroma gives way where sRGB has no such colour. Contrast is that of WCAG 2.2,
section 1.4.3. Two inks are known beside the brand's: the paper's, and the black of the words.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from math import atan2, cos, hypot, sin

PAPER, INK, DARK_PAPER = "#fffdf8", "#1c1914", "#211e19"

STEP = 0.005
HALVINGS = 10  # finds the chroma to a third of a thousandth
ON_FLOOR, ON_GOAL = 4.5, 4.6  # words on the brand's colour; where none stand, the colour moves a little further
TEXT_ON_PAPER, TEXT_ON_TINT = 5.5, 4.8
EDGE_FLOOR = 3.0  # WCAG 1.4.11, bars and lines
TINT, DARK_TINT = 0.09, 0.20
DEEPER, LIGHTER = -0.09, 0.07

Rgb = tuple[float, float, float]


@dataclass(frozen=True)
class Tones:
    """A brand's colours as #rrggbb.

    brand, on       the ground of the printed block and of buttons, and the words on it
    deep            the rays on that ground
    text, dtext     words in the brand's colour on light and on dark paper
    tint, dtint     a breath of it as a ground
    edge, dedge     bars and lines
    moved           brand is not what the campaign file says: no ink would have been readable on that
    """

    brand: str
    on: str
    deep: str
    text: str
    dtext: str
    tint: str
    dtint: str
    edge: str
    dedge: str
    moved: bool


@lru_cache(256)
def tones(colour: str) -> Tones:
    """The tones of a colour given as #rrggbb."""
    on = max(PAPER, INK, key=lambda ink: contrast(ink, colour))
    moved = contrast(on, colour) < ON_FLOOR
    brand = colour
    if moved:
        on, brand = PAPER, _moved(colour, -STEP, lambda tone: contrast(PAPER, tone) >= ON_GOAL)
    deep = _shifted(brand, DEEPER)
    tint, dtint = _mixed(brand, TINT, PAPER), _mixed(brand, DARK_TINT, DARK_PAPER)
    return Tones(
        brand=brand,
        on=on,
        deep=deep if contrast(on, deep) >= ON_FLOOR else _shifted(brand, LIGHTER),
        text=_moved(brand, -STEP, _reads(PAPER, tint)),
        dtext=_moved(brand, STEP, _reads(DARK_PAPER, dtint)),
        tint=tint,
        dtint=dtint,
        edge=_moved(brand, -STEP, lambda tone: contrast(tone, PAPER) >= EDGE_FLOOR),
        dedge=_moved(brand, STEP, lambda tone: contrast(tone, DARK_PAPER) >= EDGE_FLOOR),
        moved=moved,
    )


def oklch(colour: str) -> Rgb:
    """The colour's lightness (0 to 1), chroma (0 to about 0.3) and hue (radians)."""
    red, green, blue = _linear(colour)
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    medium = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return lightness, hypot(a, b), atan2(b, a)


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, from 1 to 21 (WCAG 2.2, "contrast ratio")."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _reads(paper: str, tint: str) -> Callable[[str], bool]:
    return lambda tone: contrast(tone, paper) >= TEXT_ON_PAPER and contrast(tone, tint) >= TEXT_ON_TINT


def _moved(colour: str, step: float, enough: Callable[[str], bool]) -> str:
    """The colour, or the first tone after it, lighter or darker by whole steps, that is enough."""
    lightness, chroma, hue = oklch(colour)
    tone = colour
    while not enough(tone):
        lightness += step
        tone = _in_gamut(lightness, chroma, hue)
    return tone


def _shifted(colour: str, by: float) -> str:
    """The colour with its lightness changed by a part of 1."""
    lightness, chroma, hue = oklch(colour)
    return _in_gamut(min(1.0, max(0.0, lightness + by)), chroma, hue)


def _in_gamut(lightness: float, chroma: float, hue: float) -> str:
    """The colour, with just as much chroma as sRGB has for it."""
    found = _from_oklch(lightness, chroma, hue)
    if _is_srgb(found):
        return _hex(found)
    least, most = 0.0, chroma
    for _ in range(HALVINGS):
        middle = (least + most) / 2
        least, most = (middle, most) if _is_srgb(_from_oklch(lightness, middle, hue)) else (least, middle)
    return _hex(_from_oklch(lightness, least, hue))


def _is_srgb(linear: Rgb) -> bool:
    return all(-1e-4 <= part <= 1 + 1e-4 for part in linear)


def _mixed(colour: str, share: float, ground: str) -> str:
    """So much of a colour in a ground, as the eye of an sRGB screen mixes them."""
    pairs = zip(_bytes(colour), _bytes(ground), strict=True)
    return "#" + "".join(f"{round(share * part + (1 - share) * below):02x}" for part, below in pairs)


def _bytes(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour[1:]))


def _linear(colour: str) -> Rgb:
    """Light, not voltage: IEC 61966-2-1."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (byte / 255 for byte in _bytes(colour))
    )
    return red, green, blue


def _hex(linear: Rgb) -> str:
    parts = (min(1.0, max(0.0, part)) for part in linear)
    encoded = (12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055 for part in parts)
    return "#" + "".join(f"{round(part * 255):02x}" for part in encoded)


@lru_cache(1024)
def _luminance(colour: str) -> float:
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _from_oklch(lightness: float, chroma: float, hue: float) -> Rgb:
    a, b = chroma * cos(hue), chroma * sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
