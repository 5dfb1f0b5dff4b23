import io
import random
import re
import struct
import zlib
from dataclasses import replace

import pytest
import zxingcpp
from PIL import Image, ImageDraw

from app.rules.preflight import CONDITIONS, check, fails, read_back
from app.rules.qr import FORMATS, Symbol, matrix, png, width_mm
from app.rules.raster import Unreadable

ADDRESS = "https://aurora.example/k7q2m"
SYMBOL = matrix(ADDRESS)
WIDE = 25.0
KINDS = sorted(FORMATS)
SIDES = {  # how each vector file says how many modules it is wide, and where its runs begin
    "svg": (rb"viewBox=\"0 0 (\d+) (\d+)\"|M0 0h(\d+)v(\d+)H0z", rb"(?<=M)(\d+) (\d+)(?=h\d+v1)"),
    "pdf": (rb"0 0 (\d+) (\d+) re", rb"(\d+) (\d+)(?= \d+ 1 re)"),
    "eps": (rb"0 0 (\d+) (\d+) rectfill", rb"(\d+) (\d+)(?= \d+ r\n)"),
}
MODULE = rb"[\d.]+(?= 0 0 -)|(?<=translate )[\d.]+|(?<= -)[\d.]+(?= 0 \d| scale)"  # where a PDF or EPS gives its scale


def _file(kind, symbol=SYMBOL, wide=WIDE):
    return FORMATS[kind](symbol, width_mm=wide)


def _png(picture, like):
    """A picture of one bit a pixel, written as plainly as our own files are."""
    packed, stride = picture.tobytes(), (picture.width + 7) // 8
    lines = b"".join(b"\0" + packed[at : at + stride] for at in range(0, len(packed), stride))
    size = struct.pack(">IIBBBBB", picture.width, picture.height, 1, 0, 0, 0, 0)
    resolution = re.search(rb"pHYs(.{9})", like, re.DOTALL)[1]
    chunks = (b"IHDR", size), (b"pHYs", resolution), (b"IDAT", zlib.compress(lines)), (b"IEND", b"")
    return like[:8] + b"".join(
        struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        for kind, content in chunks
    )


def _less_quiet(kind, modules):
    """A file whose quiet zone someone has cut on all sides."""
    if kind == "png":
        picture = Image.open(io.BytesIO(_file(kind)))
        pixels = modules * picture.width // (SYMBOL.size + 8)
        return _png(picture.crop((pixels, pixels, picture.width - pixels, picture.width - pixels)), _file(kind))
    side, run = SIDES[kind]
    across = SYMBOL.size + 8

    def shift(found):
        return b" ".join(b"%d" % (int(number) - modules) for number in found.groups())

    moved = re.sub(run, shift, _file(kind))
    moved = re.sub(MODULE, lambda found: b"%.4f" % (float(found[0]) * across / (across - 2 * modules)), moved)
    return re.sub(side, lambda found: found[0].replace(b"%d" % across, b"%d" % (across - 2 * modules)), moved)


def _paler(kind, share):
    """A file whose ink is a grey, as a share of white."""
    if kind == "png":
        grey, pale = Image.open(io.BytesIO(_file(kind))), io.BytesIO()
        grey.convert("L").point(lambda tone: max(tone, round(255 * share))).save(pale, "png", dpi=grey.info["dpi"])
        return pale.getvalue()
    tone = b"#%02x%02x%02x" % ((round(255 * share),) * 3)
    changes = {b'"#000"': b'"%s"' % tone, b"\n0 g\n": b"\n%.2f g\n" % share, b"\n0 setgray": b"\n%.2f setgray" % share}
    file = _file(kind)
    for old, new in changes.items():
        file = file.replace(old, new)
    return file


def _flipped(row, modules):
    """The symbol with some modules of a row the other way round; modules has a 1 for each."""
    rows = list(SYMBOL.rows)
    rows[row] ^= modules
    return replace(SYMBOL, rows=tuple(rows))


def _refusal(file, kind, text=ADDRESS, wide=WIDE):
    with pytest.raises(Unreadable) as refused:
        check(file, kind, text=text, width_mm=wide)
    return str(refused.value)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("distance", [100, 250, 1500, 4000])
@pytest.mark.parametrize("length", [5, 28, 45, 120, 400])
def test_a_sound_file_is_let_out(kind, distance, length):
    text = ("https://aurora.example/k7q2m?" + "x" * length)[:length]
    symbol = matrix(text)
    wide = width_mm(distance, symbol)
    seen = check(_file(kind, symbol, wide), kind, text=text, width_mm=wide)
    assert (seen.text, seen.size, seen.quiet) == (text, symbol.size, 4)
    assert seen.width_mm == pytest.approx(wide, rel=1e-3)
    assert seen.contrast == pytest.approx(21)
    assert read_back(_file(kind, symbol, wide), kind) == text


@pytest.mark.rule("QR-QZ-1")
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("modules", [1, 2, 3])
def test_a_cut_quiet_zone_is_refused(kind, modules):
    assert f"margin is {4 - modules} modules" in _refusal(_less_quiet(kind, modules), kind)


@pytest.mark.rule("QR-CON-1")
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("share", [0.4, 0.6, 0.9])
def test_pale_ink_is_refused(kind, share):
    why = "not as it was meant to be written" if kind == "png" else "contrast"  # one bit a pixel holds no grey
    assert why in _refusal(_paler(kind, share), kind)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("row", [0, 3, 6, 7])
@pytest.mark.parametrize("shift", [0, SYMBOL.size - 7])
def test_a_damaged_corner_is_refused(kind, row, shift):
    assert "corner" in _refusal(_file(kind, _flipped(row, 0b0111000 << shift)), kind)
    with pytest.raises(Unreadable):
        read_back(_file(kind, _flipped(row, 0b0111000 << shift)), kind)


@pytest.mark.parametrize("kind", KINDS)
def test_a_single_wrong_module_is_refused_though_every_decoder_mends_it(kind):
    file = _file(kind, _flipped(14, 1 << 14))
    assert read_back(file, kind) == ADDRESS
    assert _refusal(file, kind) == "Some modules are damaged."


@pytest.mark.parametrize("kind", KINDS)
def test_too_much_damage_is_refused_at_once(kind):
    rows = tuple(row ^ 0b11011010110110110110 << 4 if at in range(9, 20) else row for at, row in enumerate(SYMBOL.rows))
    with pytest.raises(Unreadable):
        read_back(_file(kind, replace(SYMBOL, rows=rows)), kind)


@pytest.mark.parametrize("kind", KINDS)
def test_another_text_is_refused(kind):
    other = ADDRESS.replace("k7q2m", "k7q2n")
    assert _refusal(_file(kind, matrix(other)), kind) == f"It reads “{other}”, not “{ADDRESS}”."


@pytest.mark.parametrize("kind", KINDS)
def test_another_size_is_refused(kind):
    assert _refusal(_file(kind, wide=24.8), kind) == "The code is 24.8 mm wide, not 25.0 mm."


@pytest.mark.parametrize("kind", ["pdf", "eps"])
def test_a_drawing_that_does_not_fill_its_page_is_refused(kind):
    smaller = re.sub(MODULE, lambda found: b"%.4f" % (0.9 * float(found[0])), _file(kind))
    assert _refusal(smaller, kind) == "The drawing does not fill its page."


def test_a_run_that_does_not_come_back_to_its_start_is_refused():
    assert "not as it was meant" in _refusal(_file("svg").replace(b"h7v1h-7z", b"h7v1h-6z", 1), "svg")


@pytest.mark.parametrize("kind", ["svg", "pdf", "eps"])
@pytest.mark.parametrize("far", [b"33", b"900"])
def test_something_drawn_outside_the_page_is_refused(kind, far):
    """The first run, the upper edge of the first corner square, is moved down or away."""
    file, begin = _file(kind), {"svg": b"M4 4", "pdf": b"\n4 4", "eps": b"\n4 4"}[kind]
    assert begin in file
    _refusal(file.replace(begin, begin[:-1] + far, 1), kind)


@pytest.mark.rule("QR-MOD-1")
@pytest.mark.parametrize("kind", KINDS)
def test_modules_too_fine_for_a_printer_are_refused(kind):
    assert "too fine for a printer" in _refusal(_file(kind, wide=9.5), kind, wide=9.5)


@pytest.mark.rule("QR-CON-1")
@pytest.mark.parametrize("kind", KINDS)
def test_light_on_dark_is_refused(kind):
    full = (1 << SYMBOL.size) - 1
    _refusal(_file(kind, Symbol(SYMBOL.size, tuple(row ^ full for row in SYMBOL.rows))), kind)


@pytest.mark.parametrize("kind", KINDS)
def test_a_half_written_or_empty_file_is_refused(kind):
    file = _file(kind)
    for end in (0, 1, len(file) // 2, len(file) - 1):
        _refusal(file[:end], kind)
    blank = _file(kind, Symbol(SYMBOL.size, (0,) * SYMBOL.size))
    _refusal(blank, kind)


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_byte_is_changed_the_file_is_refused_or_prints_the_same(kind):
    """Only a note beside the drawing may change unseen, such as a PDF's table of contents: never a crash."""
    file, dice, passed = _file(kind), random.Random(7), 0
    for _ in range(300):
        at, byte = dice.randrange(len(file)), dice.randrange(256)
        changed = file[:at] + bytes([byte]) + file[at + 1 :]
        try:
            check(changed, kind, text=ADDRESS, width_mm=WIDE)
        except Unreadable:
            continue
        passed += changed != file
    assert passed <= 15


def test_a_decoder_alone_would_let_these_out():
    """Why the limits are ours: it reads without any quiet zone, in the palest grey, and with a hole."""
    for file in (_less_quiet("png", 4), _paler("png", 0.9), _file("png", _flipped(14, 0b11111 << 10))):
        assert zxingcpp.read_barcode(Image.open(io.BytesIO(file)).convert("L")).text == ADDRESS


@pytest.mark.rule("QR-EC-2")
def test_a_picture_is_tried_in_five_conditions():
    """A smudge that a clean look forgives is found out when the picture is out of focus as well."""
    picture = Image.open(io.BytesIO(png(SYMBOL, width_mm=WIDE))).convert("L")
    assert fails(picture, SYMBOL.size + 8, ADDRESS) is None
    found = set()
    for wide in range(20, 200, 2):
        smudged = picture.copy()
        middle = picture.width // 2
        ImageDraw.Draw(smudged).rectangle((middle, middle, middle + wide, middle + wide), fill=255)
        found.add(fails(smudged, SYMBOL.size + 8, ADDRESS))
    assert {None, "at full size"} < found <= {None, "at full size", *CONDITIONS}
