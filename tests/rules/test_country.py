from types import SimpleNamespace

import pytest

from app.rules.country import COUNTRIES, country, is_protected, opt_in

TABLE = {
    "US",
    "CA",
    "GB",
    "IE",
    "FR",
    "DE",
    "AT",
    "CH",
    "IT",
    "ES",
    "PT",
    "NL",
    "BE",
    "PL",
    "SK",
    "CZ",
    "SE",
    "DK",
    "NO",
    "FI",
    "RU",
    "UA",
    "IN",
    "ID",
    "AU",
    "NZ",
    "BR",
    "MX",
    "JP",
}


def campaign(wish, *, premium=False):
    """A campaign that can be answered, where the country's networks let people."""
    programme = SimpleNamespace(opt_in=wish, premium=premium) if wish else None
    return SimpleNamespace(programme=programme, senders=(), keyword=SimpleNamespace(sender="+393399900000"))


def test_every_country_of_the_fact_sheet_has_rules():
    assert set(COUNTRIES) >= TABLE
    assert len(TABLE) == 29


@pytest.mark.parametrize("rule", COUNTRIES.values(), ids=list(COUNTRIES))
def test_every_rule_names_its_grade_and_where_it_stands(rule):
    assert rule.grade in set("L2VDU")
    assert rule.source or rule.grade == "U"
    assert rule.words.source or rule.words.grade == "U"
    assert rule.number.endswith(f"{rule.adjective} number")


@pytest.mark.parametrize("code", ["RU", "UA", "ID", "SK"])
def test_who_cannot_answer_a_text_proves_a_number_on_the_page(code):
    assert not country(code).two_way
    assert opt_in(campaign("auto"), code) == opt_in(campaign("double"), code) == "double_on_page"


@pytest.mark.parametrize(
    ("wish", "code", "means"),
    [
        (None, "US", "single"),
        ("auto", "US", "single"),
        ("auto", "GB", "single"),
        ("auto", "DE", "double"),
        ("auto", "IT", "double"),
        ("double", "US", "double"),
        ("single", "IT", "single"),
        ("single", "DE", "double"),  # EU-DOI-1: no proof but by the number itself
        ("auto", "LI", "double"),
    ],
)
def test_a_campaign_asks_for_more_proof_and_for_less_only_where_it_may(wish, code, means):
    assert opt_in(campaign(wish), code) == means


@pytest.mark.rule("US-CTIA-DOI-2")
@pytest.mark.parametrize("code", list(COUNTRIES))
@pytest.mark.parametrize("wish", ["auto", "single", "double"])
def test_texts_that_are_billed_ask_every_number_for_proof(code, wish):
    assert opt_in(campaign(wish, premium=True), code) in {"double", "double_on_page"}


def test_carriers_of_two_countries_ask_for_a_notice_of_costs():
    notices = {code: rule.rates for code, rule in COUNTRIES.items() if rule.rates}
    assert notices == {"US": "Msg & data rates may apply.", "CA": "Standard msg & data rates may apply."}


def test_a_country_without_a_row_gets_the_cautious_rules():
    rule = country("LI")
    assert (rule.opt_in, rule.grade, rule.two_way) == ("double", "U", True)


@pytest.mark.parametrize(
    ("countries", "protected"),
    [
        (["US"], False),
        (["US", "IT"], True),
        (["GB"], True),
        (["CH"], True),
        (["SM"], True),
        (["LI"], True),
        (["JP"], False),
    ],
)
def test_europeans_have_an_authority_to_complain_to(countries, protected):
    assert is_protected(countries) is protected
