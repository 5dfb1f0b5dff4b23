"""Our own files, back into pixels, for preflight.py to look at.

Everything is taken from the finished bytes and nothing from the symbol they were
drawn of. Each kind is read by a grammar as narrow as what qr.py writes, from the
first byte to the last; what comes back has one pixel a module, and a file in which
a module is not of one tone all over is refused.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from math import gcd
from struct import error as StructError
from struct import unpack, unpack_from
from types import MappingProxyType
from typing import Final
from zlib import crc32, decompressobj
from zlib import error as ZlibError

MOST_PIXELS = 6_000  # a side of a PNG; qr.py draws no larger ones
MM_PER_POINT = 25.4 / 72
SIGNATURE = b"\x89PNG\r\n\x1a\n"
BLACK, WHITE = b"\x00", b"\xff"
BINARY = bytes.maketrans(b"01", BLACK + WHITE)


class Unreadable(ValueError):
    """A file must not be printed, and why, in a sentence for the person who asked for it."""


@dataclass(frozen=True, slots=True)
class Raster:
    """A square picture: side × side grey tones row by row, 0 black to 255 white, and its real width in mm."""

    side: int
    tones: bytes
    width_mm: float


@dataclass(frozen=True, slots=True)
class _Grammar:
    """How a kind of vector file is written from its first byte to its last, and in which unit, as mm.

    RUNS stands for as many runs as there are, NUMBER and TONE for what they say. The groups: width of the page,
    side in modules, size of a module (where it is said), light and dark tones, and the runs of dark modules,
    each of so many numbers: left end, row, length and what follows.
    """

    file: bytes
    run: bytes
    numbers: int
    mm: float


@cache
def _pattern(kind: str) -> re.Pattern[bytes]:
    """The grammar of a kind as one pattern, compiled for the first file of that kind."""
    file, run = GRAMMARS[kind].file, GRAMMARS[kind].run
    number, tone = rb"\d+(?:\.\d+)?", rb"(?:#[0-9a-f]{3}|#[0-9a-f]{6}|[01]|0\.\d+)"
    for name, part in {b"RUNS": b"(?P<runs>(?:" + run + b")+)", b"NUMBER": number, b"TONE": tone}.items():
        file = file.replace(name, part)
    return re.compile(file)


GRAMMARS: Final[Mapping[str, _Grammar]] = MappingProxyType(
    {
        "svg": _Grammar(
            rb'<svg xmlns="http://www\.w3\.org/2000/svg" width="(?P<width>NUMBER)mm" height="(?P=width)mm" '
            rb'viewBox="0 0 (?P<side>\d{1,3}) (?P=side)" shape-rendering="crispEdges">'
            rb'<path fill="(?P<light>TONE)" d="M0 0h(?P=side)v(?P=side)H0z"/>'
            rb'<path fill="(?P<dark>TONE)" d="RUNS"/></svg>\n',
            run=rb"M\d+ \d+h(?P<length>\d+)v1h-(?P=length)z",
            numbers=5,
            mm=1,
        ),
        "pdf": _Grammar(
            rb"%PDF-1\.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
            rb"2 0 obj\n<</Type/Pages/Kids\[3 0 R\]/Count 1>>\nendobj\n"
            rb"3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox\[0 0 (?P<width>NUMBER) (?P=width)\]"
            rb"/Resources<<>>/Contents 4 0 R>>\nendobj\n4 0 obj\n<</Length \d+>>\nstream\n"
            rb"(?P<module>NUMBER) 0 0 -(?P=module) 0 (?P=width) cm\n"
            rb"(?P<light>TONE) g\n0 0 (?P<side>\d{1,3}) (?P=side) re\nf\n(?P<dark>TONE) g\nRUNSf\nendstream\nendobj\n"
            rb"xref\n0 5\n0000000000 65535 f \n(?:\d{10} 00000 n \n){4}"
            rb"trailer\n<</Size 5/Root 1 0 R>>\nstartxref\n\d+\n%%EOF\n",
            run=rb"\d+ \d+ \d+ 1 re\n",
            numbers=4,
            mm=MM_PER_POINT,
        ),
        "eps": _Grammar(
            rb"%!PS-Adobe-3\.0 EPSF-3\.0\n%%BoundingBox: 0 0 \d+ \d+\n"
            rb"%%HiResBoundingBox: 0 0 (?P<width>NUMBER) (?P=width)\n%%LanguageLevel: 2\n%%EndComments\ngsave\n"
            rb"/r \{3 1 roll moveto dup 0 rlineto 0 1 rlineto neg 0 rlineto closepath\} bind def\n"
            rb"0 (?P=width) translate (?P<module>NUMBER) -(?P=module) scale\n"
            rb"(?P<light>TONE) setgray 0 0 (?P<side>\d{1,3}) (?P=side) rectfill\n"
            rb"(?P<dark>TONE) setgray newpath\nRUNSfill\ngrestore\n%%EOF\n",
            run=rb"\d+ \d+ \d+ r\n",
            numbers=3,
            mm=MM_PER_POINT,
        ),
    }
)
NUMBERS = {b"%d" % number: number for number in range(185)}  # int() would take four times as long
SPACED = bytes(code if code in b"0123456789" else 32 for code in range(256))
SCALED = "pdf", "eps"  # whose drawings are in modules and scaled to the page; an SVG's viewBox always fills it
TOLERANCE = 1e-3


def read(data: bytes, kind: str) -> Raster:
    """A finished file of this kind (svg, png, pdf, eps), one pixel a module, quiet zone included.

    Raises Unreadable for anything that qr.py would not have written.
    """
    return _png(data) if kind == "png" else _vector(data, kind)


def _png(data: bytes) -> Raster:
    try:
        chunks = dict(_chunks(data))
        side, height, *form = unpack(">IIBBBBB", chunks[b"IHDR"])
        metre, _, unit = unpack(">IIB", chunks[b"pHYs"])
        stride = (side + 7) // 8 + 1
        packed = decompressobj().decompress(chunks[b"IDAT"], stride * MOST_PIXELS)
    except (KeyError, StructError, ZlibError) as error:
        raise Unreadable("The PNG file is damaged.") from error
    lines = [packed[at : at + stride] for at in range(0, len(packed), stride)]
    plain = form == [1, 0, 0, 0, 0] and unit == 1 and not any(packed[::stride])
    if not plain or not metre or side != height or len(packed) != stride * side:
        raise Unreadable("The PNG file is not as it was meant to be written.")
    return Raster(*_modules(lines, side), 1000 * side / metre)


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(SIGNATURE) if data.startswith(SIGNATURE) else len(data)
    while at < len(data):
        length, kind = unpack_from(">I4s", data, at)
        (check,) = unpack_from(">I", data, at + 8 + length)
        if crc32(data[at + 4 : at + 8 + length]) != check:
            raise Unreadable("The PNG file is damaged.")
        yield kind, data[at + 8 : at + 8 + length]
        at += 12 + length


def _modules(lines: Sequence[bytes], side: int) -> tuple[int, bytes]:
    """How many modules a side, and their tones, from lines of one bit a pixel behind a byte for the filter."""
    bands = [(line, len(list(same))) for line, same in groupby(lines)]
    pixels = gcd(*(height for _, height in bands))
    digits = "".join(
        f"{int.from_bytes(line):0{8 * len(line)}b}"[8 : side + 8] * (height // pixels) for line, height in bands
    )
    tones = digits.encode().translate(BINARY)
    modules = tones[::pixels]
    if side % pixels or any(tones[shift::pixels] != modules for shift in range(1, pixels)):
        raise Unreadable("The modules are not all of one size.")
    return side // pixels, modules


def _vector(data: bytes, kind: str) -> Raster:
    grammar = GRAMMARS[kind]
    found = _pattern(kind).fullmatch(data)
    if not found:
        raise Unreadable(f"The {kind.upper()} file is not as it was meant to be written.")
    side, width = int(found["side"]), float(found["width"])
    if kind in SCALED and abs(float(found["module"]) * side - width) > TOLERANCE * width:
        raise Unreadable("The drawing does not fill its page.")
    cells, words = 0, found["runs"].translate(SPACED).split()
    try:
        starts, rows, lengths = (map(NUMBERS.__getitem__, words[at :: grammar.numbers]) for at in range(3))
        for x, y, length in zip(starts, rows, lengths, strict=True):
            cells |= (1 << length) - 1 << y * side + x
    except KeyError as error:
        raise Unreadable("Something is drawn outside the page.") from error
    if cells.bit_length() > side**2:
        raise Unreadable("Something is drawn outside the page.")
    digits = f"{cells:0{side**2}b}"[::-1].encode()
    tones = digits.translate(bytes.maketrans(b"01", _tone(found["light"]) + _tone(found["dark"])))
    return Raster(side, tones, width * grammar.mm)


def _tone(written: bytes) -> bytes:
    """The grey tone of #rgb, #rrggbb or a share of white from 0 to 1."""
    if not written.startswith(b"#"):
        return bytes([round(float(written) * 255)])
    digits = written[1:].decode()
    red, green, blue = bytes.fromhex(digits if len(digits) == 6 else "".join(2 * digit for digit in digits))
    return bytes([round(0.2126 * red + 0.7152 * green + 0.0722 * blue)])
