"""Secret keys in a file that is looked at while handbill runs, so that a new one needs no restart.

One key a line, oldest first; a key may be followed by the second since 1970 from which on it signs. Until then it only
reads: every process knows a key before any of them signs with it, so no code is ever refused that another has sealed.
"""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import overload

LOOK_S = 0.5  # how old what a process knows of the file may be
SOONEST_S = 2  # to the first signature; four looks


class KeyFile(Sequence[str]):
    """The keys of a file as they are now: the first one indexes, the last one signs, all of them read."""

    def __init__(self, path: Path) -> None:
        """Raises OSError where there is no file."""
        self.path = path
        self._lines: list[tuple[str, float]] = []
        self._keys: tuple[str, ...] = ()
        self._mark: tuple[int, int, int] | None = None
        self._look_at = 0.0
        self._look()

    def __iter__(self) -> Iterator[str]:
        return iter(self._now())

    def __len__(self) -> int:
        return len(self._now())

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[str]: ...
    def __getitem__(self, index: int | slice) -> str | Sequence[str]:
        return self._now()[index]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"KeyFile({str(self.path)!r})"

    def _now(self) -> tuple[str, ...]:
        if time.monotonic() >= self._look_at:
            self._look()
        return self._keys

    def _look(self) -> None:
        """A file that is away for a moment changes nothing; only the first look needs it."""
        try:
            stat = self.path.stat()
            mark = stat.st_mtime_ns, stat.st_size, stat.st_ino
            if mark != self._mark:
                self._lines, self._mark = read(self.path), mark
        except OSError:
            if self._mark is None:
                raise
        self._keys = ordered(self._lines, time.time())
        self._look_at = time.monotonic() + LOOK_S


def read(path: Path) -> list[tuple[str, float]]:
    """(key, from when on it signs) of each line, oldest first; lines may also be separated by commas."""
    words = (line.split() for line in path.read_text().replace(",", "\n").splitlines())
    return [(found[0], float(found[1]) if len(found) > 1 else 0.0) for found in words if found]


def ordered(lines: Sequence[tuple[str, float]], at: float) -> tuple[str, ...]:
    """The keys as everybody reads them: the first stays first, and those whose time has not come stand before the last.

    Where there is but one that signs, it stands at both ends.
    """
    signing = [key for key, since in lines if since <= at] or [key for key, _ in lines[:1]]
    coming = [key for key, since in lines if since > at and key not in signing]
    if not coming:
        return tuple(signing)
    return (*(signing[:-1] or signing), *coming, signing[-1])


def rotate(path: Path, signs_in_s: int) -> int:
    """The second since 1970 from which on a new key in this file signs; everybody reads it from now on.

    The file is replaced whole, with its mode, so whoever looks meanwhile sees the old or the new one.
    """
    lines, since = read(path), int(time.time()) + max(signs_in_s, SOONEST_S)
    lines.append((secrets.token_urlsafe(32), since))
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    text = "".join(f"{key} {int(at)}\n" if at else f"{key}\n" for key, at in lines)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, path.stat().st_mode & 0o777), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    return since
