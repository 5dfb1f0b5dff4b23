"""National holidays, as the package `holidays` computes them.

It is imported with the first question: that takes a fifth of a second and 18 MiB, and a process that sends no
advertising asks none. Holidays of regions and of cities are not among them.
"""

from collections.abc import Container
from datetime import date
from functools import lru_cache


@lru_cache(8192)
def is_holiday(country: str, day: date) -> bool:
    """Whether the day is a holiday in all of an ISO 3166 country; False for a country that nobody has listed."""
    return day in _holidays(country, day.year)


@lru_cache(256)
def _holidays(country: str, year: int) -> Container[date]:
    import holidays

    try:
        return frozenset(holidays.country_holidays(country, years=year))
    except NotImplementedError:
        return frozenset()
