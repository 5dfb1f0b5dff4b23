"""Metrics as Prometheus reads them: families by name, each with what it means, of which docs/metrics.md tells more.

Labels are names of gateways, countries, classes and the like: never a number, and few values each.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

PLAIN = "text/plain; version=0.0.4; charset=utf-8"  # Prometheus, exposition formats
ESCAPED = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n"})

Labels = tuple[str, ...]  # values, in the order of the family's names


@dataclass(frozen=True)
class Family:
    """One metric: `kind` is gauge, counter or histogram, `labels` the names of what its samples differ by."""

    name: str
    kind: str
    says: str
    labels: Labels = ()

    def __call__(self, value: float) -> str:
        """The family with its only sample."""
        return self.of({(): value})

    def of(self, samples: Mapping[Labels, float]) -> str:
        """The family with its samples by their labels."""
        return self._headed(_sample(self.name, self.labels, values, n) for values, n in samples.items())

    def histogram(self, found: Mapping[Labels, tuple[Mapping[float, int], int, float]]) -> str:
        """The family with (how many by upper bound, how many in all, their sum), by labels."""
        lines = list[str]()
        for values, (buckets, count, total) in found.items():
            so_far = 0
            for bound, n in sorted(buckets.items()):
                so_far += n
                lines.append(_sample(f"{self.name}_bucket", (*self.labels, "le"), (*values, str(bound)), so_far))
            lines.append(_sample(f"{self.name}_bucket", (*self.labels, "le"), (*values, "+Inf"), count))
            lines.append(_sample(f"{self.name}_sum", self.labels, values, total))
            lines.append(_sample(f"{self.name}_count", self.labels, values, count))
        return self._headed(lines)

    def _headed(self, lines: Iterable[str]) -> str:
        return f"# HELP {self.name} {self.says}\n# TYPE {self.name} {self.kind}\n{''.join(lines)}"


def _sample(name: str, labels: Labels, values: Labels, n: float) -> str:
    pairs = ",".join(f'{label}="{value.translate(ESCAPED)}"' for label, value in zip(labels, values, strict=True))
    return f"{name}{{{pairs}}} {n!r}\n" if pairs else f"{name} {n!r}\n"
