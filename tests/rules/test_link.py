from datetime import UTC, datetime, timedelta
from string import ascii_letters, digits
from timeit import timeit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.link import BadLink, read, write

NOW = datetime(2026, 6, 12, 14, 46, tzinfo=UTC)
KEYS = ["spring"]
VALUE = "estate-25:7Hn2pQ9x"
LINK = "4f9k.1mKo.BdTIOBKX6tyxbVMc27YiVTUz"


@given(st.text())
def test_any_text_comes_back_as_it_went(value):
    assert read("visit", write("visit", value, KEYS, NOW), KEYS, NOW) == value


def test_a_link_in_an_old_text_keeps_its_meaning():
    """Links stand in texts for years: this pair must never change."""
    assert write("coupon", "4f9k", KEYS, NOW) == LINK
    assert read("coupon", LINK, KEYS, NOW + timedelta(days=3650)) == "4f9k"


def test_purposes_do_not_cross():
    token = write("visit", VALUE, KEYS, NOW)
    for other in ("coupon", "preferences", "visit2", "", "handbill.link.visit"):
        with pytest.raises(BadLink):
            read(other, token, KEYS, NOW)


def test_any_changed_letter_is_refused():
    token = write("visit", VALUE, KEYS, NOW)
    for at, letter in enumerate(token):
        for other in set(ascii_letters + digits + "-_.:~=! é\ud800") - {letter}:
            with pytest.raises(BadLink):
                read("visit", token[:at] + other + token[at + 1 :], KEYS, NOW)


@given(st.text())
def test_what_we_never_wrote_is_refused(token):
    with pytest.raises(BadLink):
        read("visit", token, KEYS, NOW)


@pytest.mark.parametrize("added", ["=", "!", " ", "\n", "A", "."])
def test_nothing_can_be_added(added):
    token = write("visit", VALUE, KEYS, NOW)
    for changed in (added + token, token + added):
        with pytest.raises(BadLink):
            read("visit", changed, KEYS, NOW)


def test_a_token_lives_as_long_as_its_reader_allows():
    token = write("visit", VALUE, KEYS, NOW)
    assert read("visit", token, KEYS, NOW + timedelta(seconds=3600), 3600) == VALUE
    with pytest.raises(BadLink):
        read("visit", token, KEYS, NOW + timedelta(seconds=3601), 3600)


def test_a_token_from_the_future_is_refused_but_for_the_skew_of_clocks():
    token = write("visit", VALUE, KEYS, NOW)
    assert read("visit", token, KEYS, NOW - timedelta(seconds=60), 3600) == VALUE
    with pytest.raises(BadLink):
        read("visit", token, KEYS, NOW - timedelta(seconds=61), 3600)


def test_keys_can_change_while_links_are_out():
    both = [*KEYS, "summer"]
    assert read("visit", write("visit", VALUE, KEYS, NOW), both, NOW) == VALUE
    assert read("visit", write("visit", VALUE, both, NOW), ["summer"], NOW) == VALUE
    with pytest.raises(BadLink):
        read("visit", write("visit", VALUE, KEYS, NOW), ["summer"], NOW)


def test_a_token_is_short_and_fits_a_url_and_a_cookie():
    token = write("visit", VALUE, KEYS, NOW)
    assert len(token) <= len(VALUE) + 32
    assert set(write("visit", "Größe; a=b", KEYS, NOW)) <= set(ascii_letters + digits + "-_.:~")


def test_every_page_can_afford_it():
    """40 µs each way is the budget; the bound leaves room for a busy machine."""
    each = min(timeit(lambda: read("visit", write("visit", VALUE, KEYS, NOW), KEYS, NOW), number=200) for _ in range(5))
    assert each / 200 < 400e-6
