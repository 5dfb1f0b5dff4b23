"""Logs: one line an event on stderr, and no phone number in any of them."""

from __future__ import annotations

import logging
import sys

from app.rules.redact import redact

CONTROLS = {ord(sign): repr(sign)[1:-1] for sign in map(chr, (*range(32), *range(127, 160), 0x2028, 0x2029))}


class Redacting(logging.Formatter):
    """Formats as asked, then takes phone numbers out of the whole line, tracebacks included."""

    def formatMessage(self, record: logging.LogRecord) -> str:
        """The line without a traceback, in one piece: what comes from outside begins none of its own."""
        return redact(super().formatMessage(record)).translate(CONTROLS)  # \\n333… would look like no number

    def format(self, record: logging.LogRecord) -> str:
        """The finished line."""
        return redact(super().format(record))


def set_up(level: int = logging.INFO) -> None:
    """Sends every logger of this process to stderr, redacted."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Redacting("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in ("alembic", "celery", "procrastinate"):  # they tell of each look and each job
        logging.getLogger(name).setLevel(logging.WARNING)
