import pytest

from app.rules import answers
from app.rules.message import parts
from tests import hearing, make

CAMPAIGN, SAY = hearing.shop(brand={"name": "Gelateria Aurora"}), hearing.SAYS["en"]


def in_language(language: str) -> list[str]:
    say = hearing.SAYS[language]
    return [
        answers.hint(CAMPAIGN, say, word="GELATO"),
        answers.hint(CAMPAIGN, say),
        answers.which(CAMPAIGN, say, ("GELATO", "TORTA")),
        answers.early(CAMPAIGN, say),
        answers.over(CAMPAIGN, say),
        answers.sold_out(CAMPAIGN, say),
        answers.on_page(CAMPAIGN, say, link="https://aurora.example/c/estate-25"),
        answers.ended(CAMPAIGN, say),
    ]


ALL = in_language("en")


@pytest.mark.parametrize("text", [text for language in hearing.SAYS for text in in_language(language)])
def test_an_answer_names_the_brand_and_takes_one_part(text):
    assert make.BRAND in text
    assert (parts(text).encoding, parts(text).count) == ("GSM-7", 1)


def test_a_hint_says_what_to_text_for_what_and_how_to_reach_a_person():
    assert "Text GELATO for 25% off." in answers.hint(CAMPAIGN, SAY, word="GELATO")
    assert "Text" not in answers.hint(CAMPAIGN, SAY)
    assert all("HELP" in text and "ciao@aurora.example" in text for text in ALL[:2])


def test_the_names_that_are_stored_never_change():
    names = ["stop", "help", "start", "hint", "which", "early", "over", "sold out", "on page", "ended"]
    assert [each.value for each in answers.Answer] == names
