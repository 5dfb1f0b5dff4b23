"""The book of law as this installation has it: ours, with what the operator's file knows better."""

import tomllib
from pathlib import Path

from app.rules.law import BOOK, BadChange, Book, changes


def load(path: Path | None) -> Book:
    """The book with the file's changes, or ours where there is no file. Raises BadChange, which names the file."""
    if path is None:
        return BOOK
    try:
        return changes(BOOK, tomllib.loads(path.read_text("utf-8")))
    except OSError as error:
        raise BadChange(f"{path.name}: {error.strerror}") from error
    except ValueError as error:  # of tomllib, of UTF-8 and of the book alike
        raise BadChange(f"{path.name}: {error}") from error
