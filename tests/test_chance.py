"""Chance: every number below comes up, and no other."""

import pytest

from app.chance import dice


@pytest.mark.parametrize("below", [1, 2, 3, 255, 256, 257])
def test_every_number_below_comes_up_and_no_other(below: int):
    assert {dice(below) for _ in range(40 * below)} == set(range(below))
