"""How workers hear that texts were queued: what a transaction rings with, and when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Rings:
    """`within` is a statement for PostgreSQL at the end of the transaction, `after` is called once it is committed.

    What is called neither raises nor waits: the texts are in the outbox, and a worker finds them without it.
    """

    within: str | None = None
    after: Callable[[], None] | None = None


SILENT = Rings()  # workers look by themselves
