import re
from datetime import date
from functools import partial
from timeit import timeit

import pytest

from app.rules import wording
from app.rules.country import COUNTRIES, can_answer, country
from app.rules.keyword import Meaning, meaning
from app.rules.message import parts
from app.rules.redemption import OVER, Status
from app.rules.wording import (
    confirmation_text,
    coupon_text,
    elements_missing,
    over_text,
    preferences_text,
    proof_text,
    question_text,
)
from app.store.words import load
from tests import make

SAYS = load()
CODE, LINK, DAY = (
    "K7QM-2FYV-3784",
    "https://aurora.example/k/7Hn2pQ9xab",
    date(2026, 7, 11),
)  # a Saturday: "sáb" in Spanish
PREFERENCES = "https://aurora.example/p/7Hn2pQ9xab.1mKo.BdTIOBKX6tyxbVMc27YiVTUz"
EVERYWHERE = [(code, language) for code in COUNTRIES for language in SAYS]
FIVE = ("brand", "frequency", "rates", "help", "stop")
NOT_ME = "https://aurora.example/n/7Hn2pQ9xabcd"
YES = {"en": "YES", "it": "SI", "de": "JA", "es": "SI"}
REPLIES = [wording.stop_reply, wording.help_reply, partial(wording.start_reply, is_in=True)]


TITLE = {"en": "25% off", "it": "25 % di sconto", "de": "25 % Rabatt", "es": "25 % de descuento"}
TERMS = {"en": "Once each.", "it": "Uno a testa.", "de": "Einmal je Person.", "es": "Uno por persona."}
HEADLINE = {"en": "A quarter off", "it": "Un quarto in meno", "de": "Ein Viertel weniger", "es": "Un cuarto menos"}
PURPOSE = {"en": "offers and news", "it": "offerte e novità", "de": "Angebote", "es": "ofertas y novedades"}


def campaign(code, **changes):
    """A campaign in four languages for one country."""
    texts = {"page": {"headline": HEADLINE}, "offer": {"title": TITLE, "terms": TERMS}}
    changes["programme"] = {"purpose": PURPOSE} | changes.get("programme", {})
    return make.campaign(countries=[code], languages=list(TITLE), **texts | changes)


def offers_yes(text: str) -> bool:
    """Whether a word in capitals would, sent back, be taken for a yes."""
    return any(meaning(word, asked=True) is Meaning.YES for word in re.findall(r"\b[A-Z]{2,4}\b", text))


def coupon(of, say, code):
    return coupon_text(of, say, code=CODE, link=LINK, last_day=DAY, country=code)


@pytest.mark.rule("EU-SVC-1", "EU-EPRIV-13-4", "US-CTIA-SINGLE-1", "US-CTIA-MSG-1", "CH-1", "AT-1")
@pytest.mark.parametrize(("code", "language"), EVERYWHERE)
def test_a_coupon_text_carries_all_one_needs_in_two_parts_at_most(code, language):
    text = coupon(campaign(code), SAYS[language], code)
    assert all(fact in text for fact in ("Gelateria Aurora", CODE, LINK, "11"))
    assert ("STOP" in text) == country(code).two_way
    counted = parts(text)
    assert (counted.encoding, counted.forcing) == ("GSM-7", ())
    assert counted.count <= 2


def test_the_american_coupon_fits_one_part_with_everything_in_it():
    text = coupon(campaign("US"), SAYS["en"], "US")
    assert text == (
        "Gelateria Aurora: your code is K7QM-2FYV-3784. 25% off, through Sat, Jul 11: "
        "https://aurora.example/k/7Hn2pQ9xab Msg & data rates may apply. Reply STOP to end."
    )
    assert parts(text).count == 1


@pytest.mark.rule("EU-SVC-1", "US-TCPA-REV-3", "RU-2", "US-CTIA-MSG-1", "CH-1", "AT-1")
@pytest.mark.parametrize("worth", sorted(OVER))
@pytest.mark.parametrize(("code", "language"), EVERYWHERE)
def test_of_a_code_that_works_no_more_a_text_says_why_and_how_texts_end(code, language, worth):
    of = campaign(code)
    text = over_text(of, SAYS[language], worth, preferences_link=PREFERENCES, country=code)
    assert "Gelateria Aurora" in text
    assert ("STOP" in text, PREFERENCES in text) == (country(code).two_way, not country(code).two_way)
    assert ("ciao@aurora.example" in text) == (worth is Status.REVOKED)
    assert "25" not in text
    assert (parts(text).encoding, parts(text).forcing) == ("GSM-7", ())
    assert parts(text).count <= 2


@pytest.mark.rule("US-CTIA-CONF-2", "EU-EPRIV-13-4", "CH-1", "AT-1", "US-CTIA-MSG-1", "CA-CASL-2")
@pytest.mark.parametrize(("code", "language"), EVERYWHERE)
def test_a_confirmation_lacks_nothing_its_country_asks_for(code, language):
    of = campaign(code)
    for link in (None, PREFERENCES):
        text = confirmation_text(of, SAYS[language], country=code, preferences_link=link)
        assert elements_missing(text, of, code) == ()
        assert SAYS[language].many("Up to one text a month.", "Up to {n} texts a month.", 4) in text
        assert parts(text).encoding == "GSM-7"
        assert parts(text).count <= 2


@pytest.mark.rule("US-CTIA-CONF-2")
@pytest.mark.parametrize("language", list(SAYS))
def test_an_american_confirmation_has_the_five_elements(language):
    of, say = campaign("US"), SAYS[language]
    whole = confirmation_text(of, say, country="US")
    assert elements_missing("", of, "US") == FIVE
    assert elements_missing(whole, of, "US") == ()
    for gone, sentence in {
        "frequency": say.many("Up to one text a month.", "Up to {n} texts a month.", 4),
        "rates": say("Msg & data rates may apply."),
    }.items():
        assert elements_missing(whole.replace(sentence, ""), of, "US") == (gone,)
    assert elements_missing(whole.replace("HELP", "").replace("STOP", ""), of, "US") == ("help", "stop")


@pytest.mark.rule("CA-1", "CA-CASL-2")
@pytest.mark.parametrize("language", list(SAYS))
def test_a_canadian_confirmation_says_standard_and_who_and_where(language):
    of, say = campaign("CA"), SAYS[language]
    american = confirmation_text(campaign("US"), say, country="US")
    assert elements_missing(american, of, "CA") == ("rates", "contact")
    assert "Via Roma 1, 50123 Firenze, ciao@aurora.example" in confirmation_text(of, say, country="CA")


@pytest.mark.rule("CZ-1")
def test_every_czech_text_is_labelled_as_advertising():
    of, say = campaign("CZ"), SAYS["en"]
    for text in (
        coupon(of, say, "CZ"),
        confirmation_text(of, say, country="CZ"),
        proof_text(of, say, pin="1", link=NOT_ME, country="CZ"),
        question_text(of, say, link=NOT_ME, country="CZ"),
        over_text(of, say, Status.EXPIRED, preferences_link=PREFERENCES, country="CZ"),
    ):
        assert text.startswith("Obchodni sdeleni. Gelateria Aurora")


@pytest.mark.rule("US-TCPA-REV-3", "RU-2", "ID-1")
@pytest.mark.parametrize("code", [code for code, rule in COUNTRIES.items() if not rule.two_way])
def test_where_nobody_can_answer_a_link_ends_the_texts(code):
    of, say = campaign(code), SAYS["en"]
    assert confirmation_text(of, say, country=code, preferences_link=PREFERENCES).endswith(PREFERENCES)
    assert "ciao@aurora.example" in confirmation_text(of, say, country=code)
    for text in (coupon(of, say, code), confirmation_text(of, say, country=code)):
        assert "STOP" not in text
        assert "Replies do not reach us" in text


@pytest.mark.rule("US-TCPA-REV-3")
@pytest.mark.parametrize("language", list(SAYS))
def test_no_text_from_a_name_tells_people_to_reply_to_it(language):
    of, say = campaign("DE", senders=[{"from": "AURORA"}]), SAYS[language]
    texts = [
        coupon(of, say, "DE"),
        confirmation_text(of, say, country="DE", preferences_link=PREFERENCES),
        confirmation_text(of, say, country="DE"),
        proof_text(of, say, pin="481902", link=NOT_ME, country="DE"),
    ]
    assert not can_answer(of, "DE")
    assert [elements_missing(text, of, "DE") for text in texts[1:3]] == [(), ()]
    for text in texts:
        assert "STOP" not in text
        assert YES[language] not in re.findall(r"\w+", text)
        assert parts(text).count <= 2
    assert LINK in texts[0]
    assert PREFERENCES in texts[1]
    assert "ciao@aurora.example" in texts[2]


@pytest.mark.rule("EU-DOI-2", "US-CTIA-OTP-1", "SK-1")
@pytest.mark.parametrize(("code", "language"), EVERYWHERE)
def test_a_proof_asks_and_advertises_nothing(code, language):
    of, say = campaign(code), SAYS[language]
    text = proof_text(of, say, pin="481902", link=NOT_ME, country=code)
    assert all(fact in text for fact in ("Gelateria Aurora", "481902", NOT_ME))
    for advertising in ("http", "25", "Club", CODE, of.offer.title.in_(language), of.page.headline.in_(language)):
        assert advertising not in text.replace(NOT_ME, "")
    assert offers_yes(text) == country(code).two_way
    assert (parts(text).encoding, parts(text).count) == ("GSM-7", 1)


@pytest.mark.rule("EU-DOI-1", "EU-DOI-2", "SK-1")
@pytest.mark.parametrize(("code", "language"), EVERYWHERE)
def test_a_proof_that_joins_the_programme_names_it_wherever_a_yes_is_taken(code, language):
    """Whoever reads it may never have seen the page on which somebody ticked the box."""
    of, say = campaign(code), SAYS[language]
    asks = partial(proof_text, of, say, pin="481902", link=NOT_ME, country=code)
    text = asks(marketing=True)
    assert all(fact in text for fact in ("Gelateria Aurora", "481902", NOT_ME))
    assert ("Aurora Club" in text, "4" in text.replace("481902", "")) == (country(code).two_way,) * 2
    assert offers_yes(text) == country(code).two_way
    assert "25" not in text
    assert (parts(text).encoding, parts(text).count) == ("GSM-7", 1)
    assert asks(marketing=False) == asks()


def test_what_a_yes_joins_in_so_many_words():
    of = partial(proof_text, pin="481902", link=NOT_ME, country="DE", marketing=True)
    texts = {language: of(campaign("DE"), SAYS[language]) for language in ("en", "de")}
    assert texts == {
        "en": "Gelateria Aurora: code 481902. Or reply YES and join Aurora Club too, up to 4 texts a month. "
        f"Not you? {NOT_ME}",
        "de": "Gelateria Aurora: Code 481902. Oder antworte JA, auch für Aurora Club, bis zu 4 SMS im Monat. "
        f"Nicht du? {NOT_ME}",
    }
    once = of(campaign("DE", programme={"frequency": 1}), SAYS["en"])
    assert "up to one text a month" in once


def test_a_campaign_without_a_programme_asks_for_the_coupon_alone():
    of = make.campaign(countries=["DE"], programme=None)
    asks = partial(proof_text, of, SAYS["en"], pin="481902", link=NOT_ME, country="DE")
    assert asks(marketing=True) == asks()


@pytest.mark.parametrize(("code", "language"), EVERYWHERE)
def test_the_question_whether_the_programme_is_wanted_fits_one_part_and_has_a_way_out(code, language):
    of, say = campaign(code), SAYS[language]
    text = question_text(of, say, link=NOT_ME, country=code)
    assert all(fact in text for fact in ("Gelateria Aurora", "Aurora Club", NOT_ME))
    assert offers_yes(text)
    assert (parts(text).encoding, parts(text).count) == ("GSM-7", 1)


@pytest.mark.rule("US-TCPA-REV-3", "RU-2", "CA-CASL-3")
@pytest.mark.parametrize("code", [code for code, rule in COUNTRIES.items() if not rule.two_way])
def test_each_text_to_where_nobody_can_answer_carries_the_link_that_ends_them(code):
    of, say = campaign(code), SAYS["en"]
    assert LINK in coupon(of, say, code)
    assert PREFERENCES in confirmation_text(of, say, country=code, preferences_link=PREFERENCES)
    assert NOT_ME in proof_text(of, say, pin="481902", link=NOT_ME, country=code)
    assert NOT_ME in question_text(of, say, link=NOT_ME, country=code)
    assert PREFERENCES in preferences_text(of, say, link=PREFERENCES, country=code)


@pytest.mark.parametrize(("code", "language"), EVERYWHERE)
def test_the_link_to_the_preferences_takes_one_part(code, language):
    text = preferences_text(campaign(code), SAYS[language], link=PREFERENCES, country=code)
    assert "Gelateria Aurora" in text
    assert (parts(text).encoding, parts(text).count) == ("GSM-7", 1)


@pytest.mark.parametrize("language", list(SAYS))
def test_the_yes_we_ask_for_is_one_we_understand(language):
    assert meaning(YES[language], asked=True) is Meaning.YES


@pytest.mark.rule("US-CTIA-STOP-1", "US-CTIA-HELP-1")
@pytest.mark.parametrize("language", list(SAYS))
@pytest.mark.parametrize("reply", REPLIES)
def test_a_reply_names_the_brand_and_fits_one_part(reply, language):
    text = reply(campaign("IT"), SAYS[language])
    assert text.startswith("Gelateria Aurora: ")
    assert (parts(text).encoding, parts(text).count) == ("GSM-7", 1)


@pytest.mark.rule("US-CTIA-STOP-1", "US-TCPA-REV-2")
@pytest.mark.parametrize("language", list(SAYS))
def test_a_stop_is_confirmed_and_nothing_else_is_said(language):
    """US-CTIA-STOP-1: the programme, the end, and that no more follows; no link, no way back."""
    text = wording.stop_reply(campaign("US"), SAYS[language])
    assert "Aurora Club" in text
    assert not any(more in text for more in ("http", "START", "%", "@"))


def test_a_stop_reply_in_so_many_words():
    assert wording.stop_reply(campaign("US"), SAYS["en"]) == (
        "Gelateria Aurora: you are unsubscribed from Aurora Club. No more texts will follow."
    )


@pytest.mark.rule("US-CTIA-HELP-1")
@pytest.mark.parametrize("language", list(SAYS))
def test_help_leads_to_a_person(language):
    text = wording.help_reply(
        campaign("IT", brand={"support": {"email": "ciao@aurora.example", "phone": "+39 055 0000000"}}),
        SAYS[language],
    )
    assert "ciao@aurora.example" in text
    assert "+39 055 0000000" in text


def test_a_start_is_answered_with_what_the_strictest_country_asks():
    text = wording.start_reply(campaign("US"), SAYS["en"], is_in=True)
    assert elements_missing(text, campaign("US"), "US") == ()


def test_a_start_promises_no_programme_to_whoever_is_not_in_it():
    text = wording.start_reply(campaign("US"), SAYS["en"], is_in=False, word="GELATO")
    assert "a month" not in text
    assert "Text GELATO for" in text


def test_a_campaign_may_word_its_texts_itself():
    of = campaign(
        "IT",
        messages={
            "coupon": "Ciao! Con {code} hai {title} da {brand} fino a {day}. {link} STOP per uscire",
            "confirmation": "Evviva, sei in {programme}! Scrivi STOP quando vuoi.",
        },
    )
    assert coupon(of, SAYS["it"], "IT") == (
        f"Ciao! Con {CODE} hai 25 % di sconto da Gelateria Aurora fino a sab 11 lug. {LINK} STOP per uscire"
    )
    assert confirmation_text(of, SAYS["it"], country="IT") == (
        "Gelateria Aurora: Evviva, sei in Aurora Club! Scrivi STOP quando vuoi."
    )


def test_what_its_own_wording_lacks_is_added_and_no_more():
    of = campaign("US", messages={"coupon": "Here: {code}", "confirmation": "Hi!"})
    assert coupon(of, SAYS["en"], "US") == (
        f"Gelateria Aurora: Here: {CODE} {LINK} Msg & data rates may apply. Reply STOP to end."
    )
    assert confirmation_text(of, SAYS["en"], country="US") == (
        "Gelateria Aurora: Hi! Up to 4 texts a month. Msg & data rates may apply. HELP for help, STOP to end."
    )
    assert confirmation_text(of, SAYS["en"], country="IT") == "Gelateria Aurora: Hi! Reply STOP to end."


def test_a_brand_called_stop_still_says_how_to_stop():
    of = campaign("US", brand={"name": "STOP & Shop"}, programme={"name": "HELP Club"})
    assert coupon(of, SAYS["en"], "US").endswith("Reply STOP to end.")
    assert elements_missing("STOP & Shop: HELP Club", of, "US") == ("frequency", "rates", "help", "stop")


def test_typographic_signs_do_not_cost_half_of_the_room():
    offer = {"title": "25\u00a0% di “sconto”…", "terms": TERMS}
    of = campaign("IT", brand={"name": "L’Aurora – «gelati»"}, offer=offer)
    text = coupon(of, SAYS["it"], "IT")
    assert parts(text).encoding == "GSM-7"
    assert 'L\'Aurora - "gelati"' in text
    assert '25 % di "sconto"...' in text


def test_the_first_of_a_month_costs_nothing_extra():
    text = coupon_text(campaign("IT"), SAYS["it"], code=CODE, link=LINK, last_day=date(2026, 7, 1), country="IT")
    assert "fino a mer 1 lug:" in text


def test_ten_thousand_texts_are_written_and_counted_in_a_second():
    """Five times that is usual here; the bound leaves room for a busy machine."""
    of, say = campaign("IT"), SAYS["it"]
    each = min(timeit(lambda: parts(coupon(of, say, "IT")), number=100) for _ in range(5)) / 100
    assert each < 100e-6
