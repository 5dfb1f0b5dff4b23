"""The canary itself: it sings when it should, so that its silence in every other test means something."""

import logging

import pytest

from app.log import Redacting
from tests.canary import Ear, sung


@pytest.mark.parametrize(
    "line", ["sent to +393331234342", "to 333 123 4342", "(503) 555-0142 is dead", "{'number': '+49 151 555 00342'}"]
)
def test_it_sings_at_a_number_however_it_is_written(line: str):
    assert sung(f"all is well\n{line}") == [line]


def test_it_is_silent_at_masks_times_and_ids():
    assert sung("+39•••342 at 2026-11-22 10:00:00, coupon 1234, 127.0.0.1:8000") == []


def test_it_hears_what_is_logged():
    ear, logger = Ear(), logging.getLogger("cage")  # outside handbill's own, where the ear of this very test listens
    logger.addHandler(ear)
    logger.warning("to %s", "+393331234342")
    logger.removeHandler(ear)
    assert sung("\n".join(ear.lines)) != []


def test_the_log_takes_numbers_out_of_any_library_s_line():
    record = logging.LogRecord("urllib3", logging.ERROR, "", 0, "POST to=%s failed", ("+39 333 123 43 42",), None)
    assert sung(Redacting("%(message)s").format(record)) == []


def test_what_comes_from_outside_begins_no_line_of_its_own_in_the_log():
    said = "no\n2026-11-26 INFO app.web: all is well\r\x1b[2J\u2028\n3331234342"
    record = logging.LogRecord("app", logging.INFO, "", 0, "it said %s", (said,), None)
    line = Redacting("%(message)s").format(record)
    assert line.isprintable()
    assert "\\n2026-11-26 INFO" in line
    assert sung(line) == []
    assert "333123" not in line
