"""What the world hears of: bodies as the API writes them, with nobody's number and no code that can be spent."""

import json
from datetime import UTC, datetime, timedelta

from app.rules import event
from app.rules.event import Kind

NOW = datetime(2026, 7, 4, 10, 2, 0, 5000, tzinfo=UTC)


def test_an_event_has_an_id_a_kind_and_a_moment() -> None:
    made = event.event(Kind.REDEEMED, NOW, 7, {"id": "r1"})
    assert json.loads(made.body) == {
        "id": made.id,
        "kind": "coupon.redeemed",
        "at": "2026-07-04T10:02:00.005Z",
        "data": {"id": "r1"},
    }
    assert made.id < event.event(Kind.ISSUED, NOW + timedelta(milliseconds=1), 0, {}).id, "ids are in order of time"


def test_a_coupon_has_one_name_in_all_its_events_and_none_that_the_store_finds_it_by() -> None:
    issued = event.issued(coupon=b"index", campaign="c", placement="p", at=NOW, until=NOW, offer={})
    redeemed = event.redeemed({"id": "r1"}, coupon=b"index", placement="p", till="Till 1")
    reversed_ = event.reversed_(id="r1", reason="no", at=NOW, coupon=b"index", campaign="c")
    double = event.double(id="r2", double_of="r1", happened_at=NOW, coupon=b"index", campaign="c", till="Till 2")
    assert len({each["coupon"] for each in (issued, redeemed, reversed_, double)}) == 1
    assert b"index".hex() not in issued["coupon"]
    assert "code" not in issued


def test_a_number_in_a_reason_is_taken_out() -> None:
    told = event.reversed_(id="r1", reason="wrong one, call +39 333 1234342", at=NOW, coupon=b"i", campaign="c")
    assert "1234342" not in json.dumps(told)
