"""How fast QR files are made, beside what people would use instead, in the same run.

    python benchmarks/qr.py [--rounds 7] [--seconds 0.4] [--codes 100000]

Each file holds another address of 45 characters, at level M, ten pixels a module and four
modules of quiet zone. The cases take turns in every round, and a ratio is the median of the
rounds' own ratios, for a busy machine slows all of a round alike.

"Read back" is preflight.read_back, the check for files in bulk: the finished bytes are parsed
by a grammar of our own (a PNG: its checksums, zlib, every pixel), quiet zone, contrast and the
corner squares are measured, and zxing-cpp decodes a picture of three pixels a module, told that
the symbol fills it squarely (is_pure), which is how it was drawn. That finds a writer's mistake
as surely as a look at ten pixels a module, at a fourth of the price. What a camera might meet
(blur, distance, slant, fading) depends on the symbol's size and the writer, not on the address:
it is tried on every file that `handbill qr` writes, and here once before the clock starts.

Before that, 50 PNG files are compared with python-qrcode's, pixel for pixel. The memory is the
peak (VmHWM) of a process of its own that makes, reads back and lets go of all the codes.
"""

import argparse
import io
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import process_time

import qrcode
import segno
from PIL import Image, ImageChops

from app.rules import preflight, qr

SIZE = 33  # modules a side of a 45-character address at level M
WIDTH_MM = (SIZE * 10 - 0.5) / 300 * 25.4  # ten pixels a module at 300 dpi
GOALS = {"PNG, read back": 8, "SVG": 8, "SVG, read back": 8, "PDF": 8, "PDF, read back": 8}


def address(number: int) -> str:
    """One of a million addresses of 45 characters."""
    return f"https://aurora.example/k7q2m?from=post&{number % 1_000_000:06}"


def by_qrcode(number: int) -> bytes:
    """A PNG as python-qrcode makes it."""
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, box_size=10, border=4)
    code.add_data(address(number))
    file = io.BytesIO()
    code.make_image().save(file)
    return file.getvalue()


def matrix_by_qrcode(number: int) -> None:
    """Modules as python-qrcode finds them."""
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M)
    code.add_data(address(number))
    code.make()


def by_segno(kind: str) -> Callable[[int], bytes]:
    """Files as segno makes them."""

    def make(number: int) -> bytes:
        file = io.BytesIO()
        segno.make_qr(address(number), error="M", boost_error=False).save(file, kind=kind, scale=10, border=4)
        return file.getvalue()

    return make


def drawn(kind: str) -> Callable[[int], bytes]:
    """Files as handbill draws them."""
    return lambda number: qr.FORMATS[kind](qr.matrix(address(number)), width_mm=WIDTH_MM)


def read_back(kind: str) -> Callable[[int], bytes]:
    """Files as handbill draws them, each decoded again."""
    draw = drawn(kind)

    def make(number: int) -> bytes:
        file = draw(number)
        if preflight.read_back(file, kind) != address(number):
            raise SystemExit(f"{address(number)} was not read back")
        return file

    return make


CASES: dict[str, tuple[Callable[[int], object], str]] = {
    "python-qrcode matrix": (matrix_by_qrcode, ""),
    "python-qrcode PNG": (by_qrcode, ""),
    "segno SVG": (by_segno("svg"), ""),
    "segno PDF": (by_segno("pdf"), ""),
    "matrix": (lambda number: qr.matrix(address(number)), "python-qrcode matrix"),
    "PNG": (drawn("png"), "python-qrcode PNG"),
    "PNG, read back": (read_back("png"), "python-qrcode PNG"),
    "SVG": (drawn("svg"), "segno SVG"),
    "SVG, read back": (read_back("svg"), "segno SVG"),
    "PDF": (drawn("pdf"), "segno PDF"),
    "PDF, read back": (read_back("pdf"), "segno PDF"),
    "EPS, read back": (read_back("eps"), ""),
}


def rate(make: Callable[[int], object], seconds: float, start: int) -> float:
    """Calls a second of this process's own time: nothing here waits, and other programs' turns are not ours."""
    began, number = process_time(), start
    while (spent := process_time() - began) < seconds:
        make(number)
        number += 1
    return (number - start) / spent


def compare() -> None:
    """Fails if a pixel differs from python-qrcode's, or a file would not be let out by the full check."""
    for number in range(50):
        ours, theirs = (Image.open(io.BytesIO(make(number))).convert("L") for make in (drawn("png"), by_qrcode))
        if ours.size != theirs.size or ImageChops.difference(ours, theirs).getbbox():
            raise SystemExit(f"{address(number)}: the PNG differs from python-qrcode's")
    for kind in qr.FORMATS:
        preflight.check(drawn(kind)(0), kind, text=address(0), width_mm=WIDTH_MM)


def stream(codes: int) -> None:
    """Makes PNG files one after the other, keeps none, and prints the peak of this process's memory in MiB."""
    make = read_back("png")
    for number in range(codes):
        make(number)
    status = Path("/proc/self/status").read_text()
    print(int(status.split("VmHWM:")[1].split()[0]) / 1024)


def memory(codes: int) -> float:
    """The peak of a process of its own, in MiB."""
    command = [sys.executable, __file__, "--stream", str(codes)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def main() -> None:
    """Runs the rounds and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=0.4)
    parser.add_argument("--codes", type=int, default=100_000)
    parser.add_argument("--stream", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.stream:
        stream(options.stream)
        return
    compare()
    rates: dict[str, list[float]] = {name: [] for name in CASES}
    for round_number in range(options.rounds):
        for name, (make, _) in CASES.items():
            make(0)
            rates[name].append(rate(make, options.seconds, round_number * 10_000))
    print(f"{'':24}{'a second':>10}{'µs':>8}   ratio to its anchor, goal")
    for name, (_, anchor) in CASES.items():
        middle = median(rates[name])
        line = f"{name:24}{middle:10.0f}{1e6 / middle:8.0f}"
        if anchor:
            ratio = median(ours / theirs for ours, theirs in zip(rates[name], rates[anchor], strict=True))
            line += f"   {ratio:5.1f} × {anchor}" + (f", goal {GOALS[name]}" if name in GOALS else "")
        print(line)
    if options.codes:
        print(f"{options.codes} PNG codes, read back, one after the other: {memory(options.codes):.0f} MiB, goal 64")


if __name__ == "__main__":
    main()
