"""Withdrawing a coupon: why, in words for staff; the stable name is kept with the coupon."""

from __future__ import annotations

from app.rules.words import Say, mark
from app.store.unseen import UNSENT

REASONS = {
    "mistake": mark("Given out by mistake"),
    "misuse": mark("Misused, or passed around"),
    "replaced": mark("Another one instead"),
    "wish": mark("Its owner wants that"),
    "other": mark("Another reason"),
}


def reasons(say: Say) -> dict[str, str]:
    """What staff may pick from, by its stable name."""
    return {name: say(sentence) for name, sentence in REASONS.items()}


def reason(name: str | None, say: Say) -> str:
    """The reason that was picked, in words; one that came from elsewhere stands as it is."""
    if name == UNSENT:
        return say("No text with it ever left")
    return say(REASONS[name]) if name in REASONS else name or ""
