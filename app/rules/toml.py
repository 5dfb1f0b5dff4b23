"""TOML with places: tomllib says what a file means, a walk over its tokens says where each value stands.

The walk is one regular expression and no recursion beyond LEVELS, so that a hostile file costs no more than a long
one: tomllib alone needs 6 s for a 40 kB dotted key and ends in RecursionError at 900 brackets. It forgives what
tomllib will not; on a file that tomllib accepts, both see the same keys.
"""

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from typing import Any, NamedTuple

from app.rules.finding import Path

BYTES, DOTS, LEVELS, TOKENS = 64 * 1024, 8, 12, 10_000
TOKEN = re.compile(
    r"""
    (?P<space>[ \t\r]+)
    | (?P<comment>\#[^\n]*)
    | (?P<text>\"{3}(?:[^\\]|\\.)*?\"{3,5} | '{3}.*?'{3,5}
        | (?!\"{3} | '{3})(?:"(?:[^"\\\n]|\\.)*+" | '[^'\n]*'))
    | (?P<open>\"{3}.* | '{3}.* | ["'][^\n]*)
    | (?P<bare>[^\s=\[\]{},.\#"']+)
    | (?P<mark>[=\[\]{},.])
    | (?P<line>\n)
    | (?P<odd>\s)
    """,
    re.VERBOSE | re.DOTALL,
)


class Token(NamedTuple):
    """`kind` is one of TOKEN's groups; `start` and `end` are offsets in characters."""

    kind: str
    text: str
    start: int
    end: int


class Span(NamedTuple):
    """The letters from `start` up to `end`, as offsets in characters."""

    start: int
    end: int


class Place(NamedTuple):
    """Where a key and its value stand; a section's header is both."""

    key: Span
    value: Span


class TooMuch(ValueError):
    """The file goes beyond a limit; `offset` is where. The message says which."""

    def __init__(self, message: str, offset: int = 0) -> None:
        super().__init__(message)
        self.offset = offset


@dataclass
class Layout:
    """What the walk found: the place of every path, every statement in its order, how many [[…]] each path has."""

    places: dict[Path, Place] = field(default_factory=dict)
    statements: list[Span] = field(default_factory=list)
    counts: dict[Path, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Lines:
    """Offsets ↔ lines and columns of one text, both counted from 1. `starts` are the offsets of its lines."""

    source: str
    starts: tuple[int, ...]

    def at(self, offset: int) -> tuple[int, int]:
        """The line and the column of an offset."""
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1

    def text(self, line: int) -> str:
        """A line without its end."""
        begin = self.starts[line - 1]
        end = self.source.find("\n", begin)
        return self.source[begin : end if end >= 0 else None]


def lines(source: str) -> Lines:
    """The lines of a text."""
    return Lines(source, (0, *(found.end() for found in re.finditer("\n", source))))


def plain(source: str) -> str:
    """The text as all offsets count it: no byte order mark, lines ending in a line feed."""
    return source.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def values(source: str) -> dict[str, Any]:
    """What the text means; numbers with a point as Decimal. Raises TOMLDecodeError, TooMuch."""
    try:
        return tomllib.loads(source, parse_float=Decimal)
    except RecursionError:
        raise TooMuch("too many brackets inside one another") from None
    except tomllib.TOMLDecodeError:
        raise
    except ValueError as error:  # an integer of more than 4300 digits, a day that no month has
        raise tomllib.TOMLDecodeError(f"{error} (at line 1, column 1)") from None


def layout(source: str) -> Layout:
    """Where everything stands. Reads broken files as far as it can. Raises TooMuch."""
    tokens = list(_tokens(source))
    found, i = Layout(), 0
    base: Path = ()
    while i < len(tokens):
        start = i
        if tokens[i].text == "[":
            base, i = _header(tokens, i, found)
        elif tokens[i].kind in ("bare", "text"):
            i = _pair(tokens, i, base, found, 1)
        i = _line_end(tokens, i)
        if tokens[start].kind != "line":
            found.statements.append(Span(tokens[start].start, tokens[i - 1].end))
        i += 1
    return found


def _tokens(source: str) -> Iterator[Token]:
    if len(source.encode("utf-8", "replace")) > BYTES:
        raise TooMuch("a campaign file has at most 64 kB")
    dots, wants_dot = 0, False
    found = (match for match in TOKEN.finditer(source) if match.lastgroup not in ("space", "comment"))
    for match in islice(found, TOKENS):
        token = Token(match.lastgroup or "", match.group(), match.start(), match.end())
        dots = dots + 1 if token.text == "." else dots if wants_dot and token.kind in ("bare", "text") else 0
        wants_dot = token.text == "."
        if dots > DOTS:
            raise TooMuch(f"a key has at most {DOTS} dots", token.start)
        yield token
    beyond = next(found, None)
    if beyond:
        raise TooMuch("a campaign file has a few hundred values, not thousands", beyond.start())


def _line_end(tokens: list[Token], i: int) -> int:
    while i < len(tokens) and tokens[i].kind != "line":
        i += 1
    return i


def _key(tokens: list[Token], i: int) -> tuple[Path, Span, int]:
    """A dotted key: its parts, its letters, and the index of the token after it."""
    parts: list[str] = []
    start = tokens[i].start
    while i < len(tokens) and tokens[i].kind in ("bare", "text"):
        parts.append(tokens[i].text.strip("\"'"))
        i += 1
        if i >= len(tokens) or tokens[i].text != ".":
            break
        i += 1
    return tuple(parts), Span(start, tokens[i - 1].end), i


def _header(tokens: list[Token], i: int, found: Layout) -> tuple[Path, int]:
    """The path that the keys below a header belong to, and the index after it."""
    start, many = tokens[i].start, i + 1 < len(tokens) and tokens[i + 1].text == "["
    i += 2 if many else 1
    parts, _, i = _key(tokens, i) if i < len(tokens) else ((), None, i)
    while i < len(tokens) and tokens[i].text == "]":
        i += 1
    place = Place(Span(start, tokens[i - 1].end), Span(start, tokens[i - 1].end))
    path: Path = ()
    for part in parts[:-1]:
        path = (*path, part)
        path = (*path, found.counts[path] - 1) if path in found.counts else path
        found.places.setdefault(path, place)
    path = (*path, *parts[-1:])
    found.places.setdefault(path, place)
    if many:
        found.counts[path] = found.counts.get(path, 0) + 1
        path = (*path, found.counts[path] - 1)
        found.places[path] = place
    return path, i


def _pair(tokens: list[Token], i: int, base: Path, found: Layout, level: int) -> int:
    """A key and its value; the index after them."""
    parts, key, i = _key(tokens, i)
    path = (*base, *parts)
    if i < len(tokens) and tokens[i].text == "=":
        i += 1
    for n in range(len(base) + 1, len(path)):
        found.places.setdefault(path[:n], Place(key, key))
    value, i = _value(tokens, i, path, found, level)
    found.places[path] = Place(key, value or key)
    return i


def _value(tokens: list[Token], i: int, path: Path, found: Layout, level: int) -> tuple[Span | None, int]:
    if i >= len(tokens) or tokens[i].kind == "line":
        return None, i
    start = tokens[i].start
    if level > LEVELS:
        raise TooMuch(f"at most {LEVELS} brackets stand inside one another", start)
    if tokens[i].text == "[":
        i = _array(tokens, i + 1, path, found, level)
    elif tokens[i].text == "{":
        i = _table(tokens, i + 1, path, found, level)
    else:
        i = _scalar(tokens, i)
    return Span(start, max(start, tokens[i - 1].end)), i


def _array(tokens: list[Token], i: int, path: Path, found: Layout, level: int) -> int:
    n = 0
    while i < len(tokens) and tokens[i].text != "]":
        if tokens[i].text == "=":  # the next line of an array that is never closed
            return i
        if tokens[i].kind == "line" or tokens[i].text == ",":
            i += 1
            continue
        before = i
        value, i = _value(tokens, i, (*path, n), found, level + 1)
        if value:
            found.places[(*path, n)] = Place(value, value)
        n, i = n + 1, max(i, before + 1)
    return min(i + 1, len(tokens))


def _table(tokens: list[Token], i: int, path: Path, found: Layout, level: int) -> int:
    ends = ("}",) if _closed(tokens, i) else ("}", "\n")
    while i < len(tokens) and tokens[i].text not in ends:
        before = i
        if tokens[i].kind in ("bare", "text"):
            i = _pair(tokens, i, path, found, level + 1)
        i = max(i, before + 1)
    return i + 1 if i < len(tokens) and tokens[i].text == "}" else i


def _closed(tokens: list[Token], i: int) -> bool:
    """Whether a } comes before anything that begins another bracket: then lines were broken inside a table."""
    return next((token.text == "}" for token in islice(tokens, i, None) if token.text in ("}", "{", "[")), False)


def _scalar(tokens: list[Token], i: int) -> int:
    """The index after a value that is no bracket: 1.5 and dates with a time are several tokens."""
    i += 1
    while i < len(tokens) and tokens[i].kind != "line" and tokens[i].text not in ("=", "[", "]", "{", "}", ","):
        i += 1
    return i
