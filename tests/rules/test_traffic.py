"""What was counted of gateways is added up without counting a bad number or a pause as a fault of the way."""

from datetime import UTC, datetime

import pytest

from app.rules.failure import Failure
from app.rules.traffic import Fares, Tally, a_minute, by_gateway, by_way, fares, is_failing, network_name, read_network


def test_what_a_gateway_said_no_to_is_sent_and_what_it_put_off_is_not():
    counted = fares(
        [
            Tally("twilio", "IT", None, attempts=10),
            Tally("twilio", "IT", Failure.BLOCKED, attempts=2, reported=3),
            Tally("twilio", "IT", Failure.BAD_NUMBER, attempts=4),
            Tally("twilio", "IT", Failure.THROTTLED, attempts=50),
            Tally("twilio", "IT", Failure.EXPIRED, reported=1),
        ]
    )
    assert (counted.sent, counted.failed) == (16, 5)
    assert list(counted.failures) == ["throttled", "blocked", "bad_number", "expired"]
    assert counted.share == 5 / 16


def test_a_failure_that_a_receipt_tells_counts_whatever_its_name_is():
    assert fares([Tally("vonage", "IT", Failure.DOWN, reported=3)]).failed == 3


@pytest.mark.parametrize(
    ("sent", "failed", "ill"), [(99, 99, False), (100, 25, False), (100, 26, True), (400, 101, True)]
)
def test_a_way_is_ill_above_a_quarter_of_a_hundred(sent, failed, ill):
    assert is_failing(sent, failed) is Fares(sent, failed).is_failing is ill


def test_a_share_is_never_more_than_all():
    assert Fares(0, 0).share == 0
    assert Fares(0, 3).share == Fares(2, 3).share == 1


def test_ways_and_gateways_are_told_apart():
    counted = [Tally(gateway, country, None, attempts=1) for gateway in ("b", "a") for country in ("US", "IT")]
    assert list(by_way(counted)) == [("a", "IT"), ("a", "US"), ("b", "IT"), ("b", "US")]
    assert {name: each.sent for name, each in by_gateway(counted).items()} == {"a": 2, "b": 2}


def test_a_network_is_five_or_six_digits():
    assert read_network("22210") == "22210"
    assert network_name("310260") == "310 260"
    for wrong in (None, "", "Operator", "222", "12210", "2221000", "٢٢٢١٠"):
        assert read_network(wrong) is None


def test_what_leaves_a_minute_has_its_share_of_the_minute_in_which_the_time_began():
    now = datetime(2026, 7, 4, 10, 0, 30, tzinfo=UTC)
    counted = {now.replace(minute=minute, second=0, hour=hour): 60 for hour, minute in ((9, 58), (9, 59), (10, 0))}
    assert a_minute(counted, now, 1) == 90
    assert a_minute(counted, now, 10) == 18
