"""All benchmarks, one after the other: `make bench`. Each runs its anchor beside it and prints ratios.

The machine should have nothing else to do. About fifteen minutes; `python -m benchmarks.web --only join` and the
like run one alone.
"""

from __future__ import annotations

import subprocess
import sys

ALL = (
    ["benchmarks.qr"],
    ["benchmarks.phone"],
    ["benchmarks.start"],
    ["benchmarks.web"],
    ["benchmarks.web", "--database", "postgresql"],
    ["benchmarks.dispatch"],
    ["benchmarks.dispatch", "--database", "postgresql", "--workers", "2"],
    ["benchmarks.outbox"],
    ["benchmarks.decide"],
    ["benchmarks.growth"],
    ["benchmarks.replies"],
)

if __name__ == "__main__":
    for words in ALL:
        print(f"\n{' '.join(words)}\n", flush=True)
        subprocess.run([sys.executable, "-m", *words], check=True)
