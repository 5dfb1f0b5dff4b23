"""The means of a process and its gateways, from its settings: one place, so no edge forgets what holds texts back."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from app.actions import Means
from app.chance import dice
from app.engines import Engine
from app.engines import Place as EnginePlace
from app.engines import find as find_engine
from app.gateways import BadGateway, Gateway, Place, declared, find, names
from app.rules.finding import near
from app.rules.law import Book
from app.rules.words import Say
from app.settings import OF_GATEWAYS, Settings


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
    """By their names, those that texts may leave by. Raises BadGateway, also for a setting that no gateway has."""
    places = [place_of(settings, name) for name in settings.gateways]
    found = {place.name: find(place) for place in places}
    for name in sorted(settings.of_gateways):
        if not _is_known(name, places):
            raise BadGateway(f"{name} is no setting of a gateway. {_meant(name)}docs/gateways.md lists them.")
    return found


def engine_of(settings: Settings) -> Engine:
    """How workers hear of texts. Raises BadEngine."""
    return find_engine(settings.engine, EnginePlace(settings.database_url, settings.broker_url))


def place_of(settings: Settings, gateway: str) -> Place:
    """Where a gateway of this name works."""
    keys, own = settings.secret_keys, settings.of_gateways
    return Place(gateway, settings.data, keys, own, settings.base_url)


def _is_known(name: str, places: Collection[Place]) -> bool:
    """Whether a gateway has this setting.

    Of one that is not in use nobody knows what it would ask for, nor of one that does not declare its settings.
    """
    owner = max((each for each in names() if name.startswith(f"{OF_GATEWAYS}{each.upper()}_")), key=len, default=None)
    place = next((each for each in places if each.name == owner), None)
    if owner is None or place is None:
        return owner is not None
    own = declared(owner)
    return own is None or name in place.asked or name.removeprefix(place.setting("")) in own


def _meant(name: str) -> str:
    """The question which one was meant, where one is close; what all names begin with does not make them alike."""
    known = [f"{gateway.upper()}_{each}" for gateway in names() for each in declared(gateway) or ()]
    close = near(name.removeprefix(OF_GATEWAYS), ["FALLBACK", *known])
    return f"Did you mean {OF_GATEWAYS}{close}? " if close else ""
