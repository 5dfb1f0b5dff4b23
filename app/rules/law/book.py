"""The book of law: what a number needs on a day, from every place that it may belong to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from app.rules.law.form import Hours, Identity, Jurisdiction, Keep, OptIn, Rule, Sender, Terms, strictest, written

REMEMBERED = 4096  # answers: a few dozen sets of places, on as many days as a worker lives


@dataclass(frozen=True)
class Change:
    """What an operator's file changed: the place and the topic, what stood there before and now, and why."""

    place: str
    topic: str
    before: object
    after: object
    reason: str

    @property
    def says(self) -> str:
        """The change in a line: "Mon-Sat 08:00-20:00 instead of Mon-Sat 09:00-20:00 (our lawyer, 3 November 2026)"."""
        return f"{_said(self.after)} instead of {_said(self.before)} ({self.reason})"


@dataclass(frozen=True)
class Needs:
    """What a number needs on a day: of all its places the strictest. The topics are those of form.Terms.

    hours   all of them must be open, each but on the holidays of its country, if it names one
    rules   everything in force, in the order of the places
    """

    places: tuple[str, ...]
    day: date
    rules: tuple[Rule, ...]
    hours: tuple[tuple[Hours, str | None], ...]
    opt_in: OptIn = "double"
    forced: bool = False
    two_way: bool = True
    sender: Sender = Sender()
    a_day: int | None = None
    keep: tuple[Keep, ...] = ()
    age: int | None = None
    rates: str = ""
    label: tuple[str, ...] = ()
    stop: tuple[str, ...] = ()
    help: tuple[str, ...] = ()
    identity: frozenset[Identity] = frozenset()
    may_ask_by_text: bool = True
    soft_opt_in: bool = False
    keyword_joins: bool = False

    @property
    def contact_in_text(self) -> bool:
        """Whether each text gives a way to reach its sender."""
        return "contact" in self.identity


class Book:
    """All jurisdictions, and what stands in where they say nothing. It never changes; `changes` makes another."""

    def __init__(
        self, places: Iterable[Jurisdiction], cautious: Sequence[Rule], changed: Sequence[Change] = ()
    ) -> None:
        self.places: Mapping[str, Jurisdiction] = {place.code: place for place in places}
        self.cautious, self.changed = tuple(cautious), tuple(changed)
        self._regional = frozenset(code[:2] for code in self.places if "-" in code)
        self._needs = lru_cache(REMEMBERED)(self._add_up)

    def __getitem__(self, code: str) -> Jurisdiction:
        """The jurisdiction of a code; a region without rules of its own is its country, an unknown country cautious."""
        return self.places.get(code) or self.places.get(code[:2]) or Jurisdiction(code[:2], code[:2])

    def read_before(self, day: date) -> tuple[str, ...]:
        """The codes of places with a rule whose source was last read before that day."""
        return tuple(code for code, place in self.places.items() if any(rule.checked < day for rule in place.rules))

    def needs(self, places: Iterable[str], day: date) -> Needs:
        """What a number needs on a day that may belong to any of these places: "US-FL", "US", "IT".

        Where the regions of a country differ, its bare code means that the region is unknown. No place at all, or ""
        for a number of no country, means the cautious rules.
        """
        return self._needs(tuple(places) or ("",), day)

    def rules(self, code: str) -> Iterator[Rule]:
        """Every rule for a code whatever the day, its own first, then those around it."""
        place = self[code]
        yield from place.rules
        if place.code in self._regional:
            yield from place.unplaced
            yield from (rule for each in self._regions(place.code) for rule in each.rules if rule.terms.hours is None)
        for around in self._around(place):
            yield from self.places[around].rules

    def terms(self, rules: Iterable[Rule]) -> Terms:
        """What rules come to, with the cautious ones for what they leave open."""
        found = strictest(rule.terms for rule in rules)
        missing = [rule.terms for rule in self.cautious if not set(rule.terms.topics) & set(found.topics)]
        return strictest((found, *missing)) if missing else found

    def _around(self, place: Jurisdiction) -> tuple[str, ...]:
        """The codes of the places around one, each once: of "US-FL" the US and everywhere."""
        outer = (further for code in place.within for further in (code, *self._around(self.places[code])))
        return tuple(dict.fromkeys(outer))

    def _regions(self, country: str) -> Iterator[Jurisdiction]:
        return (place for code, place in self.places.items() if code.startswith(f"{country}-"))

    def _add_up(self, places: tuple[str, ...], day: date) -> Needs:
        rules = {code: [rule for rule in self.rules(code) if rule.holds(day)] for code in places}
        terms = {code: self.terms(found) for code, found in rules.items()}
        hours: dict[str | None, Hours] = {}
        for code, each in terms.items():
            if each.hours:
                country = None if each.hours.holidays else self[code].country or None
                hours[country] = hours[country] & each.hours if country in hours else each.hours
        merged = strictest(terms.values()) if len(places) > 1 else terms[places[0]]
        said: dict[str, Any] = {topic: getattr(merged, topic) for topic in merged.topics if topic != "hours"}
        kept = {id(rule): rule for found in rules.values() for rule in found}
        return Needs(
            places, day, tuple(kept.values()), tuple((each, country) for country, each in hours.items()), **said
        )


def _said(value: object) -> str:
    match value:
        case None | () | "":
            return "nothing"
        case Hours():
            return written(value)
        case Sender():
            return ", ".join(sorted(value.kinds))
        case Keep():
            return f"{value.what} {value.months} months"
        case tuple():
            return ", ".join(map(_said, value))
        case bool():
            return "yes" if value else "no"
    return str(value)
