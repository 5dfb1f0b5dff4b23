"""The disk is full while texts are queued and sent: what cannot be written is refused, and all goes on once it can be.

The disk is a small one of its own. Where nobody may mount one, and besides, files may not grow instead.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.rules.coupon import write_token
from app.settings import Settings
from app.store import Sessions, Sql, StoreUnavailable
from tests import make
from tests.conftest import KEYS
from tests.crash.test_kills import HANDS, MODES, Hands, environ, judge, progress, provider, queue, queued, read, rest
from tests.web import visiting

TURNS = max(1, int(os.environ.get("KILLS", "6")) // 20)
TEXTS = 20  # before it is full and after, each time
DISK, FILES = "8m", 256 * 1024  # bytes
FULL_S = 1.0
UNLIMITED = resource.RLIM_INFINITY
NUMBERS = 200  # who join until one is refused


class Disk(Protocol):
    """Where a database is kept; full or not."""

    folder: Path

    def fill(self, processes: Sequence[int]) -> None:
        """Leaves these processes no room."""

    def clear(self, processes: Sequence[int]) -> None:
        """Gives it back."""


@dataclass(frozen=True)
class Small:
    """A disk of a few megabytes in memory."""

    folder: Path

    def fill(self, _: Sequence[int]) -> None:
        """Fills it to the last byte."""
        with suppress(OSError), (self.folder / "ballast").open("wb", buffering=0) as ballast:
            while ballast.write(bytes(4096)):
                pass

    def clear(self, _: Sequence[int]) -> None:
        """Takes away what filled it."""
        (self.folder / "ballast").unlink(missing_ok=True)


@dataclass(frozen=True)
class Rationed:
    """Any disk, on which no file of ours may grow."""

    folder: Path

    def fill(self, processes: Sequence[int]) -> None:
        """Forbids every write beyond FILES."""
        self._allow(processes, FILES)

    def clear(self, processes: Sequence[int]) -> None:
        """Allows it again."""
        self._allow(processes, UNLIMITED)

    def _allow(self, processes: Sequence[int], size: int) -> None:
        for process in processes:
            resource.prlimit(process, resource.RLIMIT_FSIZE, (size, UNLIMITED))


@pytest.fixture(params=[Small, Rationed])
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Disk]:
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(folder)]
    if request.param is Rationed or subprocess.run(mount, capture_output=True).returncode:
        yield Rationed(folder)
        return
    yield Small(folder)
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture
def database_url(disk: Disk, _migrated_sqlite: str) -> str:
    """The database on that disk."""
    return f"sqlite:///{shutil.copy(_migrated_sqlite, disk.folder / 'handbill.db')}"


@pytest.fixture(params=["sqlite"])
def database(request: pytest.FixtureRequest) -> str:
    """The one that keeps its file itself."""
    return str(request.param)


@dataclass
class People:
    """Who joins, one after the other: `joined` are the numbers that were taken."""

    client: FlaskClient
    joined: list[str] = field(default_factory=list)

    def join(self) -> TestResponse:
        """What the next one is told; whoever was refused tries again."""
        number = f"+39333{5_000_000 + len(self.joined)}"
        answer = visiting.join(self.client, visiting.scan(self.client), number)
        if answer.status_code == 303:
            self.joined.append(number)
        return answer

    def until_refused(self) -> None:
        """Join until there is no room for one more, who is told."""
        while (answer := self.join()).status_code == 303:
            assert len(self.joined) < NUMBERS
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
        assert "Nothing was changed. Try once more in a few seconds." in visiting.words(answer)


def test_on_a_full_disk_nothing_is_lost_and_reading_goes_on(
    disk: Disk, settings: Settings, sessions: Sessions, build: Callable[[Settings], Flask], tmp_path: Path
) -> None:
    (settings.campaigns / f"{make.CAMPAIGN_ID}.toml").write_text(make.source(**visiting.SINGLE))
    client, journal = build(replace(settings, limits=False)).test_client(), tmp_path / "journal"
    with sessions.begin() as session:
        page = f"/k/{write_token(make.coupon(session, issued_at=datetime.now(UTC)).serial, KEYS)}"
    people = People(client)
    queued.clear()
    with provider(journal, *MODES) as url:
        hands = Hands(environ(settings, "twilio", url))
        ours = [os.getpid(), *(each.pid for each in hands.at_work)]
        try:
            for _ in range(TURNS):
                queue(sessions, TEXTS)
                progress(sessions, len(queued) - TEXTS)
                disk.fill(ours)
                people.until_refused()
                with pytest.raises(StoreUnavailable):
                    fill_up(sessions)
                assert client.get(page).status_code == 200
                time.sleep(FULL_S)  # while the workers try
                disk.clear(ours)
                assert people.join().status_code == 303
                queue(sessions, TEXTS)
            rest(sessions)
            assert hands.stop() == [0] * HANDS
        finally:
            disk.clear(ours[:1])
            hands.end()
    judge(sessions, journal)
    to = [entry["number"] for entry in read(journal)]
    assert [to.count(number) for number in people.joined] == [1] * len(people.joined)
    with sessions.read() as session:
        assert session.run(Sql("PRAGMA integrity_check")).fetchone()[0] == "ok"


def fill_up(sessions: Sessions) -> None:
    """Queues texts until there is no room for one more; those before it are there."""
    for _ in range(NUMBERS):
        queue(sessions, 1)
