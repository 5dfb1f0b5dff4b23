"""The reader that other tests hold the terms by misses each thing that is not there."""

import pytest

from app.store.words import load
from tests import make
from tests.terms import missing_conditions, missing_elements

SAYS = load()
PRIVACY = "https://aurora.example/privacy/estate-25"
TERMS = {
    "programme": "Aurora Club sends",
    "description": "offers and news,",
    "frequency": "up to 4 texts a month.",
    "rates": "Msg & data rates may apply.",
    "contact": "Write to ciao@aurora.example.",
    "stop": "Reply STOP to end, HELP for help.",
    "privacy": PRIVACY,
    "carriers": "Carriers are not liable for delayed messages.",
}
CONDITIONS = {
    "benefit": "25% off",
    "minimum": "From $20",
    "terms": "One per person, not with other offers.",
    "start": "June 1, 2026",
    "end": "August 31, 2036",
    "zone": "Europe/Rome",
    "per_person": "2 each",
    "quantity": "5,000 in all",
    "promoter": "Aurora S.r.l., Via Roma 1, 50123 Firenze",
}
CAMPAIGN = make.campaign(
    countries=["US"],
    offer={"minimum": {"it": "Da $20", "en": "From $20"}, "limits": {"total": 5000, "per_person": 2}},
)


def text(parts: dict[str, str], without: str = "") -> str:
    return "\n".join(said for part, said in parts.items() if part != without)


@pytest.mark.rule("US-CTIA-TERMS-1")
def test_of_eight_things_each_is_missed():
    assert missing_elements(text(TERMS), CAMPAIGN, SAYS["en"], privacy=PRIVACY) == ()
    for element in TERMS:
        assert missing_elements(text(TERMS, element), CAMPAIGN, SAYS["en"], privacy=PRIVACY) == (element,)


def test_what_no_country_asks_for_is_not_missed():
    italian = make.campaign(countries=["IT"])
    assert missing_elements(text(TERMS, "rates"), italian, SAYS["en"], privacy=PRIVACY) == ()
    alone = make.campaign(programme=None)
    said = {**TERMS, "programme": "Gelateria Aurora", "description": "25% off", "frequency": ""}
    assert missing_elements(text(said), alone, SAYS["en"], privacy=PRIVACY) == ()


def test_where_nobody_can_answer_a_link_ends_the_texts():
    slovak = make.campaign(countries=["SK"])
    assert missing_elements(text(TERMS), slovak, SAYS["en"], privacy=PRIVACY) == ("stop",)
    said = {**TERMS, "stop": "Each text has a link that ends them."}
    assert missing_elements(text(said), slovak, SAYS["en"], privacy=PRIVACY) == ()


@pytest.mark.rule("COUP-TERM-2", "COUP-US-1")
def test_of_the_conditions_each_is_missed():
    assert missing_conditions(text(CONDITIONS), CAMPAIGN, SAYS["en"]) == ()
    for condition in CONDITIONS:
        assert missing_conditions(text(CONDITIONS, condition), CAMPAIGN, SAYS["en"]) == (condition,)
