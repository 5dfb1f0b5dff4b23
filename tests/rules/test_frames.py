import subprocess
import sys

import pytest

from app.rules.frames import may_order, orders_an_end
from app.rules.roles import written_down
from app.rules.spelling import words

KNOWN: frozenset[str] = frozenset()


def ordered(text, *, within="", asked=False):
    return orders_an_end(words(text), KNOWN, words(within or text), asked=asked)


def test_a_clause_is_written_down_by_the_roles_of_its_words():
    assert written_down(words("quit sending me those adverts"), KNOWN) == {"en": "CSMJT"}
    assert written_down(words("quit sending me those grotty adverts"), KNOWN) == {"en": "CSMJ?T"}


@pytest.mark.rule("US-KW-4")
@pytest.mark.parametrize(
    "text",
    [
        "for heaven's sake quit sending me those grotty adverts",
        "Ich möchte von Ihrem werten Hause keinerlei Werbung mehr erhalten",
        "nehmt mich bitte endlich aus eurem Verteiler",
        "togliete il mio numero dal vostro elenco",
        "les ruego que dejen de mandarme publicidad",
        "merci de ne plus m'envoyer vos offres",
        "retirem o meu contacto da vossa lista",
        "wil je me uit de lijst halen",
        "proszę o usunięcie mojego numeru z bazy",
        "уберите мой номер из базы",
        "もうメッセージを送らないでください",
    ],
)
def test_an_order_is_read_in_whatever_words(text):
    assert ordered(text)


@pytest.mark.rule("US-KW-5")
@pytest.mark.parametrize(
    "text",
    [
        "don't ever quit sending me those adverts",
        "if you quit sending me adverts I will miss them",
        "why did you quit sending me adverts",
        "remove my number from the booking",
        "quit sending me so many texts",
        "don't send me the parcel",
        "non smettete di mandarmi messaggi",
        "ich bekomme keine Nachrichten mehr",
        "no dejen de mandar ofertas",
        "n'arrêtez pas de m'envoyer des offres",
    ],
)
def test_a_denial_a_tale_or_another_object_undoes_an_order(text):
    assert not ordered(text)


def test_a_terse_order_needs_words_that_we_know_or_a_complaint():
    assert ordered("please remove me")
    assert not ordered("please remove me gizmo")
    assert ordered("please remove me gizmo I never signed up")


def test_the_sentence_around_a_clause_may_name_another_object():
    assert ordered("remove my number")
    assert not ordered("remove my number", within="my booking fell through, remove my number")


def test_a_slip_is_forgiven_but_in_the_ending():
    assert ordered("quit textting me")
    assert ordered("quit sending me advrts")
    assert ordered("non mandate messaggi")
    assert not ordered("non mandato messaggi")


def test_a_question_without_manners_orders_only_to_cease_or_says_what_is_unwanted():
    assert ordered("la finite di mandarmi messaggi", asked=True)
    assert ordered("I don't want ur adverts ok", asked=True)
    assert not ordered("keine Nachrichten mehr", asked=True)


def test_most_texts_are_let_go_at_once():
    assert not may_order(words("two scoops of gelato tomorrow"))
    assert may_order(words("remove my number"))


def test_no_table_is_laid_out_before_a_text_comes():
    """Every command of handbill imports the reader, and hardly one reads."""
    asks = (
        "from app.rules import keyword, roles; print(roles._readings.cache_info().currsize, vars(keyword.STOP).keys())"
    )
    told = subprocess.run([sys.executable, "-c", asks], capture_output=True, text=True, check=True)
    assert told.stdout == "0 dict_keys(['_tables'])\n"
