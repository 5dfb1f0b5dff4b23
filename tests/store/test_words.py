import pytest
from babel.messages.pofile import PoFileError

from app.store.words import load

PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Text me the code"\nmsgstr "{}"\n'


def test_a_file_is_a_language(tmp_path):
    (tmp_path / "fr.po").write_text(PO.format("Envoyez-moi le code"), "utf-8")
    says = load(tmp_path)
    assert set(says) == {"fr", "en"}
    assert says["fr"]("Text me the code") == "Envoyez-moi le code"
    assert says["en"]("Text me the code") == "Text me the code"


def test_an_empty_folder_speaks_english(tmp_path):
    assert set(load(tmp_path)) == {"en"}


def test_a_file_that_is_no_catalogue_stops_the_start(tmp_path):
    (tmp_path / "fr.po").write_text("bonjour", "utf-8")
    with pytest.raises(PoFileError):
        load(tmp_path)
