import random
import re

import pytest

from app.rules import coupon, short_link
from app.rules.message import GSM7, parts
from app.rules.sealed import TOKEN_ALPHABET
from app.rules.short_link import (
    COUPON,
    LENGTH,
    MOST_OWN,
    OWN,
    PAGE,
    PREFERENCES,
    SERIALS,
    BadCode,
    Linked,
    leads_to,
    linked,
    numbers_in,
    read,
    site_of,
    with_utm,
    write,
)

KEYS = ["spring", "summer"]
HOST, PATH = "https://c.aurora.example", "https://c.aurora.example/c/estate-25"
SITE = "aurora.example"
TOKEN = "zUuUuCBDA2N"


def address(number: int) -> str:
    return f"{HOST}/l/{write(77, number, KEYS)}"


def short(text: str, secret: str = "") -> Linked:
    return linked(text, 77, address, page=PATH, site=SITE, secret=secret)


def test_a_link_in_a_text_keeps_its_meaning():
    """Texts outlive releases: this token must never change."""
    assert write(123_456_789_012, PREFERENCES, ["spring"]) == TOKEN
    assert read(TOKEN, ["spring"]) == (123_456_789_012, PREFERENCES)


def test_all_tokens_are_equally_long_so_that_parts_are_known_before():
    chance = random.Random(1)
    for serial in [0, 1, SERIALS - 1, *(chance.randrange(SERIALS) for _ in range(50))]:
        for number in range(8):
            token = write(serial, number, KEYS)
            assert len(token) == LENGTH
            assert set(token) <= GSM7
            assert read(token, KEYS) == (serial, number)


@pytest.mark.parametrize("wrong", ["", "2", "x" * 10, "x" * 12, "ÄÖÜäöüÄÖÜäö", "0" * 11, "l" * 11, "//evil.exam"])
def test_what_cannot_be_a_token_is_refused(wrong):
    with pytest.raises(BadCode):
        read(wrong, KEYS)


def test_a_guess_gets_past_the_seal_once_in_half_a_million():
    chance = random.Random(2)
    passed = 0
    for _ in range(20_000):
        try:
            read("".join(chance.choices(TOKEN_ALPHABET, k=LENGTH)), KEYS)
            passed += 1
        except BadCode:
            continue
    assert passed <= 1


def test_no_letter_of_a_token_can_be_changed():
    for at in range(LENGTH):
        changed = [TOKEN[:at] + letter + TOKEN[at + 1 :] for letter in TOKEN_ALPHABET if letter != TOKEN[at]]
        for token in changed:
            with pytest.raises(BadCode):
                read(token, ["spring"])


def test_whoever_has_one_link_of_a_text_knows_nothing_of_its_others():
    """As of a random choice, one letter in 57 is the same; had they the serial in common, half of them would be."""
    same = 0
    for serial in range(200):
        tokens = [write(serial, number, KEYS) for number in range(8)]
        assert len(set(tokens)) == 8
        same += sum(a == b for a, b in zip("".join(tokens[:4]), "".join(tokens[4:]), strict=True))
    assert same < 200 * 4 * LENGTH / 57 * 1.5


def test_every_block_is_written_by_one_token():
    chance = random.Random(3)
    for _ in range(200):
        number = chance.randrange(1 << 64)
        assert short_link._enciphered(short_link._deciphered(number, b"k" * 32), b"k" * 32) == number


def test_tokens_of_other_purposes_are_nothing_here():
    with pytest.raises(BadCode):
        read(coupon.write_token(7, KEYS)[:LENGTH], KEYS)
    with pytest.raises(coupon.BadCode):
        coupon.read_token(write(7, COUPON, KEYS) + "2", KEYS)


def test_keys_can_change_while_texts_are_out():
    token = write(5, PAGE, ["spring"])
    assert read(token, KEYS) == (5, PAGE)
    with pytest.raises(BadCode):
        read(write(5, PAGE, KEYS), ["spring"])


# ---- what of a text becomes a short link


@pytest.mark.rule("US-CTIA-URL-1")
def test_addresses_of_the_brands_site_become_short_links():
    found = short(
        "See https://www.aurora.example/menu?x=1, https://shop.aurora.example/a#b! Or https://aurora.example."
    )
    assert found.targets == (
        "https://www.aurora.example/menu?x=1",
        "https://shop.aurora.example/a#b",
        "https://aurora.example",
    )
    assert found.text == f"See {address(OWN)}, {address(OWN + 1)}! Or {address(OWN + 2)}."
    assert found.serial == 77


def test_one_address_is_one_link_however_often_it_is_there():
    site = "https://aurora.example/summer/menu/of/gelato"
    found = short(f"{site} {site}")
    assert (found.text, found.targets) == (f"{address(OWN)} {address(OWN)}", (site,))


def test_the_campaigns_page_is_a_link_of_its_own():
    found = short(f"Now: {PATH}")
    assert (found.text, found.targets, found.serial) == (f"Now: {address(PAGE)}", (), 77)
    assert numbers_in(found.text, KEYS) == {PAGE}


@pytest.mark.parametrize(
    "link",
    [
        "http://aurora.example/menu",
        "aurora.example/menu",
        "https://evil.example/",
        "https://notaurora.example/",
        "https://aurora.example.evil.example/",
        "https://aurora.example@evil.example/",
        "https://evil.example@aurora.example/",
        "https://evil.example\\@aurora.example/",
        "https://aurora.example\\@evil.example/",
        "https://aurora.example:443@evil.example/",
        "https:aurora.example",
        "https:///aurora.example/",
        "https://bit.ly/3xYz",
        "https://[aurora.example]/",
        f"{PATH}?language=de",
        f"{HOST}/t/estate-25",
    ],
)
def test_no_other_address_is_touched(link):
    assert short(f"Look: {link}") in (Linked(f"Look: {link}"),)


def test_an_address_that_holds_the_code_is_kept_nowhere():
    text = "Use it: https://aurora.example/use?c=2VPY-7FYV-3784"
    assert short(text, secret="2VPY-7FYV-3784") == Linked(text)


def test_a_text_that_would_need_more_parts_stays_as_it_is():
    text = "x" * 143 + " https://aurora.example"
    assert (len(text), parts(text).count) == (166, 2)
    text = text[6:]
    assert parts(text).count == 1
    assert short(text) == Linked(text)


def test_no_more_addresses_are_taken_than_have_a_number():
    sites = [f"https://aurora.example/the/flavours/of/this/summer/{n}" for n in range(MOST_OWN + 2)]
    found = short(" ".join(sites))
    assert found.targets == tuple(sites[:MOST_OWN])
    assert found.text.endswith(" ".join(sites[MOST_OWN:]))


def test_a_brand_without_a_site_has_no_links_of_its_own():
    assert not leads_to("https://aurora.example/", site_of(None))
    assert site_of("https://www.aurora.example/shop") == "aurora.example"


def test_a_token_that_only_looks_like_one_is_no_link():
    assert numbers_in(f"{HOST}/l/{'2' * LENGTH} {HOST}/l/2", KEYS) == set()


# ---- what the brand's own figures are told

TOLD = "utm_source=handbill&utm_medium=sms&utm_campaign=estate-25&utm_content=k7q2m"


@pytest.mark.parametrize(
    ("target", "to"),
    [
        ("https://a.example", f"https://a.example?{TOLD}"),
        ("https://a.example/x#y", f"https://a.example/x?{TOLD}#y"),
        ("https://a.example/x?a=1", f"https://a.example/x?a=1&{TOLD}"),
        ("https://a.example/x?", f"https://a.example/x?{TOLD}"),
        ("https://a.example/x?a=1&", f"https://a.example/x?a=1&{TOLD}"),
        ("https://a.example/?utm_source=flyer", f"https://a.example/?utm_source=flyer&{TOLD.partition('&')[2]}"),
        (f"https://a.example/?{TOLD}", f"https://a.example/?{TOLD}"),
    ],
)
def test_where_somebody_comes_from_is_added_and_nothing_overwritten(target, to):
    assert with_utm(target, campaign="estate-25", content="k7q2m") == to


def test_nothing_is_said_of_a_placement_that_nobody_knows():
    assert "utm_content" not in with_utm("https://a.example", campaign="estate-25", content="")


def test_names_in_figures():
    assert [short_link.name_of(n, ["https://a.example"]) for n in (COUPON, PREFERENCES, PAGE, OWN, OWN + 1)] == [
        "coupon",
        "preferences",
        "page",
        "https://a.example",
        None,
    ]
    assert re.fullmatch(f"[{TOKEN_ALPHABET}]{{{LENGTH}}}", TOKEN)
