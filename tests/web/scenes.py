"""Pictures of QR codes as a till's camera sees them: turned, tilted, blurred, dim; each with the text it should give.

Everything is drawn from a seed, so a picture that is not read can be looked at again: `scene("dim", 7).image.save(…)`.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from math import cos, pi, radians, sin
from random import Random

import cv2
import numpy as np
import qrcode
from PIL import Image, ImageDraw, ImageFilter, ImageOps

from app.rules.codewords import LEVELS, Level
from app.rules.qr import matrix

SIZE = 640, 480
FINE = 2  # pixels drawn for each of the picture's, a side
LETTERS = "abcdefghjkmnpqrstuvwxyzABCDEFGH23456789"
Modules = np.ndarray  # of bool, row by row, dark as true


@dataclass(frozen=True)
class Scene:
    """One picture: its kind, the text of the code in it, and the grey image."""

    kind: str
    text: str
    image: Image.Image


def symbol(text: str, level: Level = "M", version: int | None = None, mask: int | None = None) -> Modules:
    """The modules that python-qrcode draws for a text."""
    code = qrcode.QRCode(version, LEVELS[level], border=0, mask_pattern=mask)
    code.add_data(text)
    code.make(fit=version is None)
    return np.array(code.get_matrix(), dtype=bool)


def ours(text: str, level: Level = "M") -> Modules:
    """The modules that our own writer draws for a text."""
    drawn = matrix(text, level)
    return np.array([[digit == "1" for digit in f"{row:0{drawn.size}b}"] for row in drawn.rows])


def flat(modules: Modules, pixels: int = 4, quiet: int = 4) -> Image.Image:
    """A symbol straight on, black on white, with its quiet zone."""
    framed = np.pad(modules, quiet)
    return Image.fromarray(np.where(framed, 0, 255).astype(np.uint8).repeat(pixels, 0).repeat(pixels, 1))


def scene(kind: str, seed: int) -> Scene:
    """The picture of a kind for a seed."""
    dice = Random(f"{kind} {seed}")
    text, modules = _long(dice) if kind == "bent" and seed % 2 else _code(dice, "H" if kind == "damaged" else None)
    return Scene(kind, text, KINDS[kind](dice, modules).convert("L"))


def held_up(text: str, pixels: float, seed: int) -> Image.Image:
    """Our symbol of a text before a camera, so many pixels a module: turned, a little tilted, not quite sharp."""
    dice = Random(f"{text} {pixels} {seed}")
    seen = _placed(dice, ours(text), (pixels, pixels), dice.uniform(0, 360), dice.uniform(0, 25)).convert("L")
    return _noisy(seen.filter(ImageFilter.GaussianBlur(dice.uniform(0.3, 0.8))), dice, 6)


def room(dice: Random) -> Image.Image:
    """What is behind, FINE times as large: one grey, or boxes and words."""
    drawn = Image.new("L", (SIZE[0] * FINE, SIZE[1] * FINE), dice.choice([0, 60, 120, 200, 255]))
    draw = ImageDraw.Draw(drawn)
    for _ in range(dice.choice([0, 12, 25])):
        x, y, grey = dice.randrange(drawn.width), dice.randrange(drawn.height), dice.randrange(256)
        draw.rectangle((x, y, x + dice.randrange(8, 300), y + dice.randrange(8, 200)), grey)
        draw.text((dice.randrange(drawn.width), dice.randrange(drawn.height)), "Aurora 25% off", grey, font_size=40)
    return drawn


def _code(dice: Random, level: Level | None) -> tuple[str, Modules]:
    kind, length = dice.choice("cupdbw"), dice.choice([12, 28, 40, 80])
    if kind == "c":
        text = "-".join("".join(dice.choices("23456789CDFGHJKMNPQRTVWXY", k=4)) for _ in range(3))
    elif kind in "up":
        text = "https://aurora.example/k/" + "".join(dice.choices(LETTERS, k=12))
    elif kind == "d":
        text = "".join(dice.choices("0123456789", k=length))
    elif kind == "b":
        text = "".join(dice.choices("äöüßéè€ñ漢字かな abc", k=length // 2)).strip() + "."
    else:
        text = "".join(dice.choices("ABCDEFGHIJ KLMNOPQRST$%*+-./:0123456789", k=length)).strip() + "Z"
    if kind in "cu" and level is None:
        return text, ours(text)
    return text, symbol(text, level or dice.choice("LMQH"), mask=dice.randrange(8))


def _long(dice: Random) -> tuple[str, Modules]:
    """So much text that the symbol has more than one alignment pattern."""
    text = "".join(dice.choices(LETTERS, k=dice.randint(150, 400)))
    return text, symbol(text, "M", mask=dice.randrange(8))


def _placed(dice: Random, modules: Modules, module: tuple[float, float], turn: float, tilt: float) -> Image.Image:
    """A symbol somewhere in a room: a module that many pixels wide, turned and tilted by degrees, in perspective."""
    across = len(modules) + 8
    width = min(dice.uniform(*module) * across, 440 / max(1, abs(cos(radians(turn))) + abs(sin(radians(turn)))))
    corners = _corners(dice, width, radians(turn), radians(tilt))
    sheet = flat(modules, max(2, round(FINE * width / across)))
    behind = room(dice)
    large = SIZE[0] * FINE, SIZE[1] * FINE
    view = _perspective([(x * FINE, y * FINE) for x, y in corners], sheet.width)
    paper = sheet.transform(large, Image.Transform.PERSPECTIVE, view, Image.Resampling.BICUBIC)
    cover = Image.new("L", sheet.size, 255).transform(large, Image.Transform.PERSPECTIVE, view)
    behind.paste(paper, mask=cover)
    return behind.reduce(FINE)


def _corners(dice: Random, width: float, turn: float, tilt: float) -> list[tuple[float, float]]:
    """Where the corners of a square sheet are seen, somewhere within the picture."""
    axis, far = dice.uniform(0, 2 * pi), 2.6 * max(width, 200)
    seen = []
    for x, y in [(-1, -1), (1, -1), (1, 1), (-1, 1)]:
        x, y = (x * cos(turn) - y * sin(turn)) * width / 2, (x * sin(turn) + y * cos(turn)) * width / 2
        along, beside = x * cos(axis) + y * sin(axis), -x * sin(axis) + y * cos(axis)
        nearer = far / (far + beside * sin(tilt))
        along, beside = along * nearer, beside * cos(tilt) * nearer
        seen.append((along * cos(axis) - beside * sin(axis), along * sin(axis) + beside * cos(axis)))
    left, top = min(x for x, _ in seen), min(y for _, y in seen)
    wide, high = max(x for x, _ in seen) - left, max(y for _, y in seen) - top
    dx, dy = dice.uniform(0, max(0, SIZE[0] - wide)) - left, dice.uniform(0, max(0, SIZE[1] - high)) - top
    return [(x + dx, y + dy) for x, y in seen]


def _perspective(corners: list[tuple[float, float]], side: int) -> list[float]:
    """Pillow's eight numbers for a square of this side that is seen at four corners."""
    rows, sums = [], []
    for (x, y), (u, v) in zip(corners, [(0, 0), (side, 0), (side, side), (0, side)], strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        sums += [u, v]
    return list(np.linalg.solve(np.array(rows), np.array(sums)))


def _seen(dice: Random, modules: Modules) -> Image.Image:
    return _placed(dice, modules, (3, 8), dice.uniform(0, 360), dice.uniform(0, 25))


def _blurred(dice: Random, modules: Modules) -> Image.Image:
    return _seen(dice, modules).filter(ImageFilter.GaussianBlur(dice.uniform(0.6, 2)))


def _noisy(image: Image.Image, dice: Random, spread: float) -> Image.Image:
    noise = np.random.default_rng(dice.randrange(1 << 30)).normal(0, spread, image.size[::-1])
    return Image.fromarray(np.clip(np.asarray(image) + noise, 0, 255).astype(np.uint8))


def _jpeg(image: Image.Image, quality: int) -> Image.Image:
    file = io.BytesIO()
    image.save(file, "JPEG", quality=quality)
    return Image.open(io.BytesIO(file.getvalue()))


def _dim(dice: Random, modules: Modules) -> Image.Image:
    dark = dice.uniform(10, 150)
    faint = np.asarray(_seen(dice, modules)) / 255 * dice.uniform(20, 50) + dark
    return _noisy(Image.fromarray(faint.astype(np.uint8)), dice, dice.uniform(0.5, 3))


def _uneven(dice: Random, modules: Modules) -> Image.Image:
    """Light from one side, and the edge of a shadow."""
    turn, across = dice.uniform(0, 2 * pi), np.mgrid[-1 : 1 : SIZE[1] * 1j, -1 : 1 : SIZE[0] * 1j]
    slope = (cos(turn) * across[1] + sin(turn) * across[0]) / (abs(cos(turn)) + abs(sin(turn)))
    light = 0.6 + 0.35 * slope
    light[across[1] * sin(turn) > across[0] * cos(turn) + dice.uniform(-0.5, 0.5)] *= dice.uniform(0.4, 0.8)
    return _noisy(Image.fromarray((np.asarray(_seen(dice, modules)) * light).astype(np.uint8)), dice, 3)


def _bent(dice: Random, modules: Modules) -> Image.Image:
    """Paper in a wave a few modules high, as long as the picture is wide."""
    level = np.asarray(_placed(dice, modules, (3.5, 8), dice.uniform(0, 360), dice.uniform(0, 20)))
    y, x = np.mgrid[0 : SIZE[1], 0 : SIZE[0]].astype(np.float32)
    high, long, shift = dice.uniform(6, 16), dice.uniform(400, 700), dice.uniform(0, 2 * pi)
    moved = [
        (each + high * np.sin(2 * pi * other / long + shift)).astype(np.float32) for each, other in ((x, y), (y, x))
    ]
    return Image.fromarray(cv2.remap(level, *moved, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE))


def _damaged(dice: Random, modules: Modules) -> Image.Image:
    """A hole of a tenth of the symbol, less than level H repairs."""
    size, broken = len(modules), modules.copy()
    side = int(size * 0.3)
    x, y = dice.randint(9, size - side), dice.randint(9, size - side)
    broken[y : y + side, x : x + side] = dice.choice([True, False])
    return _seen(dice, broken)


def _screen(dice: Random, modules: Modules) -> Image.Image:
    """A phone's display: not black, not white, with stripes and a glare."""
    y, x = np.mgrid[0 : SIZE[1], 0 : SIZE[0]]
    seen = np.asarray(_seen(dice, modules)) / 255 * dice.uniform(140, 220) + dice.uniform(10, 35)
    seen = seen * (1 + 0.1 * np.sin(x * dice.uniform(0.3, 2) + y * dice.uniform(0.3, 2)))
    distance = (x - dice.randrange(SIZE[0])) ** 2 + (y - dice.randrange(SIZE[1])) ** 2
    seen = seen + dice.uniform(40, 120) * np.exp(-distance / (2 * dice.uniform(30, 90) ** 2))
    return _jpeg(_noisy(Image.fromarray(np.clip(seen, 0, 255).astype(np.uint8)), dice, 4), 70)


KINDS: dict[str, Callable[[Random, Modules], Image.Image]] = {
    "clean": lambda dice, modules: _placed(dice, modules, (2.5, 9), 0, 0),
    "turned": lambda dice, modules: _placed(dice, modules, (2.5, 9), dice.uniform(0, 360), 0),
    "tilted": lambda dice, modules: _placed(dice, modules, (5, 10), dice.uniform(0, 360), dice.uniform(25, 60)),
    "steep": lambda dice, modules: _placed(dice, modules, (7, 11), dice.uniform(0, 360), dice.uniform(60, 67)),
    "small": lambda dice, modules: _placed(dice, modules, (1.7, 2.5), dice.uniform(0, 360), dice.uniform(0, 15)),
    "filling": lambda dice, modules: _placed(dice, modules, (99, 99), dice.uniform(-8, 8), dice.uniform(0, 10)),
    "blurred": _blurred,
    "noisy": lambda dice, modules: _noisy(_seen(dice, modules), dice, dice.uniform(10, 45)),
    "packed": lambda dice, modules: _jpeg(_seen(dice, modules), dice.randint(8, 30)),
    "dim": _dim,
    "uneven": _uneven,
    "inverted": lambda dice, modules: ImageOps.invert(_seen(dice, modules)),
    "mirrored": lambda dice, modules: ImageOps.mirror(_seen(dice, modules)),
    "damaged": _damaged,
    "bent": _bent,
    "screen": _screen,
}
