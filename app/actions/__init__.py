"""What handbill does: one verb a file, within the transaction of the edge that called it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from app.rules.ceiling import STANDARD, Ceilings
from app.rules.law import BOOK, Book
from app.rules.words import Say
from app.store.shield import View
from app.store.vault import Vault
from app.store.webhooks import Wanted


@dataclass(frozen=True)
class Means:
    """What every action needs besides its session: keys, where links lead, languages, the dice, and the law.

    dice(n) is a number below n that nobody can foresee. `trial` holds the numbers that alone get texts, if any;
    `most_a_day` is how many messages nobody asked for a number may get in 24 hours; `simulated`: nobody is contacted.
    `wanted` holds the kinds of events that webhooks want, and `shield` what may leave, as of a moment ago; whoever has
    these means looks again. Where texts are not `shielded` nothing is held because of it. `prices` are those of a part
    of a text by country, each with its currency.
    """

    keys: Sequence[str] = field(repr=False)
    base_url: str
    says: Mapping[str, Say]
    dice: Callable[[int], int]
    limits: bool = True
    law: Book = BOOK
    trial: frozenset[str] = frozenset()
    most_a_day: int = 3
    simulated: bool = True
    wanted: Wanted = field(default_factory=Wanted)
    ceilings: Ceilings = STANDARD
    prices: Mapping[str, tuple[Decimal, str]] = field(default_factory=dict)
    shielded: bool = True
    shield: View = field(default_factory=View)

    @cached_property
    def vault(self) -> Vault:
        """Seals what is prepared before a transaction begins."""
        return Vault(self.keys)
