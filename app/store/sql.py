"""Statements as they are written: plain SQL for both databases, and what the two spell differently."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

MANY = 8  # changes in one statement: PostgreSQL plans for so many, and would read a whole table for a hundred
VALUE = re.compile(r"(?<!:):([a-z_]\w*)")
SQLITE, POSTGRESQL = 0, 1  # the place of each in what follows
WORDS = {  # SQLite has one writer at a time, and locks nothing
    "skip_locked": ("", "FOR NO KEY UPDATE SKIP LOCKED"),
    "for_update": ("", "FOR NO KEY UPDATE"),
    "for_erasure": ("", "FOR UPDATE"),
    "least": ("MIN", "LEAST"),
    "greatest": ("MAX", "GREATEST"),
    "blob": ("BLOB", "BYTEA"),
}
IN = re.compile(r"\{in (:\w+)\}")
# PostgreSQL looks up each of an array, and might read the whole table for a subquery.
ANY_OF = (r"IN (SELECT value FROM json_each(\1))", r"= ANY (CAST(TRANSLATE(\1, '[]', '{}') AS BIGINT[]))")


class Sql:
    """One statement for both databases, with :named values.

    {skip_locked}, {for_update}, {for_erasure}, {least}, {greatest}, {blob} and {in :ids} stand for what the two spell
    differently. Whoever adds a row that refers to a locked one waits for an erasure, and for no other lock. Ids are a
    value, as `listed` writes them: a text that lists them would be parsed and planned each time.
    """

    def __init__(self, text: str) -> None:
        text = " ".join(text.split())
        self.is_read, self.returns_rows = text.startswith("SELECT"), " RETURNING " in text
        self.sqlite = _spell(text, SQLITE)
        self.postgres = VALUE.sub(r"%(\1)s", _spell(text, POSTGRESQL))


class Each(Sql):
    """UPDATEs and INSERTs … VALUES, made once for each of many rows; PostgreSQL makes them all in one statement.

    `types` says what each of their values is there: JSON does not say. No two of the rows may change the same one, nor
    one of the statements what another changes.
    """

    def __init__(self, *texts: str, types: Mapping[str, str]) -> None:
        texts = tuple(" ".join(text.split()) for text in texts)
        super().__init__(texts[0])
        named = {name for text in texts for name in VALUE.findall(text)}
        if named != set(types):
            raise ValueError(f"values and their types differ in {sorted(named ^ set(types))}")
        columns = ", ".join(f"wanted_{name} {kind}" for name, kind in types.items())
        wanted = f"SELECT * FROM json_to_recordset(CAST(:wanted AS JSON)) AS wanted({columns})"
        *first, last = (_values_of("wanted", _of_wanted(text)) for text in texts)
        made = "".join(f", made{number} AS ({text})" for number, text in enumerate(first))
        self._names = tuple(types)
        self.one_by_one = [Sql(text).sqlite for text in texts]
        self.many = Sql(f"WITH wanted AS MATERIALIZED ({wanted}){made} {last}").postgres

    def wanted(self, rows: Sequence[Mapping[str, Any]]) -> str:
        """The rows as `many` takes them."""
        return json.dumps([{f"wanted_{name}": row[name] for name in self._names} for row in rows])


@dataclass(frozen=True)
class Many:
    """How PostgreSQL makes many changes of one kind in one statement.

    `table` is where the rows are, `found_by` the condition that finds the row of one change, `types` what each of its
    values is: JSON does not say.
    """

    table: str
    found_by: str
    types: Mapping[str, str]

    def spelt(self, change: str, notes: Sequence[str], returning: str) -> str:
        """The changes and notes of all that is :wanted, a JSON array of MANY objects, with an ordinal to know them by.

        Each row that was changed comes back with its ordinal before the rest. A row that somebody else holds is passed
        over, and so are all but one of those that want the same. Raises ValueError for a value without a type.
        """
        named_in = {name for text in (change, *notes) for name in VALUE.findall(text)}
        if named_in != set(self.types):
            raise ValueError(f"values and their types differ in {sorted(named_in ^ set(self.types))}")
        columns = ", ".join(f'"{name}" {kind}' for name, kind in self.types.items())
        named = ", ".join(f'wanted."{name}" AS wanted_{name}' for name in self.types)
        head, where = change.split(" WHERE ", 1)
        changed = _values_of("free", f"{head} FROM free WHERE {self.table}.id = free_id AND ({where})")
        noted = "".join(f", note{number} AS ({_values_of('changed', note)})" for number, note in enumerate(notes))
        return f"""
            WITH wanted AS (
                SELECT * FROM json_to_recordset(CAST(:wanted AS JSON)) AS wanted(ordinal INTEGER, {columns})
                LIMIT {MANY}),
            free AS (SELECT {self.table}.id AS free_id, wanted.ordinal AS wanted_ordinal, {named} FROM wanted
                     JOIN {self.table} ON {_values_of("wanted", self.found_by, "")}
                     FOR NO KEY UPDATE OF {self.table} SKIP LOCKED),
            changed AS ({changed} RETURNING {returning}, free.*){noted}
            SELECT wanted_ordinal, {returning} FROM changed"""


class Act:
    """A change to one row and what is noted because of it, as one statement where the database can.

    `change` is an UPDATE without its RETURNING; each note is an INSERT … SELECT … FROM changed, which has
    the columns of `returning`, the first of them called id. Notes follow only if a row was changed.
    """

    def __init__(self, change: str, *notes: str, returning: str, many: Many | None = None) -> None:
        """With `many`, PostgreSQL can make several at once."""
        change = " ".join(change.split())
        self.change = Sql(f"{change} RETURNING {returning}").sqlite
        self.names = [f"changed_{name.strip()}" for name in returning.split(",")]
        row = f"WITH changed ({returning}) AS (SELECT {', '.join(f':{name}' for name in self.names)})"
        self.notes = [Sql(f"{row} {note}").sqlite for note in notes]
        named = "".join(f", note{number} AS ({note})" for number, note in enumerate(notes))
        whole = f"WITH changed AS ({change} RETURNING {returning}){named} SELECT {returning} FROM changed"
        self.postgres = Sql(whole).postgres
        self.many = Sql(many.spelt(change, notes, returning)).postgres if many else None


def listed(ids: Iterable[int]) -> str:
    """These ids as {in :ids} takes them, the same text whatever their order."""
    return json.dumps(sorted(ids))


def _of_wanted(text: str) -> str:
    """The statement for all rows of `wanted` in place of one."""
    if text.startswith("INSERT "):
        head, values = text.split(" VALUES (", 1)
        values, rest = values.split(")", 1)
        return f"{head} SELECT {values} FROM wanted{rest}"
    head, where = text.split(" WHERE ", 1)
    return f"{head} FROM wanted WHERE {where}"


def _values_of(row: str, text: str, prefix: str = "wanted_") -> str:
    """The text with its values taken from the columns of a row."""
    return VALUE.sub(rf"{row}.{prefix}\1", text)


def _spell(text: str, database: int) -> str:
    for name, words in WORDS.items():
        text = text.replace("{" + name + "}", words[database])
    return IN.sub(ANY_OF[database], text)
