"""Out of which stocks a coupon is taken: of the placement, of the day, of the whole campaign."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum

from app.rules.campaign import Campaign

ALL = "all"


class Empty(StrEnum):
    """Of what nothing is left."""

    ALL = "all"
    PLACEMENT = "placement"
    DAY = "day"
    BUDGET = "budget"


@dataclass(frozen=True)
class Gone:
    """Nothing is left to take: of what, since when if that is known, and when there is more if that is known."""

    what: Empty
    since: datetime | None = None
    more: datetime | None = None


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


def gone(
    campaign: Campaign, placement: str, taken: Mapping[str, tuple[int, datetime]], at: datetime, *, spent: bool
) -> Gone | None:
    """What keeps people at this placement from a coupon now, the longest first; None while there are some.

    `taken` says of each scope how many were taken and when the last was; `spent`, that no budget is left for one.
    """
    full = {
        each.name.partition(" ")[0]: taken[each.name][1]
        for each in scopes(campaign, placement, at)
        if each.most is not None and each.name in taken and taken[each.name][0] >= each.most
    }
    if ALL in full:
        return Gone(Empty.ALL, full[ALL])
    if spent:
        return Gone(Empty.BUDGET)
    if "placement" in full:
        return Gone(Empty.PLACEMENT, full["placement"])
    return Gone(Empty.DAY, full["day"], _tomorrow(campaign, at)) if "day" in full else None


def is_limited(campaign: Campaign) -> bool:
    """Whether it can run out at all."""
    limits = campaign.offer.limits
    one = limits.total or limits.per_day or limits.budget
    return one is not None or any(spot.total for spot in campaign.placements)


def _tomorrow(campaign: Campaign, at: datetime) -> datetime | None:
    """The next midnight in the campaign's zone; None where the campaign is over by then."""
    day = at.astimezone(campaign.zone).date() + timedelta(days=1)
    midnight = datetime.combine(day, time(), campaign.zone).astimezone(UTC)
    return midnight if midnight < campaign.ends else None
