"""What all benchmarks share: free ports, children that end, medians, and a table of ratios."""

from __future__ import annotations

import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
UP_WITHIN_S = 20.0


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(command: Sequence[str], port: int, environ: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """The command as a child, from the moment it listens; told to end afterwards, and waited for."""
    process = subprocess.Popen(command, env={**os.environ, **environ}, cwd=ROOT, start_new_session=True)
    try:
        until = time.monotonic() + UP_WITHIN_S
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=0.2).close()
                break
            except OSError:
                if time.monotonic() > until or process.poll() is not None:
                    raise SystemExit(f"{' '.join(command)} does not listen on {port}") from None
                time.sleep(0.05)
        yield process
    finally:
        process.terminate()
        try:
            process.wait(timeout=12)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, 9)
            process.wait()


def granian(application: str, port: int) -> list[str]:
    """The same server for the product and its anchors: two processes of two threads, as `handbill run` starts them."""
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
