"""The JSON Schema of sections: the keys, what each is about and what it may be, for editors that complete and check."""

from collections.abc import Iterator
from typing import Any

from app.rules.section import REQUIRED, Key, keys
from app.rules.texts import TEXTS_SCHEMA


def of(section: type) -> dict[str, Any]:
    """The schema of a file with the keys of this section."""
    inner = {one.__name__: _table(one) for one in sorted(_inside(section), key=lambda one: one.__name__)}
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$defs": {**inner, "Texts": TEXTS_SCHEMA}}
    return {**head, **_table(section), "title": section.__name__}


def _inside(section: type) -> Iterator[type]:
    """The sections that stand in this one."""
    for key in keys(section).values():
        if key.form.section:
            yield key.form.section
            yield from _inside(key.form.section)


def _table(section: type) -> dict[str, Any]:
    known = keys(section).values()
    required = [key.name for key in known if key.usual is REQUIRED]
    return {
        "type": "object",
        "description": section.__doc__,
        "additionalProperties": False,
        "properties": {key.name: _key(key) for key in known},
        **({"required": required} if required else {}),
    }


def _key(key: Key) -> dict[str, Any]:
    usual = {"default": key.usual} if isinstance(key.usual, str | bool | int) else {}
    return {"description": key.about, **usual, **key.form.schema}
