"""The book of law as this installation has it: ours, with what the operator's file knows better."""

import tomllib
from pathlib import Path
from typing import Any

from app.rules.law import BOOK, BadChange, Book, changes

# What is asked of the book that an installation has. The rest is in the words of pages and files, which are checked and
# released before any number is known, and go by our book; a campaign chooses its own opt-in.
TOPICS = ("hours", "a_day", "sender", "keyword_joins")


def load(path: Path | None) -> Book:
    """The book with the file's changes, or ours where there is no file. Raises BadChange, which names the file."""
    if path is None:
        return BOOK
    try:
        values = tomllib.loads(path.read_text("utf-8"))
        _refuse_idle(values)
        return changes(BOOK, values)
    except OSError as error:
        raise BadChange(f"{path.name}: {error.strerror}") from error
    except ValueError as error:  # of tomllib, of UTF-8 and of the book alike
        raise BadChange(f"{path.name}: {error}") from error


def _refuse_idle(values: dict[str, Any]) -> None:
    """A change that nothing would come of is no change: it is said, not taken in silence."""
    for place, tables in values.items():
        for topic in tables if isinstance(tables, dict) else ():
            if topic not in TOPICS:
                raise BadChange(f"{place}.{topic} cannot be changed here; what can is {', '.join(TOPICS)}")
