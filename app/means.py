"""The means of a process and its gateways, from its settings: one place, so no edge forgets what holds texts back."""

from __future__ import annotations

from collections.abc import Mapping

from app.actions import Means
from app.chance import dice
from app.engines import Engine
from app.engines import Place as EnginePlace
from app.engines import find as find_engine
from app.gateways import Gateway, Place, find
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
        ceilings=settings.ceilings,
        prices=settings.prices,
        shielded=settings.shielded,
    )


def gateways_of(settings: Settings) -> dict[str, Gateway]:
    """By their names, those that texts may leave by. Raises BadGateway."""
    return {name: find(place_of(settings, name)) for name in settings.gateways}


def engine_of(settings: Settings) -> Engine:
    """How workers hear of texts. Raises BadEngine."""
    return find_engine(settings.engine, EnginePlace(settings.database_url, settings.broker_url))


def place_of(settings: Settings, gateway: str) -> Place:
    """Where a gateway of this name works."""
    keys, own = settings.secret_keys, settings.of_gateways
    return Place(gateway, settings.data, keys, own, settings.base_url)
