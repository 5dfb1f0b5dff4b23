"""What is printed is known for good, also to whoever only looks."""

from pathlib import Path

import pytest

from app.rules.shelf import Past, Printed
from app.store import Sessions, placements
from tests import make

RELEASED = [
    Printed(make.CAMPAIGN_ID, "k7q2m", "Door"),
    Printed(make.CAMPAIGN_ID, "n4t8x", "Table tents"),
]


@pytest.fixture
def released(sessions: Sessions, now) -> None:
    """Two releases: the second has another name for the spot, and one more."""
    spots = [{"id": "k7q2m", "name": "Door"}, {"id": "n4t8x", "name": "Table tents"}]
    with sessions.begin() as session:
        placements.keep(session, make.campaign(), now)
        placements.keep(session, make.campaign(placements=spots), now)


def test_an_id_is_kept_once_under_its_last_name(sessions: Sessions, released: None):
    with sessions.read() as session:
        assert placements.printed(session) == RELEASED


def test_who_only_looks_sees_the_same(database_url: str, released: None):
    assert placements.past_at(database_url).printed == RELEASED


def test_a_database_of_another_release_tells_nothing(empty_database: str):
    assert placements.past_at(empty_database) == Past()


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:///{folder}/handbill.db",
        "sqlite://",
        "postgresql+psycopg://nobody@127.0.0.1:1/nothing",
        "postgresql+unheard-of://localhost/x",
        "no url",
    ],
)
def test_where_there_is_no_database_none_is_made(tmp_path: Path, url: str):
    assert placements.past_at(url.format(folder=tmp_path)) == Past()
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_database_stays_as_it_is(tmp_path: Path):
    file = tmp_path / "handbill.db"
    for held in (b"", b"not a database, not at all" * 99):
        file.write_bytes(held)
        assert placements.past_at(f"sqlite:///{file}") == Past()
        assert file.read_bytes() == held
