import json
import re
from datetime import UTC, datetime, timedelta

import pytest

from app.rules.coupon import write_code
from tests import make
from tests.serving import call


@pytest.fixture
def code(settings, sessions):
    """The code of a coupon that is good now, at a handbill with Till 1."""
    with sessions.begin() as session:
        make.till(session, name="Till 1")
        made = make.coupon(session, issued_at=datetime.now(UTC) - timedelta(hours=1))
    return write_code(made.serial, settings.secret_keys)


def test_a_look_at_a_coupon_changes_nothing(settings, code):
    for _ in range(2):
        told = json.loads(call(settings, "coupon", code.lower(), "--json").stdout)
        assert (told["code"], told["status"], told["offer"]) == (code, "valid", "25% off")


def test_a_coupon_is_spent_once(settings, code):
    first = call(settings, "redeem", code, "--till", "Till 1")
    assert first.exit_code == 0
    assert f"✓ 25% off   {code}" in first.stdout
    again = call(settings, "redeem", code, "--till", "Till 1")
    assert again.exit_code == 1
    assert re.search(r"Already used .+, Till 1\.", again.stderr)
    assert json.loads(call(settings, "coupon", code, "--json").stdout)["till"] == "Till 1"


def test_what_was_spent_by_mistake_is_taken_back(settings, code):
    spent = json.loads(call(settings, "redeem", code, "--till", "Till 1", "--json").stdout)
    assert call(settings, "reverse", spent["id"]).exit_code == 0
    assert json.loads(call(settings, "coupon", code, "--json").stdout)["status"] == "valid"
    again = call(settings, "reverse", spent["id"])
    assert again.exit_code == 1
    assert "taken back before" in again.stderr


def test_after_five_minutes_a_redemption_stays(settings, sessions):
    now = datetime.now(UTC)
    with sessions.begin() as session:
        made = make.coupon(session, issued_at=now - timedelta(days=1))
        id = make.redemption(session, made.serial, at=now - timedelta(minutes=6))
    told = call(settings, "reverse", id)
    assert told.exit_code == 1
    assert "for 5 minutes" in told.stderr


@pytest.mark.parametrize(
    "words", [("coupon", "2VPY-7FYV-3785"), ("redeem", "hello", "--till", "Till 1"), ("reverse", "r0")]
)
def test_what_is_not_ours_is_refused(settings, code, words):
    assert call(settings, *words).exit_code == 1


def test_only_a_till_that_is_there_can_redeem(settings, code):
    told = call(settings, "redeem", code, "--till", "Till 9")
    assert told.exit_code == 2
    assert "handbill till add makes one" in told.stderr
