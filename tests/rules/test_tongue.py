import pytest

from app.rules.tongue import tongue

ALL = ("en", "it", "de", "es", "fr")


@pytest.mark.parametrize(
    ("text", "language"),
    [("basta messaggi", "it"), ("Abmelden", "de"), ("Aiuto!", "it"), ("unsubscribe me", "en"), ("ayuda", "es")],
)
def test_a_word_that_one_language_has_tells_it(text, language):
    assert tongue(text, ALL) == language


@pytest.mark.parametrize("text", ["STOP", "basta", "HELP", "info", "START", "ok", "", "GELATO"])
def test_what_anybody_says_tells_nothing(text):
    assert tongue(text, ALL) is None


def test_a_language_that_is_not_spoken_here_is_not_answered_in():
    assert tongue("Abmelden", ("en", "it")) is None
