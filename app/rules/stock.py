"""Out of which stocks a coupon is taken: of the placement, of the day, of the whole campaign."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time

from app.rules.campaign import Campaign

ALL = "all"


@dataclass(frozen=True)
class Scope:
    """One stock: its name, and how many coupons it holds; None is without end.

    It counts the coupons of one placement, or those issued since a moment, or all.
    """

    name: str
    most: int | None
    placement: str | None = None
    since: datetime | None = None


def scopes(campaign: Campaign, placement: str, at: datetime) -> tuple[Scope, ...]:
    """The stocks that a coupon issued now at this placement is taken out of; the campaign's own comes last.

    For that one everybody waits, and whoever has it must not wait for another.
    """
    limits, spot = campaign.offer.limits, campaign.placement(placement)
    found: list[Scope] = []
    if spot and spot.total is not None:
        found.append(Scope(f"placement {spot.id}", spot.total, placement=spot.id))
    if limits.per_day is not None:
        day = at.astimezone(campaign.zone).date()
        midnight = datetime.combine(day, time(), campaign.zone).astimezone(UTC)
        found.append(Scope(f"day {day}", limits.per_day, since=midnight))
    return (*found, Scope(ALL, limits.total))
