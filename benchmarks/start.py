"""What a command costs to start beside a bare interpreter, and what the parts hold in memory once they run.

python -m benchmarks.start [--rounds 15]
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks import measure

COMMANDS = {
    "bare interpreter": ["-c", "pass"],
    "handbill --version": ["-m", "app.cli", "--version"],
    "handbill qr, one code": ["-m", "app.cli", "qr", "estate-25", "--placement", "k7q2m", "--format", "svg"],
}


def took_ms(command: Sequence[str], environ: dict[str, str]) -> float:
    """Milliseconds from start to end of the process."""
    began = time.perf_counter()
    subprocess.run([sys.executable, *command], env=environ, cwd=measure.ROOT, check=True, capture_output=True)
    return (time.perf_counter() - began) * 1000


def parts_mib(environ: dict[str, str]) -> list[tuple[str, float]]:
    """Memory of each process of a running handbill after a hundred pages."""
    port = measure.free_port()
    command = [sys.executable, "-m", "app.cli", "run", "--port", str(port)]
    with measure.serving(command, port, environ) as run:
        time.sleep(2)
        subprocess.run(["wrk", "-t1", "-c8", "-d2s", f"http://127.0.0.1:{port}/k7q2m"], capture_output=True, check=True)
        return [(name, measure.memory_mib(pid)) for name, pid in sorted(_descendants(run.pid))]


def _descendants(root: int) -> list[tuple[str, int]]:
    found, queue = [], [root]
    while queue:
        pid = queue.pop()
        for task in Path(f"/proc/{pid}/task").iterdir():
            queue += [int(child) for child in (task / "children").read_text().split()]
        words = Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")
        name = (
            "worker"
            if "worker" in words
            else "web"
            if "granian" in " ".join(words) or "spawn" in " ".join(words)
            else "run"
        )
        found.append((name, pid))
    return found


def main() -> None:
    """Runs the rounds and prints the tables."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=15)
    rounds = arguments.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        environ = {**os.environ, "HANDBILL_DATA": folder}
        times: dict[str, list[float]] = {name: [] for name in COMMANDS}
        for _ in range(rounds):
            for name, command in COMMANDS.items():
                out = ["--out", folder] if "qr" in command else []
                times[name].append(took_ms([*command, *out], environ))
        bare = measure.median(times["bare interpreter"])
        rows = [
            [name, f"{measure.median(taken):.0f}", f"{measure.median(taken) - bare:+.0f}"]
            for name, taken in times.items()
        ]
        print(measure.table(rows, ["start", "ms", "more than bare"]))
        print()
        print(measure.table([[name, f"{mib:.0f}"] for name, mib in parts_mib(environ)], ["process", "MiB"]))


if __name__ == "__main__":
    main()
