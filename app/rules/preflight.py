"""The last look at a file before it goes to the printer.

What was drawn is decoded again from the finished bytes, at full size and as a
camera might meet it: shrunk, blurred, askew, faded. A decoder alone is too kind
a judge, for it reads the palest grey on white, a symbol without any quiet zone and
one with holes, which a telephone in the rain does not. So the quiet zone, the
contrast, the corner squares and the size of a module have limits of their own, and
they are measured, not taken from the program that drew the file.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from io import BytesIO
from math import radians, tan
from operator import or_
from types import MappingProxyType
from typing import Final

import zxingcpp
from PIL import Image, ImageFilter

from app.rules.codewords import LEVELS
from app.rules.raster import Raster, Unreadable, read
from app.rules.symbol import matrix

QUIET = 4  # modules, ISO/IEC 18004:2015, 6.3.8
CONTRAST = 7.0  # to 1, between relative luminances as WCAG 2.2 counts them; black on white has 21
MODULE_MM = 4 * 25.4 / 300  # four dots of a printer with 300 dpi
TOLERANCE = 0.005  # of the width: half a millimetre in ten centimetres
FINDER = (0b1111111, 0b1000001, 0b1011101, 0b1011101, 0b1011101, 0b1000001, 0b1111111)
QR_CODE: Final = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
SCALE, TORTURE_SCALE = 3, 6  # pixels a module


@dataclass(frozen=True, slots=True)
class Seen:
    """What is on a file: the text, the symbol's width, its modules a side, its quiet zone in modules, its contrast."""

    text: str
    width_mm: float
    size: int
    quiet: int
    contrast: float


def read_back(data: bytes, kind: str) -> str:
    """The text in a finished file of this kind (svg, png, pdf, eps), decoded once from a small picture of it.

    The measured limits hold as in check; what a symbol lost in printing is not tried, so this is for
    thousands of files of which some have passed check. Raises Unreadable.
    """
    return _look(read(data, kind))[0].text


def check(data: bytes, kind: str, *, text: str, width_mm: float) -> Seen:
    """What is on a finished file that may be printed: this text, this wide, whole, and readable in bad light.

    Raises Unreadable with what is wrong, for a file that must not be let out.
    """
    raster = read(data, kind)
    seen, rows = _look(raster)
    if seen.text != text:
        raise Unreadable(f"It reads “{seen.text}”, not “{text}”.")
    if abs(seen.width_mm - width_mm) > TOLERANCE * width_mm:
        raise Unreadable(f"The code is {seen.width_mm:.1f} mm wide, not {width_mm:.1f} mm.")
    if seen.width_mm / seen.size < MODULE_MM * (1 - TOLERANCE):
        raise Unreadable(f"At {width_mm:.1f} mm a module is under {MODULE_MM:.2f} mm, too fine for a printer.")
    if all(matrix(text, level).rows != rows for level in LEVELS):
        raise Unreadable("Some modules are damaged.")
    image = _picture(data) if kind == "png" else _enlarged(raster, TORTURE_SCALE)
    condition = fails(image, raster.side, text)
    if condition:
        raise Unreadable(f"It cannot be read {condition}.")
    return seen


def fails(image: Image.Image, modules: int, text: str) -> str | None:
    """The first condition in which a grey picture of so many modules a side does not read as this text, or None."""
    if _decoded(image) != text:
        return "at full size"
    near = image.resize((modules * TORTURE_SCALE,) * 2, Image.Resampling.BOX)
    return next((name for name, spoil in CONDITIONS.items() if _decoded(spoil(near)) != text), None)


def _look(raster: Raster) -> tuple[Seen, tuple[int, ...]]:
    """What is seen in a picture with one pixel a module, and the rows of its symbol. Raises Unreadable."""
    contrast, dark = _contrast(raster.tones)
    across = raster.side
    lines = [int(dark[at : at + across], 2) for at in range(0, len(dark), across)]
    inked = reduce(or_, lines)
    left, right = across - inked.bit_length(), (inked & -inked).bit_length() - 1
    top, bottom = dark.index("1") // across, dark[::-1].index("1") // across
    size, quiet = across - left - right, min(left, right, top, bottom)
    if size != across - top - bottom or size not in range(21, 178, 4):
        raise Unreadable("The code is not whole.")
    if quiet < QUIET:
        raise Unreadable(f"The white margin is {quiet} modules wide. It takes {QUIET}, or cameras miss the code.")
    rows = tuple(line >> right & (1 << size) - 1 for line in lines[top : top + size])
    if not _corners_whole(rows, size):
        raise Unreadable("A corner square is damaged, and cameras find the code by these.")
    text = _decoded(_enlarged(raster, SCALE), is_pure=True)
    if text is None:
        raise Unreadable("It cannot be read.")
    return Seen(text, raster.width_mm * size / across, size, quiet, contrast), rows


def _contrast(tones: bytes) -> tuple[float, str]:
    """The contrast of the palest ink on the darkest ground, and the modules as digits, dark as 1. Raises Unreadable."""
    used = set(tones)
    middle = (min(used) + max(used)) // 2
    ink, ground = [tone for tone in used if tone <= middle], [tone for tone in used if tone > middle]
    if not ground:
        raise Unreadable("The file is empty.")
    contrast = (_luminance(min(ground)) + 0.05) / (_luminance(max(ink)) + 0.05)
    if contrast < CONTRAST:
        raise Unreadable(f"The contrast is {contrast:.1f} to 1. It takes {CONTRAST:g}: black on white.")
    return contrast, tones.translate(b"1" * (middle + 1) + b"0" * (255 - middle)).decode()


def _luminance(tone: int) -> float:
    """Relative luminance of a grey in sRGB, 0 to 1 (WCAG 2.2)."""
    share = tone / 255
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4


def _corners_whole(rows: tuple[int, ...], size: int) -> bool:
    """Whether the three finders stand where they belong, each with its light edge towards the symbol."""
    left, right = size - 8, 0b11111111
    above = zip((*FINDER, 0), rows[:8], strict=True)
    below = zip((0, *FINDER), rows[-8:], strict=True)
    return all(row >> left == finder << 1 and row & right == finder for finder, row in above) and all(
        row >> left == finder << 1 for finder, row in below
    )


def _picture(data: bytes) -> Image.Image:
    """A PNG as another program than ours decodes it. Raises Unreadable.

    The reader is imported here, for it loads more than a code in any other format needs.
    """
    from PIL.PngImagePlugin import PngImageFile

    try:
        return PngImageFile(BytesIO(data)).convert("L")  # Image.open would load the readers of five other formats
    except (OSError, SyntaxError) as error:
        raise Unreadable("The PNG file is damaged.") from error


def _enlarged(raster: Raster, scale: int) -> Image.Image:
    image = Image.frombytes("L", (raster.side, raster.side), raster.tones)
    return image.resize((raster.side * scale,) * 2, Image.Resampling.NEAREST)


def _decoded(image: Image.Image, is_pure: bool = False) -> str | None:
    """The text of the one QR code in a picture, or None. The bytes are taken as UTF-8, never guessed.

    What zxing cannot mend in a pure picture comes back as a barcode too, not valid and empty.
    """
    pixels = memoryview(image.tobytes()).cast("B", (image.height, image.width))
    found = zxingcpp.read_barcodes(pixels, formats=QR_CODE, is_pure=is_pure, try_invert=False)
    return found[0].bytes.decode(errors="replace") if len(found) == 1 and found[0].valid else None


def _shrunk(near: Image.Image) -> Image.Image:
    """To two and a half pixels a module, so that no edge falls on a pixel's."""
    return near.resize((near.width * 5 // (2 * TORTURE_SCALE),) * 2, Image.Resampling.BILINEAR)


def _blurred(near: Image.Image) -> Image.Image:
    """Each edge smeared over a module and a half: a standard deviation of 0.4 modules. Decoders give up at 0.55."""
    return near.filter(ImageFilter.GaussianBlur(0.4 * TORTURE_SCALE))


def _askew(near: Image.Image) -> Image.Image:
    """Turned and slanted, by five degrees each."""
    slant, ground = tan(radians(5)), near.getpixel((0, 0))
    lean = (1.0, slant, -slant * near.width / 2, 0.0, 1.0, 0.0)
    turned = near.rotate(5, Image.Resampling.BILINEAR, fillcolor=ground)
    return turned.transform(near.size, Image.Transform.AFFINE, lean, Image.Resampling.BILINEAR, fillcolor=ground)


def _faded(near: Image.Image) -> Image.Image:
    """A quarter of its contrast left, as after a summer behind glass."""
    return near.point([round(150 + (tone - 150) / 4) for tone in range(256)])


CONDITIONS: Final[Mapping[str, Callable[[Image.Image], Image.Image]]] = MappingProxyType(
    {"from afar": _shrunk, "out of focus": _blurred, "askew": _askew, "in poor light": _faded}
)
