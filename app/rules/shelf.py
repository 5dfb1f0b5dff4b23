"""All campaigns at one moment, and whose each printed id is.

A code on paper outlives the file it was made from. Of the campaigns whose files have an id, the one that released it
first owns it. An id that no file has any more, or only one that was taken away, stays with the campaign that released
it first: so a poster can move to another campaign, and never leads nowhere.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from app.rules.campaign import Campaign, Placement
from app.rules.finding import Finding

USUAL_MM = 250  # where a placement that is in no file hangs is not known


@dataclass(frozen=True)
class Printed:
    """An id that a campaign released once, and what staff called the spot when it did last."""

    campaign: str
    id: str
    name: str


@dataclass(frozen=True)
class Past:
    """What was released so far: every printed id, the oldest first, and the text of each campaign's last release."""

    printed: Sequence[Printed] = ()
    sources: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Shelf:
    """All campaigns at one moment; a reload makes a new one, so a request sees one state of the world.

    `files` are the digests of those that are there. `former` are the placements that a campaign released and its file
    has no more. `bugs` are ours, brought to light by a file; `lost` are campaigns whose last release cannot be read,
    each with the bug that is to blame, if one is.
    """

    campaigns: Mapping[str, Campaign]
    placements: Mapping[str, tuple[Campaign, Placement]]
    former: Mapping[str, tuple[Placement, ...]]
    faults: Mapping[str, tuple[Finding, ...]]
    warnings: Mapping[str, tuple[Finding, ...]]
    released: Mapping[str, datetime]
    files: Mapping[str, str]
    bugs: Mapping[str, Exception]
    lost: Mapping[str, Exception | None]

    def fault(self, id: str) -> Finding:
        """The first error of a faulty file."""
        return next(each for each in self.faults[id] if each.severity == "error")


def owners(
    campaigns: Mapping[str, Campaign], printed: Sequence[Printed], files: Collection[str]
) -> dict[str, tuple[Campaign, Placement]]:
    """The campaign and the placement that each id leads to; `printed` has the oldest first, `files` are those there."""
    age = {(row.campaign, row.id): number for number, row in enumerate(printed)}
    claims = [(each, spot, each.id not in files) for each in campaigns.values() for spot in each.placements]
    claims += [(campaigns[id], spot, True) for id, spots in former(campaigns, printed).items() for spot in spots]
    claims.sort(key=lambda claim: (claim[2], age.get((claim[0].id, claim[1].id), len(age))))
    found: dict[str, tuple[Campaign, Placement]] = {}
    for campaign, spot, _ in claims:
        found.setdefault(spot.id, (campaign, spot))
    return found


def former(campaigns: Mapping[str, Campaign], printed: Sequence[Printed]) -> dict[str, tuple[Placement, ...]]:
    """By campaign, the placements that it released and has no more; campaigns without any are left out."""
    listed = {(each.id, spot.id) for each in campaigns.values() for spot in each.placements}
    found: dict[str, tuple[Placement, ...]] = {}
    for row in printed:
        if row.campaign in campaigns and (row.campaign, row.id) not in listed:
            spot = Placement(id=row.id, name=row.name, distance_mm=USUAL_MM, piece=None)
            found[row.campaign] = (*found.get(row.campaign, ()), spot)
    return found
