"""Webhooks by hand: secrets are shown once, and a test says what was answered."""

import json
from datetime import UTC, datetime

from app.rules.event import KINDS
from app.store import webhooks
from tests.receiving import receiving
from tests.serving import call

URL = "https://crm.aurora.example/handbill"
TRIAL = {"HANDBILL_ALLOW_INSECURE": "1"}


def added(settings, *words, **environ):
    """The id of a webhook that was just added."""
    return str(json.loads(call(settings, "webhook", "add", *words, "--json", **environ).stdout)["id"])


def test_a_secret_is_shown_once(settings, sessions):
    told = json.loads(call(settings, "webhook", "add", URL, "--json").stdout)
    assert told["secret"].startswith("whsec_")
    assert told["events"] == sorted(KINDS)
    listed = call(settings, "webhook", "list", "--json").stdout
    assert json.loads(listed)[0]["url"] == URL
    assert "whsec_" not in listed + call(settings, "webhook", "list").stdout
    with sessions.begin() as session:
        assert [each.text for each in webhooks.secrets_of(session, told["id"])] == [told["secret"]]


def test_a_secret_that_is_changed_counts_for_a_day(settings, sessions):
    first = json.loads(call(settings, "webhook", "add", URL, "--json").stdout)
    new = json.loads(call(settings, "webhook", "secret", str(first["id"]), "--json").stdout)["secret"]
    with sessions.begin() as session:
        found = webhooks.secrets_of(session, first["id"])
    assert [each.text for each in found] == [new, first["secret"]]
    assert found[1].until is not None


def test_what_leads_inside_is_no_webhook(settings):
    refused = call(settings, "webhook", "add", "http://127.0.0.1:9000/")
    assert (refused.exit_code, "https" in refused.stderr) == (2, True)
    assert call(settings, "webhook", "add", "http://127.0.0.1:9000/", **TRIAL).exit_code == 0


def test_a_webhook_gets_the_kinds_it_asked_for(settings):
    call(settings, "webhook", "add", URL, "--event", "coupon.redeemed")
    assert json.loads(call(settings, "webhook", "list", "--json").stdout)[0]["events"] == ["coupon.redeemed"]
    assert call(settings, "webhook", "add", URL, "--event", "coupon.eaten").exit_code == 2


def test_a_test_is_sent_at_once_and_says_what_came_back(settings):
    with receiving(answers=lambda nth: 200 if nth == 1 else 503) as receiver:
        id = added(settings, receiver.url, "--event", "coupon.issued", **TRIAL)
        assert "it answered 200" in call(settings, "webhook", "test", id, **TRIAL).stdout
        failed = call(settings, "webhook", "test", id, **TRIAL)
        assert (failed.exit_code, "It did not arrive. It answered 503." in failed.stderr) == (1, True)
    assert json.loads(receiver.got[0][1])["kind"] == "webhook.test"
    nobody = call(settings, "webhook", "test", id, **TRIAL)
    assert "It did not arrive. Nobody took the connection." in nobody.stderr
    assert json.loads(call(settings, "webhook", "list", "--json").stdout)[0]["waiting"] == 0


def test_pausing_resuming_and_removing_say_what_they_did(settings):
    id = added(settings, URL)
    assert call(settings, "webhook", "pause", id).exit_code == 0
    assert f"paused since {datetime.now(UTC):%Y-%m-%d} " in call(settings, "webhook", "list").stdout
    assert call(settings, "webhook", "pause", id).exit_code == 1
    assert call(settings, "webhook", "resume", id).exit_code == 0
    assert call(settings, "webhook", "resume", id).exit_code == 1
    assert call(settings, "webhook", "remove", id).exit_code == 0
    assert call(settings, "webhook", "remove", id).exit_code == 2
    assert "There is none." in call(settings, "webhook", "list").stdout


def test_a_webhook_that_ended_or_fails_says_why_and_what_to_do(settings, sessions):
    gone, silent, failing = (added(settings, f"{URL}/{n}") for n in range(3))
    at = datetime(2026, 7, 4, 10, 0, tzinfo=UTC)
    with sessions.begin() as session:
        webhooks.end(session, int(gone), "gone", at)
        webhooks.end(session, int(silent), "failing", at)
        webhooks.failing(session, int(failing), at)
    listed = call(settings, "webhook", "list").stdout
    for line in (
        "It ended 2026-07-04 10:00 UTC: it answered 410, which means that it wants no more.",
        f"If it wants them after all: handbill webhook resume {gone}",
        "It ended 2026-07-04 10:00 UTC: nothing had arrived there for three days.",
        f"Once it answers again: handbill webhook resume {silent}",
        "Nothing has arrived there since 2026-07-04 10:00 UTC; after three days it ends.",
        f"What it answers now: handbill webhook test {failing}",
    ):
        assert line in [each.strip() for each in listed.split("\n")]
    assert "gone" not in listed
    told = json.loads(call(settings, "webhook", "list", "--json").stdout)
    assert [each["ended_because"] for each in told] == ["gone", "failing", None]


def test_a_replay_needs_something_to_tell(settings):
    id = added(settings, URL)
    assert call(settings, "webhook", "replay", id).exit_code == 2
    for since in ("yesterday", "0001-01-01T00:00+02:00"):
        assert call(settings, "webhook", "replay", id, "--since", since).exit_code == 2
    assert call(settings, "webhook", "replay", id, "--event", "e0").exit_code == 1
    assert call(settings, "webhook", "replay", id, "--since", datetime.now(UTC).isoformat()).exit_code == 1
