"""What a worker tells the others, and takes up from them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.report import Report
from app.routing import Routing
from app.rules.failure import Failure
from app.rules.route import chain
from app.store import Sessions, circuits
from app.store.circuits import Shut
from tests.test_routing import Clock, text


@pytest.mark.parametrize(("way", "shut_for"), [(("first", "", ""), "anything"), (("first", "AURORA", "IT"), "AURORA")])
def test_each_worker_takes_up_what_a_receipt_has_shut_and_lets_a_probe_through_when_the_time_is_up(
    sessions: Sessions, now, way: tuple[str, str, str], shut_for: str
) -> None:
    clock = Clock()
    routing = Routing(chain(["first"]), clock)
    report = Report(routing, "w1")
    report.tell(sessions, now)
    assert routing.choose(text()) is not None
    until = now + timedelta(minutes=15)
    with sessions.begin() as session:
        circuits.shut_by_receipt(session, Shut(*way, now, until, Failure.SENDER), until)
    for seconds in (5, 10, 890):
        clock.at = float(seconds)
        report.tell(sessions, now + timedelta(seconds=seconds))
        assert routing.choose(text()) is None
    assert (routing.choose(text(sender="OTHER")) is None) is (shut_for == "anything")
    clock.at = 901.0
    report.tell(sessions, now + timedelta(seconds=901))
    assert routing.choose(text()) is not None
    assert routing.choose(text()) is None, "one probes"
