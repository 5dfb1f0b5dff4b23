from datetime import date

import pytest

from app.rules.law import BOOK, BadChange
from app.store import law


def test_without_a_file_the_book_is_ours():
    assert law.load(None) is BOOK


def test_a_file_changes_what_it_names(tmp_path):
    file = tmp_path / "law.toml"
    file.write_text('[ALL.a_day]\nmost = 3\nreason = "our lawyer"\n')
    assert law.load(file).needs(("IT",), date(2026, 11, 26)).a_day == 3


@pytest.mark.parametrize(
    ("written", "says"),
    [
        (b"[IT.hours", "law.toml: "),
        (b"\xff\xfe", "law.toml: "),
        (b"[SK.opt_in]\nask = 'single'\nreason = 'x'\n", "law.toml: SK.opt_in cannot be changed here"),
        (b"[SK.keyword_joins]\nallowed = true\nreason = 'x'\n", "law.toml: SK.keyword_joins cannot be so: SK-1"),
    ],
)
def test_a_file_that_cannot_be_taken_says_which_and_why(tmp_path, written, says):
    file = tmp_path / "law.toml"
    file.write_bytes(written)
    with pytest.raises(BadChange) as refused:
        law.load(file)
    assert str(refused.value).startswith(says)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(BadChange, match=r"law\.toml: No such file"):
        law.load(tmp_path / "law.toml")
