"""What the law and the carriers want said, said; and pages that hold nothing of anybody."""

import pytest

from tests.web.visiting import ID, release, words

ENGLISH = {"Accept-Language": "en"}


def test_the_terms_hold_all_that_carriers_ask_for(client):
    """US-CTIA-TERMS-1 and CA-1: programme, what, how often, rates, contact, STOP, privacy, carriers not liable."""
    release(client, countries=["US", "CA"])
    page = client.get(f"/t/{ID}", headers=ENGLISH)
    said = words(page)
    for needed in (
        "Aurora Club",
        "offers and news, from Gelateria Aurora, as recurring automated marketing texts",
        "up to 4 texts a month",
        "Standard msg & data rates may apply.",
        "ciao@aurora.example",
        "Reply STOP to any text",
        "reply HELP",
        "Carriers are not liable for delayed or undelivered messages.",
    ):
        assert needed in said
    assert f'href="/privacy/{ID}?language=en"' in page.text


def test_the_terms_hold_the_conditions_of_the_offer(client):
    """COUP-TERM-2: how, from when until when, limits, promoter and address."""
    release(client, offer={"limits": {"total": 500}})
    said = words(client.get(f"/t/{ID}", headers=ENGLISH))
    for needed in (
        "One per person, not with other offers.",
        "From June 1, 2026 through August 31, 2036, whole days in Europe/Rome.",
        "500 coupons in all.",
        "A coupon is good for 30 days, the day of issue included.",
        "Aurora S.r.l., Via Roma 1, 50123 Firenze",
        "Telegram and TikTok neither run nor sponsor this offer.",
    ):
        assert needed in said


def test_without_a_programme_there_is_nothing_to_say_of_one(client):
    release(client, programme=None)
    assert "How often" not in words(client.get(f"/t/{ID}", headers=ENGLISH))


def test_where_texts_cannot_be_answered_the_terms_say_how_they_end(client):
    release(client, countries=["SK"])
    said = words(client.get(f"/t/{ID}", headers=ENGLISH))
    assert "each has a link that ends them" in said
    assert "Reply STOP" not in said


def test_the_privacy_page_says_what_is_kept_and_that_it_is_not_sold(client):
    """US-CTIA-PRIV-1 and GDPR art. 13."""
    said = words(client.get(f"/privacy/{ID}", headers=ENGLISH))
    for needed in (
        "Aurora S.r.l. decides what happens",
        "Your number, encrypted",
        "are not sold or shared with anybody for their own marketing",
        "Until you have it erased",
        "Reply STOP to any text.",
        "data protection authority",
        "You can take back your yes to texts at any time.",
        "no cookies",
    ):
        assert needed in said


def test_the_preferences_say_how_to_stop_get_a_copy_or_be_erased(client):
    page = client.get("/p", headers=ENGLISH)
    assert "Reply STOP to any text." in words(page)
    assert "mailto:ciao@aurora.example" in page.text


@pytest.mark.parametrize("address", ["/t/nobody", "/privacy/nobody"])
def test_there_are_no_terms_of_nobody(client, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", [f"/t/{ID}", f"/privacy/{ID}", "/p"])
def test_they_set_no_cookie_and_speak_the_readers_language(client, address):
    page = client.get(address, headers={"Accept-Language": "it"})
    assert '<html lang="it">' in page.text
    assert "Set-Cookie" not in page.headers
