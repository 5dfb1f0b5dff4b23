"""Tables of an operator's description of a provider, read key by key; what is wrong is said with the key and a way out.

A spot is where a value stands in what a provider says: "data.0.id" goes down into JSON, "status" is a field there or of
a form, "?m" one of the query. { pattern = 'ID: (\\S+)' } looks for it in the bare text, with `at` in the value that
stands there; { is = "+393399900000" } is the same every time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.rules.finding import did_you_mean, short
from app.rules.template import BadTemplate, Template, read_template

KINDS = {str: "a text in quotes", bool: "true or false", dict: "a table", list: "a list", int: "a whole number"}


class BadDescription(ValueError):
    """What is wrong, and where, for the operator who wrote it."""


@dataclass(frozen=True)
class Told:
    """What a provider said: a value that has been read, the bare text, and the query."""

    value: Any
    text: str = ""
    query: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Spot:
    """Where a value stands."""

    at: str = ""
    pattern: re.Pattern[str] | None = None
    fixed: str | None = None

    def of(self, told: Told) -> str | None:
        """The value as a text; None where there is none."""
        if self.fixed is not None:
            return self.fixed
        found = _text(self._value(told)) if self.at else told.text
        if found is None or self.pattern is None:
            return found
        hit = self.pattern.search(found)
        return hit[hit.re.groups and 1] if hit else None

    @property
    def in_query(self) -> bool:
        """Whether it stands outside the body."""
        return self.at.startswith("?")

    def _value(self, told: Told) -> Any:
        return told.query.get(self.at[1:]) if self.in_query else inside(told.value, self.at)


NOWHERE = Spot(pattern=re.compile("(?!)"))


def inside(value: Any, path: str) -> Any:
    """What stands in a value of JSON, or in a form, by this path; None where there is nothing."""
    if isinstance(value, Mapping) and path in value:
        return value[path]
    for step in path.split("."):
        if isinstance(value, Mapping):
            value = value.get(step)
        elif isinstance(value, list) and step.isascii() and step.isdecimal() and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value


class Table:
    """One table, named as in the file; `given` gives the setting that a ${NAME} stands for."""

    def __init__(self, name: str, values: Mapping[str, Any], given: Callable[[str], str]) -> None:
        self.name, self._values, self.given, self._asked = name, values, given, set[str]()

    def fault(self, key: str, says: str) -> BadDescription:
        """The error of this key."""
        return BadDescription(f"[{self.name}] {key}: {says}" if key else f"[{self.name}] {says}")

    def has(self, key: str) -> bool:
        """Whether it was written."""
        return key in self._values

    def value(self, key: str, kind: type, default: Any = None) -> Any:
        """What was written there. Raises BadDescription where it is of another kind."""
        self._asked.add(key)
        found = self._values.get(key, default)
        if found is not default and (not isinstance(found, kind) or (kind is int and isinstance(found, bool))):
            raise self.fault(key, f"this must be {KINDS[kind]}, not {short(found)}")
        return found

    def text(self, key: str, default: str = "") -> str:
        """A text that has settings in it and no blanks."""
        found = self.template(key, self.value(key, str, default))
        if found.names:
            raise self.fault(key, f"{{{min(found.names)}}} has no place here")
        return found.filled({})

    def needed(self, key: str, example: str) -> str:
        """A text that must be there."""
        return self.text(key) if self.has(key) else self._missing(key, example)

    def one_of(self, key: str, choices: Iterable[str], default: str) -> str:
        """One of these words."""
        found, known = self.text(key, default), list(choices)
        if found not in known:
            raise self.fault(key, f"{short(found)!r} is not known; it can be {', '.join(filter(None, known))}")
        return found

    def words(self, key: str) -> frozenset[str]:
        """A list of words, small letters."""
        return frozenset(str(each).casefold() for each in self.value(key, list, []))

    def template(self, key: str, written: str) -> Template:
        """A text with blanks that stands under this key."""
        try:
            return read_template(written, self.given)
        except BadTemplate as bad:
            raise self.fault(key, str(bad)) from bad

    def templates(self, key: str) -> dict[str, Template]:
        """A table of texts with blanks."""
        found = {}
        for name, written in self.value(key, dict, {}).items():
            if not isinstance(written, str):
                raise self.fault(f"{key}.{name}", f"this must be {KINDS[str]}, not {short(written)}")
            found[name] = self.template(f"{key}.{name}", written)
        return found

    def spot(self, key: str, example: str | None = None) -> Spot:
        """Where a value stands; it must be said where there is an example."""
        if not self.has(key):
            return self._missing(key, example) if example else NOWHERE
        written = self._values[key]
        if isinstance(written, str) and written:
            self._asked.add(key)
            return Spot(written)
        inner = Table(f"{self.name}.{key}", self.value(key, dict), self.given)
        spot = Spot(inner.text("at"), _pattern(inner), inner.text("is") if inner.has("is") else None)
        inner.done()
        if not (spot.at or spot.pattern or spot.fixed is not None):
            raise self.fault(key, 'say where it stands: "id", { pattern = \'ID: (\\S+)\' } or { is = "…" }')
        return spot

    def table(self, key: str) -> Table | None:
        """A table inside, if there is one."""
        found = self.value(key, dict)
        return None if found is None else Table(f"{self.name}.{key}".lstrip("."), found, self.given)

    def done(self) -> None:
        """Raises BadDescription where there is a key that nobody asked for."""
        stranger = next((key for key in self._values if key not in self._asked), None)
        if stranger is not None:
            hint = did_you_mean(stranger, self._asked) or f"There is {', '.join(sorted(self._asked))}."
            where = f"[{self.name}] {stranger}" if self.name else f"[{stranger}]"
            raise BadDescription(f"{where} is not known. {hint}")

    def _missing(self, key: str, example: str) -> Any:
        raise self.fault(key, f"this is missing; write it like {key} = {example}")


def _pattern(table: Table) -> re.Pattern[str] | None:
    written = table.value("pattern", str)
    try:
        return re.compile(written) if written else None
    except re.error as error:
        raise table.fault("pattern", f"this is no regular expression: {error}") from error


def _text(value: Any) -> str | None:
    if isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, str) else str(value) if isinstance(value, int | float) else None
