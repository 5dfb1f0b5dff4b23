"""The sections of a campaign file as values: which keys each has, and how a table of bare values becomes one.

A section is a frozen dataclass whose fields are made by `key`; the form of a key says what its value may be.
Reading goes on after a fault, so that one mistake hides no other, and every fault keeps its path.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any, NamedTuple, Protocol

from app.rules.finding import Path

REQUIRED: Any = object()


class Wrong(ValueError):
    """A value that is not accepted. `kind` is a rule's id where the context has `message` and `hint`, else a word
    of this file: missing, unknown, choice, yes-or-no, number, range, short, long, list, section."""

    def __init__(self, kind: str, **context: Any) -> None:
        super().__init__(kind)
        self.kind, self.context = kind, context


class Fault(NamedTuple):
    """What is wrong at one path: the kind and the context of Wrong, and the value that was given."""

    path: Path
    kind: str
    given: object = None
    context: Mapping[str, Any] = {}


class Found(NamedTuple):
    """What is known while a file is read: its languages, and the faults so far."""

    languages: tuple[str, ...]
    faults: list[Fault]


class Form(Protocol):
    """What a value may be. `schema` says it as JSON Schema does, `section` is the dataclass of a table, or None."""

    @property
    def schema(self) -> Mapping[str, Any]: ...

    @property
    def section(self) -> type | None: ...

    def read(self, value: object, path: Path, found: Found) -> Any:
        """What the value means; adds to the faults what is wrong with it."""


@dataclass(frozen=True)
class Value:
    """What `check` makes of a bare value and the languages of the file. It raises Wrong."""

    check: Callable[[object, tuple[str, ...]], Any]
    schema: Mapping[str, Any]
    section: None = None

    def read(self, value: object, path: Path, found: Found) -> Any:
        """See Form."""
        try:
            return self.check(value, found.languages)
        except Wrong as wrong:
            found.faults.append(Fault(path, wrong.kind, value, wrong.context))
            return None


@dataclass(frozen=True)
class Many:
    """A list of at least and at most so many, kept as a tuple."""

    form: Form
    most: int
    least: int = 0

    @property
    def section(self) -> type | None:
        """Of its elements."""
        return self.form.section

    @property
    def schema(self) -> Mapping[str, Any]:
        """See Form."""
        least = {"minItems": self.least} if self.least else {}
        return {"type": "array", "items": self.form.schema, **least, "maxItems": self.most}

    def read(self, value: object, path: Path, found: Found) -> Any:
        """See Form. A list too long is not looked into."""
        if not isinstance(value, list):
            found.faults.append(Fault(path, "list", value))
        elif len(value) < self.least:
            found.faults.append(Fault(path, "short", value, {"least": self.least}))
        elif len(value) > self.most:
            found.faults.append(Fault(path, "long", value, {"most": self.most}))
        else:
            return tuple(self.form.read(one, (*path, n), found) for n, one in enumerate(value))
        return None


@dataclass(frozen=True)
class Table:
    """A table with the keys of a section, and no others."""

    section: type

    @property
    def schema(self) -> Mapping[str, Any]:
        """See Form."""
        return {"$ref": f"#/$defs/{self.section.__name__}"}

    def read(self, value: object, path: Path, found: Found) -> Any:
        """See Form."""
        if not isinstance(value, Mapping):
            found.faults.append(Fault(path, "section", value))
            return None
        before, values, known = len(found.faults), dict[str, Any](), keys(self.section)
        for name, one in known.items():
            if one.name in value:
                values[name] = one.form.read(value[one.name], (*path, one.name), found)
            elif one.usual is REQUIRED:
                found.faults.append(Fault((*path, one.name), "missing"))
            elif callable(one.usual) and len(found.faults) == before:
                values[name] = one.usual(values)
        names = {one.name for one in known.values()}
        found.faults.extend(Fault((*path, name), "unknown", value[name]) for name in value if name not in names)
        return self.section(**values) if len(found.faults) == before else None


class Key(NamedTuple):
    """A key as the file has it: its name, its form, what it is about in a sentence, and its value where it is left out.

    `usual` is REQUIRED where it may not be, or a function of the section's values so far.
    """

    name: str
    form: Form
    about: str
    usual: Any


def key(form: Form, about: str, usual: Any = REQUIRED, *, name: str = "") -> Any:
    """A field of a section; `name` is its key where the field itself is called otherwise."""
    metadata = {"key": Key(name, form, about, usual)}
    return field(metadata=metadata) if usual is REQUIRED or callable(usual) else field(metadata=metadata, default=usual)


@cache
def keys(section: type) -> Mapping[str, Key]:
    """The keys of a section by the names of their fields, in the order of both."""
    known = {one.name: one.metadata["key"] for one in fields(section)}
    return {name: one._replace(name=one.name or name) for name, one in known.items()}
