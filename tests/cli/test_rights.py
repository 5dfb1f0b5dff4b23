import json

import pytest

from app.store import subscribers
from tests import make
from tests.serving import call


@pytest.fixture
def known(sessions):
    with sessions.begin() as session:
        person = make.subscriber(session)
        make.consent(session, person, event="grant")
        make.message(session, subscriber=person, text="Ciao")
        make.coupon(session, subscriber=person)
    return person


@pytest.mark.rule("EU-DSAR-1")
def test_an_export_is_json_for_the_numbers_owner(settings, known):
    told = call(settings, "person", "export", make.NUMBER)
    data = json.loads(told.stdout)
    assert told.exit_code == 0
    assert data["number"] == make.NUMBER
    assert data["messages"][0]["text"] == "Ciao"


@pytest.mark.rule("EU-GDPR-7-1")
def test_a_receipt_is_written_beside_it_masked_unless_told_otherwise(settings, known, tmp_path):
    pdf, data = tmp_path / "receipt.pdf", tmp_path / "receipt.json"
    call(settings, "person", "export", make.NUMBER, "--receipt", str(pdf))
    assert pdf.read_bytes().startswith(b"%PDF-")
    call(settings, "person", "export", make.NUMBER, "--receipt", str(data))
    masked = json.loads(data.read_text())
    assert (masked["number"], masked["chain"]) == ("+39 ••• ••• 342", "whole")
    assert "127.0.0.1" not in data.read_text()
    call(settings, "person", "export", make.NUMBER, "--receipt", str(data), "--full")
    assert json.loads(data.read_text())["number"] == make.NUMBER


def test_a_receipt_of_another_kind_is_wrong_use(settings, known):
    assert call(settings, "person", "export", make.NUMBER, "--receipt", "receipt.doc").exit_code == 2


@pytest.mark.rule("EU-DSAR-1")
def test_erase_forgets_once(settings, sessions, known):
    told = call(settings, "person", "erase", make.NUMBER, "--yes")
    assert told.exit_code == 0
    assert "+39 ••• ••• 342 is forgotten: texts: 1, evidence of acts: 2; Gelateria Aurora may not write again" in (
        " ".join(told.stdout.split())
    )
    with sessions.read() as session:
        assert subscribers.subscriber_of(session, make.NUMBER) is None
    again = call(settings, "person", "erase", make.NUMBER, "--yes")
    assert (again.exit_code, again.stderr) == (1, "Error: +39 ••• ••• 342 has never met us.\n")


def test_where_nobody_can_be_asked_yes_has_to_be_said(settings, sessions, known):
    told = call(settings, "person", "erase", make.NUMBER)
    assert told.exit_code == 2
    with sessions.read() as session:
        assert subscribers.subscriber_of(session, make.NUMBER)
