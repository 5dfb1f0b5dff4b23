"""How things look in a terminal: what a person reads aloud, also without colour and without UTF-8.

Bold names a thing, an underline is an address, dim is an id; red, yellow and
green stand for the words error, warning and ✓ and for nothing else.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import click

FULL, CHOICE, SPARKS = "█", "░", "▁▂▃▄▅▆▇█"
PLAIN_FULL, PLAIN_CHOICE, PLAIN_SPARKS = "#", "-", ".:-=+*#@"


def colourful() -> bool:
    """Whether standard output shows colour: a terminal, and nobody who set NO_COLOR (no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def drawn() -> bool:
    """Whether standard output takes more than ASCII."""
    return "utf" in (sys.stdout.encoding or "").lower()


def echo(text: str = "") -> None:
    """Prints with two spaces of margin, in colour where it is shown; what the terminal cannot spell becomes ASCII."""
    written = "\n".join(f"  {line}".rstrip() for line in text.split("\n"))
    if not drawn():
        written = written.translate(SPELT).encode(sys.stdout.encoding or "ascii", "replace").decode("ascii", "replace")
    click.echo(written, color=colourful())


SPELT = str.maketrans({"✓": "ok", "✗": "error", "…": "...", "–": "-", "“": '"', "”": '"', "’": "'", "•": "*", "›": ">"})


def bold(text: str) -> str:
    """A thing's name."""
    return click.style(text, bold=True)


def dim(text: str) -> str:
    """An id, or a head above figures."""
    return click.style(text, dim=True)


def address(text: str) -> str:
    """Something to open."""
    return click.style(text, underline=True)


def good(text: str = "✓") -> str:
    """All is well."""
    return click.style(text, fg="green")


def warning(text: str) -> str:
    """Worth a look."""
    return click.style(text, fg="yellow")


def error(text: str) -> str:
    """Wrong."""
    return click.style(text, fg="red", bold=True)


def bar(value: float, most: float, width: int, *, choice: bool = False) -> str:
    """A bar as long as value is of most, never invisible unless it is nothing; lighter where the step is a choice."""
    letter = (CHOICE if choice else FULL) if drawn() else (PLAIN_CHOICE if choice else PLAIN_FULL)
    return letter * (max(1, round(width * value / most)) if value and most else 0)


def sparks(values: Sequence[float]) -> str:
    """One letter a value, as high as it is of the highest."""
    letters = SPARKS if drawn() else PLAIN_SPARKS
    most = max(values, default=0) or 1
    return "".join(letters[round((len(letters) - 1) * value / most)] for value in values)
