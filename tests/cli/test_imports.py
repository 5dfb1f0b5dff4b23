"""handbill import: row by row, provable or refused; a "no" is added and never removed."""

import csv
import json
import stat
from datetime import UTC, datetime, timedelta

import pytest

from app.actions.erase import erase
from app.rules.message import State
from app.rules.standing import Standing, standing
from app.rules.suppression import Scope
from app.store import ledger, messages, subscribers, suppressions
from tests import make
from tests.serving import call

RECENT = (datetime.now(UTC) - timedelta(days=60)).date().isoformat()
WORDS = "Gelateria Aurora può mandarmi offerte via SMS.\nPosso finire con STOP."
COLUMNS = ["number", "event", "consent_at", "consent_text", "source", "evidence", "language"]


@pytest.fixture
def imports(settings, tmp_path):
    """Imports rows, each (number, event) with changes to a good row; what the command told as JSON."""

    def run(*rows, **options):
        file = tmp_path / "shop.csv"
        with file.open("w", newline="") as written:
            writer = csv.DictWriter(written, COLUMNS, delimiter=";")
            writer.writeheader()
            for number, event, *changes in rows:
                good = {"consent_at": RECENT, "consent_text": WORDS, "source": "shop", "evidence": "doc 17"}
                row = {"number": number, "event": event, "language": "it", **good, **(changes[0] if changes else {})}
                writer.writerow(row)
        dry = ["--dry-run"] if options.get("dry_run") else []
        told = call(settings, "import", str(file), "--campaign", make.CAMPAIGN_ID, "--json", *dry)
        return told.exit_code, json.loads(told.stdout)

    return run


def marketing(session, number=make.NUMBER):
    person = subscribers.subscriber_of(session, number)
    return standing(ledger.marketing_events(session, {person.id}).get((person.id, make.BRAND), ()))


def people(sessions):
    """All that is known of people."""
    tables = (subscribers.subscribers, ledger.consents, suppressions.suppressions)
    with sessions.engine.connect() as connection:
        return [connection.execute(table.select()).fetchall() for table in tables]


@pytest.mark.rule("EU-GDPR-7-1", "US-REC-1")
def test_a_proven_yes_is_a_consent_with_its_evidence(imports, sessions):
    assert imports((make.NUMBER, "yes"))[1]["added"] == 1
    with sessions.read() as session:
        person = subscribers.subscriber_of(session, make.NUMBER)
        entry = ledger.consents_of(session, person.id)[0]
        assert (entry.event, entry.purpose, entry.words) == ("import", "marketing", WORDS)
        assert entry.at.date().isoformat() <= RECENT
        evidence = ledger.evidence_of(session, person.id)[entry.id]
        assert (evidence["source"], evidence["document"], evidence["file"]) == ("shop", "doc 17", "shop.csv")
        assert marketing(session) is Standing.GRANTED
        assert list(ledger.faults(session)) == []


def test_the_same_file_again_changes_nothing(imports, sessions):
    rows = [(make.NUMBER, "yes"), ("+393331234343", "no")]
    imports(*rows)
    before = people(sessions)
    code, told = imports(*rows)
    assert (code, told["added"], told["stopped"], told["unchanged"]) == (0, 0, 0, 2)
    assert people(sessions) == before


def test_a_dry_run_tells_the_same_and_changes_nothing(imports, sessions):
    before = people(sessions)
    assert imports((make.NUMBER, "yes"), dry_run=True)[1]["added"] == 1
    assert people(sessions) == before


@pytest.mark.rule("EU-SUPP-1")
def test_a_no_reaches_numbers_we_never_met_and_ends_what_others_gave(imports, sessions):
    with sessions.begin() as session:
        person = make.subscriber(session)
        make.consent(session, person, event="confirm")
        waiting = make.message(session, subscriber=person, kind=messages.Kind.MARKETING)
    code, told = imports((make.NUMBER, "no", {"consent_text": ""}), ("+393331234343", "no"))
    assert (code, told["stopped"]) == (0, 2)
    with sessions.read() as session:
        assert marketing(session) is Standing.WITHDRAWN
        assert messages.message_of(session, waiting.reference).state is State.SUPPRESSED
        assert subscribers.subscriber_of(session, "+393331234343") is None
        index = session.vault.index("number", "+393331234343")
        assert [each.scope for each in suppressions.orders(session, index)] == [Scope.MARKETING]


@pytest.mark.rule("EU-SUPP-1", "EU-SUPP-2")
@pytest.mark.parametrize("said", ["suppressed", "withdraw", "object", "erased"])
def test_no_import_raises_a_number_that_ever_said_no(imports, sessions, said, now):
    with sessions.begin() as session:
        person = make.subscriber(session)
        make.consent(session, person, event="confirm")
        if said == "suppressed":
            suppressions.suppress(session, person, make.BRAND, reason="STOP by text", now=now)
        elif said == "erased":
            erase(session, subscribers.subscriber(session, person), {}, {"how": "by hand"}, now)
        else:
            make.consent(session, person, event=said)
    before = people(sessions)
    code, told = imports((make.NUMBER, "yes"))
    assert (code, told["added"]) == (1, 0)
    assert told["refused"][0]["reason"] == "This number said no; only the number itself can change that."
    assert people(sessions) == before


@pytest.mark.parametrize(("event", "why"), [("request", "has not confirmed yet"), ("expire", "has expired")])
def test_no_import_answers_for_the_number(imports, sessions, event, why):
    with sessions.begin() as session:
        make.consent(session, make.subscriber(session), event=event)
    assert why in imports((make.NUMBER, "yes"))[1]["refused"][0]["reason"]


@pytest.mark.rule("US-CTIA-OPT-1")
def test_refused_rows_are_kept_for_mending_and_no_spreadsheet_runs_them(imports, tmp_path):
    formula = {"source": '=HYPERLINK("http://evil.example")', "consent_text": ""}
    code, told = imports((make.NUMBER, "yes"), ("+393331234343", "yes", formula))
    assert (code, told["rows"], told["added"]) == (1, 2, 1)
    assert told["refused"] == [{"line": 4, "reason": "A yes needs consent_text: without it nothing is proven."}]
    beside = tmp_path / "shop.refused.csv"
    assert stat.S_IMODE(beside.stat().st_mode) == 0o600
    rows = list(csv.DictReader(beside.read_text().splitlines()))
    assert (rows[0]["line"], rows[0]["number"], rows[0]["source"][:2]) == ("4", "'+393331234343", "'=")
    assert imports((rows[0]["number"], "yes"))[0] == 0
    assert not beside.exists()


def test_more_rows_than_one_transaction_takes_are_all_taken(imports, sessions, monkeypatch):
    monkeypatch.setattr("app.cli.imports.AT_ONCE", 2)
    code, told = imports(*[(f"+39333123434{digit}", "yes") for digit in range(5)])
    assert (code, told["added"]) == (0, 5)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"telefono,event\n1,yes\n", "has no column number"),
        (b"number,event\n\xff,yes\n", "is not in UTF-8"),
        (b'number,event\n"a"b,yes\n', "is no CSV file"),
    ],
)
def test_what_is_no_such_table_is_wrong_use(settings, tmp_path, content, why):
    file = tmp_path / "shop.csv"
    file.write_bytes(content)
    told = call(settings, "import", str(file), "--campaign", make.CAMPAIGN_ID)
    assert told.exit_code == 2
    assert why in told.stderr.replace("\n", " ")


def test_a_person_reads_what_came_of_it(settings, tmp_path):
    file = tmp_path / "shop.csv"
    file.write_text("number,event\n333 123 4342,no\n333 123 4343,yes\n")
    told = call(settings, "import", str(file), "--campaign", make.CAMPAIGN_ID)
    said = " ".join(told.stdout.split())
    assert "rows: 2; added: 0, stopped: 1, unchanged: 0" in said
    assert "refused: 1, line 3: A yes needs consent_at" in said
