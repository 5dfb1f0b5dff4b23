from hashlib import sha256

import pytest

from app.rules.consent import coupon_box, keyword_words, marketing_box, rates
from app.rules.words import Say
from app.store.words import load
from tests import make

SAYS = load()
BRAND = {
    "name": "Second Quest Games",
    "legal_name": "Second Quest Games LLC, 218 SE Morrison St, Portland, OR 97214",
    "support": {"email": "help@secondquest.example"},
}


@pytest.fixture(params=list(SAYS))
def say(request: pytest.FixtureRequest) -> Say:
    return SAYS[request.param]


def test_the_boxes_read_as_they_were_drawn():
    campaign = make.campaign(countries=["US"], brand=BRAND, programme={"purpose": "deals and restock alerts"})
    coupon, marketing = coupon_box(campaign, SAYS["en"]), marketing_box(campaign, SAYS["en"])
    assert coupon.words == "Text me this coupon\nOne text with your code. Msg & data rates may apply."
    assert marketing.words == (
        "Also text me deals and restock alerts (optional)\n"
        "Second Quest Games LLC may send me recurring automated marketing texts, up to 4 a month, to the number above. "
        "Consent is not a condition of purchase, and the coupon is the same without it. Msg & data rates may apply. "
        "Reply HELP for help, STOP to end."
    )


def test_a_brand_that_is_not_its_company_names_both():
    """US-TCPA-PEWC-1 wants the seller's legal name, US-CTIA-CTA-1 the name that texts will carry."""
    assert "Gelateria Aurora (Aurora S.r.l.) " in marketing_box(make.campaign(), SAYS["it"]).text


def test_the_second_box_says_all_it_must_in_every_language(say):
    campaign = make.campaign(countries=["US", "IT", "SK"])
    text = marketing_box(campaign, say).text
    assert "Gelateria Aurora" in text
    assert " 4 " in text
    assert say("Consent is not a condition of purchase, and the coupon is the same without it.") in text
    assert say("Msg & data rates may apply.") in text
    assert "HELP" in text
    assert "STOP" in text
    assert say("Where texts cannot be answered, each has a link that ends them.") in text


def test_no_box_speaks_of_a_favour(say):
    """Neither the follow nor the purchase is what a box asks for (SOC-1, US-CTIA-WEB-3)."""
    campaign = make.campaign()
    assert "Telegram" not in coupon_box(campaign, say).words + marketing_box(campaign, say).words


@pytest.mark.parametrize(
    ("countries", "opt_in", "says"),
    [
        (["US"], "auto", "One text with your code."),
        (["US", "DE"], "auto", "One text to check the number, then one with your code."),
        (["US"], "double", "One text to check the number, then one with your code."),
        (["IT"], "single", "One text with your code."),
    ],
)
def test_the_first_box_counts_the_texts_it_takes(countries, opt_in, says):
    text = coupon_box(make.campaign(countries=countries, programme={"opt_in": opt_in}), SAYS["en"]).text
    assert text.startswith(says)


@pytest.mark.parametrize(
    ("countries", "notice"),
    [
        (("IT", "DE"), ""),
        (("US", "IT"), "Msg & data rates may apply."),
        (("US", "CA"), "Standard msg & data rates may apply."),
    ],
)
def test_costs_are_mentioned_where_carriers_ask_for_it(countries, notice):
    assert rates(countries, SAYS["en"]) == notice


def test_where_nobody_can_answer_no_box_speaks_of_replies():
    text = marketing_box(make.campaign(countries=["SK"]), SAYS["en"]).text
    assert "STOP" not in text
    assert text.endswith("Where texts cannot be answered, each has a link that ends them.")


def test_a_digest_pins_the_words_that_were_shown():
    box = marketing_box(make.campaign(), SAYS["it"])
    assert box.digest == sha256(box.words.encode()).hexdigest()
    assert box.digest != marketing_box(make.campaign(programme={"frequency": 5}), SAYS["it"]).digest
    assert box.digest != marketing_box(make.campaign(), SAYS["en"]).digest


def test_a_campaign_without_a_programme_has_one_box():
    with pytest.raises(ValueError, match="no programme"):
        marketing_box(make.campaign(programme=None), SAYS["en"])


@pytest.mark.rule("EU-AGE-1")
@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"countries": ["IT"]}, "I am at least 14."),
        ({"countries": ["IT", "DE"]}, "I am at least 16."),
        ({"countries": ["US"]}, ""),
        ({"countries": ["DE"], "age": 18}, ""),
        ({"countries": ["DE"], "age": 15}, "I am at least 16."),
        ({"countries": ["DE"], "category": "alcohol"}, ""),
    ],
)
def test_a_child_s_own_consent_is_asked_about_where_no_date_of_birth_is(changes, said):
    campaign = make.campaign(**changes)
    assert said in marketing_box(campaign, SAYS["en"]).text
    assert ("I am at least" in marketing_box(campaign, SAYS["en"]).text) == bool(said)
    assert "I am at least" not in coupon_box(campaign, SAYS["en"]).words


PRINTED = {"terms": "https://secondquest.example/t/quest", "privacy": "https://secondquest.example/privacy/quest"}
QUEST = {"word": "QUEST", "sender": "+15035550100", "joins": "programme"}


@pytest.mark.rule(*(f"US-CTIA-CTA-{n}" for n in (1, 2, 3, 4, 5, 6, 7)), "US-TCPA-PEWC-1", "US-TCPA-PEWC-2")
def test_the_word_on_paper_says_all_that_it_joins():
    campaign = make.campaign(countries=["US"], brand=BRAND, keyword=QUEST, programme={"purpose": "deals"})
    assert keyword_words(campaign, SAYS["en"], **PRINTED) == (
        "Text QUEST to +1 503-555-0100 to join Aurora Club: deals. Second Quest Games LLC may then send you recurring "
        "automated marketing texts, up to 4 a month, to your number. Consent is not a condition of purchase. "
        "Msg & data rates may apply. Reply HELP for help, STOP to end. "
        "Terms: https://secondquest.example/t/quest Privacy: https://secondquest.example/privacy/quest"
    )


@pytest.mark.rule("US-CTIA-SINGLE-1")
def test_the_word_that_brings_one_coupon_says_so():
    campaign = make.campaign(countries=["US"], brand=BRAND, keyword={**QUEST, "joins": "coupon"})
    words = keyword_words(campaign, SAYS["en"], **PRINTED)
    assert words.startswith(
        "Text QUEST to +1 503-555-0100 for one text with your code: 25% off, from Second Quest Games."
    )
    assert "marketing" not in words


def test_a_campaign_without_a_word_has_none_to_print():
    with pytest.raises(ValueError, match="no keyword"):
        keyword_words(make.campaign(), SAYS["en"], **PRINTED)
