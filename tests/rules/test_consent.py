from hashlib import sha256

import pytest

from app.rules.consent import coupon_box, marketing_box, rates
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
