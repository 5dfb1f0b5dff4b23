"""What the law and the carriers want said, said; and pages that hold nothing of anybody."""

import random
import shutil
from pathlib import Path
from typing import Any

import pytest

from app.rules.campaign import Campaign
from app.rules.country import COUNTRIES
from app.store.words import load
from tests.terms import missing_conditions, missing_elements
from tests.web.visiting import ID, parts_of, release, words

ENGLISH = {"Accept-Language": "en"}
SAMPLES = Path(__file__).parents[2] / "campaigns"
SAYS = load()


def lacking(client, campaign: Campaign) -> dict[str, tuple[str, ...]]:
    """What the terms of a campaign lack, by the languages in which they lack anything."""
    privacy, found = f"http://localhost/privacy/{campaign.id}", {}
    for language in campaign.languages:
        said, say = words(client.get(f"/t/{campaign.id}?language={language}")), SAYS[language]
        found[language] = missing_elements(said, campaign, say, privacy=privacy)
        found[language] += missing_conditions(said, campaign, say)
    return {language: missing for language, missing in found.items() if missing}


def drawn(dice: random.Random) -> dict[str, Any]:
    """Changes that make a campaign like no other, in every language there is a catalogue for."""
    programme = {
        "name": dice.choice(["Aurora Club", "Stop & Shop"]),
        "purpose": "x y z",
        "frequency": dice.choice([1, 4, 31]),
    }
    return {
        "languages": list(SAYS),
        "countries": dice.sample(sorted(COUNTRIES), dice.choice([1, 2, 5])),
        "page": {"headline": "x"},
        "offer": {
            "title": "2 € off",
            "terms": "Only\n  today.",
            "minimum": dice.choice([None, "From 4 €"]),
            "limits": dice.choice([{}, {"total": 1}, {"total": 12345}, {"per_person": 3}]),
            "valid": dice.choice([{"days": 1}, {"days": 30}, {"days": None, "until": "2037-01-31"}]),
        },
        "programme": dice.choice([None, programme, {**programme, "premium": True}]),
        "follow": dice.choice([None, {"need": "none"}]),
        "age": dice.choice([None, 18]),
        "brand": {
            "support": dice.choice([{"email": None, "phone": "+39 055 0000000"}, {"phone": "+39 055 0000000"}, {}]),
            "terms": dice.choice([None, "https://aurora.example/terms"]),
        },
    }


@pytest.mark.rule("US-CTIA-TERMS-1", "COUP-TERM-1", "COUP-TERM-2", "COUP-US-1")
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_terms_of_every_sample_lack_nothing(client):
    joined = parts_of(client)
    for sample in SAMPLES.iterdir():
        shutil.copy(sample, joined.settings.campaigns)
    joined.campaigns.refresh()
    samples = [joined.campaigns.shelf.campaigns[path.stem] for path in sorted(SAMPLES.glob("*.toml"))]
    assert len(samples) > 2
    assert {each.id: missing for each in samples if (missing := lacking(client, each))} == {}


@pytest.mark.rule("US-CTIA-TERMS-1", "COUP-TERM-1", "COUP-TERM-2", "COUP-US-1")
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("seed", range(12))
def test_the_terms_of_any_campaign_lack_nothing(client, seed):
    release(client, **drawn(random.Random(seed)))
    assert lacking(client, parts_of(client).campaigns.shelf.campaigns[ID]) == {}


@pytest.mark.rule("US-CTIA-TERMS-1", "US-CTIA-CTA-5", "US-CTIA-CTA-6", "CA-1")
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


@pytest.mark.rule("COUP-TERM-1", "COUP-TERM-2", "COUP-US-1")
def test_the_terms_hold_the_conditions_of_the_offer(client):
    """COUP-TERM-2: how, from when until when, limits, promoter and address."""
    release(client, offer={"limits": {"total": 500}})
    said = words(client.get(f"/t/{ID}", headers=ENGLISH))
    for needed in (
        "One per person, not with other offers.",
        "From June 1, 2026 through August 31, 2036, whole days in Europe/Rome.",
        "500 coupons in all. When the last one is gone, the page says so before it asks for a number.",
        "For mobile numbers from: Italy, San Marino, and Germany.",
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


@pytest.mark.rule("US-CTIA-PRIV-1", "EU-GDPR-7-3")
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
        "Whoever carries our texts",
        "That is as easy as saying yes was.",
        "we answer within a month",
    ):
        assert needed in said


@pytest.mark.rule("US-ESIGN-2")
@pytest.mark.parametrize(("countries", "signs"), [(["US"], True), (["IT"], False)])
def test_american_terms_say_what_a_signature_without_paper_needs(client, countries, signs):
    release(client, countries=countries)
    said = words(client.get(f"/t/{ID}", headers=ENGLISH))
    assert ("Signing electronically" in said) is signs
    assert ("a copy on paper at no cost" in said) is signs


@pytest.mark.parametrize(("countries", "europe"), [(["US"], False), (["GB"], True), (["CH"], True)])
def test_who_can_complain_to_an_authority_is_told_so(client, countries, europe):
    release(client, countries=countries)
    assert ("data protection authority" in words(client.get(f"/privacy/{ID}", headers=ENGLISH))) is europe


def test_each_page_names_the_release_it_was_made_from(client):
    shelf = parts_of(client).campaigns.shelf
    campaign = shelf.campaigns[ID]
    version, day = campaign.digest[:8], SAYS["en"].long_day(shelf.released[ID].astimezone(campaign.zone).date())
    for page in ("t", "privacy"):
        assert f"Version {version} of {day}." in words(client.get(f"/{page}/{ID}", headers=ENGLISH))


def test_pages_of_the_brands_own_are_linked_and_ours_still_say_it_all(client):
    own = {"terms": "https://aurora.example/terms", "privacy": "https://aurora.example/privacy"}
    release(client, brand=own)
    terms, privacy = (client.get(f"/{page}/{ID}", headers=ENGLISH) for page in ("t", "privacy"))
    assert f'href="{own["terms"]}"' in terms.text
    assert f'href="{own["privacy"]}"' in privacy.text
    assert "Carriers are not liable" in words(terms)
    assert "are not sold or shared" in words(privacy)


def test_what_is_asked_of_an_age_is_said_before_anybody_is_asked(client):
    release(client, category="tobacco")
    assert "For people of 18 and over. We ask for your date of birth and do not keep it." in words(
        client.get(f"/t/{ID}", headers=ENGLISH)
    )
    assert "That you are 18 or older" in words(client.get(f"/privacy/{ID}", headers=ENGLISH))


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
