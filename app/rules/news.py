"""What there is to say after a new look at the campaign files: one line each, and nothing twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from app.rules.finding import Finding
from app.rules.shelf import Shelf


@dataclass(frozen=True)
class News:
    """One thing to say about a campaign, as what follows its name; `bug` is ours, for the log."""

    kind: Literal["good", "warning", "error"]
    campaign: str
    says: str
    bug: Exception | None = None


def news(before: Shelf | None, after: Shelf) -> list[News]:
    """What changed from one shelf to the next, by campaign; of a first look (None) all that is not as it should be."""
    found: list[News] = []
    for id in sorted(after.campaigns.keys() | after.files.keys() | after.lost.keys()):
        changed = before is None or before.files.get(id) != after.files.get(id)
        if changed:
            found += _of_file(id, before, after)
            found += _of_claims(id, after)
        known = {_told(each) for each in before.warnings.get(id, ())} if before else set()
        found += [
            News("warning", id, f"line {each.line}: {each.sentence} {each.hint}".strip())
            for each in after.warnings.get(id, ())
            if _told(each) not in known
        ]
        if id in after.lost and (before is None or id not in before.lost):
            found.append(
                News("error", id, "its last release cannot be read by this version of handbill.", after.lost[id])
            )
    return found


def _of_file(id: str, before: Shelf | None, after: Shelf) -> Iterator[News]:
    if id in after.faults:
        first = after.fault(id)
        stays = "The last good version stays." if id in after.campaigns else "No page until it is mended."
        place = f"line {first.line}, column {first.column}"
        yield News("error", id, f"{place}: {first.sentence} {stays}", after.bugs.get(id))
    elif before is None:
        return
    elif id not in after.files:
        if id in after.campaigns:
            yield News("warning", id, "the file is gone, so the page says that the offer is paused.")
    elif id in before.faults:
        yield News("good", id, "is good again, and in force")
    elif id not in before.campaigns:
        yield News("good", id, "is new, and in force")
    elif id not in before.files:
        yield News("good", id, "is back, and in force")
    else:
        yield News("good", id, "is updated")


def _of_claims(id: str, after: Shelf) -> Iterator[News]:
    """Ids in its file that are printed for another campaign."""
    for spot in after.campaigns[id].placements if id in after.campaigns and id in after.files else ():
        owner = after.placements[spot.id][0].id
        if owner != id:
            yield News("error", id, f"placement {spot.id} is printed for {owner}, and leads there.")


def _told(warning: Finding) -> tuple[str, str, str]:
    """What makes a warning the same one, wherever its line has moved to."""
    return warning.rule, warning.path, warning.message
