"""When advertising may arrive: at once, or from which moment on.

Several zones stand for a number whose place is uncertain: it must be open in all of them [US-TCPA-QH-3]. Hours begin
and end on quarters of an hour, and clocks of all zones differ by whole quarters, so what is true at the start of one
is true until its end, and is found out once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache

from app.rules.law.form import QUARTER, Hours

Windows = tuple[tuple[Hours, str | None], ...]  # as Needs.hours has them
IsHoliday = Callable[[str, date], bool]

FARTHEST = timedelta(days=14)  # what is closed for longer is taken for closed for good
SECONDS = QUARTER * 60


def opens(hours: Windows, zones: tuple[tzinfo, ...], is_holiday: IsHoliday, now: datetime) -> datetime | None:
    """`now`, if every zone is inside of all hours, else the first moment at which all are, in UTC.

    None where there is none within 14 days. `is_holiday` is asked for a country and a local day. There must be a zone.
    """
    if not zones:
        raise ValueError("without a zone nobody knows what time it is")
    start, _ = divmod(now.timestamp(), SECONDS)
    quarter = datetime.fromtimestamp(start * SECONDS, UTC)
    opening = _first(hours, zones, is_holiday, quarter)
    return now if opening == quarter else opening


@lru_cache(8192)
def _first(hours: Windows, zones: tuple[tzinfo, ...], is_holiday: IsHoliday, quarter: datetime) -> datetime | None:
    """The first moment from the quarter on: each window in each zone moves it on until none does any more."""
    moment, last = quarter, quarter + FARTHEST
    windows = [(each, country, zone) for each, country in hours for zone in zones]
    while moment <= last:
        before = moment
        for each, country, zone in windows:
            moment = _next(each, country, zone, is_holiday, moment)
        if moment == before:
            return moment
    return None


def _next(hours: Hours, country: str | None, zone: tzinfo, is_holiday: IsHoliday, moment: datetime) -> datetime:
    """The first moment from this one on at which one window is open; beyond FARTHEST if there is none."""
    for start, end in _spans(hours, country, zone, is_holiday, moment):
        if moment < end:
            return max(start, moment)
    return moment + FARTHEST + timedelta(days=1)


def _spans(
    hours: Hours, country: str | None, zone: tzinfo, is_holiday: IsHoliday, moment: datetime
) -> Iterator[tuple[datetime, datetime]]:
    """Open spans from the moment's local day on, in order, in UTC."""
    first = moment.astimezone(zone).date()
    for days in range(FARTHEST.days + 2):
        day = first + timedelta(days=days)
        if country and not hours.holidays and is_holiday(country, day):
            continue
        for start, end in hours.week[day.weekday()]:
            began, ended = max(_instants(day, start, zone)), min(_instants(day, end, zone))
            if began < ended:
                yield began, ended


def _instants(day: date, minutes: int, zone: tzinfo) -> tuple[datetime, datetime]:
    """Both readings of a local time of day, which differ in nights when clocks are set: never the looser is meant."""
    local = datetime.combine(day, time(), zone) + timedelta(minutes=minutes)
    early, late = (local.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    return early, late
