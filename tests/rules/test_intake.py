"""A row of an import: taken with proof, or refused with the reason."""

from datetime import UTC, datetime

import pytest

from app.rules.intake import Refused, Row, read_row
from app.store import words
from tests import make

SAY = words.load()["en"]
NOW = datetime(2026, 7, 4, 10, 0, tzinfo=UTC)
GOOD = {
    "number": "333 123 4342",
    "event": "yes",
    "consent_at": "2026-05-31",
    "consent_text": "Gelateria Aurora può mandarmi offerte via SMS.",
    "source": "shop, Via Roma",
    "evidence": "https://aurora.example/scans/17.pdf",
    "language": "it",
    "country": "",
}


def read(**changes):
    return read_row(7, {**GOOD, **changes}, make.campaign(), SAY, NOW)


@pytest.mark.rule("EU-GDPR-7-1", "US-REC-1")
def test_a_proven_yes_is_taken_with_its_very_words():
    row = read()
    assert isinstance(row, Row)
    assert (row.line, row.number.e164, row.yes, row.words) == (7, make.NUMBER, True, GOOD["consent_text"])
    assert row.at == datetime(2026, 5, 30, 22, 0, tzinfo=UTC)  # the day begins in the campaign's zone
    assert (row.source, row.document, row.language) == (GOOD["source"], GOOD["evidence"], "it")


@pytest.mark.rule("US-CTIA-OPT-1", "EU-GDPR-7-1")
@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"event": "maybe"}, '"yes" or "no"'),
        ({"number": "hello"}, "mobile number"),
        ({"number": "+33612345678"}, "numbers"),
        ({"country": "FR"}, "not for numbers of FR"),
        ({"consent_text": ""}, "needs consent_text"),
        ({"consent_at": " "}, "needs consent_at"),
        ({"source": ""}, "needs source"),
        ({"evidence": ""}, "needs evidence"),
        ({"consent_at": "31/05/2026"}, "is no moment"),
        ({"consent_at": "0001-01-01T00:00+02:00"}, "is no moment"),
        ({"consent_at": "2026-07-04T12:00:01+02:00"}, "in the future"),
        ({"consent_at": "2024-07-04"}, "older than 24 months"),
        ({"consent_text": "Bottega Blu may send me texts."}, "do not name Gelateria Aurora"),
        ({"consent_text": "Gelateria Aurora may e-mail me."}, "another channel"),
        ({"source": "lead broker, May"}, "bought"),
        ({"source": "customer list 2025"}, "bought"),
        ({"consent_text": "Gelateria Aurora SMS " + "a" * 5000}, "more than 5000"),
    ],
)
def test_what_proves_nothing_is_refused_with_the_reason(changes, why):
    refused = read(**changes)
    assert isinstance(refused, Refused)
    assert why in refused.why
    assert "333" not in refused.why


@pytest.mark.rule("EU-SUPP-1")
def test_a_no_needs_no_proof_and_no_country_of_ours():
    row = read(number="+33612345678", event="no", consent_at="", consent_text="", source="", evidence="")
    assert isinstance(row, Row)
    assert (row.yes, row.number.country) == (False, "FR")


def test_a_moment_keeps_its_own_zone():
    assert read(consent_at="2026-05-31T14:05:00+02:00").at == datetime(2026, 5, 31, 12, 5, tzinfo=UTC)
