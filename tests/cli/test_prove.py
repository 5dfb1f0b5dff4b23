"""`handbill doctor --send`: credentials are proven by one text, in plain words, to nobody who said stop."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import Result

from app.rules.suppression import Scope
from app.settings import Settings
from app.store import Sessions, Sql, suppressions
from tests import canary, make
from tests.gateways.captured import Provider, Says, provider
from tests.serving import call

NUMBER = "+393331234342"
ACCOUNT, TOKEN = "AC00000000000000000000000000000000", "0123456789abcdef0123456789abcdef"
TAKEN = Says(201, b'{"sid": "SM1"}')


@pytest.fixture
def twilio() -> Iterator[Provider]:
    with provider() as listening:
        listening.says = TAKEN
        yield listening


def environ(listening: Provider, **more: str) -> dict[str, str]:
    names = {"ACCOUNT": ACCOUNT, "TOKEN": TOKEN, "URL": listening.url}
    return {
        "HANDBILL_GATEWAY": "twilio",
        **{f"HANDBILL_GATEWAY_TWILIO_{name}": each for name, each in names.items()},
        **more,
    }


def told(result: Result) -> str:
    assert canary.sung(result.output) == [], "a phone number was printed"
    return " ".join(result.output.split())


def test_one_text_is_sent_and_its_reference_told(settings: Settings, sessions: Sessions, twilio: Provider) -> None:
    said = call(settings, "doctor", "--send", NUMBER, **environ(twilio, HANDBILL_PRICES="IT 0.0450 EUR"))
    assert said.exit_code == 0
    assert (
        "accepted for +39 ••• ••• 342 from +393399900000, as SM1. It costs one part, 0.0450 EUR. Its receipt comes to "
        "http://localhost/hooks/twilio/receipt and belongs to no message here: the provider's log shows it."
    ) in told(said)
    (asked,) = twilio.asked
    assert (asked.fields["To"], asked.fields["From"]) == (NUMBER, "+393399900000")
    assert asked.fields["Body"].startswith("handbill doctor, ")
    with sessions.read() as session:
        assert session.run(Sql("SELECT count(*) FROM messages")).fetchone()[0] == 0


def test_a_program_reads_it_too(settings: Settings, twilio: Provider) -> None:
    said = call(settings, "doctor", "--send", NUMBER, "--from", "Other", "--json", **environ(twilio))
    (row,) = json.loads(said.stdout)
    assert (row["severity"], row["what"]) == ("good", "twilio")
    assert "at a price that HANDBILL_PRICES does not name for IT" in row["says"]
    assert twilio.asked[0].fields["From"] == "Other"


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (
            Says(401, b'{"code": 20003, "message": "Authenticate"}'),
            'It said: "20003 Authenticate". Next: see HANDBILL_GATEWAY_TWILIO_… in docs/gateways.md.',
        ),
        (
            Says(400, b'{"code": 21608, "message": "unverified +393331234342"}'),
            '"21608 unverified +39•••342". Next: verify this number at the provider, or end the trial of the account.',
        ),
        (Says(400, b'{"code": 21606}'), "or name another sender in the campaign or by --from."),
        (Says(401), "✗ twilio refused: The gateway does not know us by our credentials."),
        (Says(429), "✗ twilio not sent: The gateway asked us to slow down."),
        (Says(500), "✗ twilio The gateway failed; nobody knows whether it left."),
        (Says(how="reset"), "✗ twilio The gateway did not answer; nobody knows whether it left."),
    ],
)
def test_a_no_is_told_with_what_to_do(settings: Settings, twilio: Provider, answer: Says, says: str) -> None:
    twilio.says = answer
    said = call(settings, "doctor", "--send", NUMBER, **environ(twilio))
    assert said.exit_code == 1
    assert says in told(said)
    assert TOKEN not in said.output


def test_each_gateway_is_tried_and_named(settings: Settings, twilio: Provider, tmp_path: Path) -> None:
    file = tmp_path / "acme.toml"
    file.write_text('[send]\nurl = "http://127.0.0.1:1"\nquery = { to = "{number}", text = "{text}" }\n')
    both = {"HANDBILL_GATEWAY_FALLBACK": "http", "HANDBILL_GATEWAY_HTTP_FILE": str(file)}
    said = call(settings, "doctor", "--send", NUMBER, "--json", **environ(twilio, **both))
    assert said.exit_code == 1
    first, second = json.loads(said.stdout)
    assert (first["what"], first["severity"]) == ("twilio", "good")
    assert (second["what"], second["severity"]) == ("http", "error")
    assert second["says"].startswith("not sent: The gateway could not be reached.")


def test_with_the_simulated_phone_it_says_that_nothing_real_would_be_sent(settings: Settings) -> None:
    said = call(settings, "doctor", "--send", NUMBER)
    assert said.exit_code == 1
    assert "the simulated phone: nothing real would be sent. Next: set HANDBILL_GATEWAY." in told(said)


def test_a_gateway_that_is_half_set_is_said_so(settings: Settings, twilio: Provider) -> None:
    said = call(settings, "doctor", "--send", NUMBER, **environ(twilio, HANDBILL_GATEWAY_TWILIO_TOKEN=""))
    assert said.exit_code == 1
    assert "HANDBILL_GATEWAY_TWILIO_TOKEN is not set" in told(said)


def test_nobody_who_said_stop_is_texted(settings: Settings, sessions: Sessions, twilio: Provider) -> None:
    with sessions.begin() as session:
        person = make.subscriber(session, number=NUMBER)
        suppressions.suppress(session, person, "Aurora", reason="stop", now=datetime.now(UTC), scope=Scope.ALL)
    said = call(settings, "doctor", "--send", NUMBER, **environ(twilio))
    assert said.exit_code == 1
    assert "+39 ••• ••• 342 said stop to Aurora. Next: another number." in told(said)
    assert twilio.asked == []


def test_while_some_numbers_alone_get_texts_no_other_does(settings: Settings, twilio: Provider) -> None:
    trial = {"HANDBILL_TRIAL_NUMBERS": "+393330000001"}
    said = call(settings, "doctor", "--send", NUMBER, **environ(twilio, **trial))
    assert said.exit_code == 1
    assert "is not among HANDBILL_TRIAL_NUMBERS, so nothing is sent there." in told(said)
    assert twilio.asked == []


@pytest.mark.parametrize("words", [["--send", "+15550100"], ["--send", "hello"], ["--send", ""], ["--from", "Aurora"]])
def test_what_is_no_number_is_refused(settings: Settings, twilio: Provider, words: list[str]) -> None:
    said = call(settings, "doctor", *words, **environ(twilio))
    assert said.exit_code == 2
    assert twilio.asked == []
