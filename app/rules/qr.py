"""A QR symbol as a file for the printer, for a page and for a terminal.

Every form has the quiet zone of four modules that ISO/IEC 18004 asks for, on white,
inside it, so that nobody can forget it. Widths are those of the symbol itself, from
its first dark module to its last: that is what must be a tenth of the distance.
Files for the printer are pure black, for one ink cannot be out of register with
itself; on a page the dark is the ink of the text beside it.
"""

from collections.abc import Callable, Mapping
from functools import cache
from math import ceil
from struct import pack
from types import MappingProxyType
from typing import Final
from zlib import compress, crc32

from app.rules.codewords import TooLong
from app.rules.symbol import Symbol, matrix

__all__ = [
    "FORMATS",
    "QUIET",
    "Symbol",
    "TooLong",
    "data_svg",
    "eps",
    "matrix",
    "page_mm",
    "pdf",
    "png",
    "svg",
    "terminal",
    "width_mm",
]

QUIET = 4  # modules
LARGEST = 177  # modules a side, version 40
HAND_HELD_MM = 20.0
DISTANCE = 10  # times the width: the trade's rule, not in ISO/IEC 18004
DOTS, DPI = 4, 300  # printer dots a module must have at least (Denso Wave), and the coarsest printer thought of
MODULE_MM = DOTS * 25.4 / DPI
MOST_PIXELS = 6000  # a side, 50 cm at 300 dpi: who stands five metres away sees no finer
ZLIB_LEVEL = 3  # half as many bytes again as at 6, in a quarter of the time; either is under a kilobyte
INK = "#1c1914"
POINTS = 72 / 25.4  # in a millimetre

DARK_ON_LIGHT = "\x1b[38;5;16;48;5;231m"  # black on white of the colour cube, which themes leave alone
BLOCKS = {"00": " ", "10": "▀", "01": "▄", "11": "█"}


def width_mm(distance_mm: float, symbol: Symbol | None = None) -> float:
    """How wide a symbol must be to be read from a distance: a tenth of it, and never under 20 mm.

    With a symbol, also wide enough for four dots a module on a printer of 300 dpi.
    """
    return max(HAND_HELD_MM, distance_mm / DISTANCE, MODULE_MM * symbol.size if symbol else 0)


def page_mm(symbol: Symbol, width_mm: float) -> float:
    """The side of a file with its quiet zone, for a symbol of this width."""
    return width_mm * (symbol.size + 2 * QUIET) / symbol.size


def svg(symbol: Symbol, *, width_mm: float) -> bytes:
    """An SVG file with its size in mm: a white ground and one black path."""
    mm = _short(page_mm(symbol, width_mm))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{mm}mm" height="{mm}mm" {_drawing(symbol, "#000")}</svg>\n'
    ).encode()


def data_svg(symbol: Symbol, label: str = "") -> str:
    """An SVG element to stand in a page, class "qr", as large as the page makes it.

    It is read aloud by its label, and passed over without one.
    """
    from html import escape  # with the names of all letters, which files for the printer do without

    voice = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    return f'<svg class="qr" {voice} {_drawing(symbol, INK)}</svg>'


def pdf(symbol: Symbol, *, width_mm: float) -> bytes:
    """A PDF file of one page, as large as the symbol with its quiet zone, in rectangles of pure black (PDF 1.4)."""
    across = symbol.size + 2 * QUIET
    side, module = page_mm(symbol, width_mm) * POINTS, width_mm * POINTS / symbol.size
    runs = _runs(symbol, "# ", " # 1 re\n")
    drawing = (
        f"{_short(module)} 0 0 -{_short(module)} 0 {_short(side)} cm\n1 g\n0 0 {across} {across} re\nf\n0 g\n{runs}f\n"
    )
    return _pdf_file(
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {_short(side)} {_short(side)}]/Resources<<>>/Contents 4 0 R>>",
        f"<</Length {len(drawing)}>>\nstream\n{drawing}endstream",
    )


def eps(symbol: Symbol, *, width_mm: float) -> bytes:
    """An EPS file (level 2) for layout programs, its bounding box the symbol with its quiet zone."""
    across = symbol.size + 2 * QUIET
    side, module = page_mm(symbol, width_mm) * POINTS, width_mm * POINTS / symbol.size
    runs = _runs(symbol, "# ", " # r\n")
    return (
        "%!PS-Adobe-3.0 EPSF-3.0\n"
        f"%%BoundingBox: 0 0 {ceil(side)} {ceil(side)}\n"
        f"%%HiResBoundingBox: 0 0 {_short(side)} {_short(side)}\n"
        "%%LanguageLevel: 2\n%%EndComments\ngsave\n"
        "/r {3 1 roll moveto dup 0 rlineto 0 1 rlineto neg 0 rlineto closepath} bind def\n"
        f"0 {_short(side)} translate {_short(module)} -{_short(module)} scale\n"
        f"1 setgray 0 0 {across} {across} rectfill\n0 setgray newpath\n{runs}fill\ngrestore\n%%EOF\n"
    ).encode()


def png(symbol: Symbol, *, width_mm: float, dpi: int = DPI) -> bytes:
    """A PNG file of one bit a pixel that prints at this width.

    A module is a whole number of pixels, at least four and at least what dpi asks for, until a side
    reaches 6 000 pixels; the resolution follows from it and is written down in pHYs (PNG, 11.3.4.3).
    """
    pixels = _module_pixels(symbol, width_mm, dpi)
    side = pixels * (symbol.size + 2 * QUIET)
    quiet, rest = "1" * (QUIET * pixels), "1" * (-side % 8)
    rows = "\n".join(_digits(symbol)).replace("1", "d").replace("0", "1" * pixels).replace("d", "0" * pixels)
    stride = (side + 7) // 8
    packed = int(quiet + rows.replace("\n", quiet + rest + quiet) + quiet + rest, 2).to_bytes(stride * symbol.size)
    lines = [(b"\0" + packed[at : at + stride]) * pixels for at in range(0, len(packed), stride)]
    margin = (b"\0" + b"\xff" * stride) * (QUIET * pixels)
    metre = round(pixels * symbol.size * 1000 / width_mm)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0))
        + _chunk(b"pHYs", pack(">IIB", metre, metre, 1))
        + _chunk(b"IDAT", compress(b"".join([margin, *lines, margin]), ZLIB_LEVEL))
        + _chunk(b"IEND", b"")
    )


def terminal(symbol: Symbol, colour: bool) -> str:
    """Lines to print in a terminal, dark on light however its theme is set.

    In colour two modules share a letter, in half blocks, so it takes UTF-8 and 256 colours. Without, a
    dark module is ## and a light one two spaces: plain ASCII, right on paper and on a light ground.
    """
    margin, blank = "0" * QUIET, "0" * (symbol.size + 2 * QUIET)
    rows = [blank] * QUIET + [margin + row + margin for row in _digits(symbol)] + [blank] * (QUIET + 1)
    if not colour:
        return "".join(row.replace("0", "  ").replace("1", "##").rstrip() + "\n" for row in rows[:-1])
    return "".join(
        f"{DARK_ON_LIGHT}{''.join(BLOCKS[upper + lower] for upper, lower in zip(*pair, strict=True))}\x1b[0m\n"
        for pair in zip(rows[::2], rows[1::2], strict=True)
    )


FORMATS: Final[Mapping[str, Callable[..., bytes]]] = MappingProxyType({"svg": svg, "png": png, "pdf": pdf, "eps": eps})


def _digits(symbol: Symbol) -> list[str]:
    """The rows from left to right, dark as 1."""
    return [f"{row:0{symbol.size}b}" for row in symbol.rows]


def _runs(symbol: Symbol, start: str, end: str) -> str:
    """Every run of dark modules: its left end as written in start, its row, its length as written in end.

    A # stands for the number. Modules are counted from the corner of the quiet zone.
    """
    starts, ends, written = _numbered(start), _numbered(end), []
    for y, row in enumerate(_digits(symbol), QUIET):
        x, down = QUIET, str(y)
        for run in row.split("0"):
            if run:
                written.append(starts[x] + down + ends[len(run)])
            x += len(run) + 1
    return "".join(written)


@cache
def _numbered(form: str) -> list[str]:
    """A form filled in with each number that a symbol may need: writing them once takes half of a drawing's time."""
    return [form.replace("#", str(number)) for number in range(LARGEST + 2 * QUIET)]


def _drawing(symbol: Symbol, dark: str) -> str:
    across = symbol.size + 2 * QUIET
    path = _runs(symbol, "M# ", "h#v1h-#z")
    return (
        f'viewBox="0 0 {across} {across}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{across}v{across}H0z"/><path fill="{dark}" d="{path}"/>'
    )


def _module_pixels(symbol: Symbol, width_mm: float, dpi: int) -> int:
    wanted = ceil(width_mm / 25.4 * max(dpi, DPI) / symbol.size)
    return max(DOTS, min(wanted, MOST_PIXELS // (symbol.size + 2 * QUIET)))


def _chunk(kind: bytes, content: bytes) -> bytes:
    return pack(">I", len(content)) + kind + content + pack(">I", crc32(kind + content))


def _pdf_file(*objects: str) -> bytes:
    """Numbered objects, the first of them the catalogue, with the table of where each begins."""
    file, starts = "%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        starts.append(len(file))
        file += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{start:010} 00000 n \n" for start in starts)
    return (
        f"{file}xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
        f"trailer\n<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{len(file)}\n%%EOF\n"
    ).encode("ascii")


def _short(number: float) -> str:
    """Four decimals at most, which is a tenth of a micrometre, and no needless noughts."""
    return f"{number:.4f}".rstrip("0").rstrip(".")
