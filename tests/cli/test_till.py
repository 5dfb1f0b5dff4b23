import json
import re
from datetime import UTC, datetime, timedelta

import pytest

from app.rules import offline_seal
from app.rules.coupon import read_code, write_code, write_token
from app.rules.seal_facts import Facts, mark, worth_of
from app.store import coupons
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


@pytest.fixture(params=["code", "symbol", "address"])
def scanned(request, settings, code):
    """The same coupon as people type it, as its QR symbol holds it, and as the address of its page."""
    campaign, keys = make.campaign(), settings.secret_keys
    start, worth = datetime.now(UTC), worth_of(campaign.offer, "it")
    facts = Facts(campaign=mark(campaign.id), valid_from=start, valid_until=start + timedelta(days=30), worth=worth)
    return {
        "code": code.lower(),
        "symbol": offline_seal.seal(code, facts, offline_seal.private_key(keys[-1])),
        "address": f"http://localhost/k/{write_token(read_code(code, keys), keys)}",
    }[request.param]


def test_what_a_till_reads_every_command_reads(settings, code, scanned):
    assert json.loads(call(settings, "coupon", scanned, "--json").stdout)["code"] == code
    spent = call(settings, "redeem", scanned, "--till", "Till 1")
    assert (spent.exit_code, code in spent.stdout) == (0, True)
    id = re.search(r"handbill reverse (r\w+)", spent.stdout)
    assert id
    assert call(settings, "reverse", id[1]).exit_code == 0
    assert json.loads(call(settings, "revoke", scanned, "--json").stdout)["status"] == "revoked"


def test_programs_read_of_a_redemption_what_tills_read(settings, code):
    told = json.loads(call(settings, "redeem", code, "--till", "Till 1", "--json").stdout)
    assert (told["code"], told["status"], told["campaign"]) == (code, "redeemed", make.CAMPAIGN_ID)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", told["redeemed_at"])


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
    "words",
    [
        ("coupon", "2VPY-7FYV-3785"),
        ("redeem", "hello", "--till", "Till 1"),
        ("reverse", "r0"),
        ("revoke", "2VPY-7FYV-3785"),
    ],
)
def test_what_is_not_ours_is_refused(settings, code, words):
    assert call(settings, *words).exit_code == 1


def test_only_a_till_that_is_there_can_redeem(settings, code):
    told = call(settings, "redeem", code, "--till", "Till 9")
    assert told.exit_code == 2
    assert "handbill till add makes one" in told.stderr


def test_a_coupon_is_withdrawn_once_and_no_till_takes_it(settings, code):
    first = call(settings, "revoke", code, "--reason", "given out by mistake")
    assert (first.exit_code, "withdrawn; tills refuse it from now on" in first.stdout) == (0, True)
    told = json.loads(call(settings, "coupon", code, "--json").stdout)
    assert (told["status"], told["revoked_by"], told["revoked_reason"]) == (
        "revoked",
        "handbill revoke",
        "given out by mistake",
    )
    for again in (call(settings, "revoke", code), call(settings, "redeem", code, "--till", "Till 1")):
        assert again.exit_code == 1
        assert re.search(r"Withdrawn .+, by handbill revoke, given out by mistake\.", again.stderr)
    assert json.loads(call(settings, "coupon", code, "--json").stdout) == told


def test_programs_read_what_was_withdrawn(settings, code):
    told = json.loads(call(settings, "revoke", code, "--json").stdout)
    assert (told["code"], told["status"], told["revoked_reason"]) == (code, "revoked", "by hand")
    assert datetime.fromisoformat(told["revoked_at"]) <= datetime.now(UTC)


def test_what_was_spent_stays_spent(settings, code):
    call(settings, "redeem", code, "--till", "Till 1")
    told = call(settings, "revoke", code)
    assert told.exit_code == 1
    assert re.search(r"Already used .+, Till 1\. Nothing was changed\.", told.stderr)
    assert json.loads(call(settings, "coupon", code, "--json").stdout)["status"] == "redeemed"


def test_a_coupon_that_is_out_of_date_is_not_withdrawn(settings, sessions):
    now = datetime.now(UTC)
    with sessions.begin() as session:
        old = make.coupon(session, issued_at=now - timedelta(days=2), valid_until=now - timedelta(days=1))
    told = call(settings, "revoke", write_code(old.serial, settings.secret_keys))
    assert (told.exit_code, "Expired" in told.stderr) == (1, True)


def sold(settings, sessions, offer, *, worth=coupons.ONCE):
    """A function that redeems a coupon of this offer at Till 1."""
    (settings.campaigns / f"{make.CAMPAIGN_ID}.toml").write_text(make.source(offer=offer))
    with sessions.begin() as session:
        make.till(session, name="Till 1")
        made = make.coupon(session, issued_at=datetime.now(UTC) - timedelta(hours=1), worth=worth)
    code = write_code(made.serial, settings.secret_keys)
    return lambda *more: call(settings, "redeem", code, "--till", "Till 1", *more)


def test_a_card_says_what_it_pays_and_what_remains(settings, sessions):
    offer, worth = {"kind": "card", "value": 50, "currency": "EUR"}, coupons.Worth(None, 5000, 5000)
    redeem = sold(settings, sessions, offer, worth=worth)
    unsaid = redeem()
    assert unsaid.exit_code == 1
    assert "The amount of the purchase is needed" in unsaid.stderr
    assert '--amount "39.90 EUR"' in unsaid.stderr
    other = redeem("--amount", "39.90 USD")
    assert (other.exit_code, "in another currency than the offer" in other.stderr) == (1, True)
    first = redeem("--amount", "39.90 EUR", "--reference", "slip 4711")
    assert re.search(r"Discount +39\.90 EUR\n +Remains +10\.10 EUR\n", first.stdout)
    rest = json.loads(redeem("--amount", "39.90 EUR", "--json").stdout)
    assert [rest[name]["value"] for name in ("discount", "remains")] == ["10.10", "0.00"]


def test_an_offer_with_a_least_spend_is_held_to_it(settings, sessions):
    redeem = sold(settings, sessions, {"least": "20 EUR"})
    below = redeem("--amount", "19.99 EUR")
    assert (below.exit_code, "valid until" in below.stderr) == (1, False)
    assert "The purchase is below the least spend. Nothing was changed." in below.stderr
    assert re.search(r"Discount +5\.00 EUR\n", redeem("--amount", "20 EUR").stdout)


def test_an_offer_that_stands_alone_is_refused_beside_another_in_its_sale(settings, sessions):
    redeem = sold(settings, sessions, {"stackable": False, "uses": 3}, worth=coupons.Worth(uses=3))
    first = redeem("--reference", "slip 4711")
    assert re.search(r"Remains +2 uses\n", first.stdout)
    again = redeem("--reference", "slip 4711")
    assert (again.exit_code, "Another coupon was spent in this sale." in again.stderr) == (1, True)


@pytest.mark.parametrize(
    "more", [("--amount", "39,90"), ("--amount", "9.9 JPY"), ("--reference", "x" * 81), ("--reference", "a\nb")]
)
def test_what_cannot_be_read_spends_nothing(settings, code, more):
    assert call(settings, "redeem", code, "--till", "Till 1", *more).exit_code == 2
    assert json.loads(call(settings, "coupon", code, "--json").stdout)["status"] == "valid"
