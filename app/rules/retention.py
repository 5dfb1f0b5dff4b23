"""How long each kind of data is kept, and from when on it is over: a table by country, with a default.

A suppression is not in it: no retention ends one (US-VA-1). Redeemed and expired coupons stay, for they name nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

TEXTS_MONTHS = 13  # what texts say, ours and theirs; that they were sent stays
VISITS_MONTHS = 13  # visits that left no number, and counts of scans
QUESTIONS = timedelta(days=30)  # after a question expired
UNCONFIRMED = timedelta(days=30)  # after a request that its number never confirmed


@dataclass(frozen=True)
class Terms:
    """One country's terms.

    quiet_months    from the person's last act on until their consent to marketing is too old to rely on
    erased_months   from then on until they are forgotten
    proof_years     from the end of a consent on: so long may it have to be proven (US-REC-2)
    source          the rules behind it
    """

    quiet_months: int = 36
    erased_months: int = 12
    proof_years: int = 5
    source: str = "US-REC-2"


DEFAULT = Terms()
TERMS: Mapping[str, Terms] = {
    "FR": replace(DEFAULT, source="FR-4"),  # three years from the last contact that came from the person
    "IT": replace(DEFAULT, quiet_months=24, source="IT-3"),
    "SK": replace(DEFAULT, source="SK-2"),  # four years are the law's floor for the proof
    "US": replace(DEFAULT, source="US-REC-2"),
}


def terms(country: str) -> Terms:
    """The terms of an ISO 3166 country."""
    return TERMS.get(country, DEFAULT)


def countries_by_quiet() -> Mapping[int, tuple[str, ...]]:
    """The countries of the table by their quiet_months; a country that is not in it has the default's."""
    found: dict[int, tuple[str, ...]] = {}
    for code, each in sorted(TERMS.items()):
        found[each.quiet_months] = (*found.get(each.quiet_months, ()), code)
    return found


def back(now: datetime, months: int) -> datetime:
    """The same day so many months before; the last of a month that is too short for it."""
    years, month = divmod(now.year * 12 + now.month - 1 - months, 12)
    return _on(now, years, month + 1)


def is_too_old(agreed_at: datetime, country: str, now: datetime) -> bool:
    """Whether a consent that nothing followed is too old to rely on."""
    return agreed_at <= back(now, terms(country).quiet_months)


def _on(day: datetime, year: int, month: int) -> datetime:
    for shorter in range(4):
        try:
            return day.replace(year=year, month=month, day=day.day - shorter)
        except ValueError:
            continue
    raise ValueError(f"{year}-{month} has no day near {day.day}")
