from time import thread_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.toml import BYTES, TooMuch, layout, lines, plain, values

FILE = """\
name = "Estate 25"   # for staff
[brand]
look = { colour = "#b3124b", logo = "à.png" }
sizes = [1.5,
  [2, 3]]
[[follow.steps]]
platform = "telegram"
[[follow.steps]]
text.it = '''
I gusti'''
seen = 2026-06-01 10:00:00.5
"""
PLACES = {
    ("name",): ("name", '"Estate 25"'),
    ("brand",): ("[brand]", "[brand]"),
    ("brand", "look"): ("look", '{ colour = "#b3124b", logo = "à.png" }'),
    ("brand", "look", "logo"): ("logo", '"à.png"'),
    ("brand", "sizes", 0): ("1.5", "1.5"),
    ("brand", "sizes", 1, 1): ("3", "3"),
    ("follow", "steps", 0, "platform"): ("platform", '"telegram"'),
    ("follow", "steps", 1): ("[[follow.steps]]", "[[follow.steps]]"),
    ("follow", "steps", 1, "text", "it"): ("text.it", "'''\nI gusti'''"),
    ("follow", "steps", 1, "seen"): ("seen", "2026-06-01 10:00:00.5"),
}


@pytest.mark.parametrize(("path", "letters"), PLACES.items(), ids=lambda part: ".".join(map(str, part)))
def test_every_key_and_value_has_its_place(path, letters):
    place = layout(FILE).places[path]
    assert (FILE[slice(*place.key)], FILE[slice(*place.value)]) == letters


def test_both_readers_see_the_same_keys():
    def paths(value, path=()):
        yield path
        pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for key, inner in pairs:
            yield from paths(inner, (*path, key))

    assert set(paths(values(FILE))) - {()} <= layout(FILE).places.keys()


def test_lines_and_columns_are_counted_in_characters_from_one():
    numbered = lines("é = 1\n😀b\n")
    assert numbered.at(0) == (1, 1)
    assert numbered.at(7) == (2, 2)
    assert numbered.text(2) == "😀b"


def test_files_from_other_systems_read_alike():
    assert plain("\ufeffa = 1\r\nb = 2\r\n") == "a = 1\nb = 2\n"


@pytest.mark.parametrize(
    "source",
    ["a = 1\n" * BYTES, "x" * (BYTES + 1), ".".join("abcdefghij") + " = 1", "a = " + "[" * 13, "1=1\n" * 5000],
    ids=["bytes", "one line", "dots", "brackets", "values"],
)
def test_a_limit_is_told_before_tomllib_is_asked(source):
    with pytest.raises(TooMuch):
        layout(source)


@pytest.mark.parametrize("source", [".".join("abcdefghi") + " = 1", "a = " + "[" * 11 + "]" * 11])
def test_at_the_limit_a_file_is_read(source):
    layout(source)
    values(source)


def test_text_full_of_dots_is_no_key():
    layout('a = "1.2.3.4.5.6.7.8.9.10.11.12"\n# 1.2.3.4.5.6.7.8.9.10.11\n')


@given(st.text())
def test_the_walk_takes_anything(source):
    try:
        found = layout(source)
    except TooMuch:
        return
    for place in found.places.values():
        assert 0 <= place.key.start <= place.key.end <= len(source)
        assert 0 <= place.value.start <= place.value.end <= len(source)


def test_deep_brackets_end_as_a_sentence():
    with pytest.raises(TooMuch, match="brackets"):
        values("a = " + "[" * 5000)


def test_a_dotted_key_of_40_kb_costs_nothing():
    began = thread_time()
    with pytest.raises(TooMuch):
        layout("a." * 20_000 + "a = 1")
    assert thread_time() - began < 5, "work that grows with the square of it"
