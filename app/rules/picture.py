"""A brand's picture made ready for a phone: small, in one known format, and rid of everything but its pixels.

What is read is PNG, JPEG or WebP and nothing else, and its size is checked before a pixel is unpacked: an image of
a few kilobytes can unpack to gigabytes. What is written is ours alone, so nothing that hid in the file (places,
names, scripts behind the pixels) goes out again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

FORMATS = ("PNG", "JPEG", "WEBP")
MOST_BYTES = 8 * 1024 * 1024
MOST_SIDE = 4096  # pixels
WIDE, TALL = 448, 640  # a third of the widest sheet, in pixels of a good screen
QUALITIES = (82, 70, 55)
AIM_BYTES = 9 * 1024  # what the page leaves of the first flight


class BadPicture(ValueError):
    """The file is no picture that we show; the message says why."""


@dataclass(frozen=True)
class Picture:
    """A picture as WebP. Its name is made of its content, so it may be kept for ever."""

    name: str
    width: int
    height: int
    data: bytes = field(repr=False)


def prepare(data: bytes) -> Picture:
    """The picture, no larger than it is shown: a drawing (with see-through parts) whole, a photo cut square.

    Raises BadPicture.
    """
    # Pillow is imported by the process that shows a picture, not by each command that reads a campaign.
    from PIL import Image as images
    from PIL import ImageOps

    if len(data) > MOST_BYTES:
        raise BadPicture("larger than 8 MB")
    try:
        with images.open(BytesIO(data), formats=FORMATS) as opened:
            if max(opened.size) > MOST_SIDE:
                raise BadPicture(f"larger than {MOST_SIDE} pixels on a side")
            image = ImageOps.exif_transpose(opened).convert("RGBA")
    except BadPicture:
        raise
    except (OSError, SyntaxError, ValueError, images.DecompressionBombError) as error:
        raise BadPicture("not a PNG, JPEG or WebP picture") from error
    if image.getchannel("A").getextrema() == (255, 255):
        image = ImageOps.fit(image.convert("RGB"), (min(WIDE, *image.size),) * 2)
    else:
        image.thumbnail((WIDE, TALL))
    written = _written(image)
    return Picture(f"{sha256(written).hexdigest()[:16]}.webp", image.width, image.height, written)


def _written(image: Image) -> bytes:
    """WebP as small as AIM_BYTES, or as small as still looks well."""
    data = _webp(image, lossless=True)
    for quality in QUALITIES:
        if len(data) <= AIM_BYTES:
            break
        data = _webp(image, lossless=False, quality=quality)
    return data


def _webp(image: Image, *, lossless: bool, quality: int = 100) -> bytes:
    # method 4 of 6: the slowest saves no byte of a drawing and takes a second, before the first visitor gets a page
    file = BytesIO()
    image.save(file, "WEBP", method=4, lossless=lossless, quality=quality)
    return file.getvalue()
