"""The request by which a provider takes a text, as an operator describes it: [send] of the file (rules/provider.py).

Values are filled in where they stand and nowhere else: not in the host, and in headers only what any header takes.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit

from app.rules.description import Table
from app.rules.finding import short
from app.rules.template import Blank, Template

IN_HEADERS = {"number", "digits", "reference", "valid_s", "valid_min"}  # of letters that a header may have
VISIBLE = re.compile(r"[!-~]*")  # ASCII without spaces
PRINTED = re.compile(r"[ -~]*")
ORIGIN = re.compile(r"https?://(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::(?P<port>[0-9]{1,5}))?(?=[/?]|$)")
HEADER = re.compile(r"[A-Za-z0-9-]+")


@dataclass(frozen=True)
class Send:
    """The request. `json` is a tree whose leaves are templates; None, like form, where there is none."""

    origin: str
    path: Template
    method: str
    query: Mapping[str, Template]
    headers: Mapping[str, Template]
    form: Mapping[str, Template] | None
    json: Any
    basic: tuple[str, str] | None = field(repr=False)
    repeats_once: bool


def read_send(table: Table) -> Send:
    """The request; each text has to be in it, and whom it is for. Raises BadDescription."""
    origin, path = _address(table)
    form = table.templates("form") if table.has("form") else None
    json = _tree(table, "json", table.value("json", dict)) if table.has("json") else None
    has_body = form is not None or json is not None
    method = table.one_of("method", ("POST", "GET", "PUT"), "POST" if has_body else "GET")
    if (form is not None and json is not None) or (has_body and method == "GET"):
        raise table.fault("", "takes one of form and json, and with GET neither: then write query")
    send = Send(
        origin,
        path,
        method,
        table.templates("query"),
        _headers(table),
        form,
        json,
        _basic(table),
        table.value("repeats_once", bool, False),
    )
    names = _names([path, send.query, send.headers, form, json])
    if "text" not in names or not names & {"number", "digits"}:
        raise table.fault("", "says nowhere {text}, or neither {number} nor {digits}")
    if send.repeats_once and "reference" not in names:
        raise table.fault("repeats_once", "the provider knows a repeat only by {reference}, which is nowhere")
    return send


def _address(table: Table) -> tuple[str, Template]:
    """Scheme and host, and the rest. A setting at the very beginning stands as it is, others are escaped."""
    if not table.has("url"):
        raise table.fault("url", 'this is missing; write it like url = "https://api.example/messages"')
    written = table.value("url", str)
    begins = re.match(r"\$\{[A-Z][A-Z0-9_]*\}", written)
    base = table.template("url", begins[0]).filled({}).rstrip("/") if begins else ""
    escaped = Table(table.name, {}, lambda name: quote(table.given(name), safe=""))
    parts = escaped.template("url", written[begins.end() if begins else 0 :]).parts
    if parts and isinstance(parts[0], str):
        base, parts = base + parts[0], parts[1:]
    origin = ORIGIN.match(base)
    whole = origin and (origin.end() < len(base) or not parts) and int(origin["port"] or 443) in range(1, 65_536)
    if not (origin and whole) or "#" in base or not all(map(VISIBLE.fullmatch, (base, *_texts_of(parts)))):
        raise table.fault("url", "write it like https://api.example/messages, without a name and password in it")
    if is_overheard(origin[0]):
        raise table.fault("url", "http shows texts, numbers and keys to everybody on the way; write https")
    path = base[origin.end() :]
    return origin[0], Template((path if path.startswith("/") else f"/{path}", *parts))


def _texts_of(parts: tuple[str | Blank, ...]) -> list[str]:
    return [part for part in parts if isinstance(part, str)]


def is_overheard(origin: str) -> bool:
    """Whether others on the way can read what goes there: no https, and neither this machine nor its own network."""
    split = urlsplit(origin)
    host = split.hostname or ""
    try:
        is_far = ipaddress.ip_address(host).is_global
    except ValueError:
        is_far = "." in host and not host.endswith((".local", ".internal", ".localhost"))
    return split.scheme != "https" and is_far


def _headers(table: Table) -> dict[str, Template]:
    found = table.templates("headers")
    for name, template in found.items():
        wild = template.names - IN_HEADERS
        if wild:
            raise table.fault(f"headers.{name}", f"{{{min(wild)}}} may have letters that no header takes")
        if not (HEADER.fullmatch(name) and PRINTED.fullmatch(template.filled(dict.fromkeys(IN_HEADERS, "")))):
            raise table.fault(f"headers.{name}", "a header takes ASCII letters, digits and signs only, in one line")
    return found


def _basic(table: Table) -> tuple[str, str] | None:
    written = table.value("basic", list)
    if written is None:
        return None
    if len(written) != 2 or not all(isinstance(each, str) for each in written):
        raise table.fault("basic", 'write name and password like ["${USER}", "${PASSWORD}"]')
    name, password = (table.template("basic", each).filled({}) for each in written)
    return name, password


def _tree(table: Table, key: str, value: Any) -> Any:
    """A value of JSON with templates for its texts."""
    match value:
        case str():
            return table.template(key, value)
        case dict():
            return {name: _tree(table, f"{key}.{name}", each) for name, each in value.items()}
        case list():
            return [_tree(table, f"{key}.{at}", each) for at, each in enumerate(value)]
        case bool() | int() | float():
            return value
    raise table.fault(key, f"{short(value)} is nothing that JSON has; put it in quotes")


def _names(tree: Any) -> frozenset[str]:
    """Which blanks stand anywhere in it."""
    match tree:
        case Template():
            return tree.names
        case Mapping():
            return _names(list(tree.values()))
        case list():
            return frozenset().union(*map(_names, tree))
    return frozenset()
