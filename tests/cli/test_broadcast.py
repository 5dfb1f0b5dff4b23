import json
from datetime import UTC, datetime

import pytest

from app.store import broadcasts
from tests import make
from tests.serving import call

TEXT = "it=Due gusti al prezzo di uno: {link}"


@pytest.fixture
def people(sessions):
    with sessions.begin() as session:
        for number in range(3):
            id = make.subscriber(session, number=f"+3933312300{number:02d}")
            make.consent(session, id, event="grant")
            if number == 2:
                make.consent(session, id, event="withdraw")


def count(sessions) -> int:
    with sessions.read() as session:
        return len(broadcasts.newest(session, 9))


def test_a_dry_run_shows_the_plan_and_writes_nothing(settings, sessions, people):
    told = call(settings, "broadcast", "send", make.CAMPAIGN_ID, "--text", TEXT, "--dry-run")
    assert told.exit_code == 0
    assert "1  The recipient took the consent back." in told.stdout
    assert "2  IT" in told.stdout
    assert count(sessions) == 0


def test_it_begins_when_told_so_and_stops_when_told_so(settings, sessions, people):
    told = json.loads(call(settings, "broadcast", "send", make.CAMPAIGN_ID, "--text", TEXT, "--yes", "--json").stdout)
    assert (told["texts"], told["left_out"], told["problems"]) == (2, {"withdrawn": 1}, [])
    assert "being queued" in call(settings, "broadcast", "list").stdout
    assert "stopped. 0 waited; 0 texts were sent." in call(settings, "broadcast", "stop", str(told["id"])).stdout
    with sessions.read() as session:
        assert broadcasts.newest(session, 1)[0].made_by == "command line"


def test_how_far_it_is_is_told_in_one_line_and_who_stopped_it(settings, sessions, people):
    told = json.loads(call(settings, "broadcast", "send", make.CAMPAIGN_ID, "--text", TEXT, "--yes", "--json").stdout)
    watched = call(settings, "broadcast", "watch", str(told["id"]))
    assert watched.stdout.startswith("  0 wait, 0 left, 0 failed, 0 delivered, 0 skipped; done at about ")
    call(settings, "broadcast", "stop", str(told["id"]))
    watched = call(settings, "broadcast", "watch", str(told["id"]))
    assert "0 wait, 0 left, 0 failed, 0 delivered, 0 skipped; stopped by command line, 2" in watched.stdout
    assert "\x1b" not in watched.stdout
    assert call(settings, "broadcast", "watch", "999").exit_code == 2


def test_one_that_is_over_is_not_called_stopped(settings, sessions, people):
    told = json.loads(call(settings, "broadcast", "send", make.CAMPAIGN_ID, "--text", TEXT, "--yes", "--json").stdout)
    call(settings, "broadcast", "stop", str(told["id"]))
    with sessions.read() as session:
        over = broadcasts.broadcast(session, told["id"]).stopped_at
    again = call(settings, "broadcast", "stop", str(told["id"]))
    assert again.exit_code == 0
    assert again.stdout == f"  Nothing to stop: it was over at {over:%Y-%m-%d %H:%M} UTC; 0 texts were sent.\n"


def test_without_a_terminal_it_wants_to_be_told(settings, sessions, people):
    told = call(settings, "broadcast", "send", make.CAMPAIGN_ID, "--text", TEXT)
    assert (told.exit_code, count(sessions)) == (2, 0)
    assert "--yes" in told.stderr


def test_a_text_with_a_fault_goes_nowhere(settings, sessions, people):
    wrong = ["--text", "it=Guarda bit.ly/x", "--text", "fr=Salut", "--until", "2020-01-01", "--topic", "cakes"]
    told = call(settings, "broadcast", "send", make.CAMPAIGN_ID, *wrong, "--yes")
    assert (told.exit_code, count(sessions)) == (1, 0)
    assert "bit.ly/x is a public shortener" in told.stdout
    assert "The campaign does not speak fr." in told.stdout
    assert "The last moment to send it is past." in told.stdout
    assert "has no topic cakes" in told.stdout


@pytest.mark.parametrize(
    "words", [["send", "nowhere", "--text", TEXT], ["send", make.CAMPAIGN_ID, "--text", "x"], ["stop", "9"]]
)
def test_what_cannot_be_meant_is_wrong_use(settings, words):
    assert call(settings, "broadcast", *words).exit_code == 2


def test_it_ends_with_its_last_day_where_the_campaign_is(settings, sessions, people):
    day = f"{datetime.now(UTC):%Y-%m-%d}"
    call(settings, "broadcast", "send", make.CAMPAIGN_ID, "--text", TEXT, "--until", day, "--yes")
    with sessions.read() as session:
        found = broadcasts.newest(session, 1)
    assert not found or found[0].expires_at.hour in {22, 23}, "midnight in Rome"
