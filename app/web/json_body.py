"""A JSON body, read strictly: one object, every key once, nothing deep, and a wrong field is named."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NoReturn

from flask import Request

MOST_BRACKETS = 64  # most of our bodies hold two; thousands would drive the decoder into its own recursion limit


class BadBody(ValueError):
    """The body cannot be read, or a field of it is not what it should be."""

    def __init__(self, status: int, code: str, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.field = status, code, message, field


def read_object(request: Request, most_brackets: int = MOST_BRACKETS) -> dict[str, Any]:
    """The object that is the request's body. Raises BadBody: 415 for another type, 400 for what is not JSON."""
    if request.content_type != "application/json" and request.mimetype != "application/json":
        raise BadBody(415, "not_json", "Send the body as application/json.")
    raw = request.get_data(cache=False)
    if raw.count(b"{") + raw.count(b"[") > most_brackets:
        raise BadBody(400, "bad_json", "The body is nested too deeply.")
    try:
        value = _DECODER.decode(raw.decode())
    except BadBody:
        raise
    except ValueError:  # not UTF-8, not JSON, or a number of thousands of digits
        raise BadBody(400, "bad_json", "The body is not JSON in UTF-8.") from None
    if not isinstance(value, dict):
        raise BadBody(422, "invalid", "The body must be an object.")
    return value


def refuse_unknown(fields: Mapping[str, Any], known: Collection[str], within: str = "") -> None:
    """Raises BadBody for the first field that nobody asked for: a slip in a name must not pass in silence."""
    for name in fields:
        if name not in known:
            raise _invalid(within + name, f"is not a field here; known are {', '.join(sorted(known))}")


def text(fields: Mapping[str, Any], name: str, most: int, within: str = "") -> str | None:
    """A text of at most so many printable characters; None where the field is left out. Raises BadBody."""
    if name not in fields:
        return None
    value = fields[name]
    if not isinstance(value, str):
        raise _invalid(within + name, "must be a text")
    if len(value) > most or not value.isprintable():
        raise _invalid(within + name, f"must be at most {most} printable characters")
    return value


def needed_text(fields: Mapping[str, Any], name: str, most: int, within: str = "") -> str:
    """A text that must be there and not be empty. Raises BadBody."""
    value = text(fields, name, most, within)
    if not value:
        raise _invalid(within + name, "is missing" if value is None else "is empty")
    return value


def matching(fields: Mapping[str, Any], name: str, form: str, said: str, within: str = "") -> str:
    """A text of this form, as a regular expression; `said` describes it to people. Raises BadBody."""
    value = fields.get(name)
    if not isinstance(value, str) or not re.fullmatch(form, value, re.ASCII):
        raise _invalid(within + name, said)
    return value


def table(fields: Mapping[str, Any], name: str) -> dict[str, Any] | None:
    """An object within the object; None where it is left out. Raises BadBody."""
    if name not in fields:
        return None
    value = fields[name]
    if not isinstance(value, dict):
        raise _invalid(name, "must be an object")
    return value


def _invalid(field: str, what: str) -> BadBody:
    return BadBody(422, "invalid", f"{field[:80]!r} {what}.", field[:80])


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """The pairs as a dict; of two equal keys every reader takes another, so neither is taken (RFC 8259 section 4)."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise BadBody(400, "bad_json", f"{name[:80]!r} is there twice.", name[:80])
        found[name] = value
    return found


def _no_constant(name: str) -> NoReturn:
    raise BadBody(400, "bad_json", f"{name} is not JSON.")


_DECODER = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_no_constant)
