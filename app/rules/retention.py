"""How long each kind of data is kept, and from when on it is over: a table by country, with a default.

A suppression is not in it: no retention ends one (US-VA-1). Redeemed and expired coupons stay, for they name nobody;
only the trace of a number that left one at its erasure goes, once it can bring nothing back and keep nobody out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

TEXTS_MONTHS = 13  # what texts say, ours and theirs; that they were sent stays
VISITS_MONTHS = 13  # visits that left no number, and counts of scans
CLICKS_MONTHS = 13  # who opened which link of our texts
TRACES_MONTHS = 13  # after a coupon of somebody erased expired, and never while its campaign may give another
QUESTIONS = timedelta(days=60)  # after a question expired: so long its "not you?" leads somewhere (CA-CASL-3)
EVENTS = timedelta(days=30)  # what webhooks were told, and what became of it: so long it can be told again
STRAYS_MONTHS = 13  # what tills gave for codes that are nobody's coupon
UNCONFIRMED = timedelta(days=30)  # after a request that its number never confirmed


@dataclass(frozen=True)
class Terms:
    """One country's terms, in months.

    quiet       from the person's last act on until their consent to marketing is too old to rely on
    delivered   whether a text that arrived keeps it young, too
    expired     from then on until they are forgotten
    proof       from their last act on, such as a withdrawal: so long may a consent have to be proven (US-REC-2)
    """

    quiet: int = 36
    delivered: bool = False
    expired: int = 12
    proof: int = 60


DEFAULT = Terms()  # three years from the last contact that came from the person (FR-4)
TERMS: Mapping[str, Terms] = {
    "FR": DEFAULT,  # FR-4
    "IT": Terms(quiet=24),  # IT-3
    "SK": Terms(expired=60),  # SK-2 asks for four years of proof
    "US": Terms(quiet=18, delivered=True, expired=60),  # US-INACT-1, US-REC-2
}


def terms(country: str) -> Terms:
    """The terms of an ISO 3166 country."""
    return TERMS.get(country, DEFAULT)


def groups() -> Mapping[Terms, tuple[str, ...]]:
    """The countries of all terms but the default's, which hold for every country that is named nowhere here."""
    found: dict[Terms, tuple[str, ...]] = {}
    for code, each in sorted(TERMS.items()):
        if each != DEFAULT:
            found[each] = (*found.get(each, ()), code)
    return found


def back(now: datetime, months: int) -> datetime:
    """The same day so many months before; the last of a month that is too short for it."""
    years, month = divmod(now.year * 12 + now.month - 1 - months, 12)
    return _on(now, years, month + 1)


def is_too_old(agreed_at: datetime, country: str, now: datetime) -> bool:
    """Whether a consent that nothing followed is too old to rely on."""
    return agreed_at <= back(now, terms(country).quiet)


def _on(day: datetime, year: int, month: int) -> datetime:
    for shorter in range(4):
        try:
            return day.replace(year=year, month=month, day=day.day - shorter)
        except ValueError:
            continue
    raise ValueError(f"{year}-{month} has no day near {day.day}")
