"""Texts that advertise: what handbill adds, and what it refuses."""

from datetime import date, timedelta

import pytest

from app.rules.law import BOOK
from app.rules.marketing import SHORTENERS, Announcement, marketing_text, problems
from app.rules.message import Kind
from app.rules.words import Languages
from tests import make

SAYS = Languages({})
PAGE, PREFERENCES = "https://aurora.example/c/estate-25", "https://aurora.example/p/1.estate-25.abc.def"
CAMPAIGN = make.campaign(
    countries=["US", "IT"], programme={"topics": ["gelato"]}, brand={"website": "https://www.gelateria.example"}
)


def written(own: str, *places: str) -> str:
    needs = BOOK.needs(places or ("IT",), date(2026, 7, 4))
    return marketing_text(CAMPAIGN, SAYS["en"], own, needs, PAGE, PREFERENCES)


def wrong(own: str = "Gelato day.", topic: str | None = None, campaign=CAMPAIGN, **changes) -> list[str]:
    what = Announcement(Kind.MARKETING, topic, changes.pop("texts", {"it": own}), make.NOW + timedelta(days=1))
    needs = [BOOK.needs((code,), date(2026, 7, 4)) for code in ("IT", "CZ", "CA")]
    now = changes.pop("now", make.NOW)
    found = problems(campaign, what, SAYS, needs, page=PAGE, preferences=PREFERENCES, now=now)
    assert all(each.says(SAYS["en"]) for each in found)
    return [each.name for each in found]


@pytest.mark.rule("US-CTIA-MSG-1", "UK-PECR-23", "FR-1", "EU-EPRIV-13-4")
@pytest.mark.parametrize("place", ["US", "GB", "FR", "IT", "DE", "SE"])
def test_every_text_names_the_brand_and_says_how_it_ends(place):
    text = written("Two scoops for one today.", place)
    assert text.startswith("Gelateria Aurora: ")
    answered = BOOK.needs((place,), date(2026, 7, 4)).two_way
    assert text.endswith(" Reply STOP to end." if answered else f" To end texts: {PREFERENCES}")


@pytest.mark.rule("US-CTIA-MSG-1")
def test_what_the_wording_says_itself_is_not_said_twice():
    own = "Today at gelateria aurora: two for one. STOP ends this."
    assert written(own, "US") == own


def test_a_brand_called_stop_does_not_end_its_own_texts():
    shop = make.campaign(brand={"name": "STOP & Shop"})
    text = marketing_text(shop, SAYS["en"], "Sale at STOP & Shop", BOOK.needs(("US",), date(2026, 7, 4)), PAGE, "")
    assert text == "Sale at STOP & Shop Reply STOP to end."


@pytest.mark.rule("CZ-1")
def test_advertising_to_czechia_is_labelled():
    assert written("Two for one.", "CZ").startswith("Obchodni sdeleni. Gelateria Aurora: ")


@pytest.mark.rule("CA-CASL-2")
def test_canada_reads_company_and_contact_or_a_link_to_them():
    assert "Aurora S.r.l., Via Roma 1, 50123 Firenze, ciao@aurora.example." in written("Two for one.", "CA")
    assert "Via Roma" not in written("Two for one: {link}", "CA")


def test_names_in_braces_are_filled_and_signs_written_plainly():
    text = written("{brand} – “{title}”, {programme}: {link}", "IT")
    assert text.startswith(f'Gelateria Aurora - "25% off", Aurora Club: {PAGE}')


def test_a_good_wording_has_no_problem():
    assert wrong("On Sunday: {link} or www.gelateria.example/menu, mail my.shop@aurora.com", "gelato") == []


@pytest.mark.rule("US-CTIA-URL-1")
@pytest.mark.parametrize("link", ["bit.ly/x", "https://tinyurl.com/abc", "http://BIT.LY/A.", "t.co"])
def test_a_public_shortener_is_refused(link):
    assert wrong(f"Look: {link}") == ["shortener"]


@pytest.mark.rule("US-CTIA-URL-1")
@pytest.mark.parametrize(
    "link",
    [
        "https://evil.example/aurora.example",
        "https://aurora.example@evil.example/",
        "https://aurora.example.evil.example",
        "www.evil.example",
        "evil.example/p",
        "evil.com",
        "shop.evil.com.",
        "https://[x",
    ],
)
def test_a_link_to_somewhere_else_is_refused(link):
    assert wrong(f"Look: {link}") == ["foreign_link"]


def test_every_shortener_is_recognised_without_a_scheme():
    assert [wrong(f"Look {host}") for host in SHORTENERS] == [["shortener"]] * len(SHORTENERS)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (wrong("Hello {name}"), ["unknown_placeholder"]),
        (wrong("x" * 700), ["too_long"]),
        (wrong("ж" * 300), ["too_long"]),
        (wrong("  "), ["no_text"]),
        (wrong(texts={}), ["no_text"]),
        (wrong(texts={"fr": "Salut"}), ["unknown_language"]),
        (wrong(topic="cakes"), ["unknown_topic"]),
        (wrong(campaign=make.campaign(programme=None)), ["no_programme"]),
        (wrong(now=make.NOW + timedelta(days=1)), ["over"]),
    ],
)
def test_whatever_else_cannot_go_out_is_named(found, expected):
    assert found == expected
