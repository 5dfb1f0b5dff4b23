"""Every sentence stands in every catalogue, whole; nothing else does."""

from collections import Counter
from datetime import UTC, datetime

import pytest

from app.store.words import load
from tests.catalogue import catalogues, placeholders, sentences, untranslated, unused

CATALOGUES = catalogues()
LANGUAGES = pytest.mark.parametrize("language", list(CATALOGUES))


def test_there_are_catalogues_for_the_languages_we_promise():
    assert set(CATALOGUES) == {"it", "de", "es"}
    assert len(sentences()) > 50


@LANGUAGES
def test_every_sentence_is_translated(language):
    assert untranslated(CATALOGUES[language]) == []


@LANGUAGES
def test_no_translation_is_left_over(language):
    assert unused(CATALOGUES[language]) == []


@LANGUAGES
def test_a_translation_has_the_names_its_sentence_has(language):
    for message in CATALOGUES[language]:
        if message.id:
            source = [message.id] if isinstance(message.id, str) else message.id
            forms = [message.string] if isinstance(message.string, str) else message.string
            for sentence, form in zip(source, forms, strict=True):
                assert Counter(placeholders(form)) == Counter(placeholders(sentence)), form


@LANGUAGES
def test_a_translation_keeps_the_voice(language):
    """No exclamation marks, no stray spaces, an end like the sentence's."""
    for message in CATALOGUES[language]:
        source, form = ((each if isinstance(each, str) else each[-1]) for each in (message.id, message.string))
        if source:
            assert form == form.strip(), form
            assert "  " not in form, form
            assert "!" not in form, form
            assert (form[-1] in ".?:") == (source[-1] in ".?:"), form


@LANGUAGES
def test_a_catalogue_is_what_people_read(language):
    say = load()[language]
    assert say.language == language
    assert say("Enter your mobile number.") != "Enter your mobile number."
    assert say.many("Up to one text a month.", "Up to {n} texts a month.", 1) != say.many(
        "Up to one text a month.", "Up to {n} texts a month.", 4
    )
    assert "14:02" in say.moment(datetime(2026, 7, 12, 14, 2, tzinfo=UTC))
