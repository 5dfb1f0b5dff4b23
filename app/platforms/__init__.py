"""The port to social networks that may be asked whether a visitor follows. One file each, found by its name.

Networks without a file here can be opened and invited to, never verified.
"""

from __future__ import annotations

from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import Protocol


class Answer(StrEnum):
    """What a network said; `unknown` when it could not be asked, which never punishes the visitor."""

    YES = "yes"
    NO = "no"
    PENDING = "pending"
    UNKNOWN = "unknown"


class Platform(Protocol):
    """A network that can be asked."""

    def start_url(self, account: str, state: str, callback_url: str) -> str:
        """Where the visitor proves who they are; the network comes back to callback_url with `state`."""
        ...

    def ask(self, account: str, query: dict[str, str]) -> Answer:
        """Whether the person of this callback follows the account, asked once and not kept."""
        ...


def find(name: str) -> Platform | None:
    """The checker for this network, or None where there is none."""
    if not name.isidentifier() or not (Path(__file__).parent / f"{name}.py").is_file():
        return None
    platform: Platform = import_module(f"{__name__}.{name}").Platform()
    return platform
