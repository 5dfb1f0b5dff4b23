"""By which gateways texts leave, country by country: IT vonage 70 twilio 30, US twilio, * vonage twilio.

The numbers are shares of new texts. A gateway without a share takes over where those before it cannot; `*` is every
country that has no route of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

ANYWHERE = "*"
MOST_SHARE = 100


class BadRoutes(ValueError):
    """The routes cannot be read; the message says which one and what to do."""


@dataclass(frozen=True)
class Share:
    """A gateway's part in a route, 0 where it only takes over."""

    gateway: str
    share: int


Routes = Mapping[str, Sequence[Share]]


def chain(gateways: Iterable[str]) -> Routes:
    """The route for every country where the first of these does it, and each other takes over from those before it."""
    return {ANYWHERE: [Share(name, 0 if behind else MOST_SHARE) for behind, name in enumerate(gateways)]}


def read_routes(written: str) -> Routes:
    """The routes by country. Raises BadRoutes."""
    found: dict[str, Sequence[Share]] = {}
    for each in filter(None, map(str.strip, written.split(","))):
        country, *words = each.split()
        if country != ANYWHERE and not re.fullmatch("[A-Z]{2}", country, re.ASCII):
            raise BadRoutes(f"{country!r} is no country; write two capital letters, such as IT, or * for all others.")
        if country in found:
            raise BadRoutes(f"{country} has two routes; write one, with all its gateways.")
        found[country] = _shares(country, words)
    if found and ANYWHERE not in found:
        raise BadRoutes("Say what holds for all other countries, such as: * twilio.")
    return found


def route_of(routes: Routes, country: str) -> Sequence[Share]:
    """The route to a country, two letters."""
    return routes.get(country) or routes[ANYWHERE]


def in_order(route: Sequence[Share], health: Callable[[str], float], chance: float) -> list[str]:
    """The gateways of a route as this text should try them.

    Which of those with a share is first hangs on chance, from 0 to below 1, and on the health of each, from 0 to 1;
    the others follow as they are written, those with a share first.
    """
    weights = {each.gateway: each.share * health(each.gateway) for each in route}
    behind = sorted((each.gateway for each in route), key=lambda name: weights[name] == 0)
    mark = chance * sum(weights.values())
    for name in behind:
        mark -= weights[name]
        if mark < 0:
            return [name, *(other for other in behind if other != name)]
    return behind


def _shares(country: str, words: Sequence[str]) -> list[Share]:
    found: list[Share] = []
    for word in words:
        if word.isascii() and word.isdecimal():
            if not found or found[-1].share or not 0 < int(word) <= MOST_SHARE:
                raise BadRoutes(f"{country}: {word} must be a share from 1 to {MOST_SHARE} after a gateway's name.")
            found[-1] = Share(found[-1].gateway, int(word))
        elif any(each.gateway == word for each in found):
            raise BadRoutes(f"{country}: {word} stands there twice.")
        else:
            found.append(Share(word, 0))
    if not found:
        raise BadRoutes(f"{country}: no gateway is named; write it like IT twilio.")
    if not any(each.share for each in found):
        found[0] = Share(found[0].gateway, MOST_SHARE)
    return found
