"""What all benchmarks share: free ports, children that end, medians, and a table of ratios."""

from __future__ import annotations

import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
UP_WITHIN_S = 30.0


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(command: Sequence[str], port: int, environ: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """The command as a child, from its first answer on; told to end afterwards, and waited for."""
    process = subprocess.Popen(command, env={**os.environ, **environ}, cwd=ROOT, start_new_session=True)
    try:
        until = time.monotonic() + UP_WITHIN_S
        while not _answers(port):
            if time.monotonic() > until or process.poll() is not None:
                raise SystemExit(f"{' '.join(command)} does not answer on {port}")
            time.sleep(0.05)
        yield process
    finally:
        process.terminate()
        try:
            process.wait(timeout=12)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, 9)
            process.wait()


def _answers(port: int) -> bool:
    """Whether anything comes back, an error as good as a page: a server may listen long before it can answer."""
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(f"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: 2\r\n\r\n{{}}".encode())
        return bool(connection.recv(1))
    return False


def granian(application: str, port: int) -> list[str]:
    """The same server for the product and its anchors: two processes of eight threads, as `handbill web` has."""
    options = f"--interface wsgi --host 127.0.0.1 --port {port} --workers 2 --blocking-threads 8 --log-level error"
    return [sys.executable, "-m", "granian", "--factory", "--no-ws", *options.split(), application]


def median(values: Sequence[float]) -> float:
    """The median, for figures of a machine that others use too."""
    return statistics.median(values)


def ratios(ours: Sequence[float], anchor: Sequence[float]) -> float:
    """The median of the ratios taken round by round, so that a slow round counts for both."""
    return statistics.median(our / its for our, its in zip(ours, anchor, strict=True))


def memory_mib(pid: int) -> float:
    """What the process holds in memory now, MiB (VmRSS)."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def table(rows: Sequence[Sequence[object]], head: Sequence[str]) -> str:
    """The rows under their head, words to the left and numbers to the right."""
    cells = [[*map(str, head)], *[[*map(str, row)] for row in rows]]
    widths = [max(len(row[column]) for row in cells) for column in range(len(head))]
    lines = []
    for row in cells:
        shown = [
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  " + "  ".join(shown).rstrip())
    return "\n".join(lines)
