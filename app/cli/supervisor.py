"""Keeps the parts of handbill running on one machine: starts them, restarts what dies, ends them together.

The children stay in this process's group, so Ctrl-C reaches all of them, and on
Linux each is told by the kernel to stop when this process is gone, however it went.
"""

from __future__ import annotations

import ctypes
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from types import FrameType

ENDS_WITHIN_S = 9.0  # then killed; a service manager waits ten seconds as a rule
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 8.0
STEADY_S = 60.0  # a child that ran this long starts again with the first pause
LOOK_S = 0.1
PR_SET_PDEATHSIG = 1  # linux/prctl.h

log = logging.getLogger(__name__)


@dataclass
class Child:
    """One part as a process: its command, and when it may start again."""

    name: str
    command: Sequence[str]
    environ: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    due_at: float = 0.0
    pause_s: float = field(default=FIRST_PAUSE_S)

    def start(self) -> None:
        """Starts it now."""
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            env=self.environ,
            stdin=subprocess.DEVNULL,
            preexec_fn=partial(_die_with, os.getpid()) if sys.platform == "linux" else None,
        )

    def look(self, now: float) -> None:
        """Notices its death, and starts it again when its pause is over; the pause doubles each time it dies young."""
        if self.process and self.process.poll() is not None:
            steady = now - self.started_at > STEADY_S
            self.pause_s = FIRST_PAUSE_S if steady else min(self.pause_s * 2, LONGEST_PAUSE_S)
            self.due_at = now + self.pause_s
            log.warning("%s ended (%s), starts again in %.0f s", self.name, _ending(self.process), self.pause_s)
            self.process = None
        if self.process is None and now >= self.due_at:
            self.start()


class Supervisor:
    """The children of one `handbill run`."""

    def __init__(self, children: Sequence[Child], ends_within_s: float = ENDS_WITHIN_S) -> None:
        self._children, self._ends_within_s = children, ends_within_s
        self._stop = threading.Event()

    def start(self) -> None:
        """Starts every child, and from now on takes SIGTERM, SIGINT and SIGHUP for the wish to end."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._told_to_stop)
        for child in self._children:
            child.start()

    def watch(self, until: Callable[[], bool] = lambda: False) -> bool:
        """Keeps the children running until `until` is true, or False once it was told to stop."""
        while not self._stop.wait(LOOK_S):
            for child in self._children:
                child.look(time.monotonic())
            if until():
                return True
        return False

    def end(self) -> None:
        """Asks every child to end, waits, and kills what has not ended by then."""
        running = [child.process for child in self._children if child.process]
        for process in running:
            process.terminate()
        until = time.monotonic() + self._ends_within_s
        for process in running:
            try:
                process.wait(timeout=max(0.0, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _told_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stop.set()


def _die_with(parent: int) -> None:
    """Runs in the child before its program: SIGTERM when the parent dies, or has died already."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGTERM)


def _ending(process: subprocess.Popen[bytes]) -> str:
    code = process.returncode
    return signal.Signals(-code).name if code < 0 else f"exit code {code}"
