from dataclasses import dataclass, replace
from typing import Any

import pytest

from app.rules.section import Found, Many, Table, Value, Wrong, key, keys


def _small(value: object, languages: tuple[str, ...]) -> str:
    if isinstance(value, str) and value.islower():
        return value + "".join(languages)
    raise Wrong("not-small")


SMALL = Value(_small, {"type": "string"})


@dataclass(frozen=True, kw_only=True)
class Leaf:
    """A leaf."""

    word: str = key(SMALL, "A word.")
    from_: str = key(SMALL, "Its tree.", "oak", name="from")


@dataclass(frozen=True, kw_only=True)
class Tree:
    """A tree."""

    name: str = key(SMALL, "What it is called.")
    said: str = key(SMALL, "What it says.", lambda tree: tree["name"].upper())
    leaf: Leaf | None = key(Table(Leaf), "One leaf.", None)
    leaves: tuple[Leaf, ...] = key(Many(Table(Leaf), least=1, most=2), "The others.", ())


def read(values: object, *languages: str) -> tuple[Any, list[tuple[object, ...]]]:
    """The tree, and the path and the kind of each fault."""
    found = Found(languages, [])
    tree = Table(Tree).read(values, (), found)
    return tree, [(fault.path, fault.kind) for fault in found.faults]


def test_what_is_left_out_has_its_usual_value():
    tree, faults = read({"name": "ash"})
    assert faults == []
    assert tree == Tree(name="ash", said="ASH", leaf=None, leaves=())


def test_a_check_is_told_the_languages_of_the_file():
    assert read({"name": "ash"}, "it", "en")[0].name == "ashiten"


def test_sections_stand_in_sections_and_in_lists():
    tree, _ = read({"name": "ash", "leaf": {"word": "a"}, "leaves": [{"word": "b", "from": "elm"}]})
    assert tree.leaf == Leaf(word="a", from_="oak")
    assert tree.leaves == (Leaf(word="b", from_="elm"),)
    assert replace(tree, leaf=None).leaf is None


def test_all_faults_are_told_in_one_reading_each_at_its_path():
    tree, faults = read(
        {"name": "ASH", "leaf": {"word": 1, "twig": "x"}, "leaves": [{"word": "a"}, {"from": "B"}], "from_": "c"}
    )
    assert tree is None
    assert faults == [
        (("name",), "not-small"),
        (("leaf", "word"), "not-small"),
        (("leaf", "twig"), "unknown"),
        (("leaves", 1, "word"), "missing"),
        (("leaves", 1, "from"), "not-small"),
        (("from_",), "unknown"),
    ]


@pytest.mark.parametrize(
    ("values", "path", "kind"),
    [
        ([], (), "section"),
        ({"name": "a", "leaf": "b"}, ("leaf",), "section"),
        ({"name": "a", "leaves": "b"}, ("leaves",), "list"),
        ({"name": "a", "leaves": {"word": "b"}}, ("leaves",), "list"),
        ({"name": "a", "leaves": []}, ("leaves",), "short"),
        ({"name": "a", "leaves": [{}, {}, {}]}, ("leaves",), "long"),
        ({"name": "a", "leaves": [3]}, ("leaves", 0), "section"),
        ({}, ("name",), "missing"),
    ],
)
def test_what_has_another_form_is_refused(values, path, kind):
    assert read(values) == (None, [(path, kind)])


def test_keys_have_the_names_of_the_file():
    assert [(field, one.name, one.about) for field, one in keys(Leaf).items()] == [
        ("word", "word", "A word."),
        ("from_", "from", "Its tree."),
    ]
