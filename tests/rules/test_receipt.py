"""What a receipt says of a consent, and that its sheet can be read by whoever gets it."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2
import pytest

from app.rules.receipt import ON_RECORD, Proof, Receipt, as_json, digests, heading, how, lines, shown, verdict, when
from app.rules.receipt_sheet import BOLD, MONO, TEXT, draw

FONTS = Path(__file__).parents[2] / "static" / "fonts"
FACES = {TEXT: "DejaVuSansCondensed", BOLD: "DejaVuSansCondensed-Bold", MONO: "DejaVuSansMono"}
NOW = datetime(2026, 7, 4, 10, 0, tzinfo=UTC)
WORDS = "Anche offerte e novità via SMS (facoltativo)\nΠροσφορές, Предложения, nabídky – “così”."
BY_PIN = {
    "how": "pin on the page",
    "asked_at": "2026-07-04T10:00:01+00:00",
    "answered_at": "2026-07-04T10:00:41+00:00",
    "question": "0197d4a1",
    "question_at_gateway": "phone 42",
}


def proof(**changes):
    values = {
        "event": "request",
        "purpose": "marketing",
        "channel": "sms",
        "at": NOW,
        "brand": "Gelateria Aurora",
        "campaign": "estate-25",
        "release": "5b" * 32,
        "words": WORDS,
        "words_sha256": "e4" * 32,
        "language": "it",
        "placement": "k7q2m",
        "facts": {
            "zone": "Europe/Rome",
            "company": "Aurora S.r.l., Via Roma 1",
            "programme": "Aurora Club",
            "page": "https://aurora.example/c/estate-25",
            "box": "empty until ticked",
        },
        "evidence": {"address": "203.0.113.9", "typed": "333 123 4342", "browser": "Chrome"},
        "seal": "a1" * 32,
    }
    return Proof(**{**values, **changes})


def receipt(*proofs, fault=""):
    return Receipt("+39 ••• ••• 342", NOW, {"Gelateria Aurora, marketing": "granted"}, list(proofs), fault)


@pytest.mark.rule("EU-GDPR-7-1", "US-REC-1")
def test_it_says_who_what_when_where_and_how():
    told = dict(lines(proof()))
    assert heading(proof()) == "Asked for on a page · marketing"
    assert told["When"] == "2026-07-04 10:00:00 UTC  ·  2026-07-04 12:00:00 Europe/Rome"
    assert told["To whom"] == "Gelateria Aurora · Aurora S.r.l., Via Roma 1"
    assert told["Programme"] == "Aurora Club"
    assert told["Where"] == "https://aurora.example/c/estate-25, placement k7q2m"
    assert told["How"] == "The box was empty until ticked."
    assert [hash for _, hash in digests(proof())] == ["e4" * 32, "5b" * 32, "a1" * 32]


@pytest.mark.rule("EU-DOI-1")
def test_a_pin_ties_the_consent_to_the_number_by_question_and_answer():
    confirmed = proof(event="confirm", facts={}, evidence=BY_PIN, words=None, words_sha256=None)
    assert how(confirmed) == (
        "The pin that was texted to the number was typed on the page at 2026-07-04 10:00:41 UTC, "
        "in answer to a question of 2026-07-04 10:00:01 UTC."
    )
    assert dict(lines(confirmed))["Text that asked"] == "0197d4a1"
    assert dict(lines(confirmed))["… at the gateway"] == "phone 42"
    assert when(confirmed) == "2026-07-04 10:00:00 UTC"


def test_who_it_was_is_masked_unless_all_is_to_be_told():
    evidence = proof().evidence
    assert shown(evidence, full=True) == evidence
    assert shown(evidence, full=False) == {"address": ON_RECORD, "typed": ON_RECORD, "browser": "Chrome"}


@pytest.mark.parametrize(("fault", "says"), [("", "holds"), ("the last entries are gone", "does not hold")])
def test_it_says_whether_the_chain_holds(fault, says):
    assert says in verdict(receipt(fault=fault))


def test_a_program_reads_the_same():
    told = as_json(receipt(proof()))
    assert json.loads(json.dumps(told)) == told
    assert told["chain"] == "whole"
    assert told["entries"][0]["words"] == WORDS


def sheet_of(receipt):
    return draw(receipt, {face: (FONTS / f"{name}.ttf").read_bytes() for face, name in FACES.items()})


def said_on(sheet):
    """(the text of all pages, how many there are)."""
    document = pypdfium2.PdfDocument(sheet)
    pages = [document[number] for number in range(len(document))]
    texts = [page.get_textpage() for page in pages]
    said = " ".join(" ".join(text.get_text_range().split()) for text in texts)
    for each in [*texts, *pages, document]:
        each.close()
    return said, len(pages)


def test_the_sheet_holds_every_word_in_every_alphabet_we_print():
    long = receipt(*[proof()] * 5)
    assert sheet_of(long) == sheet_of(long)
    said, _ = said_on(sheet_of(long))
    for line in [*WORDS.split("\n"), "Consent receipt", "e4" * 32, "a1" * 32, "+39 ••• ••• 342"]:
        assert line in said


def test_words_longer_than_a_page_go_on_overleaf_and_nothing_is_markup():
    words = "Gelateria Aurora <b>&amp; SMS " + "parola " * 900 + "fine"
    said, pages = said_on(sheet_of(receipt(proof(words=words, evidence={"typed": "x" * 3000}))))
    assert pages > 1
    assert "Gelateria Aurora <b>&amp; SMS parola" in said
    assert "parola fine" in said


def test_whoever_never_agreed_to_anything_is_told_so():
    assert "Nothing was ever agreed to." in said_on(sheet_of(receipt()))[0]
