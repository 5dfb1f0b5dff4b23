"""The images of a wallet's card: the brand's logo on its paper, or a plain square in the brand's colour.

Sizes are those of Apple's Human Interface Guidelines, "Wallet": an icon of 29 points for the lock screen, a logo of at
most 160 × 50 points beside the brand's name, each in two or three densities.
"""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import TYPE_CHECKING

from app.rules.colour import INK, PAPER, tones

if TYPE_CHECKING:
    from PIL.Image import Image

ICON, LOGO = (29, 29), (160, 50)  # points
DENSITIES = {"": 1, "@2x": 2, "@3x": 3}
MARGIN = 3  # points of paper around a logo


def images(colour: str | None, logo: bytes | None) -> Mapping[str, bytes]:
    """PNG files by their names. `logo` is a picture as picture.py makes it; without one there is an icon alone."""
    from PIL import Image as pictures  # by the process that makes a card, not by each that reads a campaign

    if logo is None:
        ground = tones(colour).brand if colour else INK
        return {f"icon{name}.png": _png(pictures.new("RGB", _times(ICON, n), ground)) for name, n in DENSITIES.items()}
    drawing = pictures.open(BytesIO(logo), formats=("WEBP",)).convert("RGBA")
    made = {}
    for name, n in DENSITIES.items():
        made[f"icon{name}.png"] = _png(_framed(drawing, _times(ICON, n), MARGIN * n, whole=True))
        made[f"logo{name}.png"] = _png(_framed(drawing, _times(LOGO, n), MARGIN * n, whole=False))
    return made


def _framed(drawing: Image, size: tuple[int, int], margin: int, *, whole: bool) -> Image:
    """The drawing as large as it goes, on paper; `whole` keeps the size, else the paper is as wide as the drawing."""
    from PIL import Image as pictures

    wide, tall = size[0] - 2 * margin, size[1] - 2 * margin
    scale = min(wide / drawing.width, tall / drawing.height)
    fitted = drawing.resize((max(1, round(drawing.width * scale)), max(1, round(drawing.height * scale))))
    across = size[0] if whole else fitted.width + 2 * margin
    paper = pictures.new("RGB", (across, size[1]), PAPER)
    paper.paste(fitted, ((across - fitted.width) // 2, (size[1] - fitted.height) // 2), fitted)
    return paper


def _times(points: tuple[int, int], n: int) -> tuple[int, int]:
    return points[0] * n, points[1] * n


def _png(image: Image) -> bytes:
    file = BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()
