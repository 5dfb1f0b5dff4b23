"""What web pages know of the shield: the ranges that are closed and how near the ceilings are, as of a moment ago."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.rules import ceiling
from app.rules.ceiling import Ceilings, Place, Sums, Text
from app.rules.shield import COUNTRY, Held, Range, as_of, fresh, kept_back, of_country, of_range, prefix_of, used
from app.store import Session, ranges, traffic

WAIT = traffic.SLOT  # until a ceiling is looked at again
NO_PREFIX = "+"  # stands for any range that nothing is known of

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Standing:
    """What keeps a text from leaving, None if nothing does; and how much is used, 0 to 1, of what is nearest to it."""

    held: Held | None
    used: float


class View:
    """Ranges and sums as of the last look; whoever has one looks again. Nothing is closed before the first look."""

    def __init__(self) -> None:
        self._ranges: Mapping[Key, Range] = {}
        self._sums: Mapping[Place, Sums] = {}
        self._usual: dict[tuple[str, str], Standing] = {}

    def look(self, session: Session, now: datetime) -> None:
        """Looks again."""
        found = ranges.strained(session)
        closed = [each.country for each in found if each.prefix == COUNTRY and each.closed_until]
        found += [each for country in closed for each in ranges.answering(session, country)]
        self._ranges = {(each.country, each.prefix): each for each in found}
        self._sums, self._usual = traffic.sums(session, now), {}

    def standing(self, ceilings: Ceilings, country: str, number: str, campaign: str, now: datetime) -> Standing:
        """What keeps a text to this number (E.164) from leaving, if nobody ever heard of it, and how near that is.

        Most numbers are of ranges that do well: these stand alike in a country, and are judged once for each look.
        """
        prefix, place = prefix_of(number), (country, campaign)
        if (country, prefix) in self._ranges:
            return self._judged(ceilings, country, prefix, campaign, now)
        usual = self._usual.get(place)
        if usual is None:
            usual = self._usual[place] = self._judged(ceilings, country, NO_PREFIX, campaign, now)
        return usual

    def _judged(self, ceilings: Ceilings, country: str, prefix: str, campaign: str, now: datetime) -> Standing:
        of_whole = of_country(ceilings.of_country(country))
        whole = self._ranges.get((country, COUNTRY)) or fresh(country, COUNTRY, of_whole, now)
        whole = as_of(whole, of_whole, now)
        terms = of_range(ceilings.prefix, whole, of_whole)
        own = self._ranges.get((country, prefix)) or fresh(country, prefix, terms, now)
        own, text = as_of(own, terms, now), Text(country, campaign)
        found = kept_back((own, terms), (whole, of_whole), now)
        if found is None and ceiling.reached(ceilings, self._sums, text):
            found = Held(now + WAIT, closed=True)
        near = ceiling.share(ceilings, self._sums, text)
        return Standing(found, max(used(own, terms), used(whole, of_whole), near))
