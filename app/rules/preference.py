"""What a subscriber chose, who is free to choose less than the programme says and never gets more."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

PAUSES = {"week": timedelta(days=7), "month": timedelta(days=30), "quarter": timedelta(days=91)}
LONGEST = timedelta(days=366)  # whoever wants a longer pause wants a stop


@dataclass(frozen=True, slots=True)
class Preference:
    """At most `monthly` texts in thirty days (None: as the programme says), without these topics and channels, and
    none at all before `paused_until`."""

    monthly: int | None = None
    topics_off: frozenset[str] = frozenset()
    channels_off: frozenset[str] = frozenset()
    paused_until: datetime | None = None


def paces(promised: int, chosen: int | None = None) -> list[int]:
    """How many texts a month there are to choose from: one, half of what was promised, all of it; fewest first."""
    return sorted({1, max(1, promised // 2), promised, min(chosen or promised, promised)})


def first_day_back(pause: str, day: date | None, today: date) -> date | None:
    """The first day with texts after a pause, one of PAUSES or until `day`; None for no pause.

    Raises ValueError for a day that is over, or further off than LONGEST.
    """
    if day is None:
        return today + PAUSES[pause] if pause in PAUSES else None
    if not today < day <= today + LONGEST:
        raise ValueError("no day to come within a year")
    return day
