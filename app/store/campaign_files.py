"""The folder of campaign files, as it is on disk: also files that nobody may read, and what is no file at all."""

from __future__ import annotations

import stat
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from app.rules.finding import Finding, unreadable
from app.rules.toml import BYTES


@dataclass(frozen=True)
class File:
    """A campaign file's text, or why there is none; `digest` changes with either."""

    source: str
    digest: str
    fault: Finding | None = None


def signature(folder: Path) -> object:
    """Something that changes whenever a file does, its permissions included."""
    found = []
    for path in folder.glob("*.toml"):
        with suppress(FileNotFoundError):  # taken away since the folder was listed
            about = path.stat()
            found.append((path.name, about.st_mtime_ns, about.st_ctime_ns, about.st_size))
    return sorted(found)


def read_all(folder: Path) -> dict[str, File]:
    """The files by campaign id; one that was taken away while it was looked at is not there."""
    found: dict[str, File] = {}
    for path in sorted(folder.glob("*.toml")):
        with suppress(FileNotFoundError):
            found[path.stem] = _read(path)
    return found


def _read(path: Path) -> File:
    """No more of a file than tells that it is too long. Raises FileNotFoundError."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # a pipe would be waited for without end
            return _unreadable("It is no file")
        with path.open("rb") as file:
            read = file.read(BYTES + 1)
    except FileNotFoundError:
        raise
    except OSError as error:
        return _unreadable(error.strerror or type(error).__name__)
    return File(read.decode("utf-8", "replace"), sha256(read).hexdigest())


def _unreadable(why: str) -> File:
    return File("", why, unreadable(why))
