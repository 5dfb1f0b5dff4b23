"""A canary in every log: the numbers that tests use may stand in no line that handbill writes, in no test."""

from __future__ import annotations

import logging
import re

# The national parts of all numbers in tests/, so that no way of writing a country code or a space hides one.
NUMBERS = re.compile(r"3331234342|333000\d{4}|3401234567|5035550142|15155500342")
BETWEEN_DIGITS = re.compile(r"(?<=\d)[\s().\-]+(?=\d)")


class Ear(logging.Handler):
    """Hears every record of handbill's loggers as it was meant, before any formatter mends it."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self._formatter = logging.Formatter("%(name)s: %(message)s")

    def emit(self, record: logging.LogRecord) -> None:
        """Keeps the line."""
        self.lines.append(self._formatter.format(record))


def sung(text: str) -> list[str]:
    """The lines of the text that hold a number."""
    return [line for line in text.splitlines() if NUMBERS.search(BETWEEN_DIGITS.sub("", line))]
