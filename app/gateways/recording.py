"""A gateway that remembers what it was given and says what tests tell it to say."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import datetime

from app.gateways import Can, GatewayError, Hook, Inbound, Outgoing, Place, Pushing, Receipt


class Gateway(Pushing):
    """Accepts everything, unless `failures` holds errors: the next send raises the first of them."""

    def __init__(self, _place: Place | None = None) -> None:
        self.can = Can(two_way=False)
        self.sent: list[Outgoing] = []
        self.failures: list[GatewayError] = []
        self.news: list[Receipt | Inbound] = []
        self._lock = threading.Lock()

    def send(self, message: Outgoing) -> str:
        """A reference of its own making."""
        with self._lock:
            if self.failures:
                raise self.failures.pop(0)
            self.sent.append(message)
            return f"recorded-{len(self.sent)}"

    def collect(self, now: datetime) -> Sequence[Receipt | Inbound]:
        """What a test put into `news`."""
        return tuple(self.news)

    def acknowledge(self, news: Sequence[Receipt | Inbound]) -> None:
        """Takes them out of `news`."""
        self.news = [each for each in self.news if each not in news]

    def read_receipts(self, hook: Hook) -> Sequence[Receipt]:
        """Nothing: nobody pushes here."""
        return ()

    def read_inbound(self, hook: Hook) -> Sequence[Inbound]:
        """Nothing: nobody pushes here."""
        return ()
