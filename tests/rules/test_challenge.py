"""The sum for a browser: solved by whoever works, for this campaign, in time, and by nobody who only writes."""

import base64
import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest

from app.rules.challenge import MOST, VALID, BadChallenge, read_solution, write_challenge

KEYS = ["spring", "summer"]
NOW = datetime(2026, 7, 4, 10, 0, tzinfo=UTC)
ASKED = write_challenge("estate-25", KEYS, NOW, salt=7, number=1234)


def solve(asked, **changes):
    number = next(
        n for n in range(MOST + 1) if sha256(f"{asked['salt']}{n}".encode()).hexdigest() == asked["challenge"]
    )
    kept = {name: asked[name] for name in ("algorithm", "challenge", "salt", "signature")}
    return base64.b64encode(json.dumps({**kept, "number": number, **changes}).encode()).decode()


def test_the_sum_is_of_the_shape_that_altcha_gives():
    assert set(ASKED) == {"algorithm", "challenge", "salt", "signature", "maxnumber"}
    assert ASKED["salt"].endswith("&"), "else a digit of the number could be moved into the expiry"


def test_a_solved_sum_counts_whichever_of_our_keys_signed_it():
    assert read_solution(solve(ASKED), "estate-25", KEYS, NOW + VALID) == ASKED["challenge"]
    assert read_solution(solve(ASKED), "estate-25", ["summer", "autumn"], NOW) == ASKED["challenge"]


@pytest.mark.parametrize(
    "changes",
    [
        {"number": 1235},
        {"number": -1},
        {"number": "x"},
        {"algorithm": "SHA-1"},
        {"signature": "0" * 64},
        {"signature": "é"},
        {"salt": ASKED["salt"].replace("estate", "inverno")},
        {"salt": ASKED["salt"][:-1] + "1", "number": 234},
        {"salt": "\ud800"},
    ],
)
def test_what_is_not_as_it_was_asked_is_refused(changes):
    with pytest.raises(BadChallenge):
        read_solution(solve(ASKED, **changes), "estate-25", KEYS, NOW)


@pytest.mark.parametrize("sent", ["", "x", "e30=", "bnVsbA==", base64.b64encode(b"[1]").decode(), "é" * 9, "A" * 4000])
def test_anything_else_is_refused(sent):
    with pytest.raises(BadChallenge):
        read_solution(sent, "estate-25", KEYS, NOW)


def test_it_is_for_its_campaign_and_its_time():
    with pytest.raises(BadChallenge):
        read_solution(solve(ASKED), "inverno-25", KEYS, NOW)
    with pytest.raises(BadChallenge):
        read_solution(solve(ASKED), "estate-25", KEYS, NOW + VALID + timedelta(seconds=1))
    with pytest.raises(BadChallenge):
        read_solution(solve(ASKED), "estate-25", ["winter"], NOW)
