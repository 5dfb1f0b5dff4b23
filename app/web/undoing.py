"""Undoing at the till: why, in the cashier's words; the stable name is kept with the redemption for staff to read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.rules.words import Say, mark

REASONS = {
    "wrong_customer": mark("Wrong customer"),
    "changed_mind": mark("Customer changed their mind"),
    "typed_wrong": mark("Typed wrong"),
    "other": mark("Another reason"),
}


@dataclass(frozen=True)
class Why:
    """The screen that asks why a redemption is to be undone."""

    redemption: str
    reasons: Mapping[str, str]

    view = "why"


def why(redemption: str, say: Say) -> Why:
    """The question, in the cashier's language."""
    return Why(redemption, {name: say(sentence) for name, sentence in REASONS.items()})


def undone(say: Say) -> str:
    """What is said once it is undone."""
    return say("Undone. The code can be used again.")


def too_late(say: Say) -> str:
    """What is said when it cannot be undone at this till any more."""
    return say("Too late to undo this here. It stays spent.")


def reason(name: str | None, say: Say) -> str:
    """The reason that was picked, in words; one that came from elsewhere stands as it is."""
    return say(REASONS[name]) if name in REASONS else name or ""
