import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.rules.campaign_keyword import Heard, spoken
from app.rules.keyword import Meaning, meaning

ICE, PIZZA, BREZEL = "ice", "pizza", "brezel"
CAMPAIGNS = {"GELATO": ICE, "PIZZA": PIZZA, "BREZELTAG": BREZEL, "ICE": "cube"}


@pytest.mark.parametrize(
    "text",
    [
        *(
            "GELATO",
            "gelato",
            "Gelato!",
            "“GELATO”",
            "ＧＥＬＡＴＯ",
            "gélato",
            "#gelato",
            "gelato 🍦",
            "  gelato\n",
            "*GELATO*",
        ),
        *("gelato please", "I want gelato", "I want the coupon GELATO please", "code gelato", "Gelato, grazie!"),
        *("vorrei il codice GELATO", "ich möchte den Gutschein Gelato bitte", "quiero el cupón gelato", "hi! gelato"),
        *("text GELATO to 12345", "GELATO\n\nSent from my iPhone", "GEL ATO", "g e l a t o", "ge-la-to", "gelatoooo"),
    ],
)
def test_a_word_is_heard_however_it_is_written(text):
    assert spoken(text, CAMPAIGNS) == Heard(ICE, "GELATO")


@pytest.mark.parametrize(
    ("text", "word", "slips"),
    [
        *(("gelatto", "GELATO", 1), ("geltao", "GELATO", 1), ("gelat", "GELATO", 1), ("helato please", "GELATO", 1)),
        *(("gellatto", "GELATO", 1), ("gelato1", "GELATO", 1), ("GELATO 2", "GELATO", 1), ("ICE1", "ICE", 1)),
        *(("pizzza", "PIZZA", 1), ("I want pizzq", "PIZZA", 1), ("pizza9", "PIZZA", 1)),
        *(("breseltak", "BREZELTAG", 2), ("brzeeltga", "BREZELTAG", 2), ("Brezel Tag", "BREZELTAG", 0)),
    ],
)
def test_a_slip_of_the_thumb_is_forgiven_and_told(text, word, slips):
    assert spoken(text, CAMPAIGNS) == Heard(CAMPAIGNS[word], word, slips)


@pytest.mark.parametrize(
    "text",
    [
        *("your gelato was bad yesterday", "is the gelato vegan", "I hate gelato", "no gelato", "gelato or pasta"),
        *("when do you close", "", "?", "👍", "ok thanks", "getaways", "gxlxto", "iec", "mice", "breseldak"),
        *("stop gelato", "don't send me gelato anymore", "gelateria", "coupon", "please", "the code", "12345"),
    ],
)
def test_what_only_mentions_a_word_says_nothing(text):
    assert spoken(text, CAMPAIGNS) is None


@pytest.mark.parametrize("text", ["STOP", "stopp", "STPO", "help", "yes", "wrong number", "start", "opt out"])
def test_a_command_is_never_a_campaign(text):
    assert spoken(text, {"STOPP": "x", "STEP": "y", "SHELP": "z", "YES": "v", "STARTS": "w"}) is None


def test_two_words_that_are_equally_near_are_both_named():
    words = {"BERRY": "red", "BERTY": "blue"}
    assert spoken("bergy", words) == Heard(slips=1, ambiguous=("BERRY", "BERTY"))
    assert spoken("berry", words) == Heard("red", "BERRY")
    assert spoken("gelato pizza", CAMPAIGNS) == Heard(ambiguous=("GELATO", "PIZZA"))


def test_two_words_of_one_campaign_are_not_ambiguous():
    assert spoken("bergy", {"BERRY": "red", "BERTY": "red"}) == Heard("red", "BERRY", 1)


def test_a_digit_that_is_part_of_a_word_tells_two_campaigns_apart():
    words = {"GELATO1": "one", "GELATO2": "two"}
    assert spoken("gelato 2", words) == Heard("two", "GELATO2")
    assert spoken("gelato3", words) == Heard(slips=1, ambiguous=("GELATO1", "GELATO2"))


@pytest.mark.parametrize("text", ["coupon", "COUPON please", "I want the coupon"])
def test_a_word_may_be_one_that_asks(text):
    assert spoken(text, {"COUPON": ICE}) == Heard(ICE, "COUPON")


@settings(deadline=None)
@given(st.text(max_size=40), st.dictionaries(st.from_regex(r"[A-Z]{2,12}", fullmatch=True), st.just("x"), max_size=4))
def test_what_is_heard_is_one_of_the_words(text, campaigns):
    heard = spoken(text, campaigns)
    assert heard is None or heard.word in campaigns


@settings(deadline=None)
@given(st.from_regex(r"[A-Z]{2,20}", fullmatch=True))
def test_a_word_that_commands_nothing_is_always_heard(word):
    if meaning(word, asked=True) is Meaning.UNCLEAR:
        heard = spoken(word.lower() + "!", {word: "x"})
        assert heard
        assert (heard.word, heard.slips) == (word, 0)
