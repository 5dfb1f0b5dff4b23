"""The style of a visitor's page: static/visitor.css, the brand's tones, and the policy that allows just that text.

It stands inside the page, so that no second request holds the first one up. A page may load pictures from here and
nothing else from anywhere; its style is named by its SHA-256 (CSP 3, section 2.3.1), so that none slipped into a
text of a campaign could count.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from app.rules.colour import tones
from app.rules.headline import Layout

STATIC = Path(__file__).resolve().parents[2] / "static"
SLACK = 1.04  # phones differ in how wide their letters are
RAY, DRY = "8c", "33"  # how much of a tone: 55 % and 20 %, as the last byte of #rrggbbaa


@dataclass(frozen=True)
class Style:
    """The text of one style element, and what a policy calls it."""

    text: str
    source: str


@lru_cache(256)
def style_of(colour: str | None, layout: Layout | None = None, *sheets: str) -> Style:
    """The style of pages in a brand's colour, with the measures of the printed block; without a colour, in black.

    `sheets` are the names of those in static/ that a few pages need besides visitor.css.
    """
    text = (
        "".join(map(_sheet, ("visitor", *sheets)))
        + (_brand(colour) if colour else "")
        + (_measures(layout) if layout else "")
    )
    return Style(text, f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'")


def policy(style: Style, hosts: Iterable[str] = (), *, script: bool = False, connect: bool = False) -> str:
    """The Content-Security-Policy of a page with this style, whose forms lead here or on to these hosts.

    `script` lets it load scripts from here, and `connect` lets them ask here.
    """
    leads = " ".join(["'self'", *sorted(f"https://{host}" for host in hosts)])
    own = ("script-src 'self'; " if script else "") + ("connect-src 'self'; " if connect else "")
    return (
        f"default-src 'none'; img-src 'self'; style-src {style.source}; {own}form-action {leads}; "
        "base-uri 'none'; frame-ancestors 'none'"
    )


@lru_cache(8)
def _sheet(name: str) -> str:
    """A style sheet without what only people read."""
    text = re.sub(r"/\*.*?\*/", "", (STATIC / f"{name}.css").read_text("utf-8"), flags=re.DOTALL)
    text = re.sub(r"\s+", " ", text)
    return re.sub(r" ?([{};]|(?<=[:,;{]) ) ?", r"\1", re.sub(r"([:,]) ", r"\1", text)).replace(";}", "}").strip()


def _brand(colour: str) -> str:
    made = tones(colour)
    light = (
        f"--brand:{made.brand};--on:{made.on};--ray:{made.deep}{RAY};--dry:{made.brand}{DRY};"
        f"--text:{made.text};--tint:{made.tint};--edge:{made.edge}"
    )
    dark = f"--text:{made.dtext};--tint:{made.dtint};--edge:{made.dedge}"
    return f":root{{{light}}}@media (prefers-color-scheme:dark){{:root{{{_again(light)};{dark}}}}}"


def _again(light: str) -> str:
    """What dark pages keep: the printed block stays as it is printed."""
    return ";".join(light.split(";")[:4])


def _measures(layout: Layout) -> str:
    wide, tall = layout.picture_u
    measure = layout.measure_em * SLACK
    return (
        f".block{{--measure:{measure:.2f}em;--tall:{layout.height_u:.1f};--later:{layout.later_u:.1f};"
        f"--w:{wide:.2f};--h:{tall:.2f}}}"
    )
