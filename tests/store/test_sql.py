"""Statements as they are written: what the two databases spell differently means the same on both."""

import pytest

from app.store import Each, Session, Sql, heartbeats, listed
from tests.make import NOW

NUMBERS = Sql("SELECT id FROM subscribers WHERE id {in :ids} ORDER BY id")
OTHERS = Sql("SELECT id FROM subscribers WHERE NOT id {in :besides} ORDER BY id")
PARTS = Sql("SELECT part, at FROM heartbeats ORDER BY part")
BEAT = "INSERT INTO heartbeats (part, at) VALUES (:part, :at) ON CONFLICT DO NOTHING"
LATER = "UPDATE heartbeats SET at = at + :more WHERE part = :other AND at > 0"
TYPES = {"part": "TEXT", "at": "BIGINT", "more": "BIGINT", "other": "TEXT"}
BEAT_AND_LATER = Each(BEAT, LATER, types=TYPES)


@pytest.fixture
def people(session: Session) -> list[int]:
    add = Sql("""
        INSERT INTO subscribers (number_index, number_sealed, seed, country, language, first_at)
        VALUES (:index, :index, :index, 'IT', 'it', 1) RETURNING id""")
    return [session.run(add, index=bytes([n]) * 16).fetchone()[0] for n in range(5)]


def found(session: Session, statement: Sql, **ids: str) -> list[int]:
    return [row[0] for row in session.run(statement, **ids).fetchall()]


@pytest.mark.parametrize("picked", [[], [0], [3, 1], [4, 0, 2, 3, 1]])
def test_ids_are_one_value_however_many(session: Session, people: list[int], picked: list[int]) -> None:
    ids = [people[n] for n in picked]
    assert found(session, NUMBERS, ids=listed(ids)) == sorted(ids)
    assert found(session, OTHERS, besides=listed(ids)) == sorted({*people} - {*ids})


def test_of_the_same_ids_the_value_is_the_same() -> None:
    assert listed({30, 4}) == listed([4, 30]) == listed(iter([30, 4])) == "[4, 30]"


def test_each_row_goes_through_every_statement(session: Session) -> None:
    for part in ("first", "second"):
        heartbeats.beat(session, part, NOW)
    before = dict(session.run(PARTS).fetchall())
    rows = [
        {"part": "third", "at": 7, "more": 1, "other": "first"},
        {"part": "second", "at": 9, "more": 2, "other": "second"},
    ]
    session.run_many(BEAT_AND_LATER, rows)
    after = {"first": before["first"] + 1, "second": before["second"] + 2, "third": 7}
    assert dict(session.run(PARTS).fetchall()) == after


def test_of_no_rows_nothing_is_made(session: Session) -> None:
    session.run_many(BEAT_AND_LATER, [])
    assert session.run(PARTS).fetchall() == []


@pytest.mark.parametrize("types", [{**TYPES, "extra": "TEXT"}, {name: TYPES[name] for name in ("part", "at", "more")}])
def test_a_value_without_a_type_or_a_type_without_a_value_is_a_bug(types: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"differ in \['(extra|other)'\]"):
        Each(BEAT, LATER, types=types)
