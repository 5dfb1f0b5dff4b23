"""A campaign file read as TOML, with a plain word for each slip of the pen.

tomllib stops at the first error and names it in a programmer's terms. Here the statement that holds the error is
blanked and the rest is read again, so that all slips are found in one pass, each said as what people usually did.
"""

import re
import tomllib
from dataclasses import dataclass
from typing import Any, NamedTuple

from app.rules.finding import short
from app.rules.toml import Layout, Lines, Span, TooMuch, layout, lines, values

ATTEMPTS, ATTEMPTS_IF_LONG, LONG = 8, 2, 1_000  # statements; each attempt reads the whole file
LOOKED_AT = 300  # characters of a line
AT_LINE = re.compile(r" \(at line (\d+), column (\d+)\)$")


class Slip(NamedTuple):
    """Letters that cannot be read, and what to write instead."""

    span: Span
    rule: str
    message: str
    hint: str


@dataclass(frozen=True)
class Reading:
    """What a file says. `values` lacks the statements with slips and is None if too little is left to judge."""

    values: dict[str, Any] | None
    layout: Layout
    lines: Lines
    slips: tuple[Slip, ...]


class _Usual(NamedTuple):
    """One thing that people do: how the line looks then (`at` is marked), and what to say."""

    form: str  # compiled when the first slip is found: most files have none
    rule: str
    message: str
    hint: str


_END = r"\s*(?:#.*)?$"
_USUAL = (
    _Usual(
        r"(?P<at>[“”„«»‘’])",
        "quote-typographic",
        "this is not the quote of a keyboard",
        'Type straight ones, as in "Estate 25".',
    ),
    _Usual(r"(?P<at>[\u00a0\u2000-\u200b\u202f\ufeff])", "space-odd", "an odd space stands here", "Type it again."),
    _Usual(
        r"^\s*[\w.-]+\s*(?P<at>:)",
        "equals-missing",
        "a key and its value are joined by =",
        "Write = instead of the colon.",
    ),
    _Usual(
        r"=\s*(?P<at>#\S.*)$",
        "quote-missing",
        "all after a # is a comment",
        'Put the text in quotes: "{at}".',
    ),
    _Usual(r"(?P<at>=)" + _END, "value-missing", "nothing follows the =", "Write a value, or take the line out."),
    _Usual(
        r"=\s*(?P<at>\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}[./-]\d{1,2}[./-]\d{1,2})(?!\d)",
        "date-form",
        "no such date",
        "Year, month, day, each in full: 2026-06-01.",
    ),
    _Usual(r"=\s*(?P<at>[\d.,]+\s*%)", "number-form", "a number stands alone", "Leave the % out."),
    _Usual(r"=\s*(?P<at>\d+,\d+)" + _END, "number-form", "a number has a point, not a comma", "Write it as 5.50."),
    _Usual(
        r"=\s*(?P<at>(?i:true|false|yes|no|on|off|si|sì|sí|ja|nein|oui|non))" + _END,
        "yes-or-no",
        "yes is true and no is false",
        "Write true or false, in small letters, without quotes.",
    ),
    _Usual(
        r"=\s*(?P<at>\"(?:[^\"\\]|\\.)*|'[^']*)$",
        "quote-missing",
        "the closing quote is missing",
        "Put one at the end of the text.",
    ),
    _Usual(
        r"=\s*'[^']*'\s*(?P<at>[^\s#,\]}].*?)" + _END,
        "quote-extra",
        "more follows the closing quote",
        "A text with a ' inside stands in double quotes: \"It's on\".",
    ),
    _Usual(
        r"=\s*\"(?:[^\"\\]|\\.)*\"\s*(?P<at>[^\s#,\]}].*?)" + _END,
        "quote-extra",
        "more follows the closing quote",
        'A " inside a text is written \\", and another key goes on a line of its own.',
    ),
    _Usual(
        r"=.*?[\[,]\s*(?P<at>[^\W\d][^\s,\]\"'={]*)(?=[\s,\]])",
        "quote-missing",
        "a text stands in quotes",
        'Write "{at}".',
    ),
    _Usual(
        r"=\s*(?P<at>[^\"'\[{\s#][^#\"]*?)" + _END,
        "quote-missing",
        "a text stands in quotes",
        'Write "{at}".',
    ),
    _Usual(
        r"^\s*(?P<at>\[.*?)" + _END,
        "bracket-missing",
        "a section stands in brackets",
        "Write [offer], or [[placements]] for one of many.",
    ),
    _Usual(
        r"=\s*(?P<at>\{.*?)" + _END,
        "bracket-missing",
        "what stands in braces stays on one line",
        "Put all of it and the closing }} on this line.",
    ),
    _Usual(
        r"^\s*(?P<at>[^=\"'\[\]]*[^=\"'\[\]\s])\s*=",
        "key-form",
        "a key is one word",
        "Letters, digits, - and _, without spaces.",
    ),
    _Usual(
        r"^\s*(?P<at>[^=]+?)\s*$",
        "equals-missing",
        "this line has no =",
        "A value is written key = value; a comment begins with #.",
    ),
)


def read(source: str) -> Reading:
    """The values, places and slips of a text (see toml.plain). Never raises."""
    numbered = lines(source)
    try:
        found = layout(source)
        return _read(source, numbered, found)
    except TooMuch as error:
        line, column = numbered.at(error.offset)
        span = Span(error.offset, error.offset + len(numbered.text(line)[column - 1 :]))
        slip = Slip(span, "too-much", str(error), "Split it, or take out what is not needed.")
        return Reading(None, Layout(), numbered, (slip,))


def _read(source: str, numbered: Lines, found: Layout) -> Reading:
    slips: list[Slip] = []
    text, known = source, None
    for _ in range(ATTEMPTS if len(found.statements) < LONG else ATTEMPTS_IF_LONG):
        try:
            known = values(text)
            break
        except tomllib.TOMLDecodeError as error:
            offset = _offset(str(error), numbered)
            statement = _statement(offset, found, numbered)
            if slips and not text[statement.start : statement.end].strip():
                break
            slips.append(_slip(str(error), offset, statement, numbered))
            text = _blank(text, statement)
            if source[statement.start : statement.start + 1] == "[":
                break  # without its header, what stands below would be judged in the wrong section
    return Reading(known, found, numbered, tuple(slips))


def _offset(message: str, numbered: Lines) -> int:
    place = AT_LINE.search(message)
    if place is None:  # "at end of document"
        return max(len(numbered.source.rstrip()) - 1, 0)
    return min(numbered.starts[int(place[1]) - 1] + int(place[2]) - 1, len(numbered.source))


def _statement(offset: int, found: Layout, numbered: Lines) -> Span:
    before = [statement for statement in found.statements if statement.start <= offset]
    if before and offset <= before[-1].end:
        return before[-1]
    line, column = numbered.at(offset)
    start = offset - column + 1
    whole = Span(start, start + len(numbered.text(line)))
    return before[-1] if before and not numbered.source[whole.start : whole.end].strip() else whole


def _blank(text: str, span: Span) -> str:
    return text[: span.start] + re.sub(r"[^\n]", " ", text[span.start : span.end]) + text[span.end :]


def _slip(message: str, offset: int, statement: Span, numbered: Lines) -> Slip:
    slip = _twice(message, statement, numbered) or _unclosed(message, statement, numbered)
    if slip:
        return slip
    for line in dict.fromkeys((numbered.at(offset)[0], numbered.at(statement.start)[0])):
        begin, shown = numbered.starts[line - 1], numbered.text(line)[:LOOKED_AT]
        for usual in _USUAL:
            seen = re.search(usual.form, shown)
            if seen:
                span = Span(begin + seen.start("at"), begin + seen.end("at"))
                return Slip(span, usual.rule, usual.message, usual.hint.format(at=seen["at"].strip()))
    said = AT_LINE.sub("", message)
    return Slip(Span(offset, offset + 1), "syntax", said[:1].lower() + said[1:], "")


def _unclosed(message: str, statement: Span, numbered: Lines) -> Slip | None:
    """A bracket or three quotes that run on into the lines below."""
    opener = {"Unclosed array": r"\[", "Unclosed inline": "{", "Unterminated": '"{3}', "Expected \"'": "'{3}"}
    sought = next((form for said, form in opener.items() if message.startswith(said)), None)
    found = sought and re.compile(sought).search(numbered.source, statement.start, statement.end)
    if not found:
        return None
    closing = {"[": "]", "{": "}"}.get(found.group(), found.group())
    span = Span(*found.span())
    return Slip(span, "bracket-missing", f"this {found.group()} is never closed", f"Close it with {closing}.")


def _twice(message: str, statement: Span, numbered: Lines) -> Slip | None:
    """A key or a section that is there already."""
    if not message.startswith(("Cannot overwrite", "Cannot declare", "Cannot mutate", "Duplicate inline")):
        return None
    shown = numbered.source[statement.start : statement.end]
    marked = re.match(r"\[.*|[^=\n]*[^=\s]", shown)
    name = marked.group() if marked else shown
    span = Span(statement.start, statement.start + len(name))
    earlier = re.search(rf"(?m)^[ \t]*{re.escape(name)}", numbered.source[: statement.start])
    line = f", in line {numbered.at(earlier.end() - 1)[0]}" if earlier else ""
    hint = "Keep one of them." if not name.startswith("[") else "Put its keys there; one of many is [[written so]]."
    return Slip(span, "key-twice", f"{short(name)} is there already{line}", hint)
