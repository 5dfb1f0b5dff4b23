"""handbill from outside: `running` is a real `handbill run` on its own port, `call` one command in this process."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace

from click.testing import CliRunner, Result

from app.cli.commands import handbill
from app.settings import Settings
from tests import canary

UP_WITHIN_S = 60.0  # a busy machine is slow, not wrong
DOWN_WITHIN_S = 12.0


@dataclass
class Server:
    """A running handbill: its address, its settings, and what it has printed so far."""

    base_url: str
    settings: Settings
    process: subprocess.Popen[str]
    printed: list[str] = field(default_factory=list)

    def address(self, name: str) -> str:
        """An address it printed: Poster, Phone, Till or Staff; the last two sign in, once each."""
        found = re.search(rf"^ *{name} +(http\S+)", self.text, re.MULTILINE)
        assert found, f"no {name} in:\n{self.text}"
        return found[1]

    @property
    def text(self) -> str:
        """All that it printed."""
        return "".join(self.printed)


def call(settings: Settings, *words: str, **environ: str) -> Result:
    """What a command with these settings printed and ended with; a bug in it is raised here."""
    runner = CliRunner(env={**variables(settings), **environ})
    return runner.invoke(handbill, words, catch_exceptions=False, prog_name="handbill")


@contextmanager
def running(settings: Settings, *arguments: str, environ: Mapping[str, str] | None = None) -> Iterator[Server]:
    """A handbill with these settings, once it has printed its addresses; its whole process group ends with the test."""
    port = _free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "app.cli", "run", "--port", str(port), *arguments],
        env={**os.environ, **variables(replace(settings, base_url=f"http://127.0.0.1:{port}")), **(environ or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        start_new_session=True,
    )
    server = Server(f"http://127.0.0.1:{port}", settings, process)
    reader = threading.Thread(target=_read, args=(server,), daemon=True)
    reader.start()
    try:
        _wait_until_up(server)
        yield server
    finally:
        _end(process)
        reader.join(timeout=5)
        assert process.stdout
        process.stdout.close()
    assert canary.sung(server.text) == [], "a phone number was printed or logged"


def variables(settings: Settings) -> dict[str, str]:
    return {
        "HANDBILL_DATA": str(settings.data),
        "HANDBILL_DATABASE_URL": settings.database_url,
        "HANDBILL_CAMPAIGNS": str(settings.campaigns),
        "HANDBILL_BASE_URL": settings.base_url,
        "HANDBILL_SECRET_KEYS": ",".join(settings.secret_keys),
        "HANDBILL_ENGINE": settings.engine,
        "HANDBILL_BROKER_URL": settings.broker_url or "",
        "HANDBILL_WEB_PROCESSES": "1",
        "PYTHONWARNINGS": "default",
        "PYTHONUNBUFFERED": "1",
    }


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _read(server: Server) -> None:
    assert server.process.stdout
    for line in server.process.stdout:
        server.printed.append(line)


def _wait_until_up(server: Server) -> None:
    """The last line says how to stop: by then every address answers."""
    until = time.monotonic() + UP_WITHIN_S
    while "Ctrl-C" not in server.text:
        assert server.process.poll() is None, f"it ended by itself:\n{server.text}"
        assert time.monotonic() < until, f"not up within {UP_WITHIN_S} s:\n{server.text}"
        time.sleep(0.02)


def _end(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.wait(timeout=DOWN_WITHIN_S)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
