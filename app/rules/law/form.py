"""The forms that law is written down in: a rule, what it makes of a number's needs, and where it holds.

A rule that says nothing of a topic leaves it None. Of what several rules say of one topic `strictest` keeps the
strictest, so one rule more never makes anything looser.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property
from operator import and_, or_
from typing import Any, Literal

OptIn = Literal["single", "double", "double_on_page"]
Kind = Literal["alphanumeric", "short_code", "long_code", "toll_free"]
Identity = Literal["brand", "company", "address", "contact"]
Kept = Literal["customer", "prospect", "profile", "proof", "purchases", "refusal", "silent", "suppression"]

PROOFS: tuple[OptIn, ...] = ("single", "double", "double_on_page")  # each asks for more than the one before
KINDS: frozenset[Kind] = frozenset({"alphanumeric", "short_code", "long_code", "toll_free"})
KEPT_ON: frozenset[Kept] = frozenset({"proof", "refusal", "suppression"})
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MIDNIGHT = 24 * 60
QUARTER = 15  # minutes; clocks of all zones differ by whole quarters, so that what is open stays so for one
CLOCK = re.compile(r"([01]\d|2[0-4]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)")
READ = date(2026, 11, 21)  # when the sources of docs/compliance.md were last read

Spans = tuple[tuple[int, int], ...]


class BadHours(ValueError):
    """A week that cannot be read; the message says what is wrong, and a right one."""


@dataclass(frozen=True)
class Hours:
    """When advertising may arrive: for each weekday, Monday first, open spans in minutes of the local day.

    `holidays` says whether national holidays are open too.
    """

    week: tuple[Spans, ...]
    holidays: bool = True

    def __and__(self, other: Hours) -> Hours:
        """What is open in both."""
        days = zip(self.week, other.week, strict=True)
        return Hours(tuple(_overlap(ours, theirs) for ours, theirs in days), self.holidays and other.holidays)


@dataclass(frozen=True)
class Record:
    """What must be on record before a sender of these kinds is used; `or_else`, if not empty, does as well.

    `blocks` is False where its lack is only told. `months` is how long it lasts at most. `form` is a pattern that its
    value matches whole, `example` a value that does.
    """

    id: str
    kinds: frozenset[Kind] = KINDS
    or_else: str = ""
    blocks: bool = True
    months: int | None = None
    form: str = ""
    example: str = ""


@dataclass(frozen=True)
class Sender:
    """Which senders get through.

    kinds       those that networks deliver
    shortest, longest   letters of an alphanumeric one
    forbidden   beginnings of numbers in E.164 that no business may send from
    generic     whether a name that names nobody, such as INFO, gets through
    foreign     whether a number of another country gets through
    answers     whether it must take replies
    usual_cost  whether a reply to a short code may cost no more than any other text
    records     what must be on record
    """

    kinds: frozenset[Kind] = KINDS
    shortest: int = 1
    longest: int = 11
    forbidden: frozenset[str] = frozenset()
    generic: bool = True
    foreign: bool = True
    answers: bool = False
    usual_cost: bool = False
    records: tuple[Record, ...] = ()

    def __and__(self, other: Sender) -> Sender:
        """What gets through in both."""
        return Sender(
            self.kinds & other.kinds,
            max(self.shortest, other.shortest),
            min(self.longest, other.longest),
            self.forbidden | other.forbidden,
            self.generic and other.generic,
            self.foreign and other.foreign,
            self.answers or other.answers,
            self.usual_cost or other.usual_cost,
            _union(self.records, other.records),
        )


@dataclass(frozen=True)
class Keep:
    """How long something is kept, in months: proof, refusals and stops at least that long, all else at most.

    customer     what a sale left, after it, for the exception for customers
    prospect     somebody who never bought, after they last did anything
    profile, purchases   what is known for profiling; what was bought, for advertising
    proof        of a consent, after it ended
    refusal      a refusal and its confirmation
    silent       a consent that nothing was heard of since
    suppression  a stop
    """

    what: Kept
    months: int

    @property
    def at_least(self) -> bool:
        """Whether it may be kept longer, and not shorter."""
        return self.what in KEPT_ON


@dataclass(frozen=True)
class Terms:
    """What a rule makes of a number's needs; a topic that is None is left to other rules.

    opt_in        what proves a number before its coupon goes out: nothing, a pin or a YES, or a pin typed on the page
    forced        a campaign may not choose less than opt_in
    two_way       people there can answer a text; where not, every text carries a link that ends it
    hours         when advertising may arrive
    sender        which senders get through
    a_day         advertising texts in 24 hours, at most
    keep          how long things are kept
    age           years from which a child's own consent counts
    rates         the notice of costs that carriers ask for, an English sentence of the catalogues
    label         what stands before advertising there, in letters of GSM-7
    stop, help    words that end texts or ask for help, in capitals, besides those of keyword.py
    identity      what each text says of its sender, or leads to where it has no room
    may_ask_by_text   a text may ask for a consent
    soft_opt_in   customers may be written to without a consent of their own
    keyword_joins a texted keyword alone is a consent to advertising, where print said all that a consent needs
    """

    opt_in: OptIn | None = None
    forced: bool | None = None
    two_way: bool | None = None
    hours: Hours | None = None
    sender: Sender | None = None
    a_day: int | None = None
    keep: tuple[Keep, ...] | None = None
    age: int | None = None
    rates: str | None = None
    label: tuple[str, ...] | None = None
    stop: tuple[str, ...] | None = None
    help: tuple[str, ...] | None = None
    identity: frozenset[Identity] | None = None
    may_ask_by_text: bool | None = None
    soft_opt_in: bool | None = None
    keyword_joins: bool | None = None

    @cached_property
    def topics(self) -> tuple[str, ...]:
        """What these terms speak of."""
        return tuple(name for name in TOPICS if getattr(self, name) is not None)


NOTHING = Terms()


@dataclass(frozen=True)
class Rule:
    """One rule of law, of carriers, or of ours where nothing is known.

    id            its name in docs/compliance.md or, where that gives it none, its place and topic, such as IT-HOURS
    asks          what it asks, in a sentence
    grade         L law or regulator, 2 second-hand, V vendor, D derived, U unconfirmed; several as in "L, 2"
    source        keys of the sources of docs/compliance.md, such as "S4 S6"; empty where the choice is ours
    since, until  first and last day in force; None where that is open
    warns         nothing is refused for it, somebody is told
    checked       the day its source was last read
    """

    id: str
    asks: str
    grade: str
    source: str = ""
    terms: Terms = NOTHING
    since: date | None = None
    until: date | None = None
    warns: bool = False
    checked: date = READ

    @property
    def unconfirmed(self) -> bool:
        """Whether no law stands behind it that we know of, so that an operator may know better."""
        return set(self.grade.split(", ")) <= {"U", "V"}

    def holds(self, day: date) -> bool:
        """Whether it is in force on that day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Jurisdiction:
    """A place with rules of its own: a country, one of its regions, or what many countries share.

    code          ISO 3166: "IT", "US-FL"; "EU" and "ALL" are shared
    name          in English
    rules         its own; those of `within` hold as well
    within        the codes of the places around it
    unplaced      rules for numbers of which the country alone is known, where its regions differ
    number, adjective   how a sentence names its numbers: "A US number has 10", "This offer is for US numbers."
    """

    code: str
    name: str
    rules: tuple[Rule, ...] = ()
    within: tuple[str, ...] = ("ALL",)
    unplaced: tuple[Rule, ...] = ()
    number: str = ""
    adjective: str = ""

    @property
    def country(self) -> str:
        """Whose holidays are kept there; empty where it is no country's."""
        return "" if self.code in {"ALL", "EU"} else self.code[:2]


def week(days: Mapping[str, str], *, holidays: bool = True) -> Hours:
    """Hours as people write them: {"Mon-Fri": "08:00-20:00", "Sat": "10:00-13:00"}; days not named are closed.

    Spans begin and end on a quarter of an hour. Raises BadHours.
    """
    found: list[Spans] = [()] * 7
    for names, clock in days.items():
        first, _, last = names.partition("-")
        if first not in DAYS or (last or first) not in DAYS:
            raise BadHours(f"{names!r} is no day; write Mon, Sat or Mon-Fri")
        span = _span(clock)
        for day in range(DAYS.index(first), DAYS.index(last or first) + 1):
            found[day] = (*found[day], span)
    return Hours(tuple(tuple(sorted(spans)) for spans in found), holidays)


def written(hours: Hours) -> str:
    """Hours as `week` reads them, in a line: "Mon-Fri 08:00-20:00, Sat 10:00-13:00; no holidays"."""
    said = [" ".join(f"{_clock(start)}-{_clock(end)}" for start, end in spans) for spans in hours.week]
    lines, day = [], 0
    while day < len(DAYS):
        last = day
        while last + 1 < len(DAYS) and said[last + 1] == said[day]:
            last += 1
        if said[day]:
            lines.append(f"{DAYS[day]}{'-' + DAYS[last] if last > day else ''} {said[day]}")
        day = last + 1
    return (", ".join(lines) or "never") + ("" if hours.holidays else "; no holidays")


def strictest(terms: Iterable[Terms]) -> Terms:
    """What holds where all of these do: of each topic the strictest."""
    merged: dict[str, Any] = {}
    for each in terms:
        for name in each.topics:
            value = getattr(each, name)
            merged[name] = STRICTEST[name](merged[name], value) if name in merged else value
    return Terms(**merged)


def _span(clock: str) -> tuple[int, int]:
    found = CLOCK.fullmatch(clock)
    start, end = (int(found[1]) * 60 + int(found[2]), int(found[3]) * 60 + int(found[4])) if found else (0, 0)
    if not start < end <= MIDNIGHT or start % QUARTER or end % QUARTER:
        raise BadHours(f"{clock!r} is no time of day; write 08:00-20:00, in quarters of an hour")
    return start, end


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _overlap(ours: Spans, theirs: Spans) -> Spans:
    pairs = ((max(a, c), min(b, d)) for a, b in ours for c, d in theirs)
    return tuple(sorted((start, end) for start, end in pairs if start < end))


def _union(ours: tuple[Any, ...], theirs: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(ours + theirs))


def _keep(ours: tuple[Keep, ...], theirs: tuple[Keep, ...]) -> tuple[Keep, ...]:
    """Of what is kept on the longest term, of all else the shortest."""
    found: dict[Kept, Keep] = {}
    for keep in ours + theirs:
        pick = max if keep.at_least else min
        found[keep.what] = pick(found.get(keep.what, keep), keep, key=lambda one: one.months)
    return tuple(found[what] for what in sorted(found))


STRICTEST: Mapping[str, Callable[[Any, Any], Any]] = {
    "opt_in": lambda ours, theirs: max(ours, theirs, key=PROOFS.index),
    "forced": or_,
    "two_way": and_,
    "hours": and_,
    "sender": and_,
    "a_day": min,
    "keep": _keep,
    "age": max,
    "rates": lambda ours, theirs: max(ours, theirs, key=len),  # the Canadian notice holds the American one
    "label": _union,
    "stop": _union,
    "help": _union,
    "identity": or_,
    "may_ask_by_text": and_,
    "soft_opt_in": and_,
    "keyword_joins": and_,
}
TOPICS = tuple(each.name for each in fields(Terms))
