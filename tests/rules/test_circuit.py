import pytest

from app.rules.circuit import (
    CLOSED_BY_US_S,
    FIRST_PAUSE_S,
    IN_A_ROW,
    LATELY,
    LEAST_SHARE,
    LONGEST_PAUSE_S,
    LOOK_S,
    PROBE_S,
    RECOVERY_S,
    Circuit,
    Position,
    after,
    probing,
)
from app.rules.failure import Failure


def failed(circuit: Circuit, times: int, at: float = 0.0, why: Failure = Failure.DOWN) -> Circuit:
    for _ in range(times):
        circuit = after(circuit, why, at)
    return circuit


OPEN = failed(Circuit(), IN_A_ROW)


@pytest.mark.parametrize("why", [Failure.DOWN, Failure.LOST, Failure.BROKEN, Failure.THROTTLED])
def test_it_opens_after_some_failures_in_a_row(why):
    almost = failed(Circuit(), IN_A_ROW - 1, why=why)
    assert almost.takes(0.0)
    assert failed(almost, 1, why=why).position(0.0) is Position.OPEN


def test_one_answer_in_between_begins_anew():
    circuit = after(failed(Circuit(), IN_A_ROW - 1), None, 0.0)
    assert failed(circuit, IN_A_ROW - 1).takes(0.0)


def test_more_failures_than_answers_open_it_too():
    circuit = Circuit()
    for _ in range(LATELY // 2):
        circuit = after(after(circuit, None, 0.0), Failure.LOST, 0.0)
    assert circuit.takes(0.0)
    assert not after(circuit, Failure.LOST, 0.0).takes(0.0)


@pytest.mark.parametrize("why", [Failure.BAD_NUMBER, Failure.OPTED_OUT, Failure.BAD_TEXT, Failure.REFUSED])
def test_a_no_to_a_text_is_an_answer(why):
    assert failed(Circuit(), 99, why=why).takes(0.0)
    half_open = after(OPEN, why, FIRST_PAUSE_S)
    assert half_open.position(FIRST_PAUSE_S) is Position.CLOSED


def test_after_a_pause_one_probe_goes_and_what_became_of_it_decides():
    at = FIRST_PAUSE_S
    assert not OPEN.takes(at - 0.1)
    assert OPEN.position(at) is Position.HALF_OPEN
    probed = probing(OPEN, at)
    assert not probed.takes(at)
    assert after(probed, None, at + 1).position(at + 1) is Position.CLOSED
    again = after(probed, Failure.DOWN, at + 1)
    assert again.position(at + 1) is Position.OPEN
    assert again.open_until == at + 1 + 2 * FIRST_PAUSE_S


def test_a_probe_nobody_hears_of_again_makes_room_for_another():
    probed = probing(OPEN, FIRST_PAUSE_S)
    assert not probed.takes(FIRST_PAUSE_S + PROBE_S - 0.1)
    assert probed.opens_at(FIRST_PAUSE_S + PROBE_S - 0.1) == FIRST_PAUSE_S + PROBE_S
    assert probed.takes(FIRST_PAUSE_S + PROBE_S)


def test_what_waits_for_a_probe_looks_again_in_a_moment():
    """It may be answered at once, and nobody is to wait half a minute for that."""
    probed = probing(OPEN, FIRST_PAUSE_S)
    assert probed.opens_at(FIRST_PAUSE_S) == FIRST_PAUSE_S + LOOK_S
    assert after(probed, None, FIRST_PAUSE_S + 0.1).takes(FIRST_PAUSE_S + LOOK_S)


def test_the_pause_has_an_end():
    circuit, at = OPEN, FIRST_PAUSE_S
    for _ in range(20):
        circuit = after(probing(circuit, at), Failure.DOWN, at)
        assert circuit.open_until is not None
        assert FIRST_PAUSE_S <= circuit.open_until - at <= LONGEST_PAUSE_S
        at = circuit.open_until


def test_late_answers_to_what_left_before_it_opened_change_nothing():
    assert after(OPEN, None, 1.0) == OPEN
    assert failed(OPEN, 99, 1.0) == OPEN


def test_a_gateway_that_names_a_time_is_left_alone_until_then():
    circuit = after(Circuit(), Failure.THROTTLED, 10.0, 30.0)
    assert circuit.opens_at(10.0) == 40.0
    assert circuit.takes(40.0)


@pytest.mark.parametrize(
    "why", [Failure.ADDRESS, Failure.CREDENTIALS, Failure.ACCOUNT, Failure.BALANCE, Failure.SENDER, Failure.REGION]
)
def test_what_somebody_has_to_put_right_opens_it_at_once_and_for_long(why):
    circuit = after(Circuit(), why, 0.0)
    assert circuit.opens_at(0.0) == CLOSED_BY_US_S
    assert circuit.why is why


def test_its_share_comes_back_slowly():
    assert Circuit().share(0.0) == 1.0
    assert OPEN.share(0.0) == LEAST_SHARE
    closed = after(OPEN, None, 100.0)
    shares = [closed.share(100.0 + part * RECOVERY_S) for part in (0, 0.5, 1, 9)]
    assert shares == pytest.approx([LEAST_SHARE, (1 + LEAST_SHARE) / 2, 1.0, 1.0])
