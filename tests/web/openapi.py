"""Holds answers against an OpenAPI document, as far as ours goes: what is not in the document must not be answered."""

from __future__ import annotations

import json
import re
from typing import Any

from werkzeug.test import TestResponse

Document = dict[str, Any]


def agree(document: Document, method: str, path: str, response: TestResponse) -> None:
    """Fails unless the document foresees this answer to this call, in status, type, headers and every field."""
    operation = _operation(document, method, path)
    foreseen = operation["responses"].get(str(response.status_code))
    assert foreseen, f"{method} {path} answered {response.status_code}, which the document does not know"
    assert _headers_needed(document, foreseen) <= set(response.headers.keys())
    if "content" not in foreseen:
        assert response.get_data() == b""
        return
    assert set(foreseen["content"]) == {response.mimetype}
    value = json.loads(response.get_data(as_text=True))
    check(document, foreseen["content"][response.mimetype]["schema"], value)
    if response.status_code >= 400:
        named = re.findall(r"`(\w+)`: ", foreseen["description"])
        assert value["error"]["code"] in named, f"{value['error']['code']} is not foreseen with {response.status_code}"


def check(document: Document, schema: dict[str, Any], value: Any, place: str = "$") -> None:
    """Fails unless the value is of the schema (the part of JSON Schema 2020-12 that the document uses)."""
    if "$ref" in schema:
        check(document, _at(document, schema["$ref"]), value, place)
    if "anyOf" in schema:
        assert any(_passes(document, each, value) for each in schema["anyOf"]), place
    if "enum" in schema:
        assert value in schema["enum"], f"{place}: {value!r}"
    if "const" in schema:
        assert value == schema["const"], f"{place}: {value!r}"
    if "type" in schema:
        kinds = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
        assert any(_is(value, kind) for kind in kinds), f"{place}: {value!r} is none of {kinds}"
    if "pattern" in schema:
        assert re.search(schema["pattern"], value), f"{place}: {value!r}"
    if schema.get("format") == "date-time" and value is not None:
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", value), f"{place}: {value!r}"
    if isinstance(value, dict):
        known = schema.get("properties", {})
        assert set(schema.get("required", ())) <= set(value), f"{place} lacks a field: {sorted(value)}"
        assert schema.get("additionalProperties") is not False or set(value) <= set(known), f"{place} has one too many"
        others = schema.get("additionalProperties") or {}
        for name, each in value.items():
            check(document, known.get(name, others), each, f"{place}.{name}")
            assert re.search(schema.get("propertyNames", {}).get("pattern", ""), name), f"{place}.{name}"
    for number, each in enumerate(value if isinstance(value, list) else []):
        check(document, schema.get("items", {}), each, f"{place}[{number}]")


def _operation(document: Document, method: str, path: str) -> dict[str, Any]:
    for known, calls in document["paths"].items():
        form = re.sub(r"\{\w+\}", "[^?]+", re.escape(known).replace(r"\{", "{").replace(r"\}", "}"))
        if method.lower() in calls and re.fullmatch(form, path.partition("?")[0]):
            found: dict[str, Any] = calls[method.lower()]
            return found
    raise AssertionError(f"the document does not know {method} {path}")


def _headers_needed(document: Document, foreseen: dict[str, Any]) -> set[str]:
    headers = foreseen.get("headers", {}).items()
    return {name for name, header in headers if _at(document, header["$ref"])["required"]}


def _passes(document: Document, schema: dict[str, Any], value: Any) -> bool:
    try:
        check(document, schema, value)
    except AssertionError:
        return False
    return True


def _at(document: Document, reference: str) -> dict[str, Any]:
    found: Any = document
    for name in reference.removeprefix("#/").split("/"):
        found = found[name]
    return dict(found)


def _is(value: Any, kind: str) -> bool:
    kinds: dict[str, type | tuple[type, ...]] = {
        "object": dict,
        "array": list,
        "string": str,
        "integer": int,
        "number": (int, float),
        "null": type(None),
    }
    if isinstance(value, bool):
        return kind == "boolean"
    return kind != "boolean" and isinstance(value, kinds[kind])
