"""Which wallets this handbill makes cards for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from app.wallets import BadWallet
from app.wallets.apple import Apple, apple
from app.wallets.google import Google, google

Wallet = TypeVar("Wallet", Apple, Google)


@dataclass(frozen=True)
class Pocket:
    """The wallets that are set up, and what is wrong with those that nearly are: a sentence by the wallet's name."""

    apple: Apple | None
    google: Google | None
    faults: Mapping[str, str]

    def kinds(self, now: datetime) -> list[str]:
        """The wallets for which a card can be made at this moment."""
        good = {"apple": self.apple is not None and self.apple.is_good(now), "google": self.google is not None}
        return [kind for kind, is_good in good.items() if is_good]


def pocket(values: Mapping[str, str], now: datetime) -> Pocket:
    """The wallets of these settings. One at fault is off, and keeps nothing else from working."""
    faults: dict[str, str] = {}

    def opened(name: str, wallet: Callable[[], Wallet | None]) -> Wallet | None:
        try:
            return wallet()
        except BadWallet as bad:
            faults[name] = str(bad)
            return None

    return Pocket(
        apple=opened("Apple Wallet", lambda: apple(values, now)),
        google=opened("Google Wallet", lambda: google(values)),
        faults=faults,
    )
