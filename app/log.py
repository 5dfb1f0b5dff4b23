"""Logs: one line an event on stderr, and no phone number in any of them."""

from __future__ import annotations

import logging
import sys

from app.rules.redact import redact


class Redacting(logging.Formatter):
    """Formats as asked, then takes phone numbers out of the whole line, tracebacks included."""

    def format(self, record: logging.LogRecord) -> str:
        """The finished line."""
        return redact(super().format(record))


def set_up(level: int = logging.INFO) -> None:
    """Sends every logger of this process to stderr, redacted."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Redacting("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.getLogger("alembic").setLevel(logging.WARNING)  # it tells its own name at every look
