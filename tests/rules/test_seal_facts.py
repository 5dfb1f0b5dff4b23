"""What an offline seal tells, as bytes: the same comes out again, nothing comes out that was not promised."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from app.rules.seal_facts import EPOCH, MOST_WORDS, BadFacts, Facts, Worth, mark, read, worth_of, written
from tests import make

FROM, UNTIL = datetime(2026, 7, 4, 10, 0, tzinfo=UTC), datetime(2026, 8, 2, 22, 0, tzinfo=UTC)
QUARTER = Worth(kind="percent", number=Decimal(25))


def facts(**changes) -> Facts:
    """A quarter off, for a month."""
    whole = {"campaign": mark("estate-25"), "valid_from": FROM, "valid_until": UNTIL, "worth": QUARTER, **changes}
    return Facts(**whole)


def test_what_is_in_print_keeps_its_meaning():
    """Screens and wallets hold these bytes for months: this pair must never change."""
    assert mark("estate-25") == "1929cc04"
    assert written(facts()).hex() == "101929cc040c12780cb86819"


@pytest.mark.parametrize(
    "worth",
    [
        QUARTER,
        Worth(kind="percent", number=Decimal("12.5")),
        Worth(kind="amount", number=Decimal("39.9"), currency="EUR"),
        Worth(kind="amount", number=Decimal(10_000), currency="JPY"),
        Worth(kind="points", number=Decimal(1200)),
        Worth(kind="points", number=Decimal(0)),
        Worth(kind="item", words="3 für 2"),
    ],
)
def test_every_kind_of_worth_comes_back_as_it_went(worth):
    assert read(written(facts(worth=worth))) == facts(worth=worth)


def test_a_coupon_is_never_told_to_live_longer_than_it_does():
    odd = facts(valid_from=FROM + timedelta(seconds=59), valid_until=UNTIL + timedelta(seconds=59))
    assert read(written(odd)) == facts()
    far = read(written(facts(valid_from=EPOCH - timedelta(days=1), valid_until=datetime(2099, 1, 1, tzinfo=UTC))))
    assert (far.valid_from, far.valid_until.year) == (EPOCH, 2056)


@pytest.mark.parametrize(
    ("offer", "worth"),
    [
        ({}, QUARTER),
        ({"kind": "amount", "value": 5, "currency": "USD"}, Worth(kind="amount", number=Decimal(5), currency="USD")),
        ({"kind": "points", "value": 100}, Worth(kind="points", number=Decimal(100))),
        ({"kind": "item", "value": "3 per 2"}, Worth(kind="item", words="3 per 2")),
        ({"kind": "item", "value": None}, Worth(kind="item", words="25 % di sconto")),
    ],
)
def test_an_offer_says_what_it_is_worth(offer, worth):
    assert worth_of(make.campaign(offer=offer).offer, "it") == worth


def test_long_words_end_where_a_letter_ends():
    words = worth_of(make.campaign(offer={"kind": "item", "value": None, "title": "ü" * 40}).offer, "it").words
    assert words == "ü" * 16 + "…"
    assert len(words.encode()) <= MOST_WORDS


@pytest.mark.parametrize(
    "data",
    [
        b"",
        written(facts())[:11],
        b"\x20" + written(facts())[1:],
        written(facts(worth=Worth(kind="item", words="ü")))[:-1],
    ],
)
def test_other_bytes_are_no_facts(data):
    with pytest.raises(BadFacts):
        read(data)
