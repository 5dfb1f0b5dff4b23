from itertools import count

import pytest

from app.rules.campaign_mend import placement_ids, with_ids

FILE = """\
name = "x"   # for staff

[[placements]]   # the window
name = "Shop window"   # faces south

[[placements]]
id = "K7Q2M"
name = "Door"

[[placements]]"""
MENDED = """\
name = "x"   # for staff

[[placements]]   # the window
id = "id2"
name = "Shop window"   # faces south

[[placements]]
id = "K7Q2M"
name = "Door"

[[placements]]
id = "id3"
"""


def fresh():
    return (f"id{n}" for n in count(2))


def test_every_placement_without_an_id_gets_one_and_comments_stay():
    assert with_ids(FILE, fresh()) + "\n" == MENDED


def test_a_mended_file_is_left_alone():
    assert with_ids(MENDED, fresh()) == MENDED


def test_lines_keep_the_ends_they_have():
    assert with_ids(FILE.replace("\n", "\r\n"), fresh()) + "\r\n" == MENDED.replace("\n", "\r\n")


def test_placements_in_braces_are_mended_too():
    source = 'placements = [{ name = "a" }, {}, { id = "k7q2m" }]   # three'
    assert with_ids(source, fresh()) == (
        'placements = [{ id = "id2", name = "a" }, { id = "id3" }, { id = "k7q2m" }]   # three'
    )


@pytest.mark.parametrize("source", ["", "placements = 3", "placements = [1]", "[[placements]]\nname = Door"])
def test_what_cannot_be_mended_safely_is_not_touched(source):
    assert with_ids(source, fresh()) == source


def test_the_ids_of_a_file_are_read_whatever_else_is_wrong():
    assert placement_ids(FILE + '\n[offer]\nvalue = "x"\nvalue = 2\n') == ("k7q2m",)
    assert placement_ids("[") == ()
