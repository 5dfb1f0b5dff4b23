from io import BytesIO

import pytest
from PIL import Image

from app.rules.picture import TALL, WIDE, BadPicture, prepare


def file(image: Image.Image, form: str = "PNG", **options: object) -> bytes:
    out = BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


DRAWING = Image.new("RGBA", (900, 1400), (0, 0, 0, 0))
DRAWING.paste((179, 18, 75, 255), (100, 100, 800, 1400))
PHOTO = Image.effect_noise((1200, 800), 60).convert("RGB")


def test_a_drawing_keeps_its_shape_and_what_is_seen_through():
    made = prepare(file(DRAWING))
    image = opened(made.data).convert("RGBA")
    assert image.size == (made.width, made.height)
    assert (made.width <= WIDE, made.height <= TALL) == (True, True)
    assert made.width / made.height == pytest.approx(900 / 1400, abs=0.01)
    assert image.getpixel((0, 0))[3] == 0


def test_a_photo_is_cut_square():
    made = prepare(file(PHOTO, "JPEG"))
    assert (made.width, made.height) == (WIDE, WIDE)


def test_a_small_drawing_is_not_blown_up():
    made = prepare(file(Image.new("RGBA", (60, 40), (1, 2, 3, 9))))
    assert (made.width, made.height) == (60, 40)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_three_formats_are_read_and_one_is_written(form):
    assert opened(prepare(file(PHOTO, form)).data).format == "WEBP"


def test_the_name_is_the_contents():
    assert prepare(file(PHOTO)).name == prepare(file(PHOTO, optimize=True)).name
    assert prepare(file(PHOTO)).name != prepare(file(DRAWING)).name


def test_nothing_but_pixels_goes_out():
    exif = Image.Exif()
    exif[0x010F] = "Canary camera"
    made = prepare(file(PHOTO, "JPEG", exif=exif, comment=b"canary comment"))
    assert b"anary" not in made.data


def test_a_photo_taken_sideways_is_turned():
    exif = Image.Exif()
    exif[0x0112] = 6
    tall = Image.new("RGBA", (40, 90), (9, 9, 9, 99))
    assert prepare(file(tall, exif=exif)).width == 90


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a" + bytes(20),
        b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        file(PHOTO)[:200],
        file(Image.new("L", (5000, 10))),
        bytes(9 * 1024 * 1024),
    ],
    ids=["empty", "gif", "svg", "eps", "cut short", "too wide", "too many bytes"],
)
def test_anything_else_is_refused(data):
    with pytest.raises(BadPicture):
        prepare(data)
