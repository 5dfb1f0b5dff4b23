"""By which gateway texts leave while some of them fail."""

from collections import Counter
from dataclasses import replace

import pytest

from app.routing import Routing
from app.rules.circuit import CLOSED_BY_US_S, FIRST_PAUSE_S, IN_A_ROW
from app.rules.failure import MEANINGS, Failure, Outcome
from app.rules.message import Kind, State
from app.rules.route import chain, read_routes
from app.store.outbox import Attempt, Leased
from tests import make

TEXT = Leased(
    id=1,
    attempt=1,
    reference="r1",
    number="+393331234342",
    sender="AURORA",
    text="Ciao",
    campaign=make.CAMPAIGN_ID,
    kind=Kind.SERVICE,
    expires_at=make.NOW,
    gateway=None,
    subscriber=1,
    country="IT",
    brand=make.BRAND,
    channel="sms",
    topic=None,
    queued_at=make.NOW,
    parts=1,
)


class Clock:
    """Seconds that go forward as a test says."""

    at = 0.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def two(clock) -> Routing:
    return Routing(chain(["first", "second"]), clock)


def text(**changes) -> Leased:
    return TEXT._replace(**changes)


def way(routing: Routing, **changes) -> str | None:
    chosen = routing.choose(text(**changes))
    return chosen.via if chosen else None


def ended(gateway: str, why: Failure | None = None, **changes) -> Attempt:
    outcome = MEANINGS[why].outcome if why else Outcome.ACCEPTED
    held = text(**changes)
    return Attempt(1, 1, gateway, outcome, State.SENT, make.NOW, 1, held.sender, held.country, why)


def fail(routing: Routing, gateway: str, why: Failure = Failure.DOWN, times: int = IN_A_ROW, **changes) -> None:
    routing.told([ended(gateway, why, **changes)] * times)


def test_the_first_that_takes_it_is_first_and_attempts_go_round(two):
    assert [way(two, attempt=attempt) for attempt in (1, 2, 3)] == ["first", "second", "first"]
    assert two.choose(text()).others == 1


def test_who_fails_gets_no_new_texts_until_a_probe_has_got_through(two, clock):
    fail(two, "first")
    assert {way(two, reference=f"r{n}") for n in range(9)} == {"second"}
    assert (two.choose(text()).others, two.room(9)) == (0, 9)
    clock.at = FIRST_PAUSE_S
    assert [way(two), way(two)] == ["first", "second"], "one probe"
    two.told([ended("first")])
    assert way(two) == "first"


def test_what_a_gateway_may_have_waits_for_it(two):
    fail(two, "first")
    assert way(two, gateway="first") is None
    assert two.rest_s(text(gateway="first")) == FIRST_PAUSE_S
    assert way(two, gateway="second", attempt=7) == "second"


def test_where_none_takes_anything_nothing_is_taken_out(two, clock):
    fail(two, "first")
    fail(two, "second")
    assert (two.room(9), way(two), two.rest_s(TEXT)) == (0, None, FIRST_PAUSE_S)
    clock.at = FIRST_PAUSE_S
    assert two.room(9) == 2, "a probe for each"


def test_a_sender_that_is_slowed_down_holds_up_no_other(clock):
    one = Routing(chain(["only"]), clock)
    fail(one, "only", Failure.THROTTLED)
    assert (way(one), way(one, sender="+12025550100"), one.room(9)) == (None, "only", 9)


@pytest.mark.parametrize("why", [Failure.DOWN, None])
def test_a_probe_that_tells_nothing_of_its_sender_makes_room_for_another(clock, why):
    """It failed for what is not the sender's fault, or was not even tried; nobody waits for it any longer."""
    one = Routing(chain(["first"]), clock)
    fail(one, "first", Failure.THROTTLED)
    clock.at = FIRST_PAUSE_S
    assert [way(one), way(one)] == ["first", None]
    one.told([replace(ended("first", why), outcome=Outcome.DEFERRED)])
    assert [way(one), way(one)] == ["first", None]


def test_a_country_that_is_closed_closes_no_other(two):
    fail(two, "first", Failure.REGION, 1, country="US")
    assert [way(two, country="US"), way(two, country="IT"), way(two, country="US", sender="X")] == [
        "second",
        "first",
        "second",
    ]
    fail(two, "first", Failure.SENDER, 1, country="IT")
    assert [way(two), way(two, sender="X"), way(two, country="FR")] == ["second", "first", "first"]


def test_credentials_that_are_wrong_close_all_of_a_gateway_for_long(two, caplog):
    fail(two, "first", Failure.CREDENTIALS, 1)
    assert {way(two, country=country, sender=sender) for country in ("IT", "US") for sender in "AB"} == {"second"}
    assert two.rest_s(text(gateway="first")) == CLOSED_BY_US_S
    assert "circuit of first is open for 900 s: credentials" in caplog.text


def test_countries_have_routes_of_their_own_and_shares(clock):
    routing = Routing(read_routes("IT a 70 b 30, US b, * c"), clock)
    firsts = Counter(way(routing, reference=f"r{n}") for n in range(2_000))
    assert firsts.keys() == {"a", "b"}
    assert firsts["a"] == pytest.approx(1_400, abs=100)
    assert [way(routing, country="US"), way(routing, country="FR")] == ["b", "c"]


def test_a_share_comes_back_slowly_after_a_failure(clock):
    routing = Routing(read_routes("* a 50 b 50"), clock)

    def share() -> float:
        return sum(way(routing, reference=f"r{n}") == "a" for n in range(1_000)) / 1_000

    fail(routing, "a")
    clock.at = FIRST_PAUSE_S
    routing.told([ended("a")])
    assert share() == pytest.approx(0.1, abs=0.04)
    clock.at += 3_600
    assert share() == pytest.approx(0.5, abs=0.05)


def test_staff_are_told_in_one_order_so_that_no_two_workers_who_write_it_wait_in_a_ring(two):
    causes = two.told([ended(each, Failure.CREDENTIALS) for each in ("second", "first")])
    assert [cause.subject for cause in causes] == ["first", "second"]
