"""The port to message providers. A gateway is one file in this room, found by the file's name.

`send` hands over one text and gives the provider's reference for it. What
becomes of it comes back as a Receipt, what people answer as an Inbound: pushed
to /hooks/<gateway>/…, or fetched by `collect` where a provider waits to be asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from typing import Protocol

from app.rules.message import State


@dataclass(frozen=True)
class Outgoing:
    """One text for one number (E.164); `reference` is ours and the same in every attempt."""

    reference: str
    number: str
    sender: str
    text: str


@dataclass(frozen=True)
class Receipt:
    """What became of a text: the provider's reference, its own word, and what that means here."""

    vendor_reference: str
    status: str
    state: State
    reference: str | None = None


@dataclass(frozen=True)
class Inbound:
    """A text to one of our senders; the provider's reference makes it one text.

    number is as the provider writes it; sent_at is when the network took the text over, if the provider says so.
    """

    vendor_reference: str
    number: str
    sender: str
    text: str
    sent_at: datetime | None = None

    @property
    def whole(self) -> Inbound:
        """The same without halves of characters and NULs, which JSON can carry and no database keeps."""
        reference, sender, text = map(_whole, (self.vendor_reference, self.sender, self.text))
        return replace(self, vendor_reference=reference, sender=sender, text=text)


@dataclass(frozen=True)
class Hook:
    """A provider's bare request: header names in lower case, the body as it came."""

    headers: Mapping[str, str]
    query: Mapping[str, str]
    body: bytes


class GatewayError(Exception):
    """The text was not handed over.

    temporary: trying again may help, after retry_after_s if the provider said so.
    ambiguous: it may have been handed over all the same, so trying again may double it.
    """

    def __init__(
        self, message: str, *, temporary: bool, ambiguous: bool = False, retry_after_s: float | None = None
    ) -> None:
        super().__init__(message)
        self.temporary, self.ambiguous, self.retry_after_s = temporary, ambiguous, retry_after_s


class BadSignature(ValueError):
    """The request does not come from the provider, or was changed on its way."""


class Gateway(Protocol):
    """What every gateway can do.

    idempotent     a repeated reference is sent once
    handles_stop   the provider answers a STOP by itself and tells us of it all the same; we record it and are silent
    """

    idempotent: bool
    handles_stop: bool = False

    def send(self, message: Outgoing) -> str:
        """The provider's reference, once it has taken the text over. Raises GatewayError."""
        ...

    def collect(self, now: datetime) -> Sequence[Receipt | Inbound]:
        """News that waits to be fetched, given again until acknowledged; empty where the provider pushes."""
        ...

    def acknowledge(self, news: Sequence[Receipt | Inbound]) -> None:
        """Tells the provider which news are written down."""
        ...

    def read_receipts(self, hook: Hook) -> Sequence[Receipt]:
        """The receipts of a hook whose signature is right. Raises BadSignature, ValueError."""
        ...

    def read_inbound(self, hook: Hook) -> Sequence[Inbound]:
        """The texts of a hook whose signature is right. Raises BadSignature, ValueError."""
        ...


def find(name: str, *, data: Path, keys: Sequence[str], environ: Mapping[str, str]) -> Gateway:
    """The gateway of this name, from this room or from a package that offers `handbill.gateways`.

    data is the folder a gateway may keep files in. Raises LookupError for a name nobody offers.
    """
    if (Path(__file__).parent / f"{name}.py").is_file() and name.isidentifier():
        gateway: Gateway = import_module(f"{__name__}.{name}").Gateway(data, keys, environ)
        return gateway
    for offered in entry_points(group="handbill.gateways", name=name):
        found: Gateway = offered.load()(data, keys, environ)
        return found
    raise LookupError(f"There is no gateway called {name!r}.")


def _whole(text: str) -> str:
    return text.encode(errors="replace").decode().replace("\0", "?")
