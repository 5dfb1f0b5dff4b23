import io
import re
from itertools import pairwise
from xml.etree import ElementTree as ET

import cv2
import numpy as np
import pypdfium2
import pytest
import qrcode
import zxingcpp
from PIL import Image, ImageChops
from pyzbar.pyzbar import ZBarSymbol, decode

from app.rules.qr import data_svg, eps, matrix, page_mm, pdf, png, svg, terminal, width_mm

ADDRESS = "https://aurora.example/k7q2m"
SYMBOL = matrix(ADDRESS)
ACROSS = SYMBOL.size + 8
LENGTHS = [5, 28, 45, 120, 230]
ESCAPES = re.compile("\x1b\\[[0-9;]*m")
HALVES = {" ": "00", "▀": "10", "▄": "01", "█": "11"}


def _texts(image):
    """What three decoders read, none of which knows of the others."""
    grey = image.convert("L")
    return {
        decode(grey, symbols=[ZBarSymbol.QRCODE])[0].data.decode(),
        cv2.QRCodeDetector().detectAndDecode(np.asarray(grey))[0],
        zxingcpp.read_barcode(grey).text,
    }


def _image(rows):
    """Rows of digits, dark as 1, as a picture with eight pixels a module."""
    image = Image.new("1", (len(rows[0]), len(rows)))
    image.putdata([digit == "0" for row in rows for digit in row])
    return image.resize((8 * image.width, 8 * image.height))


def _filled(side, rectangles):
    image = Image.new("1", (side, side), 1)
    for x, y, wide, high in rectangles:
        image.paste(0, (x, y, x + wide, y + high))
    return image.resize((8 * side, 8 * side))


def _svg(file):
    """An SVG's dark path, followed letter by letter."""
    ground, dark = ET.fromstring(file)
    assert ground.get("d") == f"M0 0h{ACROSS}v{ACROSS}H0z"
    for outline in dark.get("d").split("z")[:-1]:
        x, y, wide, high, back = re.fullmatch(r"M(\d+) (\d+)h(\d+)v(\d+)h-(\d+)", outline).groups()
        assert wide == back
        yield int(x), int(y), int(wide), int(high)


def _eps(file):
    return [(int(x), int(y), int(wide), 1) for x, y, wide in re.findall(rb"(\d+) (\d+) (\d+) r\n", file)]


def _pdf(file, scale):
    with pypdfium2.PdfDocument(file) as document:
        assert len(document) == 1
        return document[0].render(scale=scale).to_pil()


def _png(file):
    return Image.open(io.BytesIO(file))


@pytest.mark.parametrize("length", LENGTHS)
def test_a_png_is_read_by_every_decoder(length):
    text = ("https://aurora.example/k7q2m?" + "x" * length)[:length]
    assert _texts(_png(png(matrix(text), width_mm=60))) == {text}


@pytest.mark.parametrize("length", LENGTHS)
def test_a_pdf_is_read_by_every_decoder_as_another_program_draws_it(length):
    text = ("https://aurora.example/k7q2m?" + "x" * length)[:length]
    assert _texts(_pdf(pdf(matrix(text), width_mm=60), scale=4)) == {text}


def test_an_svg_is_read_by_every_decoder():
    assert _texts(_filled(ACROSS, _svg(svg(SYMBOL, width_mm=25)))) == {ADDRESS}


def test_an_eps_is_read_by_every_decoder():
    assert _texts(_filled(ACROSS, _eps(eps(SYMBOL, width_mm=25)))) == {ADDRESS}


def test_a_png_equals_python_qrcodes_pixel_for_pixel():
    code = qrcode.QRCode(box_size=10, border=4)
    code.add_data(ADDRESS)
    theirs = io.BytesIO()
    code.make_image().save(theirs)
    ours = _png(png(SYMBOL, width_mm=SYMBOL.size * 10 * 25.4 / 300 - 0.01))
    assert ImageChops.difference(ours.convert("L"), Image.open(theirs).convert("L")).getbbox() is None


@pytest.mark.parametrize("wide", [20, 25, 33.3, 150, 600])
def test_every_file_says_its_real_size(wide):
    side = page_mm(SYMBOL, wide)
    assert side == pytest.approx(wide * ACROSS / SYMBOL.size)
    picture = _png(png(SYMBOL, width_mm=wide))
    assert picture.width / picture.info["dpi"][0] * 25.4 == pytest.approx(side, rel=1e-4)
    with pypdfium2.PdfDocument(pdf(SYMBOL, width_mm=wide)) as document:
        assert document[0].get_size() == pytest.approx((side / 25.4 * 72,) * 2, abs=1e-3)
    root = ET.fromstring(svg(SYMBOL, width_mm=wide))
    assert float(root.get("width").removesuffix("mm")) == pytest.approx(side, abs=1e-3)
    assert root.get("height") == root.get("width")
    box = re.search(rb"%%HiResBoundingBox: 0 0 (\S+) (\S+)\n", eps(SYMBOL, width_mm=wide))
    assert [float(box[1]), float(box[2])] == pytest.approx([side / 25.4 * 72] * 2, abs=1e-3)


@pytest.mark.rule("QR-MOD-1")
@pytest.mark.parametrize("wide", [5, 20, 25, 150, 400])
@pytest.mark.parametrize("dpi", [72, 300, 600])
def test_a_module_is_whole_pixels_at_the_printers_resolution_or_finer(wide, dpi):
    picture = _png(png(SYMBOL, width_mm=wide, dpi=dpi))
    pixels, rest = divmod(picture.width, ACROSS)
    assert (picture.mode, picture.width, rest) == ("1", picture.height, 0)
    assert pixels >= 4
    assert picture.info["dpi"][0] >= max(dpi, 300) - 0.02 or picture.width > 6000 - ACROSS


def test_the_largest_png_stays_openable():
    assert _png(png(SYMBOL, width_mm=3000)).width <= 6000


@pytest.mark.rule("QR-QZ-1")
def test_four_modules_around_the_symbol_are_white():
    wide = SYMBOL.size * 8 * 25.4 / 72  # a module of eight points
    drawings = [
        _png(png(SYMBOL, width_mm=wide)),
        _pdf(pdf(SYMBOL, width_mm=wide), scale=1),
        _filled(ACROSS, _svg(svg(SYMBOL, width_mm=wide))),
        _filled(ACROSS, _eps(eps(SYMBOL, width_mm=wide))),
    ]
    for drawing in drawings:
        modules = drawing.convert("L").resize((ACROSS, ACROSS), Image.Resampling.BOX)
        assert modules.point(lambda tone: 255 - tone).getbbox() == (4, 4, ACROSS - 4, ACROSS - 4)


def test_files_for_the_printer_are_black_on_white_and_a_page_has_the_ink_of_its_text():
    assert re.findall('fill="(.*?)"', svg(SYMBOL, width_mm=25).decode()) == ["#fff", "#000"]
    assert re.findall('fill="(.*?)"', data_svg(SYMBOL)) == ["#fff", "#1c1914"]


def test_a_pdfs_table_says_where_its_objects_begin():
    file = pdf(SYMBOL, width_mm=25)
    starts = [int(start) for start in re.findall(rb"(\d{10}) 00000 n \n", file)]
    assert [file[start : start + 7] for start in starts] == [b"%d 0 obj" % number for number in range(1, 5)]
    assert file[int(re.search(rb"startxref\n(\d+)", file)[1]) :].startswith(b"xref\n")
    length, drawing = re.search(rb"<</Length (\d+)>>\nstream\n(.*)endstream", file, re.DOTALL).groups()
    assert int(length) == len(drawing)


def test_an_svg_in_a_page_is_named_or_passed_over():
    assert 'role="img" aria-label="7Q2M &quot;&lt;&gt;"' in data_svg(SYMBOL, '7Q2M "<>')
    assert 'aria-hidden="true"' in data_svg(SYMBOL)
    assert "style=" not in data_svg(SYMBOL)


def test_in_a_terminal_dark_stays_dark_on_light():
    lines = terminal(SYMBOL, colour=True).splitlines()
    assert all(line.startswith("\x1b[38;5;16;48;5;231m") and line.endswith("\x1b[0m") for line in lines)
    plain = [ESCAPES.sub("", line) for line in lines]
    halves = [[HALVES[letter] for letter in line] for line in plain]
    rows = ["".join(half[part] for half in line) for line in halves for part in (0, 1)]
    assert _texts(_image(rows)) == {ADDRESS}


def test_without_colour_a_terminal_gets_plain_ascii():
    lines = terminal(SYMBOL, colour=False)
    assert set(lines) == {"#", " ", "\n"}
    rows = [line.ljust(2 * ACROSS).replace(" ", "0").replace("#", "1")[::2] for line in lines.splitlines()]
    assert len(rows) == ACROSS
    assert _texts(_image(rows)) == {ADDRESS}


@pytest.mark.rule("QR-SIZE-1", "QR-SIZE-2")
@pytest.mark.parametrize(("distance", "wide"), [(0, 20), (100, 20), (200, 20), (250, 25), (1500, 150), (30_000, 3000)])
def test_a_symbol_is_a_tenth_of_its_distance_and_never_under_two_centimetres(distance, wide):
    assert width_mm(distance) == wide
    assert width_mm(distance, SYMBOL) == wide


def test_a_long_text_takes_a_wider_symbol():
    sizes = [matrix("x" * length) for length in (10, 200, 400, 900)]
    widths = [width_mm(100, symbol) for symbol in sizes]
    assert widths[0] == 20
    assert all(narrow <= wide for narrow, wide in pairwise(widths))
    assert all(
        wide / symbol.size / 25.4 * 300 >= 3.999 or wide == 20 for wide, symbol in zip(widths, sizes, strict=True)
    )
    assert widths[-1] > 30
