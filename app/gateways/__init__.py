"""The port to message providers. A gateway is one file in this room, found by the file's name.

`send` hands over one text and gives the provider's reference for it. What becomes of it comes back as a Receipt, what
people answer as an Inbound: pushed to /hooks/<gateway>/…, fetched by `collect` where a provider waits to be asked, or
looked up one by one with `look_up`. Each gateway has one table that turns its provider's words into ours, and hands on
the original beside them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, Literal, Protocol
from urllib.parse import parse_qs

from app.rules.failure import MEANINGS, Failure, Outcome
from app.rules.message import State

MOST_FIELDS = 200  # of a form that a provider posts
SHORTEST_HIDDEN = 4  # letters of a setting that is kept out of what a provider says

OFFERS = "handbill.gateways"  # the entry point of packages that bring one
Command = Literal["stop", "start", "help"]


@dataclass(frozen=True)
class Outgoing:
    """One text for one number (E.164); `reference` is ours and the same in every attempt.

    After `valid_s` seconds it is of no use any more. `promotional`: nobody asked for it.
    """

    reference: str
    number: str
    sender: str
    text: str
    valid_s: int = 3600
    promotional: bool = False


@dataclass(frozen=True)
class Receipt:
    """What became of a text: the provider's reference, its own word, what that means here, and why, if it failed.

    `network` is the number's, as MCC and MNC in digits; `price` what the provider asks for the whole text, such as
    "0.0333 EUR". Both only where the provider says so itself.
    """

    vendor_reference: str
    status: str
    state: State
    reference: str | None = None
    failure: Failure | None = None
    network: str | None = None
    price: str | None = None

    @property
    def whole(self) -> Receipt:
        """The same as a database keeps it; see Inbound.whole."""
        ours = None if self.reference is None else storable(self.reference)
        return replace(
            self, vendor_reference=storable(self.vendor_reference), status=storable(self.status), reference=ours
        )


@dataclass(frozen=True)
class Inbound:
    """A text to one of our senders; the provider's reference makes it one text.

    number is as the provider writes it; sent_at is when the network took the text over, if the provider says so.
    command is what the provider itself took the text for and acted on, by a list of words that may not be ours.
    """

    vendor_reference: str
    number: str
    sender: str
    text: str
    sent_at: datetime | None = None
    command: Command | None = None

    @property
    def whole(self) -> Inbound:
        """The same without halves of characters and NULs, which JSON can carry and no database keeps."""
        reference, sender, text = map(storable, (self.vendor_reference, self.sender, self.text))
        return replace(self, vendor_reference=reference, sender=sender, text=text)


@dataclass(frozen=True)
class Hook:
    """A provider's bare request: header names in lower case, the body as it came, and when that was.

    `query` has the first of each name, `fields` the last. `url` is the address that the provider called: our public
    one, with the query as it came.
    """

    headers: Mapping[str, str]
    query: Mapping[str, str]
    body: bytes
    url: str = ""
    at: datetime | None = None
    method: str = "POST"

    @cached_property
    def form(self) -> Mapping[str, list[str]]:
        """The fields of a body that is a form, empty ones among them. Raises ValueError."""
        return parse_qs(
            self.body.decode(), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS, separator="&"
        )

    @property
    def fields(self) -> dict[str, str]:
        """The last of each field of the form. Raises ValueError."""
        return {name: values[-1] for name, values in self.form.items()}

    @cached_property
    def json(self) -> Any:
        """What a body that is JSON says. Raises ValueError."""
        try:
            return json.loads(self.body)
        except RecursionError as error:
            raise ValueError("the body is nested too deeply") from error


@dataclass(frozen=True)
class Thanks:
    """What a provider wants to read once its news are kept; anything else, and it may call again."""

    status: int = 204
    kind: str = ""
    body: bytes = b""


@dataclass(frozen=True)
class Can:
    """What a gateway can do.

    idempotent     a repeated reference is sent once
    look_up        it can be asked what became of a text
    delivered      it tells when a phone has the text
    read           it tells when a person has opened it
    two_way        people can answer
    handles_stop   the provider answers a STOP by itself and tells us of it all the same; we record it and are silent
    """

    idempotent: bool = False
    look_up: bool = False
    delivered: bool = True
    read: bool = False
    two_way: bool = True
    handles_stop: bool = False


class GatewayError(Exception):
    """The text was not handed over, or nobody knows; `detail` is what the provider said.

    After `retry_after_s` trying again may help, if the provider said so.
    """

    def __init__(self, failure: Failure, detail: str = "", *, retry_after_s: float | None = None) -> None:
        super().__init__(detail or failure.value)
        self.failure, self.retry_after_s = failure, retry_after_s

    @property
    def outcome(self) -> Outcome:
        """How the attempt ended by it."""
        return MEANINGS[self.failure].outcome


class BadSignature(ValueError):
    """The request does not come from the provider, or was changed on its way, or is too old."""


class BadGateway(LookupError):
    """There is no such gateway, or a setting is missing that it cannot work without; the message says which."""


@dataclass(frozen=True)
class Place:
    """Where a gateway works: its name, a folder it may keep files in, our keys, its settings, our public address.

    `asked` gathers the settings that it has asked for.
    """

    name: str
    data: Path
    keys: Sequence[str] = field(repr=False)
    settings: Mapping[str, str] = field(repr=False)
    base_url: str
    asked: set[str] = field(default_factory=set, repr=False, compare=False)

    def hook_url(self, kind: str) -> str:
        """Where the provider tells us of "receipt" or "inbound"."""
        return f"{self.base_url}/hooks/{self.name}/{kind}"

    def setting(self, name: str) -> str:
        """HANDBILL_GATEWAY_<GATEWAY>_<NAME>, the whole name of a setting of this gateway."""
        return f"HANDBILL_GATEWAY_{self.name.upper()}_{name}"

    def given(self, name: str, default: str | None = None) -> str:
        """What the setting holds. Raises BadGateway where it is not set and there is no default."""
        self.asked.add(self.setting(name))
        value = self.settings.get(self.setting(name), "").strip() or default
        if value is None:
            raise BadGateway(f"{self.setting(name)} is not set; docs/gateways.md says what it is.")
        return value

    def several(self, name: str) -> list[str]:
        """What stands there with commas between, such as an old secret and a new one. Raises BadGateway for nothing."""
        found = [each.strip() for each in self.given(name).split(",") if each.strip()]
        if not found:
            raise BadGateway(f"{self.setting(name)} holds nothing; docs/gateways.md says what it is.")
        return found

    def one_of(self, name: str, *choices: str) -> str:
        """One of these words, the first where none is set. Raises BadGateway for any other: it is a typing error."""
        found = self.given(name, choices[0])
        if found not in choices:
            raise BadGateway(f"{self.setting(name)} is {found!r}; it can be {', '.join(choices)}.")
        return found

    def number(self, name: str, default: int) -> int:
        """A whole number from 1 to 999,999. Raises BadGateway for anything else."""
        found = self.given(name, str(default))
        if not re.fullmatch("[1-9][0-9]{0,5}", found):
            raise BadGateway(f"{self.setting(name)} is {found!r}; it is a whole number, 1 or more.")
        return int(found)

    @property
    def hidden(self) -> frozenset[str]:
        """What the settings hold, secrets among it: a provider may repeat it, and nothing of that is kept."""
        held = [value for name, value in self.settings.items() if name.startswith(self.setting(""))]
        words = {word.strip() for value in held for word in (value, *value.split(","))}
        return frozenset(word for word in words if len(word) >= SHORTEST_HIDDEN)


class Gateway(Protocol):
    """What every gateway can do."""

    can: Can
    methods: Collection[str]  # by which the provider calls us
    thanks: Mapping[str, Thanks]  # for "receipt" and "inbound", where an empty answer is not enough

    def send(self, message: Outgoing) -> str:
        """The provider's reference, once it has taken the text over. Raises GatewayError."""
        ...

    def look_up(self, message: Outgoing, vendor_reference: str | None, sent_at: datetime) -> Receipt | None:
        """What became of a text that may have left about then; None if the provider never had it.

        Only where it can. Raises GatewayError where it cannot be asked now.
        """
        ...

    def collect(self, now: datetime) -> Sequence[Receipt | Inbound]:
        """News that waits to be fetched, given again until acknowledged; empty where the provider pushes."""
        ...

    def acknowledge(self, news: Sequence[Receipt | Inbound]) -> None:
        """Tells the provider which news are written down."""
        ...

    def read_receipts(self, hook: Hook) -> Sequence[Receipt]:
        """The receipts of a hook whose signature is right. Raises BadSignature, ValueError.

        No transaction is open: the provider may be asked for what that takes. Raises GatewayError where it cannot be.
        """
        ...

    def read_inbound(self, hook: Hook) -> Sequence[Inbound]:
        """The texts of a hook whose signature is right. Raises as read_receipts does."""
        ...


class Pushing:
    """What gateways have in common whose provider pushes its news and cannot be asked."""

    methods: Collection[str] = ("POST",)
    thanks: Mapping[str, Thanks] = {}

    def look_up(self, message: Outgoing, vendor_reference: str | None, sent_at: datetime) -> Receipt | None:
        """Not here."""
        raise GatewayError(Failure.REFUSED, "this gateway cannot be asked")

    def collect(self, now: datetime) -> Sequence[Receipt | Inbound]:
        """Nothing: the provider pushes."""
        return ()

    def acknowledge(self, news: Sequence[Receipt | Inbound]) -> None:
        """Nothing to tell."""


def find(place: Place) -> Gateway:
    """The gateway of this name, from this room or from a package that offers `handbill.gateways`.

    Raises BadGateway for a name nobody offers, and where a setting is missing.
    """
    name = place.name
    if name in _here():
        gateway: Gateway = import_module(f"{__name__}.{name}").Gateway(place)
        return gateway
    for offered in entry_points(group=OFFERS, name=name):
        found: Gateway = offered.load()(place)
        return found
    raise BadGateway(f"There is no gateway called {name!r}; docs/gateways.md lists them.")


def names() -> frozenset[str]:
    """All that find() knows."""
    return _here() | entry_points(group=OFFERS).names


def declared(name: str) -> Collection[str] | None:
    """The last parts of its settings' names; None where a package of somebody else's does not say."""
    return getattr(import_module(f"{__name__}.{name}"), "SETTINGS", ()) if name in _here() else None


def _here() -> frozenset[str]:
    return frozenset(path.stem for path in Path(__file__).parent.glob("[!_]*.py"))


def storable(text: str) -> str:
    """The text as any database can keep it: a ? for each NUL and each half of a character."""
    return text.encode(errors="replace").decode().replace("\0", "?")
