"""A till's day: each redemption with what it took off, and all of them together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from app.rules.coupon import write_code
from app.rules.words import Say
from app.store.redemption_list import Listed
from app.web.parts import now, parts
from app.web.takings import money
from app.web.verdicts import Line, line


@dataclass(frozen=True)
class Day:
    """The lines, newest first; how many stand, and what they took off, by currency, as far as it is known."""

    lines: Sequence[Line]
    standing: int
    off: str
    unknown: int


def day_of(found: Sequence[Listed], say: Say) -> Day:
    """The day that these redemptions make."""
    keys = parts().means.keys
    lines = [line(redemption, campaign, write_code(serial, keys), say) for redemption, campaign, serial, _ in found]
    standing = [redemption for redemption, *_ in found if redemption.reversed_at is None]
    off: Counter[str] = Counter()
    for each in standing:
        if each.discount is not None and each.currency:
            off[each.currency] += each.discount
    unknown = sum(each.discount is None for each in standing)
    told = say.list([money(units, currency, say) for currency, units in sorted(off.items())])
    return Day(lines, len(standing), told, unknown)


def midnight() -> datetime:
    """When today began, in the zone of the first campaign."""
    zone = next((each.zone for each in parts().campaigns.shelf.campaigns.values()), None)
    local = now().astimezone(zone) if zone else now()
    return datetime.combine(local.date(), time(), local.tzinfo)
