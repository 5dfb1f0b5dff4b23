"""How old somebody must be: for what an offer sells, and for a consent of one's own; and whether a birthday says so.

A carrier lets an offer of alcohol, tobacco or firearms through behind a date of birth only, and some goods not at all
[US-AGE-1, US-AGE-2, US-AGE-3]. Where the General Data Protection Regulation holds, a child consents for itself from
an age that each country sets [EU-AGE-1]. Sources and grades of both tables stand in docs/compliance.md, where a test
compares them; where no source is at hand the age is ours, and cautious.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Literal

from app.rules.words import Say, mark

Category = Literal["general", "alcohol", "tobacco", "firearms", "gambling", "loans", "adult", "cannabis", "hate"]
Reason = Literal["empty", "year", "impossible", "future"]

REFUSED = frozenset({"adult", "cannabis", "hate"})
DOUBTFUL = frozenset({"gambling", "loans"})
USUAL = 18
# The ages above USUAL, by country: where states or goods differ, the highest of them.
LEAST: Mapping[str, Mapping[str, int]] = {
    "alcohol": {"US": 21, "CA": 19, "JP": 20, "ID": 21, "IN": 25, "SE": 20, "NO": 20, "FI": 20, "IS": 20, "LT": 20,
                "KR": 19, "TH": 20, "LK": 21, "PY": 20, "PR": 21, "GU": 21},
    "tobacco": {"US": 21, "CA": 21, "JP": 20, "ID": 21, "IN": 21, "KR": 19, "LV": 20, "PH": 21, "SG": 21, "LK": 21,
                "TH": 20, "TW": 20, "UG": 21, "PR": 21, "GU": 21},
    "firearms": {"US": 21, "AT": 21, "BR": 25, "CZ": 21, "IN": 21, "JP": 20, "PL": 21, "RU": 21, "UA": 25, "PR": 21,
                 "GU": 21},
}  # fmt: skip
CONSENT = {
    "GB": 13, "IE": 16, "FR": 15, "DE": 16, "AT": 14, "IT": 14, "ES": 14, "PT": 13, "NL": 16, "BE": 13, "PL": 16,
    "SK": 16, "CZ": 15, "SE": 13, "DK": 13, "FI": 13,
}  # fmt: skip
OLDEST = 120  # years; whoever seems to be older slipped while typing

SENTENCES: Mapping[Reason, str] = {
    "empty": mark("Enter your date of birth: day, month and year."),
    "year": mark("Write the year with four digits, like 1990."),
    "impossible": mark("There is no such day. Look at day and month once more."),
    "future": mark("This day has not come yet. Look at the year once more."),
}


class BadBirthday(ValueError):
    """What was typed is no day on which somebody alive was born; never the date itself, so it may be logged."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


def least_age(category: str, countries: Iterable[str]) -> int | None:
    """The age that the strictest of the countries asks for goods of this category; None where none is asked."""
    ages = LEAST.get(category)
    return max((ages.get(code, USUAL) for code in countries), default=USUAL) if ages is not None else None


def consent_age(countries: Iterable[str]) -> int | None:
    """From which age people consent for themselves in the strictest of the countries; None where none is known."""
    return max((CONSENT[code] for code in countries if code in CONSENT), default=None)


def is_of_age(born: date, age: int, today: date) -> bool:
    """Whether somebody born on that day is `age` years old today.

    Who was born on 29 February grows older on 1 March where the year has no such day, the later of two readings.
    """
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day)) >= age


def read_birthday(day: str, month: str, year: str, today: date) -> date:
    """The date that three fields mean, in the figures of any script, with what people type around them.

    Raises BadBirthday.
    """
    typed = [_digits(field) for field in (day, month, year)]
    if not all(typed):
        raise BadBirthday("empty")
    if len(typed[2]) != 4:
        raise BadBirthday("year")
    try:
        born = date(int(typed[2]), int(typed[1]), int(typed[0]))
    except ValueError:
        raise BadBirthday("impossible") from None
    if born > today:
        raise BadBirthday("future")
    if born.year < today.year - OLDEST:
        raise BadBirthday("year")
    return born


def problem(say: Say, bad: BadBirthday) -> str:
    """What to do about it, in a sentence."""
    return say(SENTENCES[bad.reason])


def _digits(typed: str) -> str:
    return "".join(str(unicodedata.decimal(letter)) for letter in typed if letter.isdecimal())
