"""Texts with blanks, in an operator's description of a provider: {number} is filled in for each text, ${KEY} once.

What is filled in is a value, never a part of the language around it: whoever makes a query, a form or JSON of it
escapes each by the rules of that language.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from app.rules.finding import did_you_mean

BLANKS = {
    "number": "the recipient's, with + and country",
    "digits": "the same without +",
    "sender": "number or name that the campaign sends by",
    "text": "what is sent",
    "reference": "ours, the same in every attempt",
    "receipt_url": "our address for receipts",
    "valid_s": "seconds after which the text is of no use any more",
    "valid_min": "the same in minutes",
}
COUNTED = {"digits", "valid_s", "valid_min"}  # may be whole numbers of JSON
_MARK = re.compile(r"\$\{(?P<setting>[^{}]*)\}|\{(?P<blank>[A-Za-z_]+)(?P<int>:int)?\}")
_SETTING = re.compile(r"[A-Z][A-Z0-9_]*")


class BadTemplate(ValueError):
    """It has a blank that nothing can be filled in; the message says which, and what there is."""


@dataclass(frozen=True)
class Blank:
    """One blank, and whether JSON gets a whole number there."""

    name: str
    is_int: bool = False


@dataclass(frozen=True)
class Template:
    """Text and blanks in their order; never printed, for the text may hold secrets."""

    parts: tuple[str | Blank, ...] = field(repr=False)

    @property
    def names(self) -> frozenset[str]:
        """Which blanks it has."""
        return frozenset(part.name for part in self.parts if isinstance(part, Blank))

    def filled(self, facts: Mapping[str, str], escape: Callable[[str], str] = str) -> str:
        """The text, each fact escaped."""
        return "".join(part if isinstance(part, str) else escape(facts[part.name]) for part in self.parts)

    def valued(self, facts: Mapping[str, str]) -> str | int:
        """The same as a value of JSON: a whole number, where the template is nothing but such a blank."""
        match self.parts:
            case (Blank(name, True),):
                return int(facts[name])
        return self.filled(facts)


def read_template(written: str, given: Callable[[str], str]) -> Template:
    """The template; what a setting holds is text, whatever it looks like. Raises BadTemplate and what given does."""
    parts, at = list[str | Blank](), 0
    for found in _MARK.finditer(written):
        parts += [written[at : found.start()], _blank(found) if found["blank"] else _setting(found, given)]
        at = found.end()
    return Template(_joined([*parts, written[at:]]))


def _setting(found: re.Match[str], given: Callable[[str], str]) -> str:
    if not _SETTING.fullmatch(found["setting"]):
        raise BadTemplate(f"{found[0]} names no setting; write it in capitals, such as ${{KEY}}")
    return given(found["setting"])


def _blank(found: re.Match[str]) -> Blank:
    name = found["blank"]
    if name not in BLANKS:
        known = ", ".join(f"{{{each}}}" for each in BLANKS)
        raise BadTemplate(f"{found[0]} is not known. {did_you_mean(name, BLANKS)} There is {known}".replace("  ", " "))
    if found["int"] and name not in COUNTED:
        raise BadTemplate(f"{found[0]} is no whole number; {', '.join(sorted(COUNTED))} can be")
    return Blank(name, bool(found["int"]))


def _joined(parts: list[str | Blank]) -> tuple[str | Blank, ...]:
    """The same with texts that follow each other as one, and none that is empty."""
    joined = list[str | Blank]()
    for part in parts:
        if isinstance(part, str) and joined and isinstance(joined[-1], str):
            joined[-1] += part
        elif part:
            joined.append(part)
    return tuple(joined)
