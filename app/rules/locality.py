"""What holds for one number: the law of all places where it may be, and the clocks there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from app.rules.holiday import is_holiday
from app.rules.hours import opens
from app.rules.law import Book, Needs
from app.rules.phone import E164
from app.rules.whereabouts import Whereabouts, whereabouts

NO_LIMIT = 99


@dataclass(frozen=True, slots=True)
class Locality:
    """The needs of a number on a day, and every zone whose clock may be its owner's."""

    needs: Needs
    zones: tuple[ZoneInfo, ...]
    cap_day: int

    @property
    def may_ask_by_text(self) -> bool:
        """Whether a text may ask for a consent."""
        return self.needs.may_ask_by_text

    def opens(self, now: datetime) -> datetime | None:
        """`now` if advertising may arrive, else from when on; None if not within a fortnight."""
        return opens(self.needs.hours, self.zones, is_holiday, now)


def locality(book: Book, number: E164, country: str, day: date, told: Whereabouts | None = None) -> Locality:
    """What holds for a number of this country (ISO 3166) on a day; `told` are further places its owner may be at."""
    return _locality(book, whereabouts(number, country, told), day)


@lru_cache(4096)
def _locality(book: Book, where: Whereabouts, day: date) -> Locality:
    needs = book.needs(sorted(where.places), day)
    zones = tuple(ZoneInfo(zone) for zone in sorted(where.zones))
    return Locality(needs, zones, NO_LIMIT if needs.a_day is None else needs.a_day)
