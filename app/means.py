"""The means of a process, from its settings: one place, so that no edge forgets what keeps texts back."""

from __future__ import annotations

from collections.abc import Mapping

from app.actions import Means
from app.chance import dice
from app.rules.law import Book
from app.rules.words import Say
from app.settings import Settings


def means_of(settings: Settings, says: Mapping[str, Say], law: Book) -> Means:
    """What every action of this process works with, by the law that its settings name."""
    return Means(
        settings.secret_keys,
        settings.base_url,
        says,
        dice,
        settings.limits,
        law=law,
        trial=settings.trial,
        most_a_day=settings.most_a_day,
        simulated=settings.simulated,
    )
