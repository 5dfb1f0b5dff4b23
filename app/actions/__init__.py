"""What handbill does: one verb a file, within the transaction of the edge that called it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from app.rules.law import BOOK, Book
from app.rules.words import Say
from app.store.vault import Vault


@dataclass(frozen=True)
class Means:
    """What every action needs besides its session: keys, where links lead, languages, the dice, and the law.

    dice(n) is a number below n that nobody can foresee; the law is the book as this installation has it.
    """

    keys: Sequence[str] = field(repr=False)
    base_url: str
    says: Mapping[str, Say]
    dice: Callable[[int], int]
    limits: bool = True
    law: Book = BOOK

    @cached_property
    def vault(self) -> Vault:
        """Seals what is prepared before a transaction begins."""
        return Vault(self.keys)
