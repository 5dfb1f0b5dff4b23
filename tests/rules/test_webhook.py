"""Where events may go, how they are signed, and for how long they are tried."""

from datetime import UTC, datetime, timedelta

import pytest

from app.rules.webhook import (
    BOTH_COUNT,
    PATIENCE,
    WAITS_S,
    BadUrl,
    Outcome,
    Secret,
    changed,
    headers,
    in_force,
    is_over,
    outcome,
    read_url,
    signature,
    wait_s,
    why,
    write_secret,
)
from app.rules.words import Languages

NOW = datetime(2026, 7, 4, 10, 0, tzinfo=UTC)
GOOD = ["https://crm.aurora.example/handbill", "https://crm.aurora.example:8443/a?b=c", "https://93.184.215.14/x"]
BAD = [
    "",
    "crm.aurora.example",
    "http://crm.aurora.example/",
    "ftp://crm.aurora.example/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:6379/_INFO",
    "https://",
    "https:///x",
    "https://me:secret@crm.aurora.example/",
    "https://crm.aurora.example@10.0.0.1/",
    "https://crm.aurora.example/#x",
    "https://crm.aurora.example\\@10.0.0.1/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0x7f.0.0.1/",
    "https://127.1/",
    "https://0177.0.0.1/",
    "https://127.0.0.1./",
    "https://a b.example/",
    "https://crm.aurora.example/\r\nHost: x",
    "https://crm.aurora.example:99999/",
    "https://bücher.example/",
    "https://①②⑦.⓪.⓪.①/",
    "https://crm.aurora.example/" + "x" * 500,
]


@pytest.mark.parametrize("url", GOOD)
def test_https_is_taken(url: str) -> None:
    assert read_url(f" {url} ", trial=False) == url


@pytest.mark.parametrize("trial", [True, False])
@pytest.mark.parametrize("url", BAD)
def test_all_else_is_not(url: str, trial: bool) -> None:
    with pytest.raises(BadUrl):
        read_url(url, trial=trial)


@pytest.mark.parametrize("url", ["http://127.0.0.1:9000/x", "http://localhost/x", "http://[::1]:9000/x"])
def test_a_trial_may_call_its_own_machine(url: str) -> None:
    assert read_url(url, trial=True) == url
    with pytest.raises(BadUrl):
        read_url(url, trial=False)


def test_the_signature_is_that_of_standard_webhooks() -> None:
    """The example that its reference libraries test themselves with."""
    at = datetime.fromtimestamp(1614265330, UTC)
    signed = signature(
        "msg_p5jXN8AQM9LWM0D4loKWxJek", at, '{"test": 2432232314}', ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"]
    )
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_while_a_secret_is_changed_both_sign() -> None:
    old, new = write_secret(b"o" * 32), write_secret(b"n" * 32)
    both = changed((Secret(old),), new, NOW)
    assert in_force(both, NOW) == [new, old]
    assert in_force(both, NOW + BOTH_COUNT) == [new]
    told = headers("e1", NOW, "{}", [new, old])["webhook-signature"]
    assert told.split(" ") == [signature("e1", NOW, "{}", [each]) for each in (new, old)]


def test_of_three_secrets_only_the_last_two_count() -> None:
    third = write_secret(b"3" * 32)
    twice = changed(changed((Secret("whsec_MQ=="),), "whsec_Mg==", NOW), third, NOW)
    assert in_force(twice, NOW) == [third, "whsec_Mg=="]


@pytest.mark.parametrize(
    ("status", "came"),
    [
        (200, Outcome.DELIVERED),
        (204, Outcome.DELIVERED),
        (410, Outcome.GONE),
        (301, Outcome.AGAIN),
        (400, Outcome.AGAIN),
        (404, Outcome.AGAIN),
        (429, Outcome.AGAIN),
        (500, Outcome.AGAIN),
        (None, Outcome.AGAIN),
    ],
)
def test_what_an_answer_means(status: int | None, came: Outcome) -> None:
    assert outcome(status, 1) is came


def test_it_is_tried_for_three_days_with_growing_pauses() -> None:
    tries = range(1, len(WAITS_S) + 1)
    assert all(outcome(500, each) is Outcome.AGAIN for each in tries)
    assert outcome(500, len(WAITS_S) + 1) is Outcome.FAILED
    shortest = timedelta(seconds=sum(wait_s(each, 0.0) for each in tries))
    assert timedelta(days=2.9) < shortest < timedelta(days=3.1)
    assert (wait_s(1, 0.0), wait_s(1, 1.0), wait_s(99, 0.0)) == (5, 6, 28_800)


def test_whoever_asks_for_time_gets_it_within_reason() -> None:
    assert wait_s(1, 0.0, 120.0) == 120
    assert wait_s(1, 0.0, 10.0**9) == 28_800
    assert wait_s(8, 0.0, 1.0) == 14_400


def test_a_webhook_that_fails_for_days_is_over() -> None:
    assert not is_over(None, NOW)
    assert not is_over(NOW, NOW + PATIENCE - timedelta(seconds=1))
    assert is_over(NOW, NOW + PATIENCE)


@pytest.mark.parametrize(
    ("status", "reason", "says"),
    [
        (503, None, "It answered 503."),
        (None, "no_host", "Its name leads to no address."),
        (None, "ended", "The webhook had ended before."),
        (503, "ended", "The webhook had ended before."),
        (None, None, ""),
    ],
)
def test_what_did_not_arrive_has_one_reason(status, reason, says):
    assert why(Languages({})["en"], status, reason) == says
